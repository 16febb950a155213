"""The platforms' own grade books, filled: what changes, what stays byte for byte, and who gets no grade."""

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cohort.samples import ADA, BARE, LATER, LINK, MALLORY, NIL, REPORT, UNDECIDED, ZOE
from portfolio_audit.cohort.exports.filling import Filled, fill
from portfolio_audit.cohort.exports.raw_csv import RawTable, Record, read_table
from portfolio_audit.errors import GradeBookError
from portfolio_audit.model.cohort import CohortReport, StudentRow

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,Essay (101),Portfolio (102),Final Score\n"
    ",,,,,,,Manual Posting,\n"
    "    Points Possible,,,,,,10.00,50.00,(read only)\n"
    '"Lovelace, Ada",11,u-1,ada@uni.example,ML 1,"likes ""engines"", a lot",9.50,,95.00\n'
    '"Müller, Zoë",12,00123,zoe,ML 1,,N/A,,\n'
    '"Nil, Nemo",13,,nemo@uni.example,"ML 1, ML 2",,8.00,33.00,80.00\n'
    '"Stranger, Sam",14,,sam-s@uni.example,ML 1,,,12.00,\n'
    '"Student, Test",15,,3f2a,ML 1,,,,\n'
)
MOODLE_DE = (
    "ID,Vollständiger Name,ID-Nummer,E-Mail-Adresse,Status,Bewertung,Bestwertung,Bewertung kann geändert werden,"
    "Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),Feedback als Kommentar\r\n"
    "Teilnehmer/in1234567,Ada Lovelace,7,ADA@uni.example,Zur Bewertung abgegeben,,"
    '"24,00",Ja,"Mittwoch, 13. Mai 2026, 10:15",-,\r\n'
    'Teilnehmer/in1234568,Zoë Müller,00123,zm@uni.example,Keine Abgabe,"3,50","24,00",Ja,-,-,Bitte anrufen.\r\n'
    'Teilnehmer/in1234569,"Nil, Nemo",9,n@uni.example,Keine Abgabe,,"24,00",Ja,-,-,Portfolio Audit: 3 of 100.\r\n'
)
CLASSROOM = (
    "assignment_name,assignment_url,starter_code_url,github_username,roster_identifier,student_repository_name,"
    "student_repository_url,submission_timestamp,points_awarded,points_available\n"
    "hw,https://a,https://s,ADA-L,someone,hw-ada,https://r/1,2026-05-30T10:00:00Z,0,100\n"
    "hw,https://a,https://s,zoe-m,,hw-zoe,https://r/2,2026-05-30T10:00:00Z,1,10\n"
    "hw,https://a,https://s,nil-n,,hw-nil,https://r/3,,0,0\n"
    "hw,https://a,https://s,later,,hw-later,https://r/4,,,0\n"
)
TWICE = 'hw,https://a,https://s,,ada@uni.example,"hw,else",https://r/5,,,100\n'


def _with(*rows: StudentRow) -> CohortReport:
    return replace(REPORT, students=rows)


CLASS = _with(ADA, ZOE, NIL, LATER)


def _named(row: StudentRow, name: str, identifier: str = "") -> StudentRow:
    return replace(row, student=replace(row.student, name=name, identifier=identifier))


def _text(filled: Filled, encoding: str = "utf-8") -> str:
    return filled.data.decode(encoding)


# --- Canvas ----------------------------------------------------------------------------------------------------------


def test_canvas_keeps_everything_but_the_grades() -> None:
    filled = fill(CANVAS.encode(), CLASS, "Portfolio")
    expected = CANVAS.replace(",9.50,,95.00", ",9.50,43.00,95.00").replace("N/A,,\n", "N/A,35.50,\n")
    assert _text(filled) == expected.replace("8.00,33.00", "8.00,0.00")
    assert (filled.form, filled.graded) == ("canvas", 3)


def test_canvas_tells_who_got_no_grade() -> None:
    assert fill(CANVAS.encode(), CLASS, "Portfolio").problems == (
        "Row 7, Stranger, Sam: nobody in the cohort has this username, identifier or name.",
        "Row 8, Student, Test: nobody in the cohort has this username, identifier or name.",
        "later (Sam Twin): no row of the grade book is surely theirs.",
    )


@pytest.mark.parametrize("column", ["Essay", "essay (101)"])
def test_canvas_fills_the_assignment_that_is_named(column: str) -> None:
    filled = fill(CANVAS.encode(), CLASS, column)
    assert ",8.60,,95.00" in _text(filled)
    assert "ML 1,,N/A,,\n" in _text(filled)
    assert "Row 5, Müller, Zoë: left as it is, the assignment is not theirs (N/A)." in filled.problems


