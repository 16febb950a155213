"""What the user named: a person, a repository on the host, or a folder."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from portfolio_audit.errors import BadTarget
from portfolio_audit.model.facts import HostFacts
from portfolio_audit.model.values import Unavailable

_LOGIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True, slots=True)
class Person:
    """A username on the host."""

    login: str


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on the host."""

    owner: str
    name: str


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on this machine, with git, without, or a bare repository."""

    path: Path
    also_username: bool = field(default=False, compare=False)
    """Whether the same word could have been a username."""
    as_it_stands: bool = False
    """Whether the files count as they lie there now, and not as they were last committed."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One commit of a repository that can be fetched from an address: `https:`, or `file:` of a folder with git."""

    url: str
    oid: str
    """Forty hexadecimal digits; empty for what is checked out there."""
    name: str
    page: str = ""
    """Where a person finds the repository."""
    host: HostFacts | Unavailable = Unavailable("not asked: not on a host")
    private: bool = False
    """Whether the address answers only to the token."""
    trial: bool = False
    """Whether the commit is a merge that the host made for a trial: its files count, it is nobody's work."""


Target = Person | Repository | Folder | Revision


def valid_login(text: str) -> bool:
    """Whether the host would accept it as a username."""
    return bool(_LOGIN.fullmatch(text))


def valid_name(text: str) -> bool:
    """Whether the host would accept it as a repository's name."""
    return bool(_NAME.fullmatch(text)) and text not in (".", "..")


def parse_target(text: str, server: str = "https://github.com") -> Target:
    """The target meant by a word of the command line; a folder wins over a username.

    Raises:
        BadTarget: it is nothing of the kind; the message says what is accepted.
    """
    if re.match(r"https?://", text):
        return _from_url(text, server)
    if text and (folder := _folder(text)):
        return Folder(folder, also_username=valid_login(text))
    word = text.removeprefix("@")
    owner, slash, name = word.partition("/")
    if not slash and valid_login(word):
        return Person(word)
    if slash and valid_login(owner) and valid_name(name.removesuffix(".git")):
        return Repository(owner, name.removesuffix(".git"))
    raise BadTarget(f"{text!r} is no username, owner/repo, {server} address or folder here. Check the spelling.")


def _folder(text: str) -> Path | None:
    try:
        path = Path(text).expanduser()
        if path.is_dir():
            return path.resolve()
        if path.exists():
            raise BadTarget(f"{text!r} is a file. Give the folder it is in.")
    except RuntimeError:  # `~somebody` who is not on this machine
        return None
    except OSError as error:
        raise BadTarget(f"{text!r} cannot be opened: {error.strerror}.") from None
    return None


def _from_url(text: str, server: str) -> Target:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    expected = urlsplit(server).hostname
    if host not in (expected, f"www.{expected}"):
        raise BadTarget(
            f"{text!r} is not on {expected}. Clone it and give the folder, "
            "or set GITHUB_SERVER_URL and GITHUB_API_URL for another GitHub."
        )
    words = [word for word in parts.path.split("/") if word]
    if len(words) == 1 and valid_login(words[0]):
        return Person(words[0])
    if len(words) >= 2 and valid_login(words[0]) and valid_name(words[1].removesuffix(".git")):
        return Repository(words[0], words[1].removesuffix(".git"))
    raise BadTarget(f"{text!r} names neither a user nor a repository.")
