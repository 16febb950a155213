"""The username that somebody meant by what they wrote: a name, an @handle, an address."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from portfolio_audit.knowledge import load
from portfolio_audit.targets import valid_login
from portfolio_audit.text import shown

BLANK = "no username: ask the student for it"
_QUOTES = "\"'`´‘’‚“”„«»<>()[]{},;"
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)
_EMAIL = re.compile(r"(?:mailto:)?[^@\s/:]+@[^@\s/]+\.[^@\s/:]+", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z+.-]*://", re.IGNORECASE)
_SSH = re.compile(r"git@([^:/\s]+):(.+)")
_SITE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?[/?#].*", re.IGNORECASE)


class Handle(NamedTuple):
    """What was understood."""

    login: str
    """Empty where none was."""
    reason: str = ""
    """Why not, and what to do."""
    marked: bool = False
    """Whether it was written as an address or with an @, as only usernames are."""
    in_repository: bool = False
    """Whether it is the owner in a repository's address."""


def cleaned(text: str, keep: str = "") -> str:
    """The text without what cannot be seen, and with ordinary spaces.

    Args:
        keep: invisible characters that stay.
    """
    if text.isascii() and text.isprintable():
        return text.strip()
    seen = (char for char in text if char in keep or unicodedata.category(char) != "Cf")
    return "".join(" " if char.isspace() else char for char in seen).strip()


def read_handle(text: str, server: str) -> Handle:
    """The username that the text means on that server, or why it means none.

    Args:
        server: `https://github.com`, or the address of a GitHub Enterprise.
    """
    word = _unquoted(text)
    if word.casefold() in _listed("blanks") or not any(char.isalnum() for char in word):
        return Handle("", f"{shown(repr(word), 30)} stands for no username: ask the student for it" if word else BLANK)
    if valid_login(word):
        return Handle(word)
    if _EMAIL.fullmatch(word):
        return Handle(
            "", "an e-mail address is no username: ask the student for the name in the address of their profile"
        )
    if _SCHEME.match(word) or _SSH.fullmatch(word) or _is_site(word, server):
        return _of_address(word, server)
    return _of_word(word)


def _unquoted(text: str) -> str:
    word = cleaned(text)
    if formula := _FORMULA.fullmatch(word):
        word = formula[1]
    return word.strip(_QUOTES + " ")


def _is_site(word: str, server: str) -> bool:
    """Whether it is an address without its scheme; `a.b` may be anything, `a.b/c` is one."""
    host = re.split(r"[:/?#]", word)[0].lower()
    return host in _hosts(server) or bool(_SITE.fullmatch(word))


@cache
def _hosts(server: str) -> tuple[str, str]:
    host = urlsplit(server).hostname or ""
    return host, f"www.{host}"


def _of_address(word: str, server: str) -> Handle:
    host, path = _split(word)
    if host not in _hosts(server):
        return Handle(
            "", f"an address that is not on {_hosts(server)[0]}: ask the student for the one of their profile there"
        )
    words = [part for part in unquote(path).split("/") if part]
    login = words[0].removeprefix("@") if words else ""
    if not valid_login(login) or login.lower() in _listed("paths"):
        return Handle("", "an address that is nobody's profile: ask the student for the one of theirs")
    return Handle(login, marked=True, in_repository=len(words) > 1)


def _split(word: str) -> tuple[str, str]:
    """Host and path, without port, query and fragment."""
    if ssh := _SSH.fullmatch(word):
        return ssh[1].lower(), ssh[2]
    try:
        parts = urlsplit(word if _SCHEME.match(word) else f"https://{word}")
        return parts.hostname or "", parts.path
    except ValueError:
        return "", ""


def _of_word(word: str) -> Handle:
    bare = word.removeprefix("@").rstrip("/ ")
    owner, slash, name = bare.partition("/")
    if valid_login(owner) and (not slash or re.fullmatch(r"[A-Za-z0-9._-]{1,100}", name)):
        return Handle(owner, marked=word.startswith("@"), in_repository=bool(slash))
    if re.search(r"[,;/|]", bare):
        return Handle("", "not a username; where several stand in one place, give each a line of its own")
    if " " in bare:
        return Handle(
            "", "a name with spaces is no username: ask the student for the one in the address of their profile"
        )
    return Handle("", "not a username: it may hold letters a to z, digits and hyphens, at most 39")


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(load("rosters")[name])
