"""A changed text → the bytes of its file: lines that stay are copied, whatever their ends and their encoding are."""

import re

from portfolio_audit.fixing.lines import Lines
from portfolio_audit.fixing.values import Change
from portfolio_audit.text import decoded, mark_of

_END = re.compile(r"\r\n|\r|\n")


class Unwritable(Exception):
    """The change cannot be made; the message says why, for the end of a sentence."""


def edited(raw: bytes | None, change: Change) -> bytes:
    """The file's bytes after the change.

    Args:
        raw: as it is now; `None` when it is not there.

    Raises:
        Unwritable: it is not what was read, or its encoding cannot hold the new text.
    """
    if raw is None or change.old is None:
        if raw is None and change.old is None:
            return change.new.encode()
        raise Unwritable("it changed while it was looked at")
    found = decoded(raw)
    if found is None or found.text != change.old:
        raise Unwritable("it changed while it was looked at")
    mark = mark_of(raw)
    encoding = _codec(found.encoding, mark)
    return mark + _encoded(_merged(_text(raw[len(mark) :], encoding), change), encoding)


def _codec(encoding: str, mark: bytes) -> str:
    """The encoding without a mark of its own."""
    little = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
    big = {"utf-16": "utf-16-be", "utf-32": "utf-32-be"}
    return (little if mark[:1] == b"\xff" else big).get(encoding, encoding) if mark else encoding


def _text(body: bytes, encoding: str) -> str:
    try:
        text = body.decode(encoding, "surrogateescape")
        if text.encode(encoding, "surrogateescape") == body:
            return text
    except UnicodeError:
        pass
    raise Unwritable(f"it is damaged text in {encoding}; save it as UTF-8")


def _encoded(text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding, "surrogateescape")
    except UnicodeEncodeError as error:
        missing = error.object[error.start]
        raise Unwritable(f"it is in {encoding}, which has no {missing!r}; save it as UTF-8") from None


def _merged(text: str, change: Change) -> str:
    """The new lines, of which those that stay are as they are in the file, damaged letters and all."""
    lines, ends = _END.split(text), [*_END.findall(text), ""]
    old, new = (change.old or "").split("\n"), change.new.split("\n")
    if len(lines) != len(old):
        raise Unwritable("its lines cannot be told apart")
    usual = max(("\n", "\r\n", "\r"), key=ends.count)
    kept = [(line, end) for line, end in zip(lines, ends, strict=True)]
    made: list[tuple[str, str]] = []
    for tag, low, high, new_low, new_high in Lines(old, new).get_opcodes():
        made += kept[low:high] if tag == "equal" else [(line, usual) for line in new[new_low:new_high]]
    return "".join(line + (end or usual) for line, end in made[:-1]) + made[-1][0]
