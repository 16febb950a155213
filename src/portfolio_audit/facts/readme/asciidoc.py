"""AsciiDoc to blocks, by lines."""

import re

from portfolio_audit.facts.readme.blocks import Inline
from portfolio_audit.facts.readme.html import pixels
from portfolio_audit.facts.readme.lines import Scanner
from portfolio_audit.limits import README

_HEADING = re.compile(r"(={1,6}|#{1,6})\s(?=.)")
_ATTRIBUTE = re.compile(r":(!?[\w-]{1,40}!?):\s*(.*)$")
_LISTED = re.compile(r"\[(?!\[)([^\[\]\"]{0,20}(?:\"[^\"]{0,200}\"[^\[\]\"]{0,40}){0,4})\]\s*$")
_HIDDEN = re.compile(
    r"//(?!//)|\[\[[^\[\]]{1,80}\]\]\s*$|(?:include|toc|ifdef|ifndef|ifeval|endif)::|\+\s*$|<<<|'''|-{2}\s*$|={4,}\s*$|\*{4,}\s*$|_{4,}\s*$"
)
_COLUMNS = re.compile(r"cols=\"?(\d{1,2})\*|cols=\"([^\"]{1,200})\"|cols=(\d(?:,\d)*)")
_CELL = re.compile(r"(?:(?:(?<=\s)|^)(?:\d{0,2}\.?\d{0,2}[+*])?[<^>.]{0,3}[aehlmsd]?)?(?<!\\)\|")
_MACRO = re.compile(r"\b(image|video)::?([^\s\[\]]{1,1000})\[([^\[\]]{0,500})\]")
_NAMED = re.compile(r"(\w{1,20})=\"?([^\",]{1,500})")
_REFERENCE = re.compile(r"\{([\w-]{1,40})\}")
_CROSS = re.compile(r"<<([^<>,]{1,200})(?:,\s*([^<>]{1,300}))?>>")
_ID = re.compile(r"\s{0,9}\[\[[^\[\]]{0,80}\]\]$|\s{0,9}\[#[^\[\]]{0,80}\]$")
_TITLE = re.compile(r"\.(?=[^\s.])")
_UNDERLINED = 2
_REFERENCES = 20


