"""What a repository shows about its data, gathered once for all sets that it may be.

Excerpts are raw here: `stock` makes those safe to show that it keeps.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any

from msgspec import Struct, field

from portfolio_audit.facts.paths import is_aside, is_trial, suffix, words
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Evidence

MAX_FINDS = 1_000
"""Names and addresses that are taken from one text."""
_ENDING = re.compile(
    r"\.(?:csv|tsv|xlsx?|data|arff|parquet|zip|gz|tgz|npz|mat|sqlite|db|txt|test|pickle|pkl|token|dat|item)\b",
    re.IGNORECASE,
)
_READING = re.compile(r"read|load|import|copy|open|from|insert|source|data|url|get|path|file|scan|http", re.IGNORECASE)
_WRITING = re.compile(r"(?:to_|save|dump|write)\w*\(\s*f?[\"'][^\"'\n]*$", re.IGNORECASE)
_NEAR = 120
_NAME_END = re.compile(r"[\w\-.()& ]{1,100}$")
_URL = re.compile(r"https?://[^\s\"'<>)\]}]{4,400}")
_KAGGLE = re.compile(r"kaggle\.com/(?:datasets/|c/|competitions/)?([\w.-]{2,80}(?:/[\w.-]{2,100})?)", re.IGNORECASE)
_DOWNLOAD = re.compile(
    r"(?:datasets?\s+download|competitions\s+download|dataset_download\(|competition_download\()[^\n]{0,60}?"
    r"[\s\"'](?:-[dc]\s+)?([\w.-]{2,60}(?:/[\w.-]{2,100})?)[\"'\s]?",
    re.IGNORECASE,
)
_REPOSITORY = re.compile(r"https?://(?:www\.)?git(?:hub|lab)\.com/[\w.-]+/[\w.-]+/?$", re.IGNORECASE)
"""A repository as a whole: its own address in a command to clone it, or a program."""
_COMMENT = ("#", "//", "--", "*")
_BEHIND_CODE = re.compile(r"\s#\s")
_LINE = 300
"""Characters of a line in which a sign of a comment is looked for."""
_FOLDER = re.compile(r"([\w-]{1,40})[/\\]$")
_FLAGGED = re.compile(r"-[dc]\s+[\"']?([\w.-]{2,60}(?:/[\w.-]{2,100})?)")
_INPUT = re.compile(r"(?:kaggle/input|\.\./input)/([\w.-]{2,80})")
_TOKEN = re.compile(r"[A-Za-z][\w.]*")
_FORMS = frozenset({".js", ".ts", ".java"})
_SQUEEZE = re.compile(r"[\s_\-–—]+")


_added: list[dict[str, Any]] = []


def all_sets() -> tuple[dict[str, Any], ...]:
    """The table of sets, and those that were added."""
    anew = {row["id"] for row in _added}
    return (*(row for row in load("datasets")["set"] if row["id"] not in anew), *_added)


def is_of_course(name: str) -> bool:
    """Whether that is the id of a set that the course hands out itself."""
    return any(row["id"] == name and row.get("course") for row in _added)


def add_sets(rows: list[dict[str, Any]]) -> None:
    """Look for further sets, for the rest of this process: one that reads one repository.

    One of a known id takes that one's place.
    """
    _added.extend(rows)
    _owners.cache_clear()


class Seen(Struct):
    """What the repository shows, gathered once for all sets."""

    loads: dict[str, Evidence] = field(default_factory=dict)
    read: dict[str, Evidence] = field(default_factory=dict)
    parts: dict[str, Evidence] = field(default_factory=dict)
    slugs: dict[str, Evidence] = field(default_factory=dict)
    urls: dict[str, Evidence] = field(default_factory=dict)
    columns: dict[str, Evidence] = field(default_factory=dict)
    told_columns: dict[str, Evidence] = field(default_factory=dict)
    """What README and descriptions of data name; longer texts than columns are in it, too."""
    texts: list[tuple[str, str]] = field(default_factory=list)
    committed: dict[str, Evidence] = field(default_factory=dict)
    readme: str = ""
    readme_words: str = ""
    readme_path: str = ""
    own: bool = False
    """Whether the README claims that the data is the author's own."""
    title: str = ""
    name: str = ""
    told_slugs: dict[str, Evidence] = field(default_factory=dict)
    """What README and Markdown cells link to."""
    told_urls: dict[str, Evidence] = field(default_factory=dict)
    headings: dict[str, Evidence] = field(default_factory=dict)
    """First headings of notebooks."""
    fields: set[str] = field(default_factory=set)
    """What the code takes by name out of tables, in lower case."""


def squeezed(text: str) -> str:
    """Lower case, with every run of spaces, dashes and underscores as one space."""
    return _SQUEEZE.sub(" ", text.lower())


def title(readme: str) -> str:
    """The first line with anything in it."""
    return next((line for line in readme.split("\n") if line.lstrip("# ").strip()), "")


def claims_own(readme: str) -> bool:
    """Whether a README says that its author collected the data."""
    return any(pattern.search(readme) for pattern in _claims())


@cache
def _claims() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in load("datasets")["claims"])


