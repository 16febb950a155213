"""A cohort's folder: made again, given away without names, asked by other tools, and never taken on trust."""

import re
import resource
import sqlite3
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from cli.cohorts import ROSTER, a_class, code_of, files_of, repository, statuses
from cli.processes import at_most, ended
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedUser
from portfolio_audit.resources import data_dir

Cli = Callable[..., Result]
Start = Callable[..., "subprocess.Popen[bytes]"]
DOCS = data_dir("reports").parent / "docs" / "cohort.md"
SECRETS = (
    "lovelace",
    "s1@uni",
    "ada",
    "grace-h",
    "hopper",
    "bikes",
    "rain",
    "taxi",
    "compilers",
    "127.0.0.1",
)
"""Whatever tells who somebody is: parts of names, identifiers, logins, repositories, quoted texts, addresses."""


@pytest.fixture
def audited(server: LoopbackGitHub, cli: Cli, tmp_path: Path) -> Path:
    """The folder of a class that has been audited."""
    server.host(a_class(tmp_path / "class"))
    Path("roster.csv").write_text(ROSTER)
    cli("cohort", "roster.csv", "--output", "out")
    return Path("out")


def test_pages_and_tables_are_made_again_without_asking_anybody(
    audited: Path, server: LoopbackGitHub, cli: Cli
) -> None:
    before, asked = files_of(audited), len(server.requests)
    for path in [*audited.rglob("*.html"), *audited.glob("*.csv"), audited / "cohort.json"]:
        path.unlink()
    result = cli("cohort", "report", "out")
    assert result.exit_code == 0
    assert files_of(audited) == before
    assert len(server.requests) == asked


def test_pages_are_made_in_another_language(audited: Path, cli: Cli) -> None:
    assert cli("cohort", "report", "out", "--language", "es").exit_code == 0
    assert '<html lang="es"' in (audited / "index.html").read_text("utf-8")
    assert '<html lang="es"' in (audited / "students/ada/index.html").read_text("utf-8")


def test_other_tables_are_made_on_request(audited: Path, cli: Cli) -> None:
    formats = ("canvas", "moodle", "classroom", "parquet")
    cli("cohort", "report", "out", *(word for form in formats for word in ("--format", form)))
    names = {"canvas.csv", "moodle.csv", "classroom.csv", "students.parquet", "findings.parquet"}
    assert names <= {path.name for path in audited.iterdir()}
    assert "ada" in (audited / "classroom.csv").read_text("utf-8")


def test_a_grade_book_is_filled(audited: Path, cli: Cli) -> None:
    book = "Student,ID,SIS User ID,SIS Login ID,Section,Portfolio (12)\n    Points Possible,,,,,50\n"
    Path("grades.csv").write_text(f"{book}Ada Lovelace,1,,s1,A,\nSomebody Else,2,,s99,A,\n")
    result = cli("cohort", "report", "out", "--gradebook", "grades.csv")
    assert result.exit_code == 0
    lines = (audited / "graded-grades.csv").read_text("utf-8").splitlines()
    score = next(row for row in _rows(audited, "SELECT score FROM student WHERE login = 'ada'"))[0]
    assert float(lines[2].rpartition(",")[2]) == score / 2
    assert lines[3] == "Somebody Else,2,,s99,A,"
    assert "Somebody Else" in result.stderr
    Path("grades.csv").write_text("no grade book\n")
    assert cli("cohort", "report", "out", "--gradebook", "grades.csv").exit_code == 2


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "cohort.sqlite3")) as file:
        return file.execute(query).fetchall()


def test_what_is_given_away_tells_nobodys_name(server: LoopbackGitHub, cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    shared = {"README.md": "# Taxi of Grace Hopper\n\nWrites compilers.\n", "taxi.py": code_of("taxi")}
    grace = HostedUser("grace-h", (repository(folder, "grace-h", "taxi-grace", shared),), name="Grace Hopper")
    users = a_class(folder)
    users[1] = HostedUser("bo", (*users[1].repositories, repository(folder, "bo", "taxi-bo", shared)))
    server.host([*users, grace])
    Path("roster.csv").write_text(ROSTER + '"s9@uni","grace-h","9","Grace Hopper"\n')
    cli("cohort", "roster.csv", "--output", "out", "--anonymise")
    cli("cohort", "report", "out", "--anonymise", "--format", "xlsx", "--format", "csv", "--format", "canvas")
    given = Path("out/anonymous")
    names = {path.name for path in given.rglob("*")}
    assert names == {"index.html", "cohort.json", "cohort.xlsx", "students.csv"}
    for path in given.iterdir():
        text = _text_of(path).lower()
        assert "student " in text
        found = [word for word in SECRETS if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text)]
        assert found == [], path
    before = files_of(given)
    cli("cohort", "report", "out", "--anonymise", "--format", "xlsx", "--format", "csv")
    assert files_of(given) == before, "pseudonyms are the same each time"


