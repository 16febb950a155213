"""Measures of a model that are computed by a formula instead of a function with a name."""

import ast
from collections.abc import Iterator, Mapping

from portfolio_audit.facts.method.flow import calls
from portfolio_audit.facts.method.splits import words
from portfolio_audit.facts.stages import names
from portfolio_audit.knowledge import load


def is_measure(node: ast.Call, made: Mapping[str, ast.Call]) -> bool:
    """Whether a call averages how far predictions are off, or counts how many of them are right.

    Args:
        made: variable → the call whose result it holds.
    """
    return _last(node) in names("averages") and any(_compares(part, made) for part in _averaged(node))


def _averaged(node: ast.Call) -> Iterator[ast.AST]:
    """The parts of what is averaged: `x` of `np.mean(x)` and of `x.mean()`."""
    whole = [*node.args[:1], *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
    for part in whole:
        yield from _inside(part)


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """What is computed in an expression; what stands in a function of its own is computed elsewhere."""
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, ast.Call):
            yield part
            stack += [*part.args, part.func]
        elif isinstance(part, ast.BinOp):
            yield part
            stack += [part.left, part.right]
        elif isinstance(part, ast.Compare):
            yield part
        elif isinstance(part, ast.Attribute | ast.Subscript):
            stack.append(part.value)
        elif isinstance(part, ast.UnaryOp):
            stack.append(part.operand)
        elif isinstance(part, ast.GeneratorExp | ast.ListComp):
            stack.append(part.elt)


def _compares(node: ast.AST, made: Mapping[str, ast.Call]) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        sides = [node.left, node.right]
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq):
        sides = [node.left, node.comparators[0]]
    elif isinstance(node, ast.Call) and _last(node) in ("eq", "subtract") and isinstance(node.func, ast.Attribute):
        sides = [node.func.value, *node.args]
    else:
        return False
    constant = any(isinstance(side, ast.Constant) for side in sides)
    return not constant and any(_is_answer(side, made) for side in sides)


def _is_answer(node: ast.expr, made: Mapping[str, ast.Call]) -> bool:
    """Whether an expression is what a model says."""
    known = load("method")["held-out"]["answers"]
    if any(_last(call) in known or _last(call) == "argmax" for call in calls(node)):
        return True
    name = next((part.id for part in ast.walk(node) if isinstance(part, ast.Name)), "")
    held = made.get(name)
    return (held is not None and any(_last(call) in known for call in calls(held))) or not words(name).isdisjoint(
        names("predictions")
    )


def _last(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
