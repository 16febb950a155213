"""Rosters in the forms that mentors have, down to which column is meant."""

from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from roster_files import NOT_LINKED, logins, nobody_asked, problems, refusal, roster

from portfolio_audit.cli.session import USAGE, sentences
from portfolio_audit.cohort.rosters import read_roster
from portfolio_audit.errors import NotPermitted, RosterFileError
from portfolio_audit.limits import ROSTER
from portfolio_audit.model.cohort import RosterProblem, Student

CLASSROOM = (
    '"identifier","github_username","github_id","name" \n'
    '"ana@uni.example","ana-g","101","Ana García"\n'
    '"bob@uni.example","","","Bob Stone"\n'
    '"eve@uni.example","eve","103",""\n'
)
GRADES = (
    "assignment_name,assignment_url,starter_code_url,github_username,roster_identifier,student_repository_name,"
    "student_repository_url,submission_timestamp,points_awarded,points_available\n"
    "hw1,https://classroom.github.com/a/x,https://github.com/school/hw1,ana-g,ana@uni.example,hw1-ana-g,"
    "https://github.com/school/hw1-ana-g,2026-03-01 10:00:00 UTC,8,10\n"
    "hw1,https://classroom.github.com/a/x,https://github.com/school/hw1,eve,,hw1-eve,"
    "https://github.com/school/hw1-eve,,,10\n"
)
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,GitHub account (12),Final Score\n"
    "    Points Possible,,,,,,(read only)\n"
    '"García, Ana",7,s1,anag,ML-1,ana-g,80\n'
    '"Student, Test",8,,f00,ML-1,,\n'
)
MOODLE = "\ufeffUsername,First name,Surname,ID number,Email address,Groups\nana-g,Ana,García,7,ana@uni.example,North\n"


# --- exports ---------------------------------------------------------------------------------------------------------


def test_the_roster_of_github_classroom() -> None:
    read = roster(CLASSROOM)
    assert read.students == (
        Student("ana-g", "Ana García", "ana@uni.example", line=2),
        Student("eve", "", "eve@uni.example", line=4),
    )
    assert read.problems == (RosterProblem(3, "Bob Stone", NOT_LINKED),)
    assert read.told == (
        "CSV, UTF-8; usernames from column 2 'github_username', names from 'name', identifiers from 'identifier'"
    )


def test_the_roster_of_github_classroom_with_teams() -> None:
    text = '"identifier","github_username","github_id","name","group_name"\n"7","ana","1","Ana","red"\n'
    assert roster(text).students == (Student("ana", "Ana", "7", "red", 2),)


def test_the_grades_of_github_classroom() -> None:
    assert roster(GRADES).students == (
        Student("ana-g", "", "ana@uni.example", line=2),
        Student("eve", "", "", line=3),
    )


def test_a_gradebook_of_canvas_whose_second_line_is_of_points() -> None:
    read = roster(CANVAS)
    assert read.students == (Student("ana-g", "García, Ana", "s1", "ML-1", 3),)
    assert [problem.text for problem in read.problems] == ["Student, Test"]


def test_a_list_of_moodle_has_usernames_that_may_be_of_moodle() -> None:
    read = roster(MOODLE)
    assert read.students == (Student("ana-g", "Ana García", "7", "North", 2),)
    assert "does not say that these are of GitHub" in read.told


def test_a_profile_address_counts_more_than_a_username_of_moodle() -> None:
    text = "Username,First name,Surname,Web page\ns1,Ana,G,https://github.com/ana\ns2,Bob,S,github.com/bob/\n"
    assert logins(text) == ["ana", "bob"]


def test_nbgrader_has_no_usernames_unless_a_column_was_added() -> None:
    text = "id,first_name,last_name,email,lms_user_id\ns1,Ana,G,ana@uni.example,22\n"
    assert "Columns: 1 'id', 2 'first_name', 3 'last_name', 4 'email', 5 'lms_user_id'" in refusal(text)
    added = "id,first_name,last_name,email,lms_user_id,github\ns1,Ana,G,ana@uni.example,22,ana\n"
    assert roster(added).students == (Student("ana", "Ana G", "s1", line=2),)


