"""Whether a README's relative paths and anchors lead anywhere."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from portfolio_audit.model.values import Snapshot

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:|//", re.IGNORECASE)
_ANCHOR = re.compile(r"(?:id|name)\s{0,2}=\s{0,2}[\"']([^\"'<>]{1,200})[\"']", re.IGNORECASE)
_BLOB = re.compile(r"https?://(?:www\.)?github\.com/[^/\s]+/([^/\s]+)/(?:blob|tree|raw)/[^/\s]+/(\S+)")


class Tree:
    """The paths of a repository, as seen from its README."""

    def __init__(self, snapshot: Snapshot, readme: str) -> None:
        self._name = snapshot.name
        self._folder = posixpath.dirname(readme)
        self._complete = not any("listed" in limit for limit in snapshot.limits)
        self._files = {entry.path for entry in snapshot.entries}
        self._folders = {"", *_folders(self._files)}

    def resolves(self, url: str) -> bool | None:
        """Whether a relative address exists; `None` for all others."""
        address = url.strip()
        if not address or address.startswith(("#", "www.")) or _SCHEME.match(address):
            return None
        path = unquote(address.partition("#")[0].partition("?")[0])
        base = "" if path.startswith("/") else self._folder
        return self.has(path.lstrip("/"), base)

    def has(self, path: str, folder: str = "") -> bool | None:
        """Whether a file or folder is there; `None` when it was perhaps left out."""
        whole = posixpath.normpath(posixpath.join(folder, path.replace("\\", "/"))).lstrip("/")
        whole = "" if whole == "." else whole
        if whole.startswith(".."):
            return None
        found = whole in self._files or whole.rstrip("/") in self._folders
        return True if found else (False if self._complete else None)

    def elsewhere(self, path: str) -> set[str]:
        """Names of the folders that hold a file of that name."""
        name = posixpath.basename(path.replace("\\", "/"))
        places = (posixpath.dirname(file) for file in self._files if posixpath.basename(file) == name)
        return {posixpath.basename(place) for place in places if place}

    def is_folder(self, path: str) -> bool:
        """Whether the path is a folder of the repository."""
        return path.strip("/") in self._folders


def _folders(files: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in files:
        folder = posixpath.dirname(path)
        while folder and folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found


class Anchors:
    """The places inside of a README that a `#link` can lead to."""

    def __init__(self, titles: Iterable[str], source: str) -> None:
        self._known = {_plain(name) for name in _ANCHOR.findall(source)}
        self._known |= {f"user-content-{name}" for name in self._known} | {"readme", "top", ""}
        counts: dict[str, int] = {}
        for title in titles:
            slug = slug_of(title)
            number = counts.get(slug, 0)
            counts[slug] = number + 1
            self._known.add(_plain(f"{slug}-{number}" if number else slug))

    def resolves(self, url: str) -> bool:
        """Whether the anchor is there."""
        return _plain(unquote(url.lstrip("#"))) in self._known


def slug_of(title: str) -> str:
    """The anchor that GitHub gives a heading."""
    kept = (
        char
        for char in title.strip().lower()
        if char in "-_ " or char.isalnum() or unicodedata.category(char)[0] == "M"
    )
    return "".join(kept).replace(" ", "-")


def _plain(name: str) -> str:
    # Emoji may or may not carry a variation selector in the link; GitHub's own copies differ.
    return name.lower().replace("\ufe0f", "")
