"""Findings as text and as JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict

from portfolio_audit import __version__
from portfolio_audit.doctor.values import Finding, State, can_audit
from portfolio_audit.text import visible

SCHEMA = "portfolio-audit/doctor@1"
_MARKS = {State.GOOD: "✓", State.WARNING: "!", State.BAD: "✗", State.NOT_ASKED: "-"}
_PLAIN = _MARKS | {State.GOOD: "ok", State.BAD: "x"}
_NAMES = 12


def as_text(finding: Finding, *, plain: bool) -> str:
    """One finding with its advice below.

    Args:
        plain: in ASCII.
    """
    mark = _PLAIN[finding.state] if plain else _MARKS[finding.state]
    text = f"{mark:2} {finding.id:{_NAMES}}{visible(finding.found)}\n"
    if finding.advice:
        text += f"{'':3}{'':{_NAMES}}-> {visible(finding.advice)}\n"
    return text.encode("ascii", "backslashreplace").decode() if plain else text


def conclusion(findings: Iterable[Finding]) -> str:
    """The last line."""
    if can_audit(findings):
        return "An audit can run.\n"
    return "An audit of a person or a repository cannot run as things are.\n"


def as_json(findings: Iterable[Finding]) -> str:
    """All findings for programs."""
    found = tuple(findings)
    data = {
        "schema": SCHEMA,
        "version": __version__,
        "can_audit": can_audit(found),
        "checks": [asdict(finding) for finding in found],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