def gather(
    name: str,
    tree: TreeFacts,
    sources: tuple[Source, ...],
    texts: Iterable[tuple[str, str]],
    told: tuple[tuple[str, str], ...],
) -> Seen:
    """Everything that may name a set, out of code, texts, tree, README and descriptions of data.

    Args:
        told: (path, text) of the README first, then of descriptions of data.
    """
    readme = told[0]
    seen = Seen(
        name=squeezed(name), readme_path=readme[0], readme=readme[1], readme_words=squeezed(_URL.sub(" ", readme[1]))
    )
    seen.title = squeezed(title(readme[1]))
    seen.own = claims_own(readme[1])
    _from_prose(readme[0], readme[1], seen)
    for path, text in told:
        for token in set(_TOKEN.findall(text)):
            seen.told_columns.setdefault(token, Evidence(path, None, token))
    for source in sources:
        if not is_aside(source.path):
            _from_source(source, seen)
            _from_prose(source.path, source.prose, seen)
            heading = next((line for line in source.prose.split("\n") if line.startswith("#")), "")
            seen.headings.setdefault(squeezed(heading), Evidence(source.path, None, heading[:200]))
    seen.texts = list(texts)
    for path, text in seen.texts:
        _from_text(path, text, seen)
    for path in tree.paths:
        if not (is_aside(path) or is_trial(path)):
            for part in path.lower().removesuffix(".dvc").split("/"):
                seen.committed.setdefault(part, Evidence(path))
    return seen


def _from_source(source: Source, seen: Seen) -> None:
    seen.fields |= source.fields
    for call, line in (*source.calls, *source.loads):
        seen.loads.setdefault(call.lower(), Evidence(source.path, line, call))
    for text, line in source.strings:
        if (text, line) in source.written:
            continue
        place = Evidence(source.path, line, text)
        parts = text.lower().replace("\\", "/").split("/")
        if not words("trials").isdisjoint(parts[:-1]):
            continue
        seen.read.setdefault(parts[-1], place)
        for part in parts:
            seen.parts.setdefault(part, place)


def _from_prose(path: str, text: str, seen: Seen) -> None:
    for found in islice(_KAGGLE.finditer(text), MAX_FINDS):
        for slug in _slug_forms(found[1]):
            seen.told_slugs.setdefault(slug, Evidence(path, text.count("\n", 0, found.start()) + 1, found[0][:200]))
    for found in islice((url for url in _URL.finditer(text) if not _REPOSITORY.match(url[0])), MAX_FINDS):
        place = Evidence(path, text.count("\n", 0, found.start()) + 1, found[0][:200])
        seen.told_urls.setdefault(found[0].lower(), place)


def _from_text(path: str, text: str, seen: Seen) -> None:
    for found in islice(_ENDING.finditer(text), MAX_FINDS):
        start = _NAME_END.search(text[max(0, found.start() - 100) : found.start()])
        if not _READING.search(text, max(0, found.start() - _NEAR), found.start()):
            continue  # a name that is merely mentioned, as in a lesson about the shell
        if _is_comment(text, found.start()):
            continue
        if _WRITING.search(text[max(0, found.start() - _NEAR) : found.start()]):
            continue
        before = found.start() - len(start[0]) if start else found.start()
        folder = _FOLDER.search(text, max(0, before - 41), before)
        if folder and folder[1].lower() in words("trials"):
            continue
        name = (start[0] if start else "").lstrip().lower() + found[0].lower()
        for form in (name, name.rpartition(" ")[2]):
            seen.read.setdefault(form, Evidence(path, None, form))
    for pattern in (_KAGGLE, _DOWNLOAD, _FLAGGED, _INPUT):
        for found in islice(pattern.finditer(text), MAX_FINDS):
            kept = seen.told_slugs if pattern is _KAGGLE and _is_comment(text, found.start()) else seen.slugs
            for slug in _slug_forms(found[1]):
                kept.setdefault(slug, Evidence(path, None, found[0][:200]))
    for found in islice((url for url in _URL.finditer(text) if not _REPOSITORY.match(url[0])), MAX_FINDS):
        links = seen.told_urls if _is_comment(text, found.start()) else seen.urls
        links.setdefault(found[0].lower(), Evidence(path, None, found[0][:200]))
    if suffix(path) not in _FORMS:  # a form of a page asks for columns of somebody's model
        for token in set(_TOKEN.findall(text)):
            seen.columns.setdefault(token, Evidence(path, None, token))


def _is_comment(text: str, at: int) -> bool:
    """Whether a place in code is in a comment, which may speak of what others did."""
    start = text.rfind("\n", 0, at) + 1
    if text[start : start + _LINE].lstrip().startswith(_COMMENT):
        return True
    return bool(_BEHIND_CODE.search(text, max(start, at - _LINE), at))


def _slug_forms(slug: str) -> Iterator[str]:
    """A slug as the table writes it: owner/name, or the name alone of a competition or an input folder."""
    slug = slug.lower().strip("./")
    yield slug
    if "/" in slug:
        owner, _, name = slug.partition("/")
        yield owner if owner not in ("datasets", "code", "c") else name
    else:
        yield from _owners().get(slug, ())


@cache
def _owners() -> dict[str, tuple[str, ...]]:
    """Input folders on Kaggle are called after the second half of a slug."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in all_sets():
        for slug in entry.get("slugs", ()):
            owner, _, tail = slug.partition("/")
            if tail and len(tail) > 8 and owner not in ("c", "competitions"):
                found[tail] = (*found.get(tail, ()), slug)
    return found
