"""The first tests: they import the author's functions, check what is known of them, and ask him for the rest."""

import configparser
import re
from collections.abc import Iterator

from portfolio_audit.facts.guarded import Unreadable, read_toml
from portfolio_audit.fixing.asking import Trial, trials
from portfolio_audit.fixing.importing import Module, importable
from portfolio_audit.fixing.making import Bench, Made
from portfolio_audit.fixing.values import Change
from portfolio_audit.model.facts import CodeFacts
from portfolio_audit.text import counted

RULE = "eng-tests"
MODULES = 3
FUNCTIONS = 5
"""Of a module; more questions at once nobody answers."""
_LEFT = "No tests were begun: "
_SETTINGS = (("pytest.ini", "pytest"), (".pytest.ini", "pytest"), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest"))
"""Files that set pytest up beside pyproject.toml, each with its section."""


def fix_tests(bench: Bench) -> Iterator[Made]:
    """A file of tests for each of a few modules, and what lets pytest find these."""
    code = bench.repo.code
    if not bench.wants(RULE) or not isinstance(code, CodeFacts):
        return
    if code.tests.files or code.tests.others:
        yield f"{_LEFT}there are some already, in {(*code.tests.files, *code.tests.others)[0]}; they are the author's."
        return
    chosen = [(module, found) for module in importable(bench) if (found := trials(module)[:FUNCTIONS])]
    chosen.sort(key=lambda pair: (_questions(pair[1]) - len(pair[1]), -len(pair[1]), pair[0].path))
    roots = _roots(bench)
    placed = [pair for pair in chosen if roots is None or pair[0].root in roots]
    if not placed:
        yield f"{_LEFT}{_why_not(chosen, code)}."
        return
    if roots is None:
        yield _configuration([module for module, _ in placed[:MODULES]])
    for module, found in placed[:MODULES]:
        yield from _file(bench, module, found)


def _questions(found: list[Trial]) -> int:
    return sum(bool(trial.question) for trial in found)


def _why_not(chosen: list[tuple[Module, list[Trial]]], code: CodeFacts) -> str:
    if chosen:
        return f"pytest is set up here and does not look in {chosen[0][0].root or 'the root'} for modules"
    if code.functions:
        return "no function was found that a test can import and call without a file, a network, a model or a screen"
    return "there are no functions that a test could call"


def _file(bench: Bench, module: Module, found: list[Trial]) -> Iterator[Made]:
    path = f"tests/test_{module.name.replace('.', '_')}.py"
    if bench.has(path):
        yield f"{_LEFT}{path} is there already."
        return
    questions = tuple(trial.question for trial in found if trial.question)
    notes = ["pytest runs it: `pip install pytest`, then `python -m pytest`."]
    if questions:
        asking = counted(len(questions), "test")
        notes.append(f"{asking} of it only ask so far: skipped, and counted for nothing, until answered.")
    why = f"It imports {module.name} and tries {counted(len(found), 'function')} of it."
    yield Change(path, None, _text(module, found), why, (RULE,), questions, tuple(notes))


def _text(module: Module, found: list[Trial]) -> str:
    names = ", ".join(sorted(trial.function for trial in found))
    asks = any(trial.question for trial in found)
    head = [f'"""What the functions of {module.name} give for small examples that can be checked by hand."""', ""]
    head += (
        ["# Fill in each example, and delete the line above it, which skips the test.", "import pytest", ""]
        if asks
        else []
    )
    line = f"from {module.name} import {names}"
    if len(line) > 88:
        line = "\n".join([f"from {module.name} import (", *(f"    {name}," for name in names.split(", ")), ")"])
    bodies = ["\n".join((f"def test_{trial.function}():", *(f"    {one}" for one in trial.lines))) for trial in found]
    return "\n".join([*head, line, "", "", "\n\n\n".join(bodies), ""])


def _configuration(modules: list[Module]) -> Change:
    roots = " ".join(sorted({module.root or "." for module in modules}))
    text = f"[pytest]\npythonpath = {roots}\ntestpaths = tests\n"
    return Change("pytest.ini", None, text, "It tells pytest where the modules and the tests are.", (RULE,))


def _roots(bench: Bench) -> set[str] | None:
    """The folders in which pytest looks for modules as it is set up; `None` when it is not set up at all."""
    for path, name in _SETTINGS:
        text = bench.text(path)
        if text is not None and (path.endswith("pytest.ini") or f"[{name}]" in text):
            return _listed(_section(text, name))
    paths = _in_pyproject(bench)
    return None if paths is None else _listed(paths)


def _in_pyproject(bench: Bench) -> str | None:
    try:
        tool = read_toml((bench.text("pyproject.toml") or "").encode()).get("tool")
    except Unreadable:
        return None
    pytest = tool.get("pytest") if isinstance(tool, dict) else None
    if not isinstance(pytest, dict):
        return None
    options = pytest.get("ini_options", pytest)
    paths = options.get("pythonpath", "") if isinstance(options, dict) else ""
    return " ".join(map(str, paths)) if isinstance(paths, list) else str(paths)


def _section(text: str | None, name: str) -> str:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text or "")
        return parser.get(name, "pythonpath", fallback="")
    except configparser.Error:
        return ""


def _listed(paths: str) -> set[str]:
    """As written, and the root, which `python -m pytest` brings along."""
    return {"" if path in (".", "./") else path.strip("/") for path in re.split(r"[\s,]+", paths) if path} | {""}
