"""The sums that a page needs to score again when somebody ticks a fix."""

from collections.abc import Mapping, Sequence
from typing import Any

from portfolio_audit.model.report import CategoryScore, FindingReport, Report, RepositoryReport
from portfolio_audit.model.rules import State

Sums = dict[str, Any]
"""JSON; the names are short because there is one for every repository:
`n` name, `s` for each part share, earned, possible and applicable weight, `c` caps in force, `d` caps that may be, `f`
rule → what passing it earns: part, hundredths of a point, minutes, rules that pass with it. A rule is its number in
`rules`."""

Numbers = Mapping[str, int]
"""Rule → its number."""


def portfolio_sums(report: Report) -> Sums:
    """What all repositories share."""
    arithmetic = report.arithmetic
    return {
        "shares": [arithmetic.projects_share, arithmetic.profile_share],
        "slots": [slot.weight for slot in arithmetic.slots],
        "kept": sum(slot.value is not None for slot in arithmetic.slots),
        "unseen": sum(skip.unavailable for skip in report.skipped),
        "rules": [rule.id for rule in report.rules],
        "parts": [rule.category for rule in report.rules],
        "grades": list(report.ruleset.grades.items()),
    }


def repository_sums(repo: RepositoryReport, caps: Mapping[str, int], numbers: Numbers) -> Sums:
    """What the repository's score is made of.

    Args:
        caps: rule → the highest score of a repository that fails it.
    """
    doubts = [f.rule for f in repo.findings if f.state is State.UNKNOWN and f.rule in caps]
    return {
        "n": repo.name,
        **_sums(repo.categories, repo.findings, numbers),
        "c": {numbers[cap.rule]: cap.value for cap in repo.caps if cap.rule in numbers},
        "d": {numbers[rule]: caps[rule] for rule in doubts if rule in numbers},
    }


def profile_sums(report: Report, numbers: Numbers) -> Sums:
    """What the profile's score is made of; nothing where no person was asked for."""
    counts = report.login is not None and report.categories
    return {"n": "", **_sums(report.categories, report.findings if counts else (), numbers), "c": {}, "d": {}}


def _sums(categories: Sequence[CategoryScore], findings: Sequence[FindingReport], numbers: Numbers) -> Sums:
    parts = {category.id: place for place, category in enumerate(categories)}
    fixes = [
        f for f in findings if f.state in (State.FAIL, State.PARTIAL) and f.category in parts and f.rule in numbers
    ]
    following: dict[str, list[int]] = {}
    for finding in fixes:
        if finding.parent:
            following.setdefault(finding.parent, []).append(numbers[finding.rule])
    return {
        "s": [[c.share, c.earned, c.possible, c.applicable] for c in categories],
        "f": {numbers[f.rule]: _fix(f, parts[f.category], following.get(f.rule, [])) for f in fixes},
    }


def _fix(finding: FindingReport, part: int, together: list[int]) -> list[Any]:
    return [part, finding.weight * (100 - finding.credit), finding.minutes, *([together] if together else [])]
