"""Blocks by lines: plain text, Markdown too hostile for its parser, and what all formats read by lines share."""

import re
from collections.abc import Iterable

from portfolio_audit.facts.readme import html
from portfolio_audit.facts.readme.blocks import Block, Inline, Table
from portfolio_audit.limits import README

# Repetitions are bounded and exclude what opens the next match, so that every expression is linear.
_IMAGE = re.compile(r"!\[([^\[\]]{0,300})\]\(\s{0,3}<?([^()\s<>]{1,1000})[^()]{0,200}\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]]{0,300})\]\(\s{0,3}<?([^()\s<>]{1,1000})[^()]{0,200}\)")
_CODE = re.compile(r"``?([^`]{1,300})``?")
_BOLD = re.compile(r"\s*(?:\*\*|__)([^*_]{1,120})(?:\*\*|__)")
_ITEM = re.compile(r"(\s{0,12})(?:[-*+•·▪◦‣–]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_TASK = re.compile(r"\[([ xX-])\]\s")
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+_.:])\1{2,200}\s*$")
_LENTICULAR = re.compile(r"\s{0,9}[【■◆●《]\s{0,9}([^】》]{1,60})[】》]?\s*$")
_BOXED = re.compile(r"\s{0,20}([=*#~+_-])\1{1,60}\s{1,20}(\S[^=*#~+_]{0,80})\s\1{2,60}\s*$")
_FRAMED = re.compile(r"\s{0,20}([*#=])\s([^*#=\n]{1,120})\s\1\s*$")
_HEADING = re.compile(r" {0,3}(#{1,6})\s")
_HTML_HEADING = re.compile(r"\s{0,9}<h([1-6])(?:\s[^<>]{0,200})?>(.{1,400}?)(?:</h\1>|$)", re.IGNORECASE)
_FENCE = re.compile(r"\s*(```+|~~~+)\s*([\w+#-]*)")
_HIDDEN = re.compile(r"\s*<!--[^<>]{0,2000}-->\s*$|\[[^\[\]]{1,200}\]:\s")
_NO_TABLE = frozenset("-: =+|")


