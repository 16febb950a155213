"""All text that a cell's outputs hold, whatever way it was shown: for what is searched, not for what is read."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

_COLOUR = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))")
_PICTURE = re.compile(r'"(?:image/[\w+.-]{1,20}|png|jpeg)":\s{0,9}(?:"[^"]*"|\[[^][]*\])')
_JSON = ("application/json", "application/vnd.dataresource+json", "json")
_TEXTS = ("application/javascript", "text", "html", "latex", "javascript")
"""Kinds of text beside `text/…`; the short names are those of the older format."""


def printed(outputs: list[dict[str, Any]]) -> str:
    """What the outputs of one cell say; the pieces of a stream are put together, colours and entities resolved."""
    streams: dict[str, list[str]] = {}
    shown: list[str] = []
    for output in outputs:
        if output.get("output_type") == "stream":
            name = str(output.get("name", output.get("stream")))
            streams.setdefault(name, []).append(_joined(output.get("text")))
        else:
            shown += _shown(output)
    return "\n".join(filter(None, map(_colourless, (*map("".join, streams.values()), *shown))))


def unquoted(text: str) -> str:
    """The text of JSON without its pictures and escapes, on the same lines, for what cannot be parsed."""
    return _colourless(_ESCAPE.sub(_meant, _PICTURE.sub(_lines, text)))


def _shown(output: dict[str, Any]) -> Iterator[str]:
    trace = output.get("traceback")
    if isinstance(trace, list):
        yield "\n".join(map(_joined, (*trace, output.get("evalue"))))
    data = output.get("data")
    for kind, value in (data if isinstance(data, dict) else output).items():
        if kind in _JSON:
            yield value if isinstance(value, str) else unquoted(_dumped(value))
        elif kind.startswith("text/") or kind in _TEXTS:
            text = _joined(value)
            yield _resolved(text) if "html" in kind and "&" in text else text


def _resolved(html: str) -> str:
    try:
        return unescape(html)
    except ValueError:  # a number of thousands of digits
        return html


def _dumped(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return ""


def _joined(source: Any) -> str:
    if isinstance(source, list):
        return "".join(part for part in source if isinstance(part, str))
    return source if isinstance(source, str) else ""


def _colourless(text: str) -> str:
    return _COLOUR.sub("", text) if "\x1b" in text else text


def _lines(found: re.Match[str]) -> str:
    return "\n" * found[0].count("\n")


def _meant(found: re.Match[str]) -> str:
    if found[1]:
        char = chr(int(found[1], 16))
        return char if char == "\x1b" or char.isprintable() else " "
    return " " if found[2] in "ntrbf" else found[2]
