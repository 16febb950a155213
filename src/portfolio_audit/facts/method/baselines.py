"""Forecasts that need no model, such as the mean or last week's value, where they are judged beside one."""

import ast
import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.method.flow import Placed, assigned, below, called, calls, names, scopes
from portfolio_audit.facts.method.splits import judges, words
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

_BY_COLUMN = re.compile(r",\s{0,40}\w{1,60}(?:\.\w{1,60})?\[")


def baselines(sources: tuple[Source, ...]) -> Iterator[Evidence]:
    """Where such a forecast is judged: by a measure, in a formula for an error, or as a score of its own."""
    for source in sources:
        text = source.text.lower()
        if _may_judge_rows(source) or any(hint in text for hint in _hints()):
            for statements in scopes(source):
                for line in dict.fromkeys(_in_scope(statements)):
                    yield Evidence(source.path, line, source.excerpt(line) or shown("a forecast without a model"))


def _may_judge_rows(source: Source) -> bool:
    """Whether something is judged twice or more, and once perhaps by a column: worth a walk through the statements."""
    lines = [line for name, line in source.calls if _judges(name.rpartition(".")[2])]
    if len(lines) < 2:
        return False
    texts = ["\n".join(source.lines[line - 1 : line + 2]) for line in lines] if source.lines else [source.text]
    return any(_BY_COLUMN.search(text) for text in texts)


_judges = cache(judges)


@cache
def _table(key: str) -> frozenset[str]:
    return frozenset(load("method")["baselines"][key])


@cache
def _hints() -> tuple[str, ...]:
    """What every such forecast is written with: its name, a shift, or a number for each row."""
    made = sorted(_table("shifts") | _table("repeats"))
    return (*sorted(_table("words")), *(f"{name.lower()}(" for name in made), "] *", "]*", "for _ in")


def _in_scope(statements: list[Placed]) -> Iterator[int]:
    numbers: set[str] = set()
    forecasts: set[str] = set()
    answers: set[str] = set()
    known = load("method")["held-out"]["answers"]
    for node, line in statements:
        targets, value = assigned(node)
        if value is None:
            continue
        if _is_judged(value, numbers, forecasts) or _is_rule_judged(value, answers):
            yield line
        if any(called(call) in known for call in calls(value)):
            answers.update(targets)
        keys = {*targets, *_keys(node)}
        if _is_forecast(value, numbers):
            forecasts |= keys
        elif _is_statistic(value):
            numbers |= keys
            if any(map(_is_named, keys)):
                yield line


def _keys(node: ast.stmt) -> Iterator[str]:
    """The column that `df["naive"] = …` makes."""
    for target in node.targets if isinstance(node, ast.Assign) else ():
        if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
            yield str(target.slice.value)


def _is_statistic(value: ast.expr) -> bool:
    """Whether it is one number of many: their mean or median, or the last of them."""
    while isinstance(value, ast.Call):
        if called(value) in _table("statistics"):
            return True
        inner = value.args[0] if isinstance(value.func, ast.Name) and value.args else value.func
        value = inner.value if isinstance(inner, ast.Attribute) else inner
    return isinstance(value, ast.Subscript) and (_is_last(value) or _is_statistic(value.value))


def _is_last(value: ast.Subscript) -> bool:
    last = value.slice
    return isinstance(last, ast.UnaryOp) and isinstance(last.operand, ast.Constant) and last.operand.value == 1


def _is_forecast(value: ast.expr, numbers: set[str]) -> bool:
    """Whether it is the same number for every row, or the value of an earlier one."""
    if any(called(call) in _table("shifts") for call in calls(value) if isinstance(call.func, ast.Attribute)):
        return True
    if isinstance(value, ast.Call) and called(value) in _table("repeats"):
        return any(_is_number(part, numbers) for part in value.args)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Add):
        return any(_is_repeated(side, numbers) for side in (value.left, value.right)) and any(
            _is_number(part, numbers) for side in (value.left, value.right) for part in (side, *_elements(side))
        )
    return isinstance(value, ast.ListComp) and _is_number(value.elt, numbers)


def _is_repeated(node: ast.expr, numbers: set[str]) -> bool:
    made = isinstance(node, ast.Call) and called(node) in _table("repeats")
    return made or any(_is_number(part, numbers) for part in _elements(node))


def _elements(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.List) and len(node.elts) == 1 else []


def _is_number(node: ast.expr, numbers: set[str]) -> bool:
    return _is_statistic(node) or (isinstance(node, ast.Name) and node.id in numbers)


def _is_judged(value: ast.expr, numbers: set[str], forecasts: set[str]) -> bool:
    for call in calls(value):
        if judges(called(call)) and any(_is_baseline(part, numbers, forecasts) for part in call.args[:4]):
            return True
        if called(call) in _table("errors") and any(_differs(part, forecasts) for part in below(call)):
            return True
    return any(
        isinstance(part, ast.BinOp) and isinstance(part.op, ast.Pow) and _differs(part.left, forecasts)
        for part in below(value)
    )


def _is_rule_judged(value: ast.expr, answers: set[str]) -> bool:
    """Whether a rule of thumb is judged: a column, or what is computed of columns, instead of a model's answer."""
    return any(
        judges(called(call)) and len(call.args) > 1 and _is_taken_from_rows(call.args[1], answers)
        for call in calls(value)
    )


def _is_taken_from_rows(node: ast.expr, answers: set[str]) -> bool:
    """Whether what is judged is a column, or is computed of columns, with no model in it."""
    parts = [part for part in below(node) if isinstance(part, ast.Subscript)]
    if not parts or any(isinstance(part, ast.Call) for part in below(node)):
        return False
    if not names(node).isdisjoint(answers):
        return False
    told = {word for name in (*names(node), *_columns(node)) for word in words(name)}
    picked = all(isinstance(part.slice, ast.Constant) or _is_last_column(part) for part in parts)
    return picked and told.isdisjoint((*load("kinds")["calls"]["predictions"], *_table("answers")))


def _is_last_column(part: ast.Subscript) -> bool:
    where = part.slice
    return (
        isinstance(where, ast.Tuple) and len(where.elts) == 2 and isinstance(where.elts[1], ast.UnaryOp | ast.Constant)
    )


def _differs(node: ast.AST, forecasts: set[str]) -> bool:
    """Whether it is the difference between something and a forecast, not merely its own mean."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub)):
        return False
    return any(_is_baseline(side, set(), forecasts) for side in (node.left, node.right))


def _is_baseline(node: ast.expr, numbers: set[str], forecasts: set[str]) -> bool:
    used = names(node) | {called(call) for call in calls(node)} | set(_columns(node))
    return _is_forecast(node, numbers) or not used.isdisjoint(forecasts) or any(map(_is_named, used))


def _columns(node: ast.expr) -> Iterator[str]:
    for part in below(node):
        if isinstance(part, ast.Attribute):
            yield part.attr
        elif isinstance(part, ast.Subscript) and isinstance(part.slice, ast.Constant):
            yield str(part.slice.value)


def _is_named(name: str) -> bool:
    said = words(name)
    return not said.isdisjoint(_table("words")) and said.isdisjoint(_table("not-words"))
