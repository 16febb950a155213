"""One answer read from a connection that may be hostile: a deadline for all of it, and a limit for each part."""

import io
import socket
import time
import zlib
from collections.abc import Callable
from http.client import HTTPResponse, IncompleteRead
from typing import Any, cast

from portfolio_audit.limits import WebLimits
from portfolio_audit.web.answers import Page

MOVED = (301, 302, 303, 307, 308)
_PIECE = 1 << 14
_UNZIP = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


class TooMuch(OSError):
    """More was sent than is taken."""


def left(end: float) -> float:
    """Seconds until that moment of the monotonic clock.

    Raises:
        TimeoutError: it is over.
    """
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError("the deadline is over")
    return seconds


def answer(connection: socket.socket, request: bytes, end: float, limits: WebLimits) -> Page:
    """What comes back; of a redirection no more than its headers.

    Raises:
        OSError: it did not come in time, broke off, or has no end.
        HTTPException: it is no HTTP.
    """
    connection.settimeout(left(end))
    connection.sendall(request)
    incoming = _Incoming(connection, end, limits.head_bytes)
    with HTTPResponse(cast("socket.socket", _Wire(incoming)), method="GET") as response:
        response.begin()
        headers = tuple((name.lower(), value) for name, value in response.getheaders())
        if response.status in MOVED:
            return Page(response.status, headers)
        incoming.allow(limits.wire_bytes)
        body, whole = _body(response, limits.body_bytes)
        packing = (response.getheader("content-encoding") or "").strip().lower()
    plain, all_of_it = _unpacked(body, packing, limits.body_bytes)
    return Page(response.status, headers, plain, whole=whole and all_of_it)


class _Incoming(io.RawIOBase):
    """What arrives, until the deadline and up to the limit. A socket's own time-out starts anew with each byte."""

    def __init__(self, connection: socket.socket, end: float, most_bytes: int) -> None:
        self._connection = connection
        self._end = end
        self._left = most_bytes

    def allow(self, more: int) -> None:
        """Let so much more come."""
        self._left += more

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left <= 0:
            raise TooMuch("too much was sent")
        self._connection.settimeout(left(self._end))
        size = self._connection.recv_into(memoryview(buffer)[: self._left])
        self._left -= size
        return size


class _Wire:
    """As much of a socket as `HTTPResponse` uses."""

    def __init__(self, incoming: _Incoming) -> None:
        self._incoming = incoming

    def makefile(self, _: str) -> io.BufferedReader:
        return io.BufferedReader(self._incoming)


def _body(response: HTTPResponse, most_bytes: int) -> tuple[bytes, bool]:
    """The body up to the limit, and whether that is all."""
    body = bytearray()
    read = response.read1 if response.chunked else response.read  # chunk by chunk, so that none is lost to the next
    while len(body) < most_bytes:
        try:
            piece = read(min(_PIECE, most_bytes - len(body)))
        except TooMuch:  # nothing but framing for a long while
            return bytes(body), False
        except ValueError:  # sizes that are none
            raise IncompleteRead(bytes(body)) from None
        if not piece:
            if response.length:
                raise IncompleteRead(bytes(body), response.length)
            return bytes(body), True
        body += piece
    return bytes(body), False


def _unpacked(body: bytes, packing: str, most_bytes: int) -> tuple[bytes, bool]:
    """The body of a server that packs although it was asked not to; nothing, if it cannot be unpacked."""
    if packing not in _UNZIP:
        return (body, True) if packing in ("", "identity") else (b"", False)
    for bits in (_UNZIP[packing], -zlib.MAX_WBITS):  # some send "deflate" without its head
        reader = zlib.decompressobj(bits)
        try:
            return reader.decompress(body, most_bytes), reader.eof
        except zlib.error:
            continue
    return b"", False


Connect = Callable[[str, int, float], socket.socket]
"""IP address, port and seconds to a connection.

Raises:
    OSError: there is none.
"""


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """A connection of the system's to that address, which is a number, so that nothing is looked up again."""
    return socket.create_connection((address, port), timeout=seconds)
