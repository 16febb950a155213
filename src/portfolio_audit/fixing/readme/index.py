"""The table of contents of a README, if it is a plain list of anchors: it gets the new sections."""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from portfolio_audit.facts.readme import guard
from portfolio_audit.facts.readme.anchors import slug_of
from portfolio_audit.fixing.readme.edits import Put

_ENTRY = re.compile(r"([ \t]{0,12})([-*+]|(\d{1,3})[.)])([ \t]{1,4})\[([^\[\]\n]{1,120})\]\(#([^()\s]{1,200})\)[ \t]*")
LEAST = 2


class Entry(Struct, frozen=True):
    """A line of the list."""

    line: int
    indent: str
    sign: str
    gap: str
    anchor: str


def entries(lines: Sequence[str]) -> list[Entry]:
    """The lines of the first such list; empty when there is none."""
    code = _inside_code(lines)
    found: list[Entry] = []
    for number, line in enumerate(lines):
        match = None if number in code else _ENTRY.fullmatch(line)
        if match:
            found.append(Entry(number, match[1], match[2], match[4], match[6].lower()))
        elif line.strip() and found:
            if len(found) >= LEAST:
                return found
            found = []
    return found if len(found) >= LEAST else []


def _inside_code(lines: Sequence[str]) -> set[int]:
    text = "\n".join(lines)
    spans = guard.fenced(text)
    return {n for start, end in spans for n in range(text.count("\n", 0, start), text.count("\n", 0, end) + 1)}


class New(Struct, frozen=True):
    """A section that the list does not have."""

    title: str
    before: str
    """Title of the section before it; empty when it is the first."""
    behind: tuple[str, ...]
    """Titles of the sections that come later and were there already."""


def added(found: Sequence[Entry], sections: Sequence[New]) -> Iterator[Put]:
    """An entry for each of the sections."""
    if not found:
        return
    least = min(len(entry.indent) for entry in found)
    tops = [entry for entry in found if len(entry.indent) == least]
    lines: dict[str, int] = {}
    for new in sections:
        line = lines.get(new.before)
        lines[new.title] = line = _line(found, tops, new) if line is None else line
        like = tops[0]
        yield Put(line, f"{like.indent}{like.sign}{like.gap}[{new.title}](#{slug_of(new.title)})", tight=True)


def _line(found: Sequence[Entry], tops: Sequence[Entry], new: New) -> int:
    """Behind the entry of the section before it, else before that of the first one behind it, else at the end."""
    end = found[-1].line + 1
    for number, entry in enumerate(tops):
        if entry.anchor == slug_of(new.before):
            return tops[number + 1].line if number + 1 < len(tops) else end
    later = {slug_of(title) for title in new.behind}
    return next((entry.line for entry in tops if entry.anchor in later), end)
