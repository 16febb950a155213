"""What the whole class shows, out of the rows of its students."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from portfolio_audit import __version__
from portfolio_audit.cohort.concerns import concerns
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.cohort import (
    COHORT_SCHEMA,
    Bucket,
    CohortReport,
    Distribution,
    Likeness,
    Roster,
    RuleRow,
    StudentRow,
)
from portfolio_audit.model.report import Exemption, Ruleset
from portfolio_audit.model.rules import State
from portfolio_audit.scoring import rounded

LESSONS = 5
LEAST = 2
"""Students who must gain from a lesson, unless the class is tiny."""
TINY = 5
"""Students from which a class is not tiny."""


def cohort_report(
    roster: Roster,
    rows: Iterable[StudentRow],
    catalogue: Catalogue,
    ruleset: Ruleset,
    *,
    generated_at: datetime,
    as_of: datetime | None = None,
    patterns: tuple[str, ...] = (),
    likenesses: tuple[Likeness, ...] = (),
    partial: bool = False,
    exempted: tuple[Exemption, ...] = (),
    version: str = __version__,
) -> CohortReport:
    """The report on the class.

    Args:
        rows: in the roster's order.
    """
    students = tuple(rows)
    tallies = _tallies(students)
    spread = distribution(row.value for row in students)
    return CohortReport(
        schema=COHORT_SCHEMA,
        version=version,
        title=roster.title,
        ruleset=ruleset,
        generated_at=generated_at,
        as_of=as_of,
        patterns=patterns,
        students=students,
        problems=roster.problems,
        rules=tuple(_rule_rows(tallies, catalogue)),
        distribution=spread,
        teach=_lessons(tallies, catalogue, sum(row.score is not None for row in students)),
        improved=_improved(students),
        concerns=concerns(students, spread, ruleset.pass_mark),
        likenesses=likenesses,
        partial=partial,
        exempted=exempted,
    )


class _Tally:
    """A rule over the class."""

    def __init__(self) -> None:
        self.asked = self.missed = self.unknown = self.gain_tenths = 0
        self.gaining = 0
        """Students with points to gain from it by itself; one that follows from another failed rule gains with that."""


def _tallies(students: Iterable[StudentRow]) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    for row in students:
        for name, rule in row.rules.items():
            tally = tallies.get(name) or tallies.setdefault(name, _Tally())
            tally.asked += rule.state.decided
            tally.missed += rule.state in (State.FAIL, State.PARTIAL)
            tally.unknown += rule.state is State.UNKNOWN
            tally.gain_tenths += rule.gain_tenths
            tally.gaining += rule.gain_tenths > 0
    return tallies


def _rule_rows(tallies: Mapping[str, _Tally], catalogue: Catalogue) -> Iterator[RuleRow]:
    for rule in catalogue.rules:
        tally = tallies.get(rule.id)
        if tally and (tally.asked or tally.unknown):
            yield RuleRow(
                *(rule.id, rule.title, rule.category, rule.severity, rule.fix),
                *(tally.asked, tally.missed, tally.unknown, tally.gain_tenths),
            )


def _lessons(tallies: Mapping[str, _Tally], catalogue: Catalogue, students: int) -> tuple[str, ...]:
    """The rules with the most points to gain; of equal ones those that more students gain from, then as they stand."""
    least = LEAST if students >= TINY else 1
    known = [(rule.id, tallies[rule.id]) for rule in catalogue.rules if rule.id in tallies]
    worth = [(name, tally) for name, tally in known if tally.gaining >= least]
    worth.sort(key=lambda item: (-item[1].gain_tenths, -item[1].gaining))
    return tuple(name for name, _ in worth[:LESSONS])


def distribution(scores: Iterable[int | None]) -> Distribution:
    """How the scores lie; quartiles as the `QUARTILE.INC` of spreadsheets, rounded half up."""
    known = sorted(score for score in scores if score is not None)
    if not known:
        return Distribution()
    counts = [0] * 10
    for score in known:
        counts[min(score // 10, 9)] += 1
    buckets = (Bucket(10 * n, 100 if n == 9 else 10 * n + 9, count) for n, count in enumerate(counts))
    return Distribution(tuple(buckets), *(_quartile(known, number) for number in range(5)))


def _quartile(ascending: Sequence[int], number: int) -> int | None:
    place = Fraction((len(ascending) - 1) * number, 4)
    below, above = ascending[int(place)], ascending[min(int(place) + 1, len(ascending) - 1)]
    return rounded(below + (place - int(place)) * (above - below))


def _improved(students: Iterable[StudentRow]) -> tuple[str, ...]:
    risen = [(-row.moved, row.student.key, row.student.login) for row in students if row.moved and row.moved > 0]
    return tuple(login for _, _, login in sorted(risen))
