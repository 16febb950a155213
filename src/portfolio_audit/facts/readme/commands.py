"""Commands that a README tells its reader to run, and whether what they need is there."""

import re
from collections.abc import Container, Iterator
from functools import lru_cache

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.callable import Callables
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.facts.readme.shell import Shell
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Command

MAX_COMMANDS = 300
_COMPARED = 20_000_000
"""Characters of a block in which its inline code is looked for."""
_PROMPT = re.compile(
    r"\s{0,40}(?:\([\w.-]{1,30}\)\s?)?"
    r"(?:[\w.@:~/\\-]{0,40}[$%>❯➜]\s{0,3}|>>>\s|!\s{0,2}|PS [^>\n]{1,60}>\s?|C:[^>\n]{0,60}>\s?)?"
)
_STEP = re.compile(r"(?:[-*•]|\d{1,2}[.)]|[a-z]\))\s+")
_CHAIN = re.compile(r"\s(?:&&|\|\||;|\|)\s|\s&&|;\s")
_REMARK = re.compile(r"\s#\s.*$")
_ENV = re.compile(r"(?:[A-Z_]{2,40}=\S{0,80} )")
_KNOWN = load("commands")
_END = r"(?:(?<=\()|(?!\w))"


def _any(patterns: list[str], flags: int = 0) -> re.Pattern[str]:
    """One expression for all of the patterns."""
    return re.compile("(?:" + "|".join(patterns).replace("{py}", _KNOWN["python"]) + ")", flags)


_R = re.compile(r"R(?:script)?\b")
_OF_AN_ENVIRONMENT = re.compile(
    r"(?:\./)?\.?\w{0,20}env\w{0,10}[\\/](?:bin|Scripts)[\\/](?!activate)(?=\w)", re.IGNORECASE
)
"""A program of a virtual environment, named by its path."""
_WRAPPER = re.compile(_any(_KNOWN["wrappers"]).pattern + " ")
# Whatever a project's own environment runs is the project.
_RUNNER = re.compile(r"(?:poetry|uv|pipenv|pdm|rye|hatch) run \w")
_HEAD = _any(_KNOWN["heads"], re.IGNORECASE)
_INSIDE = _any(_KNOWN["inside"])
# Prose starts with a capital, "Make predictions" is no command; only the steps of an installation are often written so.
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role["name"], re.compile(_any(role["patterns"]).pattern + _END, re.IGNORECASE if role["name"] == "install" else 0))
    for role in _KNOWN["roles"]
)
_FENCES = frozenset(_KNOWN["fences"])
# Where the sentence goes on behind a command that stands in it without marks.
_PROSE = re.compile(
    r"\s(?:" + "|".join(_KNOWN["prose"]) + r")(?=\s|$)|[\u0370-\u1fff\u2e80-\uffef]|[.!,;:](?=\s|$)|\s[(—–|]"
)


def commands(blocks: list[Block], tree: Tree, callables: Callables) -> tuple[Command, ...]:
    """Every command in reading order, with its role and whether what it needs is there."""
    shell = Shell(tree, callables, blocks)
    own = callables.console_scripts()
    for text, line in _candidates(blocks, own):
        for piece in _CHAIN.split(_REMARK.sub("", text)):
            role = role_of(piece) or ("run" if bare(piece).partition(" ")[0] in own else None)
            shell.note(piece)
            if role is not None:
                shell.run(piece, bare(piece), line, role)
            if len(shell.found) >= MAX_COMMANDS:
                return shell.commands()
    return shell.commands()


@lru_cache(maxsize=4_096)
def role_of(text: str) -> str | None:
    """`install`, `run`, `test` or `other`; `None` when it is no command that is known."""
    command = bare(text)
    if not _HEAD.match(command) and not _RUNNER.match(text.lstrip("$ ")):
        return None
    role = next((role for role, pattern in _ROLES if pattern.match(command)), None)
    return role or ("run" if _RUNNER.match(text.lstrip("$ ")) else None)


def bare(text: str) -> str:
    """The command without prompt, variables and wrappers."""
    match = _PROMPT.match(text)
    command = (text[match.end() :] if match else text).strip()
    command = _STEP.sub("", command, count=1) if _STEP.match(command) else command
    for _ in range(3):
        for prefix in (_ENV, _WRAPPER, _OF_AN_ENVIRONMENT):
            if found := prefix.match(command):
                command = command[found.end() :].lstrip()
    first = command[:1] if _R.match(command) else command[:1].lower()  # a sentence, or a phone, begins with a capital
    return " ".join((first + command[1:500]).split())


def _candidates(blocks: list[Block], own: Container[str]) -> Iterator[tuple[str, int]]:
    for block in blocks:
        if block.kind == "code":
            if block.language in _FENCES:
                yield from _code_lines(block)
        elif block.kind != "heading":
            yield from _prose_commands(block, own)


def _code_lines(block: Block) -> Iterator[tuple[str, int]]:
    foreign = block.language in ("python", "py", "r", "js", "javascript", "yaml")
    for offset, line in enumerate(block.text.split("\n")):
        text = line.strip()
        if text and not text.startswith(("#", "//", "::", "REM ")) and len(text) < 2_000:
            if foreign and not text.startswith(
                ("!", "$", "%", "pip", "git ", "streamlit", "python", "uvicorn", "npm", "cd ", "install.")
            ):
                continue
            yield text, block.line + offset


def _prose_commands(block: Block, own: Container[str]) -> Iterator[tuple[str, int]]:
    lines = block.text.split("\n")
    marked = block.codes[: _COMPARED // (len(block.text) + 1)]
    for offset, line in enumerate(lines):
        codes = [code for code in marked if code in line][:50]
        for code in codes:
            yield from ((text, block.line + offset) for text in code.split("\n") if _is_told(text, own))
        if not codes and role_of(line) == "install":
            yield line[:2_000].strip(), block.line + offset
        elif not codes and len(line) < 5_000 and (match := _INSIDE.search(line)):
            said = line[match.start() : match.start() + 300]
            end = _PROSE.search(said, match.end() - match.start())
            yield said[: end.start() if end else None], block.line + offset


def _is_told(code: str, own: Container[str]) -> bool:
    """Whether inline code is a command to type, and not the name of a tool."""
    role = role_of(code)
    return (bool(role) and " " in code.strip()) or role == "test" or code.partition(" ")[0] in own
