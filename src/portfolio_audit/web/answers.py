"""What comes back from an address: a page, or none and why."""

import re
from functools import cached_property

from msgspec import Struct

from portfolio_audit.text import decode

KINDS = {
    "refused": "it is not an address that is asked",
    "no such name": "its name is not known",
    "dns": "its name could not be looked up",
    "closed": "nothing accepts connections there",
    "unreachable": "there is no way to it from here",
    "timeout": "it did not answer in time",
    "reset": "it broke off the connection",
    "certificate": "its certificate is not valid for it",
    "tls": "no secure connection could be made",
    "redirects": "it redirects too often",
    "loop": "it redirects in a circle",
    "odd": "what it answered is no HTTP",
    "cut": "its answer broke off",
    "large": "its headers have no end",
    "moved": "it redirects to another site",
    "robots": "its robots.txt asks robots to stay away",
    "enough": "enough was asked of that host in this run",
    "ended": "the run was ended",
}
"""Why there may be no page, and what that is called."""
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.I)
_TAG = re.compile(r"<[^<>]*>|<!--")
_HEADS = re.compile(r"(?is)<(title|style|noscript)\b[^<>]{0,300}>[^<]*</\1>")
_SHOWS = re.compile(r"(?i)<(?:script|img|svg|canvas|iframe|frame|video|audio|object|embed|input|picture)\b")
_SCRIPT = re.compile(r"(?is)<script\b[^<>]{0,1000}>.*?(?:</script|\Z)")
_SAYS_NOTHING = ("404", "not found")
_SHELL_CHARS = 40
_SPACE = re.compile(r"\s+")


class NoAnswer(Struct, frozen=True):
    """There is no page."""

    kind: str
    """One of `KINDS`."""
    why: str = ""
    """What is known beyond the kind, as part of a sentence of ours."""
    hops: tuple[str, ...] = ()
    """The addresses that were asked, or were not because they are refused."""

    @property
    def reason(self) -> str:
        """What happened, as part of a sentence."""
        return self.why or KINDS[self.kind]


class Page(Struct, frozen=True, dict=True):
    """An answer, whatever its status. All of it is a stranger's."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    """Names in lower case."""
    body: bytes = b""
    """At most so much as the limit says, unpacked."""
    hops: tuple[str, ...] = ()
    """The addresses that were asked, the one which gave this answer last."""
    whole: bool = True
    """Whether that is all of the body."""

    def header(self, name: str) -> str:
        """All values of that name in one text; empty if there is none."""
        return ", ".join(value for key, value in self.headers if key == name)

    @property
    def url(self) -> str:
        """The address which gave the answer."""
        return self.hops[-1] if self.hops else ""

    @property
    def kind(self) -> str:
        """The media type that the answer claims, such as `text/html`."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @cached_property
    def text(self) -> str:
        """The body as text; empty when it is none."""
        return decode(self.body) or ""

    @cached_property
    def folded(self) -> str:
        """The text for comparing."""
        return _SPACE.sub(" ", self.text.casefold())

    @cached_property
    def title(self) -> str:
        """What a page calls itself."""
        found = _TITLE.search(self.text)
        return _SPACE.sub(" ", found[1]).strip() if found else ""

    @cached_property
    def is_json(self) -> bool:
        """Whether the answer is meant to be JSON."""
        return self.kind == "application/json" or (self.kind.startswith("application/") and self.kind.endswith("+json"))

    @cached_property
    def draws_itself(self) -> bool:
        """Whether all that is to be seen is made by a script, and nothing in it says that nothing is there."""
        bare, scripts = _SCRIPT.subn("", self.text)
        seen = _SPACE.sub(" ", _TAG.sub("", _HEADS.sub("", bare))).strip()
        said = f"{self.title} {seen}".casefold()
        return scripts > 0 and len(seen) <= _SHELL_CHARS and not any(words in said for words in _SAYS_NOTHING)

    @cached_property
    def shows_words_alone(self) -> bool:
        """Whether it is a text without a picture, a script or a field."""
        return self.kind in ("text/plain", "text/html") and not _SHOWS.search(self.text)

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is nothing to be seen: no body, or a page without a word and without anything that draws."""
        if not self.body.strip():
            return True
        if self.kind not in ("text/html", "application/xhtml+xml", "") or not self.text or _SHOWS.search(self.text):
            return False
        return not _TAG.sub("", _HEADS.sub("", self.text)).strip()
