"""GitHub's secondary limits, as the loopback GitHub enforces them."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from demo_clients import TOKEN, Client, Git, Reply, Shared

from clocks import Clock
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.demo.secondary import SecondaryLimits

QUERY, MUTATION = {"query": "query { viewer { login } }"}, {"query": "mutation { viewer { login } }"}
NEW_ISSUE = {"title": "Slow"}
PUBLISHED = SecondaryLimits()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def serving(clock: Clock, code: Shared, limits: SecondaryLimits | None) -> Iterator[LoopbackGitHub]:
    ada = HostedUser("ada", (HostedRepository("app", code.git_dir),))
    with LoopbackGitHub([ada], tokens={TOKEN: "ada", "other": "ada"}, secondary=limits, clock=clock) as server:
        yield server
    assert server.errors == ()


@pytest.fixture
def strict(clock: Clock, code: Shared) -> Iterator[LoopbackGitHub]:
    limits = SecondaryLimits(rest_points=12, graphql_points=7)
    with serving(clock, code, limits) as server:
        yield server


@pytest.fixture
def client(strict: LoopbackGitHub) -> Client:
    return Client(strict)


def query(client: Client, document: dict[str, str] = QUERY) -> Reply:
    return client.send("POST", "/api/graphql", TOKEN, json.dumps(document).encode())


def test_without_secondary_limits_nothing_is_refused(clock: Clock, code: Shared) -> None:
    with serving(clock, code, None) as server:
        client = Client(server)
        assert {client.get("/users/ada", TOKEN).status for _ in range(30)} == {200}
        assert {client.write("POST", "/repos/ada/app/issues", NEW_ISSUE).status for _ in range(5)} == {201}
        assert server.refusals == 0


def test_a_minute_holds_so_many_reads_as_it_has_points(strict: LoopbackGitHub, client: Client, clock: Clock) -> None:
    assert {client.get("/users/ada", TOKEN).status for _ in range(12)} == {200}
    reply = client.get("/users/ada", TOKEN)
    assert (reply.status, reply.headers["Retry-After"]) == (403, "60")
    assert "secondary rate limit" in reply.json["message"]
    assert reply.headers["X-RateLimit-Remaining"] == "4988"
    assert strict.refusals == 1
    clock.now += 60
    assert client.get("/users/ada", TOKEN).status == 200


def test_the_minute_slides(strict: LoopbackGitHub, client: Client, clock: Clock) -> None:
    for _ in range(12):
        assert client.get("/users/ada", TOKEN).status == 200
        clock.now += 5
    for _ in range(24):  # one leaves the window just as the next one comes
        assert client.get("/users/ada", TOKEN).status == 200
        clock.now += 5
    clock.now -= 1
    reply = client.get("/users/ada", TOKEN)
    assert (reply.status, reply.headers["Retry-After"]) == (403, "1")


def test_a_write_costs_as_much_as_five_reads(strict: LoopbackGitHub, client: Client, clock: Clock) -> None:
    assert client.write("DELETE", "/repos/ada/app/comments/1", None).status == 404
    assert client.write("DELETE", "/repos/ada/app/comments/1", None).status == 404
    assert [client.get("/users/ada", TOKEN).status for _ in range(3)] == [200, 200, 403]
    clock.now += 30
    assert client.write("DELETE", "/repos/ada/app/comments/1", None).headers["Retry-After"] == "30"


def test_an_answer_of_304_counts_although_it_costs_no_request(strict: LoopbackGitHub, client: Client) -> None:
    tag = client.get("/users/ada", TOKEN).headers["ETag"]
    again = [client.get("/users/ada", TOKEN, If_None_Match=tag) for _ in range(12)]
    assert [reply.status for reply in again] == [304] * 11 + [403]
    assert {reply.headers["X-RateLimit-Remaining"] for reply in again} == {"4999"}


def test_queries_have_points_of_their_own(strict: LoopbackGitHub, client: Client) -> None:
    assert [query(client).status for _ in range(8)] == [200] * 7 + [403]
    assert client.get("/users/ada", TOKEN).status == 200
    assert query(client).headers["X-RateLimit-Resource"] == "graphql"


def test_a_mutation_costs_as_much_as_five_queries(strict: LoopbackGitHub, client: Client) -> None:
    assert [query(client, document).status for document in (MUTATION, QUERY, QUERY, QUERY)] == [200, 200, 200, 403]


def test_contents_are_limited_by_the_minute_and_by_the_hour(clock: Clock, code: Shared) -> None:
    with serving(clock, code, SecondaryLimits(contents_a_minute=2, contents_an_hour=3)) as server:
        client = Client(server)

        def write(method: str = "POST", path: str = "/repos/ada/app/issues") -> Reply:
            return client.write(method, path, NEW_ISSUE)

        assert [write().status, write("PATCH", "/repos/ada/app/issues/1").status] == [201, 200]
        reply = write()
        assert (reply.status, reply.headers["Retry-After"]) == (403, "60")
        assert "blocked from content creation" in reply.json["message"]
        clock.now += 60
        assert write().status == 201
        clock.now += 60
        assert write().headers["Retry-After"] == "3480"
        assert client.get("/users/ada", TOKEN).status == 200
        clock.now += 3480
        assert write().status == 201
        assert len(server.issues("ada/app")) == 3
        assert server.refusals == 2


def test_each_caller_has_secondary_limits_of_its_own(strict: LoopbackGitHub, client: Client) -> None:
    for token in (None, TOKEN, "other"):
        assert [client.get("/users/ada", token).status for _ in range(13)] == [200] * 12 + [403]


def test_only_so_many_requests_are_answered_at_once(clock: Clock, code: Shared) -> None:
    with serving(clock, code, SecondaryLimits(at_once=3)) as server, ThreadPoolExecutor(5) as pool:
        server.fail("slow", times=5, seconds=1)
        client = Client(server)
        asked = [pool.submit(client.get, "/users/ada", TOKEN) for _ in range(4)]
        asked.append(pool.submit(query, client))
        replies = [future.result() for future in asked]
        assert sorted(reply.status for reply in replies) == [200, 200, 200, 403, 403]
        assert client.get("/users/ada", TOKEN).status == 200
        assert server.refusals == 2


def test_the_published_limits_are_enforced(clock: Clock, code: Shared) -> None:
    with serving(clock, code, PUBLISHED) as server:
        client = Client(server)
        assert {client.get("/users/ada", TOKEN).status for _ in range(900)} == {200}
        assert client.get("/users/ada", TOKEN).status == 403
        clock.now += 60
        written = [client.write("POST", "/repos/ada/app/issues", NEW_ISSUE).status for _ in range(81)]
        assert written == [201] * 80 + [403]


def test_a_used_up_hour_is_a_refusal_too(strict: LoopbackGitHub, client: Client) -> None:
    strict.leave(0, token=TOKEN)
    strict.leave(0, token=TOKEN, resource="graphql")
    assert client.get("/users/ada", TOKEN).status == 403
    assert query(client).json["errors"][0]["type"] == "RATE_LIMITED"
    assert strict.refusals == 2


def test_a_fault_that_was_ordered_is_no_refusal(strict: LoopbackGitHub, client: Client) -> None:
    for kind in ("403-primary", "403-secondary", "403-content", "429"):
        strict.fail(kind)
        assert client.get("/users/ada").status == int(kind[:3])
    assert strict.refusals == 0


def test_git_counts_for_no_limit(clock: Clock, code: Shared, git: Git) -> None:
    with serving(clock, code, SecondaryLimits(rest_points=1)) as server:
        for name in ("one", "two", "three"):
            git("clone", "--quiet", "--bare", server.clone_url("ada", "app"), str(code.git_dir.with_name(name)))
        assert Client(server).get("/users/ada").status == 200
        assert server.refusals == 0
