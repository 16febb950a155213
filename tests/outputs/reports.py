"""Reports of any size and with any text, made by hand."""

import json
from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from portfolio_audit.codec import dumps, from_data
from portfolio_audit.model.report import FindingReport, Report, RepositoryReport
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Evidence

KEPT = (
    *("schema", "state", "severity", "generated_at", "since", "at", "rule", "parent", "kind", "repository", "id"),
    *("stages", "group", "before", "after"),
)


def poisoned(report: Report, text: str) -> Report:
    """The report with that text in the place of every text that is free."""

    def poison(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: poison(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [poison(inner, key) for inner in value]
        return text if isinstance(value, str) and key not in KEPT else value

    return from_data(poison(json.loads(dumps(report))), Report)


def grown(report: Report, count: int) -> Report:
    """The report with so many repositories, made of its own under new names."""
    repos = [repo for repo in report.repositories if repo.score.value is not None]
    many = (replace(repos[n % len(repos)], name=f"project-{n:03}") for n in range(count))
    return replace(report, repositories=tuple(many))


def all_failing(repo: RepositoryReport) -> RepositoryReport:
    """The repository with every finding failed."""
    return replace(repo, findings=tuple(replace(f, state=State.FAIL, parent=None) for f in repo.findings))


def one_finding(report: Report, finding: FindingReport) -> Report:
    """A report of one repository with one finding."""
    repo = replace(report.repositories[0], findings=(finding,))
    return replace(report, login=None, repositories=(repo,), findings=())


def failure(rule: str, *evidence: Evidence, **fields: Any) -> FindingReport:
    """A finding that failed."""
    values: dict[str, Any] = {
        "state": State.FAIL, "credit": 0, "weight": 3, "message": "so it is", "fix": "Mend it.", "gain": 2,
        "minutes": 20, "title": "It fails", "category": "readme", "severity": "high",
    }  # fmt: skip
    return FindingReport(rule=rule, evidence=evidence, **(values | fields))


def open_findings(report: Report) -> Sequence[tuple[str, FindingReport]]:
    """Everything that failed, in whole or in part, with the name of its repository."""
    named = [(repo.name, finding) for repo in report.repositories for finding in repo.findings]
    everything = [*named, *(("", finding) for finding in report.findings)]
    return [(name, finding) for name, finding in everything if finding.state in (State.FAIL, State.PARTIAL)]
