import contextlib
import http.client
import json
import time
from collections.abc import Callable
from pathlib import Path

import github
import pytest
from demo_clients import TOKEN, Client, Git

from portfolio_audit.demo.faults import API_ONLY, Fault
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

GIT_PATH = "git-upload-pack"


@pytest.mark.parametrize(
    ("kind", "status", "message"),
    [
        ("500", 500, "Server Error"),
        ("502", 502, "Server Error"),
        ("503", 503, "Service unavailable"),
        ("429", 429, "secondary rate limit"),
        ("401", 401, "Bad credentials"),
        ("404", 404, "Not Found"),
        ("451", 451, "Repository access blocked"),
        ("403-primary", 403, "API rate limit exceeded"),
        ("403-secondary", 403, "secondary rate limit"),
        ("403-content", 403, "blocked from content creation"),
    ],
)
def test_a_refusal_has_its_status_and_message(
    server: LoopbackGitHub, client: Client, kind: str, status: int, message: str
) -> None:
    server.fail(kind)
    reply = client.get("/users/ada")
    assert reply.status == status
    assert message in reply.json["message"]


@pytest.mark.parametrize("kind", ["503", "429", "403-secondary", "403-content"])
def test_who_is_asked_to_wait_is_told_how_long(server: LoopbackGitHub, client: Client, kind: str) -> None:
    server.fail(kind, retry_after=7)
    assert client.get("/users/ada").headers["Retry-After"] == "7"


def test_a_primary_limit_lasts_until_its_reset(server: LoopbackGitHub, client: Client) -> None:
    server.fail("403-primary", seconds=60)
    reply = client.get("/users/ada")
    assert reply.headers["X-RateLimit-Remaining"] == "0"
    assert 0 <= int(reply.headers["X-RateLimit-Reset"]) - time.time() + 1 <= 62
    assert client.get("/users/ada").status == 403


def test_a_body_may_be_empty_or_a_page(server: LoopbackGitHub, client: Client) -> None:
    server.fail("empty")
    server.fail("html", nth=2)
    assert (client.get("/users/ada").body, client.get("/users/ada").body[:9]) == (b"", b"<!DOCTYPE")


def test_json_may_end_in_the_middle(server: LoopbackGitHub, client: Client) -> None:
    server.fail("cut-json")
    reply = client.get("/users/ada")
    assert reply.status == 200
    with pytest.raises(json.JSONDecodeError):
        assert reply.json


def test_types_may_be_wrong_and_some_entries_right(server: LoopbackGitHub, client: Client) -> None:
    server.fail("wrong-types", times=2)
    user, repositories = client.get("/users/ada").json, client.get("/users/ada/repos").json
    assert [type(user[key]) for key in ("login", "id", "site_admin", "hireable")] == [int, str, list, list]
    assert [type(entry["name"]) for entry in repositories] == [int, int, str, int]


def test_a_body_may_end_before_its_length(server: LoopbackGitHub, client: Client) -> None:
    server.fail("cut", after_bytes=10)
    with pytest.raises(http.client.IncompleteRead) as caught:
        client.get("/users/ada")
    assert len(caught.value.partial) == 10


def test_bytes_may_be_damaged(server: LoopbackGitHub, client: Client) -> None:
    right = client.get("/users/ada").body
    server.fail("damaged", after_bytes=10)
    wrong = client.get("/users/ada").body
    assert len(wrong) == len(right)
    assert [place for place in range(len(right)) if wrong[place] != right[place]] == list(range(10, 18))


def test_a_connection_may_be_reset(server: LoopbackGitHub, client: Client) -> None:
    server.fail("reset")
    with pytest.raises(ConnectionResetError):
        client.get("/users/ada")
    assert server.requests[0].status == 0


@pytest.mark.parametrize("kind", ["slow", "stall"])
def test_an_answer_may_take_its_time(server: LoopbackGitHub, client: Client, kind: str) -> None:
    server.fail(kind, seconds=0.3)
    started = time.monotonic()
    if kind == "stall":
        with pytest.raises(http.client.IncompleteRead):
            client.get("/users/ada")
    else:
        assert client.get("/users/ada").status == 200
    assert time.monotonic() - started >= 0.3


def test_closing_does_not_wait_for_a_slow_answer() -> None:
    started = time.monotonic()
    with LoopbackGitHub([]) as server:
        server.fail("slow", seconds=60)
        connection = http.client.HTTPConnection("127.0.0.1", int(server.server_url.rpartition(":")[2]))
        connection.request("GET", "/api/v3/users/ada")
    connection.close()
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_the_nth_request_fails_and_no_other(server: LoopbackGitHub, client: Client, nth: int) -> None:
    server.fail("500", nth=nth)
    statuses = [client.get("/users/ada").status for _ in range(4)]
    assert [place for place, status in enumerate(statuses, 1) if status == 500] == [nth]


def test_only_requests_for_the_path_count(server: LoopbackGitHub, client: Client) -> None:
    server.fail("500", nth=2, times=2, path="/repos/ada/app")
    paths = ("/repos/ada/app", "/users/ada", "/repos/ada/app", "/repos/ada/app", "/repos/ada/app")
    assert [client.get(path).status for path in paths] == [200, 200, 500, 500, 200]


def test_faults_can_be_forgotten(server: LoopbackGitHub, client: Client) -> None:
    server.fail("500", times=100)
    server.heal()
    assert client.get("/users/ada").status == 200


