"""Which Python to run a repository with, and how one knows."""

import re

from msgspec import Struct

from portfolio_audit.fixing.making import Bench
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import DependencyFacts
from portfolio_audit.skeletons.phrases import MARK

_VERSION = re.compile(r"(?<![\d.])3\.(\d{1,2})(?!\d)|(?<!\w)py(?:thon)?3(\d{1,2})(?!\d)")
_LEAST = re.compile(r"(?:>=?|\^|~=)\s*v?3\.(\d{1,2})(?!\d)")
_BELOW = re.compile(r"(<=?)\s*v?3\.(\d{1,2})(?!\d)")
_PYTHON_2 = re.compile(r"(?<![\d.])2\.[67](?!\d)")


class Interpreter(Struct, frozen=True):
    """A version of Python in two parts, such as `3.12`."""

    version: str
    question: str = ""
    """What only the author knows, where the version is a guess."""
    note: str = ""
    """What the author has to know about the choice."""

    @property
    def mark(self) -> str:
        """The question as a comment; our reading takes no version for named that stands beside it."""
        return f"# {MARK} {self.question}" if self.question else ""

    @property
    def questions(self) -> tuple[str, ...]:
        """The question, if there is one."""
        return (self.question,) if self.question else ()


def interpreter(bench: Bench) -> Interpreter | None:
    """The Python that the repository names, or one that is supported; `None` for Python 2, which has no image."""
    for place, text in _told(bench):
        if chosen := _chosen(text):
            return Interpreter(chosen, note=_note(place, chosen, text))
        if _PYTHON_2.search(text):
            return None
    version = load("containers")["python"]["default"]
    return Interpreter(version, f"Which Python does the code run on? No file says; {version} is a guess.")


def tools(version: str) -> dict[str, str]:
    """Which version of a tool to take with that Python; without those that know none so old."""
    known: dict[str, dict[str, str]] = load("containers")["tools"]
    fitting = {
        name: [v for least, v in rows.items() if _minor(least) <= _minor(version)] for name, rows in known.items()
    }
    return {name: versions[0] for name, versions in fitting.items() if versions}


def _told(bench: Bench) -> list[tuple[str, str]]:
    """(path, text) of what names a version, the surest first."""
    own = bench.text(".python-version")
    facts = bench.repo.dependencies
    places = facts.python_versions if isinstance(facts, DependencyFacts) else ()
    return [*([(".python-version", own)] if own else ()), *((at.path, at.excerpt) for at in places)]


def _chosen(text: str) -> str:
    """The one that is named; of a range the usual one, if it is inside, else the end that is nearer to it."""
    usual = _minor(load("containers")["python"]["default"])
    least, below = _LEAST.search(text), _BELOW.search(text)
    if least:
        highest = int(below[2]) - (below[1] == "<") if below else 99
        return f"3.{min(max(usual, int(least[1])), max(highest, int(least[1])))}"
    numbers = [int(found[1] or found[2]) for found in _VERSION.finditer(text)]
    known = [number for number in numbers if number <= _minor(load("containers")["python"]["newest"])]
    return f"3.{max(known)}" if known else ""


def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def _note(place: str, chosen: str, text: str) -> str:
    if _minor(chosen) < _minor(load("containers")["python"]["kept"]):
        return f"{place} asks for Python {chosen}, which gets no fixes any more."
    if _LEAST.search(text):
        return f"{place} allows several versions of Python; {chosen} is taken."
    return ""
