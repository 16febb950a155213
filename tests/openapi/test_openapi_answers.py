"""Every answer of the loopback GitHub is what GitHub says that it answers."""

import http.client
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from portfolio_audit.demo import DEMO_TOKEN, LOGIN, demo_github
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.demo.secondary import SecondaryLimits

Place = Callable[[str, int], str]
Validate = Callable[[Any, str], None]
BASIC_ERROR = "/components/schemas/basic-error"

USER, ORGANISATION, REPOSITORY = "/users/{username}", "/orgs/{org}", "/repos/{owner}/{repo}"
PLAIN = HostedUser("plain", (HostedRepository("bare", Path("nowhere"), license="WTFPL", former_names=("nude",)),))
FULL = HostedUser(
    "full",
    (
        HostedRepository("a", Path("nowhere"), "Text", "https://a.example.com", ("x",), "Python", "MIT", fork=True),
        HostedRepository("b", Path("nowhere"), license="Apache-2.0", archived=True, private=True),
    ),
    name="Full",
    bio="All is filled in",
    blog="https://full.example.com",
    email="full@example.com",
)
CLUB = HostedUser("club", (HostedRepository("c", Path("nowhere")),), organisation=True)
NAMED_CLUB = HostedUser(
    "named-club",
    name="A club",
    bio="We meet on Fridays",
    organisation=True,
    members=("plain", "full"),
    public_members=("plain",),
)


@pytest.fixture(scope="module")
def server() -> Iterator[LoopbackGitHub]:
    with LoopbackGitHub([PLAIN, FULL, CLUB, NAMED_CLUB], tokens={"t": "full"}, anonymous_limit=500) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def healthy(server: LoopbackGitHub) -> Iterator[LoopbackGitHub]:
    """The server with its faults and limits set back afterwards."""
    yield server
    server.heal()
    server.leave(500)


def ask(server: LoopbackGitHub, path: str, token: str | None = None) -> tuple[int, Any]:
    host, _, base = server.api_url.partition("://")[2].partition("/")
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    with closing(http.client.HTTPConnection(host, timeout=10)) as connection:
        connection.request("GET", f"/{base}{path}", headers=headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())


@pytest.mark.parametrize(
    ("described", "path", "token", "status"),
    [
        (USER, "/users/plain", None, 200),
        (USER, "/users/full", "t", 200),
        (USER, "/users/club", None, 200),
        (USER, "/users/nobody", None, 404),
        ("/user", "/user", "t", 200),
        ("/user", "/user", None, 401),
        ("/user", "/user", "stale", 401),
        ("/users/{username}/repos", "/users/plain/repos", None, 200),
        ("/users/{username}/repos", "/users/full/repos?per_page=1", None, 200),
        ("/users/{username}/repos", "/users/named-club/repos", None, 200),
        ("/user/repos", "/user/repos", "t", 200),
        ("/user/repos", "/user/repos", None, 401),
        (REPOSITORY, "/repos/plain/bare", None, 200),
        (REPOSITORY, "/repos/full/a", None, 200),
        (REPOSITORY, "/repos/full/b", "t", 200),
        (REPOSITORY, "/repos/full/b", None, 404),
        (REPOSITORY, "/repos/plain/nude", None, 301),
        (ORGANISATION, "/orgs/club", None, 200),
        (ORGANISATION, "/orgs/named-club", None, 200),
        (ORGANISATION, "/orgs/plain", None, 404),
        ("/orgs/{org}/repos", "/orgs/club/repos", None, 200),
        ("/orgs/{org}/members", "/orgs/named-club/members", "t", 200),
        ("/orgs/{org}/members", "/orgs/named-club/members", None, 200),
        ("/orgs/{org}/public_members", "/orgs/named-club/public_members", None, 200),
        ("/rate_limit", "/rate_limit", None, 200),
        ("/rate_limit", "/rate_limit", "t", 200),
    ],
)
def test_the_answer_is_as_described(
    server: LoopbackGitHub, validate: Validate, place: Place, described: str, path: str, token: str | None, status: int
) -> None:
    answered, value = ask(server, path, token)
    assert answered == status
    validate(value, place(described, status))


@pytest.mark.parametrize("kind", ["500", "502", "503", "429", "401", "404", "403-secondary", "403-primary"])
def test_a_refusal_is_a_basic_error(healthy: LoopbackGitHub, validate: Validate, kind: str) -> None:
    healthy.fail(kind)
    status, value = ask(healthy, "/users/plain")
    assert status == int(kind[:3])
    assert set(value) == {"message", "documentation_url", "status"}
    validate(value, BASIC_ERROR)


def test_a_used_up_budget_is_refused_as_described(healthy: LoopbackGitHub, validate: Validate, place: Place) -> None:
    healthy.leave(0)
    status, value = ask(healthy, "/repos/full/a")
    assert status == 403
    validate(value, place(REPOSITORY, 403))


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("public-user", "/users/full"),
        ("minimal-repository", "/users/full/repos"),
        ("full-repository", "/repos/full/a"),
        ("organization-full", "/orgs/named-club"),
        ("simple-user", "/orgs/named-club/public_members"),
        ("rate-limit-overview", "/rate_limit"),
    ],
)
def test_an_answer_holds_nothing_that_is_not_described(
    server: LoopbackGitHub, properties: Callable[[str], set[str]], schema: str, path: str
) -> None:
    _, value = ask(server, path)
    found = value[0] if isinstance(value, list) else value
    assert set(found) - properties(schema) == set()
    if schema == "full-repository":
        assert set(found["owner"]) - properties("simple-user") == set()


def test_a_secondary_limit_is_refused_as_described(validate: Validate) -> None:
    with LoopbackGitHub([PLAIN], secondary=SecondaryLimits(rest_points=1)) as strict:
        assert ask(strict, "/users/plain")[0] == 200
        status, value = ask(strict, "/users/plain")
    assert status == 403
    validate(value, BASIC_ERROR)


def test_the_built_in_portfolio_is_as_described(validate: Validate, place: Place) -> None:
    with demo_github() as github:
        validate(ask(github, f"/users/{LOGIN}")[1], place(USER, 200))
        repositories = ask(github, f"/users/{LOGIN}/repos?per_page=100", DEMO_TOKEN)[1]
        validate(repositories, place("/users/{username}/repos", 200))
        for repository in repositories:
            validate(ask(github, f"/repos/{repository['full_name']}")[1], place(REPOSITORY, 200))


@pytest.mark.parametrize(
    ("key", "wrong"), [("id", "1"), ("html_url", "no address"), ("created_at", "yesterday"), ("owner", None)]
)
def test_what_is_not_as_described_is_found(
    server: LoopbackGitHub, validate: Validate, place: Place, key: str, wrong: Any
) -> None:
    value = ask(server, "/repos/full/a")[1] | {key: wrong}
    with pytest.raises(AssertionError, match=key):
        validate(value, place(REPOSITORY, 200))
