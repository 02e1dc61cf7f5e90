"""Several processes over one database: each follows, none is in another's way, no kill hurts."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from lily.config import Config
from lily.directory.models import Service
from lily.errors import Refused
from lily.search import (
    SearchRequest,
    catch_up,
    check,
    rebuild,
    refresh_horizons,
    search,
    tidy,
    use_folder,
)
from lily.search.models import SearchChange, SearchOrigin, StopWord, SynonymGroup, SynonymWord
from lily.search.registry import engine_for, folder_of
from tests.factories import directory as make

ROOT = Path(__file__).resolve().parents[2]
FOLLOWED_S = 3
"""Half a second between looks, and room for a busy machine."""


@contextmanager
def writer(config: Config, engine: sa.Engine, edits: int, name: str) -> Iterator[subprocess.Popen]:
    """Run tests/search/writer.py on the database until it is done or the block is."""
    url = engine.url.render_as_string(hide_password=False)
    environ = {**os.environ, "LILY_DATA_DIR": config.data_dir, "LILY_DATABASE_URL": url}
    command = [sys.executable, "-m", "tests.search.writer", str(edits), name]
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"working\n"
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def total(engine: sa.Engine, text: str = "") -> int:
    with Session(engine) as session:
        return search(session, SearchRequest(text=text)).total


def add(engine: sa.Engine, name: str) -> None:
    with Session(engine) as session:
        make.make_service(session, name=name)
        session.commit()


def test_a_change_is_found_right_after_it_is_brought_in(engine: sa.Engine) -> None:
    assert total(engine) == 0
    add(engine, "Yoga")
    catch_up(engine)
    assert total(engine, "yoga") == 1


def test_a_change_is_found_soon_by_itself(engine: sa.Engine) -> None:
    assert total(engine) == 0
    add(engine, "Yoga")
    before = time.monotonic()
    while not total(engine, "yoga"):
        assert time.monotonic() - before < FOLLOWED_S
        time.sleep(0.02)


def test_what_another_process_wrote_is_followed(config: Config, engine: sa.Engine) -> None:
    assert total(engine) == 0
    with writer(config, engine, 1, "Elsewhere") as process:
        assert process.wait(60) == 0
    time.sleep(0.5)
    assert total(engine, "elsewhere") == 1


def test_four_processes_write_at_once(config: Config, engine: sa.Engine) -> None:
    from contextlib import ExitStack

    with ExitStack() as stack:
        writers = [stack.enter_context(writer(config, engine, 8, f"Writer{n}")) for n in range(4)]
        assert [process.wait(60) for process in writers] == [0, 0, 0, 0]
    found = check(engine)
    assert found.is_equal, found.sentences()
    with Session(engine) as session:
        assert total(engine) == len(session.exec(select(Service.id)).all()) > 4


@pytest.mark.postgres
def test_processes_follow_one_another_over_postgresql(
    config: Config, postgresql: sa.Engine
) -> None:
    from contextlib import ExitStack

    use_folder(postgresql, config.data / "index")
    with ExitStack() as stack:
        writers = [
            stack.enter_context(writer(config, postgresql, 8, f"Writer{n}")) for n in range(2)
        ]
        assert [process.wait(60) for process in writers] == [0, 0]
    found = check(postgresql)
    assert found.is_equal, found.sentences()
    assert total(postgresql) == found.listings > 4


def test_killed_while_writing_it_is_whole_again(config: Config, engine: sa.Engine) -> None:
    chance = random.Random(4)
    for round_ in range(4):
        with writer(config, engine, 0, f"Round{round_}") as process:
            time.sleep(chance.uniform(0.05, 0.6))
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = check(engine)
        assert found.is_equal, found.sentences()
    assert total(engine) > 0


def test_a_kill_between_commit_and_index_loses_nothing(engine: sa.Engine) -> None:
    catch_up(engine)
    add(engine, "Yoga")
    assert check(engine).is_equal
    assert total(engine, "yoga") == 1


def test_threads_search_while_the_index_changes(engine: sa.Engine) -> None:
    add(engine, "Yoga 0")
    catch_up(engine)
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                found = total(engine, "yoga")
            except Exception as error:
                wrong.append(error)
                return
            if found < 1:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 15):
        add(engine, f"Yoga {number}")
        catch_up(engine)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert total(engine, "yoga") == 15


def test_a_child_process_answers_by_itself(engine: sa.Engine) -> None:
    add(engine, "Yoga")
    catch_up(engine)
    held = engine_for(engine)
    with held._turn:
        child = os.fork()
        if not child:
            engine.dispose(close=False)
            os._exit(0 if total(engine, "yoga") == 1 else 1)
        assert os.waitpid(child, 0)[1] == 0


def files_of(engine: sa.Engine, pattern: str) -> list[Path]:
    found = sorted(folder_of(engine).rglob(pattern))
    assert found
    return found


@pytest.mark.parametrize("spoilt", ["*.columns", "*.toc", "published.json", "*.seg"])
@pytest.mark.parametrize("how", ["gone", "cut", "nonsense"])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("leaks_of_whoosh")
def test_an_index_that_is_spoilt_is_made_anew(engine: sa.Engine, spoilt: str, how: str) -> None:
    add(engine, "Yoga")
    catch_up(engine)
    for path in files_of(engine, spoilt):
        whole = path.read_bytes()
        path.unlink()
        if how != "gone":
            path.write_bytes(whole[: len(whole) // 2] if how == "cut" else b"nonsense" * 99)
    afresh(engine)
    add(engine, "Yoga two")
    catch_up(engine)
    assert total(engine, "yoga") == 2
    assert check(engine).is_equal


def afresh(engine: sa.Engine) -> None:
    """Let go of what this process holds of the index, as a new process would have nothing."""
    from lily.search import registry

    registry._engines.pop(folder_of(engine))


def test_an_index_that_goes_while_it_is_used_is_made_anew(engine: sa.Engine) -> None:
    import shutil

    add(engine, "Yoga")
    catch_up(engine)
    shutil.rmtree(folder_of(engine))
    catch_up(engine)
    assert total(engine, "yoga") == 1


def test_the_index_of_another_database_is_made_anew(engine: sa.Engine) -> None:
    add(engine, "Yoga")
    catch_up(engine)
    with Session(engine) as session:
        origin = session.exec(select(SearchOrigin)).one()
        session.delete(origin)
        session.flush()
        session.execute(sa.text("DELETE FROM service"))
        session.add(SearchOrigin())
        session.commit()
    catch_up(engine)
    assert total(engine) == 0


def test_a_database_put_back_from_a_copy_is_followed(engine: sa.Engine) -> None:
    add(engine, "Yoga")
    catch_up(engine)
    with Session(engine) as session:
        session.execute(sa.delete(SearchChange))
        session.execute(sa.text("DELETE FROM sqlite_sequence"))
        session.execute(sa.text("DELETE FROM service"))
        session.commit()
    catch_up(engine)
    assert total(engine) == 0


def test_an_index_left_far_behind_is_made_anew(engine: sa.Engine) -> None:
    add(engine, "Yoga")
    catch_up(engine)
    with Session(engine) as session:
        for name in ("Tai chi", "Bowls"):
            make.make_service(session, name=name)
            session.commit()
        first = session.exec(select(SearchChange).order_by(SearchChange.id)).all()  # type: ignore[arg-type]
        for row in first[:-1]:
            session.delete(row)
        session.commit()
    catch_up(engine)
    assert total(engine) == 3


def test_changes_wait_while_another_writes_and_searches_go_on(engine: sa.Engine) -> None:
    add(engine, "Yoga")
    catch_up(engine)
    add(engine, "Yoga two")
    with engine_for(engine).index.lock():
        time.sleep(0.6)
        before = time.monotonic()
        assert total(engine, "yoga") == 1
        assert time.monotonic() - before < 3
    time.sleep(0.6)
    assert total(engine, "yoga") == 2


def test_words_that_staff_change_hold_at_once(engine: sa.Engine) -> None:
    add(engine, "Citizens Advice")
    catch_up(engine)
    assert total(engine, "CAB") == 0
    with Session(engine) as session:
        members = [SynonymWord(words="CAB"), SynonymWord(position=1, words="citizens advice")]
        session.add(SynonymGroup(members=members))
        session.add(StopWord(word="qqq"))
        session.commit()
    catch_up(engine)
    assert total(engine, "CAB") == 1
    with Session(engine) as session:
        assert search(session, SearchRequest(text="qqq cab")).understood["text"] == "cab"


def test_a_listing_that_is_no_longer_found_goes(engine: sa.Engine) -> None:
    with Session(engine) as session:
        service = make.make_service(session, name="Yoga")
        session.commit()
        catch_up(engine)
        service.status = "inactive"  # type: ignore[assignment]
        session.commit()
    catch_up(engine)
    assert total(engine) == 0
    assert check(engine).is_equal


def test_a_check_names_what_differs_and_a_rebuild_mends_it(engine: sa.Engine) -> None:
    with Session(engine) as session:
        kept = make.make_service(session, name="Changed")
        gone = make.make_service(session, name="Gone")
        session.commit()
        catch_up(engine)
        ids = str(kept.id), str(gone.id)
        session.execute(sa.text("UPDATE service SET name = 'Other' WHERE name = 'Changed'"))
        session.execute(sa.text("DELETE FROM service WHERE name = 'Gone'"))
        new = Service(organisation_id=kept.organisation_id, name="New", slug="new")
        session.execute(sa.insert(Service).values(**new.model_dump()))
        session.commit()
        found = check(engine)
        assert (found.different, found.left_over, found.missing) == (
            (ids[0],),
            (ids[1],),
            (str(new.id),),
        )
    assert not found.is_equal
    assert len(found.sentences()) == 3
    assert rebuild(engine) == 2
    assert check(engine).is_equal


def test_listings_whose_sessions_run_out_are_worked_out_anew(
    engine: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from lily import clock

    with Session(engine) as session:
        make.make_schedule(session, service=make.make_service(session, name="Weekly"))
        make.make_service(session, name="Never")
        session.commit()
        catch_up(engine)
        assert refresh_horizons(session) == 0
        later = clock.today() + timedelta(days=50)
        monkeypatch.setattr(clock, "today", lambda: later)
        assert refresh_horizons(session) == 1
        session.commit()
        catch_up(engine)
        assert refresh_horizons(session) == 0


def test_an_index_of_which_much_is_gone_is_begun_anew(engine: sa.Engine) -> None:
    with Session(engine) as session:
        services = [make.make_service(session, name=f"Club {n}") for n in range(10)]
        session.commit()
        catch_up(engine)
        assert not tidy(engine)
        for service in services[:5]:
            session.delete(service)
        session.commit()
    assert tidy(engine)
    snapshot = engine_for(engine).catch_up(engine)
    assert [segment.documents for segment in snapshot.segments] == [5]
    assert not tidy(engine)


def test_who_waits_too_long_is_told(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    add(engine, "Yoga")
    catch_up(engine)
    add(engine, "Tai chi")
    monkeypatch.setattr("lily.search.engine.LOCK_WAIT_S", 0.05)
    other = engine_for(engine).index
    with other.lock(), pytest.raises(Refused, match="Another process"):
        catch_up(engine)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let no file of this process grow past a few bytes, as if there were no room."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("leaks_of_whoosh")
def test_a_full_disk_is_told_and_searches_go_on(engine: sa.Engine) -> None:
    add(engine, "Yoga")
    catch_up(engine)
    add(engine, "Yoga two")
    with full_disk(), pytest.raises(Refused, match="room"):
        catch_up(engine)
    with full_disk():
        time.sleep(0.6)
        assert total(engine, "yoga") == 1
        with pytest.raises(Refused, match="room"):
            rebuild(engine)
    catch_up(engine)
    assert total(engine, "yoga") == 2
    assert check(engine).is_equal


def test_what_killed_writers_and_older_versions_left_is_tidied(engine: sa.Engine) -> None:
    add(engine, "Yoga")
    catch_up(engine)
    folder = engine_for(engine).index.folder
    (folder / "published.123.making").touch()
    old, new = folder.parent / "0-old", folder.parent / "9-new"
    for other in (old, new):
        other.mkdir()
    os.utime(old, (0, 0))
    rebuild(engine)
    assert not (folder / "published.123.making").exists()
    assert (old.exists(), new.exists()) == (False, True)
