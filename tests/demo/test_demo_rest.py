import gzip
import re
from collections.abc import Callable

import github
import pytest
from demo_clients import TOKEN, Client

from portfolio_audit.demo.github import LoopbackGitHub, Request
from portfolio_audit.demo.hosted import HostedUser

Connect = Callable[..., github.Github]


def test_a_user_is_found_whatever_the_case(client: Client) -> None:
    assert client.get("/users/ADA").json["login"] == "ada"


def test_an_unknown_user_is_not_found(client: Client) -> None:
    reply = client.get("/users/nobody")
    assert (reply.status, reply.json["message"], reply.json["status"]) == (404, "Not Found", "404")


def test_an_organisation_says_that_it_is_one(client: Client) -> None:
    assert client.get("/users/club").json["type"] == "Organization"
    assert client.get("/orgs/club").json["name"] == "The Club"
    assert client.get("/orgs/ada").status == 404
    assert [entry["name"] for entry in client.get("/orgs/club/repos").json] == ["site"]


def test_only_public_repositories_are_listed_and_counted(client: Client) -> None:
    names = [entry["name"] for entry in client.get("/users/ada/repos", TOKEN).json]
    assert names == ["app", "copy", "empty", "new-name"]
    assert client.get("/users/ada").json["public_repos"] == len(names)


def test_a_private_repository_is_there_for_its_owner_alone(client: Client) -> None:
    assert client.get("/repos/ada/secret").status == 404
    assert client.get("/repos/ada/secret", TOKEN).json["private"] is True
    assert "secret" in [entry["name"] for entry in client.get("/user/repos", TOKEN).json]
    assert client.get("/user/repos").status == 401


def test_a_renamed_repository_redirects(server: LoopbackGitHub, client: Client, pygithub: Connect) -> None:
    reply = client.get("/repos/ada/old-name")
    assert reply.status == 301
    assert reply.headers["Location"] == reply.json["url"]
    assert client.get(reply.json["url"].removeprefix(server.api_url)).json["full_name"] == "ada/new-name"
    assert pygithub().get_repo("lovely/old-name").full_name == "ada/new-name"


def test_the_profile_of_a_renamed_user_is_gone(client: Client) -> None:
    assert client.get("/users/lovely").status == 404
    assert client.get("/repos/lovely/app").status == 301


def test_every_page_is_linked_in_githubs_order(server: LoopbackGitHub, client: Client) -> None:
    link = client.get("/users/many/repos?per_page=100&page=2").headers["Link"]
    found = re.findall(r'<([^>]+)>; rel="(\w+)"', link)
    assert [name for _, name in found] == ["prev", "next", "last", "first"]
    assert [url.rpartition("page=")[2] for url, _ in found] == ["1", "3", "3", "1"]
    assert all(url.startswith(server.api_url) and "per_page=100" in url for url, _ in found)
    assert len(client.get(found[1][0].removeprefix(server.api_url)).json) == 30


def test_a_single_page_has_no_link(client: Client) -> None:
    assert client.get("/users/ada/repos?per_page=100").headers["Link"] is None


def test_a_page_holds_30_by_default_and_100_at_most(client: Client) -> None:
    assert len(client.get("/users/many/repos").json) == 30
    assert len(client.get("/users/many/repos?per_page=1000").json) == 100
    assert len(client.get("/users/many/repos?per_page=junk").json) == 30
    assert client.get("/users/many/repos?per_page=100&page=4").json == []


def test_pygithub_reads_230_repositories_in_three_requests(server: LoopbackGitHub, pygithub: Connect) -> None:
    client = pygithub()
    client.per_page = 100
    names = [repository.name for repository in client.get_user("many").get_repos()]
    assert names == [f"r{number:03}" for number in range(230)]
    assert len(server.requests) == 1 + 3


def test_lists_are_sorted_as_asked(client: Client) -> None:
    names = [entry["name"] for entry in client.get("/users/many/repos?sort=full_name&direction=desc").json]
    assert names[0] == "r229"
    assert client.get("/users/many/repos?type=member").json == []


