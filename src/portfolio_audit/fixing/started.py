"""Servers that a container, a host or a script starts by their names, and that no code imports."""

import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.needs.texts import Texts, place
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence


@cache
def _started() -> re.Pattern[str]:
    names = "|".join(map(re.escape, load("howto")["started"]))
    before = r"^[ \t]*+(?:CMD|ENTRYPOINT|exec|command:|-|\w{1,20}+:)?[ \t]*+\[?[ \t]*+[\"']?"
    module = r"(?:python3?[\"', \t]{1,4}-m[\"', \t]{1,4})?"
    return re.compile(rf"{before}{module}({names})(?=[\"'\s])(?=.*[\w)]:[\w]|.*[\"' ]-)", re.MULTILINE)


def servers(texts: Texts) -> Iterator[tuple[str, Evidence]]:
    """(distribution, line) of each server that is started."""
    for path, text in texts.steps:
        for found in _started().finditer(text):
            yield load("howto")["started"][found[1]], place(path, text, found.start(1))
