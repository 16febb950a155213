"""docs/cli.md: the help texts of all commands."""

from collections.abc import Iterator
from typing import Any

import click

from portfolio_audit.cli import main

_SIZE: dict[str, Any] = {"terminal_width": 100, "max_content_width": 100}
_INTRODUCTION = """\
# The command line

Generated from `--help` by `python -m portfolio_audit.cli.reference`; a test holds it in step.
"""


def page() -> str:
    """All help texts in Markdown."""
    return "\n".join([_INTRODUCTION, *_sections(main, "portfolio-audit", None)])


def _sections(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    """That of the command, then those of the commands below it."""
    context = command.make_context(name.rpartition(" ")[2], [], parent=parent, resilient_parsing=True, **_SIZE)
    yield _section(name, command.get_help(context))
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            if (found := command.get_command(context, below)) is not None:
                yield from _sections(found, f"{name} {below}", context)


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    click.echo(page(), nl=False)