@pytest.mark.parametrize("heading", ["SIS Login ID", "login_id", "lms_user_id", "E-Mail", "User ID"])
def test_what_a_course_system_knows_somebody_by_is_not_taken_unasked(heading: str) -> None:
    text = f"{heading},Section\nana,A\nbob,A\n"
    assert "--column" in refusal(text)
    assert logins(text, heading) == ["ana", "bob"]


# --- the column ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "GitHub Username",
        "github",
        "GITHUB_LOGIN ",
        "gh_user",
        "GitHub",
        "Git Hub",
        "githubusername",
        "GitHub-Konto",
        "GitHub ID",
        "GitHub handle (without @)",
        "Usuario de GitHub",
        "usuario_github",
        "¿Cuál es tu usuario de GitHub?",
        "What is your GitHub account?",
        "Nom d'utilisateur GitHub",
        "Логин на GitHub",
        "GitHub 用户名",
        "GitHubユーザー名",
        "Benutzername",
        "Nombre de usuario",
        "KULLANICI ADI",
        "username",
        "Handle",
        "login",
    ],
)
def test_a_heading_of_usernames(heading: str) -> None:
    text = f"No;Comment;{heading};Cohort\n1;good;ana;x1\n2;late;bob;x2\n3;;carl;x3\n"
    assert logins(text) == ["ana", "bob", "carl"]


@pytest.mark.parametrize(
    "heading",
    ["GitHub repository", "Link to your GitHub repo", "GitHub email", "GitHub Classroom team", "GitHub stars"],
)
def test_a_heading_of_something_else_on_github(heading: str) -> None:
    assert logins(f"{heading},GitHub\nfoo,ana\nbar,bob\n") == ["ana", "bob"]


@pytest.mark.parametrize("better", ["github_username", "GitHub login"])
@pytest.mark.parametrize("worse", ["username", "GitHub", "GitHub profile", "login"])
def test_of_two_headings_the_one_that_says_more_counts(better: str, worse: str) -> None:
    assert logins(f"{worse},{better}\nx1,ana\nx2,bob\n") == ["ana", "bob"]


def test_two_headings_that_say_as_much_are_no_doubt_where_the_contents_agree() -> None:
    assert logins("GitHub profile,GitHub\nhttps://github.com/ana,Ana\ngithub.com/bob,bob\n") == ["ana", "bob"]
    said = refusal("GitHub login,GitHub account\nana,anna\n")
    assert said == (
        "the usernames may be in 1 'GitHub login' and 2 'GitHub account'. Say which with --column (a name or a number)."
    )


def test_the_number_that_github_gives_is_no_username() -> None:
    assert logins("github_id,github\n101,ana\n102,bob\n") == ["ana", "bob"]
    assert "--column" in refusal("github_id,name\n101,Ana\n102,Bob\n")


@pytest.mark.parametrize(
    "text",
    [
        "Nombre,Link\nAna G,https://github.com/ana\nBob S,github.com/bob/\n",
        "Ana G,https://github.com/ana\nBob S,github.com/bob/\n",
        "Alumna;Clave\nAna G;@ana\nBob S;@bob\n",
        "ana;Ana García;ML-1\nbob;Bob Stone;ML-1\n",
        "Ana,ana,x@uni.example\nBob,bob,y@uni.example\n",
        "Kontaktname im Portal|Bemerkung\nana|kommt spät\nbob|kommt nie\n",
        "7,2026-01-01,ana\n8,2026-01-02,bob\n",
    ],
)
def test_contents_tell_where_headings_do_not(text: str) -> None:
    assert logins(text) == ["ana", "bob"]


def test_headings_may_be_missing_and_the_mentor_is_told() -> None:
    read = roster("ana;Ana García;1\nbob;Bob Stone;1\n")
    assert read.students[0] == Student("ana", line=1)
    assert read.told == "CSV with ';', UTF-8; usernames from column 1 (begins with 'ana'), no headings"


def test_headings_may_stand_below_a_title() -> None:
    read = roster("Machine learning 2026;;\n\nName;GitHub;Group\nAna;ana;A\n")
    assert read.students == (Student("ana", "Ana", "", "A", 4),)
    assert read.told.endswith("headings in line 3")


def test_a_username_that_is_also_a_heading_does_not_take_those_above_away() -> None:
    assert logins("Name,GitHub\nAna,ana\nBob,login\nCarl,github\n") == ["ana", "login", "github"]
    assert logins("ana\nlogin\ngithub\n") == ["ana", "login", "github"]
    assert logins("github-ana\nbob\n") == ["github-ana", "bob"]


