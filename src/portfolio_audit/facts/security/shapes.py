"""The shapes of providers' secrets, from `knowledge/secrets.toml`, as patterns that are linear to search."""

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from portfolio_audit.knowledge import load

CHARACTERS = "A-Za-z0-9_-"
"""Of tokens, as a class of a pattern."""
LONG = 20
"""Token characters in a row that every shape without a mark begins with."""
_PART = re.compile(r"\{(\d+)(?:-(\d+))?:(\w+)\}")


class Part(Struct, frozen=True):
    """Literal text, or characters of one alphabet."""

    literal: str = ""
    least: int = 0
    most: int = 0
    alphabet: str = ""
    """Name of the alphabet; empty for literal text."""


class Shape(Struct, frozen=True):
    """One form of a provider's secret."""

    id: str
    """Key of its table in the data file."""
    title: str
    parts: tuple[Part, ...]
    pattern: re.Pattern[str]
    check: str
    certain: bool
    """Whether it is credible even in tests, examples and documentation."""
    beside: tuple[str, ...]
    not_beside: tuple[str, ...]

    @property
    def head(self) -> str:
        """The literal text that it begins with."""
        return self.parts[0].literal

    @property
    def mark(self) -> str:
        """Its longest literal text."""
        return max((part.literal for part in self.parts), key=len)

    @property
    def before_mark(self) -> int:
        """Characters that may stand before the mark."""
        place = [part.literal for part in self.parts].index(self.mark)
        return sum(part.most or len(part.literal) for part in self.parts[:place])

    @property
    def begins_long(self) -> bool:
        """Whether it begins with `LONG` token characters, so that a search for these finds it."""
        return _long_start(self.parts) >= LONG

    @property
    def alphabets(self) -> frozenset[str]:
        """The alphabets of the parts that are long enough to tell chance from design."""
        return frozenset(part.alphabet for part in self.parts if part.least >= 8 and part.alphabet != "digit")


class Named(Struct, frozen=True):
    """A value without a mark of its own, known by the name that it is given to."""

    name: str
    """In lower case."""
    shape: Shape


class Pair(Struct, frozen=True):
    """A secret of two halves that stand close together."""

    first: Shape
    second: Shape


@cache
def shapes() -> tuple[Shape, ...]:
    """All shapes, in the order of the data file."""
    tables = load("secrets")["secret"]
    return tuple(_shape(key, table, text) for key, table in tables.items() for text in table["shapes"])


@cache
def named() -> tuple[Named, ...]:
    """All names that tell a secret, each with the shape of its value."""
    tables = load("secrets")["named"]
    return tuple(
        Named(name.lower(), _shape(key, table, text))
        for key, table in tables.items()
        for name in table["names"]
        for text in table["shapes"]
    )


@cache
def pairs() -> tuple[Pair, ...]:
    """All secrets of two halves."""
    tables = load("secrets")["pair"]
    return tuple(
        Pair(_shape(key, table, first), _shape(key, table, table["second"]))
        for key, table in tables.items()
        for first in table["first"]
    )


def _shape(key: str, table: dict[str, object], text: str) -> Shape:
    parts = tuple(_parts(text))
    body = "".join(map(expression, parts))
    get = table.get
    return Shape(
        key,
        str(table["title"]),
        parts,
        re.compile(f"(?<![{CHARACTERS}]){body}(?![={CHARACTERS}])"),
        str(get("check", "")),
        bool(get("certain", False)),
        tuple(get("beside", ())),  # type: ignore[arg-type]
        tuple(get("not-beside", ())),  # type: ignore[arg-type]
    )


def _parts(text: str) -> Iterator[Part]:
    end = 0
    for found in _PART.finditer(text):
        if found.start() > end or not end:
            yield Part(text[end : found.start()])
        yield Part("", int(found[1]), int(found[2] or found[1]), found[3])
        end = found.end()
    if end < len(text):
        yield Part(text[end:])


def expression(part: Part) -> str:
    """The part as a regular expression."""
    if not part.alphabet:
        return re.escape(part.literal)
    times = str(part.least) if part.least == part.most else f"{part.least},{part.most}"
    return f"[{load('secrets')['alphabets'][part.alphabet]}]{{{times}}}"


def _long_start(parts: tuple[Part, ...]) -> int:
    """Token characters that it begins with at least."""
    count = 0
    for part in parts:
        if not part.alphabet and (stop := re.search(f"[^{CHARACTERS}]", part.literal)):
            return count + stop.start()
        count += part.least or len(part.literal)
    return count
