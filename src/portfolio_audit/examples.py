"""The examples of rules, run through the real path: snapshot → facts → check."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from portfolio_audit.demos import ALL, with_demos
from portfolio_audit.engine import judge_portfolio, judge_repository
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.security.samples import filled
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.demo_facts import Look
from portfolio_audit.model.facts import ContributionFacts, HostFacts, ProfileFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.rules import Example, Outcome, Rule
from portfolio_audit.model.values import Commit, Unavailable
from portfolio_audit.sources.texts import TextSnapshot

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def _as_notebook(path: str, text: str) -> str:
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
    subject = example_subject(rule, example)
    if isinstance(subject, RepoFacts):
        return judge_repository(subject, alone, strict=True)[0].outcome
    answers = tuple(answer for repo in subject.repos for answer in judge_repository(repo, catalogue, strict=True))
    return judge_portfolio(subject, answers, alone, strict=True)[0].outcome


def example_subject(rule: Rule, example: Example) -> RepoFacts | Portfolio:
    """What the example describes: a repository or a portfolio, by the rule's scope."""
    if rule.scope == "repository":
        return _facts("example", example.files, example)
    repos = tuple(_facts(name, files, example) for name, files in example.repositories.items())
    profile = ProfileFacts(**({"login": "example"} | dict(example.profile or {})))
    given = example.contributions
    contributions = Unavailable("not asked") if given is None else ContributionFacts(**_tuples(given))
    return Portfolio(profile.login, NOW, repos, profile, contributions)


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
    texts = {path: _as_notebook(path, filled(text)) for path, text in files.items()}
    earlier = {path: filled(text) for path, text in example.earlier.items()}
    snapshot = TextSnapshot(texts, name, example.large, commits[::-1], once=earlier)
    facts = dict(read_facts(snapshot))
    if example.kind:
        facts["project"] = replace(facts["project"], kind=example.kind)
    repo = RepoFacts(name, host=HostFacts(**_tuples(example.host)), **facts)
    looks = {url: Look(url, state, "as the example says") for url, state in example.looks.items()}
    return with_demos(repo, looks, ALL) if looks else repo


def _tuples(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
