"""reStructuredText to blocks, by lines."""

import re

from portfolio_audit.facts.readme import rst_tables
from portfolio_audit.facts.readme.blocks import Inline
from portfolio_audit.facts.readme.html import pixels
from portfolio_audit.facts.readme.lines import Scanner
from portfolio_audit.limits import README

_DIRECTIVE = re.compile(r"(\s{0,40})\.\. (?:\|([^|\s][^|]{0,80})\| )?([a-z][\w:-]{0,40}?)::(?:\s+(.*))?$")
_TARGET = re.compile(r"\s{0,40}\.\. _(`[^`]{1,100}`|[^:`]{1,100}):(?:\s+(\S{1,1000}))?")
_ANONYMOUS = re.compile(r"\s{0,40}(?:__|\.\. __:)\s+(\S{1,1000})$")
_FOOTNOTE = re.compile(r"\s{0,40}\.\. \[[^\[\]]{1,40}\]\s+")
_COMMENT = re.compile(r"(\s{0,40})\.\.(?:\s|$)")
_OPTION = re.compile(r"\s+:([\w-]{1,40}):(?:\s+(.*))?$")
_FIELD = re.compile(r":([A-Za-z][\w ]{1,40}):\s+(?=\S)")
_SUBSTITUTION = re.compile(r"\|([^|\s](?:[^|\n]{0,78}[^|\s])?)\|_{0,2}")
_REFERENCE = re.compile(r"`([^`<>]{1,120})`__?(?!\w)|(?<![\w`/.-])([A-Za-z][\w.-]{0,60}?)_(?![\w`])")
_ROLE = re.compile(r":[\w:-]{1,40}:(?=`)")
_INTERPRETED = re.compile(r"(?<!`)`([^`<>]{1,300})<[^<>`]{0,300}>`")
_CODE_NAMES = frozenset(("code-block", "code", "sourcecode", "parsed-literal", "prompt", "console", "math"))
_HIDDEN_NAMES = frozenset(
    ("contents", "toctree", "include", "literalinclude", "meta", "highlight", "default-role", "role", "sectnum")
)
_TABLES = {"list-table": rst_tables.listed, "csv-table": rst_tables.separated}


