"""The summary for a terminal or a log."""

from collections.abc import Iterator
from textwrap import wrap

from portfolio_audit.model.report import FindingReport, Report, RepositoryReport, Score
from portfolio_audit.renderers import views
from portfolio_audit.text import visible

NEXT = 3
PLACES = 3
TOGETHER = "Among these repositories, without points:"
SKELETON = "A section to copy, filled in as far as the repository says, is in the report page."


def pieces(report: Report) -> Iterator[str]:
    """Plain text, the most important last."""
    yield "\n".join(visible(line) for block in _blocks(report) for line in (*block, "")).rstrip("\n") + "\n"


def _blocks(report: Report) -> list[list[str]]:
    blocks = [
        _head(report),
        _repositories(report),
        _left_out(report),
        _skills(report),
        _together(report),
        _alarms(report),
        _next(report),
        views.since_lines(report),
        _score(report),
    ]
    return [block for block in blocks if block]


def _head(report: Report) -> list[str]:
    lines = [f"Portfolio audit of {views.subject(report)}, {views.when(report)}"]
    return [*lines, "This report is partial: the run was interrupted."] if report.partial else lines


def _repositories(report: Report) -> list[str]:
    rows = [_row(repo) for repo in (*views.scored(report), *views.listed(report))]
    width = max((len(name) for name, *_ in rows), default=0)
    return [f"  {value:>3} {grade:1}  {name:{width}}  {kind}" for name, value, grade, kind in rows]


def _row(repo: RepositoryReport) -> tuple[str, str, str, str]:
    kind = repo.kind or f"unknown: {repo.kind_reason}"
    caps = "".join(f", capped at {cap.value} by {cap.rule}" for cap in views.binding_caps(repo))
    return repo.name, views.value(repo.score), repo.score.grade or "", kind + caps


def _left_out(report: Report) -> list[str]:
    unavailable = [skip for skip in report.skipped if skip.unavailable]
    rest = [skip for skip in report.skipped if not skip.unavailable]
    lines = [f"  not available: {skip.name}: {skip.reason}" for skip in unavailable]
    return lines + ([f"  left out: {', '.join(f'{s.name} ({s.reason})' for s in rest)}"] if rest else [])


def _skills(report: Report) -> list[str]:
    titles = ", ".join(skill.title for skill in report.skills)
    return [*wrap(f"Skills the code proves: {titles}", 100, subsequent_indent="  ")] if titles else []


def _together(report: Report) -> list[str]:
    found = views.among_named(report)
    return [TOGETHER, *(f"  {line}" for finding in found for line in together(finding))] if found else []


def together(finding: FindingReport) -> list[str]:
    """What is said of several repositories together, in lines."""
    places = [f"  {at.path}: {at.excerpt}" for at in finding.evidence[: PLACES if len(finding.evidence) > 1 else 0]]
    return [f"{views.mark(finding)} {finding.title}", f"  {views.sentence(finding.message)}.", *places]


def _alarms(report: Report) -> list[str]:
    lines: list[str] = []
    for repo, finding in views.alarms(report):
        lines.append(f"{views.mark(finding)} {finding.title} in {repo.name}: {finding.message}")
        lines += [f"  {at.spot}" for at in finding.evidence[:PLACES]]
        lines.append(f"  {finding.fix}")
    return lines


def _next(report: Report) -> list[str]:
    if not report.next_steps:
        return []
    lines = ["What to do next, by gain for effort:"]
    for number, step in enumerate(report.next_steps[:NEXT], 1):
        where = f" in {step.repository}" if step.repository else ""
        gain = f"+{views.points(step.gain_tenths)}, {views.minutes(step.minutes)}"
        lines.append(f"  {number}. {views.step_mark(report, step)} {step.title}{where} ({gain})")
        lines.append(f"     {step.text}")
        if views.has_skeleton(report, step):
            lines.append(f"     {SKELETON}")
    return lines


def _score(report: Report) -> list[str]:
    lines = [report.summary, f"Score {worded(report.score)}", views.passing(report)]
    return [line for line in lines if line]


def worded(score: Score) -> str:
    """Value, grade and how sure it is."""
    if score.value is None:
        return "–: nothing could be decided"
    span = f"{score.low}–{score.high}, " if score.low != score.high else ""
    sure = f" ({span}{score.coverage} % could be decided)" if views.uncertain(score) else ""
    return f"{score.value} of 100, grade {score.grade}{sure}"
