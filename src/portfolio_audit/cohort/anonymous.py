"""The cohort's report without anything that tells who somebody is."""

import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from msgspec.structs import replace

from portfolio_audit.model.cohort import (
    CohortReport,
    Concern,
    Likeness,
    RosterProblem,
    Student,
    StudentProject,
    StudentRow,
)

TITLE = "Cohort"
RUBRIC = "the course's own"
LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"
"""None that is taken for another, and no vowels, so that no words come about."""
_GROUP, _GROUPS = 3, 2
"""Six letters: in a class of 1,000 two have the same once in a thousand classes."""


def anonymised(report: CohortReport, salt: bytes, *, public: Collection[str] = ()) -> CohortReport:
    """The report to give away: scores and answers under pseudonyms, in their order.

    Equal logins have equal pseudonyms under one salt, unless two of a class would have the same one. What stays are
    figures, our own words, and what the course asks: titles of rules and of the rubric's parts.

    Args:
        salt: secret, at least 16 random bytes: who knows it can try logins.
        public: names of rubrics that everybody has, which tell of no course.
    """
    names = pseudonyms((row.student.key for row in report.students), salt)

    moved = {names[row.student.key]: row.moved or 0 for row in report.students}

    def named(login: str) -> str:
        return names[login.lower()]

    return replace(
        report,
        title=TITLE,
        ruleset=report.ruleset if report.ruleset.rubric in public else replace(report.ruleset, rubric=RUBRIC),
        patterns=(),
        students=tuple(sorted((_row(row, names) for row in report.students), key=lambda row: row.student.login)),
        problems=tuple(RosterProblem(0, "", "") for _ in report.problems),
        improved=tuple(sorted(map(named, report.improved), key=lambda name: (-moved[name], name))),
        concerns=tuple(_concerns(Concern(named(each.login), each.reasons) for each in report.concerns)),
        likenesses=tuple(Likeness((), each.in_common) for each in report.likenesses),
        anonymous=True,
        exempted=tuple(replace(each, reason="") for each in report.exempted),
    )


def _concerns(concerns: Iterable[Concern]) -> Iterator[Concern]:
    """Among equals by pseudonym: they stood in the order of their logins, which tells who is who of two."""
    for _, equals in groupby(concerns, key=lambda each: each.reasons):
        yield from sorted(equals, key=lambda each: each.login)


def pseudonyms(logins: Iterable[str], salt: bytes) -> dict[str, str]:
    """A pseudonym by login, such as `Student K7F-3Q2`, each another; of equal ones both get more letters.

    Args:
        logins: in lower case.
    """
    names: dict[str, str] = {}
    todo, groups = sorted(set(logins)), _GROUPS
    while todo:
        made = {login: _pseudonym(login, salt, groups) for login in todo}
        often = Counter(made.values())
        names |= {login: name for login, name in made.items() if often[name] == 1}
        todo, groups = [login for login in todo if login not in names], groups + 1
    return names


def _pseudonym(login: str, salt: bytes, groups: int) -> str:
    number = int.from_bytes(hmac.digest(salt, login.encode(), "sha256"), "big")
    letters = ""
    for _ in range(_GROUP * groups):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return "Student " + "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _row(row: StudentRow, names: Mapping[str, str]) -> StudentRow:
    return replace(
        row,
        student=Student(names[row.student.key]),
        reason="",
        summary="",
        projects=tuple(
            StudentProject(f"Project {number}", "", project.kind, project.score, project.carries)
            for number, project in enumerate(row.projects, 1)
        ),
        page="",
        unseen=(),
    )
