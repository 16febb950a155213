"""A token opens what it was granted, and a refusal names what it lacks."""

from collections.abc import Mapping
from typing import Any

import github
import pytest
from demo_clients import READ_ONLY, TOKEN, WORKFLOW, Client, Shared

from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.grants import Grant, workflow_grant
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

APP = "/repos/ada/app"
BODY = {"body": "Hi"}
ISSUE, PULL = 2, 1
READ = "read"


@pytest.mark.parametrize(
    ("permissions", "allowed"),
    [
        ({}, set()),
        ({"contents": READ, "issues": READ, "pull-requests": READ}, {"say-commit"}),
        ({"contents": "write"}, {"say-commit", "edit-commit"}),
        ({"issues": "write"}, {"say-issue", "edit-issue", "say-pull", "edit-pull", "open-issue", "close-issue"}),
        ({"pull-requests": "write"}, {"say-pull", "edit-pull"}),
        ({"contents": "none", "issues": "none"}, set()),
    ],
)
def test_what_is_written_needs_its_permission(code: Shared, permissions: Mapping[str, str], allowed: set[str]) -> None:
    ada = HostedUser("ada", (HostedRepository("app", code.git_dir),))
    tokens = {TOKEN: "ada", "limited": workflow_grant("ada/app", permissions)}
    with LoopbackGitHub([ada], tokens=tokens) as server:
        code.pull(server, PULL)
        client = Client(server)
        client.write("POST", f"{APP}/issues", {"title": "x"})
        before = len(server.comments("ada/app"))
        replies = {name: client.write(*call, "limited") for name, call in calls(server, client, code).items()}
        done = {name for name, reply in replies.items() if reply.status < 300}
        assert done == allowed
        for reply in (replies[name] for name in replies.keys() - allowed):
            assert (reply.status, reply.json["message"]) == (403, "Resource not accessible by integration")
        assert len(server.comments("ada/app")) == before + 3 + len(done & {"say-issue", "say-pull", "say-commit"})


def calls(server: LoopbackGitHub, client: Client, code: Shared) -> dict[str, tuple[str, str, Any]]:
    places = {
        "issue": f"{APP}/issues/{ISSUE}/comments",
        "pull": f"{APP}/issues/{PULL}/comments",
        "commit": f"{APP}/commits/{code.main}/comments",
    }
    made = {name: client.write("POST", path, BODY).json["url"] for name, path in places.items()}
    return {
        **{f"say-{name}": ("POST", path, BODY) for name, path in places.items()},
        **{f"edit-{name}": ("PATCH", url.removeprefix(server.api_url), BODY) for name, url in made.items()},
        "open-issue": ("POST", f"{APP}/issues", {"title": "x"}),
        "close-issue": ("PATCH", f"{APP}/issues/{ISSUE}", {"state": "closed"}),
    }


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("issues/2/comments", "issues=write"),
        ("issues/1/comments", "issues=write; pull_requests=write"),
        ("issues", "issues=write"),
    ],
)
def test_a_refusal_names_the_permission(
    forge: LoopbackGitHub, visitor: Client, code: Shared, path: str, needed: str
) -> None:
    code.pull(forge, 1)
    visitor.write("POST", f"{APP}/issues", {"title": "x"})
    reply = visitor.write("POST", f"{APP}/{path}", {"title": "x", "body": "x"}, READ_ONLY)
    assert (reply.status, reply.headers["X-Accepted-GitHub-Permissions"]) == (403, needed)
    assert reply.json["status"] == "403"


def test_deleting_a_comment_on_a_commit_needs_more_than_writing_it(visitor: Client, code: Shared) -> None:
    made = visitor.write("POST", f"{APP}/commits/{code.main}/comments", BODY, READ_ONLY)
    assert made.status == 201
    reply = visitor.write("DELETE", f"{APP}/comments/{made.json['id']}", None, READ_ONLY)
    assert (reply.status, reply.headers["X-Accepted-GitHub-Permissions"]) == (403, "contents=write")
    assert visitor.write("DELETE", f"{APP}/comments/{made.json['id']}", None, WORKFLOW).status == 204


