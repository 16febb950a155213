"""The routes of GitHub's REST that an auditor needs, and its GraphQL."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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
from portfolio_audit.demo.graphql import execute
from portfolio_audit.demo.hosted import Directory, Hosted, HostedUser, owned
from portfolio_audit.demo.payloads import Site
from portfolio_audit.demo.rates import CORE, GRAPHQL, Rate, Rates

REST, GRAPHQL_PATH = "/api/v3", "/api/graphql"
_PER_PAGE = 30
_USER_DOCS = f"{DOCS}/users/users#get-a-user"
_REPOSITORY_DOCS = f"{DOCS}/repos/repos#get-a-repository"


@dataclass(frozen=True, slots=True)
class Api:
    """Answers requests below `/api`."""

    directory: Directory
    site: Site
    tokens: Mapping[str, str]
    """Login of each known token."""
    rates: Rates
    most_per_page: int = 100

    def answer(self, asked: Asked) -> Answer:
        """The answer with the headers of the rate limit, which it counts down."""
        token = asked.token
        if token is not None and token not in self.tokens:
            return bad_credentials()
        viewer = None if token is None else self.tokens[token]
        if asked.path == f"{REST}/rate_limit":
            return self._rate_limit(token)
        if asked.path == GRAPHQL_PATH:
            return self._graphql(asked, token)
        return self._counted(asked, token, viewer)

    def limited(self, token: str | None, *, reset_in: float = 3600) -> Answer:
        """Use up what is left, and say so."""
        return self._exhausted(token, self.rates.leave(token, 0, reset_in))

    def _exhausted(self, token: str | None, rate: Rate) -> Answer:
        who = "127.0.0.1" if token is None else f"user ID {self.tokens[token]}" if token in self.tokens else "unknown"
        return primary_limit(who).with_headers(*rate.headers)

    def _counted(self, asked: Asked, token: str | None, viewer: str | None) -> Answer:
        rate = self.rates.take(token)
        if rate is None:
            return self._exhausted(token, self.rates.of(token))
        answer = self._rest(asked, viewer)
        if answer.status == 200 and answer.etag in asked.headers.get("if-none-match", ""):
            # GitHub charges nothing for it, but only to those who say who they are
            rate = self.rates.give_back(token) if token is not None else rate
            return Answer(304, b"", (("ETag", answer.etag), *rate.headers))
        caching = (("ETag", answer.etag), ("Cache-Control", "public, max-age=60, s-maxage=60"))
        return answer.with_headers(*(caching if answer.status == 200 else ()), *rate.headers)

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
            message = f"API rate limit exceeded for user ID {self.tokens[token]}."
            return query_error(message, type="RATE_LIMITED").with_headers(*self.rates.of(token, GRAPHQL).headers)
        try:
            document = json.loads(asked.body)
            query, variables = str(document["query"]), dict(document.get("variables") or {})
        except (ValueError, KeyError, TypeError):
            return problem(400, "Problems parsing JSON").with_headers(*rate.headers)
        return json_answer(execute(query, variables, self.directory)).with_headers(*rate.headers)

    def _rest(self, asked: Asked, viewer: str | None) -> Answer:
        if asked.method != "GET":
            return not_found()
        match asked.parts[2:]:
            case ("users", login):
                return self._user(self.directory.user(login))
            case ("user",):
                return self._user(self.directory.user(viewer)) if viewer else _authenticate()
            case ("orgs", login):
                return self._organisation(self.directory.user(login))
            case ("users" | "orgs", login, "repos"):
                return self._repositories(asked, self.directory.user(login))
            case ("user", number, "repos"):
                return self._repositories(asked, self.directory.user_by_id(_number(number)))
            case ("user", "repos"):
                own = self.directory.user(viewer) if viewer else None
                return self._repositories(asked, own, private=True) if viewer else _authenticate()
            case ("repos", owner, name):
                return self._repository(f"{owner}/{name}", viewer)
            case ("repositories", number):
                return self._full(self.directory.repository_by_id(_number(number), viewer))
        return not_found()

    def _user(self, user: HostedUser | None) -> Answer:
        return not_found(_USER_DOCS) if user is None else json_answer(self.site.user(user))

    def _organisation(self, user: HostedUser | None) -> Answer:
        if user is None or not user.organisation:
            return not_found(f"{DOCS}/orgs/orgs#get-an-organization")
        return json_answer(self.site.organisation(user))

    def _repository(self, full_name: str, viewer: str | None) -> Answer:
        moved = self.directory.renamed(full_name, viewer)
        hosted = self.directory.repository(full_name, viewer)
        if hosted is not None or moved is None:
            return self._full(hosted)
        url = f"{self.site.api_url}/repositories/{moved.id}"
        page = f"{DOCS}/guides/best-practices-for-using-the-rest-api#follow-redirects"
        return problem(301, "Moved Permanently", page, ("Location", url), url=url)

    def _full(self, hosted: Hosted | None) -> Answer:
        return not_found(_REPOSITORY_DOCS) if hosted is None else json_answer(self.site.full_repository(hosted))

    def _repositories(self, asked: Asked, user: HostedUser | None, *, private: bool = False) -> Answer:
        if user is None:
            return not_found(f"{DOCS}/repos/repos#list-repositories-for-a-user")
        found = _sorted(list(owned(user, private=private)), asked) if asked.parameter("type") != "member" else []
        size, page = min(asked.number("per_page", _PER_PAGE), self.most_per_page), asked.number("page", 1)
        shown = [self.site.repository(hosted) for hosted in found[(page - 1) * size : page * size]]
        last = max(1, -(-len(found) // size))
        own = "/user/repos" if private else f"/user/{user.id}/repos"
        links = _links(self.site.api_url + own, _kept(asked), page, last)
        return json_answer(shown, 200, *((("Link", links),) if links else ()))


def _sorted(found: list[Hosted], asked: Asked) -> list[Hosted]:
    order = asked.parameter("sort", "full_name")
    descending = asked.parameter("direction", "asc" if order == "full_name" else "desc") == "desc"

    def key(hosted: Hosted) -> tuple[datetime | str, str]:
        repository, name = hosted.repository, hosted.full_name.lower()
        dates = {"created": repository.created_at, "updated": repository.pushed_at, "pushed": repository.pushed_at}
        return dates.get(order, name), name

    return sorted(found, key=key, reverse=descending)


def _kept(asked: Asked) -> str:
    pairs = (pair for pair in asked.query.split("&") if pair and not pair.startswith("page="))
    return "".join(f"{pair}&" for pair in pairs)


def _links(url: str, kept: str, page: int, last: int) -> str:
    """The `Link` header, its relations in GitHub's order."""
    pages = {"prev": min(page - 1, last), "next": page + 1, "last": last, "first": 1}
    wanted = [name for name in pages if (page > 1 if name in ("prev", "first") else page < last)]
    return ", ".join(f'<{url}?{kept}page={pages[name]}>; rel="{name}"' for name in wanted)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1


def _authenticate() -> Answer:
    return problem(401, "Requires authentication")
