"""What the whole class shows, and who needs help first."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from random import Random

import pytest
from msgspec.structs import replace

from portfolio_audit.cohort.statistics import cohort_report, distribution
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.cohort import CohortReport, Roster, RosterProblem, Status, Student, StudentRow, StudentRule
from portfolio_audit.model.report import Ruleset, Score
from portfolio_audit.model.rules import State

NOW = datetime(2026, 3, 1, tzinfo=UTC)
STATES = {"+": State.PASS, "-": State.FAIL, "~": State.PARTIAL, "?": State.UNKNOWN, ".": State.NOT_APPLICABLE}
RULES = ("readme-exists", "readme-usage", "eng-tests", "deploy-demo", "eng-lint", "eng-ci", "profile-readme")


def row(login: str, value: int | None = None, *, low: int | None = None, high: int | None = None) -> StudentRow:
    """A student with a score, all of which is known unless it is said how low and how high it may be."""
    if value is None:
        return StudentRow(Student(login), Status.UNAVAILABLE)
    low, high = value if low is None else low, value if high is None else high
    return StudentRow(Student(login), Status.OK, score=Score(value, low, high, 100 if low == high else 50, None))


def answers(login: str, word: str, gains: Mapping[str, int] | None = None, value: int = 70) -> StudentRow:
    """A student with a letter for the answer to each of the rules."""
    rules = {
        name: StudentRule(STATES[letter], (gains or {}).get(name, 0)) for letter, name in zip(word, RULES, strict=False)
    }
    return replace(row(login, value), rules=rules)


@pytest.fixture
def told(catalogue: Catalogue) -> "Teller":
    return Teller(catalogue)


class Teller:
    """Makes the report of a class."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __call__(self, rows: Sequence[StudentRow], pass_mark: int | None = None) -> CohortReport:
        roster = Roster("class", tuple(each.student for each in rows), (RosterProblem(9, "?", "no username"),))
        rules = Ruleset(self.catalogue.rubric, self.catalogue.digest, pass_mark)
        return cohort_report(roster, iter(rows), self.catalogue, rules, generated_at=NOW, version="0.0.0")

    def reasons(self, rows: Sequence[StudentRow], pass_mark: int | None = None) -> dict[str, tuple[str, ...]]:
        return {each.login: each.reasons for each in self(rows, pass_mark).concerns}


def fill(number: int, value: int = 70) -> list[StudentRow]:
    return [row(f"filler-{each}", value) for each in range(number)]


def test_the_report_keeps_the_roster_and_its_order(told: Teller) -> None:
    rows = [row("zoe", 50), row("ada", 90)]
    report = told(rows)
    assert report.students == tuple(rows)
    assert (report.title, [each.line for each in report.problems]) == ("class", [9])


def test_a_rule_is_counted_over_the_students(told: Teller) -> None:
    rows = [
        answers("a", "+-", {"readme-usage": 12}),
        answers("b", "-~", {"readme-usage": 9}),
        answers("c", "?."),
        row("d"),
    ]
    by_id = {rule.id: rule for rule in told(rows).rules}
    exists, usage = by_id["readme-exists"], by_id["readme-usage"]
    assert (exists.asked, exists.missed, exists.unknown, exists.gain_tenths) == (2, 1, 1, 0)
    assert (usage.asked, usage.missed, usage.unknown, usage.gain_tenths) == (2, 2, 0, 21)


def test_the_rules_stand_as_in_the_catalogue_and_only_those_that_were_asked(told: Teller) -> None:
    report = told([answers("a", "?+..+")])
    order = [rule.id for rule in told.catalogue.rules]
    assert sorted(rule.id for rule in report.rules) == ["eng-lint", "readme-exists", "readme-usage"]
    assert [rule.id for rule in report.rules] == sorted((rule.id for rule in report.rules), key=order.index)


def test_the_lessons_are_those_with_the_most_points_to_gain(told: Teller) -> None:
    gains = dict(zip(RULES, (5, 40, 30, 10, 20, 60, 1), strict=True))
    report = told([answers(name, "-------", gains) for name in "abcdef"])
    assert report.teach == ("eng-ci", "readme-usage", "eng-tests", "eng-lint", "deploy-demo")


def test_what_one_student_misses_is_no_lesson_unless_the_class_is_tiny(told: Teller) -> None:
    one = answers("a", "--", {"readme-exists": 90, "readme-usage": 2})
    other = answers("b", "+-", {"readme-usage": 2})
    assert told([one, other, *(answers(name, "++") for name in "cde")]).teach == ("readme-usage",)
    assert told([one, other, *(answers(name, "++") for name in "cd")]).teach == ("readme-exists", "readme-usage")


def test_what_follows_from_another_failed_rule_is_no_lesson_of_its_own(told: Teller) -> None:
    rows = [answers(name, "--", {"readme-exists": 90}) for name in "abcde"]
    assert told(rows).teach == ("readme-exists",)


def test_of_equal_lessons_more_students_count_more_and_then_the_catalogues_order(told: Teller) -> None:
    order = [rule.id for rule in told.catalogue.rules]
    rows = [answers(name, "---", {"readme-usage": 10, "eng-tests": 10}) for name in "abc"]
    rows += [answers(name, "-", {"readme-exists": 5}) for name in "defghi"]
    assert told(rows).teach == ("readme-exists", *sorted(("readme-usage", "eng-tests"), key=order.index))


