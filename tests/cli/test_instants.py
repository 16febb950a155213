"""`--as-of` and `--repo-pattern` on the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from gather.dated import chain
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.history import History

Cli = Callable[..., Result]
Report = Callable[..., dict[str, Any]]


@pytest.fixture
def folder(here: Path) -> tuple[str, list[str]]:
    """A repository of four days and hours, and its commits."""
    made = here.parent / "work.git"
    return str(made), chain(made, "2026-05-29", "2026-05-30T23:59:59", "2026-05-31T15:59:59", "2026-05-31T16:00:01")


@pytest.fixture
def report(cli: Cli) -> Report:
    def run(*arguments: str) -> dict[str, Any]:
        result = cli(*arguments, "--output", "-", "--format", "json", "-q")
        assert result.exit_code == 0, result.stderr
        return dict(json.loads(result.stdout))

    return run


@pytest.mark.parametrize(
    ("word", "number", "clock"),
    [
        ("2026-05-29", 0, "2026-05-29T23:59:59Z"),
        ("2026-05-30", 1, "2026-05-30T23:59:59Z"),
        ("2026-05-31", 3, "2026-05-31T23:59:59Z"),
        ("2026-05-31T18:00+02:00", 2, "2026-05-31T16:00:00Z"),
        ("2026-05-31T16:00:01.5", 3, "2026-05-31T16:00:01Z"),
        ("2026-05-31 15:00:00Z", 1, "2026-05-31T15:00:00Z"),
        ("2026-06-01T00:00", 3, "2026-06-01T00:00:00Z"),
    ],
)
def test_a_day_means_its_end_and_an_instant_itself(
    report: Report, folder: tuple[str, list[str]], word: str, number: int, clock: str
) -> None:
    told = report(folder[0], "--as-of", word)
    assert (told["repositories"][0]["head"], told["generated_at"]) == (folder[1][number], clock)


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("yesterday", "'yesterday' is no date. Give 2026-05-31, or 2026-05-31T18:00+02:00."),
        ("2026-02-30", "is no date."),
        ("31.05.2026", "is no date."),
        ("", "'' is no date."),
        ("0001-01-01T00:00+14:00", "is no date."),
        ("2026-06-01", "'2026-06-01' means 2026-06-01 23:59:59 UTC, which is yet to come."),
        ("2026-06-01T00:00:01", "which is yet to come."),
        ("2027-01-01", "which is yet to come."),
    ],
)
def test_what_is_no_date_or_not_yet_past_is_wrong_usage(cli: Cli, word: str, words: str) -> None:
    result = cli("audit", "ada", "--as-of", word)
    assert result.exit_code == 2
    assert "'--as-of'" in result.stderr
    assert words in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_saved_facts_have_no_earlier_state(cli: Cli, facts: tuple[str, str]) -> None:
    result = cli("audit", *facts, "--as-of", "2026-05-31")
    assert result.exit_code == 2
    assert "--as-of looks into the history of repositories, which saved facts do not hold." in result.stderr


def test_a_run_over_an_earlier_state_is_neither_remembered_nor_compared(
    report: Report, folder: tuple[str, list[str]], here: Path
) -> None:
    report(folder[0])
    before = History(here.parent / "data").all()
    assert len(before) == 1
    told = report(folder[0], "--as-of", "2026-05-30")
    assert (told.get("changes"), told.get("trend", [])) == (None, [])
    assert History(here.parent / "data").all() == before


def test_what_did_not_exist_then_is_listed_and_is_not_incomplete(cli: Cli, folder: tuple[str, list[str]]) -> None:
    result = cli(folder[0], "--as-of", "2026-05-01", "--strict", "--format", "text", "--output", "-", "-q")
    assert result.exit_code == 0, result.stderr
    assert "no commit before 2026-05-01 23:59 UTC" in result.stdout


def test_patterns_choose_hand_ins(report: Report, server: LoopbackGitHub) -> None:
    told = report("ada", "--repo-pattern", "Bik*", "--repo-pattern", "f[aeiou]rk")
    assert sorted(repo["name"] for repo in told["repositories"]) == ["bikes", "fork"]
    assert (told["login"], told["skipped"]) == (None, [])


def test_patterns_without_a_match_are_said(cli: Cli, server: LoopbackGitHub) -> None:
    result = cli("ada", "--repo-pattern", "assignment-*")
    assert result.exit_code == 3
    assert "ada has no public repository whose name matches assignment-*. Check --repo-pattern." in result.stderr


@pytest.mark.parametrize("target", ["ada/bikes", "."])
def test_patterns_choose_among_a_persons_repositories_only(cli: Cli, server: LoopbackGitHub, target: str) -> None:
    result = cli(target, "--repo-pattern", "b*")
    assert result.exit_code == 2
    assert "--repo-pattern chooses among a person's repositories; give a username." in result.stderr


def test_a_run_by_patterns_is_not_remembered(report: Report, server: LoopbackGitHub, here: Path) -> None:
    report("ada", "--repo-pattern", "bikes")
    assert History(here.parent / "data").all() == []
