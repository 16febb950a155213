"""The comment that tells what a change did, or how a portfolio stands: short, and no text of others acts in it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from portfolio_audit.model.report import FindingReport, Moved, Report
from portfolio_audit.model.values import Evidence
from portfolio_audit.packed import named
from portfolio_audit.renderers.places import place_url
from portfolio_audit.renderers.templates import environment
from portfolio_audit.renderers.views import MARKS, is_absence, uncertain, value_of
from portfolio_audit.text import counted

STEPS = 3
MOST = 8
"""Entries of one list; so the whole stays far below the 65,536 characters that GitHub takes."""
_PLACES = 2
_SHORT = 7


class Setting(NamedTuple):
    """What a comment says beside the report."""

    marker: str
    change: str = ""
    """`pull request` or `push`; empty for a report that stands alone."""
    before: str = ""
    """The commit that is compared with."""
    note: str = ""
    """Why nothing is compared."""


class Place(NamedTuple):
    """A place that a list names."""

    path: str
    unit: str
    line: int | None
    url: str


class Row(NamedTuple):
    """One entry of a list."""

    mark: str
    title: str
    repository: str
    message: str
    places: tuple[Place, ...]


def comment(report: Report, setting: Setting) -> str:
    """The whole text in Markdown; its first line is the marker."""
    changes = report.changes
    lists = {
        name: [_row(report, moved, told=name != "fixed") for moved in getattr(changes, name)] if changes else []
        for name in ("fixed", "broken", "new")
    }
    return (
        environment(html=False)
        .get_template("comment.md.j2")
        .render(
            report=report,
            marker=setting.marker,
            heading=heading(report),
            lead=_lead(report, setting),
            steps=report.next_steps[:STEPS],
            most=MOST,
            small=list(_small(report, setting)),
            **lists,
        )
    )


def heading(report: Report) -> str:
    """The score, before and after where both are known."""
    score, changes = report.score, report.changes
    if score.value is None and (changes is None or changes.before is None):
        return "no score"
    grade = f", grade {score.grade}" if score.grade else ""
    if changes is None or changes.before is None:
        return f"**{value_of(score.value)} of 100**{grade}"
    if changes.before == changes.after:
        return f"**{changes.before} of 100**, as before{grade}"
    delta = f" ({told})" if (told := signed(changes.before, changes.after)) else ""
    return f"**{changes.before} → {value_of(changes.after)}**{delta}{grade}"


def signed(before: int | None, after: int | None) -> str:
    """The difference with its sign; empty when either is not known."""
    return "" if before is None or after is None else f"{after - before:+d}" if after != before else "0"


def _lead(report: Report, setting: Setting) -> str:
    """What happened, in a sentence or two."""
    changes = report.changes
    if changes is None:
        return f"{report.summary} {setting.note}".strip()
    counts = [
        f"{len(moves)} {word}"
        for word, moves in (("fixed", changes.fixed), ("broken", changes.broken), ("new to fix", changes.new))
        if moves
    ]
    what = f"This {setting.change or 'change'}: {', '.join(counts)}." if counts else ""
    if not what:
        same = changes.before == changes.after
        what = (
            f"This {setting.change or 'change'} moves nothing." if same else "No rule has another answer than before."
        )
    return f"{what} {changes.note}".strip()


def _row(report: Report, moved: Moved, *, told: bool) -> Row:
    repo = named(report.repositories, moved.repository) if moved.repository else None
    findings = repo.findings if repo else report.findings
    finding = next((one for one in findings if one.rule == moved.rule), None)
    where = moved.repository if report.login else ""
    sign = MARKS[moved.after] if moved.after else ""
    if finding is None or not told:
        return Row(sign, moved.title, where, "", ())
    url, head = (repo.url, repo.head) if repo else ("", "")
    return Row(sign, moved.title, where, _message(finding), tuple(_places(finding.evidence, url, head)))


def _message(finding: FindingReport) -> str:
    return "" if finding.message.lower().rstrip(".") == finding.title.lower() else finding.message


def _places(evidence: Sequence[Evidence], url: str, head: str) -> Iterator[Place]:
    for at in [one for one in evidence if one.path and not is_absence(one)][:_PLACES]:
        yield Place(at.path, at.unit, at.line, place_url(url, head, at))


def _small(report: Report, setting: Setting) -> Iterator[str]:
    """What one may want to know who doubts the rest."""
    head = report.repositories[0].head[:_SHORT] if len(report.repositories) == 1 else ""
    if head and setting.before and report.changes:
        yield f"{head} compared with {setting.before[:_SHORT]}"
    elif head:
        yield f"commit {head}"
    score = report.score
    if uncertain(score) and score.low != score.high:
        yield f"between {score.low} and {score.high}: {score.coverage} % could be decided"
    if report.changes and (lost := report.changes.no_longer_known):
        yield f"{counted(lost, 'answer')} could not be found out this time"
    yield f"rubric {report.ruleset.rubric}, portfolio-audit {report.version}"
