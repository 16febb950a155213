"""HTTP on a loopback socket: reading requests, sending answers whole, in pieces, or broken on purpose."""

import contextlib
import socket
import struct
import sys
import threading
from collections.abc import Iterable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from portfolio_audit.demo.answers import Answer, Asked
from portfolio_audit.demo.faults import Fault, Order, damaged

_MOST_BODY_BYTES = 64 << 20
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class LoopbackServer(ThreadingHTTPServer):
    """A threading server that can end all its connections at once, and whose own errors are kept."""

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, handler: "type[Exchange]") -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.closing = threading.Event()
        self.errors: list[BaseException] = []
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection, then answer it in a thread."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """End one connection."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Keep what went wrong in our own code; clients may leave when they like."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, (ConnectionError, TimeoutError)):
            self.errors.append(error)

    def end(self) -> None:
        """Stop, end every connection and wait for the threads."""
        self.shutdown()
        self.closing.set()
        with self._lock:
            for connection in self._connections:
                _hang_up(connection)
        self.server_close()


class Exchange(BaseHTTPRequestHandler):
    """One connection; `respond` is what a subclass adds."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: LoopbackServer

    def respond(self, asked: Asked) -> None:
        """Answer one request with `send` or `stream`."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Read the request and have it answered."""
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            body = self._body(headers)
        except ValueError:
            body = None
        if body is None:
            self.send(Answer(400))
            self.close_connection = True
        else:
            self.respond(Asked(self.command, path, query, headers, body))

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def send(self, answer: Answer, order: Order | None = None) -> None:
        """Send a whole answer; the order may break its body on the way."""
        self._head(answer.status, (*answer.headers, ("Content-Length", str(len(answer.body)))))
        for piece in self._pieces(iter((answer.body,)), order):
            self.wfile.write(piece)

    def stream(
        self, status: int, headers: tuple[tuple[str, str], ...], chunks: Iterator[bytes], order: Order | None
    ) -> None:
        """Send an answer piece by piece as it comes."""
        self._head(status, (*headers, ("Transfer-Encoding", "chunked")))
        for piece in self._pieces(chunks, order):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.flush()
        if not self.close_connection:
            self.wfile.write(b"0\r\n\r\n")

    def reset(self) -> None:
        """Reset the connection in place of an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the requests are kept as values."""

    def _head(self, status: int, headers: Iterable[tuple[str, str]]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def _pieces(self, chunks: Iterator[bytes], order: Order | None) -> Iterator[bytes]:
        if order is None or not order.breaks_body:
            yield from (chunk for chunk in chunks if chunk)
        elif order.kind is Fault.DAMAGED:
            yield from damaged(order, chunks)
        else:
            self.close_connection = True
            yield from _beginning(chunks, order.after_bytes)
            if order.kind is Fault.STALL:
                self.wfile.flush()
                self.server.closing.wait(order.seconds)

    def _body(self, headers: dict[str, str]) -> bytes | None:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return self._chunked_body()
        length = headers.get("content-length", "0")
        return self.rfile.read(int(length)) if length.isdigit() and int(length) <= _MOST_BODY_BYTES else None

    def _chunked_body(self) -> bytes | None:
        body = bytearray()
        while size := int(self.rfile.readline(80).partition(b";")[0], 16):
            if len(body) + size > _MOST_BODY_BYTES:
                return None
            body += self.rfile.read(size)
            self.rfile.readline(80)
        while self.rfile.readline(8192).strip():
            pass
        return bytes(body)


def _beginning(chunks: Iterator[bytes], size: int) -> Iterator[bytes]:
    for chunk in chunks:
        piece = chunk[:size]
        size -= len(piece)
        if piece:
            yield piece
        if size == 0:
            return


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side may have been first
        connection.shutdown(socket.SHUT_RDWR)
