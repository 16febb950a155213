"""A GitHub on 127.0.0.1: REST, a little GraphQL and git over smart HTTP, for demonstrations and tests."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from portfolio_audit.demo.answers import TEXT_TYPE, Answer, Asked, ask_for_credentials
from portfolio_audit.demo.api import GRAPHQL_PATH, REST, Api
from portfolio_audit.demo.conversations import Comment, Conversations, Issue, Pull, Tip
from portfolio_audit.demo.faults import API_ONLY, Fault, Faults, Order, instead, spoiled
from portfolio_audit.demo.git_http import GitRequest, git_request, served
from portfolio_audit.demo.grants import Grant, grants_of
from portfolio_audit.demo.hosted import Directory, Hosted, HostedUser
from portfolio_audit.demo.payloads import Site
from portfolio_audit.demo.rates import CORE, GRAPHQL, HOUR, Rates
from portfolio_audit.demo.secondary import Secondary, SecondaryLimits
from portfolio_audit.demo.wire import Exchange, LoopbackServer


@dataclass(frozen=True, slots=True)
class Request:
    """One request that was answered, or refused by a fault."""

    method: str
    path: str
    """With the query string."""
    status: int
    """0 when the connection was reset in place of an answer."""
    had_authorization: bool


class LoopbackGitHub:
    """Serves the users' repositories while the `with` block lasts."""

    def __init__(
        self,
        users: Iterable[HostedUser] = (),
        *,
        tokens: Mapping[str, str | Grant] | None = None,
        anonymous_limit: int = 60,
        token_limit: int = 5000,
        secondary: SecondaryLimits | None = None,
        most_per_page: int = 100,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`tokens` gives the login of each token that is known, which may then do all, or its grant.

        The limits are requests an hour; `secondary` limits are enforced beside them if given. Git counts for none.

        GitHub puts 100 entries on a page at most; fewer make a list of many pages small.
        """
        self.requests: list[Request] = []
        self._faults = Faults()
        handler = type("_BoundExchange", (_GitHubExchange,), {"github": self})
        self._server = LoopbackServer(handler)
        self.server_url = f"http://127.0.0.1:{self._server.server_port}"
        self.api_url = self.server_url + REST
        self.graphql_url = self.server_url + GRAPHQL_PATH
        site = Site(self.api_url, self.server_url)
        rates = Rates(anonymous_limit, token_limit, clock)
        self._secondary = Secondary(secondary, clock)
        self._conversations = Conversations(clock)
        self._api = Api(
            Directory(tuple(users)), site, grants_of(tokens or {}), rates, self._conversations, most_per_page
        )
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.end()
        self._thread.join()

    @property
    def errors(self) -> tuple[BaseException, ...]:
        """Mistakes of the server itself; empty when all is well."""
        return tuple(self._server.errors)

    @property
    def refusals(self) -> int:
        """How many requests were refused because of a limit; faults that were ordered are none."""
        return self._secondary.refused + self._api.rates.refused

    def fail(
        self,
        kind: Fault | str,
        *,
        nth: int = 1,
        times: int = 1,
        path: str = "/api/",
        seconds: float = 2.0,
        retry_after: int = 1,
        after_bytes: int = 40,
        method: str = "",
    ) -> None:
        """Have the nth request from now on whose path contains `path` fail, and the `times` - 1 after it.

        With a `method`, only its requests count.

        `seconds` is how long `slow` and `stall` take, and how long `403-primary` lasts; `after_bytes` is how much of a
        body comes before it breaks.
        """
        self._faults.add(Order(Fault(kind), nth, times, path, seconds, retry_after, after_bytes, method))

    def host(self, users: Iterable[HostedUser]) -> None:
        """From now on, serve what these users have."""
        self._api = replace(self._api, directory=Directory(tuple(users)))

    def heal(self) -> None:
        """Forget the faults that were ordered and have not happened."""
        self._faults.clear()

    def leave(self, remaining: int, *, token: str | None = None, reset_in: float = HOUR, resource: str = CORE) -> None:
        """Set how many requests the caller has left, and the seconds until there are more."""
        self._api.rates.leave(token, remaining, reset_in, resource)

    def clone_url(self, owner: str, name: str) -> str:
        """Where git finds a repository."""
        return f"{self.server_url}/{owner}/{name}.git"

    def put_pull(
        self,
        number: int,
        head: Tip,
        base: Tip,
        *,
        author: str = "",
        title: str = "A change",
        body: str = "",
        state: str = "open",
    ) -> None:
        """Have a pull request in the repository of `base`, or renew the one with that number, as after a push.

        The author is the owner of the head if no other is named.
        """
        self._conversations.put_pull(number, Pull(head, base), author or head.owner, title, body, state)

    def comments(self, full_name: str) -> tuple[Comment, ...]:
        """What was written in the repository and is still there, oldest first."""
        return self._conversations.comments(full_name)

    def issues(self, full_name: str) -> tuple[Issue, ...]:
        """The repository's issues and pull requests, newest first."""
        return self._conversations.issues(full_name)

    def close_issue(self, full_name: str, number: int) -> None:
        """Close an issue as somebody does by hand, without a request."""
        if not self._conversations.change_issue(full_name, number, lambda issue: replace(issue, state="closed")):
            raise KeyError(number)

    def delete_comment(self, full_name: str, number: int) -> None:
        """Delete a comment as somebody does by hand, without a request."""
        if not self._conversations.delete(full_name, number):
            raise KeyError(number)

    def _fault(self, method: str, path: str) -> Order | None:
        return self._faults.next(method, path)

    def _api_answer(self, asked: Asked, order: Order | None) -> Answer:
        with self._secondary.admitted(asked) as refusal:
            self._delay(order)
            return self._refused(asked, refusal) if refusal is not None else self._answered(asked, order)

    def _delay(self, order: Order | None) -> None:
        if order is not None and order.kind is Fault.SLOW:
            self._server.closing.wait(order.seconds)

    def _refused(self, asked: Asked, refusal: Answer) -> Answer:
        resource = GRAPHQL if asked.path == GRAPHQL_PATH else CORE
        return refusal.with_headers(*self._api.rates.of(asked.token, resource).headers)

    def _answered(self, asked: Asked, order: Order | None) -> Answer:
        if order is not None and order.kind is Fault.PRIMARY_LIMIT:
            return self._api.limited(asked.token, reset_in=order.seconds)
        wrong = None if order is None else instead(order)
        if wrong is not None or order is None:
            return self._api.answer(asked) if wrong is None else wrong
        return spoiled(order, self._api.answer(asked))

    def _hosted(self, asked: Asked, wanted: GitRequest) -> Hosted | Answer:
        """The repository to fetch from; else how GitHub says no, or where it went."""
        token = asked.token
        if token is not None and token not in self._api.tokens:
            return ask_for_credentials()
        viewer = None if token is None else self._api.tokens[token].viewer
        directory = self._api.directory
        if (hosted := directory.repository(wanted.full_name, viewer)) is not None:
            return hosted
        if (moved := directory.renamed(wanted.full_name, viewer)) is not None:
            query = f"?{asked.query}" if asked.query else ""
            url = f"{self.server_url}/{moved.full_name}.git/{wanted.file}{query}"
            return Answer(301, b"", (("Location", url),))
        # so that nobody can tell what is private from what is not there
        return ask_for_credentials() if token is None else Answer(404, b"Repository not found.\n", (TEXT_TYPE,))


class _GitHubExchange(Exchange):
    github: LoopbackGitHub

    def respond(self, asked: Asked) -> None:
        order = self.github._fault(self.command, self.path)
        if order is not None and order.kind is Fault.RESET:
            self._reset()
            return
        if asked.path.startswith("/api/"):
            self._api(asked, order)
            return
        self.github._delay(order)
        if (wanted := git_request(asked)) is not None:
            self._git(asked, wanted, order)
        else:
            self._send(Answer(403 if "git-receive-pack" in self.path else 404, b"Not Found\n", (TEXT_TYPE,)), order)

    def _api(self, asked: Asked, order: Order | None) -> None:
        answer = self.github._api_answer(asked, order)
        if order is not None and order.kind is Fault.RESET_AFTER:
            self._reset()
        else:
            self._send(answer.packed_for(asked), order)

    def _git(self, asked: Asked, wanted: GitRequest, order: Order | None) -> None:
        if order is not None and order.kind in API_ONLY:
            raise ValueError(f"{order.kind} was ordered, which git has not")
        wrong = None if order is None else instead(order)
        hosted = wrong or self.github._hosted(asked, wanted)
        if isinstance(hosted, Answer):
            self._send(hosted, order)
            return
        with served(asked, wanted, hosted.repository.git_dir) as answer:
            self._note(answer.status)
            self.stream(answer.status, answer.headers, answer.chunks, order)

    def _send(self, answer: Answer, order: Order | None) -> None:
        self._note(answer.status)
        self.send(answer, order)

    def _reset(self) -> None:
        self._note(0)
        self.reset()

    def _note(self, status: int) -> None:
        request = Request(self.command, self.path, status, "Authorization" in self.headers)
        self.github.requests.append(request)
