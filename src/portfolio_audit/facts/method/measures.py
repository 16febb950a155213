"""Which measures the code computes, and what it predicts."""

from functools import cache

from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Call
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown


@cache
def by_call() -> dict[str, str]:
    """Last part of a call → canonical measure."""
    return {call: row["id"] for row in load("method")["metric"] for call in row["calls"]}


def measures(sources: tuple[Source, ...]) -> tuple[Call, ...]:
    """Each measure with the first place that computes it."""
    found: dict[str, Evidence] = {}
    for source in sources:
        for name, line in source.calls:
            measure = by_call().get(name.rpartition(".")[2])
            if measure and measure not in found:
                found[measure] = Evidence(source.path, line, source.excerpt(line) or shown(name))
    return tuple(Call(name, place) for name, place in found.items())


def task(sources: tuple[Source, ...]) -> str | None:
    """What is predicted, when all estimators of the code predict the same."""
    table = load("method")
    made = {name.rpartition(".")[2] for source in sources for name, _ in source.calls}
    classes = any(name.endswith(tuple(table["classifiers"])) for name in made)
    numbers = any(name.endswith(tuple(table["regressors"])) and not name.startswith("Logistic") for name in made)
    if classes == numbers:
        return None
    return "classification" if classes else "regression"