def test_canvas_with_one_assignment_needs_no_name_for_it() -> None:
    one = "Student,ID,SIS Login ID,Section,Portfolio (7)\n    Points Possible,,,,20\nAda Lovelace,1,x,S,\n"
    assert _text(fill(one.encode(), CLASS)).endswith("\nAda Lovelace,1,x,S,17.20\n")


def test_canvas_with_last_and_first_names_in_columns() -> None:
    head = "LastName,FirstName,ID,SIS Login ID,Section,P (7)\n    Points Possible,,,,,\n"
    one = head + "Lovelace,Ada,1,x,S,EX\nMüller,Zoë,2,y,S,\n"
    filled = fill(one.encode(), CLASS)
    assert _text(filled) == one.replace("y,S,", "y,S,71.00")
    assert filled.problems[0] == "Row 3, Ada Lovelace: left as it is, they are excused (EX)."


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("", "several assignments. Name the one to fill; there are “Essay (101)”, “Portfolio (102)”"),
        ("Exam", "no single assignment “Exam”. Name the one to fill"),
        ("Final Score", "no single assignment “Final Score”"),
        ("SIS Login ID", "no single assignment"),
    ],
)
def test_canvas_asks_which_assignment_is_meant(column: str, said: str) -> None:
    with pytest.raises(GradeBookError) as raised:
        fill(CANVAS.encode(), CLASS, column)
    assert said in str(raised.value)


def test_canvas_without_an_assignment_is_told_to_get_one() -> None:
    with pytest.raises(GradeBookError, match="Make one in Canvas"):
        fill(b"Student,ID,SIS Login ID,Section\nAda,1,x,S\n", CLASS)


def test_a_column_of_usernames_goes_before_everything() -> None:
    one = "Student,ID,SIS Login ID,Section,GitHub,P (7)\n    Points Possible,,,,,100\n"
    rows = "Zoë Müller,1,nemo@uni.example,S,https://github.com/Ada-L/,\nX,2,y,S,@zoe-m,\n"
    assert _text(fill((one + rows).encode(), CLASS)) == one + rows.replace("L/,", "L/,86.00").replace(
        "m,\n", "m,71.00\n"
    )


# --- Moodle ----------------------------------------------------------------------------------------------------------


def test_moodle_gets_grades_and_comments_in_the_sites_own_form() -> None:
    filled = fill(MOODLE_DE.encode("utf-8-sig"), CLASS)
    assert filled.data.startswith(b"\xef\xbb\xbfID,")
    _, ada, zoe, nil, end = _text(filled, "utf-8-sig").split("\r\n")
    assert ada == (
        'Teilnehmer/in1234567,Ada Lovelace,7,ADA@uni.example,Zur Bewertung abgegeben,"20,64","24,00",Ja,'
        '"Mittwoch, 13. Mai 2026, 10:15",-,"Portfolio Audit: 86 of 100. Two projects &lt;carry&gt; the portfolio. '
        'Next steps: (1) Show what came out, with a baseline"'
    )
    assert zoe.startswith('Teilnehmer/in1234568,Zoë Müller,00123,zm@uni.example,Keine Abgabe,"17,04","24,00",Ja,-,')
    assert nil.startswith('Teilnehmer/in1234569,"Nil, Nemo",9,n@uni.example,Keine Abgabe,"0,00","24,00",Ja,-,-,"Portf')
    assert "0 of 100. No project does anything yet." in nil
    assert (end, filled.form, filled.graded) == ("", "moodle", 3)


def test_moodle_keeps_a_comment_that_somebody_wrote() -> None:
    filled = fill(MOODLE_DE.encode(), CLASS)
    assert "-,-,Bitte anrufen.\r\n" in _text(filled)
    assert "Row 3, Zoë Müller: graded, but somebody has written a comment, which stays." in filled.problems


def test_moodle_filled_twice_is_as_filled_once() -> None:
    once = fill(MOODLE_DE.encode(), CLASS)
    assert fill(once.data, CLASS) == once


def test_moodle_in_english_keeps_its_point_and_its_participants() -> None:
    table = (
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade),Feedback comments\r\n"
        "Participant 123456,Someone Else,ada@uni.example,Submitted for grading,-,20.00,Yes,-,-,\r\n"
        "Participant 123457,Zoë Müller,,No submission,,Good,Yes,-,-,\r\n"
    )
    filled = fill(table.encode(), _with(ADA, ZOE))
    assert "Participant 123456,Someone Else,ada@uni.example,Submitted for grading,17.20,20.00,Yes,-,-," in _text(filled)
    assert _text(filled).endswith("No submission,,Good,Yes,-,-,\r\n")
    assert filled.problems == ("Row 3, Zoë Müller: left as it is, “Good” is no number of points.",)


