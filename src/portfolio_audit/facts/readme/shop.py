"""Where a command is given, what it needs there, and the words it is made of."""

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from portfolio_audit.facts.readme.callable import Callables
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.knowledge import load

_WORD = re.compile(r"\"[^\"]{0,500}\"|'[^']{0,500}'|[^\s\"']+")
_ENDING = re.compile(r"(?<=\w)[.,;:]{1,3}$")
TAKES_VALUE = frozenset(load("commands")["needs"]["takes_value"])
"""Options that are followed by a value, so that the next word is no argument."""


class Need(Struct, frozen=True):
    """What one command needs."""

    target: str | None = None
    """The file, as written."""
    there: bool | None = None
    """Whether it is there; `None` when nothing is needed, or that cannot be told."""
    problem: str = ""
    path: str = ""
    """The file in the tree."""
    way: str = ""
    idle: bool = False


class Shop(Struct, frozen=True):
    """Where a command is given, and what can be looked up there."""

    tree: Tree
    callables: Callables
    folder: str = ""
    app: str = ""
    """What FLASK_APP was set to."""

    def bases(self) -> list[str]:
        """Folders that the command may be given in: a README seldom says when the reader goes back."""
        return list(dict.fromkeys((self.folder, "", self.tree.folder)))

    def file(self, target: str, way: str = "") -> Need:
        """The need of one file."""
        for base in self.bases():
            if path := self.tree.find(target, base):
                return Need(target, True, "", path, way)
        if any(self.tree.has(target, base) for base in self.bases()):
            return Need(target, True, way=way)
        if None in (found := [self.tree.has(target, base) for base in self.bases()]) or not found:
            return Need(target, way=way)
        other = self.tree.named_alike(target, self.folder)
        return Need(target, False, f"{target} is not there" + (f", but {other} is" if other else ""), way=way)

    def any_file(self, targets: Sequence[str], what: str, way: str = "") -> Need:
        """The need of one of several files in a folder, the usual one first."""
        for need in (self.file(target, way) for target in targets):
            if need.there is not False:
                return need
        return Need(targets[0], False, what, way=way)


def words_of(command: str) -> list[str]:
    """The words of a command, quotes taken off, and the marks of the sentence it stands in."""
    found = (word.strip("\"'`") for word in _WORD.findall(command))
    return [_ENDING.sub("", word) for word in found if word]


def values(words: Sequence[str], options: Sequence[str]) -> list[str]:
    """Values of an option, in any of the ways to write it."""
    found = [after for word, after in pairwise(words) if word in options]
    for word in words:
        for option in options:
            if option.startswith("--") and word.startswith(option + "="):
                found.append(word.partition("=")[2])
            elif len(option) == 2 and word.startswith(option) and len(word) > 2 and not word.startswith("--"):
                found.append(word[2:].lstrip("="))
    return found


def positional(words: Sequence[str], takes_value: frozenset[str] = TAKES_VALUE) -> list[str]:
    """The words that are neither options nor their values."""
    found: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-") and len(word) > 1:
            skip = word in takes_value
        else:
            found.append(word)
    return found


def first_unmet(needs: Sequence[Need]) -> Need:
    """The first need that is not met, else the first."""
    return next((need for need in needs if need.there is False), needs[0])
