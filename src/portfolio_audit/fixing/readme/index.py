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


def added(found: Sequence[Entry], titles: Sequence[tuple[str, str]]) -> Iterator[Put]:
    """New entries for sections.

    Args:
        titles: each title with the one of the section before it; empty when it is the first.
    """
    if not found:
        return
    least = min(len(entry.indent) for entry in found)
    tops = [entry for entry in found if len(entry.indent) == least]
    lines: dict[str, int] = {}
    for title, before in titles:
        line = lines.get(before)
        lines[title] = line = _line(found, tops, before) if line is None else line
        like = tops[0]
        yield Put(line, f"{like.indent}{like.sign}{like.gap}[{title}](#{slug_of(title)})", tight=True)


def _line(found: Sequence[Entry], tops: Sequence[Entry], before: str) -> int:
    """Where an entry goes that follows that of a title: above all others when there is none."""
    after = next((entry for entry in tops if entry.anchor == slug_of(before)), tops[-1])
    later = (entry.line for entry in tops if entry.line > after.line)
    return next(later, found[-1].line + 1) if before else tops[0].line
