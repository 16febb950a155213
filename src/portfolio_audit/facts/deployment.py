"""How the work reaches users: containers, hosts, pipelines."""

import re
from collections.abc import Iterator
from posixpath import basename
from typing import Any

from portfolio_audit.facts.guarded import Unreadable, read_yaml
from portfolio_audit.facts.paths import suffix
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import DeploymentFacts, TreeFacts, Workflow
from portfolio_audit.model.values import NOT_READ, Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 50
MAX_COMMANDS = 2_000
_FROM = re.compile(r"^\s*FROM\s+(?:--\S{1,100}\s+)?(\S{1,200})(?:\s+AS\s+(\S{1,100}))?", re.IGNORECASE)
_COMPOSE = re.compile(r"^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$")
_SDK = re.compile(r"^sdk:\s*[\"']?(streamlit|gradio|docker|static)\b", re.IGNORECASE)
_FRONT_MATTER_LINES = 40


def read_deployment(snapshot: Snapshot, tree: TreeFacts) -> DeploymentFacts:
    """What is set up to run, build and ship the work."""
    return DeploymentFacts(
        dockerfiles=tuple(_dockerfiles(snapshot, tree))[:MAX_FILES],
        compose=tuple(path for path in tree.paths if _COMPOSE.match(basename(path).lower()))[:MAX_FILES],
        host_configs=(*_hosts(snapshot, tree), *_spaces(snapshot, tree))[:MAX_FILES],
        workflows=(*_github(snapshot, tree), *_other_ci(snapshot, tree))[:MAX_FILES],
    )


def _dockerfiles(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    for path in tree.paths:
        name = basename(path).lower()
        if name in ("dockerfile", "containerfile") or name.startswith("dockerfile.") or name.endswith(".dockerfile"):
            yield _base_image(path, decode(snapshot.read(path) or b"") or "")


def _base_image(path: str, text: str) -> Evidence:
    """The image that the last stage stands on; a stage of the same file is followed to its own image."""
    stages: dict[str, tuple[str, int]] = {}
    last: tuple[str, int] | None = None
    for number, line in enumerate(text.split("\n"), 1):
        if found := _FROM.match(line[:500]):
            last = stages.get(found[1].lower(), (found[1], number))
            if found[2]:
                stages[found[2].lower()] = last
    return Evidence(path, last[1], shown(last[0])) if last else Evidence(path)


def _hosts(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    hosts: dict[str, str] = load("deployment")["hosts"]
    for path in tree.paths:
        low = path.lower()
        host = hosts.get(basename(low)) or hosts.get("/".join(low.split("/")[-2:]))
        if host and not _is_empty(snapshot, path):
            yield Evidence(path, None, host)


def _is_empty(snapshot: Snapshot, path: str) -> bool:
    data = snapshot.read(path)
    return data is not None and not data.strip()


def _spaces(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    """The front matter by which Hugging Face runs a README's repository as an app."""
    for path in tree.paths:
        if path.lower() in ("readme.md", "readme"):
            lines = (decode((snapshot.read(path) or b"")[:4_000]) or "").removeprefix("\ufeff").split("\n")
            if lines[0].strip() == "---":
                for number, line in enumerate(lines[1:_FRONT_MATTER_LINES], 2):
                    if line.strip() == "---":
                        break
                    if _SDK.match(line):
                        yield Evidence(path, number, "Hugging Face Spaces")


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
