"""HTML inside of Markdown: tags by one linear expression, turned into the same blocks."""

import re
from collections.abc import Iterator
from html import unescape

from portfolio_audit.facts.readme.blocks import Block, Inline, Table

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
_DOT = 1
"""Pixels of a picture that nobody sees."""
_NUMBER = re.compile(r"\d{1,5}")
_LANGUAGE = re.compile(r"(?:lang(?:uage)?-|highlight-source-|lang=\"?)([A-Za-z+#]{1,20})")
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
        if name in _CLOSERS:
            _CLOSERS[name](inline)
        return
    if name in ("img", "source", "video"):
        _media(inline, name, attributes(raw))
    elif name == "a":
        inline.open_link(attributes(raw).get("href", ""))
    elif name in ("b", "strong"):
        inline.open_bold()
    elif name == "br":
        inline.add_break()
    elif name == "code":
        inline.open_code()


_CLOSERS = {
    "a": Inline.close_link, "b": Inline.close_bold, "strong": Inline.close_bold, "code": Inline.close_code,
}  # fmt: skip


def _media(inline: Inline, name: str, given: dict[str, str]) -> None:
    url = given.get("src", "")
    sizes = [pixels(given.get(side, "")) for side in ("width", "height")]
    if any(size is not None and size <= _DOT for size in sizes):
        return
    if name == "img" and url:
        inline.add_image(url, given.get("alt", ""), sizes[0])
    elif url:
        inline.add_link(url)


class HtmlReader:
    """Turns one run of HTML into blocks."""

    def __init__(self, line: int, item_level: int = 0) -> None:
        self.blocks: list[Block] = []
        self._line = line
        self._inline = Inline(line)
        self._depth = item_level
        self._kind = ("item", item_level) if item_level else ("paragraph", 0)
        self._default = self._kind
        self._start = line
        self._skip = ""
        self._table: Table | None = None
        self._code: str | None = None
        self._language = ""

    def read(self, source: str) -> list[Block]:
        """The blocks of the source."""
        for kind, name, raw in pieces(source):
            if kind == "text":
                self._text(name)
            else:
                self._tag(kind, name, raw)
        if self._code is not None:
            self._end_code()
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
            self._inline.line = self._start
        self._inline.add(_SPACES.sub(" ", shown))
        self._inline.add_bare_links(shown)

    def _tag(self, kind: str, name: str, raw: str) -> None:
        if self._skip:
            self._skip = "" if kind == "close" and name == self._skip else self._skip
        elif name in _SKIPPED and kind == "open":
            self._skip = name
        elif name == "pre" or self._code is not None:
            self._preformatted(kind, name, raw)
        elif name in _HEADINGS or name in _BREAKS:
            self._break(kind, name)
        else:
            if self._inline.empty():
                self._start = self._line
            apply_tag(self._inline, kind, name, raw)
        self._line += raw.count("\n")
        self._inline.line = self._line

    def _preformatted(self, kind: str, name: str, raw: str) -> None:
        if name != "pre":
            if name == "code" and kind == "open" and (found := _LANGUAGE.search(raw)):
                self._language = found[1].lower()
        elif kind == "open":
            self._flush()
            self._start, self._code = self._line, ""
            found = _LANGUAGE.search(raw)
            self._language = found[1].lower() if found else ""
        elif self._code is not None:
            self._end_code()

    def _end_code(self) -> None:
        code = self._code or ""
        blank = len(code) - len(code.lstrip("\n"))
        if code.strip():
            self.blocks.append(Block("code", code.strip("\n"), self._start + blank, language=self._language))
        self._code = None

    def _break(self, kind: str, name: str) -> None:
        if self._table is not None and name not in ("table", "tr"):
            self._in_table(kind, name)
            return
        self._flush()
        if name == "table":
            self._end_table()
            self._table = Table(self._line) if kind == "open" else None
        elif name == "tr" and kind == "open" and self._table is not None:
            self._table.open_row(self._line)
        elif name in ("ul", "ol"):
            self._depth = max(0, self._depth + (1 if kind == "open" else -1))
        elif name in _HEADINGS or name in ("li", "dd"):
            own = ("heading", _HEADINGS[name]) if name in _HEADINGS else ("item", max(1, self._depth))
            self._kind = own if kind == "open" else self._default

    def _in_table(self, kind: str, name: str) -> None:
        """Cells are cut where they end or the next one starts; everything else in them is one text."""
        if name in ("td", "th"):
            if kind == "close" or not self._inline.empty():
                self._cell()
            if kind == "open" and self._table is not None:
                self._table.open_cell(self._line)
        elif not self._inline.empty():
            self._inline.add_break()

    def _cell(self) -> None:
        inline, self._inline = self._inline, Inline(self._line)
        if self._table is not None:
            self._table.add_cell(inline)

    def _flush(self) -> None:
        """End the block that is being read."""
        if self._table is not None:
            if not self._inline.empty():
                self._cell()
        elif not self._inline.empty():
            kind, level = self._kind
            self.blocks.append(self._inline.block(kind, self._start, level))
            if kind == "heading":
                self._kind = self._default
        self._inline = Inline(self._line)

    def _end_table(self) -> None:
        if self._table is not None:
            self.blocks.append(self._table.block())
            self._table = None
