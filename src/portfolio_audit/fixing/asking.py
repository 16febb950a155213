"""A function → a small test: what its author has written down or annotated is checked, all else is asked."""

import ast
import doctest
from collections.abc import Iterator

from msgspec import Struct

from portfolio_audit.facts.syntax import Names, parsed
from portfolio_audit.fixing.importing import Module
from portfolio_audit.knowledge import load
from portfolio_audit.patterns import matcher
from portfolio_audit.skeletons.phrases import MARK

MAX_DOCSTRING = 20_000
MAX_EXAMPLE = 200
MAX_EXAMPLES = 5
MAX_PARAMETERS = 6


class Trial(Struct, frozen=True):
    """One test function."""

    function: str
    lines: tuple[str, ...]
    question: str = ""
    """What the author has to say before it tries anything."""


def trials(module: Module) -> list[Trial]:
    """Tests of its functions that can be called on their own, those that need no answer first."""
    functions = {node.name: node for node in module.tree.body if isinstance(node, ast.FunctionDef)}
    found = [_trial(node) for node in functions.values() if _can_be_tried(node, module.names)]
    return sorted(found, key=lambda trial: bool(trial.question))


def _can_be_tried(node: ast.FunctionDef, names: Names) -> bool:
    """Whether it gives something back and its outcome is in its arguments alone."""
    if node.decorator_list or node.name.startswith(("_", "test", "main")):
        return False
    parts = [part for statement in node.body for part in ast.walk(statement)]
    gives = any(isinstance(part, ast.Return) and part.value is not None for part in parts)
    outside = any(isinstance(part, ast.Global | ast.Nonlocal | ast.Yield | ast.YieldFrom | ast.Await) for part in parts)
    busy = matcher(tuple(load("first_tests")["busy"]))
    calls = (names.full(part.func) for part in parts if isinstance(part, ast.Call))
    short = len(_parameters(node)) <= MAX_PARAMETERS and not node.args.posonlyargs and node.name.isascii()
    return gives and short and not outside and not any(name is None or busy(name) for name in calls)


def _parameters(node: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in (*node.args.args, *node.args.kwonlyargs)]


def _trial(node: ast.FunctionDef) -> Trial:
    if examples := list(_examples(node))[:MAX_EXAMPLES]:
        return Trial(node.name, tuple(examples))
    if line := _by_type(node):
        return Trial(node.name, (line,))
    call = f"{node.name}({', '.join(_required(node))})"
    question = f"What does {call} give for a small example?"
    arguments = ", ".join(f"{name}=..." for name in _required(node))
    skip = f'pytest.skip("{MARK} {question}")'
    return Trial(node.name, (skip, f"assert {node.name}({arguments}) == ..."), question)


def _required(node: ast.FunctionDef) -> list[str]:
    given = len(node.args.args) - len(node.args.defaults)
    keywords = zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
    named = (argument.arg for argument, default in keywords if default is None)
    return [argument.arg for argument in node.args.args[:given]] + list(named)


def _by_type(node: ast.FunctionDef) -> str:
    """What the annotation promises of a function that needs no argument."""
    returns = node.returns.value if isinstance(node.returns, ast.Subscript) else node.returns
    known = isinstance(returns, ast.Name) and returns.id in load("first_tests")["types"]
    if not known or not isinstance(returns, ast.Name) or _required(node) or node.args.vararg or node.args.kwarg:
        return ""
    return f"assert isinstance({node.name}(), {returns.id})"


def _examples(node: ast.FunctionDef) -> Iterator[str]:
    """The examples of its docstring, calls with plain values and what they give."""
    text = ast.get_docstring(node) or ""
    if ">>>" not in text or len(text) > MAX_DOCSTRING:
        return
    try:
        examples = doctest.DocTestParser().get_examples(text)
    except ValueError:
        return
    for example in examples:
        call, wanted = _call(example.source, node.name), _literal(example.want)
        if call and wanted and not example.exc_msg:
            yield f"assert {call} {'is' if wanted in ('True', 'False', 'None') else '=='} {wanted}"


def _call(source: str, name: str) -> str:
    tree = parsed(source.strip()) if len(source) <= MAX_EXAMPLE else None
    if not isinstance(tree, ast.Module) or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return ""
    call = tree.body[0].value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != name:
        return ""
    given = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg)]
    plain = len(given) == len(call.args) + len(call.keywords) and all(map(_is_plain, given))
    return ast.unparse(call) if plain else ""


def _literal(text: str) -> str:
    tree = parsed(text.strip()) if len(text) <= MAX_EXAMPLE else None
    if not isinstance(tree, ast.Module) or len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return ""
    return ast.unparse(tree.body[0].value) if _is_plain(tree.body[0].value) else ""


def _is_plain(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True
