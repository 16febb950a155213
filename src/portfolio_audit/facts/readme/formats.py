"""The formats a README may be written in, each with its reader."""

from msgspec import Struct

from portfolio_audit.facts.readme import guard, markdown, unseen
from portfolio_audit.facts.readme.asciidoc import AsciiDoc
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.lines import Scanner
from portfolio_audit.facts.readme.org import Org
from portfolio_audit.facts.readme.rst import Rst
from portfolio_audit.limits import README

_SCANNERS = {"rst": Rst, "asciidoc": AsciiDoc, "org": Org, "text": Scanner}


class Parsed(Struct, frozen=True):
    """A README's text as blocks."""

    blocks: list[Block]
    front: dict[str, str]
    """Front matter: keys in lower case, lists joined by commas."""
    limits: tuple[str, ...] = ()
    """What was not read in full."""


def parse(text: str, markup: str) -> Parsed:
    """The blocks and the front matter of a text."""
    front: dict[str, str] = {}
    if markup == "markdown":
        text, front = guard.without_front_matter(text)
        blocks, note = markdown.parse(unseen.without_unseen(text))
    else:
        blocks, note = _SCANNERS[markup]().read(text), ""
    by_lines = bool(note) or markup != "markdown"
    notes = [note, _too_many_lines(text)] if by_lines else []
    return Parsed(blocks, front, tuple(filter(None, notes)))


def _too_many_lines(text: str) -> str:
    return f"only {README.lines:,} lines were read" if text.count("\n") >= README.lines else ""
