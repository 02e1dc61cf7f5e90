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
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.reading import SegmentReader
from whoosh.util.filelock import FileLock, try_for

from lily.errors import Refused
from lily.search.column_file import Damaged
from lily.search.document import Document
from lily.search.merging import drop_all, merge_small
from lily.search.schema import fields_of
from lily.search.segment import Segment, keep_segment, make_segment, open_segment
from lily.search.writing import (
    a_full_disk_is_told,
    begin_whoosh,
    damage_is_told,
    open_whoosh,
    writer_of,
)
from lily.search.zones import SATURATION, ZONES

_FORMAT = 3
_WEIGHING = zlib.crc32(repr((ZONES, SATURATION)).encode())
VERSION = f"{_FORMAT}-{_WEIGHING:08x}"
"""Names the folder: an index of another shape, or with other weights, is another index."""

LOCK_WAIT_S = 30.0
_DELAY_S = 0.02
_KEPT_S = 7 * 24 * 3600
"""How long the index of another version is left, for processes that still run it."""


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
        lock = FileLock(str(self._lock_path))
        with a_full_disk_is_told():
            self.folder.mkdir(parents=True, exist_ok=True)
            is_held = try_for(lock.acquire, timeout=wait_s, delay=_DELAY_S)
        if not is_held:
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

        Hold the lock. Raises Damaged when there is no sound index to write to, Refused when the
        disk is full.
        """
        documents = list(documents)
        replaced = {document.card.id for document in documents} | set(gone)
        with damage_is_told():
            found = open_whoosh(self.folder)
            with writer_of(found, merge_small) as writer:
                self._delete(writer, replaced)
                for document in documents:
                    writer.add_document(**fields_of(document))
            self._publish(found, origin, applied)

    def rebuild(self, documents: Iterable[Document], *, origin: str, applied: int) -> None:
        """Write the documents as one segment in place of all there was. Hold the lock.

        What was published stays until all is written. Raises Refused when the disk is full.
        """
        self._tidy()
        try:
            found = open_whoosh(self.folder)
        except Exception:
            found = begin_whoosh(self.folder)
        with a_full_disk_is_told():
            with writer_of(found, drop_all) as writer:
                for document in documents:
                    writer.add_document(**fields_of(document))
            self._publish(found, origin, applied)

    def _tidy(self) -> None:
        """Take away what killed writers left behind, and indexes that older versions made."""
        for left in (*self.folder.glob("*.making"), *self.folder.glob("*.toc.*")):
            left.unlink(missing_ok=True)
        for other in self.folder.parent.iterdir():
            is_old = time.time() - other.stat().st_mtime > _KEPT_S
            if other.is_dir() and other != self.folder and is_old:
                shutil.rmtree(other, ignore_errors=True)

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
