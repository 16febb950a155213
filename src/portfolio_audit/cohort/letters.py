"""A student's letter: what works first, then three next steps. It is English, as the action's comments are."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portfolio_audit.model.cohort import Student
from portfolio_audit.model.report import FindingReport, NextStep, Report, RepositoryHeading, RepositoryReport
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Evidence
from portfolio_audit.packed import named, seen_as
from portfolio_audit.renderers.escape import safe_url
from portfolio_audit.renderers.places import is_file, place_url
from portfolio_audit.renderers.templates import environment
from portfolio_audit.renderers.views import day, uncertain

TITLE = "Feedback on your projects"
STEPS = 3
_PROJECTS = 2
_PROOFS = 3
_LISTED = 3
"""Entries of a list before it is only counted."""
_PLACES = 2
_SECURITY = "security-"
"""Whoever reads a letter in public must not learn where a repository can be hurt."""
_SECRETS = ("security-secrets", "security-history", "security-credentials")
_OPEN = (State.FAIL, State.PARTIAL)
_TOGETHER = " In the same go: "
"""What comes after it in a step lists all that is mended with it, which is too much for a letter."""
_SENTENCE = re.compile(r".+?[.!?](?=\s|$)", re.DOTALL)


class At(NamedTuple):
    """A place as a letter names it."""

    spot: str
    url: str
    """Empty where there is none to link to."""


class Proof(NamedTuple):
    """What is so, and where it can be seen."""

    title: str
    places: tuple[At, ...]


class Project(NamedTuple):
    """A project that carries the score."""

    at: At
    value: int | None
    proofs: tuple[Proof, ...]


class Step(NamedTuple):
    """What to do next."""

    title: str
    at: At | None
    """The repository; `None` for the profile."""
    also: tuple[str, ...]
    """Further repositories in which the same is open."""
    tenths: int
    minutes: int
    why: str
    how: str
    with_it: int
    """Further rules that are mended in the same go."""
    places: tuple[At, ...]


def letter(student: Student, report: Report, *, mark: str = "", results: bool = True) -> str:
    """The letter in Markdown, about a screen long.

    Args:
        mark: first line of a letter that is posted, by which it is found again. The roster's name is then left out.
        results: whether the score is said, and whether the course is passed.
    """
    changes, unseen = report.changes, [skip for skip in report.skipped if skip.unavailable]
    fixed = list(dict.fromkeys(move.title for move in changes.fixed)) if changes else []
    text = (
        environment(html=False)
        .get_template("letter.md.j2")
        .render(
            report=report,
            mark=mark,
            results=results,
            title=TITLE,
            name=student.login if mark else student.name or student.login,
            opening=_opening(report, results=results),
            urgent=list(_urgent(report)),
            projects=list(_projects(report)),
            fixed=fixed[:_LISTED],
            more_fixed=len(fixed[_LISTED:]),
            since=day(changes.since) if changes else "",
            steps=list(_steps(report)),
            nothing_left=_nothing_left(report),
            unseen=unseen[:_LISTED],
            more_unseen=len(unseen[_LISTED:]),
            basis=f"Files were read, nothing was run; the questions are those of the rubric {report.ruleset.rubric}.",
        )
    )
    return re.sub(r"\n{3,}", "\n\n", text)


def first_steps(report: Report) -> list[NextStep]:
    """Each rule's best step, the most points a minute first; what must stay private is none."""
    best: dict[str, NextStep] = {}
    for step in report.next_steps:
        if step.rule not in _SECRETS:
            best.setdefault(step.rule, step)
    return list(best.values())


def best_projects(report: Report) -> list[str]:
    """Names of the projects that carry the score, best first."""
    return [slot.repository for slot in report.arithmetic.slots if slot.repository is not None]


def _opening(report: Report, *, results: bool) -> str:
    said = "Here is what your work already shows, and what would show more of it."
    score, changes = report.score, report.changes
    if not results or score.value is None:
        return said
    doubt = f" (between {score.low} and {score.high}, as far as could be seen)" if uncertain(score) else ""
    before = f"; on {day(changes.since)} it was {changes.before}" if changes and changes.before is not None else ""
    return f"{said} Your score is {score.value} of 100{doubt if score.low != score.high else ''}{before}."


def _urgent(report: Report) -> Iterator[str]:
    """Repositories that publish what should be private."""
    for repo in report.repositories:
        if any(finding.rule in _SECRETS and finding.state in _OPEN for finding in repo.findings):
            yield repo.name


def _projects(report: Report) -> Iterator[Project]:
    for name in best_projects(report)[:_PROJECTS]:
        if repo := named(report.repositories, name):
            yield Project(At(repo.name, safe_url(repo.url)), repo.score.value, tuple(_proofs(repo)))


def _proofs(repo: RepositoryReport) -> Iterator[Proof]:
    """Of each category the rule passed that weighs and takes most, those first that a place in a file proves."""
    passed = [f for f in repo.findings if f.state is State.PASS and f.weight and not f.rule.startswith(_SECURITY)]
    passed.sort(key=lambda finding: (not any(map(is_file, finding.evidence)), -finding.weight, -finding.minutes))
    best: dict[str, FindingReport] = {}
    for finding in passed:
        best.setdefault(finding.category, finding)
    chosen = sorted(best.values(), key=lambda finding: (-finding.weight, -finding.minutes))[:_PROOFS]
    for finding in chosen:
        yield Proof(finding.title, tuple(_places(repo, finding.evidence))[:1])


def _steps(report: Report) -> Iterator[Step]:
    reasons = {note.id: note.why for note in report.rules}
    for step in first_steps(report)[:STEPS]:
        repo = named(report.repositories, step.repository) if step.repository else None
        others = [one.repository for one in report.next_steps if one.rule == step.rule and one is not step]
        yield Step(
            step.title,
            At(repo.name, safe_url(repo.url)) if repo else None,
            tuple(others[:_LISTED]),
            step.gain_tenths,
            step.minutes,
            _first_sentence(reasons.get(step.rule, "")),
            step.text.partition(_TOGETHER)[0],
            sum(finding.parent == step.rule for finding in repo.findings) if repo else 0,
            tuple(_where(repo, step.rule)) if repo else (),
        )


def _where(repo: RepositoryReport, rule: str) -> Iterator[At]:
    finding = next((one for one in repo.findings if one.rule == rule), None)
    if finding and not rule.startswith(_SECURITY):
        yield from list(dict.fromkeys(_places(repo, finding.evidence)))[:_PLACES]


def _places(repo: RepositoryReport, evidence: Sequence[Evidence]) -> Iterator[At]:
    for at in filter(is_file, evidence):
        yield At(at.spot, place_url(repo.url, repo.head, at))


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found[0] if found else text


def _nothing_left(report: Report) -> str:
    if any(repo.score.value is not None for repo in seen_as(report.repositories, RepositoryHeading)):
        return "No step is left that would add points. What comes next is yours to choose."
    return "There is no project with points yet: the first one that you publish makes the start."
