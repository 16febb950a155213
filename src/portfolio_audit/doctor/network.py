"""Can the two hosts be reached, will they have the token, and how much may still be asked?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from portfolio_audit.doctor.values import Finding, State
from portfolio_audit.sources.probe import Answer, Unreachable, ask_api, ask_git_host, proxy_for
from portfolio_audit.text import counted, shown

_SECONDS = 5
_NETWORK = "Check the network, HTTPS_PROXY and NO_PROXY. A folder can be audited without: `portfolio-audit PATH`."
_CERTIFICATES = "If a proxy opens connections, name its certificates: REQUESTS_CA_BUNDLE and GIT_SSL_CAINFO."
_NONE_NEEDED = "a public portfolio needs none"
_LITTLE_LEFT = 5
_CLOCK = timedelta(minutes=5)
_DAYS_BEFORE = 7
_NO_OFFLINE = "not asked (--offline)."


def api(address: str, token: str, source: str, now: datetime) -> Iterator[Finding]:
    """The API, the token, the rate limit and the clock, by one request that costs nothing."""
    where = f"{_host(address)}{_by_proxy(address)}"
    try:
        answer = ask_api(address, token, _SECONDS)
    except Unreachable as error:
        yield Finding("api", State.BAD, f"{where} could not be asked: {error}.", _advice(str(error)))
        yield Finding("token", State.NOT_ASKED, _untried(token, source))
        return
    if not _speaks_as_github(answer):
        odd = f"{where} did not answer as GitHub's API does (status {answer.status})."
        yield Finding("api", State.BAD, odd, "Check GITHUB_API_URL and the proxy, or try again later.")
        return
    yield Finding("api", State.GOOD, f"{where} answers.")
    yield _token(answer, token, source, now)
    if answer.status != 401:
        yield _rate(answer, token)
    yield from _clock(answer, now)


def offline(token: str, source: str) -> Iterator[Finding]:
    """What can be said without asking."""
    yield Finding("api", State.NOT_ASKED, _NO_OFFLINE)
    yield Finding("token", State.NOT_ASKED, _untried(token, source))
    yield Finding("git-host", State.NOT_ASKED, _NO_OFFLINE)


def git_host(server: str) -> Finding:
    """Whether git reaches the host of the repositories, without a token."""
    where = f"{_host(server)}{_by_proxy(server)}"
    try:
        ask_git_host(server, _SECONDS)
    except Unreachable as error:
        return Finding("git-host", State.BAD, f"git could not reach {where}: {error}.", _advice(str(error)))
    except OSError as error:
        return Finding("git-host", State.NOT_ASKED, f"git could not be started: {error.strerror}.")
    return Finding("git-host", State.GOOD, f"git reaches {where}.")


def _host(address: str) -> str:
    return urlsplit(address).hostname or address


def _by_proxy(address: str) -> str:
    proxy = proxy_for(address)
    return f" (through the proxy {shown(proxy, 80)})" if proxy else ""


def _advice(reason: str) -> str:
    return _CERTIFICATES if "certificate" in reason else _NETWORK


def _untried(token: str, source: str) -> str:
    return f"one from {source}, not tried." if token else f"none; {_NONE_NEEDED}."


def _speaks_as_github(answer: Answer) -> bool:
    """GitHub Enterprise answers 404 where limits are switched off."""
    json = "json" in answer.headers.get("content-type", "")
    return json and (bool(answer.rate) or answer.status in (401, 403, 404, 429))


def _token(answer: Answer, token: str, source: str, now: datetime) -> Finding:
    if not token:
        return Finding("token", State.GOOD, f"none; {_NONE_NEEDED}. With one, more may be asked and activity is known.")
    if answer.status == 401:
        advice = f"Renew it, or take it away ({source}): {_NONE_NEEDED}."
        return Finding("token", State.BAD, f"the token from {source} was refused.", advice)
    words = f"the token from {source} is accepted; {_scopes(answer)}"
    expires = answer.headers.get("github-authentication-token-expiration", "")
    if not expires:
        return Finding("token", State.GOOD, f"{words}.")
    words = f"{words}; it expires on {shown(expires, 40)}."
    soon = _date(expires)
    late = soon is not None and soon - now < timedelta(days=_DAYS_BEFORE)
    return Finding("token", State.WARNING if late else State.GOOD, words, "Renew it in time." if late else "")


def _scopes(answer: Answer) -> str:
    told = answer.headers.get("x-oauth-scopes")
    if told is None:
        return "it tells no scopes, as fine-grained tokens and those of Actions do"
    return f"scopes: {shown(told, 200)} (none is needed)" if told.strip() else "it has no scopes, and none is needed"


def _date(text: str) -> datetime | None:
    for form in ("%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S %z"):
        try:
            parsed = datetime.strptime(text, form)
        except ValueError:
            continue
        return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return None


def _rate(answer: Answer, token: str) -> Finding:
    if not answer.rate:
        return Finding("rate-limit", State.GOOD, "the host tells of no limit.")
    limit, left = answer.rate["limit"], answer.rate["remaining"]
    words = f"{left:,} of {limit:,} requests an hour are left; all are back {_when(answer.rate['reset'])}."
    if left > _LITTLE_LEFT:
        return Finding("rate-limit", State.GOOD, f"{words} A portfolio takes one, and one for each 100 repositories.")
    advice = "Wait until then." if token else "Wait until then, or set GITHUB_TOKEN: with a token it is 5,000 an hour."
    return Finding("rate-limit", State.WARNING if left >= 2 else State.BAD, words, advice)


def _when(reset: int) -> str:
    try:
        return f"at {datetime.fromtimestamp(reset, UTC).astimezone():%H:%M (%Z)}"
    except (ValueError, OverflowError, OSError):
        return "later"


def _clock(answer: Answer, now: datetime) -> Iterator[Finding]:
    try:
        there = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return
    there = there if there.tzinfo else there.replace(tzinfo=UTC)
    if abs(there - now) > _CLOCK:
        off = counted(int(abs((there - now).total_seconds())) // 60, "minute")
        yield Finding("clock", State.WARNING, f"this machine's clock is {off} off the host's.", "Set the clock.")
