"""The examples of rules, run through the real path: snapshot → facts → check."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from portfolio_audit.engine import judge_portfolio, judge_repository
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.limits import MB
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import ContributionFacts, HostFacts, ProfileFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.rules import Example, Outcome, Rule
from portfolio_audit.model.values import Commit, Entry, Unavailable

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass
class TextSnapshot:
    """A repository made of texts."""

    name: str
    files: Mapping[str, str]
    large: Mapping[str, int] = field(default_factory=dict)
    commits: tuple[Commit, ...] = ()
    complete_history: bool = True
    limits: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every path with its size."""
        sizes = {path: len(self._text(path).encode()) for path in self.files}
        sizes |= {path: size * MB for path, size in self.large.items()}
        return tuple(Entry(path, size) for path, size in sorted(sizes.items()))

    def read(self, path: str) -> bytes | None:
        """The text's bytes."""
        return self._text(path).encode() if path in self.files else None

    def _text(self, path: str) -> str:
        text = self.files[path]
        return notebook(text) if path.endswith(".ipynb") and not text.lstrip().startswith("{") else text


def notebook(script: str) -> str:
    """A notebook of a script whose cells begin with `# %%` or `# %% [markdown]`."""
    cells = [part.partition("\n") for part in script.split("# %%")[1:]]
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [_cell(head, body) for head, _, body in cells]}
    )


def _cell(head: str, body: str) -> dict[str, Any]:
    if "[markdown]" in head:
        return {"cell_type": "markdown", "metadata": {}, "source": body.replace("# ", "").strip()}
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": body.strip()}


def run_example(rule: Rule, example: Example, catalogue: Catalogue) -> Outcome:
    """What the rule says of the example; a bug in its check is raised."""
    alone = replace(catalogue, rules=(rule,))
    if rule.scope == "repository":
        repo = _facts("example", example.files, example)
        return judge_repository(repo, alone, strict=True)[0].outcome
    repos = tuple(_facts(name, files, example) for name, files in example.repositories.items())
    profile = ProfileFacts(**({"login": "example"} | dict(example.profile or {})))
    given = example.contributions
    contributions = Unavailable("not asked") if given is None else ContributionFacts(**_tuples(given))
    portfolio = Portfolio(profile.login, NOW, repos, profile, contributions)
    return judge_portfolio(portfolio, alone, strict=True)[0].outcome


def mistakes(catalogue: Catalogue) -> Iterator[str]:
    """A sentence for each example that its rule does not decide as it says."""
    for rule in catalogue.rules:
        for example in rule.examples:
            outcome = run_example(rule, example, catalogue)
            if outcome.state is not example.expect:
                yield f"{rule.id}: example {example.name!r} is {outcome.state}, not {example.expect}: {outcome.message}"


def _facts(name: str, files: Mapping[str, str], example: Example) -> RepoFacts:
    days = len(example.commits)
    commits = tuple(
        Commit(NOW - timedelta(days=days - number), message, "author") for number, message in enumerate(example.commits)
    )
    snapshot = TextSnapshot(name, files, example.large, commits[::-1])
    facts = dict(read_facts(snapshot))
    if example.kind:
        facts["project"] = replace(facts["project"], kind=example.kind)
    return RepoFacts(name, host=HostFacts(**_tuples(example.host)), **facts)


def _tuples(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