class Rst(Scanner):
    """Reads reStructuredText."""

    mark = "`"
    image = re.compile(r"(?!)()()")
    link = re.compile(r"`([^`<>]{0,300})<([^<>\s]{1,1000})>`__?")
    item = re.compile(r"(\s{0,12})(?:[-*+•‣]|\d{1,3}[.)]|#\.|\(\d{1,2}\)|[a-z][.)])\s+(?=\S)")
    underlined = "=-~^\"'`#*+_.:"
    has_html = False

    def __init__(self, skipped: int = 0) -> None:
        super().__init__(skipped)
        self._levels: list[str] = []
        self._targets: dict[str, str] = {}
        self._pictures: dict[str, tuple[str, dict[str, str]]] = {}

    def prepare(self, lines: list[str]) -> None:
        """Gather the targets and substitutions that text refers to."""
        for number, line in enumerate(lines):
            if ".. " not in line or len(self._targets) + len(self._pictures) >= README.references:
                continue
            if match := _TARGET.match(line):
                if match[2]:
                    self._targets.setdefault(_name(match[1]), match[2])
            elif (match := _DIRECTIVE.match(line)) and match[2] and match[3] in ("image", "figure"):
                options = self._options(lines, number + 1)[0]
                self._pictures.setdefault(_name(match[2]), ((match[4] or "").strip(), options))

    def special(self, lines: list[str], number: int) -> int:
        """Read directives, comments, targets, literal blocks and tables."""
        line = lines[number]
        text = line.lstrip()
        if text.startswith(".."):
            return self._explicit(lines, number)
        if text.startswith(("+-", "+=")) and (end := rst_tables.grid_end(lines, number)):
            self.add_table(number, rst_tables.grid(lines, number, end))
            return end
        if text.startswith("==") and (end := rst_tables.simple_end(lines, number)):
            self.add_table(number, rst_tables.simple(lines, number, end))
            return end
        if text.rstrip().endswith("::"):
            return self._literal(lines, number, line.rstrip()[:-2])
        if text.startswith(">>> "):
            return self._doctest(lines, number)
        if text.startswith("__ ") and _ANONYMOUS.match(line):
            return number + 1
        if text.startswith(":") and (match := _FIELD.match(text)):
            self.flush()
            self.prose(f"{match[1]}: {text[match.end() :]}", number)
            return number + 1
        if text.startswith("|"):  # a line of verse, or a picture's name
            self.prose(text.removeprefix("| "), number)
            return number + 1
        return 0

    def fits(self, title: str, line: str) -> bool:
        """Underlines are as long as their titles; ideographs count twice, so only clear cases are refused."""
        return len(line.rstrip()) >= min(len(title), 4)

    def level_of(self, style: str) -> int:
        """Levels come in the order in which the styles appear."""
        if style not in self._levels:
            self._levels.append(style)
        return min(6, self._levels.index(style) + 1)

    def _explicit(self, lines: list[str], number: int) -> int:
        line = lines[number]
        if match := _DIRECTIVE.match(line):
            return self._directive(match, lines, number)
        if match := _FOOTNOTE.match(line):
            self.flush()
            self.prose(line[match.end() :], number)
            return number + 1
        if _TARGET.match(line) or _ANONYMOUS.match(line):
            return number + 1
        if match := _COMMENT.match(line):
            self.flush()
            return max(number + 1, self.indented_end(lines, number + 1, len(match[1])))
        return 0

    def _directive(self, match: re.Match[str], lines: list[str], number: int) -> int:
        indent, name, argument = len(match[1]), match[3], (match[4] or "").strip()
        options, first = self._options(lines, number + 1)
        self.flush()
        if match[2] or name in _HIDDEN_NAMES:
            return max(first, self.indented_end(lines, first, indent))
        if name in ("image", "figure"):
            self._picture(argument, options, number)
            return first
        if name in _CODE_NAMES or name in _TABLES or name == "raw":
            end = max(first, self.indented_end(lines, first, indent))
            self._filled(name, argument, options, lines, first, end)
            return end
        # Notes, tips, parts that fold: what they hold is read as any other text.
        if argument and name not in ("only", "class", "container"):
            self.prose(argument, number)
        return first

    def _filled(
        self, name: str, argument: str, options: dict[str, str], lines: list[str], first: int, end: int
    ) -> None:
        """Read a directive whose body is no ordinary text."""
        if name in _TABLES:
            self.add_table(first - 1 if "header" in options else first, _TABLES[name](lines, first, end, options))
        elif name in _CODE_NAMES:
            self.add_code(lines[first:end], first, "" if name in ("math", "parsed-literal") else argument)
        elif argument.startswith("html"):
            self.add_html(lines[first:end], first)

    def _options(self, lines: list[str], first: int) -> tuple[dict[str, str], int]:
        """The options below a directive, and the index after them."""
        found: dict[str, str] = {}
        while first < len(lines) and len(found) < 30 and (match := _OPTION.match(lines[first])):
            found[match[1]] = (match[2] or "").strip()
            first += 1
        return found, first

    def _picture(self, url: str, options: dict[str, str], number: int) -> None:
        inline = Inline(self.at(number))
        _add_picture(inline, url, options, self._targets)
        self.blocks.append(inline.block("paragraph", self.at(number)))

    def _literal(self, lines: list[str], number: int, before: str) -> int:
        line = lines[number]
        indent = len(line) - len(line.lstrip())
        end = self.indented_end(lines, number + 1, indent)
        if before.strip():
            self.prose(f"{before.rstrip()}:", number)
        if end > number + 1:
            self.add_code(lines[number + 1 : end], number + 1)
        return max(end, number + 1)

    def _doctest(self, lines: list[str], number: int) -> int:
        end = number
        while end < len(lines) and lines[end].strip():
            end += 1
        self.add_code(lines[number:end], number, "pycon")
        return end

    def media(self, inline: Inline, line: str) -> str:
        """Record pictures and links; the line without their markup."""
        if "|" in line and self._pictures:
            line = _SUBSTITUTION.sub(lambda found: self._substituted(inline, found), line)
        line = super().media(inline, line)
        if "_" in line and self._targets:
            line = _REFERENCE.sub(lambda found: self._referred(inline, found), line)
        if ":`" in line:
            line = _INTERPRETED.sub(r"`\1`", _ROLE.sub("", line))
        return line

    def _substituted(self, inline: Inline, match: re.Match[str]) -> str:
        known = self._pictures.get(_name(match[1]))
        if known is None:
            return match[0]
        _add_picture(inline, known[0], known[1], self._targets)
        return " "

    def _referred(self, inline: Inline, match: re.Match[str]) -> str:
        text = match[1] or match[2]
        url = self._targets.get(_name(text))
        if url is None:
            return match[0]
        self.add_link(inline, url, text)
        return text


def _name(text: str) -> str:
    return " ".join(text.strip("`").split()).lower()


def _add_picture(inline: Inline, url: str, options: dict[str, str], targets: dict[str, str]) -> None:
    target = options.get("target", "")
    if target.endswith("_") and (named := targets.get(_name(target.rstrip("_")))):
        target = named
    if target:
        inline.open_link(target)
    inline.add_image(url[: README.address], options.get("alt", ""), pixels(options.get("width", "")))
    if target:
        inline.close_link()
