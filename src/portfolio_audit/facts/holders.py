"""Licenses: which file is one, what it is called, and whose rights it names."""

import re

from portfolio_audit.facts.paths import words
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode

_CHARS = 1_500
_WORDS = 20
_LETTERS = 100
"""Different words, or letters of languages without blanks, that an unknown license has."""
_HOLDER = re.compile(r"^[^\w\n]{0,8}copyright\b(?:[\s,©\-–—]|\(c\)|\d{4}|present|by\b)*([^\n]{0,100})", re.MULTILINE)
_LETTER_RUN = re.compile(r"[^\W\d_]{3,}")


def is_license(name: str) -> bool:
    """Whether a file is called as licenses are, and is no program about them."""
    return re.split(r"[.\-_ ]", name.lower())[0] in words("licenses")


def licenses(data: bytes | None) -> bool:
    """Whether a text says what others may do: it names a license, or is long enough to be one. Unread, it may."""
    if data is None:
        return True
    text = (decode(data) or "").lower()
    known = load("licenses")
    if license_name(text):
        return True
    if len(text) < _CHARS and any(mark in text for mark in known["unfinished"]):
        return False
    found = set(re.findall(r"\w+", text))
    return len(found) >= _WORDS or len("".join(found)) >= _LETTERS or not found.isdisjoint(known["words"])


def license_name(text: str) -> str | None:
    """The license that a text begins with, as its makers call it."""
    start = " ".join(text[:_CHARS].lower().split())
    known = load("licenses")["license"]
    return next((entry["name"] for entry in known if any(mark in start for mark in entry["marks"])), None)


def holders(text: str) -> frozenset[str]:
    """Words of the names of those whose rights a license names; none for a form that nobody has filled in."""
    lines = [found[1] for found in _HOLDER.finditer(text[: 2 * _CHARS].lower())]
    named = [line for line in lines if not any(form in line for form in load("licenses")["forms"])]
    found = {word for line in named for word in _LETTER_RUN.findall(line)}
    return frozenset(found - set(load("licenses")["titles"]))


def names_another_holder(snapshot: Snapshot, path: str, own: str | None, *, unsaid: bool) -> bool:
    """Whether a license is somebody else's than the repository's own; `unsaid` is the answer when one names nobody."""
    here = holders(decode(snapshot.read(path) or b"") or "")
    at_root = holders(decode(snapshot.read(own) or b"") or "") if own else frozenset()
    if not here or not at_root:
        return unsaid
    one, other = "".join(sorted(here)), "".join(sorted(at_root))
    return not any(word in other for word in here) and not any(word in one for word in at_root)
