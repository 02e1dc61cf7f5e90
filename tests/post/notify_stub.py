"""A small server with the API of GOV.UK Notify, on loopback, that does as it is told."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt

DROP = -1
SERVICE, SECRET = "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"
KEY = f"lily-{SERVICE}-{SECRET}"


@dataclass
class NotifyStub:
    """Takes notifications, unless `refusals` says otherwise; `DROP` takes one and says nothing."""

    address: str = ""
    refusals: list[tuple[int, str]] = field(default_factory=list)
    taken: list[dict[str, Any]] = field(default_factory=list)
    status: str = "sending"
    asked: list[str] = field(default_factory=list)

    def take(self, kind: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        status, message = self.refusals.pop(0) if self.refusals else (201, "")
        if status not in {201, DROP}:
            errors = [{"error": "BadRequestError", "message": message}]
            return status, {"status_code": status, "errors": errors}
        self.taken.append({**body, "kind": kind, "id": str(uuid4())})
        return status, {"id": self.taken[-1]["id"], "reference": body.get("reference")}

    def find(self, path: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(path)
        url = urlsplit(path)
        if url.path == "/v2/notifications":
            reference = parse_qs(url.query)["reference"][0]
            found = [each for each in self.taken if each.get("reference") == reference]
            return 200, {"notifications": found, "links": {}}
        wanted = url.path.rpartition("/")[2]
        found = [each for each in self.taken if each["id"] == wanted]
        return (200, {**found[0], "status": self.status}) if found else (404, {"errors": []})


@contextmanager
def notify_stub() -> Iterator[NotifyStub]:
    """Run the server."""
    stub = NotifyStub()

    class Handler(BaseHTTPRequestHandler):
        def _is_known(self) -> bool:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            return bool(jwt.decode(token, SECRET, algorithms=["HS256"])["iss"] == SERVICE)

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            if status == DROP:
                self.close_connection = True
                return
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def do_POST(self) -> None:
            assert self._is_known()
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(*stub.take(self.path.rpartition("/")[2], body))

        def do_GET(self) -> None:
            assert self._is_known()
            self._answer(*stub.find(self.path))

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stub.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
