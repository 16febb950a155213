"""Where the work can be seen running, and what a look at it has found. No opinion: judging is for `checks`."""

from msgspec import Struct

from portfolio_audit.model.values import Dated, Evidence

STATES = ("live", "asleep", "paused", "failing", "gone", "login", "blocked", "temporary", "unknown")
"""What a demo can be: answering; stopped until somebody visits; stopped, and no visit starts it; up, while its host
says that the app does not run; taken away; behind a login; closed to robots; at an address that ends by itself; not
known."""


class DemoLink(Struct, frozen=True):
    """An address at which this project may be running."""

    url: str
    """Absolute, `http` or `https`."""
    at: Evidence
    """Where it stands: README, badge, About box, front matter or configuration."""
    told: bool = True
    """Whether visitors are told of it as the demo; a mere configuration names it to a host alone."""


class Look(Dated, frozen=True):
    """What a look at one address has found."""

    url: str
    state: str
    """One of `STATES`."""
    reason: str
    """What was seen, as part of a sentence."""
    host: str = ""
    """Name of the host, if it is one that we know."""
    api: tuple[str, ...] = ()
    """Paths at which an API answers or documents itself, such as `/docs`."""
    picture: str = ""
    """A picture of it as a `data:` address of PNG, JPEG or WebP; empty when none was taken."""


class Seen(Struct, frozen=True):
    """A demo with what was found there."""

    link: DemoLink
    look: Look


class DemoFacts(Struct, frozen=True):
    """What was found at the demos of one repository, in the order in which it names them."""

    seen: tuple[Seen, ...] = ()
    broken: tuple[Seen, ...] = ()
    """Other links of the README at which nothing is any more; asked on request."""
    others: int = 0
    """How many other links of the README were looked at."""
