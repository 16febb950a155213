"""What comes back from the host, and what its status means."""

import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portfolio_audit.errors import BadCredentials, HostUnreachable, NotPermitted, RateLimited, UserNotFound
from portfolio_audit.sources.patience import LONGEST, Trouble, moment

_LIMITS = (403, 429)
_MINUTE = 60.0
"""GitHub's advice for a limit that does not say until when it lasts."""
SPARE = 1.0
"""The host counts whole seconds, and its clock is not ours."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers with their names in lower case, and body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def data(self) -> Any:
        """The body's JSON.

        Raises:
            ValueError: it is none.
        """
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("nested too deeply") from None


@dataclass(frozen=True, slots=True)
class Refusals:
    """Errors as sentences with a next step, for one host."""

    host: str
    api_url: str
    has_token: bool

    def check(self, reply: Reply, absent: str) -> None:
        """Nothing, if the status is 200.

        Args:
            absent: what it means that nothing is there.

        Raises:
            Trouble: it may pass.
            AuditError: it will not pass by asking again.
        """
        status = reply.status
        if status == 200:
            return
        if is_limit(reply):
            raise self.limited(reply)
        if status >= 500:
            seconds = _asked_pause(reply)
            again = "Try again later." if seconds is None else _again(seconds)
            raise Trouble(HostUnreachable(f"{self.host} answered with error {status}. {again}"), seconds)
        if status in (404, 410) or (status == 409 and b"is empty" in reply.body):  # so a repository without commits
            raise UserNotFound(f"{absent or 'it was not found'}. Check the spelling, and whether it has been renamed.")
        if status == 403 and b"not accessible" in reply.body:
            raise NotPermitted(f"{self.host} does not let the token do that. Give it the permission.")
        if status == 401:
            raise BadCredentials(
                f"{self.host} refused the token. Renew it, or unset GITHUB_TOKEN and GH_TOKEN: "
                "a public portfolio needs none."
                if self.has_token
                else f"{self.host} tells nothing without a token. Set GITHUB_TOKEN."
            )
        raise HostUnreachable(
            f"{self.host} answered with error {status}. Check the name, the token and GITHUB_API_URL ({self.api_url})."
        )

    def limited(self, reply: Reply) -> Trouble:
        """The host wants no more requests for now."""
        return self._limit(_pause(reply), used_up=reply.headers.get("x-ratelimit-remaining") == "0")

    def used_up(self, seconds: float) -> Trouble:
        """As the host would say if it were asked: there are no requests left for so long."""
        return self._limit(seconds, used_up=True)

    def _limit(self, seconds: float, *, used_up: bool) -> Trouble:
        what = f"the request limit of {self.host} is used up" if used_up else f"{self.host} asks for fewer requests"
        more = " A token raises the limit from 60 to 5,000 requests an hour: set GITHUB_TOKEN."
        words = f"{what}. {_again(seconds)}{more if used_up and not self.has_token else ''}"
        return Trouble(RateLimited(words), seconds)

    def of_query(self, reply: Reply, errors: object) -> Exception:
        """What the errors of a GraphQL answer mean, which come with status 200."""
        rows = [row for row in errors if isinstance(row, Mapping)] if isinstance(errors, list) else []
        if any(str(row.get("type")).startswith("RATE_LIMIT") for row in rows):
            return self.limited(reply)
        if all("type" not in row for row in rows):  # "Something went wrong", or no errors and no data
            return self.odd()
        return HostUnreachable(f"{self.host} refused to tell. Check what the token may read.")

    def odd(self) -> Trouble:
        """The answer makes no sense."""
        return Trouble(
            HostUnreachable(
                f"{self.host} did not answer as GitHub does. Try again later, or check GITHUB_API_URL ({self.api_url})."
            )
        )

    def unreachable(self, error: Exception) -> Trouble:
        """There is no whole answer."""
        return Trouble(
            HostUnreachable(
                f"{self.host} could not be reached ({type(error).__name__}). Check the network and the proxy; "
                "a folder can be audited without: `portfolio-audit PATH`."
            )
        )


def _again(seconds: float) -> str:
    """When the host will answer again, and what to do until then."""
    if seconds <= _MINUTE:
        return f"Run the same command again in {math.ceil(seconds)} s, at {moment(seconds)}."
    when = moment(seconds)
    wait = f", or with --wait: it waits until {when}" if seconds <= LONGEST else "; --wait waits two hours at most"
    return f"Run the same command again after {when}{wait}."


def is_limit(reply: Reply) -> bool:
    """Whether the host wants no more requests for now."""
    if reply.status not in _LIMITS:
        return False
    told = reply.headers.get("x-ratelimit-remaining") == "0" or "retry-after" in reply.headers
    return reply.status == 429 or told or b"rate limit" in reply.body[:2000].lower()


def _pause(reply: Reply) -> float:
    """Seconds until more requests are welcome."""
    asked = _asked_pause(reply)
    if asked is not None:
        return asked
    reset = reply.headers.get("x-ratelimit-reset", "")
    if reply.headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal() and len(reset) < 12:
        return max(0.0, int(reset) - time.time()) + SPARE
    return _MINUTE


def _asked_pause(reply: Reply) -> float | None:
    """What `Retry-After` says, in seconds or as a date."""
    after = reply.headers.get("retry-after", "")
    if after.isdecimal() and len(after) < 10:
        return float(after)
    if not after:
        return None
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(after).timestamp() - time.time())
    except (ValueError, OverflowError, OSError):
        return None
