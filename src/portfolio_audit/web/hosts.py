"""Hosts of demos as data, a file each in `knowledge/demos/`: which addresses are theirs, what their answers mean."""

import datetime
import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from portfolio_audit.codec import decode, from_data
from portfolio_audit.knowledge import load, names
from portfolio_audit.web.answers import NoAnswer, Page


class Sign(Struct, frozen=True, forbid_unknown_fields=True):
    """What an answer means if all that stands here is true of it. Texts are compared without regard to case."""

    state: str
    """One of `demo_facts.STATES`."""
    reason: str
    """Why, as part of a sentence."""
    asked: bool = False
    """Whether it is a sign in what the host's own interface says of the app, not in the app's page."""
    status: tuple[int, ...] = ()
    """Any of these."""
    header: str = ""
    """The header is there, and holds the next text."""
    holds: str = ""
    title: str = ""
    """The page's title holds it."""
    text: str = ""
    """The body holds it, in small letters."""
    at: str = ""
    """One of the addresses that were asked holds it."""
    key: str = ""
    """A dotted path into the body's JSON leads to something, and to one of the next values if there are any."""
    values: tuple[str | int | bool, ...] = ()

    def fits(self, answer: Page | NoAnswer) -> bool:
        """Whether it says so."""
        if self.at and not any(self.at in hop.partition("?")[0] for hop in answer.hops):
            return False
        if isinstance(answer, NoAnswer):
            return bool(self.at) and not (self.status or self.header or self.title or self.text or self.key)
        return (
            (not self.status or answer.status in self.status)
            and (not self.header or self._has_header(answer))
            and self.title in answer.title.casefold()
            and self.text in answer.folded
            and (not self.key or self._has_value(answer))
        )

    def _has_header(self, page: Page) -> bool:
        value = page.header(self.header)
        return bool(value) and self.holds in value.casefold()

    def _has_value(self, page: Page) -> bool:
        value = value_at(page, self.key)
        return value in self.values and type(value) in map(type, self.values) if self.values else value is not None


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """An interface of the host's that tells how an app is."""

    match: str
    """A regular expression for host and path of addresses whose app it tells of."""
    url: str
    """Where to ask, with the groups of the expression in braces."""
    control: str = ""
    """The same question about an app of the host's own; if that is not known either, nothing is proved."""
    alone: bool = False
    """Whether it says everything, so that the page itself need not be asked."""


class Host(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who runs other people's apps under names of theirs."""

    title: str
    source: str
    """Where this behaviour is documented or reported."""
    date: datetime.date
    """When that was last checked."""
    names: tuple[str, ...]
    """Names of hosts, with a beginning of the path where only that is meant; a leading dot stands for sub-domains."""
    note: str = ""
    """What else is to be known, for people."""
    wakes: bool = False
    """Whether a visit may have to wait until an app has started."""
    temporary: str = ""
    """What its addresses are, if they end by themselves."""
    ended: datetime.date | None = None
    """Since when it runs nobody's apps."""
    control: str = ""
    """A name that is known wherever names can be looked up; without an app the app's own name is not."""
    ask: tuple[Ask, ...] = ()
    sign: tuple[Sign, ...] = ()


class Asking(Struct, frozen=True):
    """A question to a host's interface about one app."""

    host: Host
    url: str
    alone: bool
    control: str


@cache
def hosts() -> tuple[Host, ...]:
    """All hosts that are known, by file name."""
    return tuple(from_data(load(name), Host) for name in names("demos"))


@cache
def anywhere() -> tuple[Sign, ...]:
    """Signs that mean the same on any host, the first that fits."""
    return from_data(load("web")["sign"], tuple[Sign, ...])


def host_of(url: str) -> Host | None:
    """Whose address it is, by the longest name; `None` if it is nobody's that is known."""
    place = _place(url)
    fitting = [(len(name), host) for host in hosts() for name in host.names if _is_below(place, name)]
    return max(fitting, key=lambda found: found[0])[1] if fitting else None


def asking(urls: tuple[str, ...]) -> Asking | None:
    """The question to the host's interface, if the host of one of the addresses has any."""
    for url in urls:
        host = host_of(url)
        for ask in host.ask if host else ():
            if found := re.fullmatch(ask.match, _place(url)):
                assert host  # noqa: S101
                return Asking(host, ask.url.format(**found.groupdict()), ask.alone, ask.control)
    return None


def value_at(page: Page, key: str) -> Any:
    """What the body's JSON has at a dotted path; `None` if there is nothing, or no JSON."""
    try:
        value: Any = decode(page.body, object)
    except ValueError:
        return None
    for name in key.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _place(url: str) -> str:
    """Host and path, such as `demo.example.org/start`."""
    try:
        parts = urlsplit(url)
        return f"{(parts.hostname or '').removeprefix('www.')}{parts.path or '/'}"
    except ValueError:
        return ""


def _is_below(place: str, name: str) -> bool:
    name, slash, path = name.partition("/")
    host, _, at = place.partition("/")
    named = host.endswith(name) if name.startswith(".") else host == name or host.endswith(f".{name}")
    return named and (not slash or at.startswith(path))
