"""The environment variables that the code reads and cannot do without, and where a reader is told of them."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.needs.texts import Texts, is_template, place
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.syntax import Names
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Variable
from portfolio_audit.model.values import Evidence

MAX_VARIABLES = 100
_NAME = re.compile(r"[A-Za-z_]\w{1,60}")
_MARKS = ("environ", "getenv", "decouple", "st.secrets", "streamlit.secrets")
_STORES = frozenset({"os.environ", "streamlit.secrets"})
_ASKS = frozenset({"os.getenv", "os.environ.get", "decouple.config", "streamlit.secrets.get"})
_TELLING = frozenset(
    {
        *(ast.Assign, ast.Subscript, ast.Attribute, ast.Call),
        *(ast.BoolOp, ast.Compare, ast.If, ast.IfExp, ast.While, ast.UnaryOp),
    }
)
_METHODS = frozenset({"get", "items", "keys", "values", "to_dict", "has_key", "load_if_toml_exists"})


def read_variables(sources: tuple[Source, ...], texts: Texts) -> tuple[tuple[Variable, ...], Evidence | None]:
    """The variables, each with its first place, and the template that shows them."""
    found: dict[str, Evidence] = {}
    made: set[str] = set()
    for source in sources:
        if any(mark in source.text for mark in _MARKS):
            for name, line, sets in _uses(source):
                if sets:
                    made.add(name)
                elif not _is_known(name):
                    found.setdefault(name, Evidence(source.path, line, source.excerpt(line) or name))
    wanted = [name for name in found if name not in made][:MAX_VARIABLES]
    told = _told(wanted, sources, texts) if wanted else {}
    template = next((Evidence(path) for path in texts.tree.paths if is_template(path)), None) if wanted else None
    return tuple(Variable(name, found[name], told.get(name)) for name in wanted), template


@cache
def _systems() -> tuple[frozenset[str], tuple[str, ...]]:
    table = load("variables")
    return frozenset(table["names"]), tuple(table["starts"])


def _is_known(name: str) -> bool:
    """Whether systems, hosts or libraries set it, or it is no name at all."""
    names, starts = _systems()
    return name.upper() in names or name.upper().startswith(starts) or not _NAME.fullmatch(name)


def _uses(source: Source) -> Iterator[tuple[str, int, bool]]:
    """(name, line or cell, whether the code sets it itself) of each variable in the code."""
    nodes = [
        (node, cell or int(getattr(node, "lineno", 1)))
        for walked, cell in source.walked
        for node in walked
        if type(node) in _TELLING
    ]
    tolerated: set[int] = set()
    asked: set[str | None] = set()
    for node, _ in nodes:
        for test in _tests(node) if id(node) not in tolerated else ():  # what is inside of a test is in it already
            parts = list(ast.walk(test))
            tolerated.update(map(id, parts))
            asked.update(map(_name, parts))
    asked.discard(None)
    for node, line in nodes:
        if isinstance(node, ast.Assign):
            yield from ((name, line, True) for name in _set(node, source.names))
            if not asked.isdisjoint(map(_name, node.targets)):
                tolerated.add(id(node.value))
        elif id(node) not in tolerated and (name := _read(node, source.names)):
            yield name, line, False


def _name(node: ast.AST) -> str | None:
    """The variable or attribute of Python's that a node is."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def _tests(node: ast.AST) -> list[ast.expr]:
    """Parts of a node in which a value may as well be missing: conditions, comparisons, `or` with something else."""
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        return [node.test]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    return node.args if isinstance(node, ast.Call) and _name(node.func) in ("bool", "setdefault") else []


def _read(node: ast.AST, names: Names) -> str | None:
    """The variable that a node reads, if it has no default."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return _literal(node.slice) if names.full(node.value) in _STORES else None
    if isinstance(node, ast.Attribute) and names.full(node.value) == "streamlit.secrets":
        return node.attr if node.attr not in _METHODS else None
    if isinstance(node, ast.Call) and names.full(node.func) in _ASKS and node.args:
        has_default = len(node.args) > 1 or any(word.arg in ("default", "cast") for word in node.keywords)
        return _literal(node.args[0]) if not has_default else None
    return None


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _set(node: ast.Assign, names: Names) -> list[str]:
    """Variables that an assignment sets to something other than a variable."""
    targets = [target for target in node.targets if isinstance(target, ast.Subscript)]
    set_ = [_literal(target.slice) for target in targets if names.full(target.value) == "os.environ"]
    if not set_ or any(_read(part, names) for part in ast.walk(node.value)):
        return []
    return [name for name in set_ if name]


def _told(names: list[str], sources: tuple[Source, ...], texts: Texts) -> dict[str, Evidence]:
    """Where each variable is told of first: settings and their templates, READMEs, sentences that the program says."""
    pattern = re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")
    told: dict[str, Evidence] = {}
    for path, text in texts.everything():
        for found in pattern.finditer(text):
            if found[0] not in told:
                told[found[0]] = place(path, text, found.start())
        if len(told) == len(names):
            return told
    for source in sources:
        said = [(text, line) for text, line in source.strings if " " in text.strip()]
        for text, line in (*said, (source.prose, 1)):
            for found in pattern.finditer(text):
                told.setdefault(found[0], Evidence(source.path, line, source.excerpt(line) or found[0]))
    return told
