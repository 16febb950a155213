"""What is going on, on stderr: a live list in a terminal, plain lines elsewhere."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import click

from portfolio_audit.text import shown

if TYPE_CHECKING:
    from rich.text import Text

_ROWS = 12


@contextmanager
def progress(*, quiet: bool, live: bool) -> Iterator["Board | None"]:
    """A board to tell states to; `None` when nobody wants to know."""
    if quiet:
        yield None
    elif live and sys.stderr.isatty():
        with LiveBoard() as board:
            yield board
    else:
        yield Board()


class Board:
    """Plain lines: one when a repository is done or cannot be had."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def __call__(self, name: str, state: str) -> None:
        """Take in a state."""
        if state not in ("waiting", "reading"):
            with self._lock, suppress(OSError):  # nobody may be listening any more
                click.echo(f"{shown(name, 100)}: {shown(state)}", err=True)


class LiveBoard(Board):
    """The repositories in work, redrawn in place."""

    def __enter__(self) -> "LiveBoard":
        from rich.console import Console
        from rich.live import Live

        self._states: dict[str, str] = {}
        self._live = Live(console=Console(stderr=True), transient=True, refresh_per_second=8, get_renderable=self._draw)
        self._live.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.__exit__(None, None, None)

    def __call__(self, name: str, state: str) -> None:
        """Take in a state."""
        with self._lock:
            self._states[name] = state

    def _draw(self) -> "Text":
        from rich.text import Text

        with self._lock:
            states = dict(self._states)
        done = sum(1 for state in states.values() if state not in ("waiting", "reading"))
        busy = [name for name, state in states.items() if state == "reading"]
        lines = [Text(f"{done} of {len(states)} repositories read", "bold")]
        lines += [Text(f"  … {shown(name, 60)}", "dim") for name in busy[:_ROWS]]
        return Text("\n").join(lines)
