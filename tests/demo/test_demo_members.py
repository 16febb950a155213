"""The members of an organisation, for those who are of them and for everybody."""

import re
from collections.abc import Iterator

import pytest
from demo_clients import READ_ONLY, TOKEN, Client

from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.grants import workflow_grant
from portfolio_audit.demo.hosted import HostedUser

MEMBERS = ("ada", "grace", "Mary", *(f"student{number:02}" for number in range(60)))


@pytest.fixture
def server() -> Iterator[LoopbackGitHub]:
    club = HostedUser("club", organisation=True, members=MEMBERS, public_members=("grace", "Mary"))
    tokens = {TOKEN: "ADA", "of-a-stranger": "eve", READ_ONLY: workflow_grant("ada/app", {})}
    with LoopbackGitHub([club, HostedUser("ada"), HostedUser("grace", name="Grace")], tokens=tokens) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def client(server: LoopbackGitHub) -> Client:
    return Client(server)


def logins(client: Client, path: str, token: str | None = None) -> list[str]:
    reply = client.get(path, token)
    assert reply.status == 200
    return [entry["login"] for entry in reply.json]


@pytest.mark.parametrize("token", [None, "of-a-stranger", TOKEN])
def test_everybody_sees_the_public_members(client: Client, token: str | None) -> None:
    assert logins(client, "/orgs/CLUB/public_members", token) == ["grace", "Mary"]


def test_a_member_sees_all_members(client: Client) -> None:
    assert logins(client, "/orgs/club/members?per_page=100", TOKEN) == list(MEMBERS)


@pytest.mark.parametrize("token", [None, "of-a-stranger", READ_ONLY])
def test_who_is_no_member_sees_the_public_ones(client: Client, token: str | None) -> None:
    assert logins(client, "/orgs/club/members", token) == ["grace", "Mary"]


def test_an_older_server_leads_who_is_no_member_to_the_public_ones(server: LoopbackGitHub, client: Client) -> None:
    server.host([HostedUser("old", organisation=True, members=MEMBERS, sends_strangers_on=True)])
    assert logins(client, "/orgs/old/members?per_page=100", TOKEN) == list(MEMBERS)
    for token in (None, "of-a-stranger"):
        reply = client.get("/orgs/old/members?per_page=100", token)
        assert (reply.status, reply.headers["Location"]) == (302, f"{server.api_url}/orgs/old/public_members")


def test_members_come_in_linked_pages(server: LoopbackGitHub, client: Client) -> None:
    path, seen = "/orgs/club/members", []
    for _ in range(3):
        reply = client.get(path, TOKEN)
        seen += [entry["login"] for entry in reply.json]
        following = re.search(r'<([^>]+)>; rel="next"', reply.headers["Link"])
        path = following[1].removeprefix(server.api_url) if following else ""
    assert (seen, path) == (list(MEMBERS), "")


@pytest.mark.parametrize("path", ["/orgs/ada/members", "/orgs/nobody/members", "/orgs/ada/public_members"])
def test_only_organisations_have_members(client: Client, path: str) -> None:
    assert client.get(path, TOKEN).status == 404


def test_a_member_is_shown_in_short(client: Client) -> None:
    (grace, _) = client.get("/orgs/club/public_members").json
    assert (grace["type"], grace["site_admin"]) == ("User", False)
    assert "name" not in grace
