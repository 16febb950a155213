"""The command line against folders, as in tests/cli."""

from cli.conftest import cli, here, start

__all__ = ["cli", "here", "start"]
