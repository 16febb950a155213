"""A mentor audits a class: everybody gets a row, nothing is lost, nobody is asked about twice."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from cli.cohorts import ROSTER, a_class, code_of, files_of, repository, statuses, tables_of
from cli.test_processes import IN_PROC
from gather.hosting import NOW, README, TOKEN
from gather.repositories import Made, grow
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

Start = Callable[..., "subprocess.Popen[bytes]"]
Cli = Callable[..., Result]
COMPLETE = {"ada": "ok", "bo": "ok", "cy": "ok", "nobody": "no repositories", "ghost": "no such user"}


@pytest.fixture
def users(tmp_path: Path) -> list[HostedUser]:
    return a_class(tmp_path / "class")


@pytest.fixture
def class_(server: LoopbackGitHub, users: list[HostedUser], here: Path) -> LoopbackGitHub:
    """The host with the class, and its roster in the current folder."""
    server.host(users)
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
    assert rows["ghost"]["reason"] == "the host knows nobody of that name"


def test_one_student_who_cannot_be_looked_at_stops_nobody(class_: LoopbackGitHub, cli: Cli, slept: list[float]) -> None:
    class_.fail("500", times=9, path="/users/bo/repos")
    class_.fail("500", times=99, path="/cy/cy-rain.git")
    assert cli("cohort", "roster.csv", "--output", "out").exit_code == 0
    assert statuses(Path("out")) == {**COMPLETE, "bo": "unavailable", "cy": "partial"}
    class_.heal()
    assert cli("cohort", "roster.csv", "--output", "out", "--strict").exit_code == 3
    assert statuses(Path("out")) == COMPLETE


def test_a_refused_token_ends_the_run_and_takes_nothing_away(
    class_: LoopbackGitHub, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("cohort", "roster.csv", "--output", "out")
    before = files_of(Path("out"))
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_expired")
    result = cli("cohort", "roster.csv", "--output", "out")
    assert result.exit_code == 3
    assert "refused the token. Renew it" in result.stderr
    assert files_of(Path("out")) == before
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
    class_: LoopbackGitHub, users: list[HostedUser], cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("cohort", "roster.csv", "--output", "out")
    asked = len(fetched(class_))
    better = README + "\n## Results\n\nMAE of 3.1 bikes an hour, 12 % better than the baseline of last week's mean.\n"
    more = [Made({"README.md": better, "LICENSE": "MIT License\n\nCopyright (c) 2026 Bo Bell\n"}, b"Tell the results")]
    grow(tmp_path / "class" / "bo" / "bo-bikes.git", more)
    class_.host([replace(user, repositories=tuple(map(_pushed, user.repositories))) for user in users])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780358400")
    cli("cohort", "roster.csv", "--output", "out")
    assert set(fetched(class_)[asked:]) == {"bo-bikes"}
    assert report_of()["improved"] == ["bo"]
    row = next(row for row in report_of()["students"] if row["student"]["login"] == "bo")
    assert row["before"] < row["score"]["value"]


def _pushed(repo: HostedRepository) -> HostedRepository:
    return replace(repo, pushed_at=datetime(2026, 5, 30, tzinfo=UTC)) if repo.name == "bo-bikes" else repo


@IN_PROC
@pytest.mark.parametrize("done", range(6))
def test_a_killed_run_is_taken_up_and_comes_to_the_same_bytes(
    start: Start, class_: LoopbackGitHub, here: Path, cli: Cli, done: int
) -> None:
    """`kill -9` after so many students are done; before the first and while the pages are made, too."""
    cli("cohort", "roster.csv", "--output", "whole", "--no-cache")
    process = start("cohort", "roster.csv", "--output", "out", "--jobs", "1")
    assert process.stderr is not None
    while done and (line := process.stderr.readline()):
        done -= b" of 5 students" in line
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert cli("cohort", "roster.csv", "--output", "out").exit_code == 0
    assert files_of(here / "out") == files_of(here / "whole")
    assert told(here / "out") == told(here / "whole")


def told(folder: Path) -> list[str]:
    """What the state says, whichever run said it."""
    return [line for line in tables_of(folder) if not line.startswith(('INSERT INTO "setting"', 'INSERT INTO "run"'))]


@IN_PROC
def test_ctrl_c_leaves_pages_of_what_is_done(start: Start, class_: LoopbackGitHub, here: Path, cli: Cli) -> None:
    class_.fail("slow", seconds=30, times=99, path="/cy/cy-rain.git")
    process = start("cohort", "roster.csv", "--output", "out", "--jobs", "2")
    assert process.stderr is not None
    finished = 0
    while finished < 4 and (line := process.stderr.readline()):
        finished += b" of 5 students" in line
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"what was done is kept" in said
    assert report_of()["partial"]
    assert "cy" not in [one["login"] for one in report_of()["concerns"]]
    assert statuses(here / "out")["cy"] is None
    class_.heal()
    assert cli("cohort", "roster.csv", "--output", "out").exit_code == 0
    cli("cohort", "roster.csv", "--output", "whole", "--no-cache")
    assert files_of(here / "out") == files_of(here / "whole")


def test_two_runs_do_not_share_a_folder(class_: LoopbackGitHub, cli: Cli, here: Path) -> None:
    from portfolio_audit.cohort.state import State

    with State(here / "out"):
        result = cli("cohort", "roster.csv", "--output", "out")
    assert result.exit_code == 2
    assert "another run is at work in out" in result.stderr


def test_whoever_is_on_the_roster_no_more_has_no_page(class_: LoopbackGitHub, cli: Cli) -> None:
    cli("cohort", "roster.csv", "--output", "out")
    Path("roster.txt").write_text("ada\n")
    Path("out/students/notes").mkdir()
    Path("out/students/notes/mine.txt").write_text("the mentor's")
    cli("cohort", "roster.txt", "--output", "out")
    assert sorted(path.name for path in Path("out/students").iterdir()) == ["ada", "notes"]
    assert [row["student"]["login"] for row in report_of()["students"]] == ["ada"]


def test_an_organisations_members_are_a_roster(server: LoopbackGitHub, cli: Cli, tmp_path: Path) -> None:
    club = HostedUser("club", organisation=True, members=("ada", "bo"), public_members=("ada", "bo"))
    server.host([*a_class(tmp_path / "class"), club])
    assert cli("cohort", "org:club", "--output", "out").exit_code == 0
    assert statuses(Path("out")) == {"ada": "ok", "bo": "ok"}
    assert cli("cohort", "org:nothing", "--output", "other").exit_code == 3


def test_a_roster_on_the_standard_input(class_: LoopbackGitHub, start: Start, here: Path) -> None:
    process = start("cohort", "-", "--output", "out", stdin=subprocess.PIPE)
    process.communicate(b"ada\nhttps://github.com/nobody\n@bo\n", timeout=60)
    assert process.returncode == 0
    assert list(statuses(here / "out")) == ["ada", "bo"]


def test_hand_ins_are_judged_by_themselves(class_: LoopbackGitHub, cli: Cli) -> None:
    result = cli("cohort", "roster.csv", "--output", "out", "--repo-pattern", "*-RAIN")
    assert result.exit_code == 0
    assert set(fetched(class_)) == {"ada-rain", "bo-rain", "cy-rain"}
    assert report_of()["patterns"] == ["*-RAIN"]
    rows = {row["student"]["login"]: row for row in report_of()["students"]}
    assert [project["name"] for project in rows["bo"]["projects"]] == ["bo-rain"]
    assert rows["bo"]["score"]["value"] == rows["bo"]["projects"][0]["score"]["value"]


def test_hand_ins_in_the_courses_account_are_found(
    class_: LoopbackGitHub, users: list[HostedUser], cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As GitHub Classroom makes them, private ones included: the token may see them."""
    handed_in = [
        repository(tmp_path / "class", "ada", f"hw1-{login}", {"README.md": README, "x.py": code_of(login)})
        for login in ("bo", "cy")
    ]
    course = HostedUser("ada", (*users[0].repositories, handed_in[0], replace(handed_in[1], private=True)))
    class_.host([course, *users[1:]])
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    pattern = ("--repo-pattern", "ada/hw1-*")
    assert cli("cohort", "roster.csv", "--output", "out", *pattern).exit_code == 0
    found = statuses(Path("out"))
    assert found == {
        "ada": "no repositories",
        "bo": "ok",
        "cy": "ok",
        "nobody": "no repositories",
        "ghost": "no repositories",
    }
    rows = {row["student"]["login"]: row for row in report_of()["students"]}
    assert [project["name"] for project in rows["cy"]["projects"]] == ["hw1-cy"]
    asked = len(fetched(class_))
    cli("cohort", "roster.csv", "--output", "out", *pattern)
    assert len(fetched(class_)) == asked
    cli("cohort", "roster.csv", "--output", "both", *pattern, "--repo-pattern", "bo-*")
    rows = {row["student"]["login"]: row for row in report_of("both")["students"]}
    assert {project["name"] for project in rows["bo"]["projects"]} == {"hw1-bo", "bo-bikes", "bo-rain"}
    for wrong in ("ada/hw1", "a b/hw*", "ada/*/*", "", " "):
        assert cli("cohort", "roster.csv", "--output", "other", "--repo-pattern", wrong).exit_code == 2


