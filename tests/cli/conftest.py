"""The mail server of the tests of post."""

from tests.post.conftest import server

__all__ = ["server"]
