"""The routes of GitHub's REST that an audit and its comments need, and GraphQL."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from portfolio_audit.demo import change_routes, comment_routes, commit_routes, issue_routes
from portfolio_audit.demo.answers import (
    DOCS,
    Answer,
    Asked,
    bad_credentials,
    json_answer,
    not_found,
    primary_limit,
    problem,
    query_error,
)
from portfolio_audit.demo.calls import Call, Refused, number
from portfolio_audit.demo.conversations import Conversations
from portfolio_audit.demo.grants import Grant, authenticate, not_accessible
from portfolio_audit.demo.graphql import execute
from portfolio_audit.demo.hosted import Directory, Hosted, HostedUser, owned
from portfolio_audit.demo.paging import paged
from portfolio_audit.demo.payloads import Site
from portfolio_audit.demo.rates import CORE, GRAPHQL, Rate, Rates
from portfolio_audit.demo.shapes import Shapes

REST, GRAPHQL_PATH = "/api/v3", "/api/graphql"
_USER_DOCS = f"{DOCS}/users/users#get-a-user"
_REPOSITORY_DOCS = f"{DOCS}/repos/repos#get-a-repository"


@dataclass(frozen=True, slots=True)
class Api:
    """Answers requests below `/api`."""

    directory: Directory
    site: Site
    tokens: Mapping[str, Grant]
    """What each known token opens."""
    rates: Rates
    conversations: Conversations
    most_per_page: int = 100

    def answer(self, asked: Asked) -> Answer:
        """The answer with the headers of the rate limit, which it counts down."""
        token = asked.token
        if token is not None and token not in self.tokens:
            return bad_credentials()
        grant = None if token is None else self.tokens[token]
        if asked.path == f"{REST}/rate_limit":
            return self._rate_limit(token)
        if asked.path == GRAPHQL_PATH:
            return self._graphql(asked, token)
        return self._counted(asked, token, grant)

    def limited(self, token: str | None, *, reset_in: float = 3600) -> Answer:
        """Use up what is left, and say so."""
        return self._exhausted(token, self.rates.leave(token, 0, reset_in))

    def _exhausted(self, token: str | None, rate: Rate) -> Answer:
        grant = self.tokens.get(token or "")
        who = "127.0.0.1" if token is None else "unknown" if grant is None else f"user ID {grant.login}"
        return primary_limit(who).with_headers(*rate.headers)

    def _counted(self, asked: Asked, token: str | None, grant: Grant | None) -> Answer:
        rate = self.rates.take(token)
        if rate is None:
            return self._exhausted(token, self.rates.of(token))
        answer = self._rest(asked, grant)
        read = asked.method == "GET" and answer.status == 200
        if read and answer.etag in asked.headers.get("if-none-match", ""):
            # GitHub charges nothing for it, but only to those who say who they are
            rate = self.rates.give_back(token) if token is not None else rate
            return Answer(304, b"", (("ETag", answer.etag), *rate.headers))
        caching = (("ETag", answer.etag), ("Cache-Control", "public, max-age=60, s-maxage=60"))
        return answer.with_headers(*(caching if read else ()), *rate.headers)

    def _rate_limit(self, token: str | None) -> Answer:
        core, graphql = self.rates.of(token), self.rates.of(token, GRAPHQL)
        search = {"limit": 10, "used": 0, "remaining": 10, "reset": core.reset}
        resources = {CORE: core.values, "search": search, GRAPHQL: graphql.values}
        return json_answer({"resources": resources, "rate": core.values}).with_headers(*core.headers)

    def _graphql(self, asked: Asked, token: str | None) -> Answer:
        if token is None:
            page = "https://docs.github.com/graphql/guides/forming-calls-with-graphql#authenticating-with-graphql"
            return problem(401, "This endpoint requires you to be authenticated.", page)
        if asked.method != "POST":
            return not_found()
        rate = self.rates.take(token, GRAPHQL)
        if rate is None:
            message = f"API rate limit exceeded for user ID {self.tokens[token].login}."
            return query_error(message, type="RATE_LIMITED").with_headers(*self.rates.of(token, GRAPHQL).headers)
        try:
            document = json.loads(asked.body)
            query, variables = str(document["query"]), dict(document.get("variables") or {})
        except (ValueError, KeyError, TypeError):
            return problem(400, "Problems parsing JSON").with_headers(*rate.headers)
        found = execute(query, variables, self.directory, self.tokens[token].login)
        return json_answer(found).with_headers(*rate.headers)

    def _rest(self, asked: Asked, grant: Grant | None) -> Answer:
        viewer = None if grant is None else grant.viewer
        match asked.parts[2:]:
            case ("repos", owner, name, *below):
                return self._below(asked, f"{owner}/{name}", tuple(below), grant)
            case ("repositories", at, *below):
                hosted = self.directory.repository_by_id(number(at), viewer)
                return self._of_repository(asked, hosted, tuple(below), grant)
            case parts if asked.method == "GET":
                return self._of_account(asked, parts, grant)
        return not_found()

    def _of_account(self, asked: Asked, parts: tuple[str, ...], grant: Grant | None) -> Answer:
        match parts:
            case ("users", login):
                return self._user(self.directory.user(login))
            case ("orgs", login):
                return self._organisation(self.directory.user(login))
            case ("users" | "orgs", login, "repos"):
                return self._repositories(asked, self.directory.user(login))
            case ("orgs", login, "members" | "public_members" as which):
                return self._members(asked, self.directory.user(login), which, grant)
            case ("organizations", at, "members" | "public_members" as which):
                return self._members(asked, self.directory.user_by_id(number(at)), which, grant)
            case ("user", at, "repos"):
                return self._repositories(asked, self.directory.user_by_id(number(at)))
            case ("user",) | ("user", "repos"):
                return self._viewer(asked, parts, grant)
        return not_found()

    def _viewer(self, asked: Asked, parts: tuple[str, ...], grant: Grant | None) -> Answer:
        if grant is None:
            return authenticate()
        if grant.repository:
            return not_accessible()
        user = self.directory.user(grant.login)
        return self._user(user) if len(parts) == 1 else self._repositories(asked, user, private=True)

    def _below(self, asked: Asked, full_name: str, below: tuple[str, ...], grant: Grant | None) -> Answer:
        viewer = None if grant is None else grant.viewer
        moved = self.directory.renamed(full_name, viewer)
        hosted = self.directory.repository(full_name, viewer)
        if hosted is not None or moved is None:
            return self._of_repository(asked, hosted, below, grant)
        query = f"?{asked.query}" if asked.query else ""
        url = "/".join((self.site.api_url, "repositories", str(moved.id), *map(quote, below))) + query
        page = f"{DOCS}/guides/best-practices-for-using-the-rest-api#follow-redirects"
        message, status = ("Moved Permanently", 301) if asked.method == "GET" else ("Temporary Redirect", 307)
        return problem(status, message, page, ("Location", url), url=url)

    def _of_repository(
        self, asked: Asked, hosted: Hosted | None, below: tuple[str, ...], grant: Grant | None
    ) -> Answer:
        if hosted is None:
            return not_found(_REPOSITORY_DOCS)
        if not below:
            return json_answer(self.site.full_repository(hosted, grant)) if asked.method == "GET" else not_found()
        shapes = Shapes(self.site, self.directory, self.conversations)
        call = Call(asked, hosted, below, grant, shapes, self.most_per_page)
        try:
            found = (routes.answer(call) for routes in (comment_routes, issue_routes, commit_routes, change_routes))
            return next((answer for answer in found if answer is not None), not_found())
        except Refused as refused:
            return refused.answer

    def _user(self, user: HostedUser | None) -> Answer:
        return not_found(_USER_DOCS) if user is None else json_answer(self.site.user(user))

    def _organisation(self, user: HostedUser | None) -> Answer:
        if user is None or not user.organisation:
            return not_found(f"{DOCS}/orgs/orgs#get-an-organization")
        return json_answer(self.site.organisation(user))

    def _members(self, asked: Asked, user: HostedUser | None, which: str, grant: Grant | None) -> Answer:
        if user is None or not user.organisation:
            return not_found(f"{DOCS}/orgs/members#list-organization-members")
        is_member = grant is not None and grant.login.lower() in (login.lower() for login in user.members)
        if which == "members" and user.sends_strangers_on and not is_member:  # without the query
            return Answer(302, b"", (("Location", f"{self.site.api_url}/orgs/{quote(user.login)}/public_members"),))
        logins = user.members if which == "members" and is_member else user.public_members
        found = [self.directory.account(login) for login in logins]
        url = f"{self.site.api_url}/organizations/{user.id}/{which}"
        return paged(asked, found, url, self.most_per_page, self.site.simple_user)

    def _repositories(self, asked: Asked, user: HostedUser | None, *, private: bool = False) -> Answer:
        if user is None:
            return not_found(f"{DOCS}/repos/repos#list-repositories-for-a-user")
        found = _sorted(list(owned(user, private=private)), asked) if asked.parameter("type") != "member" else []
        own = "/user/repos" if private else f"/user/{user.id}/repos"
        return paged(asked, found, self.site.api_url + own, self.most_per_page, self.site.repository)


def _sorted(found: list[Hosted], asked: Asked) -> list[Hosted]:
    order = asked.parameter("sort", "full_name")
    descending = asked.parameter("direction", "asc" if order == "full_name" else "desc") == "desc"

    def key(hosted: Hosted) -> tuple[datetime | str, str]:
        repository, name = hosted.repository, hosted.full_name.lower()
        dates = {"created": repository.created_at, "updated": repository.pushed_at, "pushed": repository.pushed_at}
        return dates.get(order, name), name

    return sorted(found, key=key, reverse=descending)
