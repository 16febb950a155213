"""What happened: the environment of a job and the payload of its event, as one value."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from portfolio_audit.errors import ActionError
from portfolio_audit.sources.listing import Listed, listed
from portfolio_audit.targets import valid_login

Kind = Literal["push", "pull request", "other run", "other"]
_MOST_BYTES = 25_000_000
"""GitHub's own limit of a payload."""
_OID = re.compile(r"[0-9a-f]{40}")
_NOTHING = "0" * 40


@dataclass(frozen=True, slots=True)
class Event:
    """One event, as far as an audit asks. An empty text stands for what there is not."""

    kind: Kind
    repository: Listed
    sha: str
    """The commit that the run is about."""
    before: str = ""
    """Of a push, and of a merge queue's group: the commit before it."""
    number: int = 0
    """Of a pull request."""
    head_sha: str = ""
    """The pull request's last commit; of another run, the commit it ran for."""
    base_sha: str = ""
    """Where the pull request goes to."""
    fork: bool = False
    """Whether the pull request comes from another repository, so that its token can only read."""
    deleted: bool = False
    """Whether the push took the branch away."""
    created: bool = False
    """Whether the push made the branch."""
    on_default_branch: bool = False
    head_owner: str = ""
    """Of another run: whose branch it was."""
    head_branch: str = ""
    of_pull_request: bool = False
    """Of another run: whether a pull request started it."""

    @property
    def name(self) -> str:
        """Owner and name of the repository."""
        return f"{self.repository.owner}/{self.repository.name}"


def read_event(environ: Mapping[str, str]) -> Event:
    """The event of this job.

    Raises:
        ActionError: this is no job, or one with an event on which nothing must be audited.
    """
    name, payload = environ.get("GITHUB_EVENT_NAME", ""), _payload(environ.get("GITHUB_EVENT_PATH", ""))
    if name == "pull_request_target":
        raise ActionError(
            "pull_request_target gives strangers' changes a token that may write. Use `on: pull_request`; "
            "docs/action.md says how to comment on pull requests from forks."
        )
    repository, sha = _repository(payload, environ), environ.get("GITHUB_SHA", "")
    if name == "push":
        return _push(payload, repository, sha, environ.get("GITHUB_REF", ""))
    if name == "pull_request":
        return _pull_request(payload, repository, sha)
    if name == "workflow_run":
        return _other_run(payload, repository, sha)
    return Event("other", repository, sha, before=_oid(_table(payload, "merge_group").get("base_sha")))


def _payload(path: str) -> Mapping[str, Any]:
    try:
        with Path(path).open("rb") as file:
            data = json.loads(file.read(_MOST_BYTES))
    except (OSError, ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise ActionError("GITHUB_EVENT_PATH names no event. This command is for action.yml; see docs/action.md.")
    return data


def _repository(payload: Mapping[str, Any], environ: Mapping[str, str]) -> Listed:
    """What the payload tells of it; a schedule's payload may tell nothing."""
    if (told := listed(payload.get("repository"))) is not None:
        return told
    owner, _, name = environ.get("GITHUB_REPOSITORY", "").partition("/")
    bare = listed({"owner": {"login": owner}, "name": name})
    if bare is None:
        raise ActionError("GITHUB_REPOSITORY names no repository. This command is for action.yml; see docs/action.md.")
    return bare


def _push(payload: Mapping[str, Any], repository: Listed, sha: str, ref: str) -> Event:
    after, branch = _oid(payload.get("after")), repository.facts.default_branch
    return Event(
        "push",
        repository,
        after or sha,
        before=_oid(payload.get("before")),
        deleted=payload.get("deleted") is True,
        created=payload.get("before") == _NOTHING,
        on_default_branch=bool(branch) and ref == f"refs/heads/{branch}",
    )


def _pull_request(payload: Mapping[str, Any], repository: Listed, sha: str) -> Event:
    pull = _table(payload, "pull_request")
    head, base, number = _table(pull, "head"), _table(pull, "base"), pull.get("number", payload.get("number"))
    source, target = _table(head, "repo"), _table(base, "repo")
    return Event(
        "pull request",
        repository,
        sha,
        number=number if type(number) is int and number > 0 else 0,
        head_sha=_oid(head.get("sha")),
        base_sha=_oid(base.get("sha")),
        fork=source.get("full_name") != target.get("full_name"),
    )


def _other_run(payload: Mapping[str, Any], repository: Listed, sha: str) -> Event:
    run = _table(payload, "workflow_run")
    owner = _table(_table(run, "head_repository"), "owner").get("login")
    branch = run.get("head_branch")
    return Event(
        "other run",
        repository,
        sha,
        head_sha=_oid(run.get("head_sha")),
        head_owner=owner if isinstance(owner, str) and valid_login(owner) else "",
        head_branch=branch if isinstance(branch, str) else "",
        of_pull_request=run.get("event") == "pull_request",
    )


def _table(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = row.get(key)
    return value if isinstance(value, Mapping) else {}


def _oid(value: object) -> str:
    """A commit's hash; empty for anything else, and for the one that stands for none."""
    return value if isinstance(value, str) and _OID.fullmatch(value) and value != _NOTHING else ""
