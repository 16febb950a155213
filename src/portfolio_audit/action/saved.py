"""A report out of another run's artifact. Whoever opened the pull request may have written it: only numbers and the
names of rules that we know are taken from it, and all words are ours.
"""

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from portfolio_audit import __version__
from portfolio_audit.codec import decode
from portfolio_audit.errors import ActionError
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.report import Changes, Moved, NextStep, Report, Score
from portfolio_audit.model.rules import Rule, State
from portfolio_audit.text import uncapitalised

_MOST_BYTES = 20_000_000
_MOST_MINUTES = 10_000


def load_saved(path: Path) -> Report:
    """The report at that path.

    Raises:
        ActionError: there is none; a link or anything but a plain file is none.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise ValueError("it is no plain file")
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(path, flags), "rb") as file:
            return decode(file.read(_MOST_BYTES), Report)
    except OSError as error:
        raise ActionError(f"saved-report: the file could not be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise ActionError("saved-report: the file is no report.json of this version of portfolio-audit.") from None


def retold(report: Report, catalogue: Catalogue) -> Report:
    """The same numbers in our own words, without anything that could lead elsewhere."""
    rules = {rule.id: rule for rule in catalogue.rules}
    changes = report.changes
    return replace(
        report,
        version=__version__,
        ruleset=replace(
            report.ruleset, rubric=catalogue.rubric, pass_mark=catalogue.pass_mark, required=catalogue.required
        ),
        login=None,
        summary="",
        score=_score(report.score, catalogue),
        repositories=(),
        findings=(),
        next_steps=tuple(_steps(report.next_steps, rules)),
        skipped=(),
        changes=_changes(changes, rules) if changes else None,
        exempted=(),
        score_of_all=None,
        passed=None,
        required=(),
    )


def _score(score: Score, catalogue: Catalogue) -> Score:
    value = _within(score.value)
    grade = next((letter for letter, least in catalogue.scale.grades if value is not None and value >= least), None)
    return Score(value, _within(score.low), _within(score.high), _within(score.coverage) or 0, grade)


def _within(number: int | None, most: int = 100) -> int | None:
    return None if number is None else min(most, max(0, number))


def _steps(steps: Iterable[NextStep], rules: dict[str, Rule]) -> Iterable[NextStep]:
    for step in steps:
        if step.rule in rules:
            rule = rules[step.rule]
            tenths = _within(step.gain_tenths, 1000) or 0
            minutes = _within(step.minutes, _MOST_MINUTES) or 0
            yield NextStep(rule.id, "", tenths // 10, tenths, minutes, "", rule.failure_title)


def _changes(changes: Changes, rules: dict[str, Rule]) -> Changes:
    return replace(
        changes,
        before=_within(changes.before),
        after=_within(changes.after),
        repositories=(),
        fixed=_moves(changes.fixed, rules),
        broken=_moves(changes.broken, rules),
        new=_moves(changes.new, rules),
        note="",
        no_longer_known=_within(changes.no_longer_known, 1000) or 0,
    )


def _moves(moves: Iterable[Moved], rules: dict[str, Rule]) -> tuple[Moved, ...]:
    known = {move.rule: move for move in moves if move.rule in rules}.values()
    return tuple(Moved(move.rule, "", _title(rules[move.rule], move.after), move.before, move.after) for move in known)


def _title(rule: Rule, state: State | None) -> str:
    if state is State.PARTIAL:
        return f"In part: {uncapitalised(rule.title)}"
    return rule.failure_title if state is State.FAIL else rule.title
