"""Whether one class of the target is rare, as saved counts of the target show or the code takes for granted."""

import ast
import re
from collections.abc import Iterator

from portfolio_audit.facts.method.flow import assigned, base, called, calls, names, scopes
from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

RARE = 15
"""Per cent of all rows up to which a class is rare."""
CLASSES = (2, 5)
LEAST_ROWS = 100
_COUNT = re.compile(r"^\s*(\S.{0,40}?)\s{2,}(\d{1,9})\s*$")
_NAME = re.compile(r"Name: (.{1,60}?), (?:Length: \d+, )?dtype")


def rare_class(sources: tuple[Source, ...], notebooks: tuple[NotebookFile, ...]) -> Evidence | None:
    """A saved count of the target's classes in which one is rare."""
    for source in sources:
        book = next((book for book in notebooks if book.facts.path == source.path), None) if source.notebook else None
        if book and "value_counts" in source.text:
            for place in _in_book(book, _target_columns(source)):
                return place
    return None


def weighed(sources: tuple[Source, ...]) -> Evidence | None:
    """Where the code gives a class more weight, or more rows, because it is rare."""
    table = load("method")
    weights, samplers = table["weights"], table["samplers"]
    for source in sources:
        if not any(word in source.text for word in (*weights, *samplers)):
            continue
        for tree, cell in source.trees:
            for call in calls(tree):
                if called(call) in samplers or any(key.arg in weights and _weighs(key.value) for key in call.keywords):
                    line = cell or call.lineno
                    return Evidence(source.path, line, source.excerpt(line) or shown(called(call)))
    return None


def _weighs(value: ast.expr) -> bool:
    return not (isinstance(value, ast.Constant) and value.value in (None, False, 1, 1.0, "None"))


def _in_book(book: NotebookFile, columns: set[str]) -> Iterator[Evidence]:
    counted = {cell.number for cell in book.code() if "value_counts()" in cell.source}
    for output in book.outputs:
        name = _NAME.search(output.text)
        header = output.text.lstrip().partition("\n")[0].strip()
        column = name[1] if name and name[1] != "count" else header
        if output.number in counted and column in columns and (share := _rarest(output.text)) is not None:
            said = shown(f"the rarest class of {column} has {share} % of the rows")
            yield Evidence(book.facts.path, output.number, said)


def _rarest(text: str) -> int | None:
    """Share of the rarest class in per cent, if it is rare and the counts are those of a few classes."""
    counts = [int(found[2]) for line in text.split("\n")[:12] if (found := _COUNT.match(line))]
    if not CLASSES[0] <= len(counts) <= CLASSES[1] or sum(counts) < LEAST_ROWS:
        return None
    share = 100 * min(counts) // sum(counts)
    return share if share <= RARE else None


def _target_columns(source: Source) -> set[str]:
    """Columns that a variable was bound to which some model got as its target."""
    bound: dict[str, str] = {}
    goals: set[str] = set()
    for node, _ in (placed for statements in scopes(source) for placed in statements):
        targets, value = assigned(node)
        if value is None:
            continue
        for call in calls(value):
            goals |= _second(call) if called(call) in ("fit", "train_test_split") else set()
        if len(targets) == 1 and isinstance(value, ast.Subscript) and base(value):
            bound[targets[0]] = str(getattr(value.slice, "value", ""))
    return {column for name, column in bound.items() if name in goals and column}


def _second(call: ast.Call) -> set[str]:
    return names(call.args[1]) if len(call.args) > 1 else set()
