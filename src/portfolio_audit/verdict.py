"""All answers about a portfolio, its score, and what the score would be if something were fixed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio_audit.engine import judge_portfolio, judge_repository
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.rules import Finding
from portfolio_audit.model.values import Unavailable
from portfolio_audit.scoring import PortfolioScore, RepositoryScore, score_portfolio, score_repository, with_passed


@dataclass(frozen=True, slots=True)
class Judged:
    """A repository with its answers and its score."""

    facts: RepoFacts
    findings: tuple[Finding, ...]
    score: RepositoryScore
    project: bool
    """Whether it is a project that counts in the portfolio's score, as far as is known."""

    def if_passed(self, rules: frozenset[str], catalogue: Catalogue) -> "Judged":
        """The same repository, had those rules passed."""
        findings = with_passed(self.findings, rules)
        return replace(self, findings=findings, score=score_repository(findings, catalogue))


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole portfolio, judged."""

    repositories: tuple[Judged, ...]
    profile: tuple[Finding, ...]
    unseen: int
    """Repositories that could not be looked at."""
    person: bool
    """Whether a person's whole portfolio was asked for."""
    catalogue: Catalogue

    def score(self) -> PortfolioScore:
        """The portfolio's score."""
        ranges = {item.facts.name: item.score.exact for item in self.repositories if item.project}
        return score_portfolio(ranges, self.unseen, self.profile, self.catalogue, person=self.person)

    def gain(self, repository: str, rules: Iterable[str]) -> Fraction:
        """Points the portfolio's score would rise, had those rules passed; the profile's rules with `repository` ""."""
        passing = frozenset(rules)
        changed = replace(
            self,
            repositories=tuple(
                item.if_passed(passing, self.catalogue) if item.facts.name == repository else item
                for item in self.repositories
            ),
            profile=with_passed(self.profile, passing) if not repository else self.profile,
        )
        return (changed.score().exact.value or Fraction(0)) - (self.score().exact.value or Fraction(0))


def judge(portfolio: Portfolio, catalogue: Catalogue, *, strict: bool = False) -> Verdict:
    """Every rule's answer about every repository and about the profile."""
    return Verdict(
        tuple(_judged(repo, catalogue, strict) for repo in portfolio.repos),
        judge_portfolio(portfolio, catalogue, strict=strict),
        sum(1 for skip in portfolio.skipped if skip.unavailable),
        portfolio.login is not None,
        catalogue,
    )


def _judged(repo: RepoFacts, catalogue: Catalogue, strict: bool) -> Judged:
    findings = judge_repository(repo, catalogue, strict=strict)
    scored = isinstance(repo.project, Unavailable) or catalogue.kind(repo.project.kind).scored
    return Judged(repo, findings, score_repository(findings, catalogue), scored)
