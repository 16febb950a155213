"""Pipelines that test, build, deploy and train."""

import re
from collections.abc import Iterator
from posixpath import basename
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.facts.ci.purposes import WORKS, Purposes, of_action, unheeded
from portfolio_audit.facts.ci.risks import find_risks
from portfolio_audit.facts.ci.shell_lines import joined, runs
from portfolio_audit.facts.ci.tasks import TaskBook
from portfolio_audit.facts.guarded import Unreadable, read_yaml
from portfolio_audit.facts.paths import suffix
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts, Workflow
from portfolio_audit.model.values import NOT_READ, Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_COMMANDS = 2_000
_GITHUB = "github-actions"
_FOLDER = re.compile(r"^(?:\.github/workflows|\.woodpecker|\.buildkite)/[^/]+$")
_QUOTED = re.compile(r"\b(?:sh|bat|pwsh|powershell)\b[^'\"\n]{0,60}('''|\"\"\"|'|\")(.*?)\1", re.DOTALL)
_START = 25
"""Characters by which a command is found that goes on over several lines."""
_FALSE = ("False", "false", "${{ false }}", "${{false}}")


class Step(Struct, frozen=True):
    """A line that a pipeline runs, or an action that it uses."""

    text: str
    action: bool = False
    heeded: bool = True
    """Whether its failure fails the pipeline."""


def read_workflows(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Workflow]:
    """GitHub's workflows, then those of other systems, each in the tree's order."""
    purposes = Purposes(TaskBook(snapshot, tree))
    found = [(path, system) for path in tree.paths if (system := _system(path))]
    for path, system in sorted(found, key=lambda item: item[1] != _GITHUB):
        yield _read(path, system, snapshot, purposes)


def _system(path: str) -> str | None:
    low = path.lower()
    if _FOLDER.match(low) and suffix(path) in (".yml", ".yaml"):
        return {".github": _GITHUB}.get(low.partition("/")[0]) or low.partition("/")[0].strip(".")
    known: dict[str, str] = load("deployment")["ci"]
    return known.get(low) or (known["jenkinsfile"] if basename(low) == "jenkinsfile" else None)


def _read(path: str, system: str, snapshot: Snapshot, purposes: Purposes) -> Workflow:
    if (data := snapshot.read(path)) is None:
        return Workflow(path, system, problem=NOT_READ)
    text = decode(data) or ""
    if system == "jenkins":
        quoted = (found[2] for found in _QUOTED.finditer(text))
        return _workflow(path, system, [Step(line) for said in quoted for line in joined(said)], text, purposes)
    try:
        document = read_yaml(data)
    except Unreadable as error:
        return Workflow(path, system, problem=f"cannot be read: {error}")
    if system == _GITHUB:
        return _github(path, document, text, purposes)
    found = _workflow(path, system, list(_others(document)), text, purposes)
    if isinstance(document, dict) and not found.tests and _leaves_out(document):
        return replace(found, unclear=found.unclear or Evidence(path), idle=False)
    return found


def _leaves_out(document: dict[Any, Any]) -> bool:
    """Whether what is run stands elsewhere: in a template, in a package of the system, in its defaults."""
    defaults = "language" in document and "script" not in document
    return defaults or any(key in document for key in load("deployment")["ci-files"]["elsewhere"])


def _github(path: str, document: Any, text: str, purposes: Purposes) -> Workflow:
    if not isinstance(document, dict) or not isinstance(document.get("jobs"), dict):
        return Workflow(path, _GITHUB, problem="no workflow: it has no jobs")
    # YAML 1.1 reads the key `on` as true
    triggers = document.get("on", document.get(True))
    names = [triggers] if isinstance(triggers, str) else list(triggers) if isinstance(triggers, list | dict) else []
    return replace(
        _workflow(path, _GITHUB, list(_jobs(document["jobs"], purposes.book)), text, purposes),
        triggers=tuple(shown(name, 60) for name in names if isinstance(name, str))[:20],
        risks=find_risks(path, document, text),
    )


def _jobs(jobs: dict[Any, Any], book: TaskBook) -> Iterator[Step]:
    """Each line that a job runs, and each action or workflow that it uses."""
    for job in jobs.values():
        if isinstance(job, dict) and str(job.get("if")) not in _FALSE:
            yield from _steps(job.get("steps"), book, heeded=_heeds(job))
            if isinstance(job.get("uses"), str):
                yield Step(job["uses"], action=True)


def _heeds(part: dict[Any, Any]) -> bool:
    return not any(part.get(key) in (True, "true") for key in load("deployment")["ci-files"]["excuses"])


def _steps(steps: Any, book: TaskBook, *, heeded: bool) -> Iterator[Step]:
    for step in steps if isinstance(steps, list) else []:
        if not isinstance(step, dict) or str(step.get("if")) in _FALSE:
            continue
        counts = heeded and _heeds(step)
        if isinstance(step.get("run"), str):
            yield from (Step(line, heeded=counts) for line in joined(step["run"]))
        if isinstance(uses := step.get("uses"), str):
            yield Step(uses, action=True, heeded=counts)
            yield from _steps(book.action(uses), book, heeded=counts) if uses.startswith("./") else ()


def _others(part: Any, *, heeded: bool = True, said: bool = False) -> Iterator[Step]:
    """The lines that stand below the keys by which systems name commands."""
    if isinstance(part, str):
        yield from (Step(line, heeded=heeded) for line in joined(part) if said)
    elif isinstance(part, list):
        for item in part:
            yield from _others(item, heeded=heeded, said=said)
    elif isinstance(part, dict):
        heeded = heeded and _heeds(part)
        if isinstance(given := part.get("args"), list):
            yield Step(" ".join(str(word) for word in [part.get("entrypoint") or "", *given]).strip(), heeded=heeded)
        for key, item in part.items():
            known = str(key).lower().endswith(tuple(load("deployment")["ci-files"]["commands"]))
            yield from _others(item, heeded=heeded, said=known)


def _workflow(path: str, system: str, steps: list[Step], text: str, purposes: Purposes) -> Workflow:
    places: dict[str, Evidence] = {}
    for step in steps[:MAX_COMMANDS]:
        does = of_action(step.text) if step.action else purposes.of(step.text)
        for what in (*(does if step.heeded else unheeded(does)), *_parts(step)):
            if what not in places:
                places[what] = _place(path, step.text, text)
    return Workflow(
        path,
        system,
        tests=places.get("tests"),
        ignored=places.get("ignored"),
        unclear=places.get("unclear"),
        lints=places.get("lints"),
        deploys=places.get("deploys"),
        trains=places.get("trains"),
        idle={WORKS, "deploys", "trains"}.isdisjoint(places),
    )


def _parts(step: Step) -> Iterator[str]:
    """What a step builds, publishes or trains, by parts of what it says without printing and installing."""
    words: dict[str, list[str]] = load("deployment")["parts"]
    said = step.text if step.action else "\n".join(" ".join(run.words) for run in runs(step.text) if not run.talks)
    low = said.lower()
    if "pip install" not in low:
        for what in ("deploys", "trains"):
            if any(word in low for word in words[what]) and (what == "deploys" or _runs(low)):
                yield what


def _runs(command: str) -> bool:
    return any(word in command for word in load("deployment")["parts"]["runs"])


def _place(path: str, command: str, text: str) -> Evidence:
    at = text.find(command)
    at = text.find(command[:_START]) if at < 0 else at
    return Evidence(path, text.count("\n", 0, at) + 1 if at >= 0 else None, shown(command))
