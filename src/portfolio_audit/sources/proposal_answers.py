"""What a host answers about branches and pull requests: its shapes, and what is read off them."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from portfolio_audit.errors import NotProposed
from portfolio_audit.sources.replies import Reply
from portfolio_audit.text import shown

PREFIX = "portfolio-audit/fix-"
"""Of the names of our branches."""


class Opened(Struct, frozen=True):
    """A pull request of ours."""

    url: str
    state: str
    """`open` or `closed`."""
    branch: str


def said(reply: Reply) -> str:
    """Why the host did not take it, in its own words."""
    try:
        data = reply.data()
    except ValueError:
        return f"error {reply.status}"
    errors = data.get("errors") if isinstance(data, Mapping) else None
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], Mapping) else {}
    return shown(str(first.get("message") or data.get("message") or reply.status), 200).rstrip(".")


def sha_of(data: Any) -> str:
    """The hash of what was made.

    Raises:
        NotProposed: there is none.
    """
    oid = data.get("sha") if isinstance(data, Mapping) else None
    if not isinstance(oid, str):
        raise NotProposed("the host did not answer as GitHub does. Try again later.")
    return oid


def opened(row: Any, repository: str) -> Opened | None:
    """One of ours, from a branch of this very repository."""
    head = row.get("head") if isinstance(row, Mapping) else None
    repo = head.get("repo") if isinstance(head, Mapping) else None
    name = repo.get("full_name") if isinstance(repo, Mapping) else None
    if not isinstance(head, Mapping) or str(name).lower() != repository.lower():
        return None
    texts = [row.get("html_url"), row.get("state"), head.get("ref")]
    if not all(isinstance(text, str) for text in texts) or not str(head["ref"]).startswith(PREFIX):
        return None
    return Opened(*map(str, texts))


def is_home(data: Any) -> bool:
    """Whether it is a repository."""
    owner = data.get("owner") if isinstance(data, Mapping) else None
    login = owner.get("login") if isinstance(owner, Mapping) else None
    return isinstance(login, str) and all(isinstance(data.get(key), str) for key in ("full_name", "default_branch"))


def is_reference(data: Any) -> bool:
    """Whether it is where a branch is."""
    target = data.get("object") if isinstance(data, Mapping) else None
    return isinstance(target, Mapping) and isinstance(target.get("sha"), str)


def has_tree(data: Any) -> bool:
    """Whether it is a commit."""
    tree = data.get("tree") if isinstance(data, Mapping) else None
    return isinstance(tree, Mapping) and isinstance(tree.get("sha"), str)


def is_tree(data: Any) -> bool:
    """Whether it is what a tree holds."""
    rows = data.get("tree") if isinstance(data, Mapping) else None
    keys = ("path", "mode")
    return isinstance(rows, list) and all(
        isinstance(row, Mapping) and all(isinstance(row.get(key), str) for key in keys) for row in rows
    )
