"""Blocks by lines: reStructuredText, AsciiDoc, Org, plain text, and Markdown that is too hostile for its parser."""

import re
from dataclasses import dataclass

from portfolio_audit.facts.readme.blocks import Block, Inline

# Repetitions are bounded and exclude what opens the next match, so that every expression is linear.
_MD_IMAGE = re.compile(r"!\[([^\[\]]{0,300})\]\(\s{0,3}<?([^()\s<>]{1,1000})")
_MD_LINK = re.compile(r"(?<!!)\[([^\[\]]{0,300})\]\(\s{0,3}<?([^()\s<>]{1,1000})[^()]{0,200}\)")
_RST_IMAGE = re.compile(r"^\s*\.\. (?:\|[^|]{0,80}\| )?(?:image|figure)::()\s{0,5}(\S{1,1000})")
_RST_LINK = re.compile(r"`([^`<>]{0,300})<([^<>\s]{1,1000})>`__?")
_ADOC_IMAGE = re.compile(r"\bimage::?()([^\s\[\]]{1,1000})\[")
_ADOC_LINK = re.compile(r"(?=link:|https?://|mailto:)(?:link:)?([^\s\[\]]{1,500})\[([^\[\]]{1,300})\]")
_ORG_LINK = re.compile(r"\[\[(?:file:)?([^\[\]]{1,1000})\](?:\[([^\[\]]{1,300})\])?\]")
_CODE = re.compile(r"``?([^`]{1,300})``?")
_BOLD = re.compile(r"\s*(?:\*\*|__)([^*_]{1,120})(?:\*\*|__)")
_ITEM = re.compile(r"(\s{0,12})(?:[-*+•·▪◦‣–]|\d{1,2}[.)]|[a-z]\))\s+(?=\S)")
_TASK = re.compile(r"\[([ xX])\]\s")
_UNDERLINE = re.compile(r"([=\-~^\"'`#*+_.:])\1{2,200}\s*$")
_LENTICULAR = re.compile(r"\s*[【■◆●《]\s*([^】》]{1,60})[】》]?\s*$")
MAX_LINES = 15_000
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one format marks headings, code, pictures and links."""

    heading: re.Pattern[str]
    """First group: one sign per level; second: the title."""
    opens: re.Pattern[str]
    """First line of a code block; its group, if any, is the language."""
    closes: str
    """Prefix of the last line; empty when code ends with its indentation."""
    underlined: str
    """Signs that underline a heading."""
    image: re.Pattern[str]
    link: re.Pattern[str]
    url_group: int = 2
    hidden: re.Pattern[str] = re.compile(r"(?!)")
    """Lines that no reader sees."""


_NEVER = re.compile(r"(?!)()()")
_MD_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_MD_CODE = re.compile(r"\s*(?:```+|~~~+)\s*(\w*)")
_MD_HIDDEN = re.compile(r"\s*<!--[^<>]{0,2000}-->\s*$|\[[^\[\]]{1,200}\]:\s")
_RST_CODE = re.compile(r"(?:\s*\.\. (?:code-block|code|sourcecode|parsed-literal)::\s*(\w*)|.*::\s*$)")
_RST_HIDDEN = re.compile(r"\s*(?::\w[\w-]{0,30}:\s|\.\. (?!image|figure|\|))")
_ADOC_HEADING = re.compile(r"(={1,6})\s+(.*?)\s*$")
_ADOC_CODE = re.compile(r"(?:-{4,}|\.{4,})\s*$()")
_ADOC_HIDDEN = re.compile(r"\s*(?://|:[\w-]{1,40}:|\[[\w,.%= \"-]{1,80}\]\s*$)")
_ORG_HEADING = re.compile(r"(\*{1,8})\s+(?:(?:TODO|DONE)\s+)?(.*?)\s*$")
_ORG_CODE = re.compile(r"\s*#\+(?:begin_src|begin_example)\s*(\w*)", re.IGNORECASE)
_ORG_HIDDEN = re.compile(r"\s*(?:#\+(?!title)\w|:\w{1,30}:|# )", re.IGNORECASE)
_ORG_IMAGE = re.compile(r"\[\[()(?:file:|\./)?([^\[\]]{1,1000}\.(?:png|jpe?g|gif|svg|webp))\]", re.IGNORECASE)

MARKDOWN = Dialect(_MD_HEADING, _MD_CODE, "```", "=-", _MD_IMAGE, _MD_LINK, hidden=_MD_HIDDEN)
RST = Dialect(_NEVER, _RST_CODE, "", "=-~^\"'`#*+_.:", _RST_IMAGE, _RST_LINK, hidden=_RST_HIDDEN)
ASCIIDOC = Dialect(_ADOC_HEADING, _ADOC_CODE, "----", "-~", _ADOC_IMAGE, _ADOC_LINK, 1, _ADOC_HIDDEN)
ORG = Dialect(_ORG_HEADING, _ORG_CODE, "#+end", "", _ORG_IMAGE, _ORG_LINK, 1, _ORG_HIDDEN)
TEXT = MARKDOWN


def read(text: str, dialect: Dialect, skipped_lines: int = 0) -> list[Block]:
    """The blocks of a text; line numbers count on from those already skipped."""
    return _Scanner(dialect, skipped_lines).read(text.split("\n", MAX_LINES)[:MAX_LINES])


class _Scanner:
    def __init__(self, dialect: Dialect, skipped: int) -> None:
        self.blocks: list[Block] = []
        self._dialect = dialect
        self._skipped = skipped
        self._inline = Inline(1)
        self._kind, self._level, self._start = "paragraph", 0, 1
        self._levels: list[str] = []
        self._task = ""

    def read(self, lines: list[str]) -> list[Block]:
        number = 0
        while number < len(lines):
            number = self._line(lines, number)
        self._flush()
        return self.blocks

    def _line(self, lines: list[str], number: int) -> int:
        """Handle the line of that index and whatever belongs to it; the index of the next one."""
        line, dialect = lines[number], self._dialect
        if not line.strip():
            self._flush()
        elif match := dialect.heading.match(line):
            self._heading(match[2], len(match[1]), number)
        elif self._is_underlined(lines, number):
            self._heading(line, self._level_of(lines[number + 1][0]), number)
            return number + 2
        elif (match := dialect.opens.match(line)) and (end := self._code(lines, number, match)):
            return end
        elif dialect.hidden.match(line):
            pass
        elif line.lstrip().startswith("|") and line.count("|") > 1:
            return self._table(lines, number)
        elif _UNDERLINE.match(line.strip()):
            self._flush()
        else:
            self._prose(line, number)
        return number + 1

    def _is_underlined(self, lines: list[str], number: int) -> bool:
        if number + 1 >= len(lines) or not self._inline.empty() or len(lines[number]) > 120:
            return False
        below = lines[number + 1].rstrip()
        return bool(
            _UNDERLINE.match(below)
            and below[0] in self._dialect.underlined
            and not _UNDERLINE.match(lines[number].strip())
            and not lines[number].lstrip().startswith(("|", "- ", "* "))
        )

    def _level_of(self, sign: str) -> int:
        if self._dialect is MARKDOWN:
            return 1 if sign == "=" else 2
        if sign not in self._levels:
            self._levels.append(sign)
        return min(6, self._levels.index(sign) + 1)

    def _heading(self, title: str, level: int, number: int) -> None:
        self._flush()
        inline = self._read_inline(title, number)
        self.blocks.append(inline.block("heading", self._skipped + number + 1, min(level, 6)))

    def _code(self, lines: list[str], number: int, match: re.Match[str]) -> int:
        """Read a code block; the index after it, or 0 when there is none."""
        closes, first = self._dialect.closes, number + 1
        if closes:
            end = first
            mark = lines[number].lstrip()[:3] if self._dialect is not ORG else closes
            while end < len(lines) and not lines[end].lstrip().lower().startswith(mark):
                end += 1
            after = end + 1
        else:
            end = after = self._indented_end(lines, first)
            if end == first:
                return 0
            if not lines[number].lstrip().startswith(".."):
                self._prose(lines[number], number)
        self._flush()
        while first < end and not lines[first].strip():
            first += 1
        content = "\n".join(lines[first:end]).rstrip()
        self.blocks.append(Block("code", content, self._skipped + first + 1, language=(match[1] or "").lower()))
        return after

    def _indented_end(self, lines: list[str], first: int) -> int:
        end = last = first
        while end < len(lines) and (not lines[end].strip() or lines[end].startswith((" ", "\t"))):
            end += 1
            if lines[end - 1].strip():
                last = end
        return last

    def _table(self, lines: list[str], number: int) -> int:
        self._flush()
        rows, inline, end = [], Inline(self._skipped + number + 1), number
        while end < len(lines) and lines[end].lstrip().startswith("|"):
            cells = tuple(cell.strip() for cell in lines[end].strip().strip("|").split("|")[:200])
            if not all(set(cell) <= set("-: =") for cell in cells):
                rows.append(cells)
                self._media(inline, lines[end])
            end += 1
        text = "\n".join(" | ".join(row) for row in rows)
        line = self._skipped + number + 1
        self.blocks.append(
            Block("table", text, line, rows=tuple(rows), images=tuple(inline.images), links=tuple(inline.links))
        )
        return end

    def _prose(self, line: str, number: int) -> None:
        if match := _LENTICULAR.match(line):
            self._heading(match[1], 7, number)
            return
        item = _ITEM.match(line)
        if item:
            self._flush()
            self._kind, self._level = "item", 1 + len(item[1]) // 2
            line = line[item.end() :]
            if task := _TASK.match(line):
                self._task = "open" if task[1] == " " else "done"
                line = line[task.end() :]
        if self._inline.empty():
            self._start = self._skipped + number + 1
        if bold := _BOLD.match(line):
            self._inline.strong = self._inline.strong or ("" if self._inline.parts else bold[1])
        if self._inline.parts:
            self._inline.add("\n")
        self._merge(self._read_inline(line.strip(), number))

    def _merge(self, read: Inline) -> None:
        inline = self._inline
        inline.parts += read.parts
        inline.codes += read.codes
        inline.images += read.images
        inline.links += read.links

    def _read_inline(self, line: str, number: int) -> Inline:
        inline = Inline(self._skipped + number + 1)
        self._media(inline, line)
        line = self._dialect.image.sub(" ", line)
        text_group = 3 - self._dialect.url_group
        line = self._dialect.link.sub(lambda m: m[text_group] or m[self._dialect.url_group], line)
        inline.codes += _CODE.findall(line)
        inline.add(line.replace("**", "").replace("`", ""))
        return inline

    def _media(self, inline: Inline, line: str) -> None:
        url = self._dialect.url_group
        for match in self._dialect.image.finditer(line):
            inline.add_image(match[2], match[1])
        for match in self._dialect.link.finditer(line):
            if not _PICTURE.search(match[url]) or self._dialect is MARKDOWN:
                inline.open_link(match[url])
                inline.add(match[3 - url] or "")
                inline.close_link()
                inline.parts.clear()
        if not inline.links:
            inline.add_bare_links(line)

    def _flush(self) -> None:
        if not self._inline.empty():
            self.blocks.append(self._inline.block(self._kind, self._start, self._level, self._task))
        self._inline = Inline(1)
        self._kind, self._level, self._task = "paragraph", 0, ""
