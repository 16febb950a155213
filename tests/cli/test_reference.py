"""The pages of the commands: all of them, all options, and examples that work."""

import shlex
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from cli.conftest import Cli
from gather.hosting import README, TOKEN
from gather.repositories import checked_out, git, written
from portfolio_audit.cli import main
from portfolio_audit.cli.reference import examples, pages
from portfolio_audit.demo.github import LoopbackGitHub


def test_every_command_has_its_page_and_the_index_leads_to_each() -> None:
    with main.make_context("portfolio-audit", [], resilient_parsing=True) as context:
        names = main.list_commands(context)
        found = {name: command for name in names if (command := main.get_command(context, name))}
        options = {
            name: [p.opts[-1] for p in command.params if p.opts[-1][0] == "-"] for name, command in found.items()
        }
    made = pages()
    assert set(made) == {"cli.md", *(f"commands/{name}.md" for name in names)}
    for name in names:
        assert f"[{name}](commands/{name}.md)" in made["cli.md"]
        assert [option for option in options[name] if f"{option}" not in made[f"commands/{name}.md"]] == []


@pytest.mark.parametrize("path", sorted(pages()))
def test_a_page_is_plain_markdown(path: str) -> None:
    text = pages()[path]
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    kinds = {token.type for token in tokens} | {inner.type for token in tokens for inner in token.children or ()}
    assert not kinds & {"html_block", "html_inline", "em_open", "code_block"}
    headings = [tokens[at + 1].content for at, token in enumerate(tokens) if token.type == "heading_open"]
    assert len(headings) == len(set(headings))
    rows = [line for line in text.split("\n") if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in rows} <= {3}


@pytest.mark.parametrize(("command", "line"), examples(), ids=[line for _, line in examples()])
def test_an_example_works(
    command: str,
    line: str,
    cli: Cli,
    here: Path,
    server: LoopbackGitHub,
    gathered: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    checked_out(here / "my-project", {"README.md": README, "train.py": "import numpy\n\nprint(numpy.ones(3))\n"})
    written(here, {"facts.json": gathered, "roster.csv": "github_username\nada\n"})
    for name in ("old", "report"):
        assert cli("--from", "facts.json", "--format", "json", "--output", f"{name}.json", "--quiet").exit_code == 0
    if command == "cohort" and " run " not in line:
        assert cli("cohort", "run", "roster.csv", "--output", "class", "--quiet").exit_code == 0
    if "--pr" in line:
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    name, *words = shlex.split(line)
    assert (name, words[0] == command or command == "audit") == ("portfolio-audit", True)
    result = cli(*words)
    assert result.exit_code == 0, result.stderr
    assert result.output.strip()
    assert git("-C", here / "my-project", "status", "--short").decode().strip() in ("", "?? .gitignore")