@pytest.mark.parametrize(
    "text",
    [
        "ana,group1\nbob,group2\n",
        "García,Ana\nRuiz,Luis\n",
        "name,section\nAna,A1\nBob,B2\n",
        "who they are,age\nAna García,21\nLuis Ruiz,22\n",
        "hw1,https://github.com/school/hw1-ana\nhw1,https://github.com/school/hw1-bob\n",
    ],
)
def test_where_nothing_is_clear_the_columns_are_listed(text: str) -> None:
    said = refusal(text)
    assert "1 " in said
    assert "2 " in said
    assert said.endswith("Say which with --column (a name or a number).")


@pytest.mark.parametrize("column", ["Compte", " cOMPTE ", "2", "compte", "com\u200bpte"])
def test_the_column_can_be_given(column: str) -> None:
    text = "GitHub,Compte ,Nom\nx,ana,A\ny,bob,B\n"
    assert logins(text, column) == ["ana", "bob"]
    assert "usernames from column 2 'Compte', names from 'Nom'" in roster(text, column).told


@pytest.mark.parametrize("column", ["3", "0", "-1", "²", "name", "", "99999999999999999999"])
def test_a_column_that_is_not_there_is_refused_with_those_that_are(column: str) -> None:
    said = refusal("GitHub,Group\nana,A\n", column)
    assert said.startswith("there is no column '")
    assert "Columns: 1 'GitHub', 2 'Group'" in said


def test_a_heading_that_is_a_number_goes_before_the_number() -> None:
    assert logins("1,2,GitHub\nana,bob,carl\n", "2") == ["bob"]


@pytest.mark.parametrize(
    ("headings", "name"),
    [
        ("GitHub,First Name,Last Name", "Ana García"),
        ("GitHub,Nombre,Apellidos", "Ana García"),
        ("GitHub,Vorname,Nachname", "Ana García"),
        ("GitHub,Prénom,Nom", "Ana García"),
        ("GitHub,Nome,Cognome", "Ana García"),
        ("GitHub,Nome,x", "Ana"),
        ("GitHub,name,x", "Ana"),
        ("GitHub,x,Surname", "García"),
        ("GitHub,x,y", ""),
    ],
)
def test_a_name_may_stand_in_two_columns(headings: str, name: str) -> None:
    assert roster(f"{headings}\nana,Ana,García\n").students[0].name == name


# --- lists -----------------------------------------------------------------------------------------------------------


def test_a_list_with_all_that_people_write_into_one() -> None:
    text = (
        "# machine learning, spring, 2026\n\n"
        "ana\n  @bob  \nhttps://github.com/carl # moved\n"
        'dave, joined late\neve left in May\n- frank\n2. grace\n"heidi"\nivan;\n#judy\n'
    )
    assert logins(text) == ["ana", "bob", "carl", "dave", "eve", "frank", "grace", "heidi", "ivan"]
    assert problems(text) == []
    assert roster(text).students[2].line == 5
    assert roster(text).told == "a list, UTF-8"


def test_a_list_may_have_a_heading() -> None:
    assert logins("GitHub username\nana\nbob\n") == ["ana", "bob"]
    assert logins("usuario\nana\n") == ["ana"]


def test_the_only_column_of_a_list_can_be_given() -> None:
    assert logins("ana\nbob\n", "1") == ["ana", "bob"]
    assert "there is no column '2'" in refusal("ana\nbob\n", "2")


def test_a_full_name_in_a_list_is_not_taken_for_a_username_and_a_note() -> None:
    assert problems("ana\nBob Stone\nMaría del Mar García\n") == [(2, "Bob Stone"), (3, "María")]


# --- what stands twice, nowhere or cannot be -------------------------------------------------------------------------


def test_who_stands_twice_is_audited_once() -> None:
    read = roster("GitHub,Name\nana,Ana\nbob,Bob\nANA,Anna\n@ana,\n")
    assert [student.login for student in read.students] == ["ana", "bob"]
    reason = "the same username as in line 2; it is audited once"
    assert read.problems == (RosterProblem(4, "ANA", reason), RosterProblem(5, "ana", reason))


def test_a_blank_is_listed_where_something_else_stands_in_its_line() -> None:
    assert problems("GitHub,Name,Group\nana,Ana,A\n,,\n,Bob,\n,,B\n \t,Eve,\n") == [(4, "Bob"), (5, "B"), (6, "Eve")]


