"""Marks at the lines of a change, the most valuable first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portfolio_audit.action.console import Level
from portfolio_audit.model.report import FindingReport, Report, RepositoryReport
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers.places import is_file
from portfolio_audit.renderers.views import to_fix

MOST = 10
"""What GitHub shows of one step."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """One mark."""

    level: Level
    title: str
    message: str
    file: str
    """Path below the workspace; empty when it is about no file."""
    line: int

    @property
    def properties(self) -> dict[str, str]:
        """As the runner takes them."""
        return {"file": self.file, "line": str(self.line) if self.file else "", "title": self.title}


def annotations(report: Report, below: str, room: int = MOST) -> tuple[list[Annotation], int]:
    """The most valuable marks, and how many there are beside them.

    Args:
        below: where the repository lies below the workspace, with a slash at its end; empty for the workspace itself.
        room: how many may still be shown.
    """
    if report.login or len(report.repositories) != 1:
        return [], 0
    (repo,) = report.repositories
    by_this_change = _by_this_change(report)
    findings = sorted(to_fix(repo.findings), key=lambda finding: finding.rule not in by_this_change)
    marks = [_annotation(finding, repo, below, new=finding.rule in by_this_change) for finding in findings]
    return marks[:room], max(0, len(marks) - room)


def _by_this_change(report: Report) -> frozenset[str]:
    changes = report.changes
    return frozenset(moved.rule for moved in (*changes.broken, *changes.new)) if changes else frozenset()


def _annotation(finding: FindingReport, repo: RepositoryReport, below: str, *, new: bool) -> Annotation:
    level: Level = "warning" if new or finding.severity == "critical" else "notice"
    place = next(_places(finding.evidence), None) or _readme(repo)
    message = ". ".join(part.rstrip(".") for part in (finding.message, finding.fix) if part)
    file = f"{below}{place.path}" if place else ""
    line = place.line or 1 if place and place.unit == "line" else 1
    return Annotation(level, finding.title, f"{message}.", file, line)


def _places(evidence: Sequence[Evidence]) -> Iterator[Evidence]:
    return (at for at in evidence if is_file(at))


def _readme(repo: RepositoryReport) -> Evidence | None:
    readme = repo.facts.get("readme")
    path = readme.get("path") if isinstance(readme, dict) else None
    return Evidence(path) if isinstance(path, str) and path else None
