"""What several search tests share."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture
def leaks_of_whoosh(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Let go, within the test that allows it, of the files that Whoosh leaves open on errors.

    What was logged of an error holds the file too.
    """
    yield
    caplog.get_records("call").clear()
    gc.collect()
