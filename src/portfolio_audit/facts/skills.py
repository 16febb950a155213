"""Skills that the code proves, each with the line that shows the tool at work; a mere import proves nothing."""

from fnmatch import translate
from functools import cache
from itertools import islice
from re import Pattern, compile

from msgspec import Struct

from portfolio_audit.facts.others import Text
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import CodeFacts, DeploymentFacts, Skill, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 20
"""Files of one sort that are looked into for one skill."""
MAX_LINES = 2_000
MAX_BYTES = 200_000
_ANY = "*"


class _Entry(Struct, frozen=True):
    """A row of the table."""

    id: str
    title: str
    group: str
    calls: tuple[str, ...]
    files: Pattern[str] | None
    marks: tuple[str, ...]
    literals: tuple[str, ...]
    needs: tuple[str, ...]
    runs: frozenset[str]
    tests: tuple[str, ...]
    beside: tuple[str, ...]


@cache
def _weak() -> frozenset[str]:
    return frozenset(load("skills")["weak"])


@cache
def _table() -> tuple[_Entry, ...]:
    return tuple(
        _Entry(
            row["id"],
            row["title"],
            row["group"],
            tuple(row.get("calls", ())),
            compile("|".join(map(translate, row["files"]))) if "files" in row else None,
            tuple(row.get("marks", ())),
            tuple(row.get("literals", ())),
            tuple(row.get("needs", ())),
            frozenset(row.get("runs", ())),
            tuple(row.get("tests", ())),
            tuple(row.get("beside", ())),
        )
        for row in load("skills")["skill"]
    )


def read_skills(
    snapshot: Snapshot,
    tree: TreeFacts,
    sources: tuple[Source, ...],
    code: CodeFacts,
    others: tuple[Text, ...],
    deployment: DeploymentFacts,
) -> tuple[Skill, ...]:
    """Every skill of the table that something in the repository proves, in the table's order."""
    idle = {workflow.path for workflow in deployment.workflows if workflow.idle}
    own = [path for path in tree.paths if not is_aside(path) and path not in idle]
    found = ((entry, _proof(entry, snapshot, own, sources, code, others)) for entry in _table())
    return tuple(Skill(entry.id, entry.title, entry.group, place) for entry, place in found if place)


def _proof(
    entry: _Entry,
    snapshot: Snapshot,
    paths: list[str],
    sources: tuple[Source, ...],
    code: CodeFacts,
    others: tuple[Text, ...],
) -> Evidence | None:
    return (
        _called(entry, code)
        or (_in_files(entry, snapshot, paths) if entry.files else None)
        or _in_cells(entry, others)
        or (_in_literals(entry, sources) if entry.literals else None)
        or (_tested(entry, sources, code) if entry.tests else None)
    )


def _called(entry: _Entry, code: CodeFacts) -> Evidence | None:
    """The first call, one that works before one by the way, one in a script before one in a notebook."""
    calls = [call for call in code.calls if entry.calls and (_ANY in entry.calls or call.name.startswith(entry.calls))]
    strong = [call for call in calls if _weak().isdisjoint(call.name.split("."))] or calls
    return next((call.at for call in strong if call.at.unit == "line"), strong[0].at if strong else None)


def _in_files(entry: _Entry, snapshot: Snapshot, paths: list[str]) -> Evidence | None:
    fits = entry.files.match if entry.files else None
    for path in islice((path for path in paths if fits and fits(path.lower())), MAX_FILES):
        if not entry.marks:
            return Evidence(path)
        text = decode((snapshot.read(path) or b"")[:MAX_BYTES]) or ""
        if entry.beside and not any(line.lower().startswith(entry.beside) for line in text.split("\n")):
            continue
        if place := _marked(path, text, entry.marks):
            return place
    return None


def _in_cells(entry: _Entry, others: tuple[Text, ...]) -> Evidence | None:
    """A line of a notebook whose language is the skill."""
    cells = (text for text in others if text.cell and text.table.id == entry.id)
    found = ((text, place) for text in cells if (place := _marked(text.path, text.text, entry.marks)))
    return next((Evidence(text.path, text.cell, place.excerpt) for text, place in found), None)


def _marked(path: str, text: str, marks: tuple[str, ...]) -> Evidence | None:
    for number, line in enumerate(text.split("\n")[:MAX_LINES], 1):
        if (line.strip().lower() + "\n").startswith(marks):
            return Evidence(path, number, shown(line.strip()))
    return None


def _in_literals(entry: _Entry, sources: tuple[Source, ...]) -> Evidence | None:
    """The first literal in capitals, or in a file that runs such statements: any other may be a sentence."""
    for source in sources:
        if is_aside(source.path):
            continue
        runs = any(name.rpartition(".")[2] in entry.runs for name, _ in source.calls)
        for text, line in source.strings:
            low = " ".join(text.lower().split())
            fits = low.startswith(entry.literals) and any(need in low for need in entry.needs)
            if fits and (runs or text.split()[0].isupper()):
                return Evidence(source.path, line, shown(text.strip()))
    return None


def _tested(entry: _Entry, sources: tuple[Source, ...], code: CodeFacts) -> Evidence | None:
    """The first test, when a test file imports that tool and asserts something."""
    using = {s.path for s in sources if s.test and any(name.partition(".")[0] in entry.tests for name, _ in s.imports)}
    return next((at for at in code.tests.at if at.path in using), None) if code.tests.assertions else None
