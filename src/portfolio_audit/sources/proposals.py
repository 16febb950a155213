"""A pull request on one's own repository: a branch of ours, one commit, and nothing that is not wanted twice."""

import base64
import logging
from collections.abc import Callable, Iterable, Mapping
from time import sleep
from typing import Any
from urllib.parse import quote, urlencode

from msgspec import Struct

from portfolio_audit.errors import NotPermitted, NotProposed, Unanswered, UserNotFound
from portfolio_audit.sources.api import Api
from portfolio_audit.sources.kept import Kept
from portfolio_audit.sources.proposal_answers import (
    Opened,
    has_tree,
    is_home,
    is_reference,
    is_tree,
    opened,
    said,
    sha_of,
)
from portfolio_audit.sources.replies import Reply
from portfolio_audit.text import shown

log = logging.getLogger(__name__)
_PAUSES = (2.0, 5.0)
_CONTENTS, _PULLS = "`contents: write`", "`pull-requests: write`"
_WORKFLOWS = ".github/workflows/"
FOLDER = "040000"
"""How git keeps one."""
_PAGES = 10
"""Of open pull requests, a hundred each."""


class Home(Struct, frozen=True):
    """A repository as somebody finds it who wants to change it."""

    name: str
    """`owner/name` as it is now."""
    owner: str
    is_organisation: bool
    branch: str
    """The default one."""
    archived: bool
    may_push: bool


class Tip(Struct, frozen=True):
    """Where a branch is."""

    commit: str
    tree: str


