"""The rules of a report, as code scanning shows them beside an alert."""

from typing import Any

from portfolio_audit.model.report import Report, RuleNote
from portfolio_audit.model.rules import Severity
from portfolio_audit.renderers import escape
from portfolio_audit.text import shown

MAX_RULES = 25_000
_LEVEL = {"critical": "error", "high": "warning", "medium": "warning", "low": "note", "info": "note"}
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
_SCORE = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0", "info": "1.0"}
"""What GitHub reads as critical, high, medium, low and low."""


def level_of(severity: Severity, *, whole: bool = True) -> str:
    """SARIF's level of a failure; of one in part a step lower."""
    level = _LEVEL[severity]
    return level if whole else {"error": "warning"}.get(level, "note")


def text_of(text: str, limit: int = 400) -> str:
    """Text for a message: on one line, and without what SARIF takes for a link."""
    return shown(text, limit).replace("](", "] (")


def rule_descriptors(report: Report) -> list[dict[str, Any]]:
    """All rules that were asked, in the catalogue's order."""
    fixes = {finding.rule: finding.fix for finding in report.findings}
    for repo in report.repositories[:1]:  # every rule answers for every repository
        fixes |= {finding.rule: finding.fix for finding in repo.findings}
    return [_descriptor(note, fixes.get(note.id, "")) for note in report.rules[:MAX_RULES]]


def _descriptor(note: RuleNote, fix: str) -> dict[str, Any]:
    level = level_of(note.severity)
    source = escape.address(note.source)
    rule: dict[str, Any] = {
        "id": text_of(note.id, 200),
        "name": "".join(word.capitalize() for word in text_of(note.id, 200).split("-")),
        # an alert is about its absence, so the title alone would say the opposite of what is so
        "shortDescription": {"text": f"Expected: {text_of(note.title)}"},
        "fullDescription": {"text": text_of(note.why, 1000) or text_of(note.title)},
        "help": {"text": _plain_help(note, fix, source), "markdown": _markdown_help(note, fix, source)},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["portfolio", text_of(note.category)],
            "problem.severity": _PROBLEM[level],
        },
    }
    if note.category == "security":
        rule["properties"]["security-severity"] = _SCORE[note.severity]
    if source:
        rule["helpUri"] = source
    return rule


def _plain_help(note: RuleNote, fix: str, source: str) -> str:
    parts = [text_of(note.why, 4000)]
    parts += [f"To fix it: {text_of(fix, 4000)}"] if fix else []
    parts += [f"Source: {source}"] if source else []
    return "\n\n".join(part for part in parts if part) or text_of(note.title)


def _markdown_help(note: RuleNote, fix: str, source: str) -> str:
    parts = [f"# {escape.markdown_text(note.title)}", escape.markdown_advice(note.why)]
    parts += [f"## How to fix it\n\n{escape.markdown_advice(fix)}"] if fix else []
    parts += [f"## Source\n\n<{source}>"] if source else []
    return "\n\n".join(part for part in parts if part)
