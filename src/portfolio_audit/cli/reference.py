"""docs/cli.md: the help texts of all commands."""

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
    parts = [_INTRODUCTION]
    root = main.make_context("portfolio-audit", [], resilient_parsing=True, **_SIZE)
    parts.append(_section("portfolio-audit", main.get_help(root)))
    for name in main.list_commands(root):
        command = main.get_command(root, name)
        if command is not None:
            context = command.make_context(name, [], parent=root, resilient_parsing=True, **_SIZE)
            parts.append(_section(f"portfolio-audit {name}", command.get_help(context)))
    return "\n".join(parts)


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    click.echo(page(), nl=False)
