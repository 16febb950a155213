"""A job's log. The runner takes some lines for commands, and only ours may be."""

import io
from collections.abc import Callable, Mapping
from typing import Literal, TextIO

from portfolio_audit.renderers.escape import workflow_data, workflow_line, workflow_property

Level = Literal["error", "warning", "notice"]


class Harmless(io.TextIOBase):
    """A text stream to put in place of another: nothing that is written to it is a command.

    Args:
        clean: takes out of a line what nobody may read.
    """

    def __init__(self, stream: TextIO, clean: Callable[[str], str]) -> None:
        self._stream = stream
        self._clean = clean
        self._begun = ""

    def write(self, text: str, /) -> int:
        """Write whole lines; what is not whole yet waits."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            self._stream.write(workflow_line(self._clean(line)) + "\n")
        self._stream.flush()
        return len(text)

    def flush(self) -> None:
        """Pass on what has been written."""
        self._stream.flush()

    def end(self) -> None:
        """Write what waits."""
        if self._begun:
            self.write("\n")


class Console:
    """Says things to people and to the runner."""

    def __init__(self, stream: TextIO, clean: Callable[[str], str]) -> None:
        self._stream = stream
        self._clean = clean
        self._plain = Harmless(stream, clean)

    def say(self, sentence: str) -> None:
        """One line of the log."""
        self._plain.write(f"{sentence}\n")

    def annotate(self, level: Level, message: str, properties: Mapping[str, str]) -> None:
        """A mark that the page of the run shows; with `file` and `line` at that line."""
        told = ",".join(f"{name}={workflow_property(value)}" for name, value in properties.items() if value)
        self._stream.write(f"::{level}{' ' if told else ''}{told}::{workflow_data(self._clean(message))}\n")
        self._stream.flush()
