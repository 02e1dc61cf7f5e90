"""What this process has handed over, on disk before the database hears of it.

Between the moment a mail server takes a message and our commit there is a gap in which a process
may die or the database be away. Each process keeps a small file for it, in the data folder, and
holds a lock on it for as long as it lives. A file without a lock is that of a dead process: what
it says is settled by the next one to look. It holds identifiers and no address.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from uuid import UUID, uuid4

_SUFFIX = ".journal"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Step(StrEnum):
    """How far a message came: all but its end was handed over, its end was, the server answered.

    `ready` is on the disk before `handed` is written, a moment before the end leaves. A process
    that is killed leaves both as it wrote them; after a power failure `handed` may be lost, so
    that `ready` of an earlier boot has to count as `handed`.
    """

    READY = "ready"
    HANDED = "handed"
    SENT = "sent"
    REFUSED = "refused"
    PUT_OFF = "put_off"


class Journal:
    """The file of one sender. `name` is what it claims messages by."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = uuid4().hex
        self._path = folder / f"{self.name}{_SUFFIX}"
        new = folder / f"{self.name}.new"
        self._file = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        new.rename(self._path)

    def write(self, step: Step, message_id: UUID) -> None:
        """Write down how far a message came; on the disk when this returns, but for `handed`."""
        os.write(self._file, f"{step.value} {message_id} {_boot()}\n".encode())
        if step is not Step.HANDED:
            os.fsync(self._file)

    def steps(self) -> dict[UUID, Step]:
        """Return the last step of each message that the database may not have heard of."""
        return _read(self._path)

    def clear(self) -> None:
        """Forget all: the database has heard of it."""
        os.ftruncate(self._file, 0)

    def close(self) -> None:
        """Take the file away where nothing is left in it, and let go of it in any case."""
        if os.fstat(self._file).st_size == 0:
            self._path.unlink(missing_ok=True)
        os.close(self._file)


def _boot() -> str:
    """Return what tells one start of this machine from the next; `-` where it has none to tell."""
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return "-"


def _read(path: Path) -> dict[UUID, Step]:
    """Return the last step of each message; a line cut short by a power failure is none."""
    found: dict[UUID, Step] = {}
    boot = _boot()
    for line in path.read_text().splitlines(keepends=True):
        step, message_id, of_boot = ([*line.split(), "", ""])[:3]
        if not line.endswith("\n") or not of_boot:
            continue
        if Step(step) is not Step.READY:
            found[UUID(message_id)] = Step(step)
        elif of_boot != boot or boot == "-":
            found[UUID(message_id)] = Step.HANDED
    return found


@contextmanager
def opened_journal(folder: Path) -> Iterator[Journal]:
    """Open a journal for as long as it is needed."""
    journal = Journal(folder)
    try:
        yield journal
    finally:
        journal.close()


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Take hold of a file; False where a process that lives has it, or it is gone."""
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        yield False
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield path.exists()
    except BlockingIOError:
        yield False
    finally:
        os.close(file)


@contextmanager
def _abandoned(path: Path) -> Iterator[dict[UUID, Step] | None]:
    with _locked(path) as is_ours:
        yield _read(path) if is_ours else None
        if is_ours:
            path.unlink()


def abandoned_journals(folder: Path) -> Iterator[tuple[str, dict[UUID, Step]]]:
    """Yield the name and the steps of each journal whose process is dead.

    A journal is taken away when the next is asked for: settle it before. Where the settling
    raises, it stays.
    """
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        with _abandoned(path) as steps:
            if steps is not None:
                yield path.stem, steps
