"""The index on disk: one writer at a time, and one small file that says what readers may see.

The folder holds Whoosh's files, a file of columns for each segment, and `published.json`, which
appears by a rename: the segments, which of their documents are deleted, and the number of the last
change that is in them. Readers trust that file alone. A writer killed at any moment leaves the
last published state; the next writer starts from it or from the commit after it, and to apply a
change twice does no harm.
"""

import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader
from whoosh.util.filelock import FileLock, try_for

from lily.errors import Refused
from lily.search.column_file import Damaged
from lily.search.document import Document
from lily.search.merging import drop_all, merge_small
from lily.search.schema import LeanCodec, fields_of, make_schema
from lily.search.segment import Segment, keep_segment, make_segment, open_segment
from lily.search.zones import SATURATION, ZONES

_FORMAT = 2
_WEIGHING = zlib.crc32(repr((ZONES, SATURATION)).encode())
VERSION = f"{_FORMAT}-{_WEIGHING:08x}"
"""Names the folder: an index of another shape, or with other weights, is another index."""

LOCK_WAIT_S = 30.0
_DELAY_S = 0.02
_MEGABYTES = 256


@dataclass(frozen=True)
class Published:
    """What readers may see: of which database, up to which change.

    `deleted` are document numbers, by segment.
    """

    origin: str
    applied: int
    deleted: dict[str, list[int]]


class Index:
    """The index in a folder. Its methods that write need its lock, which they take themselves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / VERSION
        self._lock_path = folder / "lock"
        self._published = self.folder / "published.json"
        self._opened: dict[str, Segment] = {}

    @contextmanager
    def lock(self, wait_s: float = LOCK_WAIT_S) -> Iterator[None]:
        """Hold the right to write; it is freed when the process dies. Raises Refused when busy."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(str(self._lock_path))
        if not try_for(lock.acquire, timeout=wait_s, delay=_DELAY_S):
            raise Refused("Another process is writing the search index. Try again in a minute.")
        try:
            yield
        finally:
            lock.release()

    def stamp(self) -> tuple[int, int]:
        """Return what changes whenever something is published. Cheap."""
        try:
            status = self._published.stat()
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_ino)

    def read(self) -> Published | None:
        """Return what is published; None where there is nothing, or nothing that can be read."""
        try:
            return Published(**json.loads(self._published.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def columns_path(self, name: str) -> Path:
        """Return where a segment's columns are; Whoosh removes the file when the segment goes."""
        return self.folder / f"MAIN_{name}.columns"

    def open(self, published: Published) -> list[Segment]:
        """Map the columns of what is published, but for those that are open already.

        Raises Damaged when some are missing or not whole.
        """
        opened = self._opened
        self._opened = {
            name: opened.get(name) or open_segment(self.columns_path(name))
            for name in published.deleted
        }
        return list(self._opened.values())

    def write(
        self, documents: Iterable[Document], gone: Iterable[str], *, origin: str, applied: int
    ) -> None:
        """Put documents in, in place of earlier ones with their ids; take those gone out.

        Hold the lock. Raises Damaged when there is no sound index to write to.
        """
        documents = list(documents)
        replaced = {document.card.id for document in documents} | set(gone)
        with _damage_is_told():
            found = self._open_whoosh()
            writer = _writer(found)
            try:
                self._delete(writer, replaced)
                for document in documents:
                    writer.add_document(**fields_of(document))
            except BaseException:
                writer.cancel()
                raise
            writer.commit(mergetype=merge_small)
            self._publish(found, origin, applied)

    def rebuild(self, documents: Iterable[Document], *, origin: str, applied: int) -> int:
        """Write the documents as one segment in place of all there was. Hold the lock."""
        try:
            found = self._open_whoosh()
        except Exception:
            found = self._begin()
        writer = _writer(found)
        count = 0
        try:
            for count, document in enumerate(documents, 1):  # noqa: B007
                writer.add_document(**fields_of(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=drop_all)
        self._publish(found, origin, applied)
        return count

    def _begin(self) -> Any:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        return whoosh_index.FileIndex.create(FileStorage(str(self.folder)), make_schema())

    def _open_whoosh(self) -> Any:
        return whoosh_index.FileIndex(FileStorage(str(self.folder)))

    def _delete(self, writer: Any, identifiers: set[str]) -> None:
        base = 0
        for whoosh_segment in writer.segments:
            segment = self._columns(whoosh_segment, writer.storage, writer.schema)
            for identifier in identifiers:
                number = segment.find(identifier)
                if number is not None and not whoosh_segment.is_deleted(number):
                    writer.delete_document(base + number)
            base += whoosh_segment.doc_count_all()

    def _columns(self, whoosh_segment: Any, storage: Any, schema: Any) -> Segment:
        """Return a segment's columns, made anew where the file is missing or damaged."""
        path = self.columns_path(whoosh_segment.segid)
        opened = self._opened.get(whoosh_segment.segid)
        if opened is not None and path.exists():
            return opened
        try:
            return open_segment(path)
        except Damaged:
            reader = SegmentReader(storage, schema, whoosh_segment)
            segment = make_segment(reader, whoosh_segment.segid)
            reader.close()
            keep_segment(segment, path)
            return segment

    def _publish(self, found: Any, origin: str, applied: int) -> None:
        toc = found._read_toc()
        for whoosh_segment in toc.segments:
            self._columns(whoosh_segment, found.storage, toc.schema)
        deleted = {s.segid: sorted(s.deleted_docs()) for s in toc.segments}
        made = self._published.with_suffix(f".{os.getpid()}.making")
        made.write_text(json.dumps({"origin": origin, "applied": applied, "deleted": deleted}))
        made.replace(self._published)


def _writer(found: Any) -> Any:
    return found.writer(codec=LeanCodec(), timeout=LOCK_WAIT_S, delay=_DELAY_S, limitmb=_MEGABYTES)


@contextmanager
def _damage_is_told() -> Iterator[None]:
    """Turn whatever Whoosh says of a damaged index into Damaged."""
    try:
        yield
    except (Refused, KeyboardInterrupt, Damaged):
        raise
    except Exception as error:
        raise Damaged(str(error)) from error
