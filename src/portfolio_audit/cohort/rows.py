"""A student's report as a row of the cohort's."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache

from portfolio_audit.model.cohort import (
    FindingRow,
    Status,
    Student,
    StudentPart,
    StudentProject,
    StudentRow,
    StudentRule,
    Unseen,
)
from portfolio_audit.model.report import FindingReport, Report, RepositoryReport
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Evidence
from portfolio_audit.scoring import rounded

STEPS = 3
_NOWHERE = Evidence("")
NOT_YET = "not looked at yet: the run was ended before"
"""Why there is no report on whom an interrupted run has not come to."""


def absent_row(student: Student, status: Status, reason: str = "") -> StudentRow:
    """The row of a student of whom there is no report."""
    return StudentRow(student, status, reason)


def student_row(student: Student, report: Report, *, page: str = "") -> StudentRow:
    """The row of a student who was audited; without a score where there was no repository to look at.

    Args:
        page: the student's page, relative to the cohort's.
    """
    repositories = tuple(report.repositories)
    unseen = _unseen(report, repositories)
    status, reason = _status(report, repositories, unseen)
    if not status.seen:
        return StudentRow(student, status, reason, unseen=unseen)
    weights: dict[str | None, int] = {
        slot.repository: slot.weight for slot in report.arithmetic.slots if slot.repository
    }
    carrying = [repo for repo in repositories if repo.name in weights]
    return StudentRow(
        student=student,
        status=status,
        reason=reason,
        score=report.score,
        passed=report.passed,
        before=_before(report),
        summary=report.summary,
        parts=tuple(_parts(report, carrying, weights)),
        rules=_rules(report, carrying),
        projects=tuple(StudentProject(r.name, r.url, r.kind, r.score, r.name in weights) for r in repositories),
        steps=tuple(step.title for step in report.next_steps[:STEPS]),
        critical=_critical(report, repositories),
        page=page,
        unseen=unseen,
    )


def _before(report: Report) -> int | None:
    """The score to compare with; none when what was known then is not known now, for that moves a score, too."""
    changes = report.changes
    return changes.before if changes and not changes.no_longer_known else None


def _unseen(report: Report, repositories: Sequence[RepositoryReport]) -> tuple[Unseen, ...]:
    """What could not be looked at; where nothing was listed, what was left out."""
    unseen = [Unseen(skip.reason, skip.name) for skip in report.skipped if skip.unavailable]
    unseen += [Unseen(repo.kind_reason, repo.name) for repo in repositories if repo.kind is None]
    if not repositories and not unseen and not report.partial:
        left_out = Counter(skip.reason for skip in report.skipped)
        unseen = [Unseen(reason, count=count) for reason, count in left_out.items()]
    return tuple(unseen)


def _status(report: Report, repositories: Sequence[RepositoryReport], unseen: Sequence[Unseen]) -> tuple[Status, str]:
    """What became of the audit, and why it is no more."""
    listed = len(repositories) + sum(skip.unavailable for skip in report.skipped)
    if not listed and not report.partial:
        return Status.NO_REPOSITORIES, "left out" if unseen else ""
    if listed == len(unseen):
        return Status.UNAVAILABLE, _lost(len(unseen), listed) or "the run was ended before anything was looked at"
    if unseen or report.partial:
        return Status.PARTIAL, _lost(len(unseen), listed) or "the run was ended early"
    return Status.OK, ""


def _lost(unseen: int, listed: int) -> str:
    repositories = "repository" if listed == 1 else "repositories"
    return f"{unseen} of {listed} {repositories} could not be looked at" if unseen else ""


def _parts(
    report: Report, carrying: Sequence[RepositoryReport], weights: Mapping[str | None, int]
) -> Iterator[StudentPart]:
    """In the catalogue's order, which that of the rules shows."""
    parts = {part.id: part for repo in carrying for part in repo.categories}
    for name in dict.fromkeys([*(note.category for note in report.rules), *parts]):
        if part := parts.get(name):
            same = [(weights[repo.name], one) for repo in carrying for one in repo.categories if one.id == name]
            decided = [(weight, Fraction(one.earned, one.possible)) for weight, one in same if one.possible]
            yield StudentPart(name, part.title, part.share, rounded(_mean(decided)))


def _mean(values: Sequence[tuple[int, Fraction]]) -> Fraction | None:
    whole = sum(weight for weight, _ in values)
    return sum((weight * value for weight, value in values), Fraction(0)) / whole if whole else None


def _rules(report: Report, carrying: Sequence[RepositoryReport]) -> dict[str, StudentRule]:
    """In the catalogue's order."""
    states: dict[str, list[State]] = {note.id: [] for note in report.rules}
    for findings in (*(repo.findings for repo in carrying), report.findings):
        for finding in findings:
            states.setdefault(finding.rule, []).append(finding.state)
    gains: Counter[str] = Counter()
    names = {"", *(repo.name for repo in carrying)}
    for step in report.next_steps:
        gains[step.rule] += step.gain_tenths if step.repository in names else 0
    return {rule: _rule(_together(found), gains[rule]) for rule, found in states.items() if found}


@cache
def _rule(state: State, gain_tenths: int) -> StudentRule:
    """One value for all the rules of all students that have it."""
    return StudentRule(state, gain_tenths)


def _together(states: Iterable[State]) -> State:
    asked = {state for state in states if state is not State.NOT_APPLICABLE}
    decided = asked - {State.UNKNOWN}
    if len(decided) > 1:
        return State.PARTIAL
    return next(iter(decided or asked), State.NOT_APPLICABLE)


def _critical(report: Report, repositories: Iterable[RepositoryReport]) -> tuple[str, ...]:
    """Of all repositories: a key in notes is as public as one in a project."""
    findings = (finding for findings in (*(r.findings for r in repositories), report.findings) for finding in findings)
    titles = (f.title for f in findings if f.severity == "critical" and f.state is State.FAIL)
    return tuple(dict.fromkeys(titles))


def finding_rows(login: str, report: Report) -> Iterator[FindingRow]:
    """The answers about one student, repository by repository, the profile's last; not what made no sense to ask."""
    for name, findings in (*((repo.name, repo.findings) for repo in report.repositories), ("", report.findings)):
        for finding in findings:
            if finding.state is not State.NOT_APPLICABLE:
                yield _finding_row(login, name, finding)


def _finding_row(login: str, repository: str, finding: FindingReport) -> FindingRow:
    at = finding.evidence[0] if finding.evidence else _NOWHERE
    return FindingRow(
        login=login,
        repository=repository,
        rule=finding.rule,
        title=finding.title,
        category=finding.category,
        severity=finding.severity,
        state=finding.state,
        credit=finding.credit,
        weight=finding.weight,
        gain=finding.gain,
        minutes=finding.minutes,
        message=finding.message,
        path=at.path,
        line=at.line,
        parent=finding.parent,
    )
