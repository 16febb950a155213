"""One small question to each of the two hosts, to see whether they can be reached. Bounded in time in any case."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from portfolio_audit import __version__
from portfolio_audit.sources.bounded import run_bounded
from portfolio_audit.sources.git_command import classify
from portfolio_audit.sources.isolation import environment
from portfolio_audit.temporary import temporary_folder

T = TypeVar("T")
_BODY_BYTES = 100_000
_ANSWERED = ("the host asks for a login", "the host has no such repository", "the host refused access")
_NO_REPOSITORY = "portfolio-audit/no-such-repository.git"
_REASONS = (
    ("ProxyError", "the proxy could not be reached, or refused"),
    ("SSLError", "its certificate could not be verified"),
    ("NameResolution", "its name could not be resolved"),
    ("getaddrinfo", "its name could not be resolved"),
    ("Timeout", "it did not answer in time"),
    ("refused", "it refused the connection"),
)


class Unreachable(Exception):
    """The host did not answer; the text is a reason of ours."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API said to the question for the rate limit, which costs nothing."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    rate: Mapping[str, Any] = field(default_factory=dict)
    """`limit`, `remaining` and `reset`; empty when the host told none."""


def ask_api(api: str, token: str, seconds: float) -> Answer:
    """The answer to `GET /rate_limit`. No redirection is followed, so the token goes nowhere else.

    Raises:
        Unreachable: there was none.
    """
    return _within(seconds, lambda: _asked(f"{api}/rate_limit", token, seconds))


def _asked(url: str, token: str, seconds: float) -> Answer:
    import requests

    headers = {"User-Agent": f"portfolio-audit/{__version__}", "Accept": "application/vnd.github+json"}
    with requests.Session() as session:
        session.auth = lambda request: request  # or a .netrc would speak for the user
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            with session.get(url, headers=headers, timeout=seconds, allow_redirects=False, stream=True) as answer:
                body = answer.raw.read(_BODY_BYTES, decode_content=True)
                told = {name.lower(): value for name, value in answer.headers.items()}
                return Answer(answer.status_code, told, _rate(body))
        except (requests.RequestException, OSError, ValueError) as error:
            raise Unreachable(_reason(error)) from None


def _rate(body: bytes) -> Mapping[str, Any]:
    import json

    try:
        core = json.loads(body)["resources"]["core"]
        return {name: int(core[name]) for name in ("limit", "remaining", "reset")}
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}


def _reason(error: BaseException) -> str:
    said = f"{type(error).__name__} {error!r}"
    return next((reason for cue, reason in _REASONS if cue in said), f"the connection failed ({type(error).__name__})")


def ask_git_host(server: str, seconds: float) -> None:
    """Have git itself ask for a repository that there is not, without a token, as an audit would.

    Raises:
        Unreachable: the host did not answer.
        OSError: git could not be started.
    """
    protocols = "https" + (":http" if server.startswith("http://") else "")
    with temporary_folder() as home:
        command = ["git", "-c", "credential.helper=", "ls-remote", "--heads", f"{server}/{_NO_REPOSITORY}"]
        try:
            status, said = run_bounded(command, seconds, environment(home, protocols), str(home))
        except TimeoutError:
            raise Unreachable("it did not answer in time") from None
    if status and (reason := classify(said)) not in _ANSWERED:
        raise Unreachable(reason)


def proxy_for(url: str) -> str:
    """The proxy that the environment sets for that address, without user and password; empty for none."""
    from requests.utils import get_environ_proxies

    address = get_environ_proxies(url).get(urlsplit(url).scheme, "")
    try:
        parts = urlsplit(address)
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return "an address that is none"


def _within(seconds: float, ask: Callable[[], T]) -> T:
    """The answer, if it comes in time. No timeout of a socket ends a host that sends a byte a second."""
    box: list[T | BaseException] = []

    def run() -> None:
        try:
            box.append(ask())
        except Unreachable as error:
            box.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not box:
        raise Unreachable("it did not answer in time")
    if isinstance(box[0], BaseException):
        raise box[0]
    return box[0]
