"""A LILY of its own process, on loopback, for tests that need one as operators run it."""

import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from flask.sessions import SecureCookieSessionInterface
from sqlmodel import Session

from lily import sealing
from lily.accounts.models import Account
from lily.accounts.sign_ins import begin_sign_in
from lily.app import create_app
from lily.config import Config
from lily.database import make_engine

START_S = 30


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
            alive: bool = answer.status == 200
            return alive
    except (URLError, OSError):
        return False


@contextmanager
def serving(
    lily: Path, environ: Mapping[str, str], folder: Path, *, workers: int = 1, port: int = 0
) -> Iterator[str]:
    """Run `lily serve` in a folder; yield its address once it answers, and stop it afterwards."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    command = [str(lily), "serve", "--port", str(port), "--workers", str(workers)]
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=dict(environ), cwd=folder, stdout=log, stderr=log)
        try:
            until = time.monotonic() + START_S
            while not _answers(address):
                said = (folder / "server.log").read_text()
                assert server.poll() is None, f"The server stopped: {said}"
                assert time.monotonic() < until, f"The server did not answer: {said}"
                time.sleep(0.1)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=START_S)


def cookie_of(settings: Config, find_account: Callable[[Session], Account]) -> str:
    """Return the cookie of an account of the site, signed in with every factor."""
    sealing.use_keys(settings)  # those of the site: what is sealed here is opened there
    engine = make_engine(settings.database)
    with Session(engine) as session:
        token, _ = begin_sign_in(
            session, find_account(session), device="a test", has_second_factor=True
        )
        session.commit()
    signer = SecureCookieSessionInterface().get_signing_serializer(create_app(settings, engine))
    assert signer
    engine.dispose()
    return str(signer.dumps({"_user_id": token, "_fresh": True}))
