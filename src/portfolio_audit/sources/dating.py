"""Where a branch stood at an instant, as far as the dates of its commits tell. They are the committers' to set."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import takewhile
from pathlib import Path

from portfolio_audit.sources.git_command import run

_FIRST_COMMIT = datetime(2005, 4, 7, tzinfo=UTC).timestamp()  # git's own first commit; nothing credible is older


class Dates:
    """The commits of a history that are here, and when they were committed.

    Args:
        head: the last of them.
    """

    def __init__(self, folder: Path, head: str) -> None:
        self._head = head
        self._seconds: dict[str, int] = {}
        self._before: dict[str, str] = {}
        listing = run(folder, "--git-dir", str(folder), "rev-list", "--timestamp", "--parents", head)
        for line in listing.decode("ascii").splitlines():
            seconds, commit, *parents = line.split()
            self._seconds[commit] = int(seconds)
            self._before[commit] = parents[0] if parents else ""

    def last_on_branch(self, as_of: datetime) -> str:
        """The last commit of the branch itself that is dated not later; nothing when there is none.

        What was merged into it later was not on it then, so only first parents are followed.
        """
        return next((commit for commit in self._branch() if self._is_before(commit, as_of)), "")

    def last(self, as_of: datetime) -> str:
        """The last commit of the whole history that is dated not later; nothing when there is none."""
        before = (commit for commit in self._seconds if self._is_before(commit, as_of))
        return max(before, key=self._seconds.__getitem__, default="")

    def has_later(self, as_of: datetime) -> bool:
        """Whether any commit is dated later."""
        return any(seconds > as_of.timestamp() for seconds in self._seconds.values())

    def has_undated(self, until: str) -> bool:
        """Whether a commit of the branch after that one has no credible date, so that it may belong before any."""
        later = takewhile(lambda commit: commit != until, self._branch())
        return any(self._seconds[commit] < _FIRST_COMMIT for commit in later)

    def _branch(self) -> Iterator[str]:
        commit = self._head
        while commit:
            yield commit
            commit = self._before[commit]

    def _is_before(self, commit: str, as_of: datetime) -> bool:
        return _FIRST_COMMIT <= self._seconds[commit] <= as_of.timestamp()