def test_what_is_public_is_read_with_any_token_and_with_none(
    forge: LoopbackGitHub, visitor: Client, code: Shared
) -> None:
    code.pull(forge, 1)
    paths = ("issues", "issues/1", "issues/1/comments", "pulls", f"git/commits/{code.main}", "compare/main...fix")
    for path in paths:
        assert [visitor.get(f"{APP}/{path}", token).status for token in (None, READ_ONLY)] == [200, 200]


def test_what_is_private_is_read_by_permission(code: Shared) -> None:
    ada = HostedUser("ada", (HostedRepository("app", code.git_dir, private=True),))
    tokens = {
        "code": workflow_grant("ada/app", {"contents": READ}),
        "talk": workflow_grant("ada/app", {"issues": READ}),
    }
    with LoopbackGitHub([ada], tokens=tokens) as server:
        statuses = [
            [Client(server).get(f"{APP}/{path}", token).status for token in (None, *tokens)]
            for path in ("commits/main", "issues")
        ]
    assert statuses == [[404, 200, 403], [404, 403, 200]]


def test_nobody_writes_without_a_token(forge: LoopbackGitHub, visitor: Client, code: Shared) -> None:
    code.pull(forge, 1)
    for path in ("issues", "issues/1/comments", f"commits/{code.main}/comments"):
        reply = visitor.write("POST", f"{APP}/{path}", {"title": "x", "body": "x"}, None)
        assert (reply.status, reply.json["message"]) == (401, "Requires authentication")
    assert visitor.write("PATCH", f"{APP}/issues/1", {"state": "closed"}, None).status == 401


def test_a_workflow_changes_its_own_repository_alone(visitor: Client, code: Shared) -> None:
    path = f"/repos/grace/app/commits/{code.main}/comments"
    assert visitor.get(path, WORKFLOW).status == 200
    assert visitor.write("POST", path, BODY, WORKFLOW).status == 403
    assert visitor.write("POST", path, BODY).status == 201


def test_a_workflow_is_no_user_but_knows_its_login(forge: LoopbackGitHub, visitor: Client) -> None:
    reply = visitor.get("/user", WORKFLOW)
    assert (reply.status, reply.json["message"]) == (403, "Resource not accessible by integration")
    with github.Github(base_url=forge.api_url, retry=None, auth=github.Auth.Token(WORKFLOW)) as bot:
        _, found = bot.requester.graphql_query("{ viewer { login } }", {})
    assert found["data"] == {"viewer": {"login": "github-actions[bot]"}}


def test_a_grant_may_be_a_users(code: Shared) -> None:
    ada = HostedUser("ada", (HostedRepository("app", code.git_dir),))
    with LoopbackGitHub([ada], tokens={"fine-grained": Grant("ada", {"issues": "write"})}) as server:
        client = Client(server)
        assert client.get("/user", "fine-grained").json["login"] == "ada"
        assert client.write("POST", f"{APP}/issues", {"title": "x"}, "fine-grained").json["user"]["login"] == "ada"
        assert client.write("POST", f"{APP}/commits/main/comments", BODY, "fine-grained").status == 403


def test_a_renamed_repository_sends_readers_and_writers_on(code: Shared) -> None:
    ada = HostedUser("ada", (HostedRepository("new", code.git_dir, former_names=("old",)),))
    with LoopbackGitHub([ada], tokens={TOKEN: "ada"}) as server:
        client = Client(server)
        read, write = (
            client.get("/repos/ada/old/issues?state=all"),
            client.write("POST", "/repos/ada/old/issues", {"title": "x"}),
        )
        assert (read.status, write.status) == (301, 307)
        assert read.headers["Location"].endswith("/issues?state=all")
        path = write.headers["Location"].removeprefix(server.api_url)
        assert client.write("POST", path, {"title": "x"}).status == 201
        assert len(client.get(path).json) == len(server.issues("ada/new")) == 1
