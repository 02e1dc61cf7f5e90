"""Which segments to merge when one is written: little ones among themselves, never a big one.

Whoosh's own policy may merge everything into the writer's hands, which at ten thousand listings
takes seconds. Here eight segments of about one size become one, as long as that is small; the rest
waits for `lily search rebuild`, or for `lily tick` when there are many.
"""

from typing import Any

from whoosh.reading import SegmentReader

_TOGETHER = 8
_LARGEST = 512
"""Documents that a merge during an edit may write."""


def _live(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def _tier(segment: Any) -> int:
    tier, size = 0, _live(segment)
    while size >= _TOGETHER:
        tier, size = tier + 1, size // _TOGETHER
    return tier


def _to_merge(segments: list[Any]) -> list[Any]:
    """Return the segments to merge: the smallest tier that is full, if what it makes is small."""
    for tier in sorted({_tier(segment) for segment in segments}):
        alike = [segment for segment in segments if _tier(segment) == tier]
        if len(alike) >= _TOGETHER and sum(map(_live, alike)) <= _LARGEST:
            return alike
    return []


def merge_small(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge as Whoosh asks of a policy: write some segments anew, return those left as they are.

    Segments of which nothing is left are dropped.
    """
    segments = [segment for segment in segments if _live(segment)]
    merged = _to_merge(segments)
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in merged]


def drop_all(_writer: Any, _segments: list[Any]) -> list[Any]:
    """Keep nothing of what was there: the policy of a rebuild."""
    return []
