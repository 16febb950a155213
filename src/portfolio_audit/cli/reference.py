"""docs/cli.md and docs/commands/: a page for each command, made of its help and of `reference.toml`."""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

from portfolio_audit.cli import main
from portfolio_audit.cli.lazy import LazyGroup

RENEW = "python -m portfolio_audit.cli.reference docs"
_NAME = "portfolio-audit"
_MADE = f"Made by `{RENEW}` of the command itself; a test holds it in step.\n"


def pages() -> dict[str, str]:
    """Path below `docs/` → the page."""
    with main.make_context(_NAME, [], resilient_parsing=True) as context:
        commands = {name: main.get_command(context, name) for name in main.list_commands(context)}
    found = {name: command for name, command in commands.items() if command is not None}
    return {"cli.md": _index()} | {f"commands/{name}.md": _page(name, command) for name, command in found.items()}


@cache
def _said() -> Mapping[str, Any]:
    return tomllib.loads(files("portfolio_audit.cli").joinpath("reference.toml").read_text("utf-8"))


def examples() -> list[tuple[str, str]]:
    """(command, what to type) of every example."""
    return [(name, one["run"]) for name, said in _said()["commands"].items() for one in said["examples"]]


def _index() -> str:
    words = main.commands_from if isinstance(main, LazyGroup) else {}
    rows = [(f"[{name}](commands/{name}.md)", about) for name, (_, about) in words.items() if about]
    exits = [(str(code), what) for code, what in _said()["exits"].items()]
    blocks = ["# The command line\n", _MADE, *_help(main), _table(("command", "what it does"), rows)]
    return "\n".join([*blocks, "Exit status:\n", _table(("status", "what it means"), exits)]).rstrip("\n") + "\n"


def _page(name: str, command: click.Command) -> str:
    said = _said()["commands"][name]
    exits = [(code, what or _said()["exits"][code]) for code, what in said["exits"].items()]
    shown = [f"{one['what']}\n\n```sh\n{one['run']}\n```\n" for one in said["examples"]]
    blocks = [f"# {_NAME} {name}\n", _MADE, *_about(command, f"{_NAME} {name}", 2)]
    blocks += ["## Exit status\n", _table(("status", "what it means"), exits), "## Examples\n", *shown]
    return "\n".join([*blocks, "[All commands](../cli.md)"]) + "\n"


def _about(command: click.Command, name: str, depth: int) -> Iterator[str]:
    """How it is called, what it does, its options; then the same of the commands below it."""
    context = click.Context(command, info_name=name)
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f"```text\n{name} {pieces}\n```\n"
    yield from _help(command)
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    yield f"{'#' * depth} Options{_of(name)}\n"
    rows = [(f"`{record[0]}`", _plain(record[1])) for record in records if record and record[1]]
    yield _table(("option", "what it does"), rows)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            if (found := command.get_command(context, below)) is not None:
                yield f"{'#' * depth} {name} {below}\n"
                yield from _about(found, f"{name} {below}", depth + 1)


def _of(name: str) -> str:
    """Headings of one page must differ."""
    return f" of {name.split(' ', 1)[1]}" if name.count(" ") > 1 else ""


def _help(command: click.Command) -> Iterator[str]:
    """Its help in Markdown; what stands in columns there stands in a block here."""
    for block in (command.help or "").split("\n\n"):
        text = "\n".join(line.rstrip() for line in block.strip("\n").split("\n"))
        if text.lstrip().startswith("\b"):
            lines = text.lstrip("\b\n ").split("\n")
            yield "```text\n" + "\n".join(line.strip() for line in lines) + "\n```\n"
        elif text.strip() and not text.strip().startswith("Exit status:"):
            yield _plain(" ".join(text.split())) + "\n"


def _plain(text: str) -> str:
    """A pattern's star is no emphasis, a bound no element."""
    return text.replace("*", "\\*").replace("<", "\\<")


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    cells = [(cell.replace("|", "\\|"), " ".join(what.split()).replace("|", "\\|")) for cell, what in rows]
    return "".join(f"| {cell} | {what} |\n" for cell, what in (head, ("---", "---"), *cells))


def write(docs: Path) -> None:
    """Put every page into that folder, and take away those of commands that are gone."""
    made = pages()
    for file in (docs / "commands").glob("*.md"):
        if f"commands/{file.name}" not in made:
            file.unlink()
    for path, text in made.items():
        (docs / path).parent.mkdir(exist_ok=True)
        (docs / path).write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
