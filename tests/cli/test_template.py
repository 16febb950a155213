"""`--template`: what is written where, and mistakes before any work."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gather.repositories import written
from portfolio_audit.demo.github import LoopbackGitHub

Cli = Callable[..., Result]
LIST = "{% for repo in report.repositories %}\n{{ repo.name }}\n{% endfor %}\n"


@pytest.fixture
def own(here: Path) -> str:
    """A template beside the current folder, so that this stays empty."""
    written(here.parent, {"own.txt.j2": LIST})
    return "../own.txt.j2"


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--output", "out"], ["out/own.txt"]),
        ([], ["portfolio-audit-my-project/own.txt"]),
        (["--output", "one.txt"], ["one.txt"]),
        (["--output", "one.html"], ["one.html"]),
        (["--output", "out", "--format", "csv", "--format", "csv"], ["out/findings.csv", "out/own.txt"]),
    ],
)
def test_its_report_goes_where_reports_go(
    options: list[str], expected: list[str], cli: Cli, here: Path, facts: tuple[str, str], own: str
) -> None:
    result = cli(*facts, "--template", own, "-q", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert files(here) == expected
    assert (here / expected[-1]).read_text("utf-8") == "my-project\n"


def test_it_can_go_to_stdout_from_a_saved_report_and_from_the_demonstration(
    cli: Cli, here: Path, facts: tuple[str, str], own: str
) -> None:
    assert cli(*facts, "--template", own, "--output", "-").stdout == "my-project\n"
    cli(*facts, "--output", "r.json", "-q")
    assert cli("render", "r.json", "--template", own, "--output", "-").stdout == "my-project\n"
    assert cli("demo", "--template", own, "--output", "-", "-q").stdout.startswith("bike-demand-forecast\n")


def test_a_mistake_of_syntax_ends_before_anything_is_asked(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    written(here.parent, {"own.md": "a\n{% for %}\n"})
    result = cli("ada", "--template", "../own.md")
    assert result.exit_code == 2
    assert result.stderr.startswith("portfolio-audit: ../own.md, line 2: Expected an expression")
    assert result.stderr.count("\n") == 1
    assert server.requests == []
    assert files(here) == []


def test_a_mistake_with_values_leaves_nothing_behind(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    written(here.parent, {"own.md": "a\n{{ report.nothing }}\n"})
    for output in (["--output", "out", "--format", "json"], ["--output", "-"]):
        result = cli(*facts, "--template", "../own.md", *output)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("portfolio-audit: ../own.md, line 2: ")
        assert files(here) == []


@pytest.mark.parametrize(
    ("name", "options", "problem"),
    [
        ("own.txt", ["--output", "."], "own.txt is the template itself"),
        ("own.txt", ["--output", "own.txt"], "own.txt is the template itself"),
        ("index.html.j2", ["--output", "out", "--format", "html"], "two forms would be written to out/index.html"),
        ("own.txt.j2", ["--output", "-", "--format", "csv"], "--output - takes one report in one form"),
        ("own.txt.j2", ["--output", "a.txt", "--format", "csv"], "--output a.txt is one file"),
    ],
)
def test_what_would_be_written_over_is_refused(
    name: str, options: list[str], problem: str, cli: Cli, here: Path, facts: tuple[str, str]
) -> None:
    written(here, {name: LIST})
    result = cli(*facts, "--template", name, *options)
    assert result.exit_code == 2
    assert problem in result.stderr
    assert files(here) == [name]
    assert (here / name).read_text("utf-8") == LIST
