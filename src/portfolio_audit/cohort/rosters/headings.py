"""What the heading of a column says that is in it, in the languages of mentors."""

import re
import unicodedata
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from portfolio_audit.cohort.rosters.handles import cleaned
from portfolio_audit.knowledge import load

_NO_WORD = re.compile(r"[\W_]+")
_ADDRESS = re.compile(r"://|[\w-]\.[a-z]{2,}(?:/|$)|@\S")
_GH = re.compile(r"gh|gh(?:user|login|handle|account)(?:name|s|id)?")
_SURE, _LIKELY, _POSSIBLE = range(3)


class Kind(Enum):
    """What a column holds, by its heading."""

    GITHUB = "usernames on GitHub"
    VAGUE = "usernames of some system"
    FULL = "names"
    FIRST = "first names"
    LAST = "last names"
    IDENTIFIER = "identifiers"
    GROUP = "groups"
    NOBODY = "nothing that names somebody"


class Heading(NamedTuple):
    """A kind, and how good the heading is among those of the kind."""

    kind: Kind
    rank: int = 0
    """The lower, the better."""


def normal(text: str) -> str:
    """The text in lower case, without accents and punctuation, its words separated by single spaces."""
    plain = unicodedata.normalize("NFKD", cleaned(text).casefold().replace("ı", "i"))
    return _NO_WORD.sub(" ", "".join(char for char in plain if not unicodedata.combining(char))).strip()


@lru_cache(10_000)
def heading(text: str) -> Heading | None:
    """What a cell says as the heading of its column; `None` when it is no heading that is known."""
    if _ADDRESS.search(text):
        return None
    words = normal(text)
    return _known().get(words) or _of_github(words, is_phrase=len(text.split()) > 1)


@cache
def _known() -> dict[str, Heading]:
    """Exact headings; where one is listed twice, the first list counts."""
    data = load("rosters")
    found: dict[str, Heading] = {}
    for kind in (Kind.NOBODY, Kind.VAGUE, Kind.FULL, Kind.FIRST, Kind.LAST, Kind.IDENTIFIER, Kind.GROUP):
        for rank, name in enumerate(data[kind.name.lower()]):
            found.setdefault(normal(name), Heading(kind, rank))
    return found


def _of_github(words: str, *, is_phrase: bool) -> Heading | None:
    """`GitHub`, `gh_user`, `¿Cuál es tu usuario de GitHub?`; a username such as `github-ana` is no heading."""
    parts = {
        word.removeprefix("github").removesuffix("github") or word
        for word in words.replace("git hub", "github").split()
    }
    if "github" not in words.replace(" ", "") and not _GH.fullmatch(words.replace(" ", "")):
        return None
    if parts & _words("others"):
        return Heading(Kind.NOBODY)
    if parts & _words("users") or _GH.fullmatch(words.replace(" ", "")):
        return Heading(Kind.GITHUB, _SURE)
    if parts <= _words("pages") | {"github"}:
        return Heading(Kind.GITHUB, _LIKELY)
    return Heading(Kind.GITHUB, _POSSIBLE) if is_phrase else None


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(normal(word) for word in load("rosters")[name])
