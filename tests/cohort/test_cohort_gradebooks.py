"""Grade books that are made of the roster, in the exact forms of the platforms."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from cohort.samples import ADA, ADA_SCORE, BARE, GONE, LATER, MALLORY, NIL, REPORT, UNDECIDED, ZOE
from portfolio_audit.cohort.exports.forms import FORMS
from portfolio_audit.cohort.exports.grades import comment, number, points, written

SMALL = replace(REPORT, students=(ADA, MALLORY, ZOE, NIL, UNDECIDED, GONE, BARE))


def _text(form: str) -> str:
    return "".join(map(str, FORMS[form].files[0].make(SMALL, [])))


def test_canvas_gets_its_own_form() -> None:
    assert _text("canvas") == (
        "Student,ID,SIS User ID,SIS Login ID,Section,Portfolio Audit\n"
        "    Points Possible,,,,,100\n"
        "Ada Lovelace,,ada@uni.example,ada@uni.example,Group 1,86.00\n"
        '"\'=HYPERLINK(""http://evil.example"",""see"")",,\'-2+3,\'-2+3,\'@group,43.00\n'
        "Zoë Müller,,00123,00123,Group 2,71.00\n"
        '"Nil, Nemo",,nemo@uni.example,nemo@uni.example,Group 2,0.00\n'
        "Una Decided,,una@uni.example,una@uni.example,,\n"
        "'＝1+1,,gone@uni.example,gone@uni.example,,\n"
        "bare,,,,Group 1,\n"
    )


def test_moodle_gets_its_own_form() -> None:
    run, licence, shows = "Say in the README how to run it", "Add a licence", "Show what came out, with a baseline"
    assert _text("moodle") == (
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade),Feedback comments\r\n"
        ",Ada Lovelace,ada@uni.example,,86.00,100.00,Yes,-,-,"
        f'"Portfolio Audit: 86 of 100. Two projects &lt;carry&gt; the portfolio. Next steps: (1) {shows}"\r\n'
        ',"\'=HYPERLINK(""http://evil.example"",""see"")",,,43.00,100.00,Yes,-,-,'
        '"Portfolio Audit: 43 of 100. =1+1 is how the only project begins. '
        f'Next steps: (1) {run} (2) {licence} (3) {shows}"\r\n'
        ",Zoë Müller,,,71.00,100.00,Yes,-,-,"
        f"Portfolio Audit: 71 of 100. One project carries the portfolio. Next steps: (1) {run} (2) {licence}\r\n"
        ',"Nil, Nemo",nemo@uni.example,,0.00,100.00,Yes,-,-,"Portfolio Audit: 0 of 100. No project does anything yet. '
        f'Next steps: (1) {run} (2) {licence} (3) {shows}"\r\n'
        ",Una Decided,una@uni.example,,,100.00,Yes,-,-,\r\n"
        ",'＝1+1,gone@uni.example,,,100.00,Yes,-,-,\r\n"
        ",bare,,,,100.00,Yes,-,-,\r\n"
    )


def test_moodles_participants_stay_where_the_roster_has_them() -> None:
    row = replace(ADA, student=replace(ADA.student, identifier="Participant 123456"))
    text = "".join(map(str, FORMS["moodle"].files[0].make(replace(REPORT, students=(row,)), [])))
    assert text.splitlines()[1].startswith("Participant 123456,Ada Lovelace,,")


def test_classroom_gets_its_own_form() -> None:
    assert _text("classroom") == (
        "assignment_name,assignment_url,starter_code_url,github_username,roster_identifier,student_repository_name,"
        "student_repository_url,submission_timestamp,points_awarded,points_available\n"
        "ML: 2026/27,,,ada-l,ada@uni.example,,,,86,100\n"
        "ML: 2026/27,,,mallory,'-2+3,'-rm,https://github.com/mallory/-rm,,43,100\n"
        "ML: 2026/27,,,Zoe-M,00123,vögel,https://github.com/Zoe-M/vögel,,71,100\n"
        "ML: 2026/27,,,nil-n,nemo@uni.example,empty,https://github.com/nil-n/empty,,0,100\n"
        "ML: 2026/27,,,undecided,una@uni.example,,,,,100\n"
        "ML: 2026/27,,,gone,gone@uni.example,,,,,100\n"
        "ML: 2026/27,,,bare,,,,,,100\n"
    )


@pytest.mark.parametrize(
    ("possible", "text"),
    [
        ("100", "86.00"),
        ("20", "17.20"),
        ("10", "8.60"),
        ("7.5", "6.45"),
        ("1", "0.86"),
        ("0.75", "0.65"),
        ("12.5", "10.75"),
    ],
)
def test_points_are_rounded_half_up_to_two_decimals(possible: str, text: str) -> None:
    found = points(ADA, Decimal(possible))
    assert found is not None
    assert written(found) == text


def test_who_has_no_score_has_no_points() -> None:
    assert [points(row) for row in (UNDECIDED, GONE, BARE, LATER)] == [None] * 4
    assert points(NIL) == 0
    assert points(replace(LATER, score=ADA_SCORE)) is None


def test_points_are_written_as_the_file_has_them() -> None:
    assert written(Decimal("8.60"), comma=True) == "8,60"
    assert [written(Decimal(each), short=True) for each in ("8.60", "8.00", "100.00", "0.00", "100")] == [
        *("8.6", "8", "100", "0", "100")
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [("10", "10"), (" 24,00 ", "24.00"), ("7.5", "7.5"), ("0", None), ("-5", None), ("1e9", None), ("1.000,5", None)],
)
def test_numbers_of_points_are_read_with_either_sign(text: str, value: str | None) -> None:
    assert number(text) == (Decimal(value) if value else None)


def test_a_comment_is_one_line_without_markup() -> None:
    row = replace(ADA, summary="<script>\nalert(1)</script>", steps=())
    assert comment(row) == "Portfolio Audit: 86 of 100. &lt;script&gt; alert(1)&lt;/script&gt;"
