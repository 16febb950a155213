"""Portfolio → Report: a pure function. The same portfolio, rules and version give the same report."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from portfolio_audit import __version__
from portfolio_audit.assessing import Memo, assessment, is_open, shown_findings
from portfolio_audit.errors import AuditError
from portfolio_audit.knowledge import skill_order
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import ProjectFacts, RepoFacts, Skill
from portfolio_audit.model.portfolio import Portfolio, Skipped
from portfolio_audit.model.report import (
    REPORT_SCHEMA,
    FindingReport,
    Report,
    RuleNote,
    Ruleset,
    SkillReport,
)
from portfolio_audit.model.rules import Rule
from portfolio_audit.model.values import Unavailable
from portfolio_audit.next_steps import next_steps
from portfolio_audit.packed import Shelf, packed
from portfolio_audit.requiring import in_the_way, is_passed
from portfolio_audit.scoring import rounded, shown_score
from portfolio_audit.summary import summarise
from portfolio_audit.text import uncapitalised
from portfolio_audit.verdict import Judged, Verdict, WhatIf, conclude


def audit(
    portfolio: Portfolio,
    catalogue: Catalogue,
    *,
    version: str = __version__,
    strict: bool = False,
    memo: Memo | None = None,
) -> Report:
    """The scored report.

    Args:
        memo: repositories that were assessed before by the same catalogue; those that were not are added.
        version: of the tool, stamped into the report.
        strict: raise when a check has a bug, instead of answering "unknown".
    """
    assessed = [assessment(item, catalogue, memo, strict=strict) for item in packed(portfolio.repos)]
    verdict = conclude(portfolio, tuple(one.judged for one in assessed), catalogue, strict=strict)
    score = verdict.score()
    shown = shown_score(score.exact, catalogue)
    required = in_the_way(verdict, score, portfolio.skipped)
    best_first = sorted(assessed, key=lambda one: _best_first(one.judged))
    return Report(
        schema=REPORT_SCHEMA,
        version=version,
        ruleset=ruleset_of(catalogue),
        generated_at=portfolio.gathered_at,
        login=portfolio.login,
        summary=summarise(verdict, score),
        partial=portfolio.interrupted,
        score=shown,
        arithmetic=score.arithmetic,
        categories=score.categories,
        repositories=Shelf(one.report for one in best_first),
        findings=_profile_findings(verdict),
        next_steps=next_steps(verdict),
        skipped=tuple(sorted(portfolio.skipped, key=_unavailable_first)),
        rules=tuple(_note(rule) for rule in catalogue.rules),
        run=portfolio.run,
        skills=tuple(_skills([one.judged for one in best_first])),
        passed=is_passed(shown, catalogue, required),
        required=required,
    )


def ruleset_of(catalogue: Catalogue) -> Ruleset:
    """Which questions a catalogue asks, as a report names them."""
    grades = dict(catalogue.scale.grades)
    return Ruleset(catalogue.rubric, catalogue.digest, catalogue.pass_mark, grades, catalogue.required)


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


def _profile_findings(verdict: Verdict) -> tuple[FindingReport, ...]:
    what_if = WhatIf(verdict)
    gains = {f.rule.id: rounded(what_if.profile_gain([f.rule.id])) or 0 for f in verdict.profile if is_open(f)}
    return shown_findings(verdict.profile, gains)


def _note(rule: Rule) -> RuleNote:
    return RuleNote(rule.id, rule.title, rule.category, rule.severity, rule.why, rule.source, rule.cap)


def with_kinds(portfolio: Portfolio, kinds: Mapping[str, str]) -> Portfolio:
    """The portfolio with the kinds that its owner says; each reason tells what was read.

    Args:
        kinds: kind by the repository's name.

    Raises:
        AuditError: no repository is called so.
    """
    if not kinds:
        return portfolio
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
