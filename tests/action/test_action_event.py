"""Events as values, and which commits they compare."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gather.repositories import git
from portfolio_audit.action.event import Event, read_event
from portfolio_audit.action.revisions import inside
from portfolio_audit.errors import ActionError
from portfolio_audit.sources.storage import checked_out

A, B, NOTHING = "a" * 40, "b" * 40, "0" * 40
REPOSITORY = {"name": "bikes", "owner": {"login": "ada"}, "default_branch": "main", "private": True}
Read = Callable[..., Event]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def run(name: str, payload: Any, **variables: str) -> Event:
        (tmp_path / "event.json").write_text(payload if isinstance(payload, str) else json.dumps(payload))
        return read_event(
            {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(tmp_path / "event.json"), "GITHUB_SHA": B, **variables}
        )

    return run


def test_a_push_tells_both_commits(read: Read) -> None:
    event = read("push", {"before": A, "after": B, "repository": REPOSITORY}, GITHUB_REF="refs/heads/main")
    assert (event.kind, event.before, event.sha, event.on_default_branch) == ("push", A, B, True)
    assert (event.repository.owner, event.repository.name, event.repository.facts.private) == ("ada", "bikes", True)
    assert not (event.created or event.deleted)


@pytest.mark.parametrize("ref", ["refs/heads/main2", "refs/tags/main", "refs/heads/", "", "main"])
def test_only_the_default_branch_is_it(read: Read, ref: str) -> None:
    assert not read("push", {"before": A, "repository": REPOSITORY}, GITHUB_REF=ref).on_default_branch
    assert not read(
        "push", {"before": A, "repository": {**REPOSITORY, "default_branch": ""}}, GITHUB_REF=ref
    ).on_default_branch


def test_a_branch_is_made_and_taken_away(read: Read) -> None:
    made = read("push", {"before": NOTHING, "after": B, "repository": REPOSITORY})
    assert (made.created, made.before) == (True, "")
    gone = read("push", {"before": A, "after": NOTHING, "deleted": True, "repository": REPOSITORY})
    assert gone.deleted


def test_a_pull_request_tells_head_and_base(read: Read) -> None:
    pull = {
        "number": 7,
        "head": {"sha": A, "repo": {"full_name": "eve/bikes"}},
        "base": {"sha": B, "repo": {"full_name": "ada/bikes"}},
    }
    event = read("pull_request", {"number": 7, "pull_request": pull, "repository": REPOSITORY})
    assert (event.kind, event.number, event.head_sha, event.base_sha, event.fork) == ("pull request", 7, A, B, True)
    own = {**pull, "head": {"sha": A, "repo": {"full_name": "ada/bikes"}}}
    assert not read("pull_request", {"pull_request": own, "repository": REPOSITORY}).fork


def test_another_run_tells_whose_branch_it_was(read: Read) -> None:
    run = {"event": "pull_request", "head_sha": A, "head_branch": "x", "head_repository": {"owner": {"login": "eve"}}}
    event = read("workflow_run", {"workflow_run": run, "repository": REPOSITORY})
    assert (event.head_owner, event.head_branch, event.head_sha, event.of_pull_request) == ("eve", "x", A, True)


def test_a_schedule_tells_nothing_but_the_environment_does(read: Read) -> None:
    event = read("schedule", {"schedule": "0 6 * * 1"}, GITHUB_REPOSITORY="ada/bikes")
    assert (event.kind, event.repository.owner, event.repository.name) == ("other", "ada", "bikes")


def test_pull_request_target_is_refused(read: Read) -> None:
    with pytest.raises(ActionError, match="Use `on: pull_request`"):
        read("pull_request_target", {"repository": REPOSITORY})


@pytest.mark.parametrize("payload", ["", "[]", "{", "[" * 100_000])
def test_no_event_is_a_sentence(read: Read, payload: str) -> None:
    with pytest.raises(ActionError, match="GITHUB_EVENT_PATH names no event"):
        read("push", payload)


@pytest.mark.parametrize("odd", [None, 7, [], "x", "../../..", A + "\n", A.upper()])
def test_what_is_no_commit_is_none(read: Read, odd: object) -> None:
    event = read("push", {"before": odd, "after": odd, "deleted": "yes", "repository": REPOSITORY})
    assert (event.before, event.sha, event.deleted) == ("", B, False)
    pull = {"number": odd, "head": odd, "base": {"sha": odd, "repo": odd}}
    found = read("pull_request", {"pull_request": pull, "repository": REPOSITORY})
    assert (found.number, found.head_sha, found.base_sha) == (7 if odd == 7 else 0, "", "")


def test_an_odd_repository_is_a_sentence(read: Read) -> None:
    with pytest.raises(ActionError, match="GITHUB_REPOSITORY names no repository"):
        read("push", {"repository": {"name": "../x", "owner": {"login": "ada"}}}, GITHUB_REPOSITORY="../../x")


def test_a_path_stays_below_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "work" / "sub").mkdir(parents=True)
    (tmp_path / "work" / "out").symlink_to(tmp_path)
    assert inside(tmp_path / "work", ".") == (tmp_path / "work").resolve()
    assert inside(tmp_path / "work", "sub/../sub/new.html").name == "new.html"
    for path in ("..", "out", "out/x", "/etc", "sub/../../x"):
        with pytest.raises(ActionError, match="leads out of the workspace"):
            inside(tmp_path / "work", path)


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("detached", [False, True])
def test_the_checked_out_commit_is_told_by_the_files(tmp_path: Path, packed: bool, detached: bool) -> None:
    git("init", "--quiet", "--initial-branch=some/branch", tmp_path)
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    git("-C", tmp_path, *who, "commit", "--quiet", "--allow-empty", "--message=x")
    oid = git("-C", tmp_path, "rev-parse", "HEAD").decode().strip()
    if detached:
        git("-C", tmp_path, "checkout", "--quiet", "--detach")
    if packed:
        git("-C", tmp_path, "pack-refs", "--all")
    assert checked_out(tmp_path) == oid


@pytest.mark.parametrize("head", ["ref: refs/heads/../../../x\n", "ref: HEAD\n", "x", "ref: refs/heads/none\n"])
def test_an_odd_head_tells_nothing(tmp_path: Path, head: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text(head)
    (tmp_path / "x").write_text(A)
    assert checked_out(tmp_path) == ""
