"""Questions to the host's API: by the plain connection, else by PyGithub, with patience, and with what was kept."""

import logging
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from portfolio_audit import __version__
from portfolio_audit.errors import AuditError, RateLimited, Unanswered
from portfolio_audit.sources.budgets import CORE, GRAPHQL, Budgets, Left
from portfolio_audit.sources.kept import Answers, Kept
from portfolio_audit.sources.pace import Pace
from portfolio_audit.sources.patience import Patience, Trouble
from portfolio_audit.sources.replies import SPARE, Refusals, Reply, is_limit
from portfolio_audit.store import Store
from portfolio_audit.text import shown

if TYPE_CHECKING:
    from portfolio_audit.sources.client import Client
    from portfolio_audit.sources.connection import Connection

log = logging.getLogger(__name__)
Fits = Callable[[Any], bool]
_HEADERS = {"Accept": "application/vnd.github+json", "User-Agent": f"portfolio-audit/{__version__}"}
_HOUR = 3600.0


class Api:
    """One API as one caller sees it.

    Attributes:
        unchanged: whether the host has confirmed all that was kept.
        outdated: kept answers that were used although the host, being out of requests, did not confirm them; both
            since `begin_anew`.
    """

    def __init__(
        self,
        api_url: str,
        token: str,
        store: Store,
        refusals: Refusals,
        patience: Patience,
        seconds: float,
        pace: Pace | None = None,
        budgets: Budgets | None = None,
    ) -> None:
        self._by_client = 0
        self.begin_anew()
        self._api_url, self._token, self._seconds = api_url, token, seconds
        self._answers = Answers(store, api_url, token)
        self._refusals = refusals
        self.patience = patience
        self.pace = pace or Pace(pause=patience.pause)
        self.budgets = budgets or Budgets()
        self._plain: Connection | None = None
        self._client: Client | None = None
        self._is_plain = True

    @property
    def requests(self) -> int:
        """How many were made; of those that PyGithub made for one question, one."""
        return self._by_client + (self._plain.requests if self._plain else 0)

    @property
    def left(self) -> Left | None:
        """What is left of the hour's requests by REST; `None` while the host has not said."""
        return self.budgets.of(CORE)

    def begin_anew(self) -> None:
        """Forget what came of the questions so far; the next ones are about somebody else."""
        self.unchanged = True
        self.outdated: list[tuple[Kept, RateLimited]] = []

    def kept(self, path: str, fits: Fits) -> Kept | None:
        """The kept answer, whether it is still right or not."""
        kept = self._answers.find(path)
        return kept if kept is not None and fits(kept.data) else None

    def keep(self, path: str, kept: Kept) -> None:
        """Keep the answer for the next run."""
        self._answers.keep(path, kept)

    def get(self, path: str, fits: Fits, absent: str = "", whole: Fits | None = None) -> Kept:
        """The answer of now; the kept one if the host confirms it, or has no requests left for us.

        Args:
            fits: whether the data are such as this path gives.
            absent: what it means that nothing is there.
            whole: whether the data are right in all parts, so that they may be kept.

        Raises:
            AuditError: there is no answer; the message says why and what to do.
        """
        kept = self.kept(path, fits)
        try:
            answer = self.patience.ask(lambda: self._answer(path, kept, fits, absent))
        except RateLimited as error:
            if kept is None:
                raise
            self.unchanged = False
            self.outdated.append((kept, error))
            return kept
        self.unchanged = self.unchanged and answer is kept
        if (answer is not kept or not kept.is_younger(_HOUR)) and (whole or fits)(answer.data):
            self.keep(path, answer)
        return answer

    def query(self, text: str, variables: Mapping[str, Any], fits: Fits) -> Any:
        """The data that answer a GraphQL query.

        Raises:
            AuditError: as `get` does.
        """
        return self.patience.ask(lambda: self._queried(text, variables, fits))

    def send(self, method: str, path: str, body: Mapping[str, Any] | None) -> Reply:
        """The answer to a write, whatever its status.

        It is made again only after a limit, for then the host has not done it.

        Raises:
            Unanswered: there is no whole answer, so that it may have been done, or not.
            AuditError: the host wants no requests.
        """
        return self.patience.ask(lambda: self._tried(method, path, body))

    def refuse(self, reply: Reply) -> None:
        """What an answer that is no success means.

        Raises:
            AuditError: the message says why and what to do.
        """
        try:
            self._refusals.check(reply, "")
        except Trouble as trouble:
            raise trouble.error from None

    def close(self) -> None:
        """Let go of connections."""
        for way in (self._plain, self._client):
            if way is not None:
                way.close()

    def _answer(self, path: str, kept: Kept | None, fits: Fits, absent: str) -> Kept:
        etag = kept.etag if kept else ""
        reply = self._sent(CORE, self.pace.read, lambda: self._get(path, {"If-None-Match": etag} if etag else {}))
        if reply.status == 304 and kept is not None and etag:
            return kept
        self._refusals.check(reply, absent)
        data = self._data(reply)
        if not fits(data):
            raise self._refusals.odd()
        return Kept(data, reply.headers.get("etag", ""), 'rel="next"' in reply.headers.get("link", ""))

    def _tried(self, method: str, path: str, body: Mapping[str, Any] | None) -> Reply:
        self._await(CORE, self.pace.write)
        try:
            reply = self._by_pygithub().send(method, path, body)
        except (OSError, ValueError) as error:
            log.debug("no answer: %s", shown(repr(error)))
            raise Unanswered(f"the host gave no whole answer ({type(error).__name__}).") from None
        self.budgets.note(CORE, reply.headers)
        if is_limit(reply):
            raise self._refusals.limited(reply)
        return reply

    def _queried(self, text: str, variables: Mapping[str, Any], fits: Fits) -> Any:
        reply = self._sent(GRAPHQL, self.pace.query, lambda: self._by_pygithub().query(text, variables))
        self._refusals.check(reply, "")
        body = self._data(reply)
        data = body.get("data") if isinstance(body, Mapping) else None
        if data is not None and fits(data):
            return data
        raise self._refusals.of_query(reply, body.get("errors") if isinstance(body, Mapping) else None)

    def _data(self, reply: Reply) -> Any:
        try:
            return reply.data()
        except ValueError as error:
            log.debug("odd answer: %s", shown(str(error)))
            raise self._refusals.odd() from None

    def _await(self, resource: str, turn: Callable[[], object]) -> None:
        """Wait for our turn. Nothing is asked that the host has said it will refuse."""
        if (wait := self.budgets.reset_of(resource) + SPARE - self.patience.now()) > 0:
            raise self._refusals.used_up(wait)
        turn()

    def _led_on(self, reply: Reply) -> None:
        """A redirection that is followed is a request like any other."""
        self.budgets.note(CORE, reply.headers)
        self._await(CORE, self.pace.read)

    def _sent(self, resource: str, turn: Callable[[], object], send: Callable[[], Reply]) -> Reply:
        self._await(resource, turn)
        try:
            reply = send()
        except OSError as error:
            log.debug("no answer: %s", shown(repr(error)))
            raise self._refusals.unreachable(error) from None
        except ValueError as error:
            log.debug("odd answer: %s", shown(str(error)))
            raise self._refusals.odd() from None
        self.budgets.note(resource, reply.headers)
        return reply

    def _get(self, path: str, headers: Mapping[str, str]) -> Reply:
        if (plain := self._plainly()) is None:
            return self._by_pygithub().get(path, headers)
        try:
            return plain.get(path, headers)
        except OSError:
            self._is_plain = False  # PyGithub may find a way
            raise

    def _plainly(self) -> "Connection | None":
        if self._plain is None and self._is_plain:
            from portfolio_audit.sources.connection import Connection, usable

            self._is_plain = usable(self._api_url)
            secret = {"Authorization": f"Bearer {self._token}"} if self._token else {}
            self._plain = Connection(self._api_url, {**_HEADERS, **secret}, self._seconds, self._led_on)
        return self._plain if self._is_plain else None

    def _by_pygithub(self) -> "Client":
        if self._client is None:
            from portfolio_audit.sources.client import Client

            self._client = Client(self._api_url, self._token, _HEADERS, self._seconds)
        self._by_client += 1
        return self._client


class OfflineApi(Api):
    """Knows what was kept, and asks nobody."""

    def get(self, path: str, fits: Fits, absent: str = "", whole: Fits | None = None) -> Kept:  # noqa: ARG002
        """The kept answer.

        Raises:
            AuditError: there is none.
        """
        kept = self.kept(path, fits)
        if kept is None:
            raise AuditError("nothing is known of this yet. Run the same command once without --offline.")
        return kept

    def query(self, text: str, variables: Mapping[str, Any], fits: Fits) -> Any:  # noqa: ARG002
        """Nothing."""
        raise AuditError("not asked: the run is offline")
