"""Pipelines that test, build, deploy and train."""

from collections.abc import Iterator
from typing import Any

from portfolio_audit.facts.guarded import Unreadable, read_yaml
from portfolio_audit.facts.paths import suffix
from portfolio_audit.facts.workflow_risks import find_risks
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts, Workflow
from portfolio_audit.model.values import NOT_READ, Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_COMMANDS = 2_000


def read_workflows(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Workflow]:
    """GitHub's workflows, then those of other systems, each in the tree's order."""
    yield from _github(snapshot, tree)
    yield from _other_ci(snapshot, tree)


def _github(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Workflow]:
    for path in tree.paths:
        if path.startswith(".github/workflows/") and suffix(path) in (".yml", ".yaml"):
            if (data := snapshot.read(path)) is None:
                yield Workflow(path, "github-actions", problem=NOT_READ)
                continue
            try:
                document = read_yaml(data)
            except Unreadable as error:
                yield Workflow(path, "github-actions", problem=f"cannot be read: {error}")
                continue
            yield _workflow(path, document, decode(data) or "")


def _workflow(path: str, document: Any, text: str) -> Workflow:
    if not isinstance(document, dict) or not isinstance(document.get("jobs"), dict):
        return Workflow(path, "github-actions", problem="no workflow: it has no jobs")
    # YAML 1.1 reads the key `on` as true
    triggers = document.get("on", document.get(True))
    names = [triggers] if isinstance(triggers, str) else list(triggers) if isinstance(triggers, list | dict) else []
    commands = list(_steps(document["jobs"]))
    return Workflow(
        path,
        "github-actions",
        tuple(shown(name, 60) for name in names if isinstance(name, str))[:20],
        tests=_place(path, commands, text, "tests"),
        deploys=_place(path, commands, text, "deploys"),
        trains=_place(path, commands, text, "trains"),
        risks=find_risks(path, document, text),
    )


def _steps(jobs: dict[Any, Any]) -> Iterator[str]:
    """Each line that a job runs, and each action it uses."""
    for job in jobs.values():
        steps = job.get("steps") if isinstance(job, dict) else None
        for step in steps if isinstance(steps, list) else []:
            for key in ("run", "uses"):
                if isinstance(step, dict) and isinstance(step.get(key), str):
                    yield from (line.strip() for line in step[key].split("\n") if not line.strip().startswith("#"))


def _other_ci(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Workflow]:
    systems: dict[str, str] = load("deployment")["ci"]
    for path in tree.paths:
        if system := systems.get(path.lower()):
            if (data := snapshot.read(path)) is None:
                yield Workflow(path, system, problem=NOT_READ)
                continue
            text = decode(data) or ""
            lines = [bare for line in text.split("\n") if (bare := line.strip()) and not bare.startswith("#")]
            tests, deploys = _place(path, lines, text, "tests"), _place(path, lines, text, "deploys")
            yield Workflow(path, system, tests=tests, deploys=deploys, trains=_place(path, lines, text, "trains"))


def _place(path: str, commands: list[str], text: str, what: str) -> Evidence | None:
    words = load("deployment")["commands"][what]
    for command in commands[:MAX_COMMANDS]:
        low = command.lower()
        if (
            any(word in low for word in words)
            and not (what == "trains" and not _runs(low))
            and "pip install" not in low
        ):
            at = text.find(command)
            return Evidence(path, text.count("\n", 0, at) + 1 if at >= 0 else None, shown(command))
    return None


def _runs(command: str) -> bool:
    return any(
        word in command
        for word in ("python", "make ", "dvc ", "mlflow ", "bash ", "sh ", "kaggle ", "rscript", "jupyter", "papermill")
    )
