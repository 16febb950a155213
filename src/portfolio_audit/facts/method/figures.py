"""Figures of merit: those that the README states, and those that outputs and files of metrics keep."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from posixpath import basename

from portfolio_audit.facts.guarded import Unreadable, read_json
from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Figure, ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import shown

MAX_LINES = 5_000
MAX_LINE = 300
MAX_FILES = 10
_FILES = re.compile(
    r"(?:^|[_\-.])(?:metrics?|scores?|results?|evaluation|eval|performance|report)\b[\w\-.]{0,40}\.json$", re.IGNORECASE
)
_NUMBER = r"(?P<value>\d{1,3}(?:[.,]\d{1,8})?\s?%|[01]?[.,]\d{2,8}|1\.0+)(?![\w%]|\.\d)"
_TRAINING = re.compile(
    r"\btrain(?:ing)?[ _]|epoch|\bloss\b|it/s|ms/step|random|baseline|goal|target|≥|>=|at least|threshold",
    re.IGNORECASE,
)
# The beginnings of all words for measures, so that outputs without any are passed over.
_HINT = re.compile(
    r"\b(?:acc|f1|f-s|prec|recall|sens|rappel|auc|auroc|roc|pr[- ]auc|aver|auprc|rmse|root|mse|mean|mae|mape|r2|r²|r\^2"
    r"|r[- ]s|test|val|exact|acur|acurá|genau|akur|doğ|точ|balanced|macro|weighted)|准|正解",
    re.IGNORECASE,
)
_ROW = re.compile(r"^\s*\|(.{3,280})\|\s*$")
_CELL_NUMBER = re.compile(rf"^\W{{0,4}}{_NUMBER}\W{{0,4}}$")
_REPORT = re.compile(r"^\s*(accuracy)\s+([01]\.\d{2,4})\s+\d+\s*$")


@cache
def _words() -> dict[str, str]:
    return {word: row["id"] for row in load("method")["metric"] for word in row["words"]}


@cache
def _named() -> re.Pattern[str]:
    """A measure and its figure, with little between them."""
    words = "|".join(sorted(map(re.escape, _words()), key=len, reverse=True))
    return re.compile(
        rf"(?<![\w-])(?P<metric>{words})(?![\w-])[*_`]{{0,3}}\s?(?:score\s?)?(?:\([^)\d]{{0,20}}\)\s?)?(?:[:=≈~|]|of|is|was|de|:)?\s?[*_`≈~:]{{0,4}}\s?{_NUMBER}",
        re.IGNORECASE,
    )


def claimed(readme: ReadmeFacts, text: str) -> Iterator[Figure]:
    """Figures in the README's sentences and tables; only where it states metrics at all."""
    if readme.path is None or not readme.content("metrics").present:
        return
    lines = text.split("\n")[:MAX_LINES]
    header: list[str | None] = []
    for number, raw in enumerate(lines, 1):
        line = raw[:MAX_LINE]
        row = _ROW.match(line)
        if row:
            cells = [cell.strip() for cell in row[1].split("|")]
            names = [_metric(cell) for cell in cells]
            if any(names[1:]):
                header = names
            else:
                yield from _row(readme.path, number, line, cells, header)
            continue
        header = []
        yield from _line(readme.path, number, line)


def _row(path: str, number: int, line: str, cells: list[str], header: list[str | None]) -> Iterator[Figure]:
    first = _metric(cells[0]) if len(cells) == 2 else None
    for name, cell in zip([first, first] if first else header, cells, strict=False):
        if name and (found := _CELL_NUMBER.match(cell)):
            yield Figure(name, found["value"].strip(), Evidence(path, number, shown(line.strip())))


def _metric(cell: str) -> str | None:
    return _words().get(cell.strip(" *_`:").lower())


def _line(path: str, number: int, line: str) -> Iterator[Figure]:
    """Figures of one line of text; a training score, an aim or a baseline is not what the model reaches."""
    if any(char.isdigit() for char in line) and not _TRAINING.search(line):
        for found in islice(_named().finditer(line), 8):
            name = _words()[found["metric"].lower()]
            yield Figure(name, found["value"].strip(), Evidence(path, number, shown(line.strip())))


def saved(snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...]) -> Iterator[Figure]:
    """Figures that notebooks have printed, and those of JSON files that are called after metrics."""
    for book in notebooks:
        for output in book.outputs:
            if _HINT.search(output.text):
                for line in output.text.split("\n")[:MAX_LINES]:
                    yield from _printed(book.facts.path, output.number, line[:MAX_LINE])
    for path in islice((path for path in tree.paths if _FILES.search(basename(path))), MAX_FILES):
        try:
            yield from _in_json(path, read_json(snapshot.read(path) or b"null"))
        except Unreadable:
            continue


def _printed(path: str, cell: int, line: str) -> Iterator[Figure]:
    if found := _REPORT.match(line):
        yield Figure("accuracy", found[2], Evidence(path, cell, shown(line.strip())))
    else:
        yield from _line(path, cell, line)


def _in_json(path: str, document: object, depth: int = 0) -> Iterator[Figure]:
    if isinstance(document, dict) and depth < 4:
        for key, value in islice(document.items(), 100):
            name = _metric(key.replace("test_", "").replace("val_", "")) if isinstance(key, str) else None
            if name and type(value) is float:
                yield Figure(name, repr(value)[:12], Evidence(path, None, shown(f"{key}: {value!r}", 60)))
            else:
                yield from _in_json(path, value, depth + 1)
