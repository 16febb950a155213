"""What a watch says where nobody watches a terminal: a line for each change."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from time import monotonic
from typing import Any

from portfolio_audit.cli.cohort_progress import spoken
from portfolio_audit.cli.output import write_stdout
from portfolio_audit.model.report import Changes, Moved
from portfolio_audit.renderers.views import value_of
from portfolio_audit.renderers.wording import with_all_rules, worded
from portfolio_audit.text import counted, numbered, visible
from portfolio_audit.watching.course import CategoryMove, Course, Moment

_NAMED = 3
"""Files or rules that one line names."""


class Lines:
    """One line for each audit, on stdout."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._began = monotonic()
        self._trouble = ""

    def looking(self) -> None:
        """An audit begins."""

    def tell(self, moment: Moment) -> None:
        """Take in what has come of it."""
        self._trouble = ""
        self.say(": ".join(part for part in (score_of(moment), changed(moment)) if part))

    def trouble(self, sentence: str) -> None:
        """Take in that there was none, and why; the same is not said twice."""
        if sentence != self._trouble:
            self._trouble = sentence
            self.say(sentence)

    def say(self, line: str) -> None:
        """One line, with the time of day."""
        write_stdout(visible(f"{datetime.now().astimezone():%H:%M:%S} {line}") + "\n")

    def sum_up(self, course: Course) -> None:
        """What has come of the whole watch, on one line."""
        whole, time = course.whole, spoken(monotonic() - self._began)
        if whole is not None:
            values = f"{value_of(whole.before)} → {value_of(whole.after)}"
            looks = numbered(course.looks, "{} look", "{} looks")
            write_stdout(visible(f"{self.name}: {values} in {time}, {looks}; {counts(whole)}") + "\n")


@contextmanager
def lines_for(name: str, options: Mapping[str, Any]) -> Iterator[Lines]:
    """Lines, or where somebody watches a terminal a board that is drawn anew."""
    seen = sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("CI")
    if not seen or options["plain"] or options["once"]:
        yield Lines(name)
        return
    from portfolio_audit.cli.watch_board import Board

    color = not options["no_color"] and not os.environ.get("NO_COLOR")
    with Board(name, color=color) as board:
        yield board


def score_of(moment: Moment) -> str:
    """The value, how sure it is, and how far it has moved."""
    report = moment.report
    start, last = moment.since_start, moment.since_last
    moved = [
        f"{signed(since)} since the {what}"
        for since, what in ((last, "last save"), (start, "start"))
        if since is not None and signed(since)
    ]
    return ", ".join([worded(report.score), *moved, *([text] if (text := with_all_rules(report)) else [])])


def signed(changes: Changes) -> str:
    """By how many points the value moved, with its sign; empty when it did not, or has none on one side."""
    if changes.before is None or changes.after is None or changes.before == changes.after:
        return ""
    return f"{changes.after - changes.before:+}"


def changed(moment: Moment) -> str:
    """What the save has changed; the files, where it has changed nothing."""
    if moment.since_last is None:
        return ""
    if moment.is_still:
        return f"nothing moved ({names(moment.saved)})" if moment.saved else "nothing moved"
    since = moment.since_last
    lists = (("fixed", since.fixed), ("broken", since.broken), ("new", since.new))
    parts = [f"{word} {names([move.rule for move in moves])}" for word, moves in lists if moves]
    parts += [f"{numbered(since.no_longer_known, '{} answer', '{} answers')} not known now"] * bool(
        since.no_longer_known
    )
    parts += [category(move) for move in moment.moved]
    return "; ".join(parts)


def category(move: CategoryMove) -> str:
    """A category with its value before and now."""
    return f"{move.title} {value_of(move.before)} → {value_of(move.after)}"


def names(words: list[str] | tuple[str, ...]) -> str:
    """The first few, and how many more there are."""
    more = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def counts(changes: Changes) -> str:
    """How many rules went which way."""
    lists: tuple[tuple[str, tuple[Moved, ...]], ...] = (
        ("fixed", changes.fixed),
        ("broken", changes.broken),
        ("new to fix", changes.new),
    )
    return (
        ", ".join(f"{counted(len(moves), 'rule')} {word}" for word, moves in lists if moves) or "no answer is another"
    )
