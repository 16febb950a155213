"""Issues and pull requests are listed, opened and changed."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import github
import pytest
from demo_clients import TOKEN, Client, Shared

from portfolio_audit.demo.github import LoopbackGitHub

ISSUES, PULLS = "/repos/ada/app/issues", "/repos/ada/app/pulls"


@pytest.fixture
def busy(forge: LoopbackGitHub, visitor: Client, code: Shared) -> LoopbackGitHub:
    """Pull request 1 (open) and 2 (closed), issue 3 of ada and 4 of grace."""
    code.pull(forge, 1)
    code.pull(forge, 2, state="closed", branch="other")
    visitor.write("POST", ISSUES, {"title": "Slow", "labels": ["bug", {"name": "Audit"}]})
    visitor.write("POST", ISSUES, {"title": "Fast", "body": "Text"}, "of-grace")
    return forge


@pytest.fixture
def ada(forge: LoopbackGitHub) -> Iterator[github.Github]:
    made = github.Github(base_url=forge.api_url, retry=None, seconds_between_writes=0, auth=github.Auth.Token(TOKEN))
    yield made
    made.close()


def numbers(client: Client, path: str) -> list[int]:
    return [entry["number"] for entry in client.get(path).json]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [4, 3, 1]),
        ("state=all", [4, 3, 2, 1]),
        ("state=closed", [2]),
        ("creator=ADA", [3]),
        ("creator=grace&state=all", [4, 2, 1]),
        ("labels=audit", [3]),
        ("labels=audit,bug", [3]),
        ("labels=audit,docs", []),
        ("per_page=1&page=2", [3]),
    ],
)
def test_issues_are_found_newest_first(busy: LoopbackGitHub, visitor: Client, query: str, found: list[int]) -> None:
    assert numbers(visitor, f"{ISSUES}?{query}") == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [1]),
        ("state=all", [2, 1]),
        ("head=grace:fix", [1]),
        ("head=Grace:fix&state=all&base=main", [1]),
        ("head=grace:other", []),
        ("head=ada:fix&state=all", []),
        ("head=fix", [1]),
        ("base=dev", []),
    ],
)
def test_pull_requests_are_found(busy: LoopbackGitHub, visitor: Client, query: str, found: list[int]) -> None:
    assert numbers(visitor, f"{PULLS}?{query}") == found


def test_a_pull_request_is_one_of_the_issues_and_says_so(busy: LoopbackGitHub, visitor: Client) -> None:
    listed = {entry["number"]: entry for entry in visitor.get(ISSUES).json}
    assert ["pull_request" in listed[number] for number in (1, 3)] == [True, False]
    assert visitor.get(f"{ISSUES}/1").json["pull_request"]["url"] == busy.api_url + f"{PULLS}/1"
    assert visitor.get(f"{PULLS}/3").status == 404


def test_a_pull_request_knows_both_its_branches(busy: LoopbackGitHub, visitor: Client, code: Shared) -> None:
    pull = visitor.get(f"{PULLS}/1").json
    assert [pull["head"][key] for key in ("label", "ref", "sha")] == ["grace:fix", "fix", code.fix]
    assert [pull["base"][key] for key in ("label", "ref", "sha")] == ["ada:main", "main", code.main]
    assert (pull["head"]["repo"]["full_name"], pull["user"]["login"]) == ("grace/app", "grace")


def test_a_push_moves_a_pull_request_and_keeps_its_comments(
    busy: LoopbackGitHub, visitor: Client, code: Shared
) -> None:
    visitor.write("POST", f"{ISSUES}/1/comments", {"body": "Hi"})
    before = visitor.get(f"{PULLS}/1").json
    code.pull(busy, 1, branch="renamed")
    after = visitor.get(f"{PULLS}/1").json
    assert (before["head"]["ref"], after["head"]["ref"]) == ("fix", "renamed")
    assert (after["comments"], after["created_at"]) == (1, before["created_at"])


def test_an_issue_is_closed_and_opened_again(busy: LoopbackGitHub, visitor: Client) -> None:
    closed = visitor.write("PATCH", f"{ISSUES}/3", {"state": "closed", "body": "Done", "labels": []}).json
    assert (closed["state"], closed["body"], closed["labels"], closed["title"]) == ("closed", "Done", [], "Slow")
    assert closed["closed_at"] is not None
    assert numbers(visitor, f"{ISSUES}?state=closed") == [3, 2]
    assert visitor.write("PATCH", f"{ISSUES}/3", {"state": "open"}).json["closed_at"] is None
    assert [issue.state for issue in busy.issues("ada/app")] == ["open", "open", "closed", "open"]


def test_changes_at_the_same_time_all_count(busy: LoopbackGitHub, visitor: Client) -> None:
    changes = [{"title": "T"}, {"body": "B"}, {"labels": ["l"]}, {"state": "closed"}]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda change: visitor.write("PATCH", f"{ISSUES}/3", change), changes))
    issue = next(issue for issue in busy.issues("ada/app") if issue.number == 3)
    assert (issue.title, issue.body, issue.labels, issue.state) == ("T", "B", ("l",), "closed")


@pytest.mark.parametrize(
    ("method", "path", "sent", "complaint"),
    [
        ("POST", ISSUES, {"body": "x"}, "title"),
        ("POST", ISSUES, {"title": "x", "body": "x" * 65_537}, "too long"),
        ("POST", ISSUES, {"title": "x", "labels": [7]}, "Label"),
        ("POST", ISSUES, {"title": "x", "labels": 7}, "Label"),
        ("PATCH", f"{ISSUES}/3", {"state": "ajar"}, "state"),
    ],
)
def test_what_is_no_issue_is_refused(
    busy: LoopbackGitHub, visitor: Client, method: str, path: str, sent: object, complaint: str
) -> None:
    before = busy.issues("ada/app")
    reply = visitor.write(method, path, sent)
    assert (reply.status, reply.json["message"]) == (422, "Validation Failed")
    assert complaint in str(reply.json["errors"])
    assert busy.issues("ada/app") == before


def test_an_issue_that_is_not_there_is_not_found(visitor: Client) -> None:
    assert visitor.get(f"{ISSUES}/1").status == 404
    assert visitor.get(f"{ISSUES}/one").status == 404
    assert visitor.write("PATCH", f"{ISSUES}/1", {"state": "closed"}).status == 404


def test_pygithub_lists_opens_and_closes(busy: LoopbackGitHub, ada: github.Github) -> None:
    repository = ada.get_repo("ada/app")
    issue = repository.create_issue("Tracking", labels=["audit"])
    assert [found.number for found in repository.get_issues(creator="ada", labels=["audit"])] == [5, 3]
    assert [found.pull_request is not None for found in repository.get_issues()] == [False, False, False, True]
    issue.edit(state="closed")
    assert repository.get_issue(5).state == "closed"
    assert [pull.head.sha for pull in repository.get_pulls(head="grace:fix")] == [repository.get_pull(1).head.sha]
