"""A page served on loopback, because Lighthouse opens no file; and who asked for what."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PAGE = "/report.html"


@dataclass
class Site:
    """A running server."""

    url: str
    """Of the page."""
    others: list[str] = field(default_factory=list)
    """Paths that were asked for beside the page."""


@contextmanager
def served(page: bytes) -> Iterator[Site]:
    """A server that has this page and nothing else; it ends with the block.

    The page is compressed, as hosts of pages do.
    """
    compressed = gzip.compress(page)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.partition("?")[0] == PAGE
            if not found:
                site.others.append(self.path)
            body = compressed if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", f"text/{'html' if found else 'plain'}; charset=utf-8")
            self.send_header("Content-Encoding", "gzip" if found else "identity")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = Site(f"http://127.0.0.1:{server.server_port}{PAGE}")
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield site
        finally:
            server.shutdown()
