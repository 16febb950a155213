"""A student's report as a row of the cohort's."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
from msgspec.structs import replace

from portfolio_audit.cohort.rows import absent_row, finding_rows, student_row
from portfolio_audit.model.cohort import Status, Student, StudentRule
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.model.report import NextStep, Report, Score, Slot
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers.wording import why
from reports_of import report_of

ADA = Student("ada", "Ada L.", "a-1")


def report(repositories: Mapping[str, str], profile: str = "+", *, carrying: tuple[str, ...] = ()) -> Report:
    """A report in whose slots these repositories stand."""
    made = report_of(repositories, profile)
    slots = zip(made.arithmetic.slots, (*carrying, None, None, None), strict=False)
    filled = tuple(Slot(slot.weight, name, None) for slot, name in slots)
    return replace(made, arithmetic=replace(made.arithmetic, slots=filled))


def scored(value: int, low: int, high: int, coverage: int) -> Score:
    return Score(value, low, high, coverage, None)


def test_the_row_of_the_demo_shows_what_its_report_says(demo_report: Report) -> None:
    row = student_row(ADA, demo_report, page="students/ada/index.html")
    assert (row.student, row.status, row.score, row.summary) == (ADA, Status.OK, demo_report.score, demo_report.summary)
    assert demo_report.changes
    assert row.before == demo_report.changes.before
    assert [project.name for project in row.projects] == [repo.name for repo in demo_report.repositories]
    assert {p.name for p in row.projects if p.carries} == {s.repository for s in demo_report.arithmetic.slots}
    assert row.steps == tuple(step.title for step in demo_report.next_steps[:3])
    assert row.page == "students/ada/index.html"


def test_a_part_is_the_mean_over_the_projects_by_their_slots(demo_report: Report) -> None:
    weights = {slot.repository: slot.weight for slot in demo_report.arithmetic.slots}
    carrying = [repo for repo in demo_report.repositories if repo.name in weights]
    (readme,) = (part for part in student_row(ADA, demo_report).parts if part.id == "readme")
    shares = {repo.name: part for repo in carrying for part in repo.categories if part.id == "readme"}
    earned = sum(weights[name] * Fraction(part.earned, part.possible) for name, part in shares.items())
    assert readme.value == int(earned / sum(weights[name] for name in shares) + Fraction(1, 2))
    assert (readme.title, readme.share) == ("README", shares[carrying[0].name].share)


def test_the_parts_stand_in_the_catalogues_order(demo_report: Report) -> None:
    names = [part.id for part in student_row(ADA, demo_report).parts]
    assert names == [name for name in dict.fromkeys(note.category for note in demo_report.rules) if name in names]
    assert "profile" not in names


def test_a_part_in_which_nothing_was_decided_has_no_value() -> None:
    row = student_row(ADA, report({"shop": "+++++"}, carrying=("shop",)))
    assert {part.id: part.value for part in row.parts} == {"readme": None, "engineering": None, "security": None}


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("++", State.PASS),
        ("--", State.FAIL),
        ("+-", State.PARTIAL),
        ("55", State.PARTIAL),
        ("5+", State.PARTIAL),
        ("?+", State.PASS),
        ("?-", State.FAIL),
        ("??", State.UNKNOWN),
        ("?.", State.UNKNOWN),
        (".-", State.FAIL),
        ("..", State.NOT_APPLICABLE),
    ],
)
def test_a_rule_over_the_projects_that_carry_the_score(words: str, state: State) -> None:
    one, other = (f"{letter}++++" for letter in words)
    made = report({"shop": one, "blog": other, "notes": "-----"}, carrying=("shop", "blog"))
    assert student_row(ADA, made).rules["readme-exists"].state is state


def test_rules_about_the_profile_are_among_the_rules() -> None:
    rules = student_row(ADA, report({"shop": "+++++"}, "-", carrying=("shop",))).rules
    assert rules["profile-readme"] == StudentRule(State.FAIL)
    assert list(rules) == [note.id for note in report_of({}).rules]


def test_the_gain_of_a_rule_is_that_of_its_steps_in_those_projects() -> None:
    made = report({"shop": "-++++", "blog": "-++++", "old": "-++++"}, carrying=("shop", "blog"))
    steps = [NextStep("readme-exists", name, 1, gain, 5, "", "") for name, gain in (("shop", 14), ("blog", 7))]
    beside = NextStep("readme-exists", "old", 1, 90, 5, "", "")
    profile = NextStep("profile-readme", "", 2, 20, 5, "", "")
    rules = student_row(ADA, replace(made, next_steps=(*steps, beside, profile))).rules
    assert rules["readme-exists"].gain_tenths == 21
    assert rules["profile-readme"].gain_tenths == 20
    assert rules["eng-tests"].gain_tenths == 0


def test_a_published_key_is_critical_wherever_it_is() -> None:
    made = report({"shop": "+++++", "notes": "++++-", "more": "++++-"}, carrying=("shop",))
    assert student_row(ADA, made).critical == ("security-secrets is not so",)
    assert student_row(ADA, report({"shop": "++++?"}, carrying=("shop",))).critical == ()


def test_what_could_not_be_looked_at_makes_the_status_partial() -> None:
    row = student_row(ADA, replace(report({"shop": "+++++"}), skipped=(Skipped("blog", "too large", True),)))
    assert row.status is Status.PARTIAL
    assert why(row) == "1 of 2 repositories could not be looked at: blog (too large)"


def test_of_many_that_could_not_be_looked_at_three_are_named() -> None:
    made = replace(report({"shop": "+++++"}), skipped=tuple(Skipped(name, "gone", True) for name in "abcde"))
    assert why(student_row(ADA, made)).endswith(
        "5 of 6 repositories could not be looked at: a (gone); b (gone); c (gone); 2 more"
    )


def test_a_run_that_was_ended_early_is_partial() -> None:
    row = student_row(ADA, replace(report({"shop": "+++++"}), partial=True))
    assert (row.status, row.reason) == (Status.PARTIAL, "the run was ended early")


def test_a_student_of_whom_nothing_could_be_looked_at_is_unavailable() -> None:
    row = student_row(ADA, replace(report({}), skipped=(Skipped("blog", "the clone timed out", True),)))
    assert row.status is Status.UNAVAILABLE
    assert why(row) == "1 of 1 repository could not be looked at: blog (the clone timed out)"
    assert row.score is None


def test_a_student_without_repositories_has_no_score() -> None:
    row = student_row(ADA, replace(report({}), skipped=(Skipped("a", "a fork"), Skipped("b", "a fork"))))
    assert (row.status, why(row), row.score) == (Status.NO_REPOSITORIES, "left out: 2 × a fork", None)
    assert why(student_row(ADA, report({}))) == ""


def test_a_student_without_a_report_has_a_row() -> None:
    row = absent_row(ADA, Status.NO_SUCH_USER, "there is none")
    assert (row.student, row.status, row.reason, row.value, row.rules) == (
        ADA,
        Status.NO_SUCH_USER,
        "there is none",
        None,
        {},
    )


def test_the_rows_of_findings_are_all_that_was_asked() -> None:
    made = report({"shop": "+-?.+", "blog": "....."}, "-")
    rows = list(finding_rows("ada", made))
    assert [(row.repository, row.rule, row.state) for row in rows] == [
        ("shop", "readme-exists", State.PASS),
        ("shop", "readme-usage", State.FAIL),
        ("shop", "eng-tests", State.UNKNOWN),
        ("shop", "security-secrets", State.PASS),
        ("", "profile-readme", State.FAIL),
    ]
    assert {row.login for row in rows} == {"ada"}


def test_the_row_of_a_finding_names_its_first_place(demo_report: Report) -> None:
    rows = {(row.repository, row.rule): row for row in finding_rows("ada", demo_report)}
    findings = {(repo.name, f.rule): f for repo in demo_report.repositories for f in repo.findings}
    asked = {key: finding for key, finding in findings.items() if finding.state is not State.NOT_APPLICABLE}
    assert asked
    for key, finding in asked.items():
        first = finding.evidence[0] if finding.evidence else Evidence("")
        row = rows[key]
        assert (row.path, row.line, row.title, row.gain) == (first.path, first.line, finding.title, finding.gain)
        assert (row.minutes, row.message, row.parent) == (finding.minutes, finding.message, finding.parent)
