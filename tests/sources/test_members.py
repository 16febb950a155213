"""The members of an organisation, as a roster of people."""

from collections.abc import Iterator

import pytest
from taking import TOKEN

from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedUser
from portfolio_audit.errors import AuditError, BadCredentials, BadTarget, HostUnreachable, RateLimited, UserNotFound
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.patience import Patience
from portfolio_audit.store import NO_STORE, Store

MEMBERS = ("ada", *(f"student{number:03}" for number in range(249)))
PUBLIC = MEMBERS[100:]
CLUBS = [
    HostedUser("club", organisation=True, members=MEMBERS, public_members=PUBLIC),
    HostedUser("old", organisation=True, members=MEMBERS, public_members=PUBLIC, sends_strangers_on=True),
    HostedUser("hidden", organisation=True, members=MEMBERS, sends_strangers_on=True),
]


@pytest.fixture
def server() -> Iterator[LoopbackGitHub]:
    with LoopbackGitHub([*CLUBS, HostedUser("ada")], tokens={TOKEN: "ada", "of-a-stranger": "eve"}) as running:
        yield running
    assert running.errors == ()


def members(server: LoopbackGitHub, organisation: str, token: str = "", store: Store = NO_STORE) -> tuple[str, ...]:
    patience = Patience(pause=lambda _: None)
    host = GitHub(server.api_url, server.server_url, token, store, patience=patience)
    try:
        return host.members(organisation)
    finally:
        host.close()


@pytest.mark.parametrize("organisation", ["club", "old", "CLUB", "hidden"])
def test_a_member_gets_all_members_a_hundred_a_request(server: LoopbackGitHub, organisation: str) -> None:
    assert members(server, organisation, TOKEN) == MEMBERS
    assert len(server.requests) == 3


@pytest.mark.parametrize("token", ["", "of-a-stranger"])
def test_others_get_those_who_let_everybody_know(server: LoopbackGitHub, token: str) -> None:
    assert members(server, "club", token) == PUBLIC
    assert len(server.requests) == 2


@pytest.mark.parametrize("token", ["", "of-a-stranger"])
def test_a_redirection_that_forgets_the_page_loses_nobody(server: LoopbackGitHub, token: str) -> None:
    assert members(server, "old", token) == PUBLIC
    assert [request.status for request in server.requests] == [302, 200, 302, 200, 200, 200]


def test_an_organisation_may_show_no_members(server: LoopbackGitHub) -> None:
    assert members(server, "hidden") == ()


@pytest.mark.parametrize(
    ("name", "error", "words"),
    [
        ("nobody", UserNotFound, "there is no organisation 'nobody' on 127.0.0.1. Check the spelling"),
        ("ada", BadTarget, "ada is a person, not an organisation"),
    ],
)
def test_what_is_no_organisation_is_said(
    server: LoopbackGitHub, name: str, error: type[AuditError], words: str
) -> None:
    with pytest.raises(error, match=words):
        members(server, name, TOKEN)


@pytest.mark.parametrize("fault", ["500", "reset", "wrong-types", "cut-json"])
def test_a_fault_that_passes_loses_nobody(server: LoopbackGitHub, fault: str) -> None:
    server.fail(fault, path="page=2")
    assert members(server, "club", TOKEN) == MEMBERS


@pytest.mark.parametrize(
    ("fault", "error"), [("500", HostUnreachable), ("wrong-types", HostUnreachable), ("401", BadCredentials)]
)
def test_a_list_that_is_not_whole_is_an_error(server: LoopbackGitHub, fault: str, error: type[AuditError]) -> None:
    server.fail(fault, times=9, path="page=2")
    with pytest.raises(error):
        members(server, "club", TOKEN)


def test_a_limit_in_the_middle_is_an_error_unless_the_rest_was_kept(
    server: LoopbackGitHub, tmp_path_factory: pytest.TempPathFactory
) -> None:
    server.leave(1, token=TOKEN)
    with pytest.raises(RateLimited):
        members(server, "club", TOKEN)
    server.leave(5000, token=TOKEN)
    with Store(tmp_path_factory.mktemp("cache")) as store:
        members(server, "club", TOKEN, store)
        server.leave(0, token=TOKEN)
        assert members(server, "club", TOKEN, store) == MEMBERS


def test_a_list_that_never_ends_is_an_error(server: LoopbackGitHub) -> None:
    endless = HostedUser("endless", organisation=True, public_members=("ada",) * 250)
    server.host([endless])
    with pytest.raises(AuditError, match="does not end"):
        members(server, "endless")
