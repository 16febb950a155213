"""What tests say of the strange server's web: names, limits and the clock."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime

from portfolio_audit.limits import WebLimits
from portfolio_audit.web.getting import Web
from portfolio_audit.web.looking import Looking

PUBLIC = "93.184.215.14"
CLOSED = "93.184.215.99"
NAMELESS = ("ended.", "nxdomain.")
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
QUICK = WebLimits(seconds=0.5, name_seconds=0.4)
"""For what never ends."""
PATIENT = WebLimits(seconds=20, name_seconds=20)
"""For what ends by itself."""


MakeWeb = Callable[..., Web]
Look = Callable[..., Looking]


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Every name is the server's, but for a few."""
    if host.startswith(NAMELESS):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if host.startswith("dns-trouble."):
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return (CLOSED,) if host.startswith("closed.") else (PUBLIC,)
