"""Which file is the README, and what it is written in."""

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath
from urllib.parse import unquote

from msgspec import Struct

from portfolio_audit.facts.readme import guard
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.model.values import Entry, Snapshot
from portfolio_audit.text import decode

_NAME = re.compile(
    r"readme(?:[._-]([a-z]{2,3}(?:[-_][a-z]{2,4}){0,2}))??"
    r"(?:\.(md|markdown|mdown|mkdn|mkd|rst|rest|txt|adoc|asciidoc|asc|org))?",
    re.IGNORECASE,
)
_FORMATS = {
    **dict.fromkeys(("md", "markdown", "mdown", "mkdn", "mkd"), "markdown"),
    **dict.fromkeys(("rst", "rest"), "rst"),
    **dict.fromkeys(("adoc", "asciidoc", "asc"), "asciidoc"),
    "org": "org",
    "txt": "text",
}
_ORDER = (*_FORMATS, "")
# In the order in which GitHub looks: https://docs.github.com/en/repositories (About READMEs).
_PLACES = (".github", "", "docs")
_MANUALS = ("docs", "doc", "documentation")
_POINTER_BYTES = 600
_POINTER_LINES = 5
_POINTER_WORDS = 20
_LEADS = re.compile(
    r"\]\(\s{0,3}<?([^()<>\s]{1,300})|href\s?=\s?[\"']([^\"'<>]{1,300})"
    r"|(https?://[^\s<>()\[\]]{1,300}|(?:[\w.%-]{1,100}/){0,8}[\w.%-]{1,100})"
)
_BLOB = re.compile(r"https?://github\.com/[\w.-]{1,100}/([\w.-]{1,100})/(?:blob|tree)/[^/\s]{1,100}/", re.IGNORECASE)
_WORD = re.compile(r"\w+")


class Choice(Struct, frozen=True):
    """The file that is read as the README."""

    entry: Entry
    others: tuple[str, ...] = ()
    """Paths of further READMEs."""
    shown_as: str = ""
    """Path of the README that only leads here; empty when it is this file itself."""
    is_link: bool = False
    """Whether it leads here as a symbolic link."""

    def tree(self, snapshot: Snapshot) -> Tree:
        """The repository as seen from where the text is shown."""
        return _LinkedTree(snapshot, self) if self.is_link else Tree(snapshot, self.entry.path)

    @property
    def limits(self) -> tuple[str, ...]:
        """What of the README was read in another place."""
        return (f"{self.shown_as}: only leads to {self.entry.path}, which was read",) if self.shown_as else ()


class _LinkedTree(Tree):
    """Paths may be meant from the link's folder or from the file's; hosts differ, so either will do."""

    def __init__(self, snapshot: Snapshot, choice: Choice) -> None:
        super().__init__(snapshot, choice.entry.path)
        self._shown_in = dirname(choice.shown_as)

    def has(self, path: str, folder: str = "") -> bool | None:
        """Whether a file or folder is there, from one of the two folders."""
        found = super().has(path, folder)
        return found if found or folder != self.folder else super().has(path, self._shown_in)


def choose(snapshot: Snapshot) -> Choice | None:
    """The README that a visitor sees first, and what it leads to when it does nothing else; `None` without one."""
    files = {entry.path: entry for entry in snapshot.entries if entry.kind == "file"}
    found = [entry for entry in _candidates(snapshot) if entry.kind == "file" or _behind(entry, files)]
    if not found:
        return None
    first, paths = found[0], [entry.path for entry in found]
    target = _behind(first, files) or _pointed_at(first, snapshot, files)
    if target is None:
        return Choice(first, tuple(paths[1:]))
    others = tuple(path for path in paths if path not in (first.path, target.path))
    return Choice(target, others, first.path, first.kind == "link")


def _candidates(snapshot: Snapshot) -> list[Entry]:
    only = _single_folder(snapshot)
    named = (entry for entry in snapshot.entries if entry.kind != "submodule" and _NAME.fullmatch(basename(entry.path)))
    ranked = [(rank, entry) for entry in named if (rank := _rank(entry.path, only)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: (pair[0], pair[1].path))]


def _behind(entry: Entry, files: dict[str, Entry]) -> Entry | None:
    """The file of the repository that a link leads to, in one step."""
    if entry.kind != "link" or not entry.target or entry.target.startswith("/"):
        return None
    target = files.get(normpath(join(dirname(entry.path), entry.target)))
    return target if target and format_of(target.path) else None


def _pointed_at(entry: Entry, snapshot: Snapshot, files: dict[str, Entry]) -> Entry | None:
    """The README or manual that a README of a few words does nothing but name."""
    if not entry.size or entry.size > _POINTER_BYTES:
        return None
    text = guard.without_comments(guard.without_front_matter(decode(snapshot.read(entry.path) or b"") or "")[0])
    if sum(map(bool, map(str.strip, text.split("\n")))) > _POINTER_LINES:
        return None
    leads = list(_LEADS.finditer(text))
    targets = [target for match in leads if (target := _named(match, entry, snapshot.name, files))]
    spoken = _WORD.findall(_LEADS.sub(lambda match: match[3] if "/" not in (match[3] or "/") else " ", text))
    return targets[0] if targets and len(spoken) <= _POINTER_WORDS else None


def _named(match: re.Match[str], entry: Entry, repository: str, files: dict[str, Entry]) -> Entry | None:
    written = match[1] or match[2] or match[3].rstrip(".")
    address = unquote(written.partition("#")[0])
    if match[3] and "." not in address and "/" not in address and not _NAME.fullmatch(address):
        return None
    own = _BLOB.match(address)
    if own and own[1].lower() == repository.lower():
        address, folder = address[own.end() :], ""
    else:
        folder = dirname(entry.path)
    path = normpath(join(folder, address.lstrip("/"))) if address else ""
    return next((files[way] for way in _ways(path) if way in files and way != entry.path and _is_text(way)), None)


def _ways(path: str) -> Iterator[str]:
    yield path
    for name in ("README.md", "readme.md", "index.md"):
        yield f"{path}/{name}"


def _is_text(path: str) -> bool:
    is_manual = path.partition("/")[0].lower() in _MANUALS and bool(format_of(path))
    return bool(_NAME.fullmatch(basename(path))) or is_manual


def format_of(path: str) -> str:
    """The markup that the file's suffix stands for; empty for what is no text to read."""
    name = basename(path).lower()
    match = _NAME.fullmatch(name)
    if match:
        return _FORMATS.get(match[2] or "", "text")
    return _FORMATS.get(name.rpartition(".")[2], "")


def _single_folder(snapshot: Snapshot) -> str | None:
    """The only folder of the root, when everything is in it."""
    tops = {entry.path.partition("/")[0] for entry in snapshot.entries if "/" in entry.path}
    tops = {top for top in tops if not top.startswith(".")}
    return tops.pop() if len(tops) == 1 else None


def _rank(path: str, only: str | None) -> tuple[int, bool, bool, int] | None:
    """Place, then the README before its translations and English before others, then the format."""
    places = (*_PLACES, only) if only else _PLACES
    lowered = dirname(path).lower()
    place = next((i for i, name in enumerate(places) if lowered == name.lower()), None)
    match = _NAME.fullmatch(basename(path))
    if place is None or match is None:
        return None
    language = (match[1] or "").lower()
    return place, bool(language), not language.startswith("en"), _ORDER.index((match[2] or "").lower())
