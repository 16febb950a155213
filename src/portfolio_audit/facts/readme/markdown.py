"""Markdown to blocks, by markdown-it's tokens; nothing is rendered."""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, reference
from markdown_it.token import Token

from portfolio_audit.facts.readme import guard, html, lines
from portfolio_audit.facts.readme.blocks import Block, Inline, Table

_SECTIONS = ("## ", "### ", "#### ")
_TASK = re.compile(r"\[([ xX])\][ \t]")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,60}\]:?")
_ALERT = re.compile(r"\s{0,9}\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s{0,9}", re.IGNORECASE)


@cache
def parser() -> MarkdownIt:
    """The parser, which passes nothing through and renders nothing."""
    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable(["table", "strikethrough"])
    parser.block.ruler.at("reference", _definition)
    return parser


def _definition(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    """A link's definition; footnotes look alike and are text."""
    if state.src.startswith("[^", state.bMarks[first] + state.tShift[first]):
        return False
    return reference(state, first, end, silent)


def read(text: str) -> list[Block]:
    """The blocks of a Markdown text: in full up to the limit, the rest and hostile texts by lines."""
    return parse(text)[0]


def parse(text: str) -> tuple[list[Block], str]:
    """The blocks, and what was not read in full; empty when everything was."""
    head, rest = guard.split(guard.without_comments(guard.without_data(text)))
    if guard.needs_lines(head):
        return lines.Scanner().read(head + rest), "read by lines, too intricate for a full parse"
    blocks = _Reader().read(_tokens(head))
    if not rest:
        return blocks, ""
    blocks += lines.Scanner(head.count("\n")).read(rest)
    return blocks, f"read by lines from character {len(head):,} on"


def _tokens(source: str) -> list[Token]:
    """The tokens; a last fence that was never closed ends before the next heading, as its author meant it."""
    tokens = parser().parse(source)
    last = tokens[-1] if tokens else None
    if last is None or last.type != "fence" or last.map is None:
        return tokens
    source_lines = source.split("\n")
    inside = range(last.map[0] + 2, last.map[1])
    if any(source_lines[number].strip() == last.markup for number in inside):
        return tokens
    for number in inside:
        if source_lines[number].startswith(_SECTIONS) and not source_lines[number - 1].strip().strip("-"):
            source_lines[number - 1] = last.markup
            return parser().parse("\n".join(source_lines))
    return tokens


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._depth = 0
        self._heading = 0
        self._underlined = False
        self._table: Table | None = None
        self._line = 1
        self._first_in_item = False

    def read(self, tokens: list[Token]) -> list[Block]:
        for token in tokens:
            if token.map:
                self._line = token.map[0] + 1
            handler = _HANDLERS.get(token.type)
            if handler:
                handler(self, token)
        return self.blocks

    def open_list(self, _token: Token) -> None:
        self._depth += 1

    def close_list(self, _token: Token) -> None:
        self._depth -= 1
        self._first_in_item = False

    def open_item(self, _token: Token) -> None:
        self._first_in_item = True

    def open_heading(self, token: Token) -> None:
        self._heading = int(token.tag[1])
        self._underlined = not token.markup.startswith("#")

    def open_table(self, _token: Token) -> None:
        self._table = Table(self._line)

    def open_row(self, _token: Token) -> None:
        if self._table is not None:
            self._table.open_row(self._line)

    def close_table(self, _token: Token) -> None:
        if self._table is not None:
            self.blocks.append(self._table.block())
            self._table = None

    def code(self, token: Token) -> None:
        info = token.info.strip().lower().split()
        line = self._line + (1 if token.type == "fence" else 0)
        self.blocks.append(Block("code", token.content.rstrip("\n"), line, language=info[0] if info else ""))

    def raw_html(self, token: Token) -> None:
        self.blocks += html.HtmlReader(self._line, self._depth).read(token.content)

    def inline(self, token: Token) -> None:
        inline = Inline(self._line)
        fill(inline, token.children or [], token.content)
        if self._table is not None:
            self._table.add_cell(inline)
        elif self._heading and not (self._underlined and "\n" in token.content):
            if not inline.empty():
                self.blocks.append(inline.block("heading", self._line, self._heading))
        else:  # who draws a line right below a paragraph wants no heading of several lines
            self._text_block(inline)
        self._heading = 0

    def _text_block(self, inline: Inline) -> None:
        task = ""
        if inline.parts and (match := _ALERT.fullmatch(inline.parts[0])):
            inline.parts[0] = ""
        if self._depth and inline.parts and (match := _TASK.match(inline.text)):
            task = "open" if match[1] == " " else "done"
            inline.parts = [inline.text[match.end() :]]
        kind = "item" if self._depth and self._first_in_item else "paragraph"
        self._first_in_item = False
        if not inline.empty():
            self.blocks.append(inline.block(kind, self._line, self._depth if kind == "item" else 0, task))


def fill(inline: Inline, children: list[Token], source: str) -> None:
    """Read the inline tokens of one block, which were made of that source."""
    position = 0
    for child in children:
        if child.type == "text":
            inline.add(_FOOTNOTE.sub("", child.content) if "[^" in child.content else child.content)
            inline.add_bare_links(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            inline.add("\n")
        elif child.type == "code_inline":
            inline.codes.append(child.content)
            shown = child.content
            if "\n" in source:
                start = source.find(child.markup, position) + len(child.markup)
                end = source.find(child.markup, start)
                position = end + len(child.markup)
                shown = source[start:end] if "\n" in source[start:end] else shown
            inline.add(shown)
        elif child.type == "image":
            inline.add_image(str(child.attrs.get("src", "")), child.content)
        elif child.type == "link_open":
            inline.open_link(str(child.attrs.get("href", "")))
        elif child.type == "link_close":
            inline.close_link()
        elif child.type == "strong_open":
            inline.open_bold()
        elif child.type == "strong_close":
            inline.close_bold()
        elif child.type == "html_inline":
            for kind, name, raw in html.pieces(child.content):
                if kind != "text":
                    html.apply_tag(inline, kind, name, raw)
            inline.line += child.content.count("\n")


_HANDLERS = {
    "bullet_list_open": _Reader.open_list,
    "ordered_list_open": _Reader.open_list,
    "bullet_list_close": _Reader.close_list,
    "ordered_list_close": _Reader.close_list,
    "list_item_open": _Reader.open_item,
    "heading_open": _Reader.open_heading,
    "table_open": _Reader.open_table,
    "tr_open": _Reader.open_row,
    "table_close": _Reader.close_table,
    "fence": _Reader.code,
    "code_block": _Reader.code,
    "html_block": _Reader.raw_html,
    "inline": _Reader.inline,
}
