"""Reading objects of a bare repository by one git process, kept as long as it is needed."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from portfolio_audit.sources.git_command import started

_AHEAD = 500
"""Objects that are asked for before the first is read; their names fit in a pipe."""
_CHUNK = 1 << 20


class Objects:
    """The contents of objects by their names."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._closing = ExitStack()
        self._git: Any = None

    def close(self) -> None:
        """End git; a later question starts it again."""
        self._closing.close()
        self._git = None

    def content(self, oid: str) -> bytes | None:
        """The bytes, or `None` when the object is absent or damaged."""
        return next(self.contents([oid]))

    def contents(self, oids: Sequence[str], most: int | None = None) -> Iterator[bytes | None]:
        """The same for several, in their order, without waiting for each; `None` also for over `most` bytes."""
        for start in range(0, len(oids), _AHEAD):
            part = oids[start : start + _AHEAD]
            left = len(part)
            try:
                self._ask(part)
                while left:
                    answer = self._answer(most)
                    left -= 1
                    yield answer
            finally:
                if left:  # answers that nobody took must not be taken for others, also when reading was broken off
                    self.close()

    def _ask(self, oids: Sequence[str]) -> None:
        if self._git is None:
            command = started(self._folder, "--git-dir", str(self._folder), "cat-file", "--batch")
            self._git = self._closing.enter_context(command)
        try:
            self._git.stdin.write("".join(f"{oid}\n" for oid in oids).encode())
            self._git.stdin.flush()
        except OSError:  # git gave up on one before; the error differs between systems
            self._git = None

    def _answer(self, most: int | None) -> bytes | None:
        header = self._git.stdout.readline().split() if self._git else []
        if len(header) == 2:  # "missing"
            return None
        if len(header) != 3:
            self._git = None
            return None
        size = int(header[2])
        data: bytes | None = None
        if most is None or size <= most:
            data = self._git.stdout.read(size)
        else:
            self._pass_over(size)
        self._git.stdout.read(1)
        return data

    def _pass_over(self, size: int) -> None:
        while size > 0:
            size -= len(self._git.stdout.read(min(size, _CHUNK))) or size
