"""Org to blocks, by lines."""

import re

from portfolio_audit.facts.readme.blocks import Inline
from portfolio_audit.facts.readme.lines import Scanner

_HEADING = re.compile(r"(\*{1,8})\s+(?:(?:TODO|DONE|NEXT|WAITING)\s+)?(?:\[#[A-Z]\]\s+)?")
_TAGS = re.compile(r"\s{1,40}:[\w@#%:]{1,100}:$|\s{1,40}\[\d{0,4}[/%]\d{0,4}\]$")
_KEYWORD = re.compile(r"\s{0,20}#\+(\w{1,40})(?:\[[^\[\]]{0,80}\])?(?::\s*|\s+|$)(.*)$")
_HIDDEN = re.compile(r"\s{0,20}(?:#\s|#$|(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):)")
_DRAWER = re.compile(r"\s{0,20}:[\w-]{1,40}:\s*$")
_FIXED = re.compile(r"\s{0,20}: |\s{0,20}:$")
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp)$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[fn:[^\[\]]{0,200}\]")
_CODE = re.compile(r"(?<![\w=~])[=~]([^=~\n]{1,300})[=~](?![\w=~])")
_DRAWER_LINES = 30


class Org(Scanner):
    """Reads Org."""

    image = re.compile(r"(?!)()()")
    link = re.compile(r"\[\[([^\[\]]{1,1000})\](?:\[([^\[\]]{1,1000})\])?\]")
    url_group = 1
    code = _CODE
    bold = re.compile(r"\s*\*([^*\s][^*]{0,120})\*")
    underlined = ""
    has_html = False

    def __init__(self, skipped: int = 0) -> None:
        super().__init__(skipped)
        self._titled = 0

    def special(self, lines: list[str], number: int) -> int:
        """Read headings, keywords, drawers and fixed-width lines."""
        line = lines[number]
        if match := _HEADING.match(line):
            title = line[match.end() :].strip()
            self.heading(_TAGS.sub("", _TAGS.sub("", title)), len(match[1]) + self._titled, number)
        elif match := _KEYWORD.match(line):
            return self._keyword(match[1].lower(), match[2], lines, number)
        elif _HIDDEN.match(line):
            pass
        elif _DRAWER.match(line):
            return self._drawer(lines, number)
        elif _FIXED.match(line):
            return self._fixed(lines, number)
        else:
            return 0
        return number + 1

    def _keyword(self, name: str, value: str, lines: list[str], number: int) -> int:
        if name in ("begin_src", "begin_example"):
            language = value.split()[0] if name == "begin_src" and value.strip() else ""
            return self.fenced(lines, number, f"#+end_{name[6:]}", language)
        if name in ("begin_export", "begin_html", "begin_comment", "begin_latex"):
            return self._exported(name, value, lines, number)
        if name == "title":
            self.heading(value, 1, number)
            self._titled = 1
        elif name == "html":
            self.add_html([value], number)
        elif name in ("caption", "subtitle", "author"):
            self.flush()
            self.prose(value, number)
            self.flush()
        return number + 1

    def _exported(self, name: str, value: str, lines: list[str], number: int) -> int:
        end, mark = number + 1, f"#+end_{name[6:]}"
        while end < len(lines) and not lines[end].lstrip().lower().startswith(mark):
            end += 1
        if name == "begin_html" or value.strip().lower().startswith("html"):
            self.add_html(lines[number + 1 : end], number + 1)
        return end + 1

    def _drawer(self, lines: list[str], number: int) -> int:
        for end in range(number + 1, min(len(lines), number + _DRAWER_LINES)):
            if lines[end].strip().upper() == ":END:":
                return end + 1
        return number + 1

    def _fixed(self, lines: list[str], number: int) -> int:
        end = number
        while end < len(lines) and _FIXED.match(lines[end]):
            end += 1
        self.add_code([line.lstrip()[2:] for line in lines[number:end]], number)
        return end

    def media(self, inline: Inline, line: str) -> str:
        """Record pictures and links; the line without their markup."""
        if "[fn:" in line:
            line = _FOOTNOTE.sub("", line)
        found = list(self.link.finditer(line))
        for match in found:
            self._linked(inline, match[1].removeprefix("file:"), (match[2] or "").removeprefix("file:"))
        if not found:
            inline.add_bare_links(line)
        return self.link.sub(_spoken, line)

    def _linked(self, inline: Inline, url: str, text: str) -> None:
        """A picture stands alone or as the text of a link; with words it is only linked to."""
        if not text and _PICTURE.search(url):
            inline.add_image(url, "")
        elif _PICTURE.search(text) and " " not in text:
            inline.open_link(url)
            inline.add_image(text, "")
            inline.close_link()
        else:
            self.add_link(inline, url, text)

    def plain(self, line: str) -> str:
        """The line without signs of emphasis."""
        return _CODE.sub(r"\1", line).replace("*", "") if "=" in line or "~" in line or "*" in line else line


def _spoken(match: re.Match[str]) -> str:
    text = match[2] or match[1]
    return " " if _PICTURE.search(text) else text
