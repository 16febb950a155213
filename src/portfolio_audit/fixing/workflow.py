"""A workflow that runs the tests on each push, as far as the repository says how."""

import re
from collections.abc import Iterator
from typing import Any

from portfolio_audit.facts.guarded import Unreadable, read_toml
from portfolio_audit.fixing.interpreter import Interpreter, interpreter, tools
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.recipes import Recipe, for_developers, recipe
from portfolio_audit.fixing.values import Change
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import CodeFacts, DeploymentFacts
from portfolio_audit.skeletons.commands import setup
from portfolio_audit.skeletons.phrases import MARK
from portfolio_audit.skeletons.running import tests

RULE = "eng-ci"
_PATH = ".github/workflows/tests.yml"
_LEFT = "No workflow was made: "
_PYTEST = "python -m pytest"
_HARMLESS = re.compile(r"[\w./ -]+", re.ASCII)
_EXTRAS = ("test", "tests", "testing", "dev")
_HEAD = """name: Tests

on:
  push:
  pull_request:

permissions: {{}}

concurrency:
  group: tests-${{{{ github.ref }}}}
  cancel-in-progress: true

jobs:
  tests:
    name: Tests
    runs-on: {machine}
    timeout-minutes: 30
    permissions:
      contents: read # the checkout
"""


def fix_workflow(bench: Bench) -> Iterator[Made]:
    """The workflow, or why there is none."""
    if not bench.wants(RULE):
        return
    command = _command(bench)
    found = recipe(bench)
    python = interpreter(bench)
    if reason := _there(bench):
        yield f"{_LEFT}{reason}."
    elif _only_asks(bench):
        yield f"{_LEFT}the tests only ask so far; answer one, then run this again."
    elif not command:
        yield f"{_LEFT}there are no tests for it to run, or none of which it can be told what runs them."
    elif isinstance(found, str):
        yield f"{_LEFT}{found}."
    elif python is None:
        yield f"{_LEFT}the code asks for Python 2, which nobody maintains."
    elif python.version in load("pipelines")["old"]["gone"]:
        yield f"{_LEFT}GitHub keeps no machine with Python {python.version} any more."
    else:
        yield _made(bench, command, found, python)


def _there(bench: Bench) -> str:
    """What else is there that runs on each push."""
    facts = bench.repo.deployment
    if not isinstance(facts, DeploymentFacts):
        return "what runs on each push could not be read"
    others = [workflow for workflow in facts.workflows if workflow.system != "github-actions"]
    if others:
        return f"another system runs what {others[0].path} says"
    unclear = [workflow.path for workflow in facts.workflows if workflow.unclear or workflow.ignored]
    if unclear:
        return f"{unclear[0]} may run the tests already"
    return f"{_PATH} is there already" if bench.has(_PATH) else ""


def _only_asks(bench: Bench) -> bool:
    """Whether each test waits for its author's answer: a green mark would then say of nothing that it works."""
    code = bench.repo.code
    if not isinstance(code, CodeFacts) or code.tests.functions or code.tests.others:
        return False
    begun = [change for change in bench.made if change.path.startswith("tests/test_") and change.old is None]
    texts = [change.new for change in begun] or [bench.text(path) or "" for path in code.tests.files]
    return bool(texts) and all(text.count("\ndef test_") <= text.count(f'pytest.skip("{MARK} ') for text in texts)


def _command(bench: Bench) -> str:
    """What runs the tests, those included that were just begun."""
    if any(change.path.startswith("tests/test_") and change.old is None for change in bench.made):
        return _PYTEST
    lines = tests(bench.repo)
    command = lines[0].removeprefix(setup(bench.repo).by) if lines else ""
    return command if _HARMLESS.fullmatch(command) else ""


def _made(bench: Bench, command: str, found: Recipe, python: Interpreter) -> Change:
    text = "\n".join((*_lines(bench, command, found, python), ""))
    questions = python.questions if found.id != "conda" else ()
    notes = [python.note] if python.note and found.id != "conda" else []
    notes.append("Tests that need files or secrets that are not in git will fail there.")
    return Change(_PATH, None, text, f"It runs `{command}` on each push.", (RULE,), questions, tuple(notes))


def _lines(bench: Bench, command: str, found: Recipe, python: Interpreter) -> Iterator[str]:
    row: dict[str, Any] = load("pipelines")["install"][found.id or "none"]
    pins: dict[str, str] = load("pipelines")["pins"]
    slots = {
        "path": found.path,
        "python": python.version,
        "extra": "pytest",
        "tests": command,
        "more": _more(bench, found),
    }
    slots |= tools(load("containers")["python"]["default"])  # they run on the Python of the runner
    old = python.version in load("pipelines")["old"]["versions"]
    yield from _HEAD.format(machine=load("pipelines")["old" if old else "new"]["machine"]).rstrip("\n").split("\n")
    if "shell" in row:
        yield from ("    defaults:", "      run:", f"        shell: {row['shell']}")
    yield "    steps:"
    yield from (f"      - uses: {pins['checkout']}", "        with:", "          persist-credentials: false")
    yield from (f"      - run: {line.format(**slots)}" for line in row.get("before", ()))
    yield from (f"      - uses: {pins[row['uses']]}", "        with:")
    for line in row["with"]:
        mark = f" {python.mark}" if python.mark and "{python}" in line else ""
        yield f"          {line.format(**slots)}{mark}"
    yield from (f"      - run: {line.format(**slots)}" for line in row.get("lines", ()))
    if command == _PYTEST and "pytest" not in found.names:
        yield f"      - run: {row['missing'].format(**slots)}"
    yield f"      - run: {row['tests'].format(**slots)}"


def _more(bench: Bench, found: Recipe) -> str:
    """What has to be asked for beside the dependencies to get those of the tests."""
    if found.id == "requirements":
        return "".join(f" -r {path}" for path in for_developers(bench) if path != found.path)
    extra = next((name for name in _EXTRAS if name in _extras(bench)), "")
    if found.id == "project":
        return f"'.[{extra}]'" if extra else "."
    return f" --extra {extra}" if extra and found.id in ("pyproject", "uv", "poetry") else ""


def _extras(bench: Bench) -> set[str]:
    try:
        document = read_toml((bench.text("pyproject.toml") or "").encode())
    except Unreadable:
        return set()
    project = document.get("project")
    extras = project.get("optional-dependencies") if isinstance(project, dict) else None
    return set(extras) if isinstance(extras, dict) else set()
