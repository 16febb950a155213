"""A proxy on loopback through which a browser reaches public addresses only, and only for so long and so much."""

import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from urllib.parse import urlsplit

Connect = Callable[[str, int, float], socket.socket]
"""(host, port, seconds) → a connection to a public address of that host.

Raises:
    OSError: there is none, or it does not answer.
"""
MOST_HEAD = 32_000
MOST_CONNECTIONS = 100
_PIECE = 65_536
_REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_OPEN = b"HTTP/1.1 200 Connection established\r\n\r\n"
_PER_HOP = ("proxy-", "connection:", "keep-alive:")


class Allowance:
    """What all connections of one page may take together; it begins now."""

    def __init__(
        self, connect: Connect, seconds: float, most_bytes: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.connect = connect
        self._now = now
        self._end = now() + seconds
        self._bytes = most_bytes
        self._connections = MOST_CONNECTIONS
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        """What is left of the time."""
        return max(0.0, self._end - self._now())

    def begins(self) -> bool:
        """Whether one more connection may be made."""
        with self._lock:
            self._connections -= 1
            return self._connections >= 0 and self.seconds > 0

    def takes(self, count: int) -> bool:
        """Whether so many bytes more may pass."""
        with self._lock:
            self._bytes -= count
            return self._bytes >= 0


@contextmanager
def proxy(allowance: Allowance) -> Iterator[str]:
    """The address of a proxy that is there as long as the context is."""

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError, ValueError):
                _serve(self.request, allowance)

    class Server(ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def _serve(browser: socket.socket, allowance: Allowance) -> None:
    """One connection of the browser: a tunnel, or a single plain request."""
    browser.settimeout(allowance.seconds or 0.001)
    head, rest = _head(browser)
    method, target, _ = head[0].split(" ", 2)
    with ExitStack() as stack:
        try:
            host, port, first = _asked(method, target, head)
            if not allowance.begins():
                raise OSError("no more connections")
            far = stack.enter_context(closing(allowance.connect(host, port, allowance.seconds)))
        except (OSError, ValueError):
            browser.sendall(_REFUSED)
            return
        if method == "CONNECT":
            browser.sendall(_OPEN)
        far.sendall(first + rest)
        _relay(browser, far, allowance)


def _head(browser: socket.socket) -> tuple[list[str], bytes]:
    """The lines of a request's head, and what came after it.

    Raises:
        ValueError: it is none, or too long.
    """
    data = b""
    while b"\r\n\r\n" not in data:
        piece = browser.recv(_PIECE)
        if not piece or len(data) > MOST_HEAD:
            raise ValueError("no request")
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head.decode("latin-1").split("\r\n"), rest


def _asked(method: str, target: str, head: list[str]) -> tuple[str, int, bytes]:
    """(host, port, what to send there first).

    Raises:
        ValueError: the request is no proxy's.
    """
    parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
    if not parts.hostname or (method != "CONNECT" and parts.scheme != "http"):
        raise ValueError("no address")
    if method == "CONNECT":
        return parts.hostname, parts.port or 443, b""
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    kept = [line for line in head[1:] if not line.lower().startswith(_PER_HOP)]
    lines = [f"{method} {path} HTTP/1.1", *kept, "Connection: close"]
    return parts.hostname, parts.port or 80, "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


def _relay(browser: socket.socket, far: socket.socket, allowance: Allowance) -> None:
    """Pass on what comes from either side until one ends or the allowance is used up."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(browser, selectors.EVENT_READ, far)
        waiting.register(far, selectors.EVENT_READ, browser)
        while allowance.seconds > 0:
            for key, _ in waiting.select(allowance.seconds):
                piece = key.fileobj.recv(_PIECE)  # type: ignore[union-attr]
                if not piece or not allowance.takes(len(piece)):
                    return
                key.data.settimeout(max(0.001, allowance.seconds))
                key.data.sendall(piece)
