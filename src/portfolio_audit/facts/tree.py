"""A snapshot's tree: the author's files, and what should not be among them."""

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from portfolio_audit.facts.holders import is_license, license_name, licenses
from portfolio_audit.facts.ignoring import covered
from portfolio_audit.facts.paths import folders, is_cache, is_junk
from portfolio_audit.facts.vendored import below, copied_roots, vendored_roots
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Entry, Evidence, Snapshot
from portfolio_audit.text import decode

MAX_PATHS = 5_000
MAX_LISTED = 200
MAX_IGNORE_FILES = 10
LARGE_BYTES = 10_000_000
HUGE_BYTES = 50_000_000
_SETTING = re.compile(r"""^\s*(?:export\s+)?["']?([A-Za-z_][A-Za-z0-9_.-]*)["']?\s*=\s*(.*)$""")


def read_tree(snapshot: Snapshot) -> TreeFacts:
    """The tree, with vendored, generated and left-behind files told apart from the author's."""
    files = [entry for entry in snapshot.entries if entry.kind == "file"]
    roots = vendored_roots([entry.path for entry in files])
    files = [entry for entry in files if not below(entry.path, roots)]
    copied = copied_roots(snapshot, [entry.path for entry in files])
    own = [entry for entry in files if not below(entry.path, copied)]
    junk = [entry.path for entry in own if is_cache(entry.path) or is_junk(entry.path)]
    left = frozenset(junk)
    authors = [entry for entry in own if entry.path not in left]
    license_path = _license(snapshot, authors)
    ignore_files = sorted(_ignore_files(snapshot, own), key=lambda path: path.count("/"))
    return TreeFacts(
        files=len(authors),
        paths=tuple(entry.path for entry in authors[:MAX_PATHS]),
        vendored=tuple(sorted(roots)),
        copied=tuple(sorted(copied)),
        junk=tuple(junk[:MAX_LISTED]),
        credentials=tuple(entry.path for entry in authors if _holds_credentials(snapshot, entry))[:MAX_LISTED],
        huge=tuple(_over(authors, HUGE_BYTES))[:MAX_LISTED],
        large=tuple(_over(authors, LARGE_BYTES))[:MAX_LISTED],
        license=license_path,
        license_name=license_name(_text(snapshot, license_path)) if license_path else None,
        unsized=sum(1 for entry in authors if entry.size is None),
        gitignore=next(iter(ignore_files), None),
        ignored=covered([_text(snapshot, path) for path in ignore_files[:MAX_IGNORE_FILES]]),
        submodules=tuple(entry.path for entry in snapshot.entries if entry.kind == "submodule")[:MAX_LISTED],
        links=tuple(entry.path for entry in snapshot.entries if entry.kind == "link")[:MAX_LISTED],
    )


def _ignore_files(snapshot: Snapshot, entries: Iterable[Entry]) -> Iterator[str]:
    """The author's ignore files that name anything; tools keep others in folders of their own, such as `.dvc/`."""
    for entry in entries:
        if basename(entry.path) == ".gitignore" and not dirname(entry.path).startswith("."):
            data = snapshot.read(entry.path)
            if data is None or any(line.strip() and line[0] != "#" for line in (decode(data) or "").split("\n")):
                yield entry.path


def _over(entries: Iterable[Entry], least: int) -> Iterator[Evidence]:
    for entry in entries:
        if entry.size is not None and entry.size > least:
            yield Evidence(entry.path, None, f"{entry.size / 1_000_000:.0f} MB")


def _license(snapshot: Snapshot, entries: Iterable[Entry]) -> str | None:
    for entry in entries:
        place = folders(entry.path)
        named = place in ([], ["docs"], [".github"]) and is_license(basename(entry.path))
        if (named or place == ["licenses"]) and entry.size != 0 and licenses(snapshot.read(entry.path)):
            return entry.path
    return None


def _holds_credentials(snapshot: Snapshot, entry: Entry) -> bool:
    if entry.size == 0:
        return False
    name = basename(entry.path).lower()
    table = load("trees")["credentials"]
    if name in table["settings"]:
        return any(_has_secret(line) for line in _text(snapshot, entry.path).splitlines())
    marks = table["names"].get(name) or _by_part(name, table)
    return bool(marks) and any(mark in _text(snapshot, entry.path) for mark in marks)


def _by_part(name: str, table: dict[str, dict[str, list[str]]]) -> list[str]:
    for start, marks in table["starts"].items():
        if name.startswith(start):
            return marks
    return next((marks for ending, marks in table["endings"].items() if name.endswith(ending)), [])


def _text(snapshot: Snapshot, path: str) -> str:
    return decode(snapshot.read(path) or b"") or ""


def _has_secret(line: str) -> bool:
    """Whether a line of settings gives a value, no placeholder, to a key that names a secret."""
    if not (found := _SETTING.match(line[:1000])):
        return False
    table = load("trees")["credentials"]
    key, value = found[1].lower(), found[2].strip().strip("\"'").lower()
    if len(value) < 8 or value.startswith(("$", "[", "{")) or any(sign in value for sign in table["placeholders"]):
        return False
    if (
        key.startswith(tuple(table["public"]))
        or value.strip("_-.!@#%0123456789") in load("secrets")["addresses"]["weak"]
    ):
        return False
    return any(part in table["keys"] for part in re.split(r"[_.\-]", key)) or key.endswith(("apikey", "password"))
