"""A README in Markdown as lines with their headings: where a section begins, and where another may be put."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from msgspec import Struct

from portfolio_audit.facts.readme import guard
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.formats import parse
from portfolio_audit.facts.readme.markdown import parser
from portfolio_audit.facts.readme.parts import Part

_TAG = re.compile(
    r"<(/?)(?:details|div|table|center|section|article|blockquote|ul|ol|dl|picture|summary|a)\b[^<>]{0,500}?(/?)>",
    re.IGNORECASE,
)
RULE = re.compile(r" {0,3}(?:-(?:[ \t]?-){2,40}|\*(?:[ \t]?\*){2,40}|_(?:[ \t]?_){2,40})[ \t]{0,9}")
"""A line across the page."""
_BARE = re.compile(r" {0,3}\[[^\[\]\n]{1,200}\]:\s.{1,500}|<!--(?:(?!-->).){0,500}-->")
"""Lines that nobody sees: where links lead, and comments."""
_NO_FOOT = re.compile(r"\s*(?:[-*+]\s|\d{1,3}[.)]\s|\||```|~~~)")
MOST_LINES = 8_000
LAST_WORDS = 4
"""Lines."""


class Heading(Struct, frozen=True):
    """A heading that stands by itself, in no list, quotation or element of HTML."""

    line: int
    """From 0."""
    end: int
    """The line behind it."""
    level: int
    title: str
    """As written, marks and all."""
    underlined: bool
    closed: bool
    """Whether number signs follow the title, too."""
    depth: int
    """Elements of HTML that are open around it."""


class Page(Struct, frozen=True):
    """A README."""

    text: str
    lines: tuple[str, ...]
    headings: tuple[Heading, ...]
    parts: tuple[Part, ...]
    """Its headings as our own reading sees them, with their topics."""
    by_line: dict[int, Part]
    """The same by their lines, from 1."""
    end: int
    """Where its last section ends: the number of lines, or the rule that parts a few last words from it."""

    def end_of(self, heading: Heading) -> int:
        """The line at which the next heading of the same or a higher level stands; else the end of the last section."""
        later = (other.line for other in self.headings if other.line > heading.line and other.level <= heading.level)
        return next(later, self.end)

    def part_of(self, heading: Heading) -> Part | None:
        """What our own reading has made of the heading."""
        return self.by_line.get(heading.line + 1)


def opened(path: str, text: str) -> Page | None:
    """The page; `None` when it is too long or too intricate to be taken apart."""
    if guard.needs_lines(text) or text.count("\n") > MOST_LINES or guard.split(text)[1]:
        return None
    parsed = parse(text, "markdown")
    parts = tuple(Document(path, parsed.blocks, parsed.front).parts)
    by_line = {part.line: part for part in parts if part.level}
    found, lines = tuple(headings(text)), tuple(text.split("\n"))
    return Page(text, lines, found, parts, by_line, _end(text, lines, found))


def _end(text: str, lines: Sequence[str], found: Sequence[Heading]) -> int:
    """Before a last rule with a few words below it, and before lines at the end that nobody sees."""
    start, end = max((heading.end for heading in found), default=0), len(lines)
    at = end
    while at > start and (not lines[at - 1].strip() or _BARE.fullmatch(lines[at - 1].strip())):
        at -= 1
        end = at if lines[at].strip() else end
    rules = (token.map[0] for token in _tokens(text) if token.type == "hr" and token.level == 0 and token.map)
    last = max(rules, default=0)
    words = [line for line in lines[last + 1 : end] if line.strip()]
    is_foot = 0 < len(words) <= LAST_WORDS and not any(map(_NO_FOOT.match, words))
    is_foot = is_foot and any(line.strip() for line in lines[start:last])  # else it is all that the section says
    balanced = sum(-1 if closing else 0 if empty else 1 for closing, empty in _TAG.findall("\n".join(words))) == 0
    return last if is_foot and balanced else end


def _tokens(text: str) -> list[Token]:
    return parser().parse(guard.without_comments(guard.without_data(guard.without_front_matter(text)[0])))


def open_end(text: str) -> int:
    """The line, from 1, at which a block of code begins that has no end; 0 when there is none."""
    last = next(iter(_tokens(text)[-1:]), None)
    if last is None or last.type != "fence" or last.map is None:
        return 0
    closing = text.split("\n")[last.map[1] - 1].strip()
    closed = last.map[1] - last.map[0] > 1 and closing.startswith(last.markup) and not closing.strip(last.markup[0])
    return 0 if closed else last.map[0] + 1


def headings(text: str) -> Iterator[Heading]:
    """The headings of a Markdown text as every renderer sees them."""
    lines, depth = text.split("\n"), 0
    tokens = _tokens(text)
    for number, token in enumerate(tokens):
        if token.type == "html_block" or (token.type == "inline" and "<" in token.content):
            depth = max(0, depth + _opened(token))
        elif token.type == "heading_open" and token.level == 0 and token.map:
            yield _heading(token, tokens[number + 1].content, lines, depth)


def _heading(token: Token, title: str, lines: Sequence[str], depth: int) -> Heading:
    line, end = token.map or (0, 0)
    underlined = not token.markup.startswith("#")
    closed = not underlined and lines[line].rstrip().endswith("#")
    return Heading(line, end, int(token.tag[1]), title, underlined, closed, depth)


def _opened(token: Token) -> int:
    """How many more elements are open behind it than before."""
    found = _TAG.findall(token.content)
    return sum(-1 if closing else 0 if empty else 1 for closing, empty in found)
