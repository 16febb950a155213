"""The earlier states of a portfolio, and what its report says of them."""

import logging
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.comparing import changes_since
from portfolio_audit.errors import NotComparable
from portfolio_audit.model.record import Answer, Asked, Percent, Record, RecordedRepository
from portfolio_audit.model.report import Report, TrendPoint
from portfolio_audit.model.rules import State
from portfolio_audit.rescoring import with_scores

log = logging.getLogger(__name__)

MOST_POINTS = 200
_IN_FULL = 2


class Point(TrendPoint, frozen=True):
    """A value that was kept."""

    score: Percent | None


class Past(Struct, frozen=True):
    """States that differ, each from the one before it, oldest first."""

    states: tuple[Record, ...] = ()
    """The last two."""
    points: tuple[Point, ...] = ()
    """The values of all of them."""


def with_past(report: Report, present: Record, past: Past, aliases: Mapping[str, str] | None = None) -> Report:
    """The report with what changed since the last state that was another, and with the trend.

    A state that equals the present one is passed over: two runs over the same portfolio give the same report.

    Args:
        present: what is recorded of the report.
        aliases: present ids of rules by their former ones.
    """
    earlier = _before(past, present)
    trend = (*earlier.points[1 - MOST_POINTS :], TrendPoint(report.generated_at, report.score.value))
    report = replace(report, trend=tuple(TrendPoint(each.at, each.score) for each in trend) if earlier.points else ())
    if not earlier.states:
        return report
    try:
        return replace(report, changes=changes_since(earlier.states[-1], present, report, aliases))
    except NotComparable as error:
        log.info("nothing is said of what changed: %s", error)
        return report


def with_state(past: Past, present: Record) -> Past:
    """The past of the next report. What could not be looked at counts as it was found the last time."""
    if past.points and past.points[-1].at > present.at:
        log.info("this run is dated before the last one that was kept, so it is not kept")
        return past
    earlier = _before(past, present)
    state = _filled(present, past.states[-1]) if past.states else present
    points = (*earlier.points, Point(state.at, state.score))
    return Past((*earlier.states, state)[-_IN_FULL:], points[-MOST_POINTS:])


def _before(past: Past, present: Record) -> Past:
    """Without states of a later date, as a clock that was set back leaves them, and without the present one."""
    states = tuple(state for state in past.states if state.at <= present.at)
    points = tuple(point for point in past.points if point.at <= present.at)
    if states and _essence(_filled(present, states[-1])) == _essence(states[-1]):
        return Past(states[:-1], points[:-1])
    return Past(states, points)


def _essence(record: Record) -> Any:
    """What makes two states the same: their scores and answers."""
    repositories = {repo.name: (repo.value, repo.answers) for repo in record.repositories}
    return record.score, repositories, record.profile, sorted(record.unseen)


def _filled(present: Record, last: Record) -> Record:
    """The present state, with the last known answers in place of what could not be looked at."""
    same_rules = last.ruleset.digest == present.ruleset.digest
    rules = {**last.rules, **present.rules} if same_rules else present.rules
    then = {repo.name: _still_asked(repo, rules) for repo in last.repositories}
    seen = tuple(_refilled(repo, then.get(repo.name)) for repo in present.repositories)
    hidden = [name for name in present.unseen if not present.repository(name)]
    profile = {name: one for name, one in last.profile.items() if name in rules}
    filled = replace(
        present,
        repositories=(*seen, *(then[name] for name in hidden if name in then)),
        # among named repositories some rules are asked only where there are several
        profile={**(profile if hidden else {}), **_answers(present.profile, profile)},
        unseen=tuple(name for name in hidden if name not in then),
    )
    if filled == present:
        return present
    return with_scores(replace(filled, rules=rules, shares={**last.shares, **present.shares}))


def _still_asked(repo: RecordedRepository, rules: Mapping[str, Asked]) -> RecordedRepository:
    return replace(repo, answers={name: one for name, one in repo.answers.items() if name in rules})


def _refilled(repo: RecordedRepository, then: RecordedRepository | None) -> RecordedRepository:
    return replace(repo, answers=_answers(repo.answers, then.answers)) if then else repo


def _answers(now: Mapping[str, Answer], then: Mapping[str, Answer]) -> Mapping[str, Answer]:
    return {name: then.get(name, one) if one.state is State.UNKNOWN else one for name, one in now.items()}
