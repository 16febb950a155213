"""Addresses of databases that carry a password."""

import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.security.hits import Hit
from portfolio_audit.knowledge import load

_LOGIN = re.compile(r"://([^\s/:@\"'`<>]{0,80}):([^\s/:@\"'`<>]{1,120})@([A-Za-z0-9.-]{4,200})")
_SCHEME = re.compile(r"([a-z]{4,12})(?:\+[a-z0-9]{2,12})?$")
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}|\d{1,3}(?:\.\d{1,3}){3}")
_ATLAS = re.compile(r"[a-z0-9-]{1,60}(?:\.[a-z0-9]{4,8}|-[a-z0-9]{5}(?:\.(?:gcp|azure|aws))?)\.mongodb\.net")
_PLACEHOLDER = re.compile(r"[{}$<>\[\]*()]|%[sd(]|\.\.\.|…")
_DOCKER = re.compile(r"172\.(?:1[6-9]|2\d|3[01])\.")
_LEAST = 6
"""Characters of a password that is worth the name."""
_MAX_FOUND = 200


def find_addresses(text: str) -> Iterator[Hit]:
    """Addresses of databases on hosts that anybody can reach, with a password that somebody chose."""
    if "://" not in text or "@" not in text:
        return
    for _, found in zip(range(_MAX_FOUND), _LOGIN.finditer(text), strict=False):
        before = _SCHEME.search(text, max(0, found.start() - 26), found.start())
        title = _schemes().get(before[1]) if before else None
        user, password, host = found[1], found[2], found[3].rstrip(".").lower()
        if before and title and _is_password(password, user) and _is_reachable(host):
            yield Hit(f"{title} address with its password", before[0] + found[0], before.start())


@cache
def _schemes() -> dict[str, str]:
    names: dict[str, str] = load("secrets")["addresses"]["schemes"]
    return names


def _is_password(password: str, user: str) -> bool:
    table = load("secrets")["addresses"]
    low = password.lower()
    if len(password) < _LEAST or low == user.lower() or _PLACEHOLDER.search(password) or _PLACEHOLDER.search(user):
        return False
    if low.strip("_-.!@#%0123456789") in table["weak"] or len(set(low)) < _LEAST - 1:
        return False
    is_shouted = password.isalpha() and password.isupper()
    return not is_shouted and not any(word in low for word in table["placeholders"])


def _is_reachable(host: str) -> bool:
    table = load("secrets")["addresses"]
    if not _HOST.fullmatch(host) or _DOCKER.match(host):
        return False
    if host.startswith(tuple(table["private"])) or host.endswith(tuple(table["endings"])):
        return False
    if host.endswith("mongodb.net") and not _ATLAS.fullmatch(host):
        return False
    return not any(word in host for word in table["made-up"])
