"""A group that imports a command when it is called, and takes the first target for the default command."""

from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """Commands by name → "module:attribute"."""

    def __init__(self, *args: Any, default: str, commands_from: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._default = default
        self._from = commands_from

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All names, in the order given."""
        return list(self._from)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self._from:
            return None
        module, _, attribute = self._from[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default command before a target: what comes first is neither a command nor an option of ours."""
        own = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        if args and args[0] not in self._from and args[0] not in own:
            args = [self._default, *args]
        return super().parse_args(ctx, args)
