"""A stand-in for a Nominatim server, on loopback: it answers as told and keeps the questions."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep
from typing import Any
from urllib.parse import parse_qs, urlsplit

HALL = {
    "lat": "52.9081",
    "lon": "0.4942",
    "display_name": "Old Barn Hall, Church Lane, Heacham, King's Lynn and West Norfolk, England",
    "boundingbox": ["52.9080", "52.9082", "0.4940", "0.4944"],
}


@dataclass
class Server:
    """What the server answers (`body`, `status`, after `delay` seconds) and was asked, and when."""

    body: Any = field(default_factory=lambda: [HALL])
    status: int = 200
    delay: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """The address to set as LILY_GEOCODER_URL."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running_server() -> Iterator[Server]:
    """Run a server in threads of its own."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            server.times.append(monotonic())
            server.paths.append(address.path)
            server.asked.append({key: values[0] for key, values in parse_qs(address.query).items()})
            server.agents.append(self.headers["User-Agent"])
            sleep(server.delay)
            body = server.body if isinstance(server.body, str) else json.dumps(server.body)
            try:
                self.send_response(server.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(body.encode())
            except BrokenPipeError:
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.port = listening.server_address[1]
    thread = Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    listening.shutdown()
    listening.server_close()
    thread.join()
