"""The page of a class in another language: why a line or a repository was left out is told, too."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from pseudo import pseudo
from test_languages import CODES

from pages import Page
from portfolio_audit.cohort.rosters.reading import read_roster
from portfolio_audit.cohort.rows import absent_row, student_row
from portfolio_audit.cohort.statistics import cohort_report
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.cohort import CohortReport, Roster, Status, Student, StudentRow, Unseen
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.model.report import Ruleset
from portfolio_audit.renderers.cohort import pieces
from portfolio_audit.renderers.languages import load
from portfolio_audit.renderers.wording import why
from portfolio_audit.sources.git_command import classify
from reports_of import report_of

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LINES = (
    "ada", "ADA", '""', "none", "ana@uni.example", "Ana García", '"ana, bob"', "-ana", "https://gitlab.com/ana",
    "https://github.com/orgs/school",
)  # fmt: skip
LOST = tuple(map(classify, (b"fatal: repository not found", b"no space left on device", b"error: 403", b"?")))
GRADES = {"A": 85, "B": 0}
A_FORK, ARCHIVED = "a fork (--include-forks audits it)", "archived (--include-archived audits it)"


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    """One student, and a line for every reason why one is left out."""
    (tmp_path / "class.csv").write_text("github,group\n" + "".join(f"{line},g\n" for line in LINES), "utf-8")
    return read_roster(str(tmp_path / "class.csv"), stdin=None, members=lambda _: ())


def _lost(count: int) -> StudentRow:
    """A student of whom so many repositories could not be read, and one could."""
    skipped = tuple(Skipped(f"r{number}", LOST[number], True) for number in range(count))
    return student_row(Student(f"lost{count}"), replace(report_of({"shop": "+++++"}), skipped=skipped))


def _left_out() -> StudentRow:
    skipped = (Skipped("a", A_FORK), Skipped("b", A_FORK), Skipped("c", ARCHIVED))
    return student_row(Student("forks"), replace(report_of({}), skipped=skipped))


def _class(roster: Roster, catalogue: Catalogue) -> CohortReport:
    ghost = absent_row(Student("ghost"), Status.NO_SUCH_USER, "the host knows nobody of that name")
    rows = (_lost(1), _lost(4), _left_out(), ghost)
    ruleset = Ruleset(catalogue.rubric, catalogue.digest, 60, GRADES)
    return cohort_report(roster, rows, catalogue, ruleset, generated_at=NOW, version="0.0.0")


@pytest.fixture
def report(roster: Roster, catalogue: Catalogue) -> CohortReport:
    return _class(roster, catalogue)


def _reasons(report: CohortReport) -> set[str]:
    """Every reason of ours that the page gives, in English."""
    unseen = {each.reason for row in report.students for each in row.unseen}
    lines = {problem.reason for problem in report.problems}
    return unseen | lines | {row.reason for row in report.students if row.reason}


def test_every_reason_of_a_roster_is_among_those_of_the_class(roster: Roster) -> None:
    assert len(roster.students) == 1
    assert len({problem.reason for problem in roster.problems}) == len(LINES) - 1


def test_every_reason_of_a_class_is_a_text_to_translate(report: CohortReport) -> None:
    language = pseudo()
    for reason in _reasons(report):
        assert language.tell(reason).startswith("⟦"), reason
    assert not language.unfilled


@pytest.mark.parametrize("code", CODES)
def test_no_english_reason_is_left_on_the_page_of_a_class(code: str, report: CohortReport) -> None:
    english, told = (Page("".join(pieces(report, load(language)))).visible() for language in ("en", code))
    assert all(reason in english for reason in _reasons(report) - {LOST[3]})
    assert not [reason for reason in _reasons(report) if reason in told]


def test_of_several_reasons_each_is_told() -> None:
    row = StudentRow(
        Student("ada"),
        Status.PARTIAL,
        "5 of 6 repositories could not be looked at",
        unseen=tuple(Unseen(reason, name) for reason, name in zip((*LOST, LOST[0]), "abcde", strict=True)),
    )
    assert why(row, load("es")) == (
        "no fue posible examinar 5 de 6 repositorios: "
        f"a ({load('es').tell(LOST[0])}); b ({load('es').tell(LOST[1])}); c ({load('es').tell(LOST[2])}); 2 más"
    )
    assert why(row, load("zh")).endswith("）；另有 2 个")


def test_what_was_left_out_is_counted_with_its_reason_told() -> None:
    assert why(_left_out()) == f"left out: 2 × {A_FORK}; 1 × {ARCHIVED}"
    told = why(_left_out(), load("fr"))
    assert "2 × " in told
    assert "audits it" not in told


def test_full_stops_and_commas_of_a_class_s_page_are_the_language_s(report: CohortReport) -> None:
    chinese = load("zh")
    page = "".join(pieces(report, chinese))
    assert f"{chinese.gettext('looked at in part')}。<span" in page
    grade = chinese.gettext("%(letter)s from %(least)s")
    graded = [grade % {"letter": letter, "least": least} for letter, least in GRADES.items()]
    assert f"{'、'.join(graded)}。</p>" in page


def test_of_a_student_passed_is_another_word_than_of_a_rule() -> None:
    assert load("zh").pgettext("of a student", "yes") != load("zh").gettext("yes")
    assert load("es").pgettext("of a student", "passed") != load("es").gettext("passed")
