"""Packages that a command installs outside of any manifest: in a notebook, a README, a container, a script."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.needs.distributions import normal, of_conda

MAX_LINE = 2_000
_INSTALL = re.compile(
    r"\b(?:pip3?|conda|mamba|uv|poetry|pipenv|pdm|rye|easy_install)\b[^\n&|;]{0,60}?\b(?:install|add)\b"
)
_END = re.compile(r"&&|\|\||[;|#]")
_FILE = re.compile(r"(?:-\d[^/]*)?\.(?:git(?:@.*)?|whl|zip|tar\.gz)$")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,60}")
_TAKES_VALUE = frozenset({"-r", "--requirement", "-f", "--find-links", "-i", "--index-url", "--extra-index-url", "-c"})
_TAKES_VALUE_TOO = frozenset({"--channel", "-n", "--name", "-t", "--target", "--constraint", "--timeout"})


def installed(text: str) -> Iterator[str]:
    """Normalised names of what the commands in a text install."""
    for word in asked(text):
        last = word.rstrip("/").rpartition("/")[2] if "/" in word else word
        if found := _NAME.match(_FILE.sub("", last)):
            yield normal(found[0])
            yield of_conda(normal(found[0]))


def asked(text: str) -> Iterator[str]:
    """What the commands in a text install, each as it is asked for: `pandas`, `pandas==2.2.3`, an address."""
    if "install" not in text and " add " not in text:
        return
    for line in text.replace("\\\n", " ").split("\n"):
        if ("install" in line or " add " in line) and (found := _INSTALL.search(line[:MAX_LINE])):
            yield from _words(_END.split(line[found.end() : MAX_LINE], maxsplit=1)[0])


def _words(words: str) -> Iterator[str]:
    skip = False
    for word in words.replace(",", " ").split():
        bare = word.strip("\"'`()[]")
        if skip or bare.startswith("-"):
            skip = bare in _TAKES_VALUE or bare in _TAKES_VALUE_TOO
            continue
        yield bare