def test_a_private_hand_in_that_the_token_may_not_see_is_not_said_to_be_missing(
    class_: LoopbackGitHub, users: list[HostedUser], cli: Cli, tmp_path: Path
) -> None:
    hand_in = replace(repository(tmp_path / "class", "course", "hw1-ada", {"README.md": README}), private=True)
    class_.host([*users, HostedUser("course", (hand_in,), organisation=True)])
    Path("roster.txt").write_text("ada\n")
    cli("cohort", "roster.txt", "--output", "out", "--repo-pattern", "course/hw1-*")
    (row,) = report_of()["students"]
    assert row["reason"] == "none that the host shows; what is private needs a token that may see it"
    assert report_of()["concerns"] == [{"login": "ada", "reasons": ["There is no repository to look at."]}]


def test_who_has_nothing_at_a_deadline_has_no_page_and_no_letter_of_another_day(
    class_: LoopbackGitHub, cli: Cli, tmp_path: Path
) -> None:
    cli("cohort", "roster.csv", "--output", "out")
    cli("cohort", "roster.csv", "--output", "out", "--as-of", "2025-12-31")
    assert not list(Path("out/students").iterdir())
    assert not list(Path("out/feedback").iterdir())
    cli("cohort", "report", "out", "--language", "fr")
    assert not list(Path("out/feedback").iterdir())
    cli("cohort", "roster.csv", "--output", "out")
    assert sorted(path.name for path in Path("out/feedback").iterdir()) == ["ada.md", "bo.md", "cy.md"]


