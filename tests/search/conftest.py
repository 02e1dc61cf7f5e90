"""What several search tests share."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture
def leaks_of_whoosh() -> Iterator[None]:
    """Let go, within the test that allows it, of the files that Whoosh leaves open on errors."""
    yield
    gc.collect()
