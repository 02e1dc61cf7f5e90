"""`lily serve`: the pages, by gunicorn (docs/adr/0013)."""

from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from lily import schema, sealing, search
from lily.app import create_app
from lily.cli.counting import bring_last, keep_bringing
from lily.cli.post import keep_sending
from lily.cli.tick import keep_doing
from lily.config import Config, reached_at, read_config
from lily.database import opened_engine
from lily.errors import Refused
from lily.post.worker import ways_of
from lily.resealing import check_keys

THREADS = 8
WORKERS = 2
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - to say an address that can be followed


def begin_work(config: Config) -> None:
    """Begin what a serving process does beside answering: the hour's work, the post, the counts."""
    keep_doing(config.database)
    keep_sending(config)
    keep_bringing(config.database)


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, given its settings here rather than from a file."""

    def __init__(self, config: Config, **settings: Any) -> None:
        self.lily_config = config
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application; each worker makes its own."""
        return create_app(self.lily_config)


def in_address(text: str) -> str:
    """Return a host as it stands in an address: IPv6 in brackets."""
    return f"[{text}]" if ":" in text else text


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="The port.")
@click.option("--workers", default=WORKERS, show_default=True, help="How many processes.")
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages.

    Example: lily serve --host 0.0.0.0 --port 8000 --workers 4
    """
    here = "127.0.0.1" if host in _EVERYWHERE else in_address(host)
    config = reached_at(read_config(), f"http://{here}:{port}")
    config.signing_key()
    sealing.use_keys(config)
    with opened_engine(config.database) as engine:
        if not schema.is_current(engine):
            raise Refused("The database is not ready. Run `lily db upgrade` first.")
        check_keys(engine)
        try:
            search.catch_up(engine)
        except Refused as busy:
            click.echo(f"{busy} LILY starts all the same.", err=True)
    ways_of(config)
    Server(
        config,
        bind=f"{in_address(host)}:{port}",
        workers=workers,
        threads=THREADS,
        worker_class="gthread",
        control_socket_disable=True,
        post_worker_init=lambda _worker: begin_work(config),
        worker_exit=lambda _server, _worker: bring_last(config.database),
    ).run()
