"""The same command again: with nothing changed, without a network, without requests left."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from gather.hosting import TOKEN
from portfolio_audit.demo.github import LoopbackGitHub

Cli = Callable[..., Result]


@pytest.fixture
def report(cli: Cli, server: LoopbackGitHub) -> Callable[..., dict[str, Any]]:
    """The report of one run, but for what it cost; the server notes the requests of the last run."""

    def run(*options: str) -> dict[str, Any]:
        server.requests.clear()
        result = cli("ada", "--output", "-", "--format", "json", *options)
        assert result.exit_code == 0, result.stderr
        told = json.loads(result.stdout)
        del told["run"]
        return dict(told)

    return run


def statuses(server: LoopbackGitHub) -> list[int]:
    return [request.status for request in server.requests]


@pytest.mark.parametrize("token", ["", TOKEN])
def test_with_nothing_changed_two_requests_are_confirmed_and_nothing_is_fetched(
    report: Callable[..., dict[str, Any]], server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", token)
    first = report()
    assert report() == first
    assert statuses(server) == [304, 304]


def test_offline_the_last_report_comes_again_without_a_request(
    report: Callable[..., dict[str, Any]], server: LoopbackGitHub
) -> None:
    first = report()
    assert report("--offline") == first
    assert server.requests == []


def test_offline_what_was_never_read_is_said(report: Callable[..., dict[str, Any]], server: LoopbackGitHub) -> None:
    server.fail("404", times=20, path="/ada/bikes.git")
    report()
    server.heal()
    skipped = {skip["name"]: skip["reason"] for skip in report("--offline")["skipped"] if skip["unavailable"]}
    assert skipped == {"bikes": "no earlier run has read it, and this one is offline"}
    assert server.requests == []


def test_offline_a_private_repository_is_not_fetched_either(
    cli: Cli, server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    assert cli("ada/secret", "-q").exit_code == 0
    server.requests.clear()
    assert "nothing is known of this yet" in cli("ada/secret", "--offline").stderr
    assert server.requests == []


def test_offline_a_folder_is_read_as_ever(cli: Cli, here: Path, server: LoopbackGitHub) -> None:
    (here / "work").mkdir()
    (here / "work" / "README.md").write_text("# Work\n")
    assert cli("./work", "--offline", "-q").exit_code == 0


def test_without_requests_left_git_is_asked_whether_the_kept_list_is_still_right(
    report: Callable[..., dict[str, Any]], server: LoopbackGitHub
) -> None:
    first = report()
    server.leave(0)
    second = report()
    assert [skip["name"] for skip in second["skipped"] if skip["unavailable"]] == ["changes on the host"]
    assert second["repositories"] == first["repositories"]
    assert [path for path in ("bikes", "notes") if not any(path in request.path for request in server.requests)] == []
