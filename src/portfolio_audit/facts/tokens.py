"""Python that does not parse, read by its tokens: Python 2, a file cut in the middle, a line of another language."""

import io
import token
import tokenize
from collections.abc import Iterator
from itertools import pairwise
from keyword import iskeyword

Token = tokenize.TokenInfo
MAX_RESTARTS = 50
"""Lines at which reading may stumble and go on behind them."""
MAX_AGAIN = 20_000
"""Tokens and lines that are read again after a stumble: what never ends is read to the end of the text each time."""
_DEAR = 20
"""As many tokens counts a character that begins none: it may have cost a look at the rest of its line."""


def logical_lines(text: str) -> Iterator[list[Token]]:
    """The statements of a text, each as its tokens; an empty one at the end when some of the text was not read."""
    lines = [line.lstrip() for line in text.split("\n")]  # what does not parse is often indented wrongly
    start = again = 0
    for attempt in range(MAX_RESTARTS):
        if again > MAX_AGAIN:
            break
        line: list[Token] = []
        try:
            for item in tokenize.generate_tokens(io.StringIO("\n".join(lines[start:])).readline):
                again += _DEAR if item.type == token.ERRORTOKEN else bool(attempt)
                if again > MAX_AGAIN:
                    yield []
                    return
                if item.type in (token.NEWLINE, token.ENDMARKER):
                    if line:
                        yield [_moved(part, start) for part in line]
                    line = []
                elif item.type not in _LAYOUT:
                    line.append(item)
            return
        except (tokenize.TokenError, SyntaxError) as error:
            if str(error.args[0]).startswith("EOF"):
                again += len(lines) - start
            if line:
                yield [_moved(part, start) for part in line if part.start[0] == line[0].start[0]]
            start += line[0].start[0] if line else 1
        if start >= len(lines):
            return
    yield []


_LAYOUT = frozenset({tokenize.COMMENT, tokenize.NL, token.INDENT, token.DEDENT})


def _moved(item: Token, lines: int) -> Token:
    return item._replace(start=(item.start[0] + lines, item.start[1]))


def called(line: list[Token]) -> Iterator[tuple[list[str], bool]]:
    """What is called in a statement: the parts of the dotted name, and whether it starts with a name of the file."""
    for place, item in enumerate(line):
        if item.string == "(" and place and _is_name(line[place - 1]):
            first = place - 1
            while first >= 2 and line[first - 1].string == "." and _is_name(line[first - 2]):
                first -= 2
            before = line[first - 1].string if first else ""
            if before not in ("def", "class"):
                yield [part.string for part in line[first:place:2]], before != "."


def keywords(line: list[Token]) -> Iterator[str]:
    """Names of keyword arguments."""
    depth = 0
    for item, after in pairwise(line):
        depth += (item.string in "([{") - (item.string in ")]}") if item.type == token.OP else 0
        if depth > 0 and _is_name(item) and after.string == "=":
            yield item.string


def strings(line: list[Token]) -> Iterator[str]:
    """Literals, without quotes and prefixes."""
    for item in line if len(line) > 1 else ():
        if item.type == token.STRING:
            bare = item.string.lstrip("rRbBuUfF")
            quotes = bare[:3] if bare[:3] in ('"""', "'''") else bare[:1]
            yield bare[len(quotes) : -len(quotes)]


def _is_name(item: Token) -> bool:
    return item.type == token.NAME and not iskeyword(item.string)
