"""Figures of merit that saved outputs and files of results keep, and where some may be kept that were not read."""

import re
from collections.abc import Iterator
from itertools import islice
from posixpath import basename

from msgspec.structs import replace

from portfolio_audit.facts.guarded import Unreadable, read_json
from portfolio_audit.facts.method.figures import (
    MAX_LINE,
    MAX_LINES,
    figures_in,
    may_name,
    metric_words,
    named_in,
    open_measures,
)
from portfolio_audit.facts.method.measures import by_call
from portfolio_audit.facts.method.subjects import is_aside, is_of_training, subject
from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.paths import stem, suffix
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Figure, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 20
MAX_BYTES = 200_000
MAX_ALL_CHARS = 2_000_000
_NEAR = 20
"""Lines above a figure in which the model that it is of may be named."""
_RESULTS = re.compile(
    r"(?:^|[_\-. ])(?:metrics?|scores?|results?|evaluation|eval|performance|report|leaderboard|comparison)(?![a-z])",
    re.IGNORECASE,
)
_TEXTS = (".txt", ".log", ".yml", ".yaml")
_TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".parquet", ".db", ".sqlite", ".html", ".pdf")
_REPORT = re.compile(r"^\s*(accuracy)\s+([01]\.\d{2,4})\s+\d+\s*$")
_NUMBER = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+\.\d{1,8}|\d{1,9}[.,]\d{1,8}|[.,]\d{2,8}|\d{1,3}(?=\s?%))(?![\w]|[.,]\d)"
)


def saved(snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...]) -> Iterator[Figure]:
    """Figures that notebooks have printed, and those of files that are called after results."""
    for book in notebooks:
        for output in book.outputs:
            if may_name(output.text):
                yield from _printed(book.facts.path, output.number, output.text)
    for path in islice((path for path in tree.paths if _RESULTS.search(basename(path))), MAX_FILES):
        yield from _in_file(path, snapshot)


def _printed(path: str, cell: int | None, text: str) -> Iterator[Figure]:
    """The figures of a text; a line without a model's name is of the model that was named last."""
    lines = [line[:MAX_LINE] for line in text.split("\n")[:MAX_LINES]]
    for number, line in enumerate(lines, 1):
        report = _REPORT.match(line)
        if report or named_in(line):
            at = Evidence(path, cell or number, shown(line.strip()))
            above = _last_named(lines[max(0, number - 1 - _NEAR) : number - 1]) or ("" if cell else stem(path))
            if report:
                yield Figure("accuracy", report[2], at, subject(above))
            else:
                yield from figures_in(line, at, above)


def _last_named(lines: list[str]) -> str:
    return next((line for line in reversed(lines) if subject(line) and not named_in(line)), "")


def _in_file(path: str, snapshot: Snapshot) -> Iterator[Figure]:
    if suffix(path) == ".json":
        try:
            yield from _in_json(path, read_json(snapshot.read(path) or b"null"), (stem(path),))
        except Unreadable:
            return
    elif suffix(path) in _TEXTS:
        text = decode((snapshot.read(path) or b"")[:MAX_BYTES]) or ""
        yield from _printed(path, None, text)


def _in_json(path: str, document: object, keys: tuple[str, ...]) -> Iterator[Figure]:
    said = " ".join(keys)
    if not isinstance(document, dict) or len(keys) > 4 or is_of_training(said) or is_aside(said):
        return
    for key, value in islice(document.items(), 100):
        bare = key.removeprefix("test_").removeprefix("val_").removeprefix("cv_")
        name = metric_words().get(bare.replace("_", " ").lower()) or metric_words().get(bare.lower())
        if name and (type(value) is float or (type(value) is int and name in open_measures())):
            at = Evidence(path, None, shown(f"{key}: {value!r}", 60))
            yield Figure(name, _written(value), at, subject(*keys, key))
        else:
            yield from _in_json(path, value, (*keys, key))


def _written(value: float) -> str:
    """The number with two digits at least: 0.9 in a file stands for nothing coarser, nor does 900."""
    return max(f"{value:.2f}", repr(value)[:12], key=len)


def with_echoes(
    claimed: tuple[Figure, ...],
    kept: tuple[Figure, ...],
    snapshot: Snapshot,
    tree: TreeFacts,
    notebooks: tuple[NotebookFile, ...],
) -> Iterator[Figure]:
    """The claimed figures; those that no kept one equals with whether their number stands in any output at all."""
    open_ones = [one for one in claimed if not any(one.equals(other) for other in kept)]
    comparable = {one.metric for one in kept}
    asked = [one for one in open_ones if one.metric in comparable and one.number]
    numbers = set(_numbers(snapshot, tree, notebooks)) if asked else set()
    for one in claimed:
        yield replace(one, echoed=True) if one in asked and _is_among(one, numbers) else one


def _is_among(figure: Figure, numbers: set[float]) -> bool:
    if figure.number is None:
        return False
    value, step = map(float, figure.number)
    return any(abs(value - number / part) <= step for number in numbers for part in (1, 100))


def _numbers(snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...]) -> Iterator[float]:
    left = MAX_ALL_CHARS
    for text in _texts(snapshot, tree, notebooks):
        for found in _NUMBER.finditer(text[: max(0, left)]):
            yield float(found[0].replace(",", "" if "." in found[0] else "."))
        left -= len(text)


def _texts(snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...]) -> Iterator[str]:
    yield from (output.text for book in notebooks for output in book.printed)
    yield from (cell.source for book in notebooks for cell in book.cells if cell.kind == "markdown")
    for path in tree.paths:
        if suffix(path) in (*_TEXTS, ".json", ".csv", ".tsv", ".html", ".md") and stem(path) != "readme":
            yield decode((snapshot.read(path) or b"")[:MAX_BYTES]) or ""


def unsaved(sources: tuple[Source, ...], kept: tuple[Figure, ...]) -> tuple[str, ...]:
    """Measures that the code computes somewhere without an output or a file of results that keeps what came out."""
    cells = {(figure.at.path, figure.at.line) for figure in kept}
    files = {figure.at.path for figure in kept if suffix(figure.at.path) != ".ipynb"}
    lost: dict[str, set[str]] = {}
    for source in sources:
        for name, line in source.calls:
            for measure in _computed(name.rpartition(".")[2]):
                if not source.notebook or (source.path, line) not in cells:
                    lost.setdefault(measure, set()).add(source.path)
    return tuple(measure for measure, paths in lost.items() if len(paths) > len(files))


def _computed(call: str) -> tuple[str, ...]:
    """The measures that a call may compute; some compute whatever a model was given."""
    if call in load("method")["figures"]["any-measure"]:
        return tuple(row["id"] for row in load("method")["metric"])
    return (by_call()[call],) if call in by_call() else ()


def unread(snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...]) -> Iterator[str]:
    """Where results may be kept that were not read: tables called after them, logs of experiments, notebooks."""
    yield from (book.facts.path for book in notebooks if book.facts.unread or not book.facts.readable)
    stores = load("method")["figures"]["stores"]
    yield from (root for root in tree.vendored if basename(root.rstrip("/")).lower() in stores)
    for path in tree.paths:
        named = suffix(path) in _TABLES and _RESULTS.search(basename(path))
        if (named or "tfevents" in path) and snapshot.read(path) is None:
            yield path
