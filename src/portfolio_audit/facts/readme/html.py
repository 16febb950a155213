"""HTML inside of Markdown: tags by one linear expression, turned into the same blocks."""

import re
from collections.abc import Iterator
from html import unescape

from portfolio_audit.facts.readme.blocks import Block, Inline

# No part of it can match "<", so that each start is tried at most up to the next one.
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,20})((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
_ATTRIBUTE = re.compile(r"([A-Za-z][\w:-]{0,30})\s{0,3}=\s{0,3}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_HEADINGS = {f"h{level}": level for level in range(1, 7)} | {"summary": 7}
_BREAKS = frozenset(
    [
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "center",
        "table",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
        "section",
        "article",
        "hr",
        "details",
        "blockquote",
        "dl",
        "dt",
        "dd",
    ]
)
_SKIPPED = frozenset({"style", "script"})
_NUMBER = re.compile(r"\d{1,5}")
_SPACES = re.compile(r"[ \t]+")


def attributes(text: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case."""
    return {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(text)}


def pixels(value: str) -> int | None:
    """A width in pixels; `None` for percentages and the like."""
    match = _NUMBER.match(value.strip())
    return int(match[0]) if match and "%" not in value else None


def pieces(source: str) -> Iterator[tuple[str, str, str]]:
    """The text and tags of some HTML, as (`text` | `open` | `close`, name or text, attributes)."""
    position = 0
    for match in _TAG.finditer(source):
        if match.start() > position:
            yield "text", source[position : match.start()], ""
        yield ("close" if match[1] else "open"), match[2].lower(), match[3]
        position = match.end()
    if position < len(source):
        yield "text", source[position:], ""


def apply_tag(inline: Inline, kind: str, name: str, raw: str) -> None:
    """What a tag means inside of a line of text."""
    if kind == "close":
        {"a": inline.close_link, "b": inline.close_bold, "strong": inline.close_bold}.get(name, lambda: None)()
        return
    if name in ("img", "source", "video"):
        _media(inline, name, attributes(raw))
    elif name == "a":
        inline.open_link(attributes(raw).get("href", ""))
    elif name in ("b", "strong"):
        inline.open_bold()
    elif name == "br":
        inline.add("\n")


def _media(inline: Inline, name: str, given: dict[str, str]) -> None:
    url = given.get("src", "")
    if name == "img" and url:
        inline.add_image(url, given.get("alt", ""), pixels(given.get("width", "")))
    elif url:
        inline.open_link(url)
        inline.close_link()


class HtmlReader:
    """Turns one run of HTML into blocks."""

    def __init__(self, line: int, item_level: int = 0) -> None:
        self.blocks: list[Block] = []
        self._line = line
        self._inline = Inline(line)
        self._kind = ("item", item_level) if item_level else ("paragraph", 0)
        self._default = self._kind
        self._start = line
        self._skip = ""
        self._rows: list[list[str]] | None = None
        self._table: Inline | None = None
        self._table_line = line
        self._code: str | None = None

    def read(self, source: str) -> list[Block]:
        """The blocks of the source."""
        for kind, name, raw in pieces(source):
            if kind == "text":
                self._text(name)
            else:
                self._tag(kind, name, raw)
        self._flush()
        self._end_table()
        return self.blocks

    def _text(self, text: str) -> None:
        if not self._skip:
            shown = unescape(text)
            if self._code is not None:
                self._code += shown
            elif shown.strip() or not self._inline.empty():
                self._visible(shown)
        self._line += text.count("\n")
        self._inline.line = self._line

    def _visible(self, shown: str) -> None:
        if self._inline.empty():
            blank = len(shown) - len(shown.lstrip())
            self._start = self._line + shown[:blank].count("\n")
            shown = shown[blank:]
        self._inline.add(_SPACES.sub(" ", shown))
        self._inline.add_bare_links(shown)

    def _tag(self, kind: str, name: str, raw: str) -> None:
        if self._skip:
            self._skip = "" if kind == "close" and name == self._skip else self._skip
        elif name in _SKIPPED and kind == "open":
            self._skip = name
        elif name == "pre":
            self._pre(kind)
        elif name in _HEADINGS or name in _BREAKS:
            self._break(kind, name)
        elif self._code is None:
            if self._inline.empty():
                self._start = self._line
            apply_tag(self._inline, kind, name, raw)
        self._line += raw.count("\n")
        self._inline.line = self._line

    def _pre(self, kind: str) -> None:
        if kind == "open":
            self._flush()
            self._start, self._code = self._line, ""
        elif self._code is not None:
            self.blocks.append(Block("code", self._code.strip("\n"), self._start))
            self._code = None

    def _break(self, kind: str, name: str) -> None:
        if name in ("td", "th") and self._rows is not None:
            self._cell()
            return
        self._flush()
        if name == "table":
            self._end_table()
            if kind == "open":
                self._rows, self._table, self._table_line = [], Inline(self._line), self._line
        elif name == "tr" and kind == "open" and self._rows is not None:
            self._rows.append([])
        if kind == "open" and name in _HEADINGS:
            self._kind = ("heading", _HEADINGS[name])
        elif kind == "open" and name in ("li", "dd"):
            self._kind = ("item", 1)
        elif kind == "close" and (name in _HEADINGS or name in ("li", "dd")):
            self._kind = self._default

    def _cell(self) -> None:
        if self._rows and not self._inline.empty():
            self._rows[-1].append(self._inline.text.strip())
        self._keep_media()

    def _keep_media(self) -> None:
        inline, self._inline = self._inline, Inline(self._line)
        if self._table is not None:
            block = inline.block("table", self._line)
            self._table.images += block.images
            self._table.links += block.links

    def _flush(self) -> None:
        if self._code is not None:
            return
        if self._rows is not None:
            self._cell()
        elif not self._inline.empty():
            kind, level = self._kind
            self.blocks.append(self._inline.block(kind, self._start, level))
        self._inline = Inline(self._line)

    def _end_table(self) -> None:
        if self._rows is None or self._table is None:
            return
        rows = tuple(tuple(row) for row in self._rows if row)
        text = "\n".join(" | ".join(row) for row in rows)
        self.blocks.append(
            Block("table", text, self._table_line, rows=rows, images=tuple(self._table.images),
                  links=tuple(self._table.links))
        )  # fmt: skip
        self._rows = self._table = None
