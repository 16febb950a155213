"""A mentor tells a class: first it is shown, then sent, and nobody hears it twice."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest
from click.testing import Result

from cli.processes import ended
from cohort.told_class import hosted, keep, put_pull, step, told, writes
from gather.hosting import TOKEN
from portfolio_audit.cohort.state import State
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.model.report import Report

Cli = Callable[..., Result]
Start = Callable[..., "subprocess.Popen[bytes]"]
TO_ISSUES = ("cohort", "feedback", "out", "--to", "issue")


@pytest.fixture
def host(tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackGitHub]:
    users = hosted(tmp_path, {"ada": ("bikes", "rain"), "bo": ("maps",)})
    with LoopbackGitHub(users, tokens={TOKEN: "mentor"}) as running:
        monkeypatch.setenv("GITHUB_API_URL", running.api_url)
        monkeypatch.setenv("GITHUB_SERVER_URL", running.server_url)
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield running
    assert running.errors == ()


@pytest.fixture
def ada(host: LoopbackGitHub) -> Report:
    return told({"rain": "+++++", "bikes": "+-+++"}, [step("readme-usage", "bikes")], server=host.server_url)


@pytest.fixture
def class_(host: LoopbackGitHub, here: Path, ada: Report) -> LoopbackGitHub:
    bo = told({"maps": "+++++"}, owner="bo", server=host.server_url)
    keep(Path("out"), {"ada": ada, "bo": bo, "ghost": None})
    return host


def posted() -> dict[str, tuple[str, str]]:
    """The ledger: repository and digest by login."""
    with closing(connect("out/cohort.sqlite3")) as file:
        return {row[0]: row[1:] for row in file.execute("SELECT login, repository, digest FROM posted")}


def test_what_would_be_posted_is_shown_and_nothing_is_written(class_: LoopbackGitHub, cli: Cli) -> None:
    result = cli(*TO_ISSUES)
    assert result.exit_code == 0
    assert 'ada: ada/bikes: new issue "Feedback on your projects"\n    ### Feedback on your projects\n' in result.stdout
    assert result.stdout.endswith("2 would be new, 1 without a report\n")
    assert "ghost: no such user: there is no such user" in result.stderr
    assert "nothing was posted. With --send it is posted as mentor." in result.stderr
    assert (writes(class_), posted()) == ([], {})


def test_it_is_sent_once(class_: LoopbackGitHub, cli: Cli) -> None:
    result = cli(*TO_ISSUES, "--send")
    assert result.exit_code == 0
    assert result.stdout == "2 posted, 1 without a report\n"
    assert "2 letters to post as mentor, which takes about 2 s." in result.stderr
    assert f"ada: posted {class_.server_url}/ada/bikes/issues/1" in result.stderr
    assert writes(class_) == ["POST ada/bikes/issues", "POST bo/maps/issues"]
    again = cli(*TO_ISSUES, "--send")
    assert (again.exit_code, again.stdout) == (0, "2 unchanged, 1 without a report\n")
    assert "to post" not in again.stderr
    assert len(writes(class_)) == 2


def test_an_update_is_shown_with_its_number(class_: LoopbackGitHub, cli: Cli) -> None:
    cli(*TO_ISSUES, "--send")
    keep(Path("out"), {"ada": told({"bikes": "+++++"}, server=class_.server_url)})
    shown = cli(*TO_ISSUES)
    assert 'ada: ada/bikes: update of issue #1 "Feedback on your projects"' in shown.stdout
    assert shown.stdout.endswith("1 would be updated\n")


def test_only_those_who_are_named_are_told(class_: LoopbackGitHub, cli: Cli) -> None:
    assert cli(*TO_ISSUES, "--send", "--only", "BO").stdout == "1 posted\n"
    assert writes(class_) == ["POST bo/maps/issues"]
    nobody = cli(*TO_ISSUES, "--only", "eve")
    assert (nobody.exit_code, "nobody on the roster is called eve" in nobody.stderr) == (2, True)


def test_the_score_is_said_on_request_only(class_: LoopbackGitHub, cli: Cli) -> None:
    cli(*TO_ISSUES, "--send")
    assert "Your score is" not in class_.issues("ada/bikes")[0].body
    assert cli(*TO_ISSUES, "--send", "--with-score").stdout == "2 updated, 1 without a report\n"
    assert "Your score is" in class_.issues("ada/bikes")[0].body


def test_somebody_who_could_not_be_told_is_an_exit_status(class_: LoopbackGitHub, tmp_path: Path, cli: Cli) -> None:
    put_pull(class_, tmp_path, "ada/bikes", 1, "Feedback")
    shown = cli("cohort", "feedback", "out", "--to", "comment")
    assert "ada: ada/bikes: new comment on #1\n" in shown.stdout
    result = cli("cohort", "feedback", "out", "--to", "comment", "--send")
    assert result.exit_code == 3
    assert result.stdout == "1 posted, 1 without a report, 1 could not be told\n"
    assert 'bo: no open pull request is called "Feedback" in bo/maps.' in result.stderr


def test_a_limit_ends_the_call_and_the_next_one_goes_on(class_: LoopbackGitHub, cli: Cli) -> None:
    class_.fail("403-content", path="bo/maps", method="POST", retry_after=7200)
    result = cli(*TO_ISSUES, "--send")
    assert result.exit_code == 3
    assert "What was posted is not posted again." in result.stderr
    assert cli(*TO_ISSUES, "--send").stdout == "1 posted, 1 unchanged, 1 without a report\n"
    assert len(class_.issues("ada/bikes")) == len(class_.issues("bo/maps")) == 1


def test_without_a_token_it_is_said_which_permission_is_needed(
    class_: LoopbackGitHub, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_TOKEN")
    monkeypatch.setenv("PATH", "")
    result = cli(*TO_ISSUES)
    assert result.exit_code == 3
    assert "feedback needs a token with the permission `issues: write`. Set GITHUB_TOKEN." in result.stderr


def test_a_refused_token_is_to_be_renewed_not_left_out(
    class_: LoopbackGitHub, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_expired")
    result = cli(*TO_ISSUES, "--send")
    assert result.exit_code == 3
    assert "refused the token. Set GITHUB_TOKEN to one with the permission `issues: write`." in result.stderr
    assert "public portfolio" not in result.stderr


def test_a_cohort_that_has_not_been_audited_is_said(host: LoopbackGitHub, cli: Cli) -> None:
    with State(Path("out")):
        pass
    result = cli(*TO_ISSUES)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "out holds a cohort that has not been audited. Run it with its roster." in result.stderr


def test_a_folder_without_a_cohort_is_said(host: LoopbackGitHub, cli: Cli) -> None:
    result = cli(*TO_ISSUES)
    assert (result.exit_code, "out holds no cohort" in result.stderr) == (2, True)
    assert not Path("out").exists()


def _is_there(host: LoopbackGitHub) -> None:
    """Wait until the first issue has been made."""
    for _ in range(600):
        if host.issues("ada/bikes"):
            return
        time.sleep(0.1)
    raise AssertionError("nothing was posted")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_who_is_stopped_between_the_post_and_the_ledger_posts_nothing_twice(
    class_: LoopbackGitHub, cli: Cli, start: Start, number: signal.Signals
) -> None:
    class_.fail("stall", path="ada/bikes/issues", method="POST", seconds=60)
    process = start(*TO_ISSUES, "--send")
    _is_there(class_)
    os.kill(process.pid, number)
    if number is signal.SIGINT:
        assert "posts nothing twice" in ended(process, 130)[1]
    process.wait(60)
    assert posted()["ada"] == ("ada/bikes", "")
    changed = told({"rain": "-++++", "bikes": "+++++"}, [step("readme-exists", "rain")], server=class_.server_url)
    keep(Path("out"), {"ada": changed})
    assert cli(*TO_ISSUES, "--send").stdout == "1 updated\n"
    assert (len(class_.issues("ada/bikes")), class_.issues("ada/rain")) == (1, ())
    assert posted()["ada"][1]
