"""All answers about a portfolio, its score, and what the score would be if something were fixed."""

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.engine import judge_portfolio
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.rules import Finding
from portfolio_audit.scoring import (
    ZERO,
    PortfolioScore,
    Range,
    RepositoryScore,
    Standing,
    score_portfolio,
    with_passed,
)


class Judged(Struct, frozen=True):
    """A repository with its answers and its score, as far as the portfolio asks for them."""

    facts: RepoFacts
    """An outline: what rules about the portfolio look at."""
    findings: tuple[Finding, ...]
    """Answers without their words."""
    score: RepositoryScore
    project: bool
    """Whether it is a project that counts in the portfolio's score, as far as is known."""

    def standing(self, catalogue: Catalogue) -> Standing:
        """Its score, ready to say what it would be if something were fixed."""
        return Standing(self.findings, catalogue)


class Verdict(Struct, frozen=True):
    """The whole portfolio, judged."""

    repositories: tuple[Judged, ...]
    profile: tuple[Finding, ...]
    unseen: int
    """Repositories that could not be looked at."""
    person: bool
    """Whether a person's whole portfolio was asked for."""
    catalogue: Catalogue

    def ranges(self) -> dict[str, Range]:
        """Exact scores of the projects by name."""
        return {item.facts.name: item.score.exact for item in self.repositories if item.project}

    def score(self) -> PortfolioScore:
        """The portfolio's score."""
        return score_portfolio(self.ranges(), self.unseen, self.profile, self.catalogue, person=self.person)


class WhatIf:
    """What the portfolio's score would be if something were fixed; what stays the same is computed once."""

    def __init__(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self._ranges = {name: _value_of(part) for name, part in verdict.ranges().items()}
        self._now = verdict.score()
        slots = self._now.arithmetic.slots
        self._best = {slot.repository for slot in slots}
        values = [self._ranges[name].value or ZERO for name in self._best if name is not None]
        self._floor = min(values) if values and len(values) == len(slots) else None

    def gain(self, name: str, standing: Standing, rules: Iterable[str]) -> Fraction:
        """Points the portfolio's score would rise, had those rules of a repository passed."""
        changed = _value_of(standing.if_passed(rules))
        if name not in self._best and self._floor is not None and (changed.value or ZERO) <= self._floor:
            return ZERO
        return self._difference(self._ranges | {name: changed}, self._verdict.profile)

    def profile_gain(self, rules: Iterable[str]) -> Fraction:
        """Points the portfolio's score would rise, had those rules about the profile passed."""
        return self._difference(self._ranges, with_passed(self._verdict.profile, frozenset(rules)))

    def _difference(self, ranges: dict[str, Range], profile: tuple[Finding, ...]) -> Fraction:
        verdict = self._verdict
        after = score_portfolio(ranges, verdict.unseen, profile, verdict.catalogue, person=verdict.person)
        return (after.exact.value or ZERO) - (self._now.exact.value or ZERO)


def _value_of(part: Range) -> Range:
    """The same without its coverage, which changes no value and is laborious to add up."""
    return replace(part, coverage=ZERO)


def conclude(
    portfolio: Portfolio, judged: tuple[Judged, ...], catalogue: Catalogue, *, strict: bool = False
) -> Verdict:
    """What the answers about every repository come to, with the answers about the profile."""
    outlined = replace(portfolio, repos=tuple(item.facts for item in judged))
    answers = tuple(finding for item in judged if item.project for finding in item.findings)
    return Verdict(
        judged,
        judge_portfolio(outlined, answers, catalogue, strict=strict),
        sum(1 for skip in portfolio.skipped if skip.unavailable),
        portfolio.login is not None,
        catalogue,
    )
