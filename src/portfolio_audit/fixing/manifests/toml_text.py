"""TOML as text: where a list or a table ends, so that something can be put there and all else stays as it is."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from portfolio_audit.fixing.manifests.entries import LeftAlone

_STRING = r"'''[\s\S]*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'[^'\n]*'|\"(?:[^\"\\\n]|\\.)*\""
_TOKEN = re.compile(
    rf"(?P<string>{_STRING})|(?P<comment>#[^\n]*)|(?P<sign>[\[\]{{}},])|(?P<space>\s+)|(?P<other>[^\s\[\]{{}},#'\"]+|['\"])"
)
_HEADER = re.compile(r"^[ \t]*\[{1,2}[^\[\]\n]{1,200}\]{1,2}[ \t]*(?:#[^\n]*)?$", re.MULTILINE)


class Span(NamedTuple):
    """Part of a text."""

    start: int
    end: int


def table(text: str, name: str) -> Span:
    """What stands below a header, up to the next; a string that looks like one is found out when it is read again."""
    parts = r"[ \t]*\.[ \t]*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in name.split("."))
    found = re.search(rf"^[ \t]*\[[ \t]*{parts}[ \t]*\][ \t]*(?:#[^\n]*)?$\n?", text, re.MULTILINE)
    if not found:
        raise LeftAlone(f"has no table [{name}] of its own")
    after = _HEADER.search(text, found.end())
    return Span(found.end(), after.start() if after else len(text))


def put_into_table(text: str, name: str, lines: list[str]) -> str:
    """The document with further lines behind the last key of a table."""
    span = table(text, name)
    there = text[span.start : span.end].split("\n")
    while there and (not there[-1].strip() or there[-1].lstrip().startswith("#")):  # a comment belongs to what follows
        there.pop()
    head = text[: span.start] + "\n".join(there)
    rest = text[len(head) :]
    break_ = "" if head.endswith("\n") else "\n"
    return f"{head}{break_}{chr(10).join(lines)}{'' if rest.startswith(chr(10)) else chr(10)}{rest}"


def list_span(text: str, name: str, key: str) -> Span:
    """From the bracket that opens a list to the one that closes it."""
    span = table(text, name)
    found = re.compile(rf"^[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=[ \t]*(?=\[)", re.MULTILINE).search(text, *span)
    if not found:
        raise LeftAlone(f"has no list `{key}` in [{name}]")
    return Span(found.end(), _ends(text, found.end(), span.end)[2])


def put_into_list(text: str, name: str, key: str, items: list[str]) -> str:
    """The document with further items at the end of a list, each as it is written there."""
    opened, close = list_span(text, name, key)
    last, comma, close = _ends(text, opened, close + 1)
    if last is None:
        comments = text[opened + 1 : close].strip()
        inside = "".join(f"    {item},\n" for item in items) if comments else ", ".join(items)
        return text[: close if comments else opened + 1] + inside + text[close:]
    if "\n" not in text[opened:close]:
        return f"{text[:last]}, {', '.join(items)}{text[last:]}"
    return _put_below(text, last, comma, close, items)


def _put_below(text: str, last: int, comma: int | None, close: int, items: list[str]) -> str:
    """Lines of their own, indented as the last item is, with a comma behind the last one if there was one."""
    first = re.match(r"([ \t]*)[\"']", text[text.rfind("\n", 0, last) + 1 :])
    spaces = first[1] if first else "    "
    end = last if comma is None else comma + 1
    line_end = text.find("\n", end)
    place = line_end if -1 < line_end < close else end
    lines = f",\n{spaces}".join(items) + ("" if comma is None else ",")
    return f"{text[:last]}{',' if comma is None else ''}{text[last:place]}\n{spaces}{lines}{text[place:]}"


def _ends(text: str, start: int, end: int) -> tuple[int | None, int | None, int]:
    """(end of the last item, comma behind it, closing bracket) of the list that opens at `start`."""
    last: int | None = None
    comma: int | None = None
    depth = 0
    for token in _tokens(text, start, end):
        sign = token["sign"]
        depth += (sign in ("[", "{")) - (sign in ("]", "}")) if sign else 0
        if sign == "]" and depth == 0:
            return last, comma, token.start()
        if sign == "," and depth == 1:
            comma = token.start()
        elif token["string"] or token["other"] or sign in ("]", "}"):
            last, comma = token.end(), None
    raise LeftAlone("has a list that does not end")


def _tokens(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    at = start
    while at < end and (found := _TOKEN.match(text, at)):
        yield found
        at = found.end()
