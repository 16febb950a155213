"""A Dockerfile's text to its instructions, as BuildKit reads them: joined lines, here-documents, variables."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping

from msgspec import Struct

MAX_LINES = 5_000
MAX_CHARS = 10_000
"""Of one instruction, and of what its variables stand for."""
_DIRECTIVE = re.compile(r"^#\s*(\w{1,30})\s*=\s*(\S{1,200})\s*$")
_INSTRUCTION = re.compile(r"^\s*([A-Za-z]{2,20})(?:\s+|$)")
_FLAG = re.compile(r"^--([a-z]{1,20})(?:=(\S{0,300}))?(?:\s+|$)")
_HEREDOC = re.compile(r"(?:^|\s)\d?<<(-?)([\"']?)([A-Za-z_]\w{0,60})\2(?=\s|$)")
_VARIABLE = re.compile(r"\\(.)|\$(?:\{([A-Za-z_]\w{0,60})(?::([-+])([^{}$]{0,300}))?\}|([A-Za-z_]\w{0,60}))|\$")


class NoDockerfile(ValueError):
    """What cannot be one: a template, a here-document without an end, an instruction without a name."""


class Instruction(Struct, frozen=True):
    """One instruction with its lines joined."""

    name: str
    """In upper case."""
    arguments: str
    """What follows the flags."""
    line: int
    flags: Mapping[str, str]
    heredocs: tuple[str, ...] = ()
    """Ends of the here-documents that it holds."""

    def words(self) -> tuple[str, ...] | None:
        """The arguments in JSON form, else split at blanks; `None` when a quote holds blanks, which is not certain."""
        if (listed := self.listed()) is not None:
            return listed
        words = self.arguments.split()
        if any(word.count(mark) % 2 for word in words for mark in "\"'"):
            return None
        return tuple(word.strip("\"'") for word in words)

    def listed(self) -> tuple[str, ...] | None:
        """The arguments when they are in JSON form."""
        if not self.arguments.startswith("["):
            return None
        try:
            value = json.loads(self.arguments)
        except (ValueError, RecursionError):
            return None
        return tuple(value) if isinstance(value, list) and all(isinstance(word, str) for word in value) else None


def instructions(text: str) -> Iterator[Instruction]:
    """The instructions in order; `NoDockerfile` for what cannot be one."""
    if "{{" in text or "{%" in text:
        raise NoDockerfile("a template")
    lines = text.removeprefix("\ufeff").split("\n")
    if len(lines) > MAX_LINES:
        raise NoDockerfile(f"over {MAX_LINES:,} lines")
    escape = _escape(lines)
    number = 0
    while number < len(lines):
        start = number + 1
        joined, number = _joined(lines, number, escape)
        if not joined.strip():
            continue
        heredocs = _heredocs(joined)
        for end, tabs in heredocs:
            number = _after(lines, number, end, tabs)
        yield _instruction(joined, start, tuple(end for end, _ in heredocs))


def _escape(lines: list[str]) -> str:
    """The character at the end of a line that goes on, by a directive above everything else."""
    for line in lines:
        found = _DIRECTIVE.match(line.strip())
        if not found:
            return "\\"
        if found[1].lower() == "escape" and found[2] in "\\`":
            return found[2]
    return "\\"


def _joined(lines: list[str], number: int, escape: str) -> tuple[str, int]:
    """An instruction from that line on as one line, and the number of the line after it."""
    parts: list[str] = []
    size = 0
    while number < len(lines):
        bare = lines[number].rstrip()
        number += 1
        if bare.lstrip().startswith("#"):
            if not parts:
                break
            continue
        if parts and not bare:
            continue
        goes_on = bare.endswith(escape)
        part = bare[: -len(escape)] if goes_on else bare
        size += len(part)
        if size <= MAX_CHARS:
            parts.append(part)
        if not goes_on:
            break
    if size > MAX_CHARS:
        raise NoDockerfile(f"an instruction of over {MAX_CHARS:,} characters")
    return "".join(parts), number


def _heredocs(joined: str) -> list[tuple[str, bool]]:
    """The ends of here-documents that begin in the instruction, each with whether tabs before it are dropped."""
    name = joined.split(maxsplit=1)[0].upper()
    if "<<" not in joined or name not in ("RUN", "COPY", "ADD"):
        return []
    return [(found[3], bool(found[1])) for found in _HEREDOC.finditer(joined)]


def _after(lines: list[str], number: int, end: str, tabs: bool) -> int:
    for at in range(number, len(lines)):
        if (lines[at].lstrip("\t") if tabs else lines[at]).rstrip("\r") == end:
            return at + 1
    raise NoDockerfile("a here-document without an end")


def _instruction(joined: str, line: int, heredocs: tuple[str, ...]) -> Instruction:
    if not (found := _INSTRUCTION.match(joined)):
        raise NoDockerfile(f"line {line} is no instruction")
    rest = joined[found.end() :].strip()
    flags: dict[str, str] = {}
    while flag := _FLAG.match(rest):
        flags[flag[1]] = (flag[2] or "").strip("\"'")
        rest = rest[flag.end() :]
    return Instruction(found[1].upper(), rest, line, flags, heredocs)


def pairs(arguments: str) -> dict[str, str | None]:
    """Names and values of `ENV` and `ARG`; a name without a value has `None`."""
    first = arguments.split(maxsplit=1)
    if len(first) > 1 and "=" not in first[0]:
        return {first[0]: first[1].strip("\"'")}
    try:
        words = shlex.split(arguments)
    except ValueError:
        return {}
    return {name: value if equals else None for name, equals, value in (word.partition("=") for word in words)}


def expanded(word: str, values: Mapping[str, str | None]) -> str | None:
    """The word with variables replaced; `None` when one is not known, or is used in an unusual way."""
    out: list[str] = []
    at = 0
    for found in _VARIABLE.finditer(word):
        out.append(word[at : found.start()])
        at = found.end()
        value = found[1] if found[1] else _value(found, values)
        if value is None:
            return None
        out.append(value)
    text = "".join([*out, word[at:]])
    return text if len(text) <= MAX_CHARS else None


def _value(found: re.Match[str], values: Mapping[str, str | None]) -> str | None:
    name = found[2] or found[5]
    if not name:
        return None
    value = values.get(name)
    if found[3] == "-":
        return value or (found[4] if name not in values or values[name] == "" else None)
    return None if found[3] == "+" else value
