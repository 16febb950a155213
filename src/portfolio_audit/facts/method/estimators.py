"""Whether an expression is a model that learns from every column that it is given."""

import ast
from collections.abc import Set

from portfolio_audit.facts.method.flow import called
from portfolio_audit.knowledge import load

_MOST_NESTED = 10


def is_model(node: ast.expr, models: Set[str], depth: int = 0) -> bool:
    """Whether it is an estimator, alone, in a search or behind transformers that choose no columns.

    Args:
        models: variables that hold one.
    """
    if isinstance(node, ast.Name):
        return node.id in models
    if not isinstance(node, ast.Call) or depth > _MOST_NESTED:
        return False
    name, table = called(node), load("method")
    if name.endswith((*table["classifiers"], *table["regressors"])):
        return True
    if name in table["searches"]:
        return bool(node.args) and is_model(node.args[0], models, depth + 1)
    steps = _steps(node, name)
    return bool(steps) and is_model(steps[-1], models, depth + 1) and all(map(_passes, steps[:-1]))


def _steps(node: ast.Call, name: str) -> list[ast.expr]:
    if name == "make_pipeline":
        return node.args
    if name == "Pipeline" and node.args and isinstance(node.args[0], ast.List):
        return [one.elts[1] for one in node.args[0].elts if isinstance(one, ast.Tuple) and len(one.elts) == 2]
    return []


def _passes(step: ast.expr) -> bool:
    table = load("method")
    return isinstance(step, ast.Call) and called(step) in (*table["learned"], *table["samplers"], *table["passing"])