class AsciiDoc(Scanner):
    """Reads AsciiDoc."""

    mark = "["
    image = re.compile(r"(?!)()()")
    link = re.compile(r"(?=link:|xref:|https?://|mailto:)(?:link:|xref:)?([^\s\[\]]{1,500})\[([^\[\]]{0,300})\]")
    url_group = 1
    code = re.compile(r"`{1,2}([^`]{1,300})`{1,2}")
    bold = re.compile(r"\s*\*{1,2}([^*\s][^*]{0,120})\*{1,2}")
    item = re.compile(r"(\s{0,12})(\*{1,5}|\.{1,5}|-|\d{1,2}\.)\s+(?=\S)")
    underlined = "=-~^"
    has_html = False

    def __init__(self, skipped: int = 0) -> None:
        super().__init__(skipped)
        self._given: dict[str, str] = {}
        self._list = ""

    def special(self, lines: list[str], number: int) -> int:
        """Read headings, delimited blocks, attributes and tables."""
        line = lines[number].rstrip()
        if match := _HEADING.match(line):
            self.heading(_ID.sub("", line[match.end() :].strip()), len(match[1]), number)
        elif line.startswith(("----", "....", "```", "////", "++++")):
            return self._delimited(lines, number, line)
        elif line.startswith(("|===", ",===", "!===")):
            return self._bars(lines, number, line)
        elif match := _LISTED.match(line):
            return self._attributes(match[1], lines, number)
        elif match := _ATTRIBUTE.match(line):
            self._given[match[1].lower()] = match[2].strip()
        elif _HIDDEN.match(line):
            pass
        elif match := _TITLE.match(line):
            self.flush()
            self.prose(line[1:], number)
            self.flush()
        else:
            return 0
        return number + 1

    def fits(self, title: str, line: str) -> bool:
        """Titles and their underlines are of one length, give or take."""
        return abs(len(title) - len(line)) <= _UNDERLINED

    def level_of(self, style: str) -> int:
        """The level of a heading underlined with that sign."""
        return "=-~^".index(style[0]) + 1

    def depth(self, item: re.Match[str]) -> int:
        """How deep a list item is, by the number of its signs."""
        return len(item[2]) if item[2][0] in "*." else 1

    def _delimited(self, lines: list[str], number: int, line: str) -> int:
        mark = line[:4] if line[0] != "`" else "```"
        end = number + 1
        while end < len(lines) and not lines[end].startswith(mark):
            end += 1
        if mark == "++++":
            self.add_html(lines[number + 1 : end], number + 1)
        elif mark != "////":
            self.add_code(lines[number + 1 : end], number + 1, line[3:].strip() if mark == "```" else self._language())
        self._list = ""
        return end + 1

    def _language(self) -> str:
        kind, _, rest = self._list.partition(",")
        return rest.partition(",")[0].strip(" \"'") if kind.partition("%")[0] in ("source", "") else ""

    def _attributes(self, listed: str, lines: list[str], number: int) -> int:
        """Keep a block's attributes; code may follow them without delimiters."""
        self.flush()
        self._list, first = listed, number + 1
        if not listed.startswith("source") or first >= len(lines) or lines[first][:4] in ("----", "....", "```"):
            return first
        end = first
        while end < len(lines) and lines[end].strip() and not lines[end].startswith(("----", ".")):
            end += 1
        if end > first:
            self.add_code(lines[first:end], first, self._language())
            self._list = ""
        return end

    def _bars(self, lines: list[str], number: int, line: str) -> int:
        mark, end = line[:4], number + 1
        while end < len(lines) and not lines[end].startswith(mark):
            end += 1
        cells: list[tuple[int, str]] = []
        width = self._width()
        for index in range(number + 1, end):
            found = self._cells(lines[index], mark[0])
            if found is None:
                if cells:
                    cells[-1] = (cells[-1][0], f"{cells[-1][1]} {lines[index].strip()}"[:2_000])
                continue
            width = width or len(found)
            cells += ((index, cell) for cell in found[: README.cells])
        width = width or 1
        rows = (cells[start : start + width] for start in range(0, len(cells), width))
        self.add_table(number, ((row[0][0], [cell for _, cell in row]) for row in rows))
        self._list = ""
        return end + 1

    def _cells(self, line: str, mark: str) -> list[str] | None:
        """The cells that start on a line; `None` when it goes on with the one before."""
        if mark == ",":
            return line.split(",") if line.strip() else None
        if mark == "|":
            return _CELL.split(line)[1:] or None
        return line.split(mark)[1:] or None

    def _width(self) -> int:
        match = _COLUMNS.search(self._list)
        if match is None:
            return 0
        return int(match[1]) if match[1] else len((match[2] or match[3]).split(","))

    def media(self, inline: Inline, line: str) -> str:
        """Record pictures, videos and links; the line without their markup."""
        if "{" in line:
            line = _REFERENCE.sub(
                lambda found: self._given.get(found[1].lower(), found[0])[:500], line, count=_REFERENCES
            )
        for match in _MACRO.finditer(line):
            self._macro(inline, match)
        line = _MACRO.sub(" ", line)
        if "<<" in line:
            line = _CROSS.sub(lambda found: found[2] or found[1], line)
        return super().media(inline, line)

    def _macro(self, inline: Inline, match: re.Match[str]) -> None:
        kind, url, rest = match[1], match[2], match[3]
        given = {name.lower(): value for name, value in _NAMED.findall(rest)}
        if kind == "video":
            self.add_link(inline, f"https://www.youtube.com/watch?v={url}" if "youtube" in rest else url, "")
            return
        folder = self._given.get("imagesdir", "").rstrip("/")
        if folder and not url.startswith("/") and "://" not in url:
            url = f"{folder}/{url}"
        alt, _, size = rest.partition(",")
        alt = alt.strip('" ')
        if link := given.get("link"):
            inline.open_link(link)
        inline.add_image(url, "" if "=" in alt else alt, pixels(given.get("width", size.partition(",")[0])))
        inline.close_link()

    def plain(self, line: str) -> str:
        """The line without signs of emphasis."""
        return line.replace("`", "").replace("*", "").replace("__", "")