def test_an_unknown_fault_is_a_mistake(server: LoopbackGitHub) -> None:
    with pytest.raises(ValueError, match="earthquake"):
        server.fail("earthquake")


@pytest.mark.parametrize("kind", list(Fault))
def test_pygithub_ends_with_every_fault(
    server: LoopbackGitHub, pygithub: Callable[..., github.Github], kind: Fault
) -> None:
    server.fail(kind, seconds=0.1)
    connection = pygithub(TOKEN)
    try:
        name = connection.get_user("ada").name
    except Exception:
        assert kind is not Fault.SLOW
    else:
        # PyGithub finds out about a wrong type when the value is read, and takes an empty body for an empty user
        assert name == "Ada Example" if kind is Fault.SLOW else name != "Ada Example"


@pytest.mark.parametrize("kind", ["500", "503", "401", "404", "451", "html", "cut", "reset", "stall", "damaged"])
def test_git_ends_with_an_error_after_every_fault(server: LoopbackGitHub, git: Git, kind: str) -> None:
    server.fail(kind, path=GIT_PATH, seconds=0.1)
    result = git.run("clone", "--bare", server.clone_url("ada", "app"), "copy")
    assert result.returncode != 0
    assert git.run("clone", "--bare", server.clone_url("ada", "app"), "copy").returncode == 0


@pytest.mark.parametrize("kind", ["cut", "damaged"])
def test_a_pack_may_break_at_any_byte(server: LoopbackGitHub, git: Git, kind: str) -> None:
    url = server.clone_url("ada", "app")
    for after_bytes in (0, 5, 60, 120, 200):
        server.fail(kind, path="app.git/git-upload-pack", nth=2, after_bytes=after_bytes)
        assert git.run("clone", "--quiet", "--bare", url, f"copy{after_bytes}").returncode != 0


def test_a_slow_clone_arrives(server: LoopbackGitHub, git: Git) -> None:
    server.fail("slow", path=GIT_PATH, seconds=0.2, times=3)
    started = time.monotonic()
    git("clone", "--bare", server.clone_url("ada", "app"), "copy")
    assert time.monotonic() - started >= 0.6


def test_git_takes_an_empty_answer_for_an_empty_repository(server: LoopbackGitHub, git: Git) -> None:
    server.fail("empty", path=GIT_PATH)
    assert "cloned an empty repository" in git.run("clone", "--bare", server.clone_url("ada", "app"), "copy").stderr


@pytest.mark.parametrize("kind", list(API_ONLY))
def test_a_fault_that_git_has_not_is_a_mistake_of_the_test(one_commit: Path, git: Git, kind: str) -> None:
    with LoopbackGitHub([HostedUser("ada", (HostedRepository("app", one_commit),))]) as server:
        server.fail(kind, path=GIT_PATH)
        git.run("clone", "--bare", server.clone_url("ada", "app"), "copy")
    assert "was ordered" in str(server.errors[0])


ISSUES = "/repos/ada/app/issues"


def test_too_much_writing_is_refused_and_told_how_long_to_wait(forge: LoopbackGitHub, visitor: Client) -> None:
    forge.fail("403-content", method="POST", retry_after=9)
    reply = visitor.write("POST", ISSUES, {"title": "x"})
    assert (reply.status, reply.headers["Retry-After"]) == (403, "9")
    assert "temporarily blocked from content creation" in reply.json["message"]
    assert forge.issues("ada/app") == ()


def test_a_write_may_succeed_and_look_failed(forge: LoopbackGitHub, visitor: Client) -> None:
    forge.fail("502-after", path="/issues", method="POST")
    reply = visitor.write("POST", ISSUES, {"title": "x"})
    assert (reply.status, reply.json["message"]) == (502, "Server Error")
    assert [issue.title for issue in forge.issues("ada/app")] == ["x"]
    assert forge.requests[-1].status == 502


def test_a_connection_may_be_reset_after_a_write(forge: LoopbackGitHub, visitor: Client) -> None:
    forge.fail("reset-after", path="/issues", method="POST")
    with pytest.raises(ConnectionResetError):
        visitor.write("POST", ISSUES, {"title": "x"})
    assert [issue.title for issue in forge.issues("ada/app")] == ["x"]
    assert [(request.method, request.status) for request in forge.requests] == [("POST", 0)]


@pytest.mark.parametrize("kind", ["502", "reset", "403-secondary"])
def test_a_write_that_fails_before_leaves_nothing(forge: LoopbackGitHub, visitor: Client, kind: str) -> None:
    forge.fail(kind, method="POST")
    with contextlib.suppress(ConnectionResetError):
        assert visitor.write("POST", ISSUES, {"title": "x"}).status >= 400
    assert forge.issues("ada/app") == ()


def test_only_requests_of_the_method_count(forge: LoopbackGitHub, visitor: Client) -> None:
    forge.fail("500", nth=2, path="/issues", method="POST")
    statuses = [visitor.write("POST", ISSUES, {"title": "x"}).status]
    statuses += [visitor.get(ISSUES).status for _ in range(2)]
    statuses += [visitor.write("POST", ISSUES, {"title": "x"}).status, visitor.get(ISSUES).status]
    assert statuses == [201, 200, 200, 500, 200]


def test_a_limit_stops_writing_too(forge: LoopbackGitHub, visitor: Client) -> None:
    forge.leave(0, token=TOKEN)
    reply = visitor.write("POST", ISSUES, {"title": "x"})
    assert (reply.status, reply.headers["X-RateLimit-Remaining"]) == (403, "0")
    assert forge.issues("ada/app") == ()
