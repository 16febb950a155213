"""Comments on issues, pull requests and commits are kept, shown, changed and deleted."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import github
import pytest
from demo_clients import TOKEN, WORKFLOW, Client, Shared

from portfolio_audit.demo.github import LoopbackGitHub


@pytest.fixture(params=["issue", "pull request", "commit"])
def place(request: pytest.FixtureRequest, forge: LoopbackGitHub, visitor: Client, code: Shared) -> str:
    """Path of the comments of one place."""
    if request.param == "commit":
        return f"/repos/ada/app/commits/{code.main}/comments"
    code.pull(forge, 1)
    assert visitor.write("POST", "/repos/ada/app/issues", {"title": "Slow"}).status == 201
    return f"/repos/ada/app/issues/{1 if request.param == 'pull request' else 2}/comments"


@pytest.fixture
def bot(forge: LoopbackGitHub) -> Iterator[github.Github]:
    made = github.Github(base_url=forge.api_url, retry=None, seconds_between_writes=0, auth=github.Auth.Token(WORKFLOW))
    yield made
    made.close()


def test_a_comment_is_written_read_edited_and_deleted(forge: LoopbackGitHub, visitor: Client, place: str) -> None:
    made = visitor.write("POST", place, {"body": "First"})
    path = made.headers["Location"].removeprefix(forge.api_url)
    assert (made.status, made.json["url"]) == (201, forge.api_url + path)
    assert visitor.get(path).json == made.json
    edited = visitor.write("PATCH", path, {"body": "Second"})
    assert (edited.status, edited.json["id"], edited.json["body"]) == (200, made.json["id"], "Second")
    assert [comment["body"] for comment in visitor.get(place).json] == ["Second"]
    assert (comment := forge.comments("ADA/app")[0]).edits == 1
    assert (comment.author, comment.body, str(comment.place)) == ("ada", "Second", place.split("/")[-2])
    deleted = visitor.write("DELETE", path, None)
    assert (deleted.status, deleted.body) == (204, b"")
    assert (visitor.get(place).json, forge.comments("ada/app")) == ([], ())


def test_what_is_gone_is_not_found(forge: LoopbackGitHub, visitor: Client, place: str) -> None:
    made = visitor.write("POST", place, {"body": "Soon gone"}).json
    forge.delete_comment("ada/app", made["id"])
    path = made["url"].removeprefix(forge.api_url)
    assert visitor.get(path).status == 404
    assert visitor.write("PATCH", path, {"body": "x"}).status == 404
    assert visitor.write("DELETE", path, None).status == 404
    with pytest.raises(KeyError):
        forge.delete_comment("ada/app", made["id"])


def test_comments_are_listed_oldest_first_in_linked_pages(forge: LoopbackGitHub, visitor: Client, place: str) -> None:
    for text in "abcde":
        visitor.write("POST", place, {"body": text})
    path, seen = f"{place}?per_page=2", []
    while path:
        reply = visitor.get(path)
        seen.append([comment["body"] for comment in reply.json])
        following = re.search(r'<([^>]+)>; rel="next"', reply.headers["Link"] or "")
        path = following[1].removeprefix(forge.api_url) if following else ""
    assert seen == [["a", "b"], ["c", "d"], ["e"]]


@pytest.mark.parametrize(
    ("body", "status", "complaint"),
    [
        (b'{"body": "', 400, "Problems parsing JSON"),
        (b'"text"', 400, "JSON object"),
        (b"{}", 422, "missing_field"),
        (b'{"body": " "}', 422, "blank"),
        (b'{"body": 7}', 422, "not a string"),
        (b'{"body": "%b"}' % (b"x" * 65_537), 422, "maximum is 65536 characters"),
    ],
)
def test_what_is_no_comment_is_refused(
    forge: LoopbackGitHub, visitor: Client, place: str, body: bytes, status: int, complaint: str
) -> None:
    made = visitor.write("POST", place, {"body": "Right"}).json["url"].removeprefix(forge.server_url)
    for method, path in (("POST", "/api/v3" + place), ("PATCH", made)):
        reply = visitor.send(method, path, TOKEN, body)
        assert reply.status == status
        assert complaint in reply.body.decode()
    assert [(comment.body, comment.edits) for comment in forge.comments("ada/app")] == [("Right", 0)]


def test_a_comment_may_be_as_long_as_the_limit(visitor: Client, place: str) -> None:
    assert visitor.write("POST", place, {"body": "ü" * 65_536}).status == 201


def test_there_is_nothing_to_comment_on(visitor: Client) -> None:
    assert visitor.get("/repos/ada/app/issues/9/comments").status == 404
    assert visitor.write("POST", "/repos/ada/app/issues/9/comments", {"body": "x"}).status == 404
    missing = "0" * 40
    assert visitor.get(f"/repos/ada/app/commits/{missing}/comments").status == 404
    reply = visitor.write("POST", f"/repos/ada/app/commits/{missing}/comments", {"body": "x"})
    assert (reply.status, reply.json["message"]) == (422, f"No commit found for SHA: {missing}")


def test_the_two_sorts_of_comments_are_not_mixed_up(visitor: Client, code: Shared) -> None:
    visitor.write("POST", "/repos/ada/app/issues", {"title": "Slow"})
    of_issue = visitor.write("POST", "/repos/ada/app/issues/1/comments", {"body": "x"}).json["id"]
    of_commit = visitor.write("POST", f"/repos/ada/app/commits/{code.main}/comments", {"body": "x"}).json["id"]
    assert visitor.get(f"/repos/ada/app/comments/{of_issue}").status == 404
    assert visitor.get(f"/repos/ada/app/issues/comments/{of_commit}").status == 404
    assert visitor.get(f"/repos/ada/secret/comments/{of_commit}", TOKEN).status == 404


def test_a_workflow_writes_as_a_bot(visitor: Client, place: str) -> None:
    user = visitor.write("POST", place, {"body": "Hi"}, WORKFLOW).json["user"]
    assert [user[key] for key in ("login", "id", "type")] == ["github-actions[bot]", 41898282, "Bot"]
    assert user["html_url"].endswith("/apps/github-actions")
    assert visitor.write("POST", place, {"body": "Hi"}, "of-grace").json["user"]["type"] == "User"


def test_a_list_that_was_read_before_is_answered_304_until_somebody_writes(visitor: Client, place: str) -> None:
    tag = visitor.get(place).headers["ETag"]
    assert visitor.get(place, If_None_Match=tag).status == 304
    visitor.write("POST", place, {"body": "New"})
    assert [comment["body"] for comment in visitor.get(place, If_None_Match=tag).json] == ["New"]


def test_many_write_at_once_and_nothing_is_lost(forge: LoopbackGitHub, visitor: Client, place: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(lambda n: visitor.write("POST", place, {"body": str(n)}), range(40)))
    assert len({reply.json["id"] for reply in replies}) == 40
    assert sorted(int(comment.body) for comment in forge.comments("ada/app")) == list(range(40))


def test_what_was_written_outlives_a_change_of_what_is_hosted(
    forge: LoopbackGitHub, visitor: Client, place: str
) -> None:
    visitor.write("POST", place, {"body": "Still here"})
    forge.host(())
    assert visitor.get(place).status == 404
    assert [comment.body for comment in forge.comments("ada/app")] == ["Still here"]


def test_pygithub_comments_on_issues_and_pull_requests(forge: LoopbackGitHub, bot: github.Github, code: Shared) -> None:
    code.pull(forge, 3)
    repository = bot.get_repo("ada/app")
    issue = repository.create_issue("Report", "Text", labels=["audit"])
    pull = repository.get_pull(3)
    written = [issue.create_comment("On the issue"), pull.create_issue_comment("On the change")]
    written[0].edit("Edited")
    assert [comment.body for comment in issue.get_comments()] == ["Edited"]
    assert pull.get_issue_comment(written[1].id).user.type == "Bot"
    written[1].delete()
    assert list(pull.get_issue_comments()) == []
    assert [(c.author, c.place, c.edits) for c in forge.comments("ada/app")] == [("github-actions[bot]", 4, 1)]


def test_pygithub_comments_on_commits(forge: LoopbackGitHub, bot: github.Github, code: Shared) -> None:
    repository = bot.get_repo("ada/app")
    commit = repository.get_commit(code.main)
    made = commit.create_comment("Well done")
    repository.get_comment(made.id).edit("Better")
    assert [(comment.body, comment.commit_id) for comment in commit.get_comments()] == [("Better", code.main)]
    made.delete()
    assert forge.comments("ada/app") == ()
    with pytest.raises(github.UnknownObjectException):
        made.edit("Gone")
