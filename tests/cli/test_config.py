"""`--config`: a settings file that is named; one inside a repository is never read by itself."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from gather.repositories import written

Cli = Callable[..., Result]
RUBRIC = 'title = "Mine"\ndescription = "For me."\n[shares]\nreadme = 90\n'


def audited(cli: Cli, *arguments: str, status: int = 0) -> dict[str, Any]:
    result = cli(*arguments, "--format", "json", "--output", "-", "-q")
    assert result.exit_code == status, result.stderr
    report: dict[str, Any] = json.loads(result.stdout)
    return report


def asked(report: dict[str, Any]) -> set[str]:
    return {rule["id"] for rule in report["rules"]}


def test_both_scores_and_the_reasons_are_in_the_report(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    written(here, {"mine.toml": '[ignore]\n"readme-*" = "The README is in the other repository."\n'})
    plain, report = audited(cli, *facts), audited(cli, *facts, "--config", "mine.toml")
    off = {rule for rule in asked(plain) if rule.startswith("readme-")}
    assert asked(report) == asked(plain) - off
    (exempted,) = report["exempted"]
    assert (exempted["named"], exempted["reason"]) == ("readme-*", "The README is in the other repository.")
    assert set(exempted["rules"]) == off
    assert report["score_of_all"] == plain["score"] != report["score"]


def test_the_command_line_wins_over_the_file(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    written(here, {"mine.toml": 'rubric = "software"\nselect = ["git"]\nfail-under = 100\n'})
    report = audited(cli, *facts, "--config", "mine.toml", status=1)
    assert report["ruleset"]["rubric"] == "software"
    assert all(rule.startswith("git-") for rule in asked(report))
    given = ("--rubric", "data-analyst", "--select", "readme-exists", "--fail-under", "0")
    report = audited(cli, *facts, "--config", "mine.toml", *given)
    assert report["ruleset"]["rubric"] == "data-analyst"
    assert asked(report) == {"readme-exists"}


def test_the_default_rubric_given_on_the_command_line_wins_too(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    written(here, {"mine.toml": 'rubric = "software"\n'})
    default = audited(cli, *facts)["ruleset"]["rubric"]
    assert audited(cli, *facts, "--config", "mine.toml", "--rubric", default)["ruleset"]["rubric"] == default


def test_both_may_switch_rules_off_and_only_the_file_gives_reasons(
    cli: Cli, here: Path, facts: tuple[str, str]
) -> None:
    written(here, {"mine.toml": 'ignore.readme-screenshot = "No screen."\n'})
    report = audited(cli, *facts, "--config", "mine.toml", "--ignore", "git", "--ignore", "readme-screenshot")
    assert [(off["named"], off["reason"]) for off in report["exempted"]] == [
        ("readme-screenshot", "No screen."),
        ("git", ""),
    ]


def test_the_kind_of_the_file_holds_unless_another_is_given(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    written(here, {"mine.toml": '[kind]\nmy-project = "library"\n'})
    (repository,) = audited(cli, *facts, "--config", "mine.toml")["repositories"]
    assert repository["kind"] == "library"
    assert repository["kind_reason"].startswith("You said so")
    given = ("--config", "mine.toml", "--kind", "my-project=coursework")
    (repository,) = audited(cli, *facts, *given)["repositories"]
    assert repository["kind"] == "coursework"


def test_a_kind_of_no_repository_is_told_and_ends_nothing(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    written(here, {"mine.toml": '[kind]\nother = "library"\n"a\\u001b" = "library"\n'})
    result = cli(*facts, "--config", "mine.toml", "--output", "out", "-q")
    assert result.exit_code == 0
    said = "no repository that was read is called so; it changes nothing."
    lines = [f"portfolio-audit: mine.toml: kind.{name}: {said}" for name in ("other", "a\\x1b")]
    assert result.stderr.splitlines() == lines


def test_a_rubric_of_ones_own_is_looked_for_beside_the_file(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    written(here, {"course/mine.toml": RUBRIC, "course/settings.toml": 'rubric = "mine.toml"\n'})
    assert audited(cli, *facts, "--config", "course/settings.toml")["ruleset"]["rubric"] == "mine"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('ignore = ["git"]', "mine.toml: ignore: must be a table with a reason for each rule"),
        (
            'ignore.readme-screnshot = "No screen."',
            "mine.toml: ignore.readme-screnshot: no rule is called 'readme-screnshot'; did you",
        ),
        ('select = ["gti"]', "mine.toml: select: no rule is called 'gti'; did you mean 'git'?"),
        ('rubric = "mine"', "mine.toml: rubric: 'mine' is no rubric. Name one that"),
        ('rubric = "a\\u0000"', "mine.toml: rubric: 'a\\x00' is no rubric. Name one that"),
        (f'rubric = "{"x" * 300}"', "mine.toml: rubric: 'xxx"),
        ('rubric = "mine.toml"', "mine.toml: title: is missing."),
        (None, "mine.toml: cannot be read (No such file or directory). Give a settings file to --config."),
    ],
)
def test_a_mistake_is_told_before_anything_is_written(
    cli: Cli, here: Path, facts: tuple[str, str], content: str | None, words: str
) -> None:
    if content is not None:
        written(here, {"mine.toml": content})
    result = cli(*facts, "--config", "mine.toml", "--output", "out")
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"portfolio-audit: {words}")
    assert not (here / "out").exists()


@pytest.mark.parametrize("name", ["portfolio-audit.toml", ".portfolio-audit.toml", "settings.toml", "pyproject.toml"])
def test_settings_inside_a_repository_are_not_used(cli: Cli, here: Path, name: str) -> None:
    settings = '[ignore]\n"*" = "I am perfect."\n'
    inside = f"[tool.portfolio-audit.ignore]\n'*' = 'I am perfect.'\n\n{settings}"
    written(here, {"app/README.md": "# App\n", f"app/{name}": inside})
    report = audited(cli, "app")
    assert report["exempted"] == []
    assert asked(report)


def test_the_made_up_portfolio_takes_a_settings_file(cli: Cli, here: Path) -> None:
    written(here, {"mine.toml": 'fail-under = 100\nignore.git = "A study."\n[kind]\nbike-demand = "library"\n'})
    report = audited(cli, "demo", "--config", "mine.toml", status=1)
    assert [off["named"] for off in report["exempted"]] == ["git"]
    assert report["score_of_all"]["value"]
