"""What the author of a README hides from its readers, and machines would still read."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from portfolio_audit.facts.readme.guard import fenced

_TAG = re.compile(r"<([a-z][a-z1-6]{0,15})\b((?:[^<>\n]){0,400})>", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s?:\s?none|visibility\s?:\s?(?:hidden|collapse)|(?:font-size|opacity)\s?:\s?0(?:\.0+)?(?![.\d])"
    r"|(?:left|right|top|text-indent)\s?:\s?-\d{3,}|(?<![-\w])(?:max-)?(?:height|width)\s?:\s?0(?![.\d])[^<>]*overflow\s?:\s?hidden"
    r"|overflow\s?:\s?hidden[^<>]*(?<![-\w])(?:max-)?(?:height|width)\s?:\s?0(?![.\d])|color\s?:\s?transparent|clip\s?:\s?rect\(0",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_HIDDEN = re.compile(r"(?:^|\s)hidden(?=[\s=/]|$)", re.IGNORECASE)
_WHITE = r"(?:white|#fff(?:fff)?|rgb\(\s?255\s?,\s?255\s?,\s?255\s?\))(?!\w)"
_LIGHT_TEXT = re.compile(rf"(?<![-\w])color\s?[:=]\s?[\"']?{_WHITE}", re.IGNORECASE)
_DARK_GROUND = re.compile(rf"(?:background(?:-color)?|bgcolor)\s?[:=]\s?[\"']?(?!\s?{_WHITE})[\w#]", re.IGNORECASE)
_OPEN_ENDED = frozenset({"p", "li", "td", "th", "tr", "dt", "dd"})
"""Elements that need no end tag."""
_VOID = frozenset({"img", "br", "hr", "input", "source", "meta", "link", "wbr", "area", "col"})


def without_unseen(text: str) -> str:
    """The text without what no reader sees; lines stay where they are, and code is left alone."""
    if "<" not in text:
        return text
    kept: list[str] = []
    at = 0
    for start, end in _hidden(text, fenced(text)):
        kept += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end
    return "".join([*kept, text[at:]]) if kept else text


def _hidden(text: str, code: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where a hidden element begins, and where its end tag does."""
    low = text.lower()
    at = 0
    while found := _TAG.search(text, at):
        at = found.end()
        name = found[1].lower()
        if name in _VOID or not _is_unseen(name, found[2]) or _inside(code, found.start()):
            continue
        at = _end(low, name, found.end())
        yield found.start(), at


def _inside(spans: list[tuple[int, int]], at: int) -> bool:
    before = bisect_right(spans, (at, at)) - 1
    return before >= 0 and at < spans[before][1]


def _is_unseen(name: str, attributes: str) -> bool:
    if name == "template" or _UNSEEN.search(attributes) or _HIDDEN.search(_QUOTED.sub("", attributes)):
        return True
    return bool(_LIGHT_TEXT.search(attributes)) and not _DARK_GROUND.search(attributes)


def _end(low: str, name: str, at: int) -> int:
    """Where the end tag of an element begins, others of its name inside of it passed over; else the text's end."""
    depth = 1
    for found in re.compile(rf"<(/?){name}\b").finditer(low, at):
        depth += -1 if found[1] else 1
        if not depth:
            return found.start()
    blank = low.find("\n\n", at) if name in _OPEN_ENDED else -1
    return blank if blank >= 0 else len(low)
