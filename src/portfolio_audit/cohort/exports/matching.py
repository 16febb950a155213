"""Whose row of a grade book it is. A wrong grade is worse than none, so in doubt it is nobody's."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from portfolio_audit.model.cohort import Student

_PROFILE = re.compile(r"(?:https?://)?(?:www\.)?github\.com/|^@", re.IGNORECASE)
UNKNOWN = "nobody in the cohort has this username, identifier or name"
AMBIGUOUS = "more than one student of the cohort could be meant"
TWICE = "another row could be the same student's"


class Who(NamedTuple):
    """What a row of a grade book says about whom it is for; what it does not say is empty."""

    usernames: tuple[str, ...] = ()
    """On GitHub, or addresses of profiles there."""
    identifiers: tuple[str, ...] = ()
    """Log-ins, numbers and e-mail addresses."""
    name: str = ""
    """`First Last` or `Last, First`."""


class Matched(NamedTuple):
    """Rows by their places, and the students they are for."""

    students: Mapping[int, Student]
    problems: Mapping[int, str]
    """Why a row is nobody's."""


def matched(rows: Sequence[Who], students: Sequence[Student]) -> Matched:
    """Whose each row is: by username, else by identifier, else by a name that stands once on either side."""
    finder = _Finder(rows, students)
    found = {place: finder.meant(row) for place, row in enumerate(rows)}
    problems = {place: AMBIGUOUS if meant else UNKNOWN for place, meant in found.items() if len(meant) != 1}
    sure = {place: next(iter(meant)) for place, meant in found.items() if len(meant) == 1}
    times = Counter(sure.values())
    problems |= {place: TWICE for place, key in sure.items() if times[key] > 1}
    by_key = {student.key: student for student in students}
    return Matched({place: by_key[key] for place, key in sure.items() if times[key] == 1}, problems)


class _Finder:
    def __init__(self, rows: Sequence[Who], students: Sequence[Student]) -> None:
        self._keys = {student.key for student in students}
        self._identified: dict[str, set[str]] = defaultdict(set)
        self._named: dict[str, set[str]] = defaultdict(set)
        self._rows_named = Counter(_name(row.name) for row in rows)
        for student in students:
            self._identified[_folded(student.identifier)].add(student.key)
            for name in {_name(student.name), _name(student.identifier)}:  # Classroom's identifiers are often names
                self._named[name].add(student.key)

    def meant(self, row: Who) -> set[str]:
        """Keys of the students whom a row could mean, by the surest of what it says."""
        by_username = {_username(each) for each in row.usernames} & self._keys
        identified = (self._identified.get(_folded(each), set()) for each in row.identifiers if each)
        return by_username or set().union(*identified) or self._by_name(_name(row.name))

    def _by_name(self, name: str) -> set[str]:
        meant = self._named.get(name, set()) if name else set()
        # of two rows with one name, neither is surely the one student who is called so
        return meant if self._rows_named[name] == 1 else set()


def _username(text: str) -> str:
    return _PROFILE.sub("", text.strip()).strip("/").lower()


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _name(text: str) -> str:
    """A name in the order in which it is spoken."""
    last, comma, first = _folded(text).partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else _folded(text)