@pytest.mark.parametrize("word", ["n/a", "None", "-", "?", "TBD", "nan", "no tengo", "#N/A", "…"])
def test_a_word_for_nothing_is_no_username(word: str) -> None:
    assert problems(f"GitHub,Name\nana,Ana\n{word},Bob\n") == [(3, word)]


def test_a_line_number_is_that_in_which_the_row_begins() -> None:
    read = roster('Name,GitHub,Note\nAna,ana,"a\nb\n\nc"\nBob,bob,x\n\nEve,e e,\n')
    assert [student.line for student in read.students] == [2, 6]
    assert read.problems[0].line == 8


def test_owners_of_repositories_are_told() -> None:
    assert "; 2 are owners of repositories named there" in roster("ana/app\nhttps://github.com/bob/app\neve\n").told


# --- where it comes from ---------------------------------------------------------------------------------------------


def test_a_file_gives_the_roster_its_title(tmp_path: Path) -> None:
    file = tmp_path / "Spring 2026.csv"
    file.write_text(CLASSROOM, "utf-8")
    assert read_roster(str(file), stdin=None, members=nobody_asked).title == "Spring 2026"


def of_organisation(name: str, *members: str, column: str | None = None) -> object:
    def asked(organisation: str) -> Sequence[str]:
        assert organisation == name
        return members

    return read_roster(f"org:{name}", column, stdin=None, members=asked)


def test_an_organisation_is_a_roster() -> None:
    read = read_roster("org:school", stdin=None, members=lambda name: {"school": ["ana", "bob", "ANA"]}[name])
    assert read.title == "school"
    assert read.students == (Student("ana", line=1), Student("bob", line=2))
    assert len(read.problems) == 1
    assert read.told == "2 members of the organisation school, as the host shows them"


def test_an_organisation_that_shows_nobody_is_an_error_that_says_why() -> None:
    with pytest.raises(RosterFileError, match="read:org"):
        of_organisation("school")


@pytest.mark.parametrize("name", ["", "a b", "../x", "school/team", "x" * 40])
def test_a_name_that_no_organisation_has_is_not_asked_for(name: str) -> None:
    with pytest.raises(RosterFileError, match="org:NAME"):
        read_roster(f"org:{name}", stdin=None, members=nobody_asked)


def test_an_organisation_has_no_columns() -> None:
    with pytest.raises(RosterFileError, match="Leave it out"):
        of_organisation("school", "ana", column="1")


def test_what_the_host_says_of_an_organisation_passes_through() -> None:
    def refuse(name: str) -> Sequence[str]:
        raise NotPermitted(f"{name} is closed.")

    with pytest.raises(NotPermitted):
        read_roster("org:school", stdin=None, members=refuse)


def test_a_file_that_is_not_there_is_an_error_with_a_hint() -> None:
    with pytest.raises(RosterFileError, match=r"^school: there is no such file.*org:school\.$"):
        read_roster("school", stdin=None, members=nobody_asked)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RosterFileError, match="is a folder"):
        read_roster(str(tmp_path), stdin=None, members=nobody_asked)


@pytest.mark.parametrize("name", ["a\0b", "x" * 5_000, "\x1b[31m.csv"])
def test_a_name_that_no_file_has_is_an_error(name: str) -> None:
    with pytest.raises(RosterFileError) as raised:
        read_roster(name, stdin=None, members=nobody_asked)
    assert str(raised.value).isprintable()


def test_no_standard_input_is_an_error() -> None:
    with pytest.raises(RosterFileError, match="Give a file"):
        read_roster("-", stdin=None, members=nobody_asked)


def test_a_file_without_an_end_is_not_read_to_it(tmp_path: Path) -> None:
    file = tmp_path / "endless.csv"
    with file.open("wb") as sparse:
        sparse.truncate(ROSTER.file_bytes * 50)
    with pytest.raises(RosterFileError, match="more than 20 MB"):
        read_roster(str(file), stdin=None, members=nobody_asked)


def test_a_roster_that_cannot_be_read_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(click.exceptions.Exit) as stopped, sentences():
        roster("")
    assert stopped.value.exit_code == USAGE
    assert "standard input: is empty. Give a CSV" in capsys.readouterr().err