def test_moodle_without_a_column_of_comments_gets_grades_alone() -> None:
    table = "Identifier,Full name,Grade,Maximum Grade\r\nParticipant 1,Ada Lovelace,,10\r\n"
    assert _text(fill(table.encode(), _with(ADA))) == table.replace("Lovelace,", "Lovelace,8.60")


def test_a_scale_of_moodle_is_no_number_of_points() -> None:
    with pytest.raises(GradeBookError, match="graded by a scale"):
        fill("ID,Vollständiger Name,Bewertung,Skala\r\n".encode(), CLASS)


def test_a_maximum_that_is_not_known_is_not_taken_for_100() -> None:
    table = "Identifier;Full name;Grade;Greatest;Feedback comments\r\nParticipant 1;Ada Lovelace;;10;\r\n"
    with pytest.raises(GradeBookError, match="known for Moodle's “Maximum Grade”"):
        fill(table.encode(), _with(ADA))


def test_a_comment_cannot_become_a_formula_in_a_table_that_parts_at_semicolons() -> None:
    table = "Identifier;Full name;Grade;Maximum Grade;Feedback comments\r\nParticipant 1;Ada Lovelace;;10;\r\n"
    row = replace(ADA, summary='";=1+1;"', steps=())
    assert _text(fill(table.encode(), _with(row))).endswith(
        'Ada Lovelace;8,60;10;"Portfolio Audit: 86 of 100. "";\'=1+1;"""\r\n'
    )


# --- GitHub Classroom ------------------------------------------------------------------------------------------------


def test_classroom_gets_points_of_those_that_are_available() -> None:
    filled = fill(CLASSROOM.encode(), CLASS)
    expected = CLASSROOM.replace("00Z,0,100", "00Z,86,100").replace("00Z,1,10\n", "00Z,7.1,10\n")
    assert _text(filled) == expected.replace("/3,,0,0", "/3,,0,100")
    assert (filled.form, filled.graded) == ("classroom", 3)
    assert filled.problems == (
        "Row 5, later: no grade, because the status is “rate-limited” (@GitHub wanted no more requests).",
    )


def test_two_rows_of_one_student_are_left_alone() -> None:
    filled = fill((CLASSROOM + TWICE).encode(), _with(ADA))
    assert _text(filled) == CLASSROOM + TWICE
    assert filled.problems[0] == "Row 2, someone: another row could be the same student's."
    assert filled.problems[-2:] == (
        "Row 6, ada@uni.example: another row could be the same student's.",
        "ada-l (Ada Lovelace): no row of the grade book is surely theirs.",
    )


# --- who is meant ----------------------------------------------------------------------------------------------------


def _canvas(*rows: str) -> bytes:
    head = ("Student,ID,SIS User ID,SIS Login ID,Section,P (1)", "    Points Possible,,,,,100")
    return "".join(f"{row}\n" for row in (*head, *rows)).encode()


def _grades(filled: Filled) -> list[str]:
    return [line.rpartition(",")[2] for line in _text(filled).splitlines()[2:]]


def test_points_of_canvas_that_are_no_number_are_not_taken_for_100() -> None:
    book = _canvas("Ada Lovelace,1,,a,S,").replace(b",100\n", b',"1,000.00"\n')
    with pytest.raises(GradeBookError, match=r"“1,000\.00” is no number of points"):
        fill(book, _with(ADA))


def test_nobody_without_a_score_gets_a_grade() -> None:
    rows = ("Una Decided,1,,una@uni.example,S,", "Sam Twin,2,,sam@uni.example,S,55")
    filled = fill(_canvas(*rows), _with(UNDECIDED, LATER))
    assert _grades(filled) == ["", "55"]
    assert filled.problems == (
        "Row 3, Una Decided: no grade, because the status is “partial” (nothing of it could be read).",
        "Row 4, Sam Twin: no grade, because the status is “rate-limited” (@GitHub wanted no more requests).",
    )


def test_a_name_that_stands_twice_in_the_grade_book_is_nobodys() -> None:
    filled = fill(_canvas("Ada Lovelace,1,,a,S,", '"Lovelace, Ada",2,,b,S,'), _with(_named(ADA, "Ada Lovelace")))
    assert _grades(filled) == ["", ""]
    assert len(filled.problems) == 3


def test_a_name_that_stands_twice_on_the_roster_is_nobodys() -> None:
    filled = fill(_canvas("Ada Lovelace,1,,a,S,"), _with(ADA, _named(ZOE, "Lovelace, Ada")))
    assert _grades(filled) == [""]
    assert filled.problems[0] == "Row 3, Ada Lovelace: more than one student of the cohort could be meant."


