"""The host's API, by PyGithub: one request for a profile, one for each hundred repositories."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from portfolio_audit import __version__
from portfolio_audit.errors import (
    AuditError,
    BadCredentials,
    BadTarget,
    HostUnreachable,
    NotAPerson,
    RateLimited,
    UserNotFound,
)
from portfolio_audit.model.facts import ContributionFacts, ProfileFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.listing import Listed, contributions, listed, profile
from portfolio_audit.targets import valid_login
from portfolio_audit.text import shown

log = logging.getLogger(__name__)

API = "https://api.github.com"
SERVER = "https://github.com"
_SECONDS = 20
_PAGES = 100
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ACTIVITY = """
query($login: String!, $merged: String!) {
  user(login: $login) {
    pinnedItems(first: 6, types: [REPOSITORY]) { nodes { ... on Repository { name } } }
    contributionsCollection {
      contributionCalendar { totalContributions weeks { contributionDays { contributionCount } } }
    }
  }
  search(query: $merged, type: ISSUE, first: 1) { issueCount }
}
"""


def addresses() -> tuple[str, str]:
    """(API, server) of the GitHub that the environment names, as Actions and GitHub Enterprise set it.

    Raises:
        BadTarget: one of them is no usable address.
    """
    api, server = os.environ.get("GITHUB_API_URL") or API, os.environ.get("GITHUB_SERVER_URL") or SERVER
    return checked_address("GITHUB_API_URL", api), checked_address("GITHUB_SERVER_URL", server)


def checked_address(name: str, url: str) -> str:
    """The address without a slash at its end.

    Raises:
        BadTarget: neither https, nor http on this machine.
    """
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
            return url.rstrip("/")
    raise BadTarget(f"{name}={url!r} must start with https:// (http:// only for this machine).")


def _checked_token(token: str) -> str:
    if token.isascii() and token.isprintable():
        return token
    raise BadCredentials("the token in GITHUB_TOKEN or GH_TOKEN has characters that no token has. Set it again.")


class GitHub:
    """A GitHub, public or Enterprise."""

    def __init__(self, api_url: str = API, server_url: str = SERVER, token: str = "") -> None:
        self.api_url = checked_address("GITHUB_API_URL", api_url)
        self.server_url = checked_address("GITHUB_SERVER_URL", server_url)
        self.token = _checked_token(token)
        self.requests = 0
        self._client: Any = None

    def clone_url(self, owner: str, name: str) -> str:
        """Where git finds a repository; owner and name have been validated."""
        return f"{self.server_url}/{owner}/{name}.git"

    def page_url(self, owner: str, name: str = "") -> str:
        """Where a person finds it."""
        return f"{self.server_url}/{owner}/{name}".rstrip("/")

    def profile(self, login: str) -> ProfileFacts:
        """The public profile of a person.

        Raises:
            UserNotFound, NotAPerson, and what `_errors` raises.
        """
        data = self._get(f"/users/{login}", f"there is no user {login!r} on {self._host()}")
        if data.get("type") == "Organization":
            raise NotAPerson(
                f"{login} is an organisation, and a portfolio belongs to a person. "
                f"Audit one of its repositories with `portfolio-audit {login}/REPOSITORY`."
            )
        known = isinstance(data.get("type"), str) and isinstance(data.get("login"), str)
        if not known or not valid_login(data["login"]):
            raise HostUnreachable(f"{self._host()} did not answer as GitHub does. Try again later.")
        return profile(data)

    def repositories(self, login: str) -> tuple[tuple[Listed, ...], int]:
        """All public repositories of a person, in the host's order, and how many entries could not be understood."""
        rows: list[Any] = []
        for page in range(1, _PAGES + 1):
            headers, data = self._request("GET", f"/users/{login}/repos", {"per_page": 100, "page": page})
            if not isinstance(data, list):
                raise HostUnreachable(f"{self._host()} did not answer with a list of repositories. Try again later.")
            rows += data
            if 'rel="next"' not in str(headers.get("link", "")) or not data:
                break
        known = [entry for row in rows if (entry := listed(row)) is not None]
        return tuple({entry.name: entry for entry in known}.values()), len(rows) - len(known)

    def repository(self, owner: str, name: str) -> Listed:
        """One repository."""
        data = self._get(f"/repos/{owner}/{name}", f"there is no public repository {owner}/{name} on {self._host()}")
        entry = listed(data)
        if entry is None:
            raise HostUnreachable(f"{self._host()} did not describe {owner}/{name} as expected. Try again later.")
        return entry

    def contributions(self, login: str) -> ContributionFacts | Unavailable:
        """Activity, merged pull requests elsewhere and pins; without a token the host does not tell."""
        if not self.token:
            return Unavailable("not asked: the host tells this only with a token (set GITHUB_TOKEN)")
        merged = f"author:{login} type:pr is:merged is:public -user:{login}"
        try:
            with self._errors(""):
                _, data = self._requester().graphql_query(_ACTIVITY, {"login": login, "merged": merged})
                self.requests += 1
        except AuditError as error:
            log.warning("activity is unknown: %s", error)
            return Unavailable("the host did not tell about activity")
        answer = data.get("data") if isinstance(data, Mapping) else None
        told = contributions(answer) if isinstance(answer, Mapping) else None
        return told or Unavailable("the host did not tell about activity")

    def _get(self, path: str, absent: str) -> Mapping[str, Any]:
        _, data = self._request("GET", path, {}, absent)
        if not isinstance(data, Mapping):
            raise HostUnreachable(
                f"{self._host()} did not answer as GitHub does. Check GITHUB_API_URL ({self.api_url})."
            )
        return data

    def _request(self, verb: str, path: str, parameters: dict[str, Any], absent: str = "") -> tuple[Any, Any]:
        with self._errors(absent):
            self.requests += 1
            answer: tuple[Any, Any] = self._requester().requestJsonAndCheck(verb, path, parameters=parameters)
        return answer

    def _requester(self) -> Any:
        if self._client is None:
            from github import Auth, Github
            from urllib3 import Retry

            logging.getLogger("github").setLevel(logging.ERROR)  # it tells of redirections, which are no news
            again = Retry(2, backoff_factor=0.5, status_forcelist=(500, 502, 503, 504), raise_on_status=False,
                          respect_retry_after_header=False)  # fmt: skip
            self._client = Github(
                base_url=self.api_url,
                auth=Auth.Token(self.token) if self.token else None,
                user_agent=f"portfolio-audit/{__version__}",
                retry=again,
                timeout=_SECONDS,
                seconds_between_requests=0,
            )
        return self._client.requester

    def _host(self) -> str:
        return urlsplit(self.server_url).hostname or self.server_url

    def close(self) -> None:
        """Let go of connections."""
        if self._client is not None:
            self._client.close()

    @contextmanager
    def _errors(self, absent: str) -> Iterator[None]:
        """PyGithub's and the network's errors as sentences with a next step."""
        from github import (
            BadCredentialsException,
            GithubException,
            RateLimitExceededException,
            UnknownObjectException,
        )
        from requests.exceptions import RequestException

        try:
            yield
        except UnknownObjectException:
            raise UserNotFound(
                f"{absent or 'it was not found'}. Check the spelling, and whether it has been renamed."
            ) from None
        except BadCredentialsException:
            raise BadCredentials(
                f"{self._host()} refused the token. Renew it, or unset GITHUB_TOKEN and GH_TOKEN: "
                "a public portfolio needs none."
            ) from None
        except RateLimitExceededException as error:
            raise RateLimited(self._limit_sentence(error.headers or {})) from None
        except GithubException as error:
            if error.status == 429 or "retry-after" in (error.headers or {}):
                raise RateLimited(self._limit_sentence(error.headers or {})) from None
            raise HostUnreachable(f"{self._host()} answered with error {error.status}. Try again later.") from None
        except RequestException as error:
            raise HostUnreachable(
                f"{self._host()} could not be reached ({type(error).__name__}). Check the network and the proxy; "
                "a folder can be audited without: `portfolio-audit PATH`."
            ) from None
        except (ValueError, AssertionError, TypeError, KeyError) as error:
            log.debug("odd answer: %s", shown(repr(error)))
            raise HostUnreachable(f"{self._host()} did not answer as GitHub does. Try again later.") from None

    def _limit_sentence(self, headers: Mapping[str, Any]) -> str:
        after, reset = str(headers.get("retry-after", "")), str(headers.get("x-ratelimit-reset", ""))
        when = "later"
        if after.isdigit():
            when = f"in {int(after)} s"
        elif reset.isdigit() and len(reset) < 12:
            local = datetime.fromtimestamp(int(reset), UTC).astimezone()
            when = f"after {local:%H:%M (%Z)}"
        more = "" if self.token else " A token raises the limit from 60 to 5,000 requests an hour: set GITHUB_TOKEN."
        return f"the request limit of {self._host()} is used up. Run the same command again {when}.{more}"
