"""Secrets of two halves that stand close together, and signed statements that open everything."""

import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator

from portfolio_audit.facts.security.hits import Hit
from portfolio_audit.facts.security.plausible import looks_random
from portfolio_audit.facts.security.shapes import Pair, pairs

_NEAR = 400
"""Characters between the two halves of a key."""
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{10,200}\.(eyJ[\w-]{20,1000})\.[\w-]{40,200}(?![\w-])")
_MAX_FOUND = 100
_MOST_SLASHES = 4
"""In what is no path."""


def find_pairs(text: str, low: str) -> Iterator[Hit]:
    """Names of accounts with the secret beside, and service keys of Supabase.

    Args:
        low: the text in lower case, every character in its place.
    """
    for pair in pairs():
        if pair.first.mark in text and (not pair.first.beside or any(word in low for word in pair.first.beside)):
            yield from _of_pair(pair, text)
    if "eyJ" in text:
        yield from _supabase(text)


def _of_pair(pair: Pair, text: str) -> Iterator[Hit]:
    for _, found in zip(range(_MAX_FOUND), pair.first.pattern.finditer(text), strict=False):
        if not looks_random(found[0].removeprefix(pair.first.head), mixed=False):
            continue
        near = pair.second.pattern.finditer(text, max(0, found.start() - _NEAR), found.end() + _NEAR)
        if any(_is_second(half[0]) for half in near):
            yield Hit(pair.first.title, found[0], found.start())


def _is_second(value: str) -> bool:
    """Whether it is no path, no word and no hash."""
    has_digit = any(char.isdigit() for char in value)
    return has_digit and value.count("/") <= _MOST_SLASHES and looks_random(value, mixed=True)


def _supabase(text: str) -> Iterator[Hit]:
    for _, found in zip(range(_MAX_FOUND), _JWT.finditer(text), strict=False):
        if _role(found[1]) == "service_role":
            yield Hit("Supabase service key", found[0], found.start(), certain=True)


def _role(payload: str) -> object:
    try:
        claims = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return None
    is_theirs = isinstance(claims, dict) and claims.get("iss") == "supabase" and "ref" in claims
    return claims.get("role") if is_theirs else None
