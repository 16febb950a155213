"""A group that sets the streams right, imports a command when it is called, and has a default command."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from portfolio_audit.cli.interruption import leaving_at_once

COMPLETE = "_PORTFOLIO_AUDIT_COMPLETE"
"""The variable by which a shell asks what it may offer."""
_YOUNG = 50_000
"""Objects made before cycles among them are looked for: our values have none, and there are many of them."""


class LazyGroup(click.Group):
    """Commands by name → ("module:attribute", what it does in a few words; without words it is not for people)."""

    def __init__(self, *args: Any, default: str, commands_from: dict[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._default = default
        self.commands_from = commands_from

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; what cannot be written, or is a mistake of ours, ends in a sentence."""
        gc.set_threshold(_YOUNG)
        _open_streams()
        sys.excepthook = _report_mistake
        try:
            with leaving_at_once():
                return super().main(*args, **{"complete_var": COMPLETE, **kwargs})
        except OSError as error:  # help that has nowhere to go; a command says by itself what it could not do
            _stop(f"the output could not be written: {error.strerror}.", 2)
        except (ImportError, MemoryError) as error:
            from portfolio_audit.cli.troubles import trouble

            _stop(trouble(error), 3)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All names that are for people, in the order given."""
        return [name for name, (_, words) in self.commands_from.items() if words]

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self.commands_from:
            return None
        module, _, attribute = self.commands_from[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of the help page, for which nothing needs to be imported."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self.commands_from.items() if words])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Folders and names of commands, without importing any; after a dash, options of the default command, too."""
        default = self.get_command(ctx, self._default) if incomplete.startswith("-") else None
        if default is not None:
            return [*click.Command.shell_complete(self, ctx, incomplete), *default.shell_complete(ctx, incomplete)]
        names = [CompletionItem(name, help=words) for name, (_, words) in self.commands_from.items() if words]
        return [CompletionItem(incomplete, type="dir"), *(item for item in names if item.value.startswith(incomplete))]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command before a target: what comes first is neither a command nor an option of ours."""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if args and args[0] not in self.commands_from and args[0] not in own:
            args = [self._default, *args]
        return super().parse_args(ctx, args)


def _stop(sentence: str, status: int) -> None:
    with suppress(OSError):
        click.echo(f"portfolio-audit: {sentence}", err=True)
    sys.exit(status)


def _open_streams() -> None:
    """Give closed streams a place, or the next file that is opened would be taken for one of them."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # gets the lowest number that is free, which is this one
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open until the end


def _report_mistake(*mistake: Any) -> None:
    from portfolio_audit.cli.troubles import report_mistake

    report_mistake(*mistake)
