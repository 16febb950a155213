"""Whether a README's relative paths lead anywhere in the repository."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Home
from portfolio_audit.model.values import Snapshot

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:|//", re.IGNORECASE)
_BLOB = re.compile(
    r"https?://(?:www\.)?(?:github\.com/([\w.-]{1,100})/([\w.-]{1,100})/(?:blob|tree|raw|blame|edit)"
    r"|raw\.githubusercontent\.com/([\w.-]{1,100})/([\w.-]{1,100}))/(?:refs/heads/)?([^/\s?#]{1,200})([^\s?#]{0,1000})",
    re.IGNORECASE,
)
# Pages of a repository that are no files of it.
_PAGES = frozenset(load("links")["pages"]["names"])


class Tree:
    """The paths of a repository, as seen from its README."""

    def __init__(self, snapshot: Snapshot, readme: str) -> None:
        self.name = snapshot.name.rpartition("/")[2]
        self.folder = posixpath.dirname(readme)
        self._complete = not any("listed" in limit for limit in snapshot.limits)
        self._files = {_composed(entry.path): entry.path for entry in snapshot.entries}
        self._folders = {"", *_folders(self._files)}
        self._doors = {_composed(entry.path) for entry in snapshot.entries if entry.kind != "file"}
        self._caseless: dict[str, str] = {}
        self._places: dict[str, list[str]] = {}
        self._names: set[str] = set()

    def resolves(self, url: str) -> bool | None:
        """Whether a relative address exists; `None` for all others."""
        address = url.strip()
        if not address or address.startswith(("#", "www.")) or _SCHEME.match(address):
            return None
        path = unquote(address.partition("#")[0].partition("?")[0])
        if path.startswith(("/", "..")) and self._is_page(path):
            return None
        base = "" if path.startswith("/") else self.folder
        return self.has(path.lstrip("/"), base)

    def _is_page(self, path: str) -> bool:
        """Whether an address that leaves the folder may be one of the host's pages."""
        pieces = [piece for piece in path.lower().split("/") if piece not in ("", ".", "..")]
        return bool(pieces) and (pieces[0] in _PAGES or self.name.lower() in pieces[:2])

    def home(self, url: str) -> Home | None:
        """Where an absolute address leads in a repository of this name; `None` for all others."""
        found = _BLOB.match(url.strip())
        if not found:
            return None
        owner, name = found[1] or found[3], found[2] or found[4]
        if name.lower() != self.name.lower():
            return None
        return Home(f"{owner}/{name}", unquote(found[5]), self.has(unquote(found[6]).strip("/")))

    def has(self, path: str, folder: str = "") -> bool | None:
        """Whether a file or folder is there; `None` when it was perhaps left out, or lies behind a link."""
        whole = self._whole(path, folder)
        if whole is None:
            return None
        if whole in self._files or whole in self._folders:
            return True
        return False if self._complete and not self._is_behind(whole) else None

    def find(self, path: str, folder: str = "") -> str:
        """The file's path in the tree; empty when there is no such file."""
        return self._files.get(self._whole(path, folder) or "", "")

    def _whole(self, path: str, folder: str) -> str | None:
        whole = posixpath.normpath(posixpath.join(folder, path.replace("\\", "/"))).lstrip("/")
        whole = "" if whole == "." else _composed(whole)
        return None if whole.startswith("..") else whole

    def _is_behind(self, path: str) -> bool:
        """Whether a link or a submodule is on the way."""
        while self._doors and path:
            if path in self._doors:
                return True
            path = posixpath.dirname(path)
        return False

    def named_alike(self, path: str, folder: str = "") -> str:
        """A file whose path differs in case only, or that lies in another folder; empty when there is none."""
        if not self._caseless:
            self._caseless = {file.lower(): file for file in self._files}
        whole = self._whole(path, folder) or ""
        places = sorted(self.places(path), key=lambda place: (place.count("/"), place))
        return self._caseless.get(whole.lower(), "") or (places[0] if places else "")

    def places(self, path: str) -> list[str]:
        """Every file of that name, wherever it is."""
        if not self._places:
            for file in self._files:
                self._places.setdefault(posixpath.basename(file), []).append(file)
        return self._places.get(posixpath.basename(_composed(path.replace("\\", "/"))), [])

    def elsewhere(self, path: str) -> set[str]:
        """Names of the folders that hold a file of that name."""
        return {posixpath.basename(posixpath.dirname(file)) for file in self.places(path)} - {""}

    def has_named(self, path: str) -> bool:
        """Whether a file of that name is anywhere, in capitals or not."""
        if not self._names:
            self._names = {posixpath.basename(file).lower() for file in self._files}
        return posixpath.basename(_composed(path.replace("\\", "/"))).lower() in self._names

    def folder_names(self) -> set[str]:
        """The last names of all folders."""
        return {posixpath.basename(folder) for folder in self._folders} - {""}

    def is_folder(self, path: str) -> bool:
        """Whether the path is a folder of the repository."""
        return _composed(path.strip("/")) in self._folders


def _composed(path: str) -> str:
    # The same name may be spelled in two ways, and one of them comes from a Mac.
    return path if path.isascii() else unicodedata.normalize("NFC", path)


def _folders(files: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in files:
        folder = posixpath.dirname(path)
        while folder and folder not in found:
            found.add(folder)
            folder = posixpath.dirname(folder)
    return found
