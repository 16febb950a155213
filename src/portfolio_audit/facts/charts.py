"""Which charts show what came out of a model: predictions, errors, forecasts."""

import ast
from itertools import islice

MAX_NODES = 200
_DRAWS = frozenset(
    {
        "Scatter", "bar", "barplot", "boxplot", "distplot", "fill_between", "heatmap", "hexbin", "hist", "histplot",
        "imshow", "jointplot", "kdeplot", "line", "lineplot", "plot", "regplot", "scatter", "scatterplot",
    }
)  # fmt: skip
_OUTCOMES = ("pred", "yhat", "y_hat", "resid", "forecast", "error", "confusion")


def draws_outcome(name: str, call: ast.Call) -> bool:
    """Whether a call of that name draws predictions or errors, by the names and texts that it is given."""
    return name.rpartition(".")[2] in _DRAWS and any(map(_is_outcome, islice(ast.walk(call), MAX_NODES)))


def _is_outcome(node: ast.AST) -> bool:
    word = node.id if isinstance(node, ast.Name) else node.value if isinstance(node, ast.Constant) else None
    return isinstance(word, str) and any(part in word.lower() for part in _OUTCOMES)