class Proposals:
    """What one caller may propose to one repository; the base is always that very repository.

    Args:
        pause: waits for so many seconds before it is looked whether something unanswered was done.
    """

    def __init__(self, api: Api, repository: str, pause: Callable[[float], object] = sleep) -> None:
        self._api = api
        self._pause = pause
        self._path = f"/repos/{repository}"

    def home(self) -> Home:
        """The repository.

        Raises:
            AuditError: there is none that the token may see, or the host did not tell.
        """
        data = self._api.get(self._path, is_home, "there is no such repository").data
        owner, rights = data["owner"], data.get("permissions")
        push = isinstance(rights, Mapping) and rights.get("push") is True
        organisation = owner.get("type") == "Organization"
        self._path = f"/repos/{data['full_name']}"
        archived = data.get("archived") is True
        return Home(data["full_name"], owner["login"], organisation, data["default_branch"], archived, push)

    def tip(self, branch: str) -> Tip | None:
        """Where a branch is; `None` when there is none of that name."""
        try:
            found = self._api.get(f"{self._path}/git/ref/heads/{quote(branch)}", is_reference).data
        except UserNotFound:
            return None
        oid = found["object"]["sha"]
        commit = self._api.get(f"{self._path}/git/commits/{oid}", has_tree).data
        return Tip(oid, commit["tree"]["sha"])

    def modes(self, tree: str) -> dict[str, str]:
        """How git keeps each file and folder of a tree, by its path.

        Raises:
            AuditError: the host did not tell of all.
        """
        data = self._api.get(f"{self._path}/git/trees/{tree}?recursive=1", is_tree).data
        if data.get("truncated"):
            raise NotProposed("the repository has more files than the host lists; clone it, and use `fix PATH`.")
        return {row["path"]: row["mode"] for row in data["tree"]}

    def content(self, path: str, commit: str) -> bytes:
        """A file at a commit.

        Raises:
            NotProposed: it is too large, or the host did not tell.
        """
        query = urlencode({"ref": commit})
        data = self._api.get(f"{self._path}/contents/{quote(path)}?{query}", lambda data: isinstance(data, dict)).data
        try:
            if data["encoding"] != "base64":
                raise ValueError
            return base64.b64decode(data["content"])
        except (KeyError, TypeError, ValueError):
            raise NotProposed(f"{shown(path, 120)} is too large to be told by the host.") from None

    def ours(self, branch: str) -> tuple[Opened, ...]:
        """Pull requests from branches of ours in this repository that are open, and all from that branch, newest first.

        Raises:
            AuditError: the host did not tell of all.
        """
        owner = self._path.split("/")[2]
        rows = self._pulls(state="all", head=f"{owner}:{branch}").data
        for page in range(1, _PAGES + 1):
            found = self._pulls(state="open", page=str(page))
            rows = [*rows, *found.data]
            if not found.more:
                break
        else:
            raise NotProposed(f"{_PAGES * 100:,} and more pull requests are open there. Close some first.")
        pulls = (opened(row, self._path.removeprefix("/repos/")) for row in rows)
        return tuple(dict.fromkeys(pull for pull in pulls if pull is not None))

    def _pulls(self, **asked: str) -> Kept:
        query = urlencode({**asked, "sort": "created", "direction": "desc", "per_page": "100"})
        return self._api.get(f"{self._path}/pulls?{query}", lambda data: isinstance(data, list))

    def commit(self, tip: Tip, files: Mapping[str, tuple[str, str]], message: str) -> Tip:
        """A commit after that one, which no branch leads to yet, so that making it twice changes nothing.

        Args:
            files: mode and text by path.

        Raises:
            NotPermitted: the token may not.
            AuditError: the host did not take it.
        """
        rows = [{"path": p, "mode": mode, "type": "blob", "content": text} for p, (mode, text) in files.items()]
        needs = rights(files)
        made = self._again("git/trees", {"base_tree": tip.tree, "tree": rows}, needs)
        tree = sha_of(made)
        commit = self._again("git/commits", {"message": message, "tree": tree, "parents": [tip.commit]}, needs)
        return Tip(sha_of(commit), tree)

    def branch(self, name: str, commit: str, needs: str = _CONTENTS) -> None:
        """Have a branch of that name there; one that is there already is left alone.

        Args:
            needs: permissions, as `rights` tells them.

        Raises:
            NotPermitted: the token may not, or a rule of the repository forbids it.
            AuditError: the host did not take it, or it is somewhere else.
        """
        body = {"ref": f"refs/heads/{name}", "sha": commit}
        self._once("git/refs", body, needs, lambda: self._at(name, commit))

    def open(self, branch: str, base: str, title: str, body: str) -> str:
        """The address of the pull request from that branch, opened now if it was not.

        Raises:
            NotPermitted: the token may not.
            AuditError: the host did not take it.
        """
        sent = {"title": title, "body": body, "head": branch, "base": base, "maintainer_can_modify": True}
        made = self._once("pulls", sent, _PULLS, lambda: self._open_from(branch))
        if isinstance(made, Mapping) and isinstance(made.get("html_url"), str):
            return str(made["html_url"])
        return next((one.url for one in self.ours(branch) if one.branch == branch), "")

    def _at(self, name: str, commit: str) -> bool:
        found = self.tip(name)
        return found is not None and found.commit == commit

    def _open_from(self, branch: str) -> bool:
        return any(one.branch == branch and one.state == "open" for one in self.ours(branch))

    def _again(self, path: str, body: Mapping[str, Any], needs: str) -> Any:
        """A write that may be made twice."""
        for pause in _PAUSES:
            try:
                return self._written(path, body, needs)
            except Unanswered as error:
                log.info("trying again: %s", error)
                self._pause(pause)
        return self._written(path, body, needs)

    def _once(self, path: str, body: Mapping[str, Any], needs: str, is_done: Callable[[], bool]) -> Any:
        """A write that is looked for before it is made again."""
        for number, pause in enumerate((*_PAUSES, None)):
            try:
                return self._written(path, body, needs)
            except Unanswered as error:
                log.info("looking whether it was done: %s", error)
                if pause is None:
                    raise
                self._pause(pause)
                if is_done():
                    return None
            except NotProposed:  # an earlier try may have done it, and the host told of it late
                if not (number and is_done()):
                    raise
                return None
        raise AssertionError("the last try returns or raises")

    def _written(self, path: str, body: Mapping[str, Any], needs: str) -> Any:
        reply = self._api.send("POST", f"{self._path}/{path}", body)
        if reply.status in (200, 201):
            try:
                return reply.data()
            except ValueError:
                raise Unanswered("the host gave no whole answer.") from None
        self._refused(reply, needs)
        return None

    def _refused(self, reply: Reply, needs: str) -> None:
        if reply.status >= 500:
            raise Unanswered(f"the host answered with error {reply.status}.")
        if reply.status == 403 and b"archived" in reply.body:
            raise NotPermitted("the repository is archived, so nothing can be proposed. Unarchive it first.")
        if reply.status in (403, 404):
            raise NotPermitted(f"the token may not do that; it needs the permission {needs} on the repository.")
        if reply.status in (409, 422):
            raise NotProposed(f"the host did not take it: {said(reply)}. A rule of the repository may forbid it.")
        self._api.refuse(reply)


def rights(paths: Iterable[str]) -> str:
    """What a token needs to write these files, for the middle of a sentence."""
    if not any(path.startswith(_WORKFLOWS) for path in paths):
        return _CONTENTS
    return f"{_CONTENTS} and, for the workflow, `workflows: write` (a classic token: the scope `workflow`)"
