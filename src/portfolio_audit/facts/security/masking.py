"""Facts on their way out of a repository: what may be a secret loses all but its first characters.

Nobody is accused here, so it hides generously: known shapes, also when they are cut off, and what is given to a name
such as `password`.
"""

import re
from functools import cache
from typing import Any

from portfolio_audit.facts.security.shapes import CHARACTERS, Part, Shape, expression, named, pairs, shapes
from portfolio_audit.facts.security.tokens import GIVEN, long_runs
from portfolio_audit.text import spelled_out

KEPT = 4
_LEAST = 12
"""Characters of a text that may hold a secret."""
_HIDDEN = 16
"""Characters of a shape's first part that are enough to hide it."""
_REST = "A-Za-z0-9_./+=-"
"""Characters that may go on a shape."""
_HINTS = ("key", "token", "secret", "passw", "pwd", "://", "login", "client")
_NAME = (
    r"(?:(?:api|secret|access|auth|private|account)[_-]?key|(?:(?:api|access|auth|bot|hf|github|gh|bearer)[_-]?)?token"
    r"|(?:(?:client|app)[_-]?)?secret|passw(?:or)?d|pwd)"
)
_BEHIND = (
    rf"(?i)(?<![a-z])({_NAME}[\"'\])\\]{{0,4}}\s{{0,3}}(?:=>|[:=,(])\s{{0,3}}\\?[\"'])([^\"'\s\\]{{6,}})",
    r"(?<![A-Za-z0-9_])([A-Z0-9_]{0,40}(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PWD)=)([^\s\"'$<{(\[.=]{8,}[^\s\"']*)",
    r"(://[^\s/:@\"'`<>]{0,80}:)([^\s/@\"'`<>{}$]{3,})(?=@|…$)",
    r"(?i)(secret[^\n]{0,40}?)(?<![A-Za-z0-9+/=])([A-Za-z0-9+/]{40})(?![A-Za-z0-9+/])",
    r"(PRIVATE KEY-----[\s\\nr\"']{0,20})([A-Za-z0-9+/=\\\s]{8,})",
)
"""What stands before a secret without a mark of its own, and the secret."""


def masked(data: Any) -> Any:
    """The same plain data with every text in it masked, and without characters that act; keys stay."""
    if isinstance(data, str):
        return spelled_out(masked_text(data) if len(data) >= _LEAST else data)
    if isinstance(data, list | tuple):
        return [masked(item) for item in data]
    return {key: masked(value) for key, value in data.items()} if isinstance(data, dict) else data


def masked_text(text: str) -> str:
    """The text with an ellipsis in place of what nobody else may read."""
    if text.endswith("…") or next(long_runs(text), None) is not None:
        text = _tokens().sub(lambda found: f"{found[0][:KEPT]}…", text)
    low = text.lower()
    if any(hint in low for hint in _HINTS):
        for pattern in _behind():
            text = pattern.sub(lambda found: f"{found[1]}…", text)
    return text


@cache
def _tokens() -> re.Pattern[str]:
    known = (*shapes(), *(pair.first for pair in pairs()))
    loose = "|".join(dict.fromkeys(map(_loosely, known)))
    return re.compile(f"(?<![{CHARACTERS}])(?:{loose})")


def _loosely(shape: Shape) -> str:
    """The shape, or as much of it as a cut has left."""
    if shape.begins_long and not shape.head:
        return "".join(map(expression, shape.parts))
    mark = 0 if shape.begins_long else [part.literal for part in shape.parts].index(shape.mark)
    start = "".join(map(expression, shape.parts[: mark + 1]))
    first = shape.parts[mark + 1]
    least = min(first.least, _HIDDEN)
    enough = expression(Part("", least, least, first.alphabet))
    return f"{start}(?:{enough}[{_REST}]*…?|[{_REST}]*…$)"


@cache
def _behind() -> tuple[re.Pattern[str], ...]:
    names = "|".join(re.escape(entry.name) for entry in named())
    by_name = f"(?i)((?:{names}){GIVEN.pattern})([{CHARACTERS}]{{{_HIDDEN},}})"
    return tuple(map(re.compile, (*_BEHIND, by_name)))
