"""A repository judged by itself: its part of the report, and what the portfolio needs of it."""

from collections.abc import MutableMapping, Sequence
from fractions import Fraction
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.engine import judge_repository
from portfolio_audit.facts_view import facts_view
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import CodeFacts, ReadmeFacts, RepoFacts
from portfolio_audit.model.report import FindingReport, RepositoryReport
from portfolio_audit.model.rules import Finding, Outcome, State
from portfolio_audit.model.values import Unavailable
from portfolio_audit.next_steps import folded_under, title_of
from portfolio_audit.packed import Packed, pack
from portfolio_audit.scoring import rounded, score_repository, shown_score
from portfolio_audit.verdict import Judged


class Assessment(Struct, frozen=True):
    """What is kept of a repository that has been judged."""

    judged: Judged
    report: Packed[RepositoryReport]


Memo = MutableMapping[str, Assessment]
"""Assessments by the digest of the facts, all by one catalogue."""


def assessment(
    item: Packed[RepoFacts], catalogue: Catalogue, memo: Memo | None = None, *, strict: bool = False
) -> Assessment:
    """The repository, judged, or what the memo has of it; a pure function of its facts and the catalogue."""
    known = memo.get(item.digest) if memo is not None else None
    if known is not None:
        return known
    made = _assess(item.value, catalogue, strict)
    if memo is not None:
        memo[item.digest] = made
    return made


def _assess(repo: RepoFacts, catalogue: Catalogue, strict: bool) -> Assessment:
    findings = judge_repository(repo, catalogue, strict=strict)
    whole = judged(repo, findings, catalogue)
    light = replace(whole, facts=outline(repo), findings=tuple(_without_words(finding) for finding in findings))
    return Assessment(light, pack(_report(whole, catalogue)))


def judged(repo: RepoFacts, findings: tuple[Finding, ...], catalogue: Catalogue) -> Judged:
    """The answers with the score that they come to."""
    kind = None if isinstance(repo.project, Unavailable) else repo.project.kind
    scored = kind is None or catalogue.kind(kind).scored
    return Judged(repo, findings, score_repository(findings, catalogue), scored)


def outline(repo: RepoFacts) -> RepoFacts:
    """What rules about the portfolio look at; of everything else only that it is not here."""
    readme, code, project = repo.readme, repo.code, repo.project
    return RepoFacts(
        repo.name,
        repo.url,
        repo.head,
        project=project if isinstance(project, Unavailable) else replace(project, stages=()),
        readme=ReadmeFacts(path=readme.path, words=readme.words) if isinstance(readme, ReadmeFacts) else readme,
        code=CodeFacts(fingerprint=code.fingerprint) if isinstance(code, CodeFacts) else code,
        host=repo.host,
    )


def _without_words(finding: Finding) -> Finding:
    return replace(finding, outcome=wordless(finding.outcome.state, finding.outcome.credit))


@cache
def wordless(state: State, credit: int) -> Outcome:
    """The outcome without message and evidence: one value for all the rules of all repositories that have it."""
    return Outcome(state, credit, "")


def _report(item: Judged, catalogue: Catalogue) -> RepositoryReport:
    from portfolio_audit.skeletons.offering import offered  # not wanted where all is known from earlier runs

    facts, project = item.facts, item.facts.project
    kind, reason = (None, project.reason) if isinstance(project, Unavailable) else (project.kind, project.kind_reason)
    base, standing = item.score.exact.value or Fraction(0), item.standing(catalogue)

    def gain(finding: Finding) -> int:
        after = standing.if_passed([finding.rule.id]).value or Fraction(0)
        return rounded(after - base) or 0

    return RepositoryReport(
        name=facts.name,
        kind=kind,
        kind_reason=reason,
        head=facts.head,
        url=facts.url,
        score=shown_score(item.score.exact, catalogue),
        uncapped=rounded(item.score.uncapped),
        caps=item.score.caps,
        categories=item.score.categories,
        facts=facts_view(facts),
        findings=shown_findings(item.findings, {f.rule.id: gain(f) for f in item.findings if is_open(f)}),
        limits=facts.limits,
        skeletons=tuple(offered(facts, item.findings, folded_under(item.findings))) if item.project else (),
    )


def is_open(finding: Finding) -> bool:
    """Whether there is something to fix."""
    return finding.outcome.state in (State.FAIL, State.PARTIAL)


def shown_findings(findings: Sequence[Finding], gains: dict[str, int]) -> tuple[FindingReport, ...]:
    """The findings as a report shows them.

    Args:
        gains: points by rule, for what is open.
    """
    folded = folded_under(findings)
    return tuple(_finding(f, gains.get(f.rule.id, 0), folded.get(f.rule.id)) for f in findings)


def _finding(finding: Finding, gain: int, parent: str | None) -> FindingReport:
    rule, outcome = finding.rule, finding.outcome
    return FindingReport(
        rule=rule.id,
        state=outcome.state,
        credit=outcome.credit,
        weight=rule.weight,
        message=outcome.message,
        evidence=outcome.evidence,
        fix=rule.fix,
        gain=gain,
        minutes=rule.minutes,
        title=title_of(finding),
        category=rule.category,
        severity=rule.severity,
        parent=parent,
    )
