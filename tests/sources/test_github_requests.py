"""How GitHub is asked, and what becomes of its answers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from taking import TOKEN

from gather.repositories import bare
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.errors import (
    AuditError,
    BadCredentials,
    BadTarget,
    HostUnreachable,
    NotAPerson,
    RateLimited,
    UserNotFound,
)
from portfolio_audit.model.facts import ContributionFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.github import GitHub, checked_address
from portfolio_audit.sources.patience import Patience
from portfolio_audit.store import NO_STORE, Store


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LoopbackGitHub]:
    app = bare(tmp_path / "app.git", {"README.md": "# App\n"})
    ada = HostedUser(
        "ada",
        (HostedRepository("app", app, former_names=("old-app",)), HostedRepository("secret", app, private=True)),
        former_logins=("lovely",),
        contributions=(1, 0, 0, 0, 0, 0, 0, 2),
        merged_elsewhere=4,
        pinned=("app",),
    )
    users = [ada, HostedUser("club", organisation=True), HostedUser("nobody")]
    for count in (100, 101, 230):
        repositories = tuple(HostedRepository(f"r{number:03}", app) for number in range(count))
        users.append(HostedUser(f"many{count}", repositories))
    with LoopbackGitHub(users, tokens={TOKEN: "ada"}) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def connect(server: LoopbackGitHub) -> Iterator["Connect"]:
    made = Connect(server)
    yield made
    for host in made.opened:
        host.close()


class Connect:
    def __init__(self, server: LoopbackGitHub) -> None:
        self._server = server
        self.opened: list[GitHub] = []
        self.slept: list[float] = []
        self.told: list[str] = []

    def __call__(self, token: str = "", store: Store = NO_STORE, wait: bool = False, **options: Any) -> GitHub:
        patience = Patience(wait=wait, tell=self.told.append, pause=self.slept.append)
        self.opened.append(
            GitHub(self._server.api_url, self._server.server_url, token, store, patience=patience, **options)
        )
        return self.opened[-1]


@pytest.mark.parametrize(("login", "pages"), [("nobody", 1), ("many100", 1), ("many101", 2), ("many230", 3)])
def test_a_person_costs_one_request_and_one_for_each_hundred_repositories(
    connect: Connect, server: LoopbackGitHub, login: str, pages: int
) -> None:
    host = connect()
    host.profile(login)
    listing = host.repositories(login)
    assert host.contributions(login) == Unavailable(
        "not asked: the host tells this only with a token (set GITHUB_TOKEN)"
    )
    assert len(listing.entries) == int(login.removeprefix("many") if login != "nobody" else 0)
    assert listing.skipped == ()
    assert host.requests == len(server.requests) == 1 + pages
    assert not any(request.had_authorization for request in server.requests)


def test_with_a_token_one_more_request_tells_about_activity(connect: Connect, server: LoopbackGitHub) -> None:
    host = connect(TOKEN)
    host.profile("ada")
    host.repositories("ada")
    activity = host.contributions("ada")
    assert isinstance(activity, ContributionFacts)
    assert (activity.merged_elsewhere, activity.contributions, activity.pinned) == (4, 3, ("app",))
    assert [request.path.partition("?")[0].rpartition("/")[2] for request in server.requests] == [
        "ada", "repos", "graphql",
    ]  # fmt: skip
    assert all(request.had_authorization for request in server.requests)


def test_private_repositories_of_a_person_are_not_listed_even_with_a_token(connect: Connect) -> None:
    assert [entry.name for entry in connect(TOKEN).repositories("ada").entries] == ["app"]


def test_when_activity_is_refused_it_is_unknown(connect: Connect, server: LoopbackGitHub) -> None:
    for fault in ("500", "403-secondary", "html", "empty", "cut-json", "wrong-types", "401"):
        server.fail(fault, times=5, path="graphql")
        assert connect(TOKEN).contributions("ada") == Unavailable("the host did not tell about activity"), fault
        server.heal()


def test_a_renamed_repository_is_found_under_its_new_name(connect: Connect) -> None:
    for owner, name in (("ada", "old-app"), ("lovely", "app"), ("ADA", "App")):
        entry = connect().repository(owner, name)
        assert (entry.owner, entry.name) == ("ada", "app")


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (("profile", "ghost"), UserNotFound, "there is no user 'ghost'"),
        (("profile", "lovely"), UserNotFound, "Check the spelling"),
        (("profile", "club"), NotAPerson, "portfolio-audit club/REPOSITORY"),
        (("repository", "ada", "ghost"), UserNotFound, "no public repository ada/ghost"),
        (("repository", "ada", "secret"), UserNotFound, "no public repository ada/secret"),
    ],
)
def test_what_is_not_there_is_said(
    connect: Connect, call: tuple[str, ...], error: type[AuditError], words: str
) -> None:
    with pytest.raises(error, match=words):
        getattr(connect(), call[0])(*call[1:])


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("401", BadCredentials, "tells nothing without a token"),
        ("403-primary", RateLimited, r"Run the same command again after \d\d:\d\d \("),
        ("403-secondary", RateLimited, "Run the same command again in 7 s"),
        ("429", RateLimited, "Run the same command again in 7 s"),
        ("451", HostUnreachable, "answered with error 451"),
        ("500", HostUnreachable, "answered with error 500"),
        ("503", HostUnreachable, "answered with error 503|request limit"),
        ("empty", HostUnreachable, "did not answer as GitHub does"),
        ("html", HostUnreachable, "did not answer as GitHub does"),
        ("cut-json", HostUnreachable, "did not answer as GitHub does"),
        ("wrong-types", HostUnreachable, "did not answer as GitHub does"),
        ("reset", HostUnreachable, "could not be reached"),
        ("cut", HostUnreachable, "could not be reached|did not answer"),
    ],
)
def test_a_lasting_fault_becomes_a_sentence_with_a_next_step(
    connect: Connect, server: LoopbackGitHub, fault: str, error: type[AuditError], words: str
) -> None:
    server.fail(fault, times=20, seconds=600, retry_after=7)
    with pytest.raises((error, RateLimited) if fault == "503" else error, match=words) as caught:
        connect().profile("ada")
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith((".", "`.", "GITHUB_TOKEN."))


@pytest.mark.parametrize("fault", ["500", "502", "reset"])
def test_a_passing_fault_is_not_noticed(connect: Connect, server: LoopbackGitHub, fault: str) -> None:
    server.fail(fault)
    assert connect().profile("ada").login == "ada"


def test_a_limit_in_the_middle_of_the_list_keeps_what_came_before_it(connect: Connect, server: LoopbackGitHub) -> None:
    server.leave(2)
    listing = connect().repositories("many230")
    assert len(listing.entries) == 200
    (rest,) = listing.skipped
    assert (rest.name, rest.unavailable) == ("repositories after the first 200", True)
    assert "A token raises the limit from 60 to 5,000" in rest.reason
    assert re.search(r"Run the same command again after \d\d:\d\d \(", rest.reason)


def test_with_a_token_no_token_is_recommended(connect: Connect, server: LoopbackGitHub) -> None:
    server.leave(0, token=TOKEN)
    with pytest.raises(RateLimited, match=r"used up.*\)\.$"):
        connect(TOKEN).profile("ada")


def test_an_entry_that_makes_no_sense_is_counted_and_left_out(connect: Connect, server: LoopbackGitHub) -> None:
    server.fail("wrong-types", path="repos")
    listing = connect().repositories("many100")
    assert (len(listing.entries), len(listing.skipped)) == (33, 67)


def test_no_network_is_a_sentence() -> None:
    host = GitHub("http://127.0.0.1:9/api/v3", "http://127.0.0.1:9", patience=Patience(pause=lambda _: None))
    try:
        with pytest.raises(HostUnreachable, match=r"could not be reached.*portfolio-audit PATH"):
            host.profile("ada")
    finally:
        host.close()


@pytest.mark.parametrize("token", ["with space\n", "ünïcode", "a\tb", "\x1b[31m"])
def test_a_token_that_cannot_be_one_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(BadCredentials) as caught:
        GitHub(token=token)
    assert token not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://github.com", "ftp://127.0.0.1", "github.com", "", "https://", "http://[", "http://127.0.0.1.evil.com"]
)  # fmt: skip
def test_an_address_that_is_not_safe_is_refused(url: str) -> None:
    with pytest.raises(BadTarget, match="GITHUB_API_URL"):
        checked_address("GITHUB_API_URL", url)


@pytest.mark.parametrize(
    "url", ["https://git.example.com/", "http://127.0.0.1:80", "http://localhost", "http://[::1]:1"]
)
def test_an_address_that_is_safe_is_taken(url: str) -> None:
    assert checked_address("X", url) == url.rstrip("/")
