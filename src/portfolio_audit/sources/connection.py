"""Plain GETs to the API on one kept-alive connection. It starts in a tenth of the time that loading PyGithub takes."""

import http.client
import os
import socket
import ssl
import sys
import threading
import weakref
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from portfolio_audit.sources.replies import Reply

_MOST_BYTES = 10 << 20
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
_MOVED = (301, 302, 307, 308)
_REDIRECTIONS = 3
_UNZIP = 16 + zlib.MAX_WBITS


def usable(api_url: str) -> bool:
    """Whether the way to the host is plain: no proxy and no certificates of one's own, which are left to PyGithub."""
    if sys.platform in ("darwin", "win32"):  # where the system's settings may name a proxy
        from urllib.request import getproxies

        if {"http", "https", "all"} & getproxies().keys():
            return False
    if any(os.environ.get(name) or os.environ.get(name.upper()) for name in _PROXIES):
        return False
    return api_url.startswith("http://") or not any(os.environ.get(name) for name in _CERTIFICATES)


class Connection:
    """A connection to one host, which is the only one that gets to see the headers.

    Args:
        headers: sent with each request.
        seconds: for one request with all of its answer.
        led_on: called with each redirection before it is followed.
    """

    def __init__(
        self,
        api_url: str,
        headers: Mapping[str, str],
        seconds: float,
        led_on: Callable[[Reply], object] | None = None,
    ) -> None:
        parts = urlsplit(api_url)
        host = parts.hostname or ""
        self._origin, self._base = f"{parts.scheme}://{parts.netloc}", parts.path
        self._headers = {**headers, "Accept-Encoding": "gzip"}
        self._seconds = seconds
        self._led_on = led_on
        self._late = False
        self.requests = 0
        self._http: http.client.HTTPConnection = (
            http.client.HTTPSConnection(host, parts.port, timeout=seconds, context=ssl.create_default_context())
            if parts.scheme == "https"
            else http.client.HTTPConnection(host, parts.port, timeout=seconds)
        )
        weakref.finalize(self, self._http.close)

    def get(self, path: str, headers: Mapping[str, str]) -> Reply:
        """The answer, whatever its status; a redirection is followed if it stays within the API.

        Raises:
            OSError: it did not come in time, or broke off.
            ValueError: it is too large, or packed in a way that was not asked for.
        """
        reply = self._answer(path, headers)
        for _ in range(_REDIRECTIONS):
            further = self._further(reply)
            if further is None:
                break
            if self._led_on:
                self._led_on(reply)
            reply = self._answer(further, headers)
        return reply

    def _answer(self, path: str, headers: Mapping[str, str]) -> Reply:
        self.requests += 1
        self._late = False
        reply = None
        clock = threading.Timer(self._seconds, self._hang_up)
        clock.daemon = True
        clock.start()
        try:
            self._http.request("GET", self._base + path, headers={**self._headers, **headers})
            reply = self._read(self._http.getresponse())
            return reply
        except http.client.HTTPException as error:
            raise (TimeoutError if self._late else ConnectionError)(type(error).__name__) from None
        finally:
            clock.cancel()
            if reply is None:
                self.close()

    def _further(self, reply: Reply) -> str | None:
        """Where on this API the answer leads; nobody else is asked, so that nobody else sees a token."""
        start = f"{self._origin}{self._base}/"
        where = urljoin(start, reply.headers.get("location", "")) if reply.status in _MOVED else ""
        return where[len(start) - 1 :] if where.startswith(start) else None

    def close(self) -> None:
        """Let go of the connection; the next request makes a new one."""
        self._http.close()

    def _read(self, response: http.client.HTTPResponse) -> Reply:
        body = response.read(_MOST_BYTES + 1)
        if self._late:
            raise TimeoutError("the answer took too long")
        headers = {name.lower(): value for name, value in response.getheaders()}
        if len(body) > _MOST_BYTES:
            raise ValueError("the answer is too large")
        return Reply(response.status, headers, _unpacked(body, headers.get("content-encoding", "")))

    def _hang_up(self) -> None:
        """A timeout of a socket starts anew with each byte; this one does not."""
        self._late = True
        with suppress(OSError, AttributeError):  # not connected yet, or no more
            self._http.sock.shutdown(socket.SHUT_RDWR)


def _unpacked(body: bytes, packing: str) -> bytes:
    if packing in ("", "identity"):
        return body
    if packing != "gzip":
        raise ValueError("the answer is packed in a way that was not asked for")
    reader = zlib.decompressobj(_UNZIP)
    try:
        plain = reader.decompress(body, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from None
    if not reader.eof:
        raise ValueError("the answer is cut, or too large")
    return plain
