"""All secrets of one text, judged by the place where it stands."""

import re
from collections.abc import Iterator
from functools import cache
from posixpath import basename

from portfolio_audit.facts.paths import is_aside, suffix
from portfolio_audit.facts.security.addresses import find_addresses
from portfolio_audit.facts.security.hits import Hit
from portfolio_audit.facts.security.keys import find_keys
from portfolio_audit.facts.security.pairs import find_pairs
from portfolio_audit.facts.security.tokens import find_tokens, in_lower_case, long_runs, without_pictures
from portfolio_audit.knowledge import load

_WORD = re.compile(r"[a-z]+")
_GOOGLE = "AIza"
_LARGE = 5_000
"""Characters from which a text may hold a picture."""


def find_secrets(path: str, text: str) -> Iterator[Hit]:
    """What must not be published, in the order of the text; each value once."""
    found = [*find_keys(text), *find_addresses(text)]
    text = without_pictures(text) if len(text) > _LARGE else text
    if runs := list(long_runs(text)):
        low = in_lower_case(text)
        found += [*find_tokens(text, low, runs), *find_pairs(text, low)]
    if not found:
        return
    shown = is_for_show(path)
    values = set()
    for hit in sorted(found, key=lambda hit: hit.offset):
        if hit.value in values or (shown and not hit.certain) or _is_public(hit, path, text):
            continue
        values.add(hit.value)
        yield hit


def is_for_show(path: str) -> bool:
    """Whether the values of a file are hardly ever meant: tests, examples, documentation, templates."""
    if is_aside(path) or suffix(path) in load("secrets")["places"]["documentation"]:
        return True
    return not _examples().isdisjoint(_WORD.findall(basename(path).lower()))


@cache
def _examples() -> frozenset[str]:
    return frozenset(load("secrets")["places"]["examples"])


def _is_public(hit: Hit, path: str, text: str) -> bool:
    """Whether it is a Google key in a page or an app, where visitors get it anyway, and of no service that costs."""
    places = load("secrets")["places"]
    if not hit.value.startswith(_GOOGLE) or not (suffix(path) in places["front-end"] or "<script" in text):
        return False
    low = in_lower_case(text)
    return not any(word in low for word in places["paid"])
