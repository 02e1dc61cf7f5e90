"""A mail server, and the settings of a real service that sends through it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from lily import sealing
from lily.config import Config
from tests.post.mail_servers import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    """Return a running mail server without encryption, on loopback."""
    with mail_server() as running:
        yield running


@pytest.fixture
def production(config: Config) -> Config:
    """Return the settings of a real service that has no way out yet."""
    keys = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    made = replace(config, env="production", field_keys=keys, base_url="https://lily.example")
    sealing.use_keys(made)
    return made


@pytest.fixture
def by_smtp(production: Config, server: MailServer) -> Config:
    """Return the settings of a real service that sends e-mail by the server."""
    return replace(production, smtp_url=f"smtp://127.0.0.1:{server.port}")