def test_a_page_stays_where_the_host_was_in_the_way(
    class_: LoopbackGitHub, users: list[HostedUser], cli: Cli, slept: list[float]
) -> None:
    cli("cohort", "roster.csv", "--output", "out")
    ada = replace(users[0], repositories=tuple(replace(repo, pushed_at=NOW) for repo in users[0].repositories))
    class_.host([ada, *users[1:]])
    class_.fail("500", times=99, path="/ada/ada-")
    cli("cohort", "roster.csv", "--output", "out")
    rows = {row["student"]["login"]: row for row in report_of()["students"]}
    assert (rows["ada"]["status"], rows["ada"]["score"]) == ("unavailable", None)
    assert rows["ada"]["page"] == "students/ada/index.html"
    assert Path("out/students/ada/index.html").is_file()


def test_a_deadline_takes_the_commits_before_it(class_: LoopbackGitHub, cli: Cli, tmp_path: Path) -> None:
    late = [Made({"README.md": "# Rewritten\n"}, b"Rewrite", when="1777593600 +0000")]
    grow(tmp_path / "class" / "ada" / "ada-bikes.git", late)
    before = cli("cohort", "roster.csv", "--output", "before", "--as-of", "2026-04-01")
    assert before.exit_code == 0
    assert "Rewritten" not in Path("before/students/ada/report.json").read_text("utf-8")
    assert report_of("before")["as_of"] == "2026-04-01T23:59:59Z"
    cli("cohort", "roster.csv", "--output", "now")
    assert report_of("now")["as_of"] is None
    rows = [
        {r["student"]["login"]: r["score"]["value"] for r in report_of(f)["students"] if r["score"]}
        for f in ("before", "now")
    ]
    assert rows[0]["ada"] > rows[1]["ada"]
    assert rows[0]["bo"] == rows[1]["bo"]


def test_another_deadline_is_another_audit(class_: LoopbackGitHub, cli: Cli, tmp_path: Path) -> None:
    late = [Made({"README.md": "# Rewritten\n"}, b"Rewrite", when="1777593600 +0000")]
    grow(tmp_path / "class" / "ada" / "ada-bikes.git", late)
    for day in ("2026-04-01", "2026-05-15"):
        cli("cohort", "roster.csv", "--output", "out", "--as-of", day)
    cli("cohort", "roster.csv", "--output", "fresh", "--as-of", "2026-05-15")
    scores = [{r["student"]["login"]: r["score"] for r in report_of(name)["students"]} for name in ("out", "fresh")]
    assert scores[0] == scores[1]


