"""The summary in a terminal, with rich. Text of repositories is never markup."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from portfolio_audit.model.report import Report, RepositoryReport, Score
from portfolio_audit.renderers import views
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.passing import passing
from portfolio_audit.renderers.text import HEAD, NEXT, PARTIAL, SKELETON, TOGETHER, demo_state, off, placed, together
from portfolio_audit.renderers.visits import unvisited
from portfolio_audit.renderers.wording import worded
from portfolio_audit.text import visible

COLOURS = {"good": "green", "fair": "yellow", "weak": "red", "none": "dim"}
_CELLS = 20


def show(report: Report, language: Language = ENGLISH) -> None:
    """Print the summary, the most important last."""
    console = Console(highlight=False, markup=False, emoji=False)
    console.print()
    head = language.gettext(HEAD).format(subject=views.subject(report, language))
    console.print(_text(head, "bold"), _text(views.when(report), "dim"))
    if report.partial:
        console.print(_text(language.gettext(PARTIAL), "yellow"))
    console.print()
    console.print(_table(report, language))
    for skip in report.skipped:
        style = "yellow" if skip.unavailable else "dim"
        what = language.gettext("not available") if skip.unavailable else language.gettext("left out")
        console.print(_text(f"  {what}: {skip.name}: {language.tell(skip.reason)}", style))
    if left := unvisited(report, language):
        console.print(_text(f"  {left}", "dim"))
    _together(console, report, language)
    _next_steps(console, report, language)
    console.print()
    for line in (*views.since_lines(report, language), *off(report, language)):
        console.print(_text(line))
    console.print(_text(language.tell(report.summary)))
    score = _text(worded(report.score, language), f"bold {COLOURS[views.band(report.score)]}")
    console.print(_text(f"{language.gettext('Score')} ", "bold"), score, sep="")
    for line in passing(report, language):
        console.print(_text(line))
    console.print()


def _table(report: Report, language: Language) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=False)
    for repo in (*views.scored(report), *views.listed(report)):
        table.add_row(*_row(repo, language))
    return table


def _row(repo: RepositoryReport, language: Language) -> tuple[Text, Text, Text, Text]:
    colour = COLOURS[views.band(repo.score)]
    text = language.gettext("capped at {value}: {rule}")
    capped = "".join(f"  {text.format(value=cap.value, rule=cap.rule)}" for cap in views.binding_caps(repo))
    kind = language.tell(repo.kind) if repo.kind else language.gettext("unknown")
    return (
        _text(f"{views.value(repo.score):>3}", f"bold {colour}"),
        bar(repo.score, colour),
        _text(repo.name),
        _text(f"{kind}{capped}{demo_state(repo, language)}", "dim"),
    )


def _text(words: str, style: str = "") -> Text:
    return Text(visible(words), style)


def bar(score: Score, colour: str) -> Text:
    """The value as a line of which so many per cent are thick."""
    full = _CELLS * (score.value or 0) // 100
    return _text("━" * full, colour) + _text("─" * (_CELLS - full), "dim")


def _together(console: Console, report: Report, language: Language) -> None:
    if found := views.among_named(report):
        console.print()
        console.print(_text(language.gettext(TOGETHER), "bold"))
    for line in (line for finding in found for line in together(finding, language)):
        console.print(_text(f" {line}"))


def _next_steps(console: Console, report: Report, language: Language) -> None:
    if report.next_steps:
        console.print()
        console.print(_text(language.gettext("What to do next, by gain for effort"), "bold"))
    for number, step in enumerate(report.next_steps[:NEXT], 1):
        title = f" {number}. {views.step_mark(report, step)} {placed(step.title, step.repository, language)}"
        points = language.gettext("+{points} points").format(points=views.points(step.gain_tenths))
        gain = f"  {points}, {views.minutes(step.minutes, language)}"
        console.print(_text(title, "bold") + _text(gain, "green"))
        console.print(_text(f"    {language.tell(step.text)}", "dim"))
        if views.has_skeleton(report, step):
            console.print(_text(f"    {language.gettext(SKELETON)}", "dim"))