@pytest.mark.parametrize(
    ("scores", "quartiles"),
    [
        ([50], (50, 50, 50, 50, 50)),
        ([10, 20], (10, 13, 15, 18, 20)),
        ([1, 2, 3, 4], (1, 2, 3, 3, 4)),
        ([10, 20, 30, 40, 50], (10, 20, 30, 40, 50)),
        ([10, None, 50, 30, 20, 40, None], (10, 20, 30, 40, 50)),
    ],
)
def test_quartiles_are_those_of_spreadsheets(scores: list[int | None], quartiles: tuple[int, ...]) -> None:
    spread = distribution(scores)
    found = (spread.lowest, spread.lower_quartile, spread.median, spread.upper_quartile, spread.highest)
    assert found == quartiles


def test_the_buckets_are_tens_and_the_last_one_holds_the_full_score() -> None:
    buckets = distribution([0, 9, 10, 89, 90, 99, 100, None]).buckets
    assert [(each.low, each.high) for each in buckets[:2]] == [(0, 9), (10, 19)]
    assert (buckets[9].low, buckets[9].high) == (90, 100)
    assert [each.count for each in buckets] == [2, 1, 0, 0, 0, 0, 0, 0, 1, 3]


def test_a_class_without_scores_has_no_distribution(told: Teller) -> None:
    report = told([row("ada")])
    assert report.distribution.buckets == ()
    assert report.distribution.median is None
    assert (report.rules, report.teach, report.improved) == ((), (), ())


def test_an_empty_class_has_a_report(told: Teller) -> None:
    assert told([]).students == told([]).concerns == ()


def test_who_improved_most_comes_first(told: Teller) -> None:
    befores = {"zoe": 60, "ada": 60, "bob": 40, "cid": 80, "dee": 70}
    rows = [replace(row(login, 70), before=before) for login, before in befores.items()]
    assert told([*rows, row("eve", 90)]).improved == ("bob", "ada", "zoe")


def test_the_most_urgent_reason_comes_first(told: Teller) -> None:
    key = replace(row("key", 80), critical=("A key is published",))
    gone = replace(row("gone"), status=Status.NO_SUCH_USER)
    none = replace(row("none"), status=Status.NO_REPOSITORIES)
    failing = replace(row("failing", 55), passed=False)
    fallen = replace(row("fallen", 70), before=80)
    rows = [row("unseen"), fallen, failing, none, gone, key, *fill(30)]
    assert told.reasons(rows, 60) == {
        "key": ("Critical: a key is published.",),
        "gone": ("The host knows no such user.",),
        "none": ("There is no repository to look at.",),
        "failing": ("The score of 55 is below the pass mark of 60.",),
        "fallen": ("The score fell by 10 points, to 70.",),
    }
    assert list(told.reasons(rows, 60)) == ["key", "gone", "none", "failing", "fallen"]


def test_all_reasons_of_a_student_are_told(told: Teller) -> None:
    weak = replace(row("weak", 20), critical=("A key is published",), passed=False, before=45)
    assert told.reasons([weak, *fill(9)], 50)["weak"] == (
        "Critical: a key is published.",
        "The score of 20 is below the pass mark of 50.",
        "The score fell by 25 points, to 20.",
        "The score of 20 is in the lowest quarter of the class.",
    )


def test_a_required_rule_that_is_not_passed_is_a_reason_beside_a_good_score(told: Teller) -> None:
    assert told.reasons([replace(row("ada", 80), passed=False), *fill(5)], 50)["ada"] == (
        "A required rule is not passed.",
    )


def test_the_lowest_quarter_needs_help_only_below_half_of_the_points(told: Teller) -> None:
    values = (30, 49, 60, 70, 80, 85, 90, 95)
    assert list(told.reasons([row(f"s{value}", value) for value in values])) == ["s30", "s49"]
    assert told.reasons([row(f"s{value}", value) for value in (50, 60, 70, 80)]) == {}


def test_where_most_have_the_same_score_nobody_is_the_lowest(told: Teller) -> None:
    assert told.reasons(fill(8, 30)) == {}


def test_in_a_class_of_three_there_is_no_lowest_quarter(told: Teller) -> None:
    assert told.reasons([row("a", 10), row("b", 60), row("c", 70)]) == {}


def test_what_is_not_known_speaks_against_nobody(told: Teller) -> None:
    unseen = [replace(row("ada", 20, low=10, high=65), before=60), replace(row("bob"), status=Status.RATE_LIMITED)]
    assert told.reasons([*unseen, *fill(8)], 50) == {}


@pytest.mark.parametrize(("students", "named"), [(1, 1), (4, 1), (5, 2), (36, 9), (40, 10), (200, 10)])
def test_a_quarter_of_the_class_is_named_and_ten_at_most(told: Teller, students: int, named: int) -> None:
    rows = [replace(row(f"s{number:03}", number % 40), passed=False) for number in range(students)]
    found = told(rows, 50).concerns
    assert len(found) == named
    assert found[0].login == "s000"


def test_the_order_of_the_rows_changes_only_the_order_of_the_students(told: Teller) -> None:
    gains = {"readme-exists": 10, "readme-usage": 10}
    rows = [replace(answers(f"s{n}", "--", gains, value=n), before=n // 2, passed=n > 50) for n in range(40, 80)]
    report = told(rows, 51)
    Random(1).shuffle(rows)  # noqa: S311
    again = told(rows, 51)
    assert replace(again, students=()) == replace(report, students=())
