"""Where repositories are read: a temporary folder and what starts workers, made when they are first needed."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from portfolio_audit.sources.isolation import environment
from portfolio_audit.temporary import temporary_folder
from portfolio_audit.workers import Workers

if sys.platform == "win32":
    from portfolio_audit.spawning import Spawning as Nursery
else:
    from portfolio_audit.nursery import Nursery


class Place(Struct, frozen=True):
    """An open workshop."""

    folder: Path
    """For clones; gone when the workshop closes."""
    variables: dict[str, str]
    """The environment of git and of the workers."""
    nursery: Workers


class Workshop:
    """Use as a context manager; leaving it ends the warm process and removes the folder.

    Args:
        protocols: what git may speak, colon-separated.
        parents: where the folder is to be, the first that can hold it.
    """

    def __init__(self, protocols: str, parents: Sequence[Path]) -> None:
        self._protocols = protocols
        self._parents = parents
        self._stack = ExitStack()
        self._place: Place | None = None

    def __enter__(self) -> "Workshop":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def opened(self) -> Place:
        """The place, made by the first call; the warm process loads what it needs while the caller goes on.

        Raises:
            OSError: there is no room for it.
        """
        if self._place is None:
            folder = self._stack.enter_context(temporary_folder(*self._parents))
            home = folder / "home"
            home.mkdir()
            variables = environment(home, self._protocols)
            self._place = Place(folder, variables, self._stack.enter_context(Nursery(variables)))
        return self._place
