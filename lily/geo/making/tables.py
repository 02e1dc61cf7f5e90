"""Small tables as CSV text."""

import csv
import io
from collections.abc import Iterable, Sequence


def to_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Return a table as CSV with its heading."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return out.getvalue().encode()