def _text_of(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def test_every_query_of_the_docs_answers(audited: Path) -> None:
    queries = re.findall(r"```sql\n(.+?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert len(queries) >= 5
    for query in queries:
        assert _rows(audited, query) or "'partial', 'unknown'" in query, query


def test_the_docs_ask_only_about_who_is_on_the_roster(audited: Path, cli: Cli) -> None:
    most, silent = (_query(word) for word in ("LIMIT 10;", "HAVING"))
    assert all(count <= 3 for _, count, _ in _rows(audited, most))
    with closing(sqlite3.connect(audited / "cohort.sqlite3")) as file, file:
        file.execute("UPDATE finding SET state = 'fail' WHERE rule = 'results-stated'")
        file.execute("UPDATE finding SET state = 'unknown' WHERE rule = 'results-stated' AND repository = 'bo-rain'")
    assert _rows(audited, silent) == [("ada",), ("cy",)]
    Path("roster.txt").write_text("ada\n")
    cli("cohort", "roster.txt", "--output", "out")
    assert {count for _, count, _ in _rows(audited, most)} == {1}


def _query(word: str) -> str:
    queries = re.findall(r"```sql\n(.+?)```", DOCS.read_text("utf-8"), re.DOTALL)
    return next(query for query in queries if word in query)


def test_a_damaged_state_is_not_used(audited: Path, cli: Cli) -> None:
    state = audited / "cohort.sqlite3"
    data = bytearray(state.read_bytes())
    data[4096 * 2 : 4096 * 6] = bytes(4096 * 4)
    state.write_bytes(data)
    for suffix in ("-wal", "-shm"):
        state.with_name(state.name + suffix).unlink(missing_ok=True)
    result = cli("cohort", "report", "out")
    assert result.exit_code == 2
    assert "Put it aside" in result.stderr
    assert state.read_bytes() == data


@pytest.mark.parametrize("command", [("cohort", "report", "out"), ("cohort", "roster.csv", "--output", "out")])
@pytest.mark.parametrize(("column", "wrong"), [("row", b"[]"), ("report", zlib.compress(b"[]"))], ids=["row", "report"])
def test_a_state_in_which_something_else_wrote_is_damaged(
    audited: Path, cli: Cli, column: str, wrong: bytes, command: tuple[str, ...]
) -> None:
    with closing(sqlite3.connect(audited / "cohort.sqlite3")) as file:
        file.execute(f"UPDATE student SET page = '', {column} = ? WHERE login = 'ada'", (wrong,))  # noqa: S608 - ours
        file.commit()
    result = cli(*command)
    assert result.exit_code == 2
    assert "the cohort's state is damaged. Put it aside" in result.stderr


def test_a_full_disk_is_no_reason_to_put_the_state_aside(audited: Path, start: Start) -> None:
    for suffix in ("-wal", "-shm"):
        (audited / f"cohort.sqlite3{suffix}").unlink(missing_ok=True)
    full = start("cohort", "report", "out", before=at_most(resource.RLIMIT_FSIZE, 1000))
    _, said = ended(full, 2)
    assert "Free some space" in said
    assert "Put it aside" not in said


@pytest.mark.parametrize(
    ("change", "said"),
    [("PRAGMA user_version = 99", "newer version"), ("PRAGMA application_id = 7", "another program made it")],
)
def test_a_state_of_another_make_is_left_alone(audited: Path, cli: Cli, change: str, said: str) -> None:
    with closing(sqlite3.connect(audited / "cohort.sqlite3")) as file:
        file.execute(change)
    result = cli("cohort", "roster.csv", "--output", "out")
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_no_database_is_left_alone(cli: Cli) -> None:
    Path("out").mkdir()
    Path("out/cohort.sqlite3").write_text("my notes, which are longer than a page of nothing " * 20)
    result = cli("cohort", "report", "out")
    assert result.exit_code == 2
    assert Path("out/cohort.sqlite3").read_text().startswith("my notes")


def test_a_folder_without_a_cohort_says_what_to_do(cli: Cli) -> None:
    result = cli("cohort", "report", "nowhere")
    assert result.exit_code == 2
    assert "holds no cohort" in result.stderr
    assert not Path("nowhere").exists()


def test_the_state_is_a_log_ahead_of_writing(audited: Path) -> None:
    assert _rows(audited, "PRAGMA journal_mode") == [("wal",)]
    assert statuses(audited)["ada"] == "ok"


def test_nothing_of_somebody_elses_is_lost(server: LoopbackGitHub, cli: Cli, tmp_path: Path) -> None:
    server.host(a_class(tmp_path / "class"))
    Path("roster.txt").write_text("ada\n")
    Path("site").mkdir()
    Path("site/index.html").write_text("my own page")
    result = cli("cohort", "roster.txt", "--output", "site")
    assert result.exit_code == 2
    assert "is no cohort's page" in result.stderr
    assert Path("site/index.html").read_text() == "my own page"
    mine = ("students/maria/index.html", "feedback/maria.md")
    for name in mine:
        Path("out", name).parent.mkdir(parents=True, exist_ok=True)
        Path("out", name).write_text("mine")
    cli("cohort", "roster.txt", "--output", "out")
    assert [Path("out", name).read_text() for name in mine] == ["mine", "mine"]


def test_a_state_that_is_busy_or_full_is_a_sentence(audited: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portfolio_audit.cohort.layout._BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(audited / "cohort.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = cli("cohort", "roster.csv", "--output", "out")
    assert result.exit_code == 2
    assert "could not be used (database is locked)" in result.stderr
    assert cli("cohort", "roster.csv", "--output", "out").exit_code == 0