def test_identifiers_that_mean_different_students_are_ambiguous() -> None:
    filled = fill(_canvas("Somebody,1,00123,ada@uni.example,S,"), _with(ADA, ZOE))
    assert _grades(filled) == [""]
    assert "more than one student" in filled.problems[0]


def test_identifiers_tell_people_of_one_name_apart() -> None:
    rows = ("Sam Twin,1,,one@uni.example,S,", "Sam Twin,2,,two@uni.example,S,")
    filled = fill(
        _canvas(*rows), _with(_named(ADA, "Sam Twin", "TWO@uni.example"), _named(ZOE, "Sam Twin", "one@uni.example"))
    )
    assert (_grades(filled), filled.problems) == (["71.00", "86.00"], ())


def test_an_identifier_of_the_roster_that_is_a_name_is_one() -> None:
    filled = fill(_canvas("ÅSA  ö,1,,x,S,"), _with(_named(ADA, "", "Ö, A\u030asa")))
    assert (_grades(filled), filled.problems) == (["86.00"], ())


def test_an_empty_name_and_identifier_are_nobodys() -> None:
    filled = fill(_canvas(",1,,,S,"), _with(BARE, MALLORY))
    assert _grades(filled) == [""]


def test_a_hostile_name_of_the_grade_book_stays_as_it_is() -> None:
    quoted = '"' + LINK.replace('"', '""') + '"'
    filled = fill(_canvas(f"{quoted},1,,m,S,"), _with(MALLORY))
    assert f"\n{quoted},1,,m,S,43.00\n" in _text(filled)


# --- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_stay(encoding: str, delimiter: str) -> None:
    lines = ["Student,ID,SIS User ID,SIS Login ID,Section,P (1)", "    Points Possible,,,,,10.00", "Zoë Müller,1,,z,S,"]
    table = "\r\n".join(line.replace(",", delimiter) for line in lines)
    filled = fill(table.encode(encoding), _with(ZOE))
    assert filled.data == (table + "7.10").encode(encoding)


def test_big_endian_and_its_mark_stay() -> None:
    table = "\ufeff" + _canvas("Zoë Müller,1,,z,S,").decode()
    assert fill(table.encode("utf-16-be"), _with(ZOE)).data == table.replace("S,\n", "S,71.00\n").encode("utf-16-be")


def test_decimals_stand_behind_a_comma_where_the_file_has_them_there() -> None:
    table = "Student;ID;SIS Login ID;Section;P (1)\n    Points Possible;;;;20,00\nAda Lovelace;1;x;S;\n"
    assert _text(fill(table.encode(), _with(ADA))).endswith("S;17,20\n")


def test_odd_lines_stay() -> None:
    odd = 'Ada Lovelace , 1 ,"","x"y,"S\nT",,more\r\n\r\n,,,,,\n'
    filled = fill(_canvas(odd) + b"short\nlast,1", _with(ADA))
    assert _text(filled).startswith(_canvas(odd.replace('T",,', 'T",86.00,')).decode())
    assert _text(filled).endswith("\nshort\nlast,1")


def test_a_row_that_is_too_short_grows() -> None:
    assert _text(fill(_canvas("Ada Lovelace,1"), _with(ADA))).endswith("\nAda Lovelace,1,,,,86.00\n")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"name,grade\nAda,1\n",
        b"id,grade\n1,2\n",
        b"github_username,name\n",
        b"PK\x03\x04" + bytes(range(256)) * 9,
        b"\n\n",
    ],
)
def test_what_is_no_grade_book_is_refused(data: bytes) -> None:
    with pytest.raises(GradeBookError, match=r"^It(s first line is that of no grade book| is no text)"):
        fill(data, CLASS)


def test_canvas_in_another_language_keeps_its_totals() -> None:
    head = "Student,ID,SIS Login ID,Section,P (1),Total (2026)\n    Points Possible,,,,10,(nur lesen)\n"
    table = head + "Ada Lovelace,1,x,S,,5\n"
    assert _text(fill(table.encode(), _with(ADA))) == table.replace("S,,5", "S,8.60,5")


@given(st.text(alphabet='a"é,;\t\r\n ', max_size=40), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
def test_what_is_not_changed_is_written_as_it_was_read(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    assert read_table(data).data() == data


@given(st.lists(st.text(alphabet='aé",;\t\r\n', max_size=6), min_size=2, max_size=5), st.sampled_from(",;\t"))
def test_a_field_that_is_put_is_read_again(texts: list[str], delimiter: str) -> None:
    table = RawTable(b"", "utf-8", delimiter, [Record([], "\n")])
    for place, text in enumerate(texts):
        table.put(table.records[0], place, text)
    assert next(csv.reader(StringIO(table.data().decode(), newline=""), delimiter=delimiter)) == texts
