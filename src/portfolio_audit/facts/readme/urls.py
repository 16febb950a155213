"""What an address says by itself: its host, whether it is the project's own app, a video, data, …"""

import ipaddress
import re
from functools import cache
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from portfolio_audit.knowledge import load

_STAND_IN = re.compile(
    r"twitter_handle|linkedin_username|github_username|repo_name|\byour[-_]?\w*|yourname|<|%3c|\busername\b|\bexample\.(?:com|org)|\bx{3,}\b|app-url"
)
_HOST = re.compile(r"[a-z0-9.-]{1,253}")


def split(url: str) -> SplitResult | None:
    """The parts of an address, or `None` when it is none."""
    text = unquote(url.strip()).strip("()<>[]") if url.startswith(("%5B", "[", "(")) else url.strip()
    try:
        parts = urlsplit(f"https://{text}" if text.startswith("www.") else text)
        return parts if parts.scheme.lower() in ("http", "https") and host(parts) else None
    except ValueError:
        return None


def host(parts: SplitResult) -> str:
    """The host in lower case, without user, port and `www.`."""
    name = parts.netloc.rpartition("@")[2].partition(":")[0].lower().removeprefix("www.")
    return name if _HOST.fullmatch(name) else ""


@cache
def known(group: str) -> dict[str, Any]:
    """A table of `links.toml`."""
    return dict(load("links")[group])


def under(name: str, hosts: list[str] | tuple[str, ...]) -> bool:
    """Whether a host is one of the names or below it; entries with a path are never a bare host."""
    return any(name == entry or name.endswith("." + entry.lstrip(".")) for entry in hosts)


def starts(parts: SplitResult, prefixes: list[str]) -> bool:
    """Whether host and path begin with one of the entries, on any sub-domain."""
    whole = host(parts) + parts.path.lower()
    return any(whole.startswith(entry) or f".{entry}" in whole.partition("/")[0] + whole for entry in prefixes)


def matches(parts: SplitResult, entries: list[str]) -> bool:
    """Whether an address belongs to one of the entries: host names, or host and path."""
    name, whole = host(parts), host(parts) + parts.path.lower()
    for entry in entries:
        if "/" in entry:
            if whole.startswith(entry) or (
                whole.partition("/")[0].endswith("." + entry.partition("/")[0]) and entry.partition("/")[2] in whole
            ):
                return True
        elif name == entry or name.endswith("." + entry) or ("." not in entry and entry in name):
            return True
    return False


def is_app(parts: SplitResult) -> bool:
    """Whether a known host runs a project at this address."""
    name, table = host(parts), known("app")
    if name in table["not_projects"]:
        return name == "share.streamlit.io" and parts.path.count("/") >= 2
    if name == "t.me":
        return parts.path.lower().rstrip("/").endswith("bot")
    if starts(parts, table["paths"]):
        return True
    return any(name.endswith(suffix) if suffix.startswith(".") else name == suffix for suffix in table["suffixes"])


def is_stand_in(parts: SplitResult) -> bool:
    """Whether the address still has a template's name in place of the project's."""
    return has_stand_in(host(parts) + parts.path)


def has_stand_in(url: str) -> bool:
    """The same of any address, as of a mailbox."""
    return bool(_STAND_IN.search(url.lower()))


def is_personal(parts: SplitResult) -> bool:
    """Whether a site under this host is often its owner's own page."""
    return host(parts).endswith(tuple(known("app")["personal"]))


def is_private(name: str) -> bool:
    """Whether nobody but the author can reach the host, or only for a while."""
    table = known("not_app")
    if (
        name in table["local"]
        or under(name, table["temporary"])
        or name.endswith((".local", ".localhost", ".internal"))
    ):
        return True
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return "." not in name


def may_be_own_domain(parts: SplitResult) -> bool:
    """Whether a host might be the project's own: none of the sites that everyone links to."""
    name, table = host(parts), known("not_app")
    if is_private(name) or under(name, table["common"]) or name.partition(".")[0] in table["documentation"]:
        return False
    return not (
        is_video(parts) or is_data(parts) or is_notebook(parts) or is_paper(parts) or name.endswith((".edu", ".gov"))
    )


def is_video(parts: SplitResult) -> bool:
    """Whether a video plays there."""
    table = known("video")
    if parts.path.lower().endswith(tuple(table["suffixes"])):
        return True
    return (
        matches(parts, table["hosts"])
        and not any(sign in parts.path.lower() for sign in table["not_walks"])
        and len(parts.path) > 1
    )


def is_shared_file(url: str) -> bool:
    """Whether somebody put a file there to be seen by others."""
    parts = split(url)
    return parts is not None and matches(parts, known("video")["shared"])


def is_data(parts: SplitResult) -> bool:
    """Whether a data set is there."""
    table = known("data")
    if matches(parts, table["hosts"]) or parts.path.lower().endswith(tuple(table["suffixes"])):
        return True
    pieces = [piece for piece in parts.path.lower().split("/") if piece]
    return host(parts).endswith("kaggle.com") and len(pieces) >= 2 and pieces[0] not in table["kaggle_reserved"]


def is_notebook(parts: SplitResult) -> bool:
    """Whether it opens a notebook on somebody's machine."""
    table = known("notebook")
    whole = host(parts) + parts.path.lower()
    return matches(parts, table["hosts"]) or any(path in whole for path in table["paths"])


def is_paper(parts: SplitResult) -> bool:
    """Whether it is a scientific paper."""
    return matches(parts, known("paper")["hosts"])
