"""What to fix, in order of gain for effort."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial

from portfolio_audit.model.report import NextStep
from portfolio_audit.model.rules import Finding, State
from portfolio_audit.scoring import rounded
from portfolio_audit.text import uncapitalised
from portfolio_audit.verdict import Verdict, WhatIf

MOST = 60


def folded_under(findings: Sequence[Finding]) -> dict[str, str]:
    """Rule → the failed rule that it merely follows from."""
    failed = {f.rule.id for f in findings if f.outcome.state is State.FAIL}
    return {f.rule.id: f.rule.parent for f in findings if f.rule.parent in failed and f.rule.parent and _open(f)}


def next_steps(verdict: Verdict) -> tuple[NextStep, ...]:
    """Fixes that raise the portfolio's score, the most points a minute first.

    What follows from a failed rule is one step with it: a README that is not there is written once.
    """
    what_if = WhatIf(verdict)
    steps: list[tuple[Fraction, NextStep]] = []
    for item in verdict.repositories:
        if item.project:
            gain_of = partial(what_if.gain, item.facts.name, item.standing(verdict.catalogue))
            steps += _steps(item.facts.name, item.findings, gain_of)
    steps += _steps("", verdict.profile, what_if.profile_gain)
    steps.sort(key=lambda step: (-step[0], step[1].repository, step[1].rule))
    return tuple(step for _, step in steps[:MOST])


def _steps(
    repository: str, findings: Sequence[Finding], gain_of: Callable[[Iterable[str]], Fraction]
) -> Iterable[tuple[Fraction, NextStep]]:
    folded = folded_under(findings)
    following: dict[str, list[Finding]] = {}
    for finding in findings:
        following.setdefault(folded.get(finding.rule.id, ""), []).append(finding)
    for finding in findings:
        rule = finding.rule
        if not _open(finding) or rule.id in folded:
            continue
        together = following.get(rule.id, [])
        gain = gain_of([rule.id, *(f.rule.id for f in together)])
        minutes = rule.minutes + sum(f.rule.minutes for f in together)
        tenths = rounded(gain * 10) or 0
        if tenths > 0:
            step = NextStep(
                rule.id, repository, rounded(gain) or 0, tenths, minutes, _text(finding, together), title_of(finding)
            )
            yield gain / minutes, step


def title_of(finding: Finding) -> str:
    """What is so: a failure's title says too much of what passed in part."""
    rule, state = finding.rule, finding.outcome.state
    if state is State.FAIL:
        return rule.failure_title
    return f"In part: {uncapitalised(rule.title)}" if state is State.PARTIAL else rule.title


def _text(finding: Finding, together: Sequence[Finding]) -> str:
    parts = ", ".join(f.rule.title for f in together)
    return finding.rule.fix + (f" In the same go: {parts}." if parts else "")


def _open(finding: Finding) -> bool:
    return finding.outcome.state in (State.FAIL, State.PARTIAL)
