"""Comments and issues on the host: read, written and changed. A write is never repeated blindly."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from portfolio_audit.errors import AuditError, NotPermitted, Unanswered, UserNotFound
from portfolio_audit.sources.api import Api
from portfolio_audit.text import shown

log = logging.getLogger(__name__)
_MOST_PAGES = 30
_WRITTEN = (200, 201, 204)


@dataclass(frozen=True, slots=True)
class Place:
    """Where entries of one sort stand, as paths of the API."""

    entries: str
    """Lists them, and takes new ones."""
    entry: str
    """One of them is below it."""
    needs: str
    """Permission for new ones."""
    needs_to_change: str
    """Permission for changing them."""
    query: Mapping[str, str] = field(default_factory=dict)
    """Narrows the list."""
    key: str = "id"
    """What an entry is addressed by."""
    new: Mapping[str, Any] = field(default_factory=dict)
    """What a new one says beside its text."""


@dataclass(frozen=True, slots=True)
class Post:
    """A comment, or an issue's first text."""

    id: int
    author: str
    is_bot: bool
    body: str
    url: str


@dataclass(frozen=True, slots=True)
class Home:
    """A repository as somebody finds it who wants to write there."""

    name: str
    """`owner/name` as it is now; it may have been called otherwise."""
    archived: bool
    has_issues: bool


def on_pull_request(repository: str, number: int) -> Place:
    """Comments on a pull request of `owner/name`."""
    base, permission = f"/repos/{repository}/issues", "pull-requests: write"
    return Place(f"{base}/{number}/comments", f"{base}/comments", permission, permission)


def on_commit(repository: str, oid: str) -> Place:
    """Comments on a commit."""
    base = f"/repos/{repository}"
    return Place(f"{base}/commits/{oid}/comments", f"{base}/comments", "contents: read", "contents: write")


def as_issue(repository: str, creator: str, title: str) -> Place:
    """Issues of one creator."""
    base, permission = f"/repos/{repository}/issues", "issues: write"
    query = {"creator": creator, "state": "all", "sort": "created", "direction": "asc"}
    return Place(base, base, permission, permission, query, "number", {"title": title})


