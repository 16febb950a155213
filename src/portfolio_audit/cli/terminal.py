"""The summary in a terminal, with rich. Text of repositories is never markup."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from portfolio_audit.model.report import Report, RepositoryReport, Score
from portfolio_audit.renderers import views
from portfolio_audit.renderers.text import NEXT, SKELETON, TOGETHER, together, worded
from portfolio_audit.text import visible

_COLOURS = {"good": "green", "fair": "yellow", "weak": "red", "none": "dim"}
_CELLS = 20


def show(report: Report) -> None:
    """Print the summary, the most important last."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.print()
    console.print(_text(f"Portfolio audit of {views.subject(report)}", "bold"), _text(views.when(report), "dim"))
    if report.partial:
        console.print(_text("This report is partial: the run was interrupted.", "yellow"))
    console.print()
    console.print(_table(report))
    for skip in report.skipped:
        style = "yellow" if skip.unavailable else "dim"
        console.print(
            _text(f"  {'not available' if skip.unavailable else 'left out'}: {skip.name}: {skip.reason}", style)
        )
    _together(console, report)
    _next_steps(console, report)
    console.print()
    for line in views.since_lines(report):
        console.print(_text(line))
    console.print(_text(report.summary))
    console.print(
        _text("Score ", "bold"), _text(worded(report.score), f"bold {_COLOURS[views.band(report.score)]}"), sep=""
    )
    if passing := views.passing(report):
        console.print(_text(passing))
    console.print()


def _table(report: Report) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    for repo in (*views.scored(report), *views.listed(report)):
        table.add_row(*_row(repo))
    return table


def _row(repo: RepositoryReport) -> tuple[Text, Text, Text, Text]:
    colour = _COLOURS[views.band(repo.score)]
    capped = "".join(f"  capped at {cap.value}: {cap.rule}" for cap in views.binding_caps(repo))
    return (
        _text(f"{views.value(repo.score):>3}", f"bold {colour}"),
        _bar(repo.score, colour),
        _text(repo.name),
        _text(f"{repo.kind or 'unknown'}{capped}", "dim"),
    )


def _text(words: str, style: str = "") -> Text:
    return Text(visible(words), style)


def _bar(score: Score, colour: str) -> Text:
    full = _CELLS * (score.value or 0) // 100
    return _text("━" * full, colour) + _text("─" * (_CELLS - full), "dim")


def _together(console: Console, report: Report) -> None:
    if found := views.among_named(report):
        console.print()
        console.print(_text(TOGETHER, "bold"))
    for line in (line for finding in found for line in together(finding)):
        console.print(_text(f" {line}"))


def _next_steps(console: Console, report: Report) -> None:
    if report.next_steps:
        console.print()
        console.print(_text("What to do next, by gain for effort", "bold"))
    for number, step in enumerate(report.next_steps[:NEXT], 1):
        where = f" in {step.repository}" if step.repository else ""
        gain = f"  +{views.points(step.gain_tenths)} points, {views.minutes(step.minutes)}"
        console.print(
            _text(f" {number}. {views.step_mark(report, step)} {step.title}{where}", "bold") + _text(gain, "green")
        )
        console.print(_text(f"    {step.text}", "dim"))
        if views.has_skeleton(report, step):
            console.print(_text(f"    {SKELETON}", "dim"))