def test_the_same_question_with_its_etag_is_answered_304(client: Client) -> None:
    first = client.get("/users/ada/repos")
    again = client.get("/users/ada/repos", If_None_Match=first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert client.get("/users/ada", If_None_Match=first.headers["ETag"]).status == 200


def test_304_costs_nothing_with_a_token_and_one_request_without(client: Client) -> None:
    tag = client.get("/users/ada").headers["ETag"]
    left = [client.get("/users/ada", If_None_Match=tag).headers["X-RateLimit-Remaining"] for _ in range(2)]
    assert left == ["58", "57"]
    left = [client.get("/users/ada", TOKEN, If_None_Match=tag).headers["X-RateLimit-Remaining"] for _ in range(2)]
    assert left == ["5000", "5000"]


def test_each_caller_has_a_budget_of_its_own(client: Client) -> None:
    assert client.get("/users/ada").headers["X-RateLimit-Limit"] == "60"
    reply = client.get("/users/ada", TOKEN)
    shown = [reply.headers[f"X-RateLimit-{name}"] for name in ("Limit", "Remaining", "Used", "Resource")]
    assert shown == ["5000", "4999", "1", "core"]


def test_asking_for_the_rate_limit_is_free(client: Client) -> None:
    for _ in range(3):
        assert client.get("/rate_limit").json["rate"]["remaining"] == 60


def test_a_used_up_budget_is_answered_403_until_it_is_renewed() -> None:
    now = [1_000_000.0]
    with LoopbackGitHub([], anonymous_limit=1, clock=lambda: now[0]) as server:
        client = Client(server)
        assert client.get("/users/nobody").status == 404
        reply = client.get("/users/nobody")
        assert (reply.status, reply.headers["X-RateLimit-Remaining"]) == (403, "0")
        assert reply.headers["X-RateLimit-Reset"] == "1003600"
        assert reply.json["message"].startswith("API rate limit exceeded for 127.0.0.1")
        now[0] += 3600
        assert client.get("/users/nobody").status == 404


def test_pygithub_sees_the_rate_limit_as_one(server: LoopbackGitHub, pygithub: Connect) -> None:
    server.leave(0, reset_in=30)
    with pytest.raises(github.RateLimitExceededException):
        pygithub().get_user("ada")


def test_a_bad_token_is_refused(pygithub: Connect) -> None:
    with pytest.raises(github.BadCredentialsException):
        pygithub("stale").get_user("ada")


def test_pygithub_checks_raw_requests_too(pygithub: Connect) -> None:
    headers, data = pygithub(TOKEN).requester.requestJsonAndCheck("GET", "/users/ada")
    assert data["name"] == "Ada Example"
    assert headers["x-ratelimit-remaining"] == "4999"


def test_every_request_is_noted_in_order(server: LoopbackGitHub, client: Client) -> None:
    client.get("/users/ada?x=1")
    client.get("/nothing", TOKEN)
    assert server.requests == [
        Request("GET", "/api/v3/users/ada?x=1", 200, False),
        Request("GET", "/api/v3/nothing", 404, True),
    ]


def test_nothing_can_be_written(client: Client) -> None:
    assert client.send("POST", "/api/v3/user/repos", TOKEN, b"{}").status == 404


def test_every_address_in_an_answer_is_the_servers_own(server: LoopbackGitHub, client: Client) -> None:
    for path in ("/users/ada", "/users/ada/repos", "/repos/ada/copy", "/orgs/club"):
        found = re.findall(rb'"(https?://[^"]+)"', client.get(path).body)
        strangers = {url for url in found if not url.startswith(server.server_url.encode())}
        assert found
        assert strangers <= {b"https://app.example.com"}


def test_an_answer_is_packed_for_those_who_understand_that(client: Client) -> None:
    plain, packed = client.get("/users/many/repos"), client.get("/users/many/repos", Accept_Encoding="gzip")
    assert (plain.headers["Content-Encoding"], packed.headers["Content-Encoding"]) == (None, "gzip")
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["ETag"] == plain.headers["ETag"]


def test_somebody_else_may_be_hosted_from_now_on(server: LoopbackGitHub, client: Client) -> None:
    before = client.get("/users/ada").headers["ETag"]
    server.host([HostedUser("grace"), HostedUser("ada", name="Another")])
    assert client.get("/users/grace").status == 200
    assert client.get("/users/ada", If_None_Match=before).json["name"] == "Another"
