"""docs/cli.md: the help texts of all commands."""

import click

from portfolio_audit.cli import main

_WIDTH = 100
_INTRODUCTION = """\
# The command line

Generated from `--help` by `python -m portfolio_audit.cli.reference`; a test holds it in step.
"""


def page() -> str:
    """All help texts in Markdown."""
    parts = [_INTRODUCTION]
    root = click.Context(main, info_name="portfolio-audit", terminal_width=_WIDTH, max_content_width=_WIDTH)
    parts.append(_section("portfolio-audit", main.get_help(root)))
    for name in main.list_commands(root):
        command = main.get_command(root, name)
        if command is not None:
            context = click.Context(command, root, name, terminal_width=_WIDTH, max_content_width=_WIDTH)
            parts.append(_section(f"portfolio-audit {name}", command.get_help(context)))
    return "\n".join(parts)


def _section(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text}\n```\n"


if __name__ == "__main__":
    click.echo(page(), nl=False)
