"""The report to give away tells nothing of who somebody is."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from portfolio_audit.codec import encode
from portfolio_audit.cohort.anonymous import LETTERS, anonymised, pseudonyms
from portfolio_audit.cohort.rows import absent_row, student_row
from portfolio_audit.cohort.statistics import cohort_report
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.cohort import CohortReport, Likeness, Roster, RosterProblem, Status, Student, StudentRow
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.model.report import Report, Ruleset, Score

SALT = b"sixteen bytes 01"
STUDENTS = (
    Student("Zara-Quill", "Zara Quillfeather", "zara@school.example", "Owls", 2),
    Student("bo77", "Bo Tanglewood", "m-90210", "Larks", 3),
    Student("wrenfield", "Wren Fieldmouse", "wren@school.example", "Larks", 4),
    Student("nobody-here", "Ned Nowhere", "m-4711", "Owls", 5),
)
TELLING = (
    *("zara-quill", "bo77", "wrenfield", "nobody-here", "quillfeather", "tanglewood", "fieldmouse", "nowhere"),
    *("school.example", "m-90210", "m-4711", "owls", "larks", "larkspur academy", "secret-repository", "very-private"),
    *("https://git.school.example", "quoted from a file", "typo in row", "assignment-*", "students/", "said of them"),
)
"""What stands in the report and tells of somebody."""


def report_on(student: Student, demo: Report) -> Report:
    """The demo under the names of this student, with what is quoted."""
    repositories = tuple(
        replace(repo, name=f"very-private-{n}", url=f"https://git.school.example/{student.login}/{n}")
        for n, repo in enumerate(demo.repositories)
    )
    return replace(
        demo,
        login=student.login,
        summary=f"{student.name}'s portfolio: what is said of them.",
        repositories=repositories,
        skipped=(Skipped("secret-repository", "quoted from a file", True),),
    )


@pytest.fixture(scope="module")
def cohort(demo_report: Report, catalogue: Catalogue) -> CohortReport:
    rows = [student_row(each, report_on(each, demo_report), page=f"students/{each.login}/") for each in STUDENTS[:3]]
    rows[0] = replace(rows[0], critical=("A key is published",), before=20)
    rows[1] = replace(rows[1], passed=False, before=99)
    rows.append(absent_row(STUDENTS[3], Status.UNAVAILABLE, "https://git.school.example/nobody-here timed out"))
    return cohort_report(
        Roster("Larkspur Academy", STUDENTS, (RosterProblem(6, "Ned Nowhere", "typo in row"),)),
        rows,
        catalogue,
        Ruleset(catalogue.rubric, catalogue.digest, 50),
        generated_at=datetime(2026, 3, 1, tzinfo=UTC),
        patterns=("assignment-*",),
        likenesses=(Likeness((("Zara-Quill", "secret-repository"), ("bo77", "very-private-1")), 77),),
    )


def test_nothing_that_tells_of_somebody_is_left(cohort: CohortReport) -> None:
    given_away = encode(anonymised(cohort, SALT)).decode().lower()
    assert [word for word in TELLING if word not in encode(cohort).decode().lower()] == []
    assert [word for word in TELLING if word in given_away] == []


def test_among_equals_the_order_does_not_tell_that_of_their_logins(catalogue: Catalogue) -> None:
    students = tuple(Student(f"student-{number:02}") for number in range(40))
    risen = Score(30, 30, 30, 100, "E")
    rows = [absent_row(each, Status.NO_SUCH_USER) for each in students[:20]]
    rows += [StudentRow(each, Status.OK, score=risen, before=20 + n // 10) for n, each in enumerate(students[20:])]
    report = cohort_report(
        Roster("class", students),
        rows,
        catalogue,
        Ruleset(catalogue.rubric, catalogue.digest),
        generated_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    given_away = anonymised(report, SALT)
    moved = {row.student.login: row.moved for row in given_away.students}
    assert [moved[name] for name in given_away.improved] == [10] * 10 + [9] * 10
    groups = (given_away.improved[:10], given_away.improved[10:], [one.login for one in given_away.concerns])
    assert [len(group) for group in groups] == [10, 10, 10]
    for group in groups:
        assert list(group) == sorted(group)


def test_figures_and_answers_stay(cohort: CohortReport) -> None:
    names = pseudonyms((each.key for each in STUDENTS), SALT)
    given_away = anonymised(cohort, SALT)
    rows = {row.student.login: row for row in given_away.students}
    for before in cohort.students:
        row = rows[names[before.student.key]]
        assert (row.score, row.parts, row.rules, row.steps) == (before.score, before.parts, before.rules, before.steps)
        assert (row.status, row.passed, row.moved, row.critical) == (
            *(before.status, before.passed, before.moved, before.critical),
        )
        assert [(one.kind, one.score, one.carries) for one in row.projects] == [
            (one.kind, one.score, one.carries) for one in before.projects
        ]
    assert (given_away.rules, given_away.teach, given_away.distribution) == (
        *(cohort.rules, cohort.teach, cohort.distribution),
    )
    assert given_away.anonymous


def test_students_stand_in_the_order_of_their_pseudonyms(cohort: CohortReport) -> None:
    logins = [row.student.login for row in anonymised(cohort, SALT).students]
    assert logins == sorted(logins)
    assert logins != [pseudonyms([row.student.key], SALT)[row.student.key] for row in cohort.students]


def test_whoever_is_named_is_named_by_the_pseudonym(cohort: CohortReport) -> None:
    names = pseudonyms((each.key for each in STUDENTS), SALT)
    given_away = anonymised(cohort, SALT)
    assert cohort.improved
    assert given_away.improved == tuple(names[login.lower()] for login in cohort.improved)
    assert [(each.login, each.reasons) for each in given_away.concerns] == [
        (names[each.login.lower()], each.reasons) for each in cohort.concerns
    ]


def test_of_projects_that_are_alike_only_their_number_and_closeness_stay(cohort: CohortReport) -> None:
    assert anonymised(cohort, SALT).likenesses == (Likeness((), 77),)


def test_lines_that_name_nobody_are_only_counted(cohort: CohortReport) -> None:
    assert anonymised(cohort, SALT).problems == (RosterProblem(0, "", ""),)


def test_a_rubric_of_the_courses_own_is_not_named_and_one_that_all_have_is(cohort: CohortReport) -> None:
    own = replace(cohort, ruleset=replace(cohort.ruleset, rubric="larkspur-2026"))
    assert anonymised(own, SALT, public=["ml-engineer"]).ruleset.rubric == "the course's own"
    assert anonymised(cohort, SALT, public=["ml-engineer"]).ruleset == cohort.ruleset


def test_a_pseudonym_is_the_same_in_every_class_and_another_under_another_salt() -> None:
    alone = pseudonyms(["ada"], SALT)["ada"]
    assert pseudonyms(["bob", "ada", "cid"], SALT)["ada"] == alone
    assert pseudonyms(["ada"], b"another salt 012")["ada"] != alone


def test_a_pseudonym_can_be_read_out() -> None:
    name = pseudonyms(["ada"], SALT)["ada"]
    word, _, letters = name.partition(" ")
    assert (word, [len(part) for part in letters.split("-")]) == ("Student", [3, 3])
    assert set(letters) <= {*LETTERS, "-"}
    assert set(LETTERS).isdisjoint("01IOLUAE")


def test_two_who_would_have_the_same_pseudonym_get_more_letters() -> None:
    logins = [f"login-{number}" for number in range(60_000)]
    names = pseudonyms(logins, SALT)
    assert len(set(names.values())) == len(logins)
    longer = [login for login, name in names.items() if len(name) > len("Student K7F-3Q2")]
    assert longer
    first = {pseudonyms([login], SALT)[login] for login in longer}
    assert len(first) < len(longer)
    assert first.isdisjoint(names.values())
