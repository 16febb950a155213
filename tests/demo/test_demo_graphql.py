import json
from collections.abc import Callable
from typing import Any

import github
import pytest
from demo_clients import TOKEN, Client

from portfolio_audit.demo.github import LoopbackGitHub

QUERY = """
query($login:String!,$merged:String!){
  user(login:$login){
    pinnedItems(first:6,types:[REPOSITORY]){nodes{... on Repository{name}}}
    contributionsCollection{contributionCalendar{totalContributions weeks{contributionDays{contributionCount}}}}
  }
  search(query:$merged,type:ISSUE,first:1){issueCount}
}
"""
VARIABLES = {"login": "ada", "merged": "is:pr is:merged author:ada -user:ada"}


def ask(client: Client, query: str = QUERY, token: str | None = TOKEN, **variables: str) -> Any:
    body = json.dumps({"query": query, "variables": VARIABLES | variables})
    return client.send("POST", "/api/graphql", token, body)


def test_pinned_calendar_and_merged_requests_are_answered(client: Client) -> None:
    data = ask(client).json["data"]
    assert data["user"]["pinnedItems"] == {"nodes": [{"name": "app"}]}
    calendar = data["user"]["contributionsCollection"]["contributionCalendar"]
    assert calendar["totalContributions"] == 36
    assert [len(week["contributionDays"]) for week in calendar["weeks"]] == [7, 1]
    assert data["search"] == {"issueCount": 3}


def test_only_the_selected_fields_come_back(client: Client) -> None:
    assert ask(client, "query($login:String!){user(login:$login){name}}").json == {
        "data": {"user": {"name": "Ada Example"}}
    }


def test_it_is_not_for_the_anonymous(client: Client) -> None:
    assert ask(client, token=None).status == 401


def test_it_has_a_budget_of_its_own(client: Client) -> None:
    reply = ask(client)
    assert (reply.headers["X-RateLimit-Resource"], reply.headers["X-RateLimit-Remaining"]) == ("graphql", "4999")
    assert client.get("/rate_limit", TOKEN).json["resources"]["core"]["remaining"] == 5000


@pytest.mark.parametrize("login", ["nobody", "club"])
def test_who_is_no_user_is_not_found_with_status_200(client: Client, login: str) -> None:
    reply = ask(client, login=login)
    assert reply.status == 200
    assert reply.json["data"]["user"] is None
    assert reply.json["errors"][0]["type"] == "NOT_FOUND"


def test_pygithub_sends_it_to_the_right_place(pygithub: Callable[..., github.Github]) -> None:
    _, reply = pygithub(TOKEN).requester.graphql_query(QUERY, VARIABLES)
    assert reply["data"]["search"]["issueCount"] == 3
    with pytest.raises(github.UnknownObjectException):
        pygithub(TOKEN).requester.graphql_query(QUERY, VARIABLES | {"login": "nobody"})


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("{user(login:$login){shoeSize}}", "'shoeSize' doesn't exist"),
        ("{user(login:$login)}", "must have selections"),
        ("{user(login:$login){name}", "brace is not closed"),
        ("{user(login:$login", "parenthesis is not closed"),
        ("{me: user(login:$login){name}}", "aliases"),
        ("", "selects nothing"),
    ],
)
def test_a_query_that_is_wrong_is_told_so(client: Client, query: str, complaint: str) -> None:
    assert complaint in ask(client, query).json["errors"][0]["message"]


def test_a_search_for_something_else_is_not_answered_by_accident(client: Client) -> None:
    assert "search not known here" in ask(client, merged="is:issue author:ada").json["errors"][0]["message"]


def test_a_body_that_is_no_json_is_a_bad_request(client: Client) -> None:
    assert client.send("POST", "/api/graphql", TOKEN, b"{").status == 400


def test_without_requests_left_it_says_so_with_status_200(server: LoopbackGitHub, client: Client) -> None:
    server.leave(0, token=TOKEN, resource="graphql")
    reply = ask(client)
    assert (reply.status, reply.headers["X-RateLimit-Remaining"]) == (200, "0")
    assert reply.json["errors"][0]["type"] == "RATE_LIMITED"


def test_the_viewer_is_who_the_token_belongs_to(client: Client) -> None:
    assert ask(client, "{ viewer { login } }").json == {"data": {"viewer": {"login": "ada"}}}
