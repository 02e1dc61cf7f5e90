"""Stop-watches and memory, in one place."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Times:
    """Median, 95th percentile and worst of so many runs, in milliseconds."""

    median: float
    p95: float
    worst: float
    count: int


def summarise(milliseconds: Iterable[float]) -> Times:
    """Return the summary of the times."""
    taken = np.array(list(milliseconds))
    return Times(
        float(np.median(taken)), float(np.percentile(taken, 95)), float(taken.max()), len(taken)
    )


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many milliseconds the work took, and what it gave."""
    start = time.perf_counter()
    result = work()
    return (time.perf_counter() - start) * 1000, result


def memory_mb(pid: int | str = "self") -> float:
    """Return the resident memory of a process in megabytes (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")
