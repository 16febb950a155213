"""Which addresses are asked: public ones, spelled plainly. Everything else is refused before a packet is sent."""

import ipaddress
import re
from collections.abc import Callable, Sequence
from urllib.parse import quote, urljoin, urlsplit

from msgspec import Struct

from portfolio_audit.knowledge import load

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port to the IP addresses that stand for it.

Raises:
    OSError: there are none, or nobody could say.
"""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_MOST_CHARS = 2_000
_HOST_CHARS = 253
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\<>\"`{}|^\u2028\u2029]")
_PLACES = load("web")["places"]
PORTS = frozenset(_PLACES["ports"])
_PRIVATE_NAMES = frozenset(_PLACES["private_names"])
_V4 = tuple(map(ipaddress.IPv4Network, _PLACES["private_v4"]))
_V6 = tuple(map(ipaddress.IPv6Network, _PLACES["private_v6"]))
_V6_GLOBAL = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Refused(ValueError):
    """The address is not asked; the message says why, as part of a sentence."""


class Place(Struct, frozen=True):
    """Where to ask, and for what."""

    scheme: str
    """`http` or `https`."""
    host: str
    """In lower case and in ASCII; an IPv6 address without brackets."""
    port: int
    target: str
    """Path and query as a request names them."""

    @property
    def origin(self) -> str:
        """Scheme, host and port, as an address names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole address, in one spelling."""
        return self.origin + self.target


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, which no machine has for itself or its own network.

    Our own list stands before Python's, whose idea of "global" has changed between releases. IPv6 is taken where it is
    unicast; of the forms that carry an IPv4 address only NAT64, which networks without IPv4 need, by what it carries.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # a scope, a host name
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not any(ip in net for net in _V4)
    if ip.scope_id is not None:
        return False
    if ip in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)))
    return ip in _V6_GLOBAL and ip.is_global and not any(ip in net for net in _V6)


def spelled(url: str) -> Place:
    """The place that an address names.

    Raises:
        Refused: it is none of the web, names a place that is not public, or is written to mislead.
    """
    if len(url) > _MOST_CHARS or _UNSAFE.search(url):
        raise Refused("the address is not written as addresses are")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Refused("the address is not written as addresses are") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise Refused("the address is not one of the web")
    if "@" in parts.netloc:
        raise Refused("the address carries a user name")
    port = _DEFAULT_PORTS[parts.scheme] if port is None else port
    if port not in PORTS:
        raise Refused(f"port {port} is not one of the web")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (f"?{_quoted(parts.query)}" if parts.query else "")
    return Place(parts.scheme, _host(parts.netloc), port, target)


def led_on(place: Place, location: str) -> Place:
    """The place to which an answer redirects.

    Raises:
        Refused: as of `spelled`.
    """
    location = _as_sent(location.strip(" \t"))
    if _UNSAFE.search(location):  # before it is joined, which would take line ends out of it
        raise Refused("the address is not written as addresses are")
    try:
        url = urljoin(place.url, location)
    except ValueError:
        raise Refused("the address is not written as addresses are") from None
    return spelled(url)


def _as_sent(header: str) -> str:
    """The text of a header as browsers take it: HTTP says Latin-1, servers send UTF-8."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def addresses(place: Place, resolve: Resolve) -> tuple[str, ...]:
    """The IP addresses of the place, all of them public.

    A name that has public and private addresses is refused whole: which of them is meant is its owner's choice of the
    moment. Whoever connects has to take one of these and not to resolve again.

    Raises:
        Refused: one of them is not public.
        OSError: as of `Resolve`.
    """
    found = tuple(dict.fromkeys(resolve(place.host, place.port)))
    if not found:
        raise OSError("no address")
    if not all(map(is_public, found)):
        raise Refused("its name leads to a place that is not public")
    return found


def _host(netloc: str) -> str:
    """The host in ASCII, checked."""
    if netloc.startswith("["):
        inside, _, after = netloc[1:].partition("]")
        if after and not after.startswith(":"):
            raise Refused("the address names no host")
        return _literal(inside)
    host = _in_ascii(netloc.partition(":")[0].lower())
    labels = host.split(".")
    if not host or len(host) > _HOST_CHARS or not all(map(_LABEL.fullmatch, labels)):
        raise Refused("the address names no host")
    if _NUMBER.fullmatch(labels[-1]):  # 2130706433, 127.1, 0177.0.0.1 and 0x7f.1 all mean this machine
        return _literal(host)
    if len(labels) == 1 or labels[-1] in _PRIVATE_NAMES:
        raise Refused("the address leads to this machine or its own network")
    return host


def _literal(host: str) -> str:
    """An IP address in its one plain spelling, if it is public."""
    try:
        plain = str(ipaddress.ip_address(host))
    except ValueError:
        raise Refused("the address spells a number in a way that hides it") from None
    if not is_public(plain):
        raise Refused("the address leads to this machine or its own network")
    return plain


def _in_ascii(host: str) -> str:
    """A name with letters beyond ASCII as the DNS has it.

    Compatibility characters, such as letters in circles, become plain ones there. Nobody is called so; it is a way
    past whoever compares names.
    """
    if host.isascii():
        return host
    labels = []
    for label in host.split("."):
        try:
            plain = label if label.isascii() else label.encode("idna").decode("ascii")
        except UnicodeError:
            raise Refused("the address names no host") from None
        if plain != label and (not plain.startswith("xn--") or "." in plain):
            raise Refused("the address is written in letters that hide it")
        labels.append(plain)
    return ".".join(labels)


def _quoted(query: str) -> str:
    return quote(query, safe="/?%:@!$&'()*+,;=~-._[]")
