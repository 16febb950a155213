"""How far a cohort's audit is, on stderr: one line that is redrawn in a terminal, a line for each student elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from portfolio_audit.model.cohort import Status, Student
from portfolio_audit.text import counted, numbered, shown

if TYPE_CHECKING:
    from rich.text import Text

_LEAST = 3
"""Students after whom the time that is left can be told."""
_NAMES = 8


class Count:
    """What has been done, and how long the rest may take.

    Args:
        left: what the host says of its limits, in a few words; empty when it has not said anything.
        clock: seconds from any beginning.
    """

    def __init__(self, left: Callable[[], str], clock: Callable[[], float] = time.monotonic) -> None:
        self._left = left
        self._clock = clock
        self._start = clock()
        self.total = self.done_before = self.finished = self.waiting = 0
        self.statuses: dict[Status, int] = {}

    def begin(self, done: int, total: int) -> None:
        """See `Watcher`."""
        self.done_before, self.total, self._start = done, total, self._clock()

    def listed(self, repositories: int) -> None:
        """See `Watcher`."""
        self.waiting += repositories

    def read(self) -> None:
        """See `Watcher`."""
        self.waiting -= 1

    def done(self, student: Student, status: Status, reason: str) -> None:  # noqa: ARG002 - what a watcher is told
        """See `Watcher`."""
        self.finished += 1
        self.statuses[status] = self.statuses.get(status, 0) + 1

    @property
    def line(self) -> str:
        """All of it on one line."""
        done = self.done_before + self.finished
        words = [f"{done} of {counted(self.total, 'student')}"]
        words += [f"{count} {status}" for status, count in self.statuses.items() if status is not Status.OK]
        if self.waiting:
            words.append(f"{numbered(self.waiting, '{} repository', '{} repositories')} in work")
        if (seconds := self.seconds_left) is not None:
            words.append(f"about {spoken(seconds)} left")
        return " · ".join([*words, *([left] if (left := self._left()) else [])])

    @property
    def seconds_left(self) -> float | None:
        """By the pace so far; `None` while that says nothing."""
        left = self.total - self.done_before - self.finished
        if self.finished < _LEAST or not left:
            return None
        return (self._clock() - self._start) / self.finished * left


class Lines(Count):
    """A line for each student."""

    def begin(self, done: int, total: int) -> None:
        """See `Watcher`."""
        super().begin(done, total)
        if done:
            _say(f"going on with the run that was interrupted: {done} of {counted(total, 'student')} are done")

    def done(self, student: Student, status: Status, reason: str) -> None:
        """See `Watcher`."""
        super().done(student, status, reason)
        why = f": {reason}" if reason else ""
        _say(f"{shown(student.login, 60)}: {status}{why} ({self.line})")


class Live(Count):
    """One line and the last names, redrawn in place."""

    def __enter__(self) -> "Live":
        from rich.console import Console
        from rich.live import Live as Redrawn

        self._names: list[str] = []
        self._live = Redrawn(
            console=Console(stderr=True), transient=True, refresh_per_second=4, get_renderable=self._draw
        )
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.__exit__(None, None, None)

    def done(self, student: Student, status: Status, reason: str) -> None:
        """See `Watcher`."""
        super().done(student, status, reason)
        why = f": {shown(reason, 100)}" if reason else ""
        self._names = [*self._names[1 - _NAMES :], f"  {shown(student.login, 60)}: {status}{why}"]

    def _draw(self) -> "Text":
        from rich.text import Text

        lines = [
            Text(self.line, "bold"),
            *(Text(name, "dim", no_wrap=True, overflow="ellipsis") for name in self._names),
        ]
        return Text("\n").join(lines)


class Silent(Count):
    """Nothing is said."""


@contextmanager
def watching(left: Callable[[], str], *, quiet: bool, live: bool) -> Iterator[Count]:
    """What is told of the work, for whoever watches stderr."""
    if quiet:
        yield Silent(left)
    elif live and sys.stderr.isatty():
        with Live(left) as board:
            yield board
    else:
        yield Lines(left)


def _say(line: str) -> None:
    with suppress(OSError):  # nobody may be listening any more
        click.echo(line, err=True)


def spoken(seconds: float) -> str:
    """A time in words: seconds below a minute and a half, then minutes, then hours and minutes."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} min"
    return f"{timedelta(minutes=minutes) // timedelta(hours=1)} h {minutes % 60:02} min"
