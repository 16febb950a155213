"""The token, and whatever looks like one, kept out of everything that is said."""

import base64
import logging
import re
from urllib.parse import quote, quote_plus

_SHAPE = re.compile(r"gh[pousr]_\w{16,}|github_pat_\w{16,}")
_SHORTEST = 8
_known: set[str] = set()


def never_say(token: str) -> None:
    """From now on this very token is left out of what is said, however it is written."""
    if len(token) >= _SHORTEST:
        _known.update(written_forms(token))


def written_forms(token: str) -> set[str]:
    """The token as it is, in an address, and inside of anything that is written in base64."""
    forms = {token, quote(token, safe=""), quote_plus(token)}
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + token.encode()).decode()
        # the characters at both ends depend on what stands beside the token
        inside = encoded[(0, 2, 3)[offset] :].rstrip("=")[: -1 if (offset + len(token.encode())) % 3 else None]
        forms |= {inside, inside.replace("+", "-").replace("/", "_")}
    return forms


def redacted(text: str) -> str:
    """The text without tokens."""
    for form in sorted(_known, key=len, reverse=True):
        text = text.replace(form, "[token]")
    return _SHAPE.sub("[token]", text)


class Redact(logging.Formatter):
    """Leaves tokens out of whatever is logged, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines."""
        return redacted(super().format(record))
