"""Which charts show what came out of a model: predictions, errors, forecasts."""

import ast
import re
from itertools import islice

MAX_NODES = 200
_DRAWS = frozenset(
    {
        "Scatter", "bar", "barplot", "boxplot", "distplot", "fill_between", "heatmap", "hexbin", "hist", "histplot",
        "imshow", "jointplot", "kdeplot", "line", "lineplot", "plot", "regplot", "savefig", "scatter",
        "scatterplot", "title",
    }
)  # fmt: skip
_SUMS = frozenset({"agg", "aggregate", "describe", "mean", "median"})
_OUTCOMES = (
    "pred", "yhat", "y_hat", "resid", "forecast", "error", "confusion",
    "previs", "prévis", "vorhersag", "prognos", "tahmin", "fehler", "прогноз", "предсказ", "预测", "予測", "예측",
)  # fmt: skip
"""Parts of words for what a model says, or for how far it is off, in the languages that code is named in."""
_ERROR = re.compile(r"(?:^|_)errs?(?:_|$)|resid|error")


def draws_outcome(name: str, call: ast.Call) -> bool:
    """Whether a call of that name draws predictions or errors, or sums errors up by groups."""
    last = name.rpartition(".")[2]
    if last in _DRAWS:
        return any(map(_is_outcome, islice(ast.walk(call), MAX_NODES)))
    if last in _SUMS:
        said = {word for part in islice(ast.walk(call.func), MAX_NODES) if (word := _word(part))}
        return "groupby" in said and any(map(_ERROR.search, said))
    return False


def _is_outcome(node: ast.AST) -> bool:
    word = _word(node)
    return any(part in word for part in _OUTCOMES) or bool(_ERROR.search(word))


def _word(node: ast.AST) -> str:
    word = (
        node.id
        if isinstance(node, ast.Name)
        else node.attr
        if isinstance(node, ast.Attribute)
        else node.value
        if isinstance(node, ast.Constant)
        else None
    )
    return word.lower() if isinstance(word, str) else ""
