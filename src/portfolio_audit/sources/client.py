"""Requests by PyGithub: GraphQL, proxies, certificates of one's own, and whenever the plain connection fails."""

import logging
import math
from collections.abc import Callable, Mapping
from typing import Any

from portfolio_audit import __version__
from portfolio_audit.sources.replies import Reply


class Client:
    """PyGithub without its own retries and pauses; `sources.patience` decides about these."""

    def __init__(self, api_url: str, token: str, headers: Mapping[str, str], seconds: float) -> None:
        from github import Auth, Github

        logging.getLogger("github").setLevel(logging.ERROR)  # it tells of redirections, which are no news
        self._headers = dict(headers)
        self._github = Github(
            base_url=api_url,
            auth=Auth.Token(token) if token else None,
            user_agent=f"portfolio-audit/{__version__}",
            retry=None,
            timeout=math.ceil(seconds),
            seconds_between_requests=0,
            seconds_between_writes=0,
        )

    def get(self, path: str, headers: Mapping[str, str]) -> Reply:
        """The answer, whatever its status; a redirection on the same host is followed.

        Raises:
            OSError: there is no whole answer.
            ValueError: it makes no sense.
        """
        return _asked(lambda ask: ask("GET", path, headers={**self._headers, **headers}), self._github.requester)

    def send(self, method: str, path: str, body: Mapping[str, Any] | None) -> Reply:
        """The answer to one write, which is not repeated; raises as `get` does."""
        wanted = None if body is None else dict(body)
        return _asked(lambda ask: ask(method, path, headers=dict(self._headers), input=wanted), self._github.requester)

    def query(self, text: str, variables: Mapping[str, Any]) -> Reply:
        """The answer to a GraphQL query; raises as `get` does."""
        requester = self._github.requester
        wanted = {"query": text, "variables": dict(variables)}
        return _asked(
            lambda ask: ask("POST", requester.graphql_url, headers=dict(self._headers), input=wanted), requester
        )

    def close(self) -> None:
        """Let go of connections."""
        self._github.close()


def _asked(request: Callable[[Any], tuple[int, dict[str, Any], str]], requester: Any) -> Reply:
    try:
        status, headers, body = request(requester.requestJson)
    except (AssertionError, RuntimeError, TypeError, KeyError) as error:  # how it complains of odd answers
        raise ValueError(type(error).__name__) from None
    return Reply(status, {name: str(value) for name, value in headers.items()}, body.encode("utf-8", "replace"))
