"""Writing to Whoosh's index: one writer, committed whole or given up, and its errors told."""

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from lily.errors import Refused
from lily.search.column_file import Damaged
from lily.search.schema import LeanCodec, make_schema

_WAIT_S, _DELAY_S = 30.0, 0.02
_MEGABYTES = 256
_NO_ROOM = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
}

MergePolicy = Callable[[Any, list[Any]], list[Any]]


def open_whoosh(folder: Path) -> FileIndex:
    """Open Whoosh's index in a folder; whatever is wrong with it, Whoosh raises something."""
    return FileIndex(FileStorage(str(folder)))


def begin_whoosh(folder: Path) -> FileIndex:
    """Begin an empty index in a folder, in place of whatever was there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    return FileIndex.create(FileStorage(str(folder)), make_schema())


@contextmanager
def writer_of(found: FileIndex, policy: MergePolicy) -> Iterator[Any]:
    """Give a writer that commits at the end of the block, or leaves all as it was."""
    writer = found.writer(codec=LeanCodec(), timeout=_WAIT_S, delay=_DELAY_S, limitmb=_MEGABYTES)
    try:
        yield writer
        writer.commit(mergetype=policy)
    except BaseException:
        with suppress(Exception):
            writer.cancel()
        with suppress(Exception):
            writer.writelock.release()
        raise


@contextmanager
def a_full_disk_is_told() -> Iterator[None]:
    """Turn what a full or forbidden disk says into Refused."""
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        raise Refused(
            "The search index cannot be written. See that the data folder has room and may be"
            " written to, then run `lily search check`."
        ) from error


@contextmanager
def damage_is_told() -> Iterator[None]:
    """Turn what a full disk says into Refused, and all else that goes wrong into Damaged."""
    try:
        with a_full_disk_is_told():
            yield
    except (Refused, Damaged):
        raise
    except Exception as error:
        raise Damaged(str(error)) from error
