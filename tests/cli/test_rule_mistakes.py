"""A user's own rule files: what they can do, and how their mistakes are told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gather.repositories import written

Cli = Callable[..., Result]
GOOD = {
    "title": '"Has a banana"',
    "failure-title": '"Has no banana"',
    "category": '"readme"',
    "severity": '"high"',
    "applies-to": '["project"]',
    "check": '"history.active_days"',
    "minutes": "5",
    "why": '"Bananas are good."',
    "fix": '"Add one."',
    "source": '"https://example.com/"',
}
PARAMS = "\n[params]\nminimum = 2\n"


def rule(change: dict[str, str | None] | None = None, rest: str = PARAMS) -> str:
    table = {key: value for key, value in {**GOOD, **(change or {})}.items() if value is not None}
    return "".join(f"{key} = {value}\n" for key, value in table.items()) + rest


def example(text: str) -> str:
    return rule(rest=f"{PARAMS}\n[[examples]]\n{text}\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = ", "is no TOML: "),
        (b"title = '\xff'", "is no TOML: "),
        (rule({"title": None}), "title: is missing."),
        (rule({"why": '"  "'}), "why: is empty."),
        (rule({"fix": "5"}), "fix: must be a text, not int."),
        (rule({"severity": '"hihg"'}), "severity: 'hihg' is not known; did you mean 'high'?"),
        (rule({"severity": '"critical"'}), "cap: is missing."),
        (rule({"severity": '"critical"', "cap": "100"}), "cap: must be from 0 to 99, not 100."),
        (rule({"cap": "60"}), "cap: goes with severity = 'critical' only."),
        (rule({"category": '"redme"'}), "category: 'redme' is not known; did you mean 'readme'?"),
        (rule({"category": None}), "category (or the folder's name): "),
        (rule({"applies-to": '["projects"]'}), "applies-to: 'projects' is not known; did you mean 'project'?"),
        (rule({"applies-to": "[]"}), "applies-to: names no kind."),
        (rule({"applies-to": '"project"'}), "applies-to: must be a list of texts, not str."),
        (rule({"applies-to": "[1]"}), "applies-to: must be a list of texts."),
        (rule({"check": '"history.active_dayz"'}), "check: 'history.active_dayz' is not known; did you mean"),
        (rule({"check": '"os.system"'}), "check: 'os.system' is not known; allowed: "),
        (rule({"minutes": "0"}), "minutes: must be from 1 to 2400, not 0."),
        (rule({"minutes": "true"}), "minutes: must be a whole number, not bool."),
        (rule({"needs": '["has_comits"]'}), "needs: 'has_comits' is not known; did you mean 'has_commits'?"),
        (rule({"parent": '"no-such-rule"'}), "parent: no rule is called 'no-such-rule'."),
        (rule({"failure-tilte": '"x"'}), "failure-tilte: 'failure-tilte' is not known; did you mean 'failure-title'?"),
        (rule(rest=""), "params.minimum: is missing; the check history.active_days needs it."),
        (rule(rest="\n[params]\nminimum = '2'\n"), "params.minimum: must be int, not str."),
        (rule(rest="\n[params]\nminimum = 2\nmaximum = 3\n"), "params.maximum: 'maximum' is not known"),
        (rule({"params": "5"}, ""), "params: must be a table, not int."),
        (rule({"examples": "[1]"}, PARAMS), "examples: must be [[examples]] tables."),
        (example("expect = 'pass'"), "examples[1].name: is missing."),
        (example("name = 'x'\nexpect = 'passed'"), "examples[1].expect: 'passed' is not known; did you mean 'pass'?"),
        (example("name = 'x'\nexpect = 'pass'\nfiles.'a' = 1"), "examples[1].files: must map paths to texts"),
        (example("name = 'x'\nexpect = 'pass'\nhost.star = 1"), "examples[1].host.star: 'star' is not known"),
        (example("name = 'x'\nexpect = 'pass'\nfoo = 1"), "examples[1].foo: 'foo' is not known"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(cli: Cli, here: Path, text: str | bytes, words: str) -> None:
    written(here, {"p/README.md": "# P\n", "own/banana.toml": text})
    result = cli("p", "--rules", "own", "--output", "out")
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith(("portfolio-audit: own/banana.toml: ", "portfolio-audit: rule banana: "))
    assert words in line
    assert not (here / "out").exists()


def test_a_folder_of_rules_that_is_none(cli: Cli, here: Path) -> None:
    result = cli("rules", "--rules", "missing")
    assert result.exit_code == 2
    assert result.stderr == "portfolio-audit: missing: is no folder. Give a folder of rule files to --rules.\n"


def test_a_rubric_of_ones_own_is_checked_like_a_rule(cli: Cli, here: Path) -> None:
    written(here, {"mine.toml": 'title = "Mine"\ndescription = "For me."\n[shares]\nreadme = 200\n'})
    result = cli("rules", "--rubric", "mine.toml")
    assert result.exit_code == 2
    assert result.stderr == "portfolio-audit: mine.toml: shares.readme: must be from 0 to 100, not 200.\n"


def test_a_rule_of_ones_own_is_asked_and_explained(cli: Cli, here: Path) -> None:
    written(here, {"own/banana.toml": rule()})
    assert "banana" in cli("rules", "--rules", "own").stdout
    assert "Bananas are good." in cli("explain", "banana", "--rules", "own").stdout


def test_a_rule_about_the_readme_is_explained_with_a_skeleton(cli: Cli) -> None:
    install = cli("explain", "readme-install").stdout
    assert "Readers look for" in install
    assert "pip install -r requirements.txt" in install
    assert "# Bike demand\n\n[TODO]" in cli("explain", "readme-exists").stdout
    assert "Readers look for" not in cli("explain", "eng-tests").stdout


def test_examples_of_ones_own_rules_are_run(cli: Cli, here: Path) -> None:
    commits = "kind = 'ml-project'\nfiles.'a.py' = 'x'\ncommits = ['one', 'two', 'three']"
    written(here, {"own/banana.toml": example(f"name = 'three days'\nexpect = 'pass'\n{commits}")})
    result = cli("rules", "--rules", "own", "--select", "banana", "--test")
    assert (result.exit_code, result.stdout) == (0, "1 of 1 examples are decided as they say\n")
    written(here, {"own/banana.toml": example(f"name = 'three days'\nexpect = 'fail'\n{commits}")})
    result = cli("rules", "--rules", "own", "--select", "banana", "--test")
    assert result.exit_code == 1
    assert "banana: example 'three days' is pass, not fail" in result.stderr
