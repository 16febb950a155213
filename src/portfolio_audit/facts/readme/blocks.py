"""What every README format is turned into: a flat list of blocks, each with its line in the file."""

import re
from dataclasses import dataclass, field

_BARE = re.compile(r"https?://[^\s<>\"'`|)\]}]{3,500}|(?<![\w./@-])www\.[^\s<>\"'`|)\]}]{4,200}")


@dataclass(frozen=True, slots=True)
class Picture:
    """An embedded picture."""

    url: str
    alt: str
    line: int
    width: int | None = None
    """Pixels, when the README says so."""
    href: str = ""
    """Where the picture links to."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link with its visible text."""

    url: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Block:
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


@dataclass(slots=True)
class Inline:
    """What is gathered while the inside of one block is read."""

    line: int
    parts: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    images: list[Picture] = field(default_factory=list)
    links: list[Anchor] = field(default_factory=list)
    strong: str = ""
    _href: list[tuple[str, int]] = field(default_factory=list)
    _bold_from: int | None = None

    @property
    def text(self) -> str:
        """All visible text so far."""
        return "".join(self.parts)

    def add(self, text: str) -> None:
        """Append visible text."""
        if text:
            self.parts.append(text)

    def open_link(self, url: str) -> None:
        """Start a link; its text is what follows."""
        self._href.append((url, len(self.parts)))

    def close_link(self) -> None:
        """End the innermost link."""
        if self._href:
            url, start = self._href.pop()
            self.links.append(Anchor(url, "".join(self.parts[start:]).strip(), self.line))

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

    def block(self, kind: str, line: int, level: int = 0, task: str = "") -> Block:
        """Everything gathered, as one block."""
        while self._href:
            self.close_link()
        return Block(
            kind, self.text.strip(), line, level, strong=self.strong, task=task,
            codes=tuple(self.codes), images=tuple(self.images), links=tuple(self.links),
        )  # fmt: skip

    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.images or self.links or any(not part.isspace() for part in self.parts if part))
