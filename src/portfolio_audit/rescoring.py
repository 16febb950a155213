"""Scores made again from a report alone, by the arithmetic that made them the first time."""

from collections.abc import Iterable, Mapping
from functools import cache
from sys import intern

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.assessing import wordless
from portfolio_audit.model.catalogue import Catalogue, Category, Scale
from portfolio_audit.model.record import Answer, Asked, Record, RecordedRepository
from portfolio_audit.model.report import FindingReport, Report
from portfolio_audit.model.rules import Finding, Rule, State
from portfolio_audit.scoring import Range, rounded, score_portfolio, score_repository


class Scores(Struct, frozen=True):
    """Exact scores."""

    portfolio: Range
    repositories: Mapping[str, Range]


def recorded(report: Report) -> Record:
    """What the report's scores are made of."""
    caps = {note.id: note.cap for note in report.rules}
    rules = {finding.rule: _asked(finding, caps) for finding in report.findings}
    shares: dict[str, int] = {}
    repositories = []
    for repo in report.repositories:
        rules |= {f.rule: _asked(f, caps) for f in repo.findings if f.rule not in rules}
        shares |= {category.id: category.share for category in repo.categories}
        repositories.append(RecordedRepository(repo.name, repo.score.value, _answers(repo.findings)))
    sums = report.arithmetic
    return Record(
        at=report.generated_at,
        version=report.version,
        ruleset=report.ruleset,
        login=report.login,
        score=report.score.value,
        projects_share=sums.projects_share,
        profile_share=sums.profile_share,
        slots=tuple(slot.weight for slot in sums.slots),
        shares=shares,
        rules=rules,
        repositories=tuple(repositories),
        profile=_answers(report.findings),
        unseen=tuple(skip.name for skip in report.skipped if skip.unavailable),
    )


def _asked(finding: FindingReport, caps: Mapping[str, int | None]) -> Asked:
    return Asked(finding.category, finding.weight, caps.get(finding.rule))


def _answers(findings: Iterable[FindingReport]) -> dict[str, Answer]:
    return {intern(finding.rule): _answer(finding.state, finding.credit) for finding in findings}


@cache
def _answer(state: State, credit: int) -> Answer:
    return Answer(state, credit)


def rescored(record: Record) -> Scores:
    """The scores that the recorded answers come to; of a report's own record exactly those of the report."""
    catalogue = _catalogue(record)
    rules = {name: _rule(name, asked) for name, asked in record.rules.items()}

    def findings(subject: str, answers: Mapping[str, Answer]) -> list[Finding]:
        return [Finding(rules[name], subject, wordless(one.state, one.credit)) for name, one in answers.items()]

    exact = {
        repo.name: score_repository(findings(repo.name, repo.answers), catalogue).exact for repo in record.repositories
    }
    projects = {name: part for name, part in exact.items() if part.high is not None}
    profile = findings("", record.profile)
    person = record.login is not None
    return Scores(score_portfolio(projects, len(record.unseen), profile, catalogue, person=person).exact, exact)


def with_scores(record: Record) -> Record:
    """The record with the values that its answers come to."""
    scores = rescored(record)
    repositories = tuple(
        replace(repo, value=rounded(scores.repositories[repo.name].value)) for repo in record.repositories
    )
    return replace(record, score=rounded(scores.portfolio.value), repositories=repositories)


def _catalogue(record: Record) -> Catalogue:
    """As much of the rules in force as the arithmetic needs."""
    return Catalogue(
        rules=(),
        categories=tuple(Category(name, name, share) for name, share in record.shares.items()),
        kinds=(),
        scale=Scale((("", 0),), {}, record.slots, record.projects_share, record.profile_share),
        rubric=record.ruleset.rubric,
        digest=record.ruleset.digest,
    )


def _rule(name: str, asked: Asked) -> Rule:
    return Rule(
        id=name,
        title="",
        failure_title="",
        category=asked.category,
        severity="info" if asked.cap is None else "critical",
        weight=asked.weight,
        check="",
        why="",
        fix="",
        source="",
        minutes=1,
        cap=asked.cap,
    )
