"""Whether networks or forecasts learn from known answers, so that some can be held back to judge them by."""

import ast
import re
from fnmatch import translate
from functools import cache

from portfolio_audit.facts.method.flow import called, calls, key_of
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown


def known_answers(sources: tuple[Source, ...]) -> Evidence | None:
    """The first place where a network learns from labels, or a series is forecast."""
    for source in sources:
        if not _hints().search(source.text):
            continue
        text = source.text.lower()
        labelled = not any(word in text for word in load("method")["learning"]["without"])
        for name, line in source.calls:
            if _matcher("series").match(name) or (labelled and _matcher("losses").match(name)):
                return Evidence(source.path, line, source.excerpt(line) or shown(name))
        if labelled and ".compile(" in text and (place := _compiled(source)):
            return place
    return None


@cache
def _matcher(key: str) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, load("method")["learning"][key])))


@cache
def _hints() -> re.Pattern[str]:
    """The longest part of each pattern, and what a network of Keras is compiled by."""
    table = load("method")["learning"]
    parts = {max(name.split("*"), key=len).strip(".") for name in (*table["losses"], *table["series"])}
    return re.compile("|".join(sorted(map(re.escape, parts | {".compile("}))))


def _compiled(source: Source) -> Evidence | None:
    """Where a compiled network is fitted on rows and on answers that are others than these."""
    for tree, cell in source.trees:
        for call in calls(tree):
            given = [*call.args[:2], *(key.value for key in call.keywords if key.arg == "y")]
            pair = called(call) == "fit" and isinstance(call.func, ast.Attribute) and len(given) == 2
            crossed = called(call) == "compile" and any(map(_is_loss, (*call.args, *(k.value for k in call.keywords))))
            if crossed or (pair and not _is_amount(given[1]) and key_of(given[0]) != key_of(given[1])):
                line = cell or call.lineno
                return Evidence(source.path, line, source.excerpt(line) or shown(called(call)))
    return None


def _is_loss(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str) and "crossentropy" in value.value


def _is_amount(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant)
