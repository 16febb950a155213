"""What a GitHub tells: one request for a profile, one for each hundred repositories, one for a person's activity."""

import logging
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlsplit

from portfolio_audit.errors import AuditError, BadCredentials, BadTarget, NotAPerson, UserNotFound
from portfolio_audit.model.facts import ContributionFacts, ProfileFacts
from portfolio_audit.model.portfolio import INTERRUPTED, Skipped
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.api import Api, OfflineApi
from portfolio_audit.sources.budgets import Budgets, Left
from portfolio_audit.sources.kept import Kept
from portfolio_audit.sources.listing import (
    Listed,
    Listing,
    contributions,
    is_account,
    is_public_repository,
    is_repository,
    listed,
    listing,
    profile,
)
from portfolio_audit.sources.members import members_of
from portfolio_audit.sources.pace import Pace
from portfolio_audit.sources.paging import pages_of
from portfolio_audit.sources.patience import Patience
from portfolio_audit.sources.proposals import Proposals
from portfolio_audit.sources.replies import Refusals
from portfolio_audit.sources.threads import Threads
from portfolio_audit.store import NO_STORE, Store

log = logging.getLogger(__name__)

API = "https://api.github.com"
SERVER = "https://github.com"
_SECONDS = 20.0
_HOUR = 3600.0
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
    """A GitHub, public or Enterprise, that is asked about one account after the other.

    Args:
        store: keeps answers between runs; each is used when the host confirms it by its entity tag.
        pace: how fast it is asked; by default below GitHub's limits, waiting as `patience` waits.
        budgets: what it says that is left; to be shared with others of the same token.
        offline: ask nobody; what was kept is all that is known.
        seconds: for one request.
    """

    def __init__(
        self,
        api_url: str = API,
        server_url: str = SERVER,
        token: str = "",
        store: Store = NO_STORE,
        *,
        patience: Patience | None = None,
        pace: Pace | None = None,
        budgets: Budgets | None = None,
        offline: bool = False,
        seconds: float = _SECONDS,
    ) -> None:
        self.api_url = checked_address("GITHUB_API_URL", api_url)
        self.server_url = checked_address("GITHUB_SERVER_URL", server_url)
        self.token = _checked_token(token)
        self.offline = offline
        refusals = Refusals(self._host(), self.api_url, bool(token))
        kind = OfflineApi if offline else Api
        self._api = kind(self.api_url, self.token, store, refusals, patience or Patience(), seconds, pace, budgets)

    def beside(self, store: Store) -> "GitHub":
        """Another caller with the same token, for another thread: both together keep to the limits."""
        self._api.budgets.others += 1
        shared = self._api
        return GitHub(
            self.api_url,
            self.server_url,
            self.token,
            store,
            patience=shared.patience,
            pace=shared.pace,
            budgets=shared.budgets,
        )

    @property
    def requests(self) -> int:
        """How many were made."""
        return self._api.requests

    @property
    def left(self) -> Left | None:
        """What is left of the hour's requests; `None` while the host has not said."""
        return self._api.left

    def clone_url(self, owner: str, name: str) -> str:
        """Where git finds a repository; owner and name have been validated."""
        return f"{self.server_url}/{owner}/{name}.git"

    def page_url(self, owner: str, name: str = "") -> str:
        """Where a person finds it."""
        return f"{self.server_url}/{owner}/{name}".rstrip("/")

    def profile(self, login: str) -> ProfileFacts:
        """The public profile of a person.

        Raises:
            UserNotFound, NotAPerson, and what `Api.get` raises.
        """
        self._api.begin_anew()
        data = self._api.get(f"/users/{login}", is_account, f"there is no user {login!r} on {self._host()}").data
        if data["type"] == "Organization":
            raise NotAPerson(
                f"{login} is an organisation, and a portfolio belongs to a person. "
                f"Audit one of its repositories with `portfolio-audit {login}/REPOSITORY`."
            )
        return profile(data)

    def repositories(self, login: str) -> Listing:
        """All public repositories of a person, by name. When a later page cannot be had, those before it.

        The same if Ctrl-C ends it after the first page.

        Raises:
            AuditError: not even the first page could be had.
        """
        pages, problem = pages_of(self._api, login)
        return listing([page.data for page in pages], problem, interrupted=problem == INTERRUPTED)

    def repository(self, owner: str, name: str) -> Listed:
        """One repository."""
        absent = f"there is no public repository {owner}/{name} on {self._host()}"
        entry = listed(self._api.get(f"/repos/{owner}/{name}", is_repository, absent, is_public_repository).data)
        assert entry is not None  # noqa: S101 - it fits
        return entry

    def begin_anew(self) -> None:
        """What comes next is about somebody else, and so are `notes` and `limit`."""
        self._api.begin_anew()

    def handed_in(self, owner: str, name: str) -> Listed | None:
        """A repository that the caller may see, or `None` where there is none of that name."""
        with suppress(UserNotFound):
            return self.repository(owner, name)
        return None

    def members(self, organisation: str) -> tuple[str, ...]:
        """Logins of the members that the caller may see; its name has been validated.

        Those who are no members themselves see the public ones. `notes` tells of this list until the next `profile`.

        Raises:
            UserNotFound: there is no such account.
            BadTarget: it is a person.
            AuditError: not all of them could be had.
        """
        self._api.begin_anew()
        try:
            return members_of(self._api, organisation, f"there is no organisation {organisation!r} on {self._host()}")
        except UserNotFound:
            if self._is_person(organisation):
                raise BadTarget(f"{organisation} is a person, not an organisation. Give the name of one.") from None
            raise

    def _is_person(self, login: str) -> bool:
        with suppress(UserNotFound):
            return bool(self._api.get(f"/users/{login}", is_account).data["type"] != "Organization")
        return False

    def contributions(self, login: str) -> ContributionFacts | Unavailable:
        """Activity, merged pull requests elsewhere and pins; without a token the host does not tell.

        The host cannot confirm a kept answer, so it is used for an hour, if nothing else of the person has changed.
        """
        if not self.token:
            return Unavailable("not asked: the host tells this only with a token (set GITHUB_TOKEN)")
        place = f"/graphql#{login}"
        kept = self._api.kept(place, _tells)
        if kept is None or not (self.offline or (self._api.unchanged and kept.is_younger(_HOUR))):
            merged = f"author:{login} type:pr is:merged is:public -user:{login}"
            try:
                kept = Kept(self._api.query(_ACTIVITY, {"login": login, "merged": merged}, _tells))
            except AuditError as error:
                log.warning("activity is unknown: %s", error)
                return Unavailable("the host did not tell about activity")
            self._api.keep(place, kept)
        return contributions(kept.data) or Unavailable("the host did not tell about activity")

    def threads(self) -> Threads:
        """What is said there, and may be said."""
        return Threads(self._api)

    def proposals(self, owner: str, name: str) -> Proposals:
        """What may be proposed to a repository."""
        return Proposals(self._api, f"{owner}/{name}", self._api.patience.pause)

    @property
    def notes(self) -> tuple[Skipped, ...]:
        """What was used of the present account although the host, being out of requests, did not confirm it."""
        if not (outdated := self._api.outdated):  # another thread may begin anew meanwhile
            return ()
        kept, error = min(outdated, key=lambda pair: pair[0].asked_at)
        when = datetime.fromtimestamp(kept.asked_at, UTC).astimezone()
        return (Skipped("changes on the host", f"not seen since {when:%Y-%m-%d %H:%M (%Z)}: {error}", True),)

    @property
    def limit(self) -> str:
        """Why answers of earlier runs were used in place of new ones, for the person who was asked about last."""
        outdated = self._api.outdated
        return str(outdated[0][1]) if outdated else ""

    def _host(self) -> str:
        return urlsplit(self.server_url).hostname or self.server_url

    def close(self) -> None:
        """Let go of connections."""
        self._api.close()


def _tells(data: object) -> bool:
    return isinstance(data, Mapping) and contributions(data) is not None
