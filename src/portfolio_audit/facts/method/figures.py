"""Figures of merit in lines of text, and those that the README states."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from msgspec import Struct, field

from portfolio_audit.facts.method.subjects import (
    is_aside,
    is_change,
    is_exact,
    is_of_training,
    is_reached,
    label,
    subject,
)
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Figure, ReadmeFacts
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

MAX_LINES = 5_000
MAX_LINE = 300
_SHARE = r"\d{1,3}(?:[.,]\d{1,8})?\s?%|[01]?[.,]\d{2,8}|1\.0+"
_END = r"(?![\w%]|[.,]\d)"
_NUMBER = rf"(?!1,\d{{3}}(?!\d))(?P<value>{_SHARE})(?![\w%]|\.\d)"
_THOUSANDS = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,8})?"
_AMOUNT = rf"(?P<amount>{_THOUSANDS}|\d{{1,9}}[.,]\d{{1,8}}(?:\s?%)?|\d{{1,3}}\s?%|\d{{2,9}}(?!-\w)){_END}"
# The beginnings of all words for measures, so that outputs without any are passed over.
_BEGINNINGS = (
    "acc", "f1", "f-s", "prec", "recall", "sens", "rappel", "auc", "auroc", "roc", "pr-auc", "pr auc", "aver", "auprc",
    "rmse", "root", "mse", "mean", "mae", "mape", "r2", "r²", "r^2", "r-s", "r s", "test", "val", "exact", "acur",
    "genau", "akur", "doğ", "точ", "balanced", "macro", "weighted",
    "erro", "erreu", "raíz", "raiz", "racine", "mittler", "средн", "ortalama",
)  # fmt: skip
_UNBOUND = ("准", "正解", "误差", "誤差", "오차")
_PARTS = (*_BEGINNINGS, *_UNBOUND)
_DIGIT = re.compile(r"\d")
_HINT = re.compile(rf"\b(?:{'|'.join(map(re.escape, _BEGINNINGS))})|{'|'.join(_UNBOUND)}", re.IGNORECASE)
_ROW = re.compile(r"^\s*\|(.{3,280})\|\s*$")
_IS = r"of|is|was|de|(?:es|é|est)(?: de)?|ist|liegt bei|beträgt"
_CELL_NUMBER = re.compile(rf"^\W{{0,4}}{_NUMBER}\W{{0,4}}$")
_CELL_AMOUNT = re.compile(rf"^\W{{0,4}}{_AMOUNT}\W{{0,4}}$")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.{1,200})")
_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,2}[.)])\s")
_UNSURE = re.compile(r"[<>≥≤~≈±]")
_LOG = re.compile(r"\bepoch|\bloss\b|it/s|ms/step|≥|>=", re.IGNORECASE)
_MOST_LABEL = 60
"""Characters of a line that names what the lines below it are about."""


@cache
def metric_words() -> dict[str, str]:
    """How people write measures, in lower case → canonical name."""
    return {word: row["id"] for row in load("method")["metric"] for word in row["words"]}


@cache
def open_measures() -> frozenset[str]:
    """Measures without an upper end, in the unit of what is predicted."""
    return frozenset(row["id"] for row in load("method")["metric"] if row.get("open"))


@cache
def _named() -> re.Pattern[str]:
    """A measure and its figure, with little between them, or the figure right before its measure."""
    between = rf"[*_`]{{0,3}}\s?(?:score\s?)?(?:\([^)\d]{{0,20}}\)\s?)?(?:[:=≈~|]|{_IS})?\s?[*_`≈~:]{{0,4}}\s?"
    share, amount = _alternatives(open=False), _alternatives(open=True)
    return re.compile(
        rf"(?<![\w-])(?:(?P<measure>{share})(?![\w-]){between}{_NUMBER}"
        rf"|(?P<error>{amount})(?![\w-]){between}(?:R?[$€£₹¥]\s?)?{_AMOUNT})"
        rf"|(?<![\w.,])(?P<before>{_SHARE})[*_`]{{0,3}} [*_`]{{0,3}}(?P<after>{share})(?![\w-])(?!\W{{0,6}}[\d=:|])",
        re.IGNORECASE,
    )


def _alternatives(*, open: bool) -> str:
    words = (word for word, name in metric_words().items() if (name in open_measures()) is open)
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


class Named(NamedTuple):
    """A measure in a line, with its figure as written and where that stands."""

    metric: str
    value: str
    start: int
    end: int
    foremost: bool
    """Whether the figure stands before its measure."""


def _told(found: re.Match[str]) -> Named:
    word, value = next((w, v) for w, v in _GROUPS if found[w])
    said = metric_words()[found[word].lower()]
    return Named(said, found[value].strip(), found.start(value), found.end(), value == "before")


_GROUPS = (("measure", "value"), ("error", "amount"), ("after", "before"))


def claimed(readme: ReadmeFacts, text: str) -> Iterator[Figure]:
    """Figures in the README's sentences and tables; only where it states metrics at all."""
    if readme.path is None or not readme.content("metrics").present:
        return
    above = _Above()
    for number, raw in enumerate(text.split("\n")[:MAX_LINES], 1):
        line = raw[:MAX_LINE]
        above.read(line)
        if any(map(str.isdecimal, line)) and not above.aside:
            at = Evidence(readme.path, number, shown(line.strip()))
            yield from _row(at, above) if above.cells else figures_in(line, at, above.text, training=above.training)


