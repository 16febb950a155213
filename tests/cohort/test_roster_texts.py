"""Rosters as texts: their encodings, delimiters and limits, and whatever bytes may come."""

from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from roster_files import SERVER, logins, nobody_asked, problems, refusal, roster

from portfolio_audit.cohort.rosters import read_roster, tables
from portfolio_audit.errors import RosterFileError
from portfolio_audit.limits import ROSTER
from portfolio_audit.model.cohort import Roster
from portfolio_audit.targets import valid_login
from portfolio_audit.text import NAME

TEXT = "Nombre;GitHub;Sección\nJosé Peña;jose;A\nZoë;@zoe;Ñ\n"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16-LE"),
        ("utf-32", "UTF-32"),
        ("latin-1", "Latin-1"),
        ("cp1252", "Latin-1"),
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_an_encoding(encoding: str, told: str, ends: str) -> None:
    read = roster(TEXT.replace("\n", ends).encode(encoding))
    assert [(one.login, one.name, one.group) for one in read.students] == [
        ("jose", "José Peña", "A"),
        ("zoe", "Zoë", "Ñ"),
    ]
    assert read.told.startswith(f"CSV with ';', {told}; usernames from column 2 'GitHub'")


def test_cyrillic_of_windows() -> None:
    text = "Фамилия;Имя;Логин\nИванова;Анна;ana\nПетров;Борис;bob\nСидорова;Мария;mary\n"
    assert logins(text.encode("cp1251")) == ["ana", "bob", "mary"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter(delimiter: str) -> None:
    text = TEXT.replace(";", delimiter) + delimiter.join(['"Peña, J; x"', "pj", "8,5"]) + "\n"
    read = roster(text)
    assert [student.login for student in read.students] == ["jose", "zoe", "pj"]
    assert read.students[2].name == "Peña, J; x"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "^"])
def test_a_delimiter_that_excel_names_in_the_first_line(delimiter: str) -> None:
    read = roster(f"\ufeffsep={delimiter}\r\n" + TEXT.replace(";", delimiter))
    assert [student.line for student in read.students] == [3, 4]


def test_a_comma_in_marks_does_not_part_a_table_with_semicolons() -> None:
    assert logins("GitHub;Nota\nana;8,5\nbob;9,25\n") == ["ana", "bob"]


def test_quotation_marks_in_a_cell() -> None:
    read = roster('Name,GitHub\n"Ana ""the\ngreat"" G, PhD",ana\nBob "b" S,bob\n')
    assert [one.name for one in read.students] == ['Ana "the great" G, PhD', 'Bob "b" S']


def test_a_quotation_mark_that_is_never_closed_hides_no_students() -> None:
    said = refusal('Name,GitHub\nAna,ana\n"Bob,bob\nEve,eve\n')
    assert said == "a quotation mark in line 3 is never closed. Close it, or take it out."


def test_rows_may_be_shorter_or_longer_than_the_headings() -> None:
    text = "Name,GitHub\nAna,ana,more,and more\nBob\n,eve\n"
    assert logins(text) == ["ana", "eve"]
    assert problems(text) == [(3, "Bob")]


# --- hostile ---------------------------------------------------------------------------------------------------------


def test_texts_of_others_can_do_nothing_to_a_terminal_and_are_cut() -> None:
    text = (
        f'name,GitHub,group,id\n"\x1b[31mAna\u202e\u200b\n\n x",ana,{"g" * 5_000},\x07\n"{"n" * 900}",not one\x1b,,\n'
    )
    read = roster(text)
    (student,) = read.students
    assert student.name == "\\x1b[31mAna x"
    assert len(student.group) <= NAME
    assert student.identifier == "\\x07"
    assert "\x1b" not in read.problems[0].text


def test_joiners_that_a_language_needs_stay_in_a_name() -> None:
    assert roster("name,GitHub\nمی\u200cنا,ana\n").students[0].name == "می\u200cنا"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"\n \r\n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"# nobody yet\n", "is empty"),
        (b"github_username,name\n", "names no student. There is nothing below its headings"),
        (b"github_username,name\n,Ana\n", "names no student. Line 2, 'Ana': no username"),
        (b"\x00\x01\x02\x03" * 500, "is neither text nor a workbook"),
        (b"\x89PNG\r\n\x1a\n" + bytes(400), "is neither text nor a workbook"),
        (b"<!DOCTYPE html><table><tr><td>ana</td></tr></table>", "is a web page or XML"),
        (b"  <html><body>ana", "is a web page or XML"),
    ],
)
def test_a_text_that_names_nobody_is_refused(data: bytes, said: str) -> None:
    assert refusal(data).startswith(said)


def test_a_roster_beyond_the_limit_is_refused_unread() -> None:
    endless = BytesIO(b"ana\n" * (ROSTER.file_bytes // 4 + 10))
    with pytest.raises(RosterFileError, match="more than 20 MB"):
        read_roster("-", None, SERVER, stdin=endless, members=nobody_asked)
    assert endless.tell() == ROSTER.file_bytes + 1


def test_a_row_beyond_the_limit_is_refused() -> None:
    many = (tables.Row(number, ("x",)) for number in range(ROSTER.students + tables.HEAD + 5))
    with pytest.raises(RosterFileError, match="more than 1,000,000 lines"):
        tables.limited(many, "class.csv")


def test_columns_beyond_the_limit_are_passed_over() -> None:
    wide = ",".join(["x"] * ROSTER.columns)
    assert "--column" in refusal(f"{wide},GitHub\n{wide},ana\n")
    assert logins(f"GitHub,{wide}\nana,{wide}\n") == ["ana"]


def test_a_cell_beyond_the_limit_is_no_username() -> None:
    assert problems(f"GitHub,name\nana,Ana\n{'b' * 5_000},Bob\n")[0][0] == 3


WORDS = ("GitHub", "name", "username", "ana", "@bob", "https://github.com/eve", "x@y.example", "é", "名前", "1", "none")
MARKS = ('"', '""', *",;\t|\n\r #=\x00\x1b\u200b\u2028\x85", "\r\n", "sep=")
PIECES = st.sampled_from([*WORDS, *MARKS])


@given(
    st.lists(PIECES, max_size=60).map("".join).map(str.encode) | st.binary(max_size=300),
    st.sampled_from([None, "1", "name"]),
)
@example(b'"' + b"x" * 200_000, None)
@example(b"sep=\n\n", None)
@example(b'sep="\nana"bob\n', None)
@example(b"sep= \nGitHub name\nana Ana\n", None)
@example("\u2028GitHub,name\nana,b".encode("utf-16"), None)
@example(b"GitHub\xed\xa0\x80,name\nana,b", None)  # half a character
def test_whatever_comes_is_a_roster_or_an_error_that_says_what_to_do(data: bytes, column: str | None) -> None:
    try:
        read = roster(data, column)
    except RosterFileError as error:
        assert str(error).isprintable()
        assert str(error).endswith(".")
        return
    _is_sound(read)


def _is_sound(read: Roster) -> None:
    assert read.students
    assert all(valid_login(student.login) for student in read.students)
    assert len({student.key for student in read.students}) == len(read.students)
    said = [read.told, *(text for one in read.students for text in (one.name, one.identifier, one.group))]
    said += [text for problem in read.problems for text in (problem.text, problem.reason)]
    assert all(text.replace("\u200c", "").replace("\u200d", "").isprintable() for text in said)
    lines = [one.line for one in (*read.students, *read.problems)]
    assert min(lines) >= 1
    assert len(set(lines)) == len(lines)
