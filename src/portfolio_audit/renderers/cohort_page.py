"""What the page of a class needs beside its report: who stands where, in numbers and cells."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from markupsafe import Markup
from msgspec import Struct

from portfolio_audit.model.cohort import CohortReport, RuleRow, Status, StudentRow
from portfolio_audit.model.rules import State
from portfolio_audit.renderers.cohort_pictures import Histogram, histogram

DENSE = 60
"""Students from which the cells of the map are as small as can be."""
FIRST = 8
"""Students of a list that are shown without unfolding the rest."""
_CELLS = {
    State.PASS: "<td>✓</td>",
    State.PARTIAL: '<td class="h">◐</td>',
    State.FAIL: '<td class="f">✗</td>',
    State.UNKNOWN: '<td class="u">?</td>',
    State.NOT_APPLICABLE: '<td class="n">–</td>',
}
"""As short as can be: a class of 200 has twenty thousand of them."""


class MapRow(Struct, frozen=True):
    """A rule with what it found at each student."""

    rule: RuleRow
    cells: Markup


class MapPart(Struct, frozen=True):
    """The rules of a category."""

    id: str
    title: str
    rows: tuple[MapRow, ...]


class Passed(Struct, frozen=True):
    """How many reached what the rubric asks for."""

    yes: int
    no: int
    unsure: int

    @property
    def told(self) -> int:
        """Of whom it can be said."""
        return self.yes + self.no


class CohortPage(Struct, frozen=True):
    """What stands on the page, made by looking at each student once."""

    rows: tuple[StudentRow, ...]
    """In the roster's order, or the best first where a ranking is asked for."""
    ranks: Mapping[str, int]
    """Login → place, equal scores sharing one; empty unless asked for."""
    by_login: Mapping[str, StudentRow]
    counts: tuple[tuple[Status, int], ...]
    """How many are of each status, of those that occur."""
    passed: Passed
    histogram: Histogram | None
    rules: Mapping[str, RuleRow]
    missing: Mapping[str, tuple[StudentRow, ...]]
    """Rule that would teach most → who misses it."""
    seen: tuple[StudentRow, ...]
    """Those with a report: the columns of the map."""
    map: tuple[MapPart, ...]
    groups: tuple[str, ...]
    first: int = FIRST

    @property
    def dense(self) -> bool:
        """Whether the map has more columns than a screen."""
        return len(self.seen) > DENSE


def page_of(report: CohortReport, *, ranking: bool = False) -> CohortPage:
    """What the page says of all students together."""
    seen = tuple(row for row in report.students if row.status.seen)
    statuses = Counter(row.status for row in report.students)
    return CohortPage(
        rows=tuple(sorted(report.students, key=_best_first)) if ranking else report.students,
        ranks=_ranks(report.students) if ranking else {},
        by_login={row.student.login: row for row in report.students},
        counts=tuple((status, statuses[status]) for status in Status if statuses[status]),
        passed=_passed(seen),
        histogram=histogram(report.distribution, report.ruleset.pass_mark),
        rules={rule.id: rule for rule in report.rules},
        missing={rule: tuple(row for row in seen if _misses(row, rule)) for rule in report.teach},
        seen=seen,
        map=tuple(_map(report.rules, seen)),
        groups=tuple(dict.fromkeys(row.student.group for row in report.students if row.student.group)),
    )


def _best_first(row: StudentRow) -> int:
    return 1 if row.value is None else -row.value


def _ranks(rows: Sequence[StudentRow]) -> dict[str, int]:
    scored = [row for row in rows if row.value is not None]
    values = sorted((row.value or 0 for row in scored), reverse=True)
    return {row.student.login: values.index(row.value or 0) + 1 for row in scored}


def _passed(seen: Sequence[StudentRow]) -> Passed:
    answers = Counter(row.passed for row in seen)
    return Passed(answers[True], answers[False], answers[None])


def _misses(row: StudentRow, rule: str) -> bool:
    return rule in row.rules and row.rules[rule].state in (State.FAIL, State.PARTIAL)


def _map(rules: Sequence[RuleRow], seen: Sequence[StudentRow]) -> list[MapPart]:
    titles = {part.id: part.title for row in seen for part in row.parts}
    return [
        MapPart(category, titles.get(category, category.capitalize()), tuple(_map_row(rule, seen) for rule in those))
        for category, those in groupby(rules, key=lambda rule: rule.category)
    ]


def _map_row(rule: RuleRow, seen: Sequence[StudentRow]) -> MapRow:
    found = (row.rules.get(rule.id) for row in seen)
    cells = "".join(_CELLS[answer.state if answer else State.NOT_APPLICABLE] for answer in found)
    return MapRow(rule, Markup(cells))  # noqa: S704 - our own cells


def signed(points: int | None) -> str:
    """Points up or down with their sign, or a dash."""
    if points is None:
        return "–"
    return f"+{points}" if points > 0 else f"−{-points}" if points else "±0"
