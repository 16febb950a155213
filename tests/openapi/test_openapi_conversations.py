"""What the loopback GitHub answers about issues, pull requests, comments and commits is what GitHub answers."""

import http.client
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from portfolio_audit.demo.conversations import Tip
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.grants import workflow_grant
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

Place = Callable[..., str]
Validate = Callable[[Any, str], None]

ISSUES, ISSUE, PULLS, PULL = "/issues", "/issues/{issue_number}", "/pulls", "/pulls/{pull_number}"
ISSUE_COMMENTS, ISSUE_COMMENT = "/issues/{issue_number}/comments", "/issues/comments/{comment_id}"
COMMIT_COMMENTS, COMMIT_COMMENT = "/commits/{commit_sha}/comments", "/comments/{comment_id}"
COMMIT, GIT_COMMIT, COMPARISON = "/commits/{ref}", "/git/commits/{commit_sha}", "/compare/{basehead}"
CONTENT = "/contents/{path}"
MISSING = "0" * 40
STREAM = "".join(
    f"commit refs/heads/{branch}\nauthor A <a@example.com> 1767225600 +0100\n"
    f"committer A <a@example.com> {1767225600 + place} +0000\ndata 3\nNew\n"
    for place, branch in enumerate(("main", "main", "alone"))
)


@dataclass(frozen=True)
class Forge:
    """A repository with a little of everything, and how to ask about it."""

    server: LoopbackGitHub
    main: str

    def ask(self, method: str, path: str, sent: Any = None, token: str = "bot") -> tuple[int, Any]:  # noqa: S107
        host, _, base = self.server.api_url.partition("://")[2].partition("/")
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with closing(http.client.HTTPConnection(host, timeout=10)) as connection:
            connection.request(method, f"/{base}/repos/ada/app{path}", json.dumps(sent).encode(), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or "null")

    def path(self, described: str) -> str:
        """The described path with what is there."""
        last = {isinstance(comment.place, int): comment.id for comment in self.server.comments("ada/app")}
        return described.format(
            issue_number=3,
            pull_number=2,
            commit_sha=self.main,
            ref=self.main,
            basehead="main...main",
            comment_id=last[described == ISSUE_COMMENT] if "comment_id" in described else 0,
        )


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    git_dir = tmp_path / "app.git"
    git("init", "--quiet", "--bare", "--initial-branch=main", str(git_dir))
    git(f"--git-dir={git_dir}", "fast-import", "--quiet", stdin=STREAM)
    main = git(f"--git-dir={git_dir}", "rev-parse", "main").strip()
    users = [HostedUser(login, (HostedRepository("app", git_dir),)) for login in ("ada", "grace")]
    written = {"contents": "write", "issues": "write", "pull-requests": "write"}
    tokens = {"bot": workflow_grant("ada/app", written), "weak": workflow_grant("ada/app", {})}
    with LoopbackGitHub(users, tokens={**tokens, "of-ada": "ada"}) as server:
        for number, state in ((1, "closed"), (2, "open")):
            server.put_pull(number, Tip("grace/app", "fix", main), Tip("ada/app", "main", main), state=state)
        made = Forge(server, main)
        assert made.ask("POST", ISSUES, {"title": "Slow", "labels": ["bug"]}, "of-ada")[0] == 201
        for path in (f"{ISSUES}/3/comments", f"/commits/{main}/comments"):
            assert made.ask("POST", path, {"body": "Hi"})[0] == 201
        yield made
    assert server.errors == ()


