"""A watch in a terminal: the score, what moved it, and what to do next, drawn anew in place."""

from datetime import datetime
from time import monotonic

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from portfolio_audit.cli.terminal import COLOURS, bar
from portfolio_audit.cli.watch_lines import Lines, category, counts, names, signed
from portfolio_audit.model.report import Changes, Moved
from portfolio_audit.renderers import views
from portfolio_audit.renderers.text import NEXT, off
from portfolio_audit.renderers.wording import worded
from portfolio_audit.text import visible
from portfolio_audit.watching.course import Moment

_RULES = 4
"""Of one list that are shown."""
_LISTS = (("Fixed", "fixed", "green"), ("Broken", "broken", "red"), ("New to fix", "new", "yellow"))


class Board(Lines):
    """The last audit, on stdout."""

    def __init__(self, name: str, *, color: bool = True, console: Console | None = None) -> None:
        super().__init__(name)
        self._console = console or Console(no_color=not color, highlight=False, markup=False, emoji=False)
        self._live = Live(console=self._console, auto_refresh=False, vertical_overflow="ellipsis", transient=True)
        self._moment: Moment | None = None
        self._state = "looking …"
        self._asked = monotonic()

    def __enter__(self) -> "Board":
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.__exit__(None, None, None)

    def looking(self) -> None:
        """An audit begins."""
        self._asked = monotonic()
        self._show("looking …")

    def tell(self, moment: Moment) -> None:
        """Take in what has come of it."""
        self._moment = moment
        saved = f"{names(moment.saved)} changed" if moment.saved else "looked"
        self._show(
            f"{_now()} {saved}, seen in {monotonic() - self._asked:.1f} s. Waiting for the next save; Ctrl-C ends it."
        )

    def trouble(self, sentence: str) -> None:
        """Take in that there was none, and why."""
        self._show(f"{_now()} {sentence}")

    def _show(self, state: str) -> None:
        self._state = state
        self._live.update(Group(*self._drawn()), refresh=True)

    def _drawn(self) -> list[Text]:
        lines = [_line(self.name, "bold")]
        if self._moment is not None:
            lines += [*_score(self._moment), *_changes(self._moment), *_next(self._moment)]
        return [*lines, _line(""), _line(self._state, "dim")]


def _now() -> str:
    return f"{datetime.now().astimezone():%H:%M:%S}"


def _line(words: str, style: str = "") -> Text:
    return Text(visible(words), style, no_wrap=True, overflow="ellipsis")


def _score(moment: Moment) -> list[Text]:
    repository, score = moment.repository, moment.report.score
    colour = COLOURS[views.band(score)]
    line = _line("    ")
    line.append_text(bar(score, colour))
    line.append(f" {worded(score)}", f"bold {colour}")
    lines = [line, _line(f"    {repository.kind or 'unknown'}: {repository.kind_reason}", "dim")]
    lines += [_line(f"    {text}", "dim") for text in off(moment.report)]
    moves = [
        _line(f"    {signed(since) or 'the same'} since the {what}; {counts(since)}", _direction(since))
        for since, what in ((moment.since_last, "last save"), (moment.since_start, "start"))
        if since is not None
    ]
    return [*lines, *moves]


def _direction(changes: Changes) -> str:
    sign = signed(changes)[:1]
    return {"+": "green", "-": "red"}.get(sign, "")


def _changes(moment: Moment) -> list[Text]:
    """What the last save moved; where it moved nothing, what has been moved since the start."""
    since = moment.since_last
    if since is None or moment.is_still:
        since = moment.since_start
    if since is None:
        return []
    lines = [_line(f"    {'; '.join(category(move) for move in moment.moved)}")] if moment.moved else []
    for title, name, style in _LISTS:
        moves: tuple[Moved, ...] = getattr(since, name)
        lines += [_line(f"    {title}: {move.title} [{move.rule}]", style) for move in moves[:_RULES]]
        if len(moves) > _RULES:
            lines.append(_line(f"    … and {len(moves) - _RULES} more", "dim"))
    return [_line(""), *lines] if lines else []


def _next(moment: Moment) -> list[Text]:
    steps = moment.report.next_steps[:NEXT]
    lines: list[Text] = [_line(""), _line("What to do next, by gain for effort", "bold")] if steps else []
    for number, step in enumerate(steps, 1):
        line = _line(f" {number}. {views.step_mark(moment.report, step)} {step.title}", "bold")
        line.append(f"  +{views.points(step.gain_tenths)} points, {views.minutes(step.minutes)}", "green")
        lines += [line, _line(f"    {step.text}", "dim")]
    return lines
