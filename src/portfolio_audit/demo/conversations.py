"""What people and workflows have written: issues, pull requests and comments. Safe to use from many threads."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count

Place = int | str
"""Where a comment stands: an issue's or pull request's number, or a commit's hash."""
_FIRST_ID = 1001


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment as it is now."""

    id: int
    author: str
    """Login."""
    body: str
    place: Place
    created_at: datetime
    updated_at: datetime
    edits: int = 0


@dataclass(frozen=True, slots=True)
class Tip:
    """A branch of a repository, and the commit it is at."""

    repository: str
    """Full name."""
    branch: str
    sha: str

    @property
    def owner(self) -> str:
        """Login of whom the repository belongs to."""
        return self.repository.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Pull:
    """What makes an issue a pull request."""

    head: Tip
    base: Tip


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue, or a pull request: both share their numbers."""

    number: int
    author: str
    """Login."""
    title: str
    body: str
    created_at: datetime
    updated_at: datetime
    state: str = "open"
    """`open` or `closed`."""
    closed_at: datetime | None = None
    labels: tuple[str, ...] = ()
    pull: Pull | None = None


class Conversations:
    """All that was written, by repository; names of repositories are full names, whose case does not matter."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ids = count(_FIRST_ID)
        self._comments: dict[tuple[str, int], Comment] = {}
        self._issues: dict[tuple[str, int], Issue] = {}
        self._lock = threading.RLock()

    def comments(self, repository: str, place: Place | None = None) -> tuple[Comment, ...]:
        """Those of one place or of all, oldest first."""
        with self._lock:
            return tuple(
                comment
                for (name, _), comment in self._comments.items()
                if name == repository.lower() and place in (None, comment.place)
            )

    def comment(self, repository: str, number: int) -> Comment | None:
        """The comment with that id."""
        with self._lock:
            return self._comments.get((repository.lower(), number))

    def write(self, repository: str, place: Place, author: str, body: str) -> Comment:
        """Add a comment."""
        with self._lock:
            now = self._now()
            comment = Comment(next(self._ids), author, body, place, now, now)
            self._comments[repository.lower(), comment.id] = comment
            return comment

    def edit(self, repository: str, number: int, body: str) -> Comment | None:
        """The comment with its new body, unless it is gone."""
        with self._lock:
            comment = self.comment(repository, number)
            if comment is None:
                return None
            edited = replace(comment, body=body, updated_at=self._now(), edits=comment.edits + 1)
            self._comments[repository.lower(), number] = edited
            return edited

    def delete(self, repository: str, number: int) -> bool:
        """Whether there was such a comment."""
        with self._lock:
            return self._comments.pop((repository.lower(), number), None) is not None

    def issues(self, repository: str) -> tuple[Issue, ...]:
        """Issues and pull requests, newest first."""
        with self._lock:
            found = [issue for (name, _), issue in self._issues.items() if name == repository.lower()]
            return tuple(sorted(found, key=lambda issue: issue.number, reverse=True))

    def issue(self, repository: str, number: int) -> Issue | None:
        """The issue or pull request with that number."""
        with self._lock:
            return self._issues.get((repository.lower(), number))

    def open_issue(self, repository: str, author: str, title: str, body: str, labels: Iterable[str]) -> Issue:
        """Add an issue under the next free number."""
        with self._lock:
            now = self._now()
            number = max((issue.number for issue in self.issues(repository)), default=0) + 1
            issue = Issue(number, author, title, body, now, now, labels=tuple(labels))
            self._issues[repository.lower(), number] = issue
            return issue

    def change_issue(self, repository: str, number: int, change: Callable[[Issue], Issue]) -> Issue | None:
        """The issue or pull request after the change, unless there is none."""
        with self._lock:
            issue = self.issue(repository, number)
            return None if issue is None else self._put(repository, change(issue))

    def put_pull(self, number: int, pull: Pull, author: str, title: str, body: str, state: str) -> Issue:
        """Add a pull request to the repository of its base, or renew it after a push to its branch."""
        with self._lock:
            now, before = self._now(), self.issue(pull.base.repository, number)
            made = before or Issue(number, author, title, body, now, now)
            renewed = replace(made, author=author, title=title, body=body, state=state, pull=pull)
            return self._put(pull.base.repository, renewed)

    def _put(self, repository: str, issue: Issue) -> Issue:
        now = self._now()
        closed_at = None if issue.state == "open" else issue.closed_at or now
        changed = replace(issue, updated_at=now, closed_at=closed_at)
        self._issues[repository.lower(), issue.number] = changed
        return changed

    def _now(self) -> datetime:
        return datetime.fromtimestamp(int(self._clock()), UTC)
