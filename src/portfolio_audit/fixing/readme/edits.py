"""Paragraphs put between the lines of a text, each with a blank line around it."""

from collections.abc import Iterable, Sequence

from msgspec import Struct


class Put(Struct, frozen=True):
    """A text to be put before a line."""

    line: int
    """From 0; the number of lines is the end."""
    text: str
    tight: bool = False
    """Whether it follows and is followed by lines without a blank between, as entries of a list do."""


def with_put(lines: Sequence[str], puts: Iterable[Put]) -> str:
    """The lines with the texts in their places; of several at one place the first comes first."""
    made: list[str] = []
    at = 0
    ordered = sorted(puts, key=lambda put: put.line)
    for number, put in enumerate(ordered):
        made += lines[at : put.line]
        at = put.line
        if put.tight:
            made += put.text.split("\n")
            continue
        while put.line == len(lines) and made and not made[-1].strip():
            made.pop()  # at the end, blank lines of the file are not between two paragraphs
        if made and made[-1].strip():
            made.append("")
        made += put.text.split("\n")
        following = number + 1 < len(ordered) and ordered[number + 1].line == put.line
        if not following and at < len(lines) and lines[at].strip():
            made.append("")
    made += lines[at:]
    return "\n".join(made) + ("\n" if at == len(lines) and ordered else "")
