"""Portfolio → Report: a pure function. The same portfolio, rules and version give the same report."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from portfolio_audit import __version__
from portfolio_audit.errors import AuditError
from portfolio_audit.facts_view import facts_view
from portfolio_audit.knowledge import skill_order
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import ProjectFacts, RepoFacts, Skill
from portfolio_audit.model.portfolio import Portfolio, Skipped
from portfolio_audit.model.report import (
    REPORT_SCHEMA,
    FindingReport,
    Report,
    RepositoryReport,
    RuleNote,
    Ruleset,
    SkillReport,
)
from portfolio_audit.model.rules import Finding, Rule, State
from portfolio_audit.model.values import Unavailable
from portfolio_audit.next_steps import folded_under, next_steps, title_of
from portfolio_audit.scoring import rounded, shown_score
from portfolio_audit.skeletons.offering import offered
from portfolio_audit.summary import summarise
from portfolio_audit.text import uncapitalised
from portfolio_audit.verdict import Judged, Verdict, WhatIf, judge


def audit(portfolio: Portfolio, catalogue: Catalogue, *, version: str = __version__, strict: bool = False) -> Report:
    """The scored report.

    Args:
        version: of the tool, stamped into the report.
        strict: raise when a check has a bug, instead of answering "unknown".
    """
    verdict = judge(portfolio, catalogue, strict=strict)
    score = verdict.score()
    return Report(
        schema=REPORT_SCHEMA,
        version=version,
        ruleset=Ruleset(catalogue.rubric, catalogue.digest, catalogue.pass_mark),
        generated_at=portfolio.gathered_at,
        login=portfolio.login,
        summary=summarise(verdict, score),
        partial=portfolio.interrupted,
        score=shown_score(score.exact, catalogue),
        arithmetic=score.arithmetic,
        categories=score.categories,
        repositories=tuple(_repository(item, catalogue) for item in sorted(verdict.repositories, key=_best_first)),
        findings=_profile_findings(verdict),
        next_steps=next_steps(verdict),
        skipped=tuple(sorted(portfolio.skipped, key=_unavailable_first)),
        rules=tuple(_note(rule) for rule in catalogue.rules),
        run=portfolio.run,
        skills=tuple(_skills(sorted(verdict.repositories, key=_best_first))),
    )


def _best_first(item: Judged) -> tuple[bool, bool, Fraction, str]:
    value = item.score.exact.value
    return not item.project, value is None, -(value or Fraction(0)), item.facts.name


def _skills(best_first: Sequence[Judged]) -> Iterator[SkillReport]:
    """Each skill with the proof of the best project that has it, tools of one sort together."""
    proofs: dict[str, list[tuple[str, Skill]]] = {}
    for item in best_first:
        project = item.facts.project
        for skill in project.skills if item.project and isinstance(project, ProjectFacts) else ():
            proofs.setdefault(skill.id, []).append((item.facts.name, skill))
    order = skill_order()
    for proof in sorted(proofs.values(), key=lambda found: order.index(found[0][1].id)):
        name, skill = proof[0]
        yield SkillReport(skill.id, skill.title, skill.group, name, skill.at, len(proof))


def _unavailable_first(skip: Skipped) -> tuple[bool, str]:
    return not skip.unavailable, skip.name


def _repository(item: Judged, catalogue: Catalogue) -> RepositoryReport:
    facts, project = item.facts, item.facts.project
    kind, reason = (None, project.reason) if isinstance(project, Unavailable) else (project.kind, project.kind_reason)
    base = item.score.exact.value or Fraction(0)

    def gain(finding: Finding) -> int:
        after = item.if_passed([finding.rule.id], catalogue).value or Fraction(0)
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
        findings=_shown(item.findings, {f.rule.id: gain(f) for f in item.findings if _open(f)}),
        limits=facts.limits,
        skeletons=tuple(offered(facts, item.findings, folded_under(item.findings))) if item.project else (),
    )


def _profile_findings(verdict: Verdict) -> tuple[FindingReport, ...]:
    what_if = WhatIf(verdict)
    gains = {f.rule.id: rounded(what_if.profile_gain([f.rule.id])) or 0 for f in verdict.profile if _open(f)}
    return _shown(verdict.profile, gains)


def _open(finding: Finding) -> bool:
    return finding.outcome.state in (State.FAIL, State.PARTIAL)


def _shown(findings: Sequence[Finding], gains: dict[str, int]) -> tuple[FindingReport, ...]:
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


def _note(rule: Rule) -> RuleNote:
    return RuleNote(rule.id, rule.title, rule.category, rule.severity, rule.why, rule.source, rule.cap)


def with_kinds(portfolio: Portfolio, kinds: Mapping[str, str]) -> Portfolio:
    """The portfolio with the kinds that its owner says; each reason tells what was read.

    Args:
        kinds: kind by the repository's name.

    Raises:
        AuditError: no repository is called so.
    """
    known = {repo.name for repo in portfolio.repos}
    if strange := next((name for name in kinds if name not in known), None):
        raise AuditError(f"--kind: no repository that was read is called {strange!r}.")
    return replace(portfolio, repos=tuple(_said_to_be(repo, kinds.get(repo.name)) for repo in portfolio.repos))


def _said_to_be(repo: RepoFacts, kind: str | None) -> RepoFacts:
    project = repo.project
    if kind is None or isinstance(project, Unavailable) or project.kind == kind:
        return repo
    reason = f"You said so; it was read as {project.kind or 'unknown'}: {uncapitalised(project.kind_reason)}"
    return replace(repo, project=replace(project, kind=kind, kind_reason=reason))
