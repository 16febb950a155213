"""A mentor audits a class: everybody gets a row, nothing is lost, nobody is asked about twice."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from cli.cohorts import ROSTER, a_class, code_of, files_of, repository, statuses, tables_of
from cli.test_processes import IN_PROC
from gather.hosting import README
from gather.repositories import Made, grow
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedUser

Start = Callable[..., "subprocess.Popen[bytes]"]
Cli = Callable[..., Result]
COMPLETE = {"ada": "ok", "bo": "ok", "cy": "ok", "nobody": "no repositories", "ghost": "no such user"}


@pytest.fixture
def class_(server: LoopbackGitHub, tmp_path: Path, here: Path) -> LoopbackGitHub:
    """The host with the class, and its roster in the current folder."""
    server.host(a_class(tmp_path / "class"))
    Path("roster.csv").write_text(ROSTER)
    return server


def fetched(server: LoopbackGitHub) -> list[str]:
    """Repositories that git asked for."""
    return [request.path.split("/")[2].removesuffix(".git") for request in server.requests if ".git/" in request.path]


def report_of(folder: str = "out") -> dict[str, object]:
    return json.loads(Path(folder, "cohort.json").read_text("utf-8"))


def test_everybody_on_the_roster_has_a_row(class_: LoopbackGitHub, cli: Cli) -> None:
    result = cli("cohort", "roster.csv", "--output", "out")
    assert result.exit_code == 0
    assert statuses(Path("out")) == COMPLETE
    assert "line 7 of the roster: Una Unlinked: no username" in result.stderr
    assert "line 8 of the roster: ADA: the same username as in line 2" in result.stderr
    assert "line 9 of the roster: bo b: " in result.stderr
    assert result.stdout.splitlines()[-1] == str(Path("out/index.html"))
    rows = {row["student"]["login"]: row for row in report_of()["students"]}
    assert list(rows) == list(COMPLETE)
    assert rows["ada"]["student"]["name"] == "Ada Lovelace"
    assert rows["ada"]["page"] == "students/ada/index.html"
    assert Path("out", rows["ada"]["page"]).is_file()
    assert rows["ghost"]["score"] is None
    assert "there is no user 'ghost'" in rows["ghost"]["reason"]


def test_one_student_who_cannot_be_looked_at_stops_nobody(class_: LoopbackGitHub, cli: Cli, slept: list[float]) -> None:
    class_.fail("500", times=9, path="/users/bo/repos")
    class_.fail("500", times=99, path="/cy/cy-rain.git")
    assert cli("cohort", "roster.csv", "--output", "out").exit_code == 0
    assert statuses(Path("out")) == {**COMPLETE, "bo": "unavailable", "cy": "partial"}
    class_.heal()
    assert cli("cohort", "roster.csv", "--output", "out", "--strict").exit_code == 3
    assert statuses(Path("out")) == COMPLETE


def test_nobody_who_can_be_looked_at_is_status_3(class_: LoopbackGitHub, cli: Cli) -> None:
    Path("roster.txt").write_text("ghost\nnobody\n")
    result = cli("cohort", "roster.txt", "--output", "out")
    assert result.exit_code == 3
    assert "nobody could be audited" in result.stderr


def test_a_limit_leaves_the_rest_to_the_next_run(class_: LoopbackGitHub, cli: Cli, slept: list[float]) -> None:
    class_.leave(4, reset_in=1800)
    result = cli("cohort", "roster.csv", "--output", "out")
    assert result.exit_code == 0
    found = statuses(Path("out"))
    assert [found[login] for login in ("ada", "cy", "ghost")] == ["ok", "rate-limited", "rate-limited"]
    assert report_of()["partial"]
    assert class_.refusals == 0
    class_.leave(60)
    asked = len(class_.requests)
    cli("cohort", "roster.csv", "--output", "out")
    assert statuses(Path("out")) == COMPLETE
    assert not any("/users/ada" in request.path for request in class_.requests[asked:])
    assert not report_of()["partial"]


@pytest.mark.parametrize("token", ["", "ghp_0123456789abcdefghijklmnopqrstuvwxyz"])
def test_a_second_run_reads_nothing_and_writes_no_page_of_a_student(
    class_: LoopbackGitHub, cli: Cli, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", token)
    cli("cohort", "roster.csv", "--output", "out")
    pages = {path: path.stat().st_mtime_ns for path in Path("out/students").rglob("*.*")}
    before, asked = files_of(Path("out")), len(fetched(class_))
    assert cli("cohort", "roster.csv", "--output", "out").exit_code == 0
    assert len(fetched(class_)) == asked
    assert {path: path.stat().st_mtime_ns for path in Path("out/students").rglob("*.*")} == pages
    assert files_of(Path("out")) == before


def test_a_page_that_was_taken_away_is_made_again(class_: LoopbackGitHub, cli: Cli) -> None:
    cli("cohort", "roster.csv", "--output", "out")
    before = files_of(Path("out"))
    Path("out/students/bo/index.html").unlink()
    cli("cohort", "roster.csv", "--output", "out")
    assert files_of(Path("out")) == before


def test_what_changed_is_read_and_said(
    class_: LoopbackGitHub, cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("cohort", "roster.csv", "--output", "out")
    asked = len(fetched(class_))
    users = a_class(tmp_path / "later")
    better = README + "\n## Results\n\nMAE of 3.1 bikes an hour, 12 % better than the baseline of last week's mean.\n"
    more = [Made({"README.md": better, "LICENSE": "MIT License\n\nCopyright (c) 2026 Bo Bell\n"}, b"Tell the results")]
    grow(tmp_path / "class" / "bo" / "bo-bikes.git", more)
    users[1] = HostedUser("bo", tuple(_pushed(repo, tmp_path) for repo in users[1].repositories))
    class_.host([HostedUser(user.login, tuple(_as_before(r, tmp_path) for r in user.repositories)) for user in users])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780358400")
    cli("cohort", "roster.csv", "--output", "out")
    assert set(fetched(class_)[asked:]) == {"bo-bikes"}
    assert report_of()["improved"] == ["bo"]
    row = next(row for row in report_of()["students"] if row["student"]["login"] == "bo")
    assert row["before"] < row["score"]["value"]


def _pushed(repo, tmp_path):
    from dataclasses import replace
    from datetime import UTC, datetime

    return replace(repo, pushed_at=datetime(2026, 5, 30, tzinfo=UTC)) if repo.name == "bo-bikes" else repo


def _as_before(repo, tmp_path):
    from dataclasses import replace

    return replace(repo, git_dir=tmp_path / "class" / repo.name.partition("-")[0] / f"{repo.name}.git")
