"""What every README format is turned into: a flat list of blocks, each with its line in the file."""

import re

from msgspec import Struct, field

_BLANKS = "\u2800\u3164\u115f\u1160\uffa0"
_BARE = re.compile(r"https?://[^\s<>\"'`|)\]}]{3,500}|(?<![\w./@-])www\.[^\s<>\"'`|)\]}]{4,200}")


class Picture(Struct, frozen=True):
    """An embedded picture."""

    url: str
    alt: str
    line: int
    width: int | None = None
    """Pixels, when the README says so."""
    href: str = ""
    """Where the picture links to."""


class Anchor(Struct, frozen=True):
    """A link with its visible text."""

    url: str
    text: str
    line: int


class Block(Struct, frozen=True):
    """A heading, paragraph, list item, code block or table."""

    kind: str
    """`heading`, `paragraph`, `item`, `code` or `table`."""
    text: str
    """Visible text; lines of the file stay lines."""
    line: int
    """First line in the file, from 1."""
    level: int = 0
    """Of headings 1–6 (7 for bold lines and summaries that serve as one), of items the depth from 1."""
    language: str = ""
    """Info string of a fence, lower case."""
    rows: tuple[tuple[str, ...], ...] = ()
    """Cells of a table, its header first."""
    strong: str = ""
    """Bold text that the block starts with."""
    task: str = ""
    """`open` or `done` for task-list items."""
    codes: tuple[str, ...] = ()
    """Inline code."""
    images: tuple[Picture, ...] = ()
    links: tuple[Anchor, ...] = ()
    starts: tuple[int, ...] = ()
    """Lines of the file that the lines of `text` stand on, when those do not simply follow each other."""

    def line_at(self, offset: int) -> int:
        """The line of the file that a line of `text` stands on, counted from 0."""
        known = self.starts and self.starts[0] == self.line and offset < len(self.starts)
        return self.starts[offset] if known else self.line + offset


class Inline(Struct):
    """What is gathered while the inside of one block is read."""

    line: int
    """The line of the file that is being read."""
    parts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    images: list[Picture] = field(default_factory=list)
    links: list[Anchor] = field(default_factory=list)
    strong: str = ""
    _href: list[tuple[str, int]] = field(default_factory=list)
    _bold_from: int | None = None
    _code_from: int | None = None
    _starts: list[int] = field(default_factory=list)
    _broken: bool = False

    @property
    def text(self) -> str:
        """All visible text so far."""
        return "".join(self.parts)

    def add(self, text: str) -> None:
        """Append visible text; its line ends are those of the file."""
        if text:
            if not self._starts:
                self._starts.append(self.line)
            if self._broken and text.startswith("\n"):
                text = text[1:]
                self.line += 1
                self._starts[-1] = self.line
            self._broken = False
            self.parts.append(text)
            for _ in range(text.count("\n")):
                self.line += 1
                self._starts.append(self.line)

    def add_break(self) -> None:
        """Append a line end that the file does not have; the file's own one right behind it counts as the same."""
        self._starts += [self.line] if self._starts else [self.line, self.line]
        self.parts.append("\n")
        self._broken = True

    def open_link(self, url: str) -> None:
        """Start a link; its text is what follows."""
        self._href.append((url, len(self.parts)))

    def close_link(self) -> None:
        """End the innermost link; one without a text or picture to click on is none."""
        if self._href:
            url, start = self._href.pop()
            text = "".join(self.parts[start:]).strip()
            if url and (_is_visible(text) or any(image.href == url for image in self.images)):
                self.links.append(Anchor(url, text, self.line))

    def add_link(self, url: str) -> None:
        """Record a link that shows itself, as a film does."""
        self.links.append(Anchor(url, "", self.line))

    def close_links(self) -> None:
        """End every link that is still open."""
        while self._href:
            self.close_link()

    def add_image(self, url: str, alt: str, width: int | None = None) -> None:
        """Record a picture; its alt text is no visible text."""
        href = self._href[-1][0] if self._href else ""
        self.images.append(Picture(url, alt.strip(), self.line, width, href))

    def add_bare_links(self, text: str) -> None:
        """Record addresses that stand in the text without markup."""
        if self._href or not ("://" in text or "www." in text):
            return
        for match in _BARE.finditer(text):
            self.links.append(Anchor(match[0].rstrip(".,;:!?*_"), "", self.line))

    def open_bold(self) -> None:
        """Start bold text."""
        if self._bold_from is None:
            self._bold_from = len(self.parts)

    def close_bold(self) -> None:
        """End bold text; only what a block starts with is kept."""
        start, self._bold_from = self._bold_from, None
        if start is not None and not self.strong and not "".join(self.parts[:start]).strip():
            self.strong = "".join(self.parts[start:]).strip()

    def open_code(self) -> None:
        """Start inline code that is marked up in HTML."""
        self._code_from = len(self.parts)

    def close_code(self) -> None:
        """End inline code."""
        if self._code_from is not None:
            self.codes.append("".join(self.parts[self._code_from :]))
            self._code_from = None

    def block(self, kind: str, line: int, level: int = 0, task: str = "") -> Block:
        """Everything gathered, as one block; a heading without a word is only a picture."""
        self.close_links()
        whole, starts = self.text, self._starts
        text = whole.strip()
        if kind == "heading":
            text, starts = " ".join(text.split()), []
            kind, level = (kind, level) if text else ("paragraph", 0)
        elif text and starts:
            blank = whole.count("\n", 0, len(whole) - len(whole.lstrip()))
            starts = starts[blank : blank + text.count("\n") + 1]
            line = starts[0]
        return Block(
            kind, text, line, level, strong=self.strong, task=task, codes=tuple(self.codes),
            images=tuple(self.images), links=tuple(self.links), starts=_unless_simple(starts),
        )  # fmt: skip

    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.images or self.links or any(not part.isspace() for part in self.parts if part))


def _is_visible(text: str) -> bool:
    """Whether a reader sees anything of a text; there are letters that look like blanks."""
    return any(sign.isprintable() and not sign.isspace() and sign not in _BLANKS for sign in text)


def _unless_simple(starts: list[int]) -> tuple[int, ...]:
    if len(starts) < 2 or starts == list(range(starts[0], starts[0] + len(starts))):
        return ()
    return tuple(starts)


class Table(Struct):
    """What is gathered while a table is read."""

    line: int
    rows: list[list[str]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    images: list[Picture] = field(default_factory=list)
    links: list[Anchor] = field(default_factory=list)

    def open_row(self, line: int) -> None:
        """Start a row that stands on that line of the file."""
        self.rows.append([])
        self.starts.append(line)

    def open_cell(self, line: int) -> None:
        """Start a cell; the row stands where its first cell does."""
        if self.rows and not self.rows[-1]:
            self.starts[-1] = line

    def add_cell(self, inline: Inline) -> None:
        """Append a cell to the last row."""
        if not self.rows:
            self.open_row(inline.line)
        inline.close_links()
        self.rows[-1].append(" ".join(inline.text.split()))
        self.codes += inline.codes
        self.images += inline.images
        self.links += inline.links

    def block(self) -> Block:
        """The table as one block; each line of its text is a row."""
        filled = [(row, line) for row, line in zip(self.rows, self.starts, strict=True) if row]
        starts = [line for _, line in filled]
        return Block(
            "table", "\n".join(" | ".join(row) for row, _ in filled), starts[0] if starts else self.line,
            rows=tuple(tuple(row) for row, _ in filled), codes=tuple(self.codes), images=tuple(self.images),
            links=tuple(self.links), starts=_unless_simple(starts),
        )  # fmt: skip
