"""The summary for a terminal or a log."""

from textwrap import wrap

from portfolio_audit.model.report import Report, RepositoryReport, Score
from portfolio_audit.renderers import views
from portfolio_audit.text import visible

NEXT = 3
SKELETON = "A section to copy, filled in as far as the repository says, is in the report page."


def render(report: Report) -> str:
    """Plain text, the most important last."""
    return "\n".join(visible(line) for block in _blocks(report) for line in (*block, "")).rstrip("\n") + "\n"


def _blocks(report: Report) -> list[list[str]]:
    blocks = [_head(report), _repositories(report), _left_out(report), _skills(report), _next(report), _score(report)]
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


def _next(report: Report) -> list[str]:
    if not report.next_steps:
        return []
    lines = ["What to do next, by gain for effort:"]
    for number, step in enumerate(report.next_steps[:NEXT], 1):
        where = f" in {step.repository}" if step.repository else ""
        lines.append(
            f"  {number}. {step.title}{where} (+{views.points(step.gain_tenths)}, {views.minutes(step.minutes)})"
        )
        lines.append(f"     {step.text}")
        if views.has_skeleton(report, step):
            lines.append(f"     {SKELETON}")
    return lines


def _score(report: Report) -> list[str]:
    return [report.summary, f"Score {worded(report.score)}"]


def worded(score: Score) -> str:
    """Value, grade and how sure it is."""
    if score.value is None:
        return "–: nothing could be decided"
    sure = f" ({score.low}–{score.high}, {score.coverage} % could be decided)" if views.uncertain(score) else ""
    return f"{score.value} of 100, grade {score.grade}{sure}"
