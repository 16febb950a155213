"""Texts of the data files: rules, rubrics, what is known about the world."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from message import Message
from source_code import SOURCE

from portfolio_audit.model.facts import STAGES
from portfolio_audit.model.rules import SEVERITIES
from portfolio_audit.renderers.languages import EVIDENCE
from portfolio_audit.resources import data_dir


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))


def of_rules() -> Iterator[Message]:
    folder = data_dir("rules")
    for key in ("category", "kind"):
        file = folder / ("categories.toml" if key == "category" else "kinds.toml")
        for row in _toml(file)[key]:
            yield Message(row["title"], where=file.name)
            if key == "kind":
                yield Message(row["id"], where=file.name)
    for file in sorted(folder.glob("*/*.toml")):
        name = file.relative_to(folder).as_posix()
        if file.parent.name in ("skeletons", "rubrics"):
            continue
        rule = _toml(file)
        yield from (Message(rule[key], where=name) for key in ("title", "failure-title", "why", "fix"))
    for file in sorted((folder / "rubrics").glob("*.toml")):
        rubric = _toml(file)
        yield from (Message(row["title"], where=f"rubrics/{file.name}") for row in (rubric, *rubric.get("part", ())))


@cache
def params() -> tuple[tuple[str, dict[str, Any], str], ...]:
    """(check, parameters, file) of each rule, and of each rubric that gives it others."""
    folder = data_dir("rules")
    files = [file for file in sorted(folder.glob("*/*.toml")) if file.parent.name not in ("skeletons", "rubrics")]
    rules = {file: _toml(file) for file in files}
    found = [
        (rule["check"], rule.get("params", {}), file.relative_to(folder).as_posix()) for file, rule in rules.items()
    ]
    checks = {file.stem: rule["check"] for file, rule in rules.items()}
    for file in sorted((folder / "rubrics").glob("*.toml")):
        for name, params in _toml(file).get("params", {}).items():
            found.append((checks[name], params, f"rubrics/{file.name}"))
    return tuple(found)


def knowledge() -> dict[str, dict[str, Any]]:
    return {path.stem: _toml(path) for path in sorted((SOURCE / "knowledge").glob("*.toml"))}


def of_knowledge() -> Iterator[Message]:
    """Sorts of tools, kinds of secrets; the names of the tools themselves are names."""
    known = knowledge()
    yield Message("the whole repository", context=EVIDENCE, where="checks/outcomes.py")
    yield from (Message(stage, where="model/facts.py") for stage in STAGES)
    yield from (Message(severity, where="model/rules.py") for severity in SEVERITIES)
    yield from (Message(row["group"], where="knowledge/skills.toml") for row in known["skills"]["skill"])
    yield from (Message(title, where="knowledge/secrets.toml") for title in _titles(known["secrets"]))
    yield from _of_demos(known["web"], "web.toml")
    for path in sorted((SOURCE / "knowledge" / "demos").glob("*.toml")):
        yield from _of_demos(_toml(path), f"demos/{path.name}")


def _of_demos(table: dict[str, Any], name: str) -> Iterator[Message]:
    """Reasons for the state of a demo, which stand in lists of signs."""
    rows = (row for part in table.values() if isinstance(part, list) for row in part if isinstance(row, dict))
    yield from (Message(row["reason"], where=f"knowledge/{name}") for row in rows if "reason" in row)
    if isinstance(table.get("temporary"), str):
        yield Message(table["temporary"], where=f"knowledge/{name}")


def _titles(table: Any) -> Iterator[str]:
    rows = table.values() if isinstance(table, dict) else table if isinstance(table, list) else ()
    if isinstance(table, dict) and isinstance(table.get("title"), str):
        yield table["title"]
    for row in rows:
        yield from _titles(row)