def test_a_limit_in_a_second_run_moves_no_score(
    class_: LoopbackGitHub, cli: Cli, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    cli("cohort", "roster.csv", "--output", "out")
    before = files_of(Path("out"))
    class_.leave(2, token=TOKEN, reset_in=1800)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272060")
    for login in ("ada", "bo", "cy"):
        class_.fail("403-primary", times=50, path=f"/users/{login}", seconds=1800)
    cli("cohort", "roster.csv", "--output", "out")
    assert {statuses(Path("out"))[login] for login in ("ada", "bo", "cy")} == {"rate-limited"}
    assert report_of()["improved"] == []
    assert report_of()["partial"]
    assert "students/ada/index.html" in Path("out/index.html").read_text("utf-8")
    class_.heal()
    class_.leave(5000, token=TOKEN)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780272000")
    cli("cohort", "roster.csv", "--output", "out")
    assert files_of(Path("out")) == before


def test_a_letter_greets_by_the_roster_of_today(class_: LoopbackGitHub, cli: Cli) -> None:
    cli("cohort", "roster.csv", "--output", "out")
    Path("roster.csv").write_text(ROSTER.replace("Ada Lovelace", "Augusta King"))
    cli("cohort", "roster.csv", "--output", "out")
    assert "Augusta King" in Path("out/feedback/ada.md").read_text("utf-8")


def test_projects_that_look_alike_are_a_reason_to_talk(server: LoopbackGitHub, cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    users = a_class(folder)
    shared = {"README.md": "# Taxi\n", "taxi.py": code_of("a taxi of one's own")}
    users[0] = HostedUser("ada", (*users[0].repositories, repository(folder, "ada", "taxi", shared)))
    users[1] = HostedUser("bo", (*users[1].repositories, repository(folder, "bo", "my-taxi", shared)))
    server.host([*users, HostedUser("course", (repository(folder, "course", "starter", shared),))])
    Path("roster.txt").write_text("ada\nbo\ncy\n")
    cli("cohort", "roster.txt", "--output", "out")
    assert report_of()["likenesses"] == [{"projects": [["ada", "taxi"], ["bo", "my-taxi"]], "in_common": 100}]
    assert "reason to talk" in Path("out/index.html").read_text("utf-8")
    cli("cohort", "roster.txt", "--output", "out", "--course-material", "course/starter")
    assert report_of()["likenesses"] == []
    result = cli("cohort", "roster.txt", "--output", "out", "--course-material", "course/missing")
    assert result.exit_code == 3
    assert "course/missing" in result.stderr


def test_callers_side_by_side_keep_to_one_limit(
    class_: LoopbackGitHub, cli: Cli, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However little is left, no request is refused, and what was not asked comes in the next run."""
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    for left in range(1, 8):
        class_.leave(left, token=TOKEN, reset_in=1800)
        cli("cohort", "roster.csv", "--output", f"out{left}", "--no-cache")
        assert class_.refusals == 0
    class_.leave(5000, token=TOKEN)
    assert cli("cohort", "roster.csv", "--output", "out3", "--no-cache").exit_code == 0
    assert statuses(Path("out3")) == COMPLETE


def test_what_was_switched_off_is_said_with_both_scores(class_: LoopbackGitHub, cli: Cli) -> None:
    Path("mine.toml").write_text('[ignore]\nreadme-license-contact = "not taught yet"\n')
    assert cli("cohort", "roster.csv", "--output", "out", "--config", "mine.toml").exit_code == 0
    assert report_of()["exempted"] == [
        {"named": "readme-license-contact", "rules": ["readme-license-contact"], "reason": "not taught yet"}
    ]
    for page in ("out/index.html", "out/students/ada/index.html"):
        assert "not taught yet" in Path(page).read_text("utf-8")
    student = json.loads(Path("out/students/ada/report.json").read_text("utf-8"))
    assert student["score_of_all"] is not None


def test_settings_about_one_portfolio_are_said_to_change_nothing(class_: LoopbackGitHub, cli: Cli) -> None:
    Path("mine.toml").write_text('fail-under = 90\n[kind]\nada-house = "library"\n')
    result = cli("cohort", "roster.csv", "--output", "out", "--config", "mine.toml")
    assert result.exit_code == 0
    assert "mine.toml: kind is about one portfolio" in result.stderr
    assert "mine.toml: fail-under is about one portfolio" in result.stderr


def test_another_rubric_is_not_mixed_with_what_was_found_by_the_last(class_: LoopbackGitHub, cli: Cli) -> None:
    """A run that a limit ends shows nobody by the rubric of another run."""
    cli("cohort", "roster.csv", "--output", "out")
    class_.leave(0, reset_in=1800)
    cli("cohort", "roster.csv", "--output", "out", "--rubric", "data-analyst")
    assert [row["score"] for row in report_of()["students"]] == [None] * 5
    assert Path("out/findings.csv").read_text("utf-8").count("\n") == 1
    class_.leave(60)
    cli("cohort", "roster.csv", "--output", "out", "--rubric", "data-analyst")
    cli("cohort", "roster.csv", "--output", "fresh", "--rubric", "data-analyst")
    scores = [[row["score"] for row in report_of(name)["students"]] for name in ("out", "fresh")]
    assert scores[0] == scores[1]


def test_a_folder_has_the_rosters_name_and_is_no_roster(class_: LoopbackGitHub, cli: Cli) -> None:
    assert cli("cohort", "roster.csv").exit_code == 0
    assert Path("portfolio-audit-roster/index.html").is_file()
    result = cli("cohort", "portfolio-audit-roster")
    assert result.exit_code == 2
    assert "cohort report portfolio-audit-roster" in result.stderr
