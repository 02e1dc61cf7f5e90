"""Runs the measures and prints their tables."""

import gc
import platform
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from lily.bench import pages, relevance
from lily.bench.bm25 import plain_bm25
from lily.bench.cluster import running_cluster
from lily.bench.directory import edit_to_searchable, install
from lily.bench.fts5 import Fts5
from lily.bench.ours import Ours
from lily.bench.postgres import Postgres
from lily.bench.synthetic import FACET_VALUES, Listing, Question, listings, questions
from lily.bench.timing import Times, memory_mb, summarise, timed

Say = Callable[[str], None]
WARMING = 20
PORT = 8799


def conditions() -> str:
    """Say on what the figures were measured."""
    return (
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{len(FACET_VALUES)} facet values, {len(questions())} questions"
    )


def _table(say: Say, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    say("| " + " | ".join(heads) + " |")
    say("|" + "---|" * len(heads))
    for row in rows:
        say("| " + " | ".join(row) + " |")
    say("")


def _ms(times: Times) -> str:
    return f"{times.median:.2f} / {times.p95:.2f}"


def _times(engine: Any, asked: Sequence[Question]) -> Times:
    return summarise(timed(partial(engine.ask, question))[0] for question in asked)


def engines(say: Say, folder: Path, size: int) -> None:
    """Print the three engines beside each other, on so many listings."""
    say(f"## {size:,} listings: median / 95th percentile, in milliseconds\n")
    asked, every = questions(), list(listings(size))
    with running_cluster("-c shared_buffers=1GB -c work_mem=64MB -c jit=off") as cluster:
        rows = [
            _measured(Ours(folder / f"ours-{size}"), every, asked),
            _measured(Fts5(folder / f"fts5-{size}.db"), every, asked),
            _measured(Postgres(cluster.connection_words()), every, asked),
        ]
    heads = ("engine", "full query, first time", "repeated", "build, s", "open and answer one, ms")
    _table(say, heads, [row for _, row in rows])
    ours, *others = (times for times, _ in rows)
    for times, (_, row) in zip(others, rows[1:], strict=True):
        say(
            f"LILY takes {ours.median / times.median:.2f} of the median and "
            f"{ours.p95 / times.p95:.2f} of the 95th percentile of {row[0]}."
        )
    say("")


def _measured(
    engine: Any, every: Sequence[Listing], asked: Sequence[Question]
) -> tuple[Times, list[str]]:
    built, _ = timed(lambda: engine.build(every))
    gc.collect()
    gc.freeze()
    for question in asked[:WARMING]:
        engine.ask(question)
    opened, _ = timed(lambda: (engine.forget(), engine.ask(asked[0])))
    engine.forget()
    first = _times(engine, asked)
    repeated = _times(engine, asked)
    return first, [engine.name, _ms(first), _ms(repeated), f"{built / 1000:.1f}", f"{opened:.1f}"]


def installation(say: Say, folder: Path, size: int) -> None:
    """Print what a whole installation does: edits, memory, start, and the rate of its pages."""
    say(f"## A whole installation with {size:,} synthetic listings besides the demonstration\n")
    made = install(folder / "installation", size)
    edits = edit_to_searchable(made)
    searched = pages.measure("with_search", made.environ, PORT)
    plain = pages.measure("without_search", made.environ, PORT + 1)
    rows = [
        ("edit to searchable, median / p95 ms", _ms(edits)),
        ("search page, pages a second", f"{searched.pages_a_second:.0f}"),
        ("the same page without a search", f"{plain.pages_a_second:.0f}"),
        ("share kept", f"{searched.pages_a_second / plain.pages_a_second:.2f}"),
        ("memory of the web process, MB", f"{searched.megabytes:.0f}"),
    ]
    _table(say, ("measure", "figure"), rows)
    say(f"(This process, which made it all: {memory_mb():.0f} MB.)\n")


def judged_questions(say: Say, folder: Path) -> None:
    """Print how well search answers judged questions, where the real directory is at hand."""
    data = relevance.shared() / "data"
    feed = data / "directories" / "oruk_north_lincolnshire_2024" / "services.json"
    questions_of = data / "relevance" / "north_lincolnshire"
    if not feed.is_file():
        say("The judged questions are not at hand: set LILY_SHARED to where they are.")
        return
    judged = relevance.read_judged(questions_of)
    folder.mkdir(parents=True)
    session = relevance.load_feed(feed, folder)
    every, any_word = plain_bm25(session, folder / "bm25")
    ours = partial(relevance.ours, session)
    say(f"## {len(judged.questions)} judged questions on a real directory\n")
    rows = []
    for name, answer in (("BM25, all words", every), ("BM25, any words", any_word), ("LILY", ours)):
        scores = relevance.score(relevance.run_of(judged, answer), judged)
        rows.append([name, *(f"{value:.3f}" for value in scores.values())])
    _table(say, ["ranker", *scores], rows)