class _Above(Struct):
    """What stands above a line and says what its figures are of."""

    titles: dict[int, str] = field(default_factory=dict)
    """Headings by their depth; the project's own title says nothing of a figure."""
    named: str = ""
    """The last short line that names a model."""
    lead: str = ""
    """The last line that ends in a colon, as long as nothing but lists and tables follow."""
    header: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    """Cells of this line, when it is a row of a table that is no header."""

    @property
    def text(self) -> str:
        return " ".join((*self.titles.values(), self.named))

    @property
    def aside(self) -> bool:
        return is_aside(" ".join((*self.titles.values(), self.lead)))

    @property
    def training(self) -> bool:
        return is_of_training(" ".join((*self.titles.values(), self.lead)))

    def read(self, line: str) -> None:
        """Take in the line."""
        row = _ROW.match(line)
        self.cells = [cell.strip() for cell in row[1].split("|")] if row else []
        if not row:
            self.header = []
            self._entitle(line)
        elif not self.header or any(map(_metric, self.cells[1:])):
            self.header, self.cells = self.cells, []

    def _entitle(self, line: str) -> None:
        if heading := _HEADING.match(line):
            level = len(heading[1])
            self.titles = {depth: title for depth, title in self.titles.items() if depth < level}
            self.titles |= {level: heading[2]} if level > 1 else {}
            self.named = self.lead = ""
        if (bare := line.strip(" *_")) and not _ITEM.match(line):
            self.lead = bare if bare.endswith(":") else ""
        if heading:
            return
        if len(line) <= _MOST_LABEL and not any(map(str.isdecimal, line)) and subject(line):
            self.named = line


def _row(at: Evidence, above: _Above) -> Iterator[Figure]:
    """Figures of a row: measures stand in the header, or before the value."""
    cells, header = above.cells, above.header
    said = " ".join(cell for cell in (*cells, *header) if not _CELL_AMOUNT.match(cell))
    if is_aside(" ".join((*cells, *header))) or is_of_training(said):
        return
    pair = _metric(cells[0]) if len(cells) == 2 else None
    names = [pair, pair] if pair else list(map(_metric, header))
    what = "" if pair else cells[0]
    for name, cell in zip(names, cells, strict=False):
        if name and (found := (_CELL_AMOUNT if name in open_measures() else _CELL_NUMBER).match(cell)):
            whole = " ".join(filter(None, (label(what) if what else "", subject(above.text, said))))
            of = None if above.training or _UNSURE.search(cell) else " ".join(sorted(set(whole.split())))
            yield Figure(name, found[1].strip(), at, of)


def _metric(cell: str) -> str | None:
    return metric_words().get(cell.strip(" *_`:").lower())


def may_name(text: str) -> bool:
    """Whether a text may name a measure; looking for each beginning is far quicker than for all by a pattern."""
    lower = text.lower()
    return any(word in lower for word in _PARTS) and _HINT.search(text) is not None


def named_in(line: str) -> list[Named]:
    """Measures with their figures; a training score, an aim or a baseline is not what the model reaches."""
    if not _DIGIT.search(line) or not may_name(line):
        return []
    found = [one for one in map(_told, islice(_named().finditer(line), 8)) if not one.foremost or _reaches(line, one)]
    return [] if found and (_LOG.search(line) or is_aside(line) or is_of_training(line)) else found


def _reaches(line: str, found: Named) -> bool:
    """Whether a figure before its measure is what a model is said to reach, no difference and no condition."""
    before, after = line[: found.start], line[found.end :]
    return is_reached(before) and not is_change(" ".join((before[-10:], after[:20])))


def figures_in(line: str, at: Evidence, above: str = "", *, training: bool = False) -> Iterator[Figure]:
    """Figures of one line of text.

    Args:
        above: what stands over it and says what it is about.
        training: whether that speaks of training, so that the figures may be of it.
    """
    for found in named_in(line):
        exact = not training and is_exact(line, found.start, found.end)
        yield Figure(found.metric, found.value, at, subject(above, line) if exact else None)
