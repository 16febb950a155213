"""Any server of the web on one loopback port: it answers by the name that it is called, as a test wants it to.

It speaks TLS and plain HTTP on the same port, with certificates of a CA of its own, and writes down what it is asked.
"""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import trustme

Answer = bytes | Callable[["Visit"], None]
"""All bytes of an answer, or what to do with the visitor."""
_TLS_RECORD = b"\x16"
EXPIRED = "expired.example.org"
MISNAMED = "misnamed.example.org"
FOREIGN = "foreign.example.org"


def reply(status: int = 200, body: bytes | str = b"<h1>It works</h1>", *headers: str, kind: str = "text/html") -> bytes:
    """A plain answer."""
    body = body.encode() if isinstance(body, str) else body
    lines = (f"HTTP/1.1 {status} Whatever", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers)
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def led_to(location: str, status: int = 302) -> bytes:
    """A redirection."""
    return reply(status, b"", f"Location: {location}")


def json_reply(body: str, status: int = 200, *headers: str) -> bytes:
    """An answer of a program."""
    return reply(status, body, *headers, kind="application/json")


class Visit:
    """A visitor whose request was read."""

    def __init__(self, connection: socket.socket, url: str, headers: dict[str, str], closing: threading.Event) -> None:
        self.connection, self.url, self.headers, self._closing = connection, url, headers, closing

    def send(self, data: bytes) -> None:
        """Send it, as it is."""
        self.connection.sendall(data)

    def wait(self, seconds: float = 30) -> None:
        """Do nothing, until the server ends."""
        self._closing.wait(seconds)

    def drip(self, data: bytes, seconds: float = 0.02) -> None:
        """Send it byte by byte, again and again, until the visitor has gone."""
        while not self._closing.is_set():
            for byte in data:
                self.send(bytes((byte,)))
                self._closing.wait(seconds)

    def flood(self, data: bytes) -> None:
        """Send it again and again, until the visitor has gone."""
        while not self._closing.is_set():
            self.send(data)


class StrangeServer:
    """Answers by scheme, host and path; `endpoints` says how. What is not there is a 404 of its own."""

    def __init__(self) -> None:
        self.ca = trustme.CA()
        self._other_ca = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._socket.getsockname()[1])
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self.endpoints: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        """Addresses and headers of all requests."""
        self.connected = 0
        self.errors: list[BaseException] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def begin(self) -> None:
        """Forget what was asked and what there is."""
        self.endpoints = {}
        self.asked, self.connected = [], 0

    def urls(self, *, robots: bool = False) -> list[str]:
        """The addresses that were asked."""
        return [url for url, _ in self.asked if robots or not url.endswith("/robots.txt")]

    def end(self) -> None:
        """Close the port and let everybody go."""
        self._closing.set()
        self._socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with self._lock:
                    self.connected += 1
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(20)
            scheme = "http"
            if connection.recv(1, socket.MSG_PEEK) == _TLS_RECORD:
                connection, scheme = self._secured(connection), "https"
            visit = self._read(connection, scheme)
            with self._lock:
                self.asked.append((visit.url, visit.headers))
            answer = self.endpoints.get(visit.url, reply(404, "nothing here"))
            if isinstance(answer, bytes):
                visit.send(answer)
            else:
                answer(visit)
        except (OSError, EOFError):
            pass  # visitors may leave when they like
        except BaseException as error:
            self.errors.append(error)
        finally:
            with suppress(OSError):
                connection.close()

    def _read(self, connection: socket.socket, scheme: str) -> Visit:
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(4096)
            if not piece:
                raise EOFError
            head += piece
        line, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        return Visit(connection, f"{scheme}://{headers['host']}{line.split(' ')[1]}", headers, self._closing)

    def _secured(self, connection: socket.socket) -> socket.socket:
        context = self._context("misnamed.example.org")

        def by_name(secured: ssl.SSLObject, name: str | None, _: Any) -> None:
            secured.context = self._context(name or "nobody.example.org")

        context.sni_callback = by_name  # type: ignore[assignment]
        return context.wrap_socket(connection, server_side=True)

    def _context(self, name: str) -> ssl.SSLContext:
        with self._lock:
            if name not in self._contexts:
                self._contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                self._certificate(name).configure_cert(self._contexts[name])
            return self._contexts[name]

    def _certificate(self, name: str) -> trustme.LeafCert:
        if name == EXPIRED:
            return self.ca.issue_cert(
                name, not_before=datetime(2020, 1, 1, tzinfo=UTC), not_after=datetime(2021, 1, 1, tzinfo=UTC)
            )
        if name == MISNAMED:
            return self.ca.issue_cert("somebody.else.example.org")
        return (self._other_ca if name == FOREIGN else self.ca).issue_cert(name)