class Threads:
    """What is said on a host, as one caller may say it."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def me(self) -> str:
        """The login of whom the token belongs to.

        Raises:
            AuditError: the host did not tell.
        """
        data = self._api.query("query { viewer { login } }", {}, lambda data: bool(_login(data)))
        return _login(data)

    def posts(self, place: Place) -> list[Post]:
        """Everything that stands there, oldest first.

        Raises:
            NotPermitted: the token may not read it.
            AuditError: not all of it could be read.
        """
        found: list[Post] = []
        for number in range(1, _MOST_PAGES + 1):
            query = urlencode({**place.query, "per_page": "100", "page": str(number)})
            try:
                page = self._api.get(f"{place.entries}?{query}", _is_list)
            except (NotPermitted, UserNotFound):  # what may not be seen is not there
                raise _lacks(place.needs) from None
            found += [post for row in page.data if (post := _post(row, place.key)) is not None]
            if not page.more:
                return sorted(found, key=lambda post: post.id)
        raise AuditError(f"there are more than {100 * _MOST_PAGES:,} entries to look through.")

    def home(self, repository: str) -> Home:
        """The repository `owner/name`.

        Raises:
            UserNotFound: there is none that the token may see.
            AuditError: the host did not tell.
        """
        data = self._api.get(f"/repos/{repository}", _is_named).data
        return Home(data["full_name"], data.get("archived") is True, data.get("has_issues") is not False)

    def pull_request_called(self, repository: str, title: str) -> int:
        """The oldest open pull request of that title; 0 when there is none.

        Raises:
            AuditError: the host did not tell.
        """
        query = urlencode({"state": "open", "sort": "created", "direction": "asc", "per_page": "100"})
        rows = self._api.get(f"/repos/{repository}/pulls?{query}", _is_list).data
        found = [
            row["number"]
            for row in rows
            if isinstance(row, Mapping) and row.get("title") == title and type(row.get("number")) is int
        ]
        return min(found, default=0)

    def create(self, place: Place, body: str) -> Post | None:
        """Say something new; `None` when the host's answer could not be understood, though it took it.

        Raises:
            NotPermitted: the token may not.
            Unanswered: it may have been done, or not.
            AuditError: the host did not take it.
        """
        return _post(self._written("POST", place.entries, {**place.new, "body": body}, place.needs), place.key)

    def change(self, place: Place, post: Post, body: str) -> None:
        """Replace its text; raises as `create` does, and `UserNotFound` when it is gone."""
        self._written("PATCH", f"{place.entry}/{post.id}", {"body": body}, place.needs_to_change)

    def remove(self, place: Place, post: Post) -> None:
        """Take it away; an issue, which cannot be taken away, is closed. Raises as `change` does."""
        path = f"{place.entry}/{post.id}"
        if place.key == "number":
            self._written("PATCH", path, {"state": "closed", "state_reason": "not_planned"}, place.needs_to_change)
        else:
            self._written("DELETE", path, None, place.needs_to_change)

    def parents(self, repository: str, oid: str) -> tuple[str, ...]:
        """The commits that a commit follows.

        Raises:
            AuditError: the host did not tell.
        """
        data = self._api.get(f"/repos/{repository}/git/commits/{oid}", _is_table).data
        rows = data.get("parents")
        rows = rows if isinstance(rows, list) else []
        return tuple(row["sha"] for row in rows if isinstance(row, Mapping) and isinstance(row.get("sha"), str))

    def merge_base(self, repository: str, base: str, head: str) -> str:
        """The commit at which two parted.

        Raises:
            AuditError: the host did not tell.
        """
        data = self._api.get(f"/repos/{repository}/compare/{base}...{head}?per_page=1", _is_table).data
        common = data.get("merge_base_commit")
        oid = common.get("sha") if isinstance(common, Mapping) else None
        if not isinstance(oid, str):
            raise AuditError("the two commits have no common one.")
        return oid

    def pull_request(self, repository: str, owner: str, branch: str, oid: str) -> int:
        """The open pull request from that branch whose last commit is that one; 0 when there is none, or several.

        Raises:
            AuditError: the host did not tell.
        """
        query = urlencode({"state": "open", "head": f"{owner}:{branch}", "per_page": "100"})
        rows = self._api.get(f"/repos/{repository}/pulls?{query}", _is_list).data
        found = [row.get("number") for row in rows if isinstance(row, Mapping) and _head(row) == oid]
        return found[0] if len(found) == 1 and type(found[0]) is int else 0

    def head_of(self, repository: str, number: int) -> str:
        """The last commit of a pull request.

        Raises:
            AuditError: the host did not tell.
        """
        return _head(self._api.get(f"/repos/{repository}/pulls/{number}", _is_table).data)

    def text_at(self, repository: str, path: str, oid: str) -> str:
        """A small text file at a commit.

        Raises:
            AuditError: there is none, or the host did not tell.
        """
        import base64

        query = urlencode({"ref": oid})
        data = self._api.get(
            f"/repos/{repository}/contents/{quote(path)}?{query}", _is_table, f"{path} is not there"
        ).data
        try:
            if data["encoding"] != "base64":  # too large to be told
                raise ValueError
            return base64.b64decode(data["content"]).decode()
        except (KeyError, TypeError, ValueError):
            raise AuditError(f"{shown(path, 120)} is no text file.") from None

    def _written(self, method: str, path: str, body: Mapping[str, Any] | None, permission: str) -> Any:
        reply = self._api.send(method, path, body)
        if reply.status in _WRITTEN:
            try:
                return reply.data()
            except ValueError:
                return None
        if reply.status == 403 and b"not accessible" not in reply.body:
            raise NotPermitted(
                "the host refuses it, as it does where a conversation is locked or a repository archived."
            )
        if reply.status == 403 or (reply.status == 404 and method == "POST"):  # what may not be seen is not there
            raise _lacks(permission)
        if reply.status >= 500:
            raise Unanswered(f"the host answered with error {reply.status}.")
        self._api.refuse(reply)
        return None


def _lacks(permission: str) -> NotPermitted:
    return NotPermitted(f"the token may not do that; the permission `{permission}` is missing.")


def _head(pull: Mapping[str, Any]) -> str:
    head = pull.get("head")
    oid = head.get("sha") if isinstance(head, Mapping) else None
    return oid if isinstance(oid, str) else ""


def _login(data: Any) -> str:
    viewer = data.get("viewer") if isinstance(data, Mapping) else None
    login = viewer.get("login") if isinstance(viewer, Mapping) else None
    return login if isinstance(login, str) else ""


def _is_list(data: Any) -> bool:
    return isinstance(data, list)


def _is_table(data: Any) -> bool:
    return isinstance(data, dict)


def _is_named(data: Any) -> bool:
    name = data.get("full_name") if isinstance(data, Mapping) else None
    return isinstance(name, str) and re.fullmatch(r"[\w.-]+/[\w.-]+", name, re.ASCII) is not None


def _post(row: Any, key: str) -> Post | None:
    if not isinstance(row, Mapping) or "pull_request" in row or type(row.get(key)) is not int:
        return None
    user = row.get("user")
    user = user if isinstance(user, Mapping) else {}
    texts = [
        value if isinstance(value, str) else "" for value in (user.get("login"), row.get("body"), row.get("html_url"))
    ]
    return Post(row[key], texts[0], user.get("type") == "Bot", texts[1], texts[2])
