"""Where the token comes from. It is never an option: options can be read by everybody on the machine."""

import os
import subprocess
from dataclasses import dataclass, field

from portfolio_audit.cli.redaction import never_say
from portfolio_audit.processes import program

_GH_SECONDS = 3
_VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")


@dataclass(frozen=True, slots=True)
class Token:
    """A token, or none."""

    text: str = field(default="", repr=False)
    """Empty for anonymous."""
    source: str = ""
    """The variable or program that told it."""


def find_token(server: str) -> Token:
    """`GITHUB_TOKEN`, `GH_TOKEN`, then what `gh` knows. From then on it is left out of all that is said."""
    token = _from_environment() or _from_gh(server) or Token()
    never_say(token.text)
    return token


def _from_environment() -> Token | None:
    for name in _VARIABLES:
        if text := os.environ.get(name, "").strip():
            return Token(text, name)
    return None


def _from_gh(server: str) -> Token | None:
    gh = program("gh")
    if gh is None:
        return None
    host = server.partition("://")[2].partition("/")[0]
    try:
        asked = subprocess.run(
            [gh, "auth", "token", "--hostname", host],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            errors="replace",
            timeout=_GH_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    text = asked.stdout.strip()
    return Token(text, "gh auth token") if text and asked.returncode == 0 else None
