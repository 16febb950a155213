"""Where a folder's repository is on the host, as its git configuration says. Only text is read; git is not run."""

import re
from pathlib import Path

from portfolio_audit.sources.storage import configured, owns_storage

_REMOTE = re.compile(r'[ \t]*\[remote "origin"\][ \t]*')
_SECTION = re.compile(r"[ \t]*\[")
_URL = re.compile(r"[ \t]*url[ \t]*=[ \t]*(\S{1,300})[ \t]*")
_NAMES = re.compile(r"(?P<owner>[A-Za-z0-9][A-Za-z0-9_-]{0,38})/(?P<name>[A-Za-z0-9._-]{1,100})")


def page_of(folder: Path, server: str) -> str:
    """The page of the repository on that host; empty when it has none there, or does not say so plainly."""
    if not owns_storage(folder):
        return ""
    host = re.escape(server.partition("://")[2])
    address = re.compile(rf"(?:(?:https?|ssh|git)://(?:[^@/\s]{{1,100}}@)?|git@){host}(?::22|:443)?[/:](\S+)")
    for url in _urls(configured(folder).split("\n")):
        found = address.fullmatch(url)
        names = _NAMES.fullmatch(found[1].rstrip("/").removesuffix(".git")) if found else None
        if names and names["name"] not in (".", ".."):
            return f"{server}/{names['owner']}/{names['name']}"
    return ""


def _urls(lines: list[str]) -> list[str]:
    inside, urls = False, []
    for line in lines:
        if _SECTION.match(line):
            inside = bool(_REMOTE.fullmatch(line))
        elif inside and (found := _URL.fullmatch(line)):
            urls.append(found[1].strip('"'))
    return urls
