"""Demos on this machine that have public names and addresses, for tests that inject them in place of the web."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from portfolio_audit.limits import WebLimits
from portfolio_audit.web.getting import Web

PUBLIC = "93.184.215.14"
PAGE = "<!doctype html><title>Bikes</title><h1>Bikes</h1><p>How many bikes does the station need?</p>"


class Online:
    """Pages by host; every other host answers that there is nothing."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, str]] = {}
        self.asked: list[str] = []
        """Addresses, but for `robots.txt`."""

    @contextmanager
    def running(self) -> Iterator[Callable[[], Web]]:
        """What makes a web of nothing but these pages, and never waits between two looks."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

        def connect(address: str, port: int, seconds: float) -> socket.socket:
            assert (address, port) == (PUBLIC, 80)
            return socket.create_connection(server.server_address[:2], seconds)  # type: ignore[arg-type]

        limits = WebLimits(pause_seconds=0)
        try:
            yield lambda: Web(lambda _host, _port: (PUBLIC,), connect, limits)
        finally:
            server.shutdown()
            server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        online = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host = self.headers["Host"]
                if self.path != "/robots.txt":
                    online.asked.append(f"http://{host}{self.path}")
                status, page = online.pages.get(f"{host}{self.path}", (404, "nothing"))
                self.send_response(status)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(page)))
                self.end_headers()
                self.wfile.write(page.encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler
