"""Environments of conda: what comes from the package index goes to pip, because channels have other names for it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from portfolio_audit.facts.dependencies.lines import normal, table
from portfolio_audit.facts.guarded import Unreadable, read_yaml
from portfolio_audit.fixing.manifests.entries import Entry, LeftAlone

_ITEM = re.compile(r"([ \t]*)-[ \t]+(\S.*)")
_PIP = re.compile(r"pip[ \t]*:[ \t]*(?:#.*)?")
_ITSELF = re.compile(r"[\"']?pip[\"']?(?:[ \t]*[=<>!~].*|[ \t]*#.*)?")


def added(text: str, entries: Sequence[Entry]) -> str:
    """The environment with further packages for pip."""
    lines = text.split("\n")
    start, end = _block(lines)
    pip = next(
        (n for n in range(start, end) if (found := _ITEM.fullmatch(lines[n])) and _PIP.fullmatch(found[2])), None
    )
    if pip is None:
        new, place = _new_section(lines, start, end), end
        below = [*new, *(f"{_indent(lines[start])}  - {entry.line}" for entry in entries)]
    else:
        place = _end_of_items(lines, pip, end)
        below = [f"{_indent(lines[pip + 1])}- {entry.line}" for entry in entries]
    made = "\n".join([*lines[:place], *below, *lines[place:]])
    return _proved(text, made, [entry.line for entry in entries], {})


def renamed(text: str, names: Mapping[str, Entry]) -> str:
    """The environment with the right packages in the place of wrong names in pip's part of it."""
    lines = text.split("\n")
    start, end = _block(lines)
    pip = next(
        (n for n in range(start, end) if (found := _ITEM.fullmatch(lines[n])) and _PIP.fullmatch(found[2])), None
    )
    if pip is None:
        raise LeftAlone("names it among the packages of conda, which have names of their own")
    for number in range(pip + 1, _end_of_items(lines, pip, end)):
        if found := re.fullmatch(r"([ \t]*-[ \t]+)([A-Za-z0-9][\w.-]*)[ \t]*(?:[=<>!~][\w.*,=<>!~ ]*)?", lines[number]):
            entry = names.get(normal(found[2]))
            lines[number] = f"{found[1]}{entry.line}" if entry else lines[number]
    return _proved(text, "\n".join(lines), [], names)


def _block(lines: list[str]) -> tuple[int, int]:
    """Where the items of `dependencies` begin and end."""
    head = next((n for n, line in enumerate(lines) if re.fullmatch(r"dependencies[ \t]*:[ \t]*(?:#.*)?", line)), None)
    if head is None:
        raise LeftAlone("does not list its dependencies line by line")
    inside = [n for n in range(head + 1, len(lines)) if lines[n].strip() and not lines[n].lstrip().startswith("#")]
    items: list[int] = []
    for n in inside:
        if not _ITEM.fullmatch(lines[n]):
            break
        items.append(n)
    if not items:
        raise LeftAlone("does not list its dependencies line by line")
    return items[0], items[-1] + 1


def _new_section(lines: list[str], start: int, end: int) -> list[str]:
    indent = _indent(lines[start])
    items = [found[2] for n in range(start, end) if (found := _ITEM.fullmatch(lines[n]))]
    return [*([] if any(_ITSELF.fullmatch(item) for item in items) else [f"{indent}- pip"]), f"{indent}- pip:"]


def _end_of_items(lines: list[str], pip: int, end: int) -> int:
    """Where pip's own items end: they stand further right than it does."""
    deep = len(_indent(lines[pip]))
    last = pip
    for n in range(pip + 1, end):
        if lines[n].strip() and not lines[n].lstrip().startswith("#"):
            if len(_indent(lines[n])) <= deep:
                break
            last = n
    if last == pip or not _ITEM.fullmatch(lines[pip + 1]):
        raise LeftAlone("has a part for pip that is not listed line by line")
    return last + 1


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _proved(old: str, new: str, more: list[str], names: Mapping[str, Entry]) -> str:
    """The new text, if it reads as the old one with those packages more or named otherwise."""
    try:
        before, after = table(read_yaml(old.encode())), table(read_yaml(new.encode()))
    except Unreadable as error:
        raise LeftAlone(f"cannot be read: {error}") from None
    asked, got = before.pop("dependencies", None), after.pop("dependencies", None)
    right = [names[key].line if (key := _key(item)) in names else item for item in _for_pip(asked)]
    plain = [item for item in _for_conda(got) if item != "pip"] == [item for item in _for_conda(asked) if item != "pip"]
    if before != after or not plain or _for_pip(got) != [*right, *more]:
        raise LeftAlone("is written in a way in which nothing can be put in without changing the rest")
    return new


def _key(item: Any) -> str:
    found = re.match(r"[A-Za-z0-9][\w.-]*", item) if isinstance(item, str) else None
    return normal(found[0]) if found else ""


def _for_conda(items: Any) -> list[Any]:
    return [item for item in items if not isinstance(item, dict)] if isinstance(items, list) else []


def _for_pip(items: Any) -> list[Any]:
    groups = [item.get("pip") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [item for group in groups if isinstance(group, list) for item in group]
