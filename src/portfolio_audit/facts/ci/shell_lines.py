"""Lines of a shell to the commands that they run, and whether anybody takes notice when one fails."""

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from posixpath import basename

from msgspec import Struct

from portfolio_audit.knowledge import load

MAX_CHARS = 2_000
MAX_DEPTH = 4
_EXPRESSION = re.compile(r"\$\{\{[^{}]{0,300}\}\}")
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_OPERATORS = frozenset({"&&", "||", ";", "|", "&", ";;", "|&"})
_OPENING = frozenset(["if", "then", "elif", "else", "do", "while", "until", "time", "exec", "sudo", "!", "{", "("])
_GIVEN = frozenset({"-c", "-lc", "-ec", "-xc", "-e", "-Command"})
"""Options after which a shell or an interpreter takes its text."""


class Run(Struct, frozen=True):
    """One command of a line."""

    words: tuple[str, ...]
    """What it is and its arguments, without assignments and keywords before it; never empty."""
    heeded: bool = True
    """Whether its failure fails the line."""

    @property
    def tool(self) -> str:
        """The program's name, without folder and ending, in lower case."""
        return tool(self.words[0])

    @property
    def talks(self) -> bool:
        """Whether it does nothing but print."""
        return self.tool in load("deployment")["commands"]["talk"]

    @property
    def prepares(self) -> bool:
        """Whether it prints, installs or moves things about, which is not yet what a pipeline is for."""
        known = load("deployment")["commands"]
        module = self.words[2] if self.words[1:2] == ("-m",) and len(self.words) > 2 else ""
        if module in known["prepare"] or not {*self.words[1:3]}.isdisjoint(known["installs"]):
            return True
        return self.talks or self.tool in known["prepare"]


def tool(word: str) -> str:
    """The program that a word of a command names."""
    return basename(word).lower().removesuffix(".exe").removesuffix(".cmd").removesuffix(".bat")


def joined(text: str) -> list[str]:
    """The lines of a script, those that go on put together; comments and blank ones are left out."""
    lines = re.sub(r"\\\r?\n\s*", " ", text).split("\n")
    return [bare for line in lines if (bare := line.strip()) and not bare.startswith("#")]


def runs(line: str, depth: int = 0) -> Iterator[Run]:
    """The commands of a line in order; what is handed to a shell as a text is looked into."""
    parts, operators = _split(_tokens(line))
    for at, words in enumerate(parts):
        if not words:
            continue
        run = Run(words, heeded=not (operators[at] == "||" and _excuses(parts[at + 1 :])))
        if depth < MAX_DEPTH and (inner := _given(words)) and not run.talks:
            yield from (Run(one.words, one.heeded and run.heeded) for one in runs(inner, depth + 1))
        yield run


def _tokens(line: str) -> list[str]:
    text = _EXPRESSION.sub("$EXPRESSION", line[:MAX_CHARS])
    lexer = shlex.shlex(text, posix=True, punctuation_chars=";&|")
    lexer.whitespace_split = True
    try:
        return list(lexer)
    except ValueError:  # a quote without an end
        return text.split()


def _split(tokens: list[str]) -> tuple[list[tuple[str, ...]], list[str]]:
    """The words of each command, and the operator after it."""
    parts: list[list[str]] = [[]]
    operators: list[str] = []
    for token in tokens:
        if token in _OPERATORS:
            operators.append(token)
            parts.append([])
        else:
            parts[-1].append(token)
    return [tuple(_bare(words)) for words in parts], [*operators, ""]


def _bare(words: list[str]) -> list[str]:
    while words and (words[0] in _OPENING or _ASSIGNED.match(words[0])):
        words = words[1:]
    return words


def _excuses(rest: list[tuple[str, ...]]) -> bool:
    """Whether what stands after "or else" lets the line succeed: it prints or does nothing, and does not exit."""
    return all(not words or Run(words).talks or words == ("exit", "0") for words in rest)


def _given(words: tuple[str, ...]) -> str:
    return next((text for option, text in pairwise(words) if option in _GIVEN), "")
