"""Which measures the code computes, and what it predicts."""

import re
from functools import cache

from portfolio_audit.facts.method.figures import metric_words
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Call
from portfolio_audit.model.values import Evidence


@cache
def by_call() -> dict[str, str]:
    """Last part of a call → canonical measure."""
    return {call: row["id"] for row in load("method")["metric"] for call in row["calls"]}


def measures(sources: tuple[Source, ...]) -> tuple[Call, ...]:
    """Each measure with the first place that computes it."""
    found: dict[str, Evidence] = {}
    for source in sources:
        for name, line in source.calls:
            measure = next((by_call()[part] for part in name.split(".")[::-1] if part in by_call()), None)
            if measure and measure not in found:
                found[measure] = source.place(line, name)
    return tuple(Call(name, place) for name, place in found.items())


def mentioned(sources: tuple[Source, ...], known: tuple[Call, ...]) -> tuple[str, ...]:
    """Further measures that the code names anywhere: as a scorer, in a formula of its own, in what it prints."""
    names = {call.name for call in known}
    texts = [source.text.lower() for source in sources]
    found = {metric_words()[one[0]] for text in texts for one in _any_measure().finditer(text)}
    found |= {"accuracy" for text in texts if _COUNTED.search(text)}
    return tuple(sorted(found - names))


_COUNTED = re.compile(r"argmax\([^()\n]{0,60}\)\s*(?:==|\.eq\()|==\s*\w{1,40}\.argmax\(|\.eq\(\w{1,40}\.argmax")
"""Answers that are counted as right where they equal the true ones."""


@cache
def _any_measure() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, metric_words()), key=len, reverse=True))
    return re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])")


def task(sources: tuple[Source, ...]) -> str | None:
    """What is predicted, when all estimators of the code predict the same and none of them may predict either."""
    table = load("method")
    made = {name.rpartition(".")[2] for source in sources for name, _ in source.calls}
    if any(name in table["either"] for name in made):
        return None
    classes = any(name.endswith(tuple(table["classifiers"])) for name in made)
    numbers = any(name.endswith(tuple(table["regressors"])) and not name.startswith("Logistic") for name in made)
    if classes == numbers:
        return None
    if classes:
        return "classification"
    return None if any(_CLASSED.search(source.text) for source in sources) else "regression"


_CLASSED = re.compile(r">=?\s?0?\.\d|\bwhere\(|\.astype\(\s?bool|\bsign\(")
"""How numbers that a model predicts are made classes by a limit; to round them makes none."""
