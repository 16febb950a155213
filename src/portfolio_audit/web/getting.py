"""Pages from strangers: without credentials, from checked addresses alone, and over before a deadline.

Proxies of the environment are not used: a proxy resolves names itself, so nobody could say where it connects to.
"""

import socket
import ssl
import time
from contextlib import ExitStack
from http.client import HTTPException, IncompleteRead, LineTooLong
from math import inf
from queue import Empty, SimpleQueue
from threading import Thread

from portfolio_audit import __version__
from portfolio_audit.limits import WEB, WebLimits
from portfolio_audit.web.addresses import Place, Refused, Resolve, addresses, led_on, spelled
from portfolio_audit.web.answers import NoAnswer, Page
from portfolio_audit.web.wire import MOVED, Connect, TooMuch, answer, connect, left

AGENT = f"portfolio-audit/{__version__} (+https://github.com/portfolio-audit/portfolio-audit)"
PAGE = "text/html, */*;q=0.5"
DATA = "application/json, */*;q=0.5"
_NO_SUCH_NAME = {getattr(socket, name) for name in ("EAI_NONAME", "EAI_NODATA") if hasattr(socket, name)}


class Web:
    """Gets pages. Safe for threads.

    Args:
        resolve: names to IP addresses.
        connect: makes connections, always to an address that was checked.
        trust: the certificates that count; default those of the system.
    """

    def __init__(
        self,
        resolve: Resolve | None = None,
        connect: Connect = connect,
        limits: WebLimits = WEB,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.limits = limits
        self._resolve = resolve or _resolved
        self._connect = connect
        self._trust = trust or ssl.create_default_context()

    def get(
        self, url: str, accept: str = PAGE, seconds: float = inf, *, before: tuple[str, ...] = (), stay: bool = False
    ) -> Page | NoAnswer:
        """The page at the end of all redirections, each of which is checked like the address itself.

        Args:
            seconds: for all of it, if the limit is not lower.
            before: the addresses that have led here.
            stay: do not follow to another site; the answer then is of the kind `moved`, and its last hop not asked.
        """
        end = time.monotonic() + min(seconds, self.limits.seconds)
        hops = list(before)
        try:
            return self._followed(spelled(url), accept, end, hops, stay=stay)
        except Refused as error:
            why = f"it redirects to where nothing is asked: {error}" if hops else str(error)
            return NoAnswer("refused", why, tuple(hops))
        except (OSError, HTTPException) as error:
            return NoAnswer(_kind(error), hops=tuple(hops))

    def reached(self, host: str, port: int, seconds: float) -> socket.socket:
        """A bare connection to a public address of that host, for a browser's own use.

        Raises:
            Refused: the host is not public.
            OSError: it cannot be reached.
        """
        named = f"[{host}]" if ":" in host else host
        place = spelled(f"http://{named}:{port}/")
        return self._opened(place, time.monotonic() + seconds)

    def knows(self, name: str) -> bool:
        """Whether a name can be looked up at this moment."""
        try:
            return bool(self._named(name, 443, time.monotonic() + self.limits.name_seconds))
        except OSError:
            return False

    def _followed(self, place: Place, accept: str, end: float, hops: list[str], *, stay: bool) -> Page | NoAnswer:
        while True:
            hops.append(place.url)
            with self._opened(place, end) as connection:
                page = answer(connection, _request(place, accept), end, self.limits)
            location = page.header("location") if page.status in MOVED else ""
            if not location:
                return Page(page.status, page.headers, page.body, tuple(hops), page.whole)
            site, place = place.origin, led_on(place, location)
            if place.url in hops or len(hops) > self.limits.redirects:
                return NoAnswer("loop" if place.url in hops else "redirects", hops=(*hops, place.url))
            if stay and place.origin != site:
                return NoAnswer("moved", hops=(*hops, place.url))

    def _opened(self, place: Place, end: float) -> socket.socket:
        """A connection to one of the very addresses that were checked, secured for the name where that is asked."""
        found = addresses(place, lambda host, port: self._named(host, port, end))[: self.limits.attempts]
        trouble: OSError = OSError("no address")
        for more, address in zip(range(len(found) - 1, -1, -1), found, strict=True):
            try:
                connection = self._connect(address, place.port, left(end) / (2 if more else 1))
            except OSError as error:
                trouble = error
                continue
            return self._secured(connection, place, end) if place.scheme == "https" else connection
        raise trouble

    def _secured(self, connection: socket.socket, place: Place, end: float) -> socket.socket:
        with ExitStack() as failing:
            failing.callback(connection.close)
            connection.settimeout(left(end))
            secured = self._trust.wrap_socket(connection, server_hostname=place.host)
            failing.pop_all()
        return secured

    def _named(self, host: str, port: int, end: float) -> tuple[str, ...]:
        """The name's addresses, looked up in a thread, because the system knows no deadline."""
        seconds = min(left(end), self.limits.name_seconds)
        told: SimpleQueue[tuple[str, ...] | OSError] = SimpleQueue()

        def ask() -> None:
            try:
                told.put(tuple(self._resolve(host, port)))
            except OSError as error:
                told.put(error)
            except UnicodeError:
                told.put(socket.gaierror(socket.EAI_NONAME, "no name"))

        Thread(target=ask, daemon=True).start()
        try:
            found = told.get(timeout=seconds)
        except Empty:
            raise socket.gaierror(socket.EAI_AGAIN, "took too long") from None
        if isinstance(found, OSError):
            raise found
        return found


def _resolved(host: str, port: int) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(str(address[0]) for _, _, _, _, address in found)


def _request(place: Place, accept: str) -> bytes:
    """One that says what we are and nothing of where we come from; no cookie and no credential exists here."""
    lines = (
        f"GET {place.target} HTTP/1.1",
        f"Host: {place.origin.partition('://')[2]}",
        f"User-Agent: {AGENT}",
        f"Accept: {accept}",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _kind(error: Exception) -> str:
    """What an error is called among `KINDS`."""
    if isinstance(error, socket.gaierror):
        return "no such name" if error.errno in _NO_SUCH_NAME else "dns"
    for kind, errors in _ERRORS:
        if isinstance(error, errors):
            return kind
    if type(error) is HTTPException:  # too many headers
        return "large"
    return "odd" if isinstance(error, HTTPException) else "unreachable"


_ERRORS: tuple[tuple[str, tuple[type[Exception], ...]], ...] = (
    ("timeout", (TimeoutError,)),
    ("large", (TooMuch, LineTooLong)),
    ("certificate", (ssl.SSLCertVerificationError,)),
    ("tls", (ssl.SSLError,)),
    ("closed", (ConnectionRefusedError,)),
    ("reset", (ConnectionError,)),
    ("cut", (IncompleteRead,)),
)