class Scanner:
    """Reads Markdown by lines; other formats change what differs."""

    mark = "]("
    """What every picture and link has in it."""
    image = _IMAGE
    """First group: alternative text; second: address."""
    link = _LINK
    """Groups `url_group` and 3 - `url_group`: address and text."""
    url_group = 2
    code = _CODE
    bold = _BOLD
    item = _ITEM
    underlined = "=-"
    """Signs that underline a heading."""
    has_html = True

    def __init__(self, skipped: int = 0) -> None:
        self.blocks: list[Block] = []
        self._skipped = skipped
        self._inline = Inline(1)
        self._kind, self._level, self._task = "paragraph", 0, ""

    def read(self, text: str) -> list[Block]:
        """The blocks of a text; line numbers count on from those skipped."""
        lines = text.split("\n", README.lines)[: README.lines]
        self.prepare(lines)
        number = 0
        while number < len(lines):
            number = self._line(lines, number)
        self.flush()
        return self.blocks

    def prepare(self, lines: list[str]) -> None:
        """Gather what later lines need to be understood."""

    def special(self, lines: list[str], number: int) -> int:
        """Read what only this format has; the index after it, or 0 when there is nothing of the kind."""
        line = lines[number]
        if match := _HEADING.match(line):
            self.heading(_unclosed(line[match.end() :]), len(match[1]), number)
            return number + 1
        if (match := _FENCE.match(line)) is not None:
            return self.fenced(lines, number, match[1], match[2])
        if _HIDDEN.match(line):
            return number + 1
        if "<" in line and (match := _HTML_HEADING.match(line)):
            self.heading(match[2], int(match[1]), number)
            return number + 1
        if match := _BOXED.match(line) or _FRAMED.match(line):
            self.heading(match[2], 2, number)
            return number + 1
        return 0

    def level_of(self, style: str) -> int:
        """The level of a heading underlined with that sign, which comes twice when it is overlined, too."""
        return 1 if style[0] == "=" or len(style) > 1 else 2

    def fits(self, title: str, line: str) -> bool:
        """Whether a line of signs is of a length to underline the title."""
        return bool(title and line)

    def _line(self, lines: list[str], number: int) -> int:
        """Handle the line of that index and whatever belongs to it; the index of the next one."""
        line = lines[number]
        if not line.strip():
            self.flush()
        elif end := self.special(lines, number):
            return end
        elif self._is_underlined(lines, number):
            above, below = lines[number - 1] if number else "", lines[number + 1]
            style = below[0] * (2 if above.rstrip() == below.rstrip() else 1)
            self.heading(line, self.level_of(style), number)
            return number + 2
        elif line.lstrip().startswith("|") and line.count("|") > 1:
            return self.table(lines, number)
        elif _UNDERLINE.match(line.strip()):
            self.flush()
        else:
            self.prose(line, number)
        return number + 1

    def _is_underlined(self, lines: list[str], number: int) -> bool:
        if number + 1 >= len(lines) or not self._inline.empty() or len(lines[number]) > 120:
            return False
        below = lines[number + 1].rstrip()
        return bool(
            _UNDERLINE.match(below)
            and below[0] in self.underlined
            and not _UNDERLINE.match(lines[number].strip())
            and not lines[number].lstrip().startswith(("|", "- ", "* "))
            and self.fits(lines[number].strip(), below)
        )

    def at(self, number: int) -> int:
        """The line of the file."""
        return self._skipped + number + 1

    def heading(self, title: str, level: int, number: int) -> None:
        """Add a heading."""
        self.flush()
        self.blocks.append(self.inline(title, number).block("heading", self.at(number), min(level, 7)))

    def fenced(self, lines: list[str], number: int, mark: str, language: str = "") -> int:
        """Read code up to the next line that starts with the mark; the index after it."""
        end = number + 1
        while end < len(lines) and not lines[end].lstrip().lower().startswith(mark):
            end += 1
        self.add_code(lines[number + 1 : end], number + 1, language)
        return end + 1

    def add_code(self, lines: list[str], number: int, language: str = "") -> None:
        """Add lines of code, the first of which has that index."""
        self.flush()
        blank = 0
        while blank < len(lines) and not lines[blank].strip():
            blank += 1
        content = "\n".join(lines[blank:]).rstrip()
        if content:
            self.blocks.append(Block("code", content, self.at(number + blank), language=language.lower()))

    def indented_end(self, lines: list[str], first: int, indent: int = 0) -> int:
        """The index after the lines that are indented further."""
        end = last = first
        while end < len(lines):
            text = lines[end].lstrip()
            if text and len(lines[end]) - len(text) <= indent:
                break
            end += 1
            last = end if text else last
        return last

    def table(self, lines: list[str], number: int) -> int:
        """Read a table whose rows start with a bar; the index after it."""
        end, rows = number, []
        while end < len(lines) and lines[end].lstrip().startswith("|"):
            cells = lines[end].strip().strip("|").split("|")[: README.cells]
            if not _NO_TABLE.issuperset(lines[end].strip()):
                rows.append((end, cells))
            end += 1
        self.add_table(number, rows)
        return end

    def add_table(self, number: int, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Add a table of (line, cells)."""
        self.flush()
        table = Table(self.at(number))
        for line, cells in rows:
            table.open_row(self.at(line))
            for cell in cells:
                table.add_cell(self.inline(cell.strip(), line))
        if table.rows:
            self.blocks.append(table.block())

    def add_html(self, lines: list[str], number: int) -> None:
        """Add lines of raw HTML, the first of which has that index."""
        self.flush()
        self.blocks += html.HtmlReader(self.at(number)).read("\n".join(lines))

    def prose(self, line: str, number: int) -> None:
        """Add a line of text to the paragraph or list item, or start a new one."""
        if match := _LENTICULAR.match(line):
            self.heading(match[1], 7, number)
            return
        if item := self.item.match(line):
            self.flush()
            self._kind, self._level = "item", self.depth(item)
            line = line[item.end() :]
            if task := _TASK.match(line):
                self._task = "done" if task[1] in "xX" else "open"
                line = line[task.end() :]
        if not self._inline.parts and (bold := self.bold.match(line)):
            self._inline.strong = bold[1]
        self._merge(self.inline(line.strip(), number), number)

    def depth(self, item: re.Match[str]) -> int:
        """How deep a list item is, from 1."""
        return 1 + len(item[1].expandtabs(4)) // 2

    def _merge(self, read: Inline, number: int) -> None:
        inline = self._inline
        if inline.parts:
            inline.line = self.at(number) - 1
            inline.add("\n")
        inline.line = self.at(number)
        inline.add(read.text or " ")
        inline.codes += read.codes
        inline.images += read.images
        inline.links += read.links

    def inline(self, line: str, number: int) -> Inline:
        """Text, code, pictures and links of a line."""
        inline = Inline(self.at(number))
        if self.has_html and "<" in line:
            line = self._without_tags(inline, line)
        line = self.media(inline, line)
        if "`" in line or self.code is not _CODE:
            inline.codes += self.code.findall(line)
        inline.add(self.plain(line))
        return inline

    def plain(self, line: str) -> str:
        """The line without signs of emphasis."""
        return line.replace("**", "").replace("`", "")

    def media(self, inline: Inline, line: str) -> str:
        """Record pictures and links; the line without their markup."""
        if self.mark not in line:
            inline.add_bare_links(line)
            return line
        for match in self.image.finditer(line):
            inline.add_image(match[2], match[1])
        line = self.image.sub(" ", line)
        for match in self.link.finditer(line):
            self.add_link(inline, match[self.url_group], match[3 - self.url_group] or "")
        if not inline.links:
            inline.add_bare_links(line)
        return self.link.sub(lambda found: (found[3 - self.url_group] or found[self.url_group]).strip(), line)

    def add_link(self, inline: Inline, url: str, text: str) -> None:
        """Record a link of the line."""
        inline.open_link(url)
        inline.add(text)
        inline.close_link()
        inline.parts.clear()

    def _without_tags(self, inline: Inline, line: str) -> str:
        kept: list[str] = []
        for kind, name, raw in html.pieces(line):
            if kind == "text":
                kept.append(name)
                inline.add(name)
            else:
                html.apply_tag(inline, kind, name, raw)
        inline.parts.clear()
        return "".join(kept)

    def flush(self) -> None:
        """End the paragraph or list item that is being read."""
        if not self._inline.empty():
            self.blocks.append(self._inline.block(self._kind, self._inline.line, self._level, self._task))
        self._inline = Inline(1)
        self._kind, self._level, self._task = "paragraph", 0, ""


def _unclosed(title: str) -> str:
    """The title without the signs that may close it; "C#" keeps its own."""
    text = title.strip()
    bare = text.rstrip("#")
    return bare.rstrip() if not bare or bare[-1].isspace() else text
