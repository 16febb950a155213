"""A folder → what to change in it, and what that is worth: read twice by workers, judged here."""

import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.assessing import is_open, judged
from portfolio_audit.engine import judge_repository
from portfolio_audit.errors import AuditError, BadTarget
from portfolio_audit.fixing.paths import objection
from portfolio_audit.fixing.values import FixWish, Patch
from portfolio_audit.messages import Job, spelled
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.planning import Assignment, Wish, is_repository
from portfolio_audit.reader import Reading, read_repository
from portfolio_audit.readings import job_for
from portfolio_audit.skeletons.offering import contents_of
from portfolio_audit.sources.git_version import check_git
from portfolio_audit.sources.origin import page_of
from portfolio_audit.sources.storage import has_files
from portfolio_audit.text import NAME, shown
from portfolio_audit.verdict import Judged
from portfolio_audit.workshop import Workshop

_ROUNDS = 4
T = TypeVar("T")
Judge = Callable[[RepoFacts], Judged]


class Proposal(Struct, frozen=True):
    """A patch and what it is worth."""

    patch: Patch
    before: Judged
    after: Judged
    harmful: tuple[str, ...] = ()
    """Paths of changes that were left out because the score would have fallen."""


class Mender:
    """Reads one repository, as it is and as it would be. Use as a context manager.

    Args:
        protocols: what git may speak, colon-separated.
        token: for a private repository on a host.
    """

    def __init__(
        self, assignment: Assignment, wish: Wish, now: datetime, protocols: str = "file", token: str = ""
    ) -> None:
        self._assignment = assignment
        self._wish = wish
        self._now = now
        self._protocols = protocols
        self._token = token
        self._stack = ExitStack()
        self._numbers = count()
        self._stop = threading.Event()

    def __enter__(self) -> "Mender":
        self._place = self._stack.enter_context(Workshop(self._protocols, ())).opened()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._stack.close()

    def read(self) -> RepoFacts:
        """The facts of the folder as it is.

        Raises:
            AuditError: it cannot be read.
        """
        return self._read(None).facts

    def mended(self, wish: FixWish) -> tuple[Patch, RepoFacts]:
        """What is proposed, and the facts of the folder with it.

        Raises:
            AuditError: it cannot be read, or no patch came of it.
        """
        reading = self._read(wish)
        if isinstance(reading.patch, Unavailable):
            raise AuditError(f"no patch could be made: {reading.patch.reason}. Try a part of it with --only.")
        return reading.patch, reading.facts

    def _read(self, wish: FixWish | None) -> Reading:
        reading = read_repository(self._place.nursery, self._job(wish), self._stop)
        if not isinstance(reading, Reading):
            raise AuditError(f"{self._assignment.name} cannot be read: {reading.reason}.")
        facts = replace(reading.facts, url=self._assignment.page, host=self._assignment.host)
        return Reading(facts, patch=reading.patch)

    def _job(self, wish: FixWish | None) -> Job:
        folder = self._place.folder / str(next(self._numbers))
        variables = spelled(self._place.variables)
        return job_for(self._assignment, self._wish, self._now, folder, variables, token=self._token, mend=wish)


def propose(mender: Mender, catalogue: Catalogue, wish: FixWish) -> Proposal:
    """What is to be changed, so that the score does not fall.

    Args:
        wish: its rules are those that may be mended; of these the open ones are.

    Raises:
        AuditError: the folder cannot be read.
    """

    def judge(repo: RepoFacts) -> Judged:
        return judged(repo, judge_repository(repo, catalogue), catalogue)

    before = judge(mender.read())
    made = _settled(mender, judge, before, wish)
    if _falls(made) and any(change.questions for change in made.patch.changes):
        wish = replace(wish, questions=False)
        made = _settled(mender, judge, before, wish)
    harmful: tuple[str, ...] = ()
    while _falls(made) and made.patch.changes:
        path = _worst(made, mender, judge, wish)
        harmful, wish = (*harmful, path), replace(wish, without=(*wish.without, path))
        made = _settled(mender, judge, before, wish)
    return replace(made, harmful=harmful)


def _settled(mender: Mender, judge: Judge, before: Judged, wish: FixWish, rounds: int = _ROUNDS) -> Proposal:
    """What is proposed until nothing more is: what was made opens the way for more, as a script does for an image.

    So another run has nothing to do. Of advice and of what was left alone only that counts which is said to the end.
    """
    made = Proposal(Patch(), before, before)
    bad: dict[str, str] = {}
    for number in range(rounds):
        narrow = replace(open_only(wish, made.after), made=made.patch.changes, without=(*wish.without, *bad))
        if not narrow.rules:
            break
        patch, facts = mender.mended(narrow)
        if found := _bad(patch):
            bad |= found
            patch, facts = mender.mended(replace(narrow, without=(*wish.without, *bad)))
        is_last = patch.changes == made.patch.changes
        if number:
            patch = Patch(patch.changes, _both(made.patch.advice, patch.advice), _both(made.patch.left, patch.left))
        made = Proposal(patch, before, judge(facts))
        if is_last:
            break
    told = tuple(f"{shown(path)}: {why}" for path, why in bad.items())
    return replace(made, patch=replace(made.patch, left=(*made.patch.left, *told)))


def _both(first: Sequence[T], last: Sequence[T]) -> tuple[T, ...]:
    return tuple(item for item in first if item in last)


def _worst(made: Proposal, mender: Mender, judge: Judge, wish: FixWish) -> str:
    """The path of the change without which the score is best."""

    def value(path: str) -> Fraction:
        tried = replace(wish, without=(*wish.without, path))
        return _value(_settled(mender, judge, made.before, tried, 1).after)

    return max((change.path for change in made.patch.changes), key=value)


def open_only(wish: FixWish, found: Judged) -> FixWish:
    """The wish with only those of its rules that are open, and what of a README they ask for."""
    open_ones = {f.rule.id: f.rule for f in found.findings if is_open(f) and f.rule.id in wish.rules}
    contents = {name: asked for name, rule in open_ones.items() if (asked := contents_of(rule))}
    weighty = {content for name, asked in contents.items() if open_ones[name].weight for content in asked}
    optional = tuple(sorted({content for asked in contents.values() for content in asked} - weighty))
    return replace(wish, rules=tuple(open_ones), contents=contents, optional=optional)


def _falls(made: Proposal) -> bool:
    return _value(made.after) < _value(made.before)


def _value(item: Judged) -> Fraction:
    return item.score.exact.value or Fraction(0)


def _bad(patch: Patch) -> dict[str, str]:
    """Paths of the patch that must not be written, and why: it comes from a process that has read hostile files.

    Raises:
        AuditError: two of its changes are of one file.
    """
    objections = {change.path: objection(change.path) for change in patch.changes}
    if len({path.casefold() for path in objections}) < len(patch.changes):
        raise AuditError("the patch has two changes of one file, which is a mistake; please report it.")
    return {path: why for path, why in objections.items() if why}


def assignment(folder: Path, server: str) -> Assignment:
    """What there is to read: the folder as it stands.

    Args:
        server: address of the host that its repository may be on.

    Raises:
        AuditError: it needs git, which is not there, or holds no files.
    """
    page = page_of(folder, server)
    name = shown(page.rpartition("/")[2] or folder.name, NAME) or "folder"
    if not is_repository(folder):
        return Assignment(name, "", str(folder), page, standing=str(folder))
    if not has_files(folder):
        raise BadTarget(f"{shown(str(folder))} is a bare repository, without files to change. Give a clone of it.")
    check_git()
    return Assignment(name, folder.as_uri(), "", page, standing=str(folder))
