"""Which file is the README, and what it is written in."""

import re

from portfolio_audit.model.values import Entry, Snapshot

_NAME = re.compile(
    r"readme(?:[._-]([a-z]{2,3}(?:[-_][a-z]{2,4})?))??(?:\.(md|markdown|mdown|mkdn|rst|rest|txt|adoc|asciidoc|asc|org))?",
    re.I,
)
_FORMATS = {
    **dict.fromkeys(("md", "markdown", "mdown", "mkdn"), "markdown"),
    **dict.fromkeys(("rst", "rest"), "rst"),
    **dict.fromkeys(("adoc", "asciidoc", "asc"), "asciidoc"),
    "org": "org",
    "txt": "text",
    "": "text",
}
_ORDER = ("md", "markdown", "mdown", "mkdn", "rst", "rest", "adoc", "asciidoc", "asc", "org", "txt", "")
_PLACES = ("", ".github", "docs")


def candidates(snapshot: Snapshot) -> list[Entry]:
    """READMEs that a visitor may see, the best one first; links are not followed."""
    files = [entry for entry in snapshot.entries if entry.kind == "file" and _NAME.fullmatch(_base(entry.path))]
    only = _single_folder(snapshot)
    ranked = [(rank, entry) for entry in files if (rank := _rank(entry.path, only)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: (pair[0], pair[1].path))]


def format_of(path: str) -> str:
    """The markup that the file's suffix stands for."""
    return _FORMATS[_suffix(path)]


def _base(path: str) -> str:
    return path.rpartition("/")[2]


def _suffix(path: str) -> str:
    match = _NAME.fullmatch(_base(path))
    return (match[2] or "").lower() if match else ""


def _single_folder(snapshot: Snapshot) -> str | None:
    """The only folder of the root, when everything is in it."""
    tops = {entry.path.partition("/")[0] for entry in snapshot.entries if "/" in entry.path}
    tops = {top for top in tops if not top.startswith(".")}
    return tops.pop() if len(tops) == 1 else None


def _rank(path: str, only: str | None) -> tuple[int, int, int] | None:
    folder = path.rpartition("/")[0]
    places = (*_PLACES, only) if only else _PLACES
    lowered = folder.lower()
    place = next((i for i, name in enumerate(places) if lowered == name.lower()), None)
    match = _NAME.fullmatch(_base(path))
    if place is None or match is None:
        return None
    return bool(match[1]), place, _ORDER.index((match[2] or "").lower())