def git(*arguments: str, stdin: str = "") -> str:
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    result = subprocess.run(["git", *arguments], input=stdin, env=environment, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(
    ("method", "described", "sent", "status"),
    [
        *(
            ("GET", described, None, 200)
            for described in (ISSUES, ISSUE, ISSUE_COMMENTS, ISSUE_COMMENT, COMMIT_COMMENTS, COMMIT_COMMENT)
        ),
        *(("GET", described, None, 200) for described in (PULLS, PULL, COMMIT, GIT_COMMIT, COMPARISON)),
        ("POST", ISSUES, {"title": "x", "body": "y", "labels": ["a", {"name": "b"}]}, 201),
        ("POST", ISSUE_COMMENTS, {"body": "x"}, 201),
        ("POST", COMMIT_COMMENTS, {"body": "x"}, 201),
        ("PATCH", ISSUE, {"state": "closed"}, 200),
        ("PATCH", ISSUE_COMMENT, {"body": "x"}, 200),
        ("PATCH", COMMIT_COMMENT, {"body": "x"}, 200),
        ("POST", ISSUES, {"title": ""}, 422),
        ("POST", ISSUE_COMMENTS, {"body": ""}, 422),
        ("POST", COMMIT_COMMENTS, {"body": "x" * 65_537}, 422),
        ("PATCH", ISSUE, {"state": "ajar"}, 422),
        ("PATCH", ISSUE_COMMENT, {"body": None}, 422),
    ],
)
def test_the_answer_is_as_described(
    forge: Forge, validate: Validate, place: Place, method: str, described: str, sent: Any, status: int
) -> None:
    answered, value = forge.ask(method, forge.path(described), sent)
    assert answered == status
    assert value
    validate(value, place("/repos/{owner}/{repo}" + described, status, method.lower()))


def test_pull_requests_are_described_as_issues_too(forge: Forge, validate: Validate, place: Place) -> None:
    _, listed = forge.ask("GET", "/issues?state=all")
    assert [("pull_request" in entry, entry["state"]) for entry in listed] == [
        (False, "open"),
        (True, "open"),
        (True, "closed"),
    ]
    validate(listed, place("/repos/{owner}/{repo}" + ISSUES, 200))


def test_a_deleted_fork_leaves_a_pull_request(forge: Forge) -> None:
    forge.server.put_pull(2, Tip("gone/app", "fix", forge.main), Tip("ada/app", "main", forge.main))
    # GitHub answers null here, though its description has no place for that
    assert forge.ask("GET", "/pulls/2")[1]["head"]["repo"] is None


@pytest.mark.parametrize("described", [ISSUE_COMMENT, COMMIT_COMMENT])
def test_a_deleted_comment_leaves_an_empty_answer(forge: Forge, described: str) -> None:
    assert forge.ask("DELETE", forge.path(described)) == (204, None)


@pytest.mark.parametrize(
    ("method", "described", "path", "token", "status"),
    [
        ("POST", ISSUES, ISSUES, "weak", 403),
        ("POST", ISSUE_COMMENTS, "/issues/3/comments", "weak", 403),
        ("POST", COMMIT_COMMENTS, f"/commits/{MISSING}/comments", "weak", 403),
        ("PATCH", ISSUE, "/issues/3", "weak", 403),
        ("GET", ISSUE, "/issues/9", "", 404),
        ("GET", ISSUE_COMMENTS, "/issues/9/comments", "", 404),
        ("POST", ISSUE_COMMENTS, "/issues/9/comments", "bot", 404),
        ("GET", ISSUE_COMMENT, "/issues/comments/9", "", 404),
        ("PATCH", COMMIT_COMMENT, "/comments/9", "bot", 404),
        ("DELETE", COMMIT_COMMENT, "/comments/9", "bot", 404),
        ("GET", PULL, "/pulls/3", "", 404),
        ("GET", GIT_COMMIT, f"/git/commits/{MISSING}", "", 404),
        ("GET", COMPARISON, "/compare/main...alone", "", 404),
        ("GET", CONTENT, "/contents/none", "", 404),
        ("GET", COMMIT, f"/commits/{MISSING}", "", 422),
        ("POST", COMMIT_COMMENTS, f"/commits/{MISSING}/comments", "bot", 422),
    ],
)
def test_a_refusal_is_as_described(
    forge: Forge, validate: Validate, place: Place, method: str, described: str, path: str, token: str, status: int
) -> None:
    answered, value = forge.ask(method, path, {"title": "x", "body": "x"}, token)
    assert answered == status
    validate(value, place("/repos/{owner}/{repo}" + described, status, method.lower()))


@pytest.mark.parametrize(
    ("schema", "described"),
    [
        ("issue", ISSUE),
        ("issue-comment", ISSUE_COMMENT),
        ("commit-comment", COMMIT_COMMENT),
        ("pull-request-simple", PULLS),
        ("pull-request", PULL),
        ("commit", COMMIT),
        ("git-commit", GIT_COMMIT),
        ("commit-comparison", COMPARISON),
    ],
)
def test_an_answer_holds_nothing_that_is_not_described(
    forge: Forge, properties: Callable[[str], set[str]], schema: str, described: str
) -> None:
    _, value = forge.ask("GET", forge.path(described))
    found = value[0] if isinstance(value, list) else value
    assert set(found) - properties(schema) == set()
    assert set(found.get("user", {})) - properties("simple-user") == set()


REF, TREE, TREES = "/git/ref/{ref}", "/git/trees/{tree_sha}", "/git/trees"
GIT_COMMITS, REFS = "/git/commits", "/git/refs"
FILE = {"path": "a.md", "mode": "100644", "type": "blob", "content": "# A\n"}


def test_what_is_proposed_is_described(forge: Forge, validate: Validate, place: Place) -> None:
    def asked(method: str, described: str, sent: Any = None, path: str = "", status: int = 201) -> Any:
        answered, value = forge.ask(method, path or described, sent)
        assert answered == status, value
        validate(value, place("/repos/{owner}/{repo}" + described, status, method.lower()))
        return value

    base = asked("GET", REF, path="/git/ref/heads/main", status=200)["object"]["sha"]
    assert base == forge.main
    tree = asked("POST", TREES, {"tree": [FILE]})["sha"]
    listed = asked("GET", TREE, path=f"/git/trees/{tree}?recursive=1", status=200)
    assert [(row["path"], row["mode"]) for row in listed["tree"]] == [("a.md", "100644")]
    commit = asked("POST", GIT_COMMITS, {"message": "Add it", "tree": tree, "parents": [base]})["sha"]
    asked("POST", REFS, {"ref": "refs/heads/ours", "sha": commit})
    made = asked("POST", PULLS, {"title": "Add it", "body": "so", "head": "ours", "base": "main"})
    assert (made["head"]["sha"], made["base"]["sha"], made["state"]) == (commit, base, "open")
    asked("POST", REFS, {"ref": "refs/heads/ours", "sha": commit}, status=422)
    asked("POST", PULLS, {"title": "Again", "head": "ours", "base": "main"}, status=422)
    asked("POST", PULLS, {"title": "None", "head": "nothing", "base": "main"}, status=422)
    asked("GET", REF, path="/git/ref/heads/none", status=404)
    asked("GET", TREE, path=f"/git/trees/{MISSING}", status=404)
    asked("POST", GIT_COMMITS, {"message": "x", "tree": MISSING}, status=422)


@pytest.mark.parametrize("path", [TREES, GIT_COMMITS, REFS, PULLS])
def test_a_weak_token_proposes_nothing(forge: Forge, path: str) -> None:
    sent = {"ref": "refs/heads/x", "sha": forge.main, "tree": [FILE], "message": "x", "title": "x"}
    assert forge.ask("POST", path, sent, "weak")[0] == 403


def test_a_repository_tells_what_the_tokens_owner_may_do(forge: Forge, validate: Validate, place: Place) -> None:
    for token, push in (("of-ada", True), ("bot", False)):
        _, value = forge.ask("GET", "", token=token)
        validate(value, place("/repos/{owner}/{repo}", 200))
        assert value["permissions"]["push"] is push
    assert "permissions" not in forge.ask("GET", "", token="")[1]
