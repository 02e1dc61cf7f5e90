"""One file that holds many named parts, each read alone: a zip archive of xz-compressed parts.

The file is mapped, not read: a process pays for the parts it opens, forked processes share the
pages, and one that has the file open keeps its own copy when a new release takes its place.
The same parts always make the same bytes.
"""

import lzma
import mmap
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lily.errors import Refused

_HEADER_BYTES = 30
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Packed:
    """A part that is compressed already."""

    content: bytes


class Bundle:
    """A bundle opened for reading. Raises Refused when the file is not one."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its list of parts."""
        try:
            with path.open("rb") as file, ZipFile(file) as archive:
                self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                self._parts = {part.filename: part for part in archive.infolist()}
        except (BadZipFile, ValueError, OSError) as error:
            raise Refused(f"{path.name} is damaged. Run `lily gazetteer import` again.") from error

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name in self._parts

    def names(self) -> list[str]:
        """Return the names of all parts, in order."""
        return list(self._parts)

    def packed(self, name: str) -> "Packed":
        """Return a part as it stands in the file, for another bundle. Raises KeyError."""
        part = self._parts[name]
        start = part.header_offset + _HEADER_BYTES + len(name.encode())
        return Packed(self._bytes[start : start + part.file_size])

    def read(self, name: str) -> bytes:
        """Return a part, unpacked. Raises Refused when it is missing or damaged."""
        try:
            return lzma.decompress(self.packed(name).content)
        except (KeyError, lzma.LZMAError) as error:
            raise Refused(
                f"The gazetteer has no readable part {name}. Run `lily gazetteer import` again."
            ) from error


def write_bundle(path: Path, parts: Mapping[str, bytes | Packed]) -> None:
    """Write the parts to a new file, flushed to the disk; packed ones go in as they are."""
    with path.open("wb") as file:
        with ZipFile(file, "w", ZIP_STORED) as archive:
            for name, content in parts.items():
                archive.writestr(ZipInfo(name, _EARLIEST), _pack(content))
        file.flush()
        os.fsync(file.fileno())


def _pack(content: bytes | Packed) -> bytes:
    if isinstance(content, Packed):
        return content.content
    return lzma.compress(content, check=lzma.CHECK_CRC32, preset=9 | lzma.PRESET_EXTREME)
