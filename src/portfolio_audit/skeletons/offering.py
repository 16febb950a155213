"""Which skeletons a report carries: one for each open rule that asks for a text of which something is known."""

from collections.abc import Iterator, Mapping, Sequence

from portfolio_audit.model.facts import CONTENTS, ReadmeFacts, RepoFacts
from portfolio_audit.model.report import SkeletonReport
from portfolio_audit.model.rules import Finding, Rule, State
from portfolio_audit.skeletons.license import license_text
from portfolio_audit.skeletons.making import Skeleton, skeleton, whole
from portfolio_audit.skeletons.manifest import lines

WHOLE = "readme.exists"
"""The check for which a whole README is offered."""
BY_CHECK = {
    "readme.structure_shown": ("structure",),
    "deployment.demo_link": ("demo",),
    "references.install_command": ("installation",),
    "references.entry_point": ("usage",),
}
"""Checks that do not name their content: of these a skeleton is offered although the README says something."""
LEAST = ("overview", "problem", "installation", "usage", "results")
"""What a README should hold when nothing more is asked of it."""


def contents_of(rule: Rule) -> tuple[str, ...]:
    """Contents of a README that the rule asks for."""
    named = (rule.params.get("content"), *(rule.params.get("contents") or ()))
    return tuple(name for name in named if name in CONTENTS) or BY_CHECK.get(rule.check, ())


def offered(repo: RepoFacts, findings: Sequence[Finding], folded: Mapping[str, str]) -> Iterator[SkeletonReport]:
    """The skeletons for what did not pass; without a README one whole README for all of it."""
    missing = [f for f in findings if f.outcome.state in (State.FAIL, State.PARTIAL)]
    yield from _in_readme(repo, missing, folded)
    for rule in (finding.rule for finding in missing if finding.rule.id not in folded):
        yield from filter(None, (lines(repo, rule), license_text(repo, rule)))


def _in_readme(repo: RepoFacts, missing: Sequence[Finding], folded: Mapping[str, str]) -> Iterator[SkeletonReport]:
    readme = repo.readme
    if not isinstance(readme, ReadmeFacts):
        return
    lack = next((f.rule for f in missing if f.rule.check == WHOLE and f.outcome.state is State.FAIL), None)
    if lack:
        wanted = tuple(dict.fromkeys(name for finding in missing for name in contents_of(finding.rule)))
        made = whole(repo, wanted or LEAST, readme.language)
        yield SkeletonReport(lack.id, made.language, made.looks_for, made.at_level(1))
        return
    for rule in (finding.rule for finding in missing if finding.rule.id not in folded):
        if parts := _sections(repo, readme, rule):
            looks_for = " ".join(part.looks_for for part in parts)
            yield SkeletonReport(rule.id, parts[0].language, looks_for, "\n".join(part.text for part in parts))


def _sections(repo: RepoFacts, readme: ReadmeFacts, rule: Rule) -> list[Skeleton]:
    """Those that the README lacks, or that say how it really is."""
    wanted = (name for name in contents_of(rule) if rule.check in BY_CHECK or not readme.content(name).present)
    return [made for name in wanted if (made := skeleton(repo, name, readme.language))]
