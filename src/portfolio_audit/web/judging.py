"""What an answer means: the state of a demo and the reason. No answer of a moment is proof that anything is gone."""

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from msgspec import Struct

from portfolio_audit.web.answers import NoAnswer, Page
from portfolio_audit.web.apis import is_program
from portfolio_audit.web.hosts import Host, Sign, anywhere

DOUBTED = ("gone", "failing", "paused")
"""States that two looks have to find."""
_LOGIN_PATH = re.compile(r"/(?:log-?in|sign-?in|signin|auth|sso)(?:[/.]|$)", re.I)
_LOGIN_TITLE = re.compile(r"\b(?:log ?-?in|sign ?-?in)\b", re.I)
_PASSWORD = re.compile(r"<input\b[^<>]{0,400}\btype\s{0,5}=\s{0,5}[\"']?password", re.I)
_NOWHERE = (404, 410)
_DOWN = (500, 502, 503, 504)


class Verdict(Struct, frozen=True):
    """What was found."""

    state: str
    """One of `demo_facts.STATES`."""
    reason: str
    """What was seen, as part of a sentence; ours, without a word of the page's."""


def judged(
    host: Host | None,
    told: Page | NoAnswer | None,
    page: Page | NoAnswer | None,
    knows: Callable[[str], bool],
) -> Verdict:
    """The state by what the host's interface has told and by the page, each `None` if it was not asked.

    Args:
        knows: whether a name can be looked up at this moment.
    """
    found = _by_host(host, told, page, knows) if host else None
    found = found or _anywhere(page)
    return _temporary(host, found) if host and host.temporary else found


def _by_host(
    host: Host, told: Page | NoAnswer | None, page: Page | NoAnswer | None, knows: Callable[[str], bool]
) -> Verdict | None:
    if told is not None:
        found = _first((sign for sign in host.sign if sign.asked), told)
        if found:
            return found
    if page is None:
        return Verdict("unknown", f"{host.title} does not tell how it is: {_untold(told)}") if told else None
    wall = _first((sign for sign in anywhere() if sign.state == "blocked"), page)
    found = wall or _first((sign for sign in host.sign if not sign.asked), page)
    return found or _ended(host, page, knows)


def _ended(host: Host, page: Page | NoAnswer, knows: Callable[[str], bool]) -> Verdict | None:
    """That nothing is there any more, where the end of an app or of the whole host shows in that."""
    kind = page.kind if isinstance(page, NoAnswer) else ""
    if kind == "no such name":
        if host.control and knows(host.control):
            why = f"{host.title} has ended" if host.ended else f"{host.title} knows no app of that name"
            return Verdict("gone", why)
    elif host.ended and (kind == "closed" or (isinstance(page, Page) and page.status in _NOWHERE)):
        return Verdict("gone", f"{host.title} has ended")
    return None


def _anywhere(page: Page | NoAnswer | None) -> Verdict:
    if page is None:
        return Verdict("unknown", "it was not asked")
    found = _first(anywhere(), page)
    if found:
        return found
    if isinstance(page, NoAnswer):
        return Verdict("blocked" if page.kind == "robots" else "unknown", page.reason)
    return _by_status(page)


def _by_status(page: Page) -> Verdict:
    status = page.status
    if status == 404 and is_program(page):
        return Verdict("unknown", "a program answers there, and has no page at that address (status 404)")
    if status == 404 and page.draws_itself:
        return Verdict(
            "unknown", "its server says that nothing is there, and sends a page that scripts draw (status 404)"
        )
    if status in _NOWHERE:
        return Verdict("gone", f"nothing is at that address (status {status})")
    if status == 405 and "post" in page.header("allow").lower():
        return Verdict("live", "a program answers there, which takes data and no visits (status 405)")
    if status == 401:
        return Verdict("login", "it asks for a name and a password")
    if 200 <= status < 300:
        return _of_content(page)
    if status == 429:
        return Verdict("unknown", "its server wants no more requests at the moment (status 429)")
    if status == 403:
        return Verdict("unknown", "its server refused us, which it may do to programs alone (status 403)")
    trouble = "its server has trouble at the moment" if status in _DOWN else "its server answered with an error"
    return Verdict("unknown", f"{trouble} (status {status})")


def _of_content(page: Page) -> Verdict:
    if page.is_empty:
        return Verdict("unknown", "the page is empty" if page.whole else "the page cannot be read")
    if _PASSWORD.search(page.text) and (_led_to_login(page) or _LOGIN_TITLE.search(page.title)):
        return Verdict("login", "it shows a login and nothing else")
    return Verdict("live", f"it answers (status {page.status})")


def _led_to_login(page: Page) -> bool:
    return len(page.hops) > 1 and bool(_LOGIN_PATH.search(urlsplit(page.url).path))


def _temporary(host: Host, found: Verdict) -> Verdict:
    """An address that ends by itself, whether something is there at the moment or not."""
    if found.state == "blocked":
        return found
    now = "something answers there now" if found.state in ("live", "login") else f"now {found.reason}"
    return Verdict("temporary", f"{host.temporary}; {now}")


def _first(signs: Iterable[Sign], answer: Page | NoAnswer) -> Verdict | None:
    return next((Verdict(sign.state, sign.reason) for sign in signs if sign.fits(answer)), None)


def _untold(told: Page | NoAnswer) -> str:
    if isinstance(told, NoAnswer):
        return told.reason
    return (
        f"its interface answered with status {told.status}"
        if told.status != 200
        else "its interface says something new"
    )
