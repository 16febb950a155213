"""Which tutorial data set a project is built on: several sorts of evidence, weighed together."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import StockDataset, TreeFacts
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

LOADER, READ, SLUG, SLUG_IN_README, COLUMNS, COMMITTED, COMMON = 60, 50, 50, 40, 36, 30, 26
TITLE, MENTIONED, NAMED = 35, 25, 20
"""Evidence in points: what the code does says most, what words say least."""
_WORDS_ONLY = frozenset({TITLE, MENTIONED, NAMED})
ENOUGH = 50
ALL_COLUMNS = 7
"""Columns that together leave no doubt."""
MANY_COLUMNS = 4
FEW_COLUMNS = 2
_ENDING = re.compile(
    r"\.(?:csv|tsv|xlsx?|data|arff|parquet|zip|gz|tgz|npz|mat|sqlite|db|txt|test|pickle|pkl|token|dat|item)\b",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"[\w\-.()&' ]{1,100}$")
_URL = re.compile(r"https?://[^\s\"'<>)\]}]{4,400}")
_KAGGLE = re.compile(r"kaggle\.com/(?:datasets/|c/|competitions/)?([\w.-]{2,80}(?:/[\w.-]{2,100})?)", re.IGNORECASE)
_DOWNLOAD = re.compile(
    r"(?:datasets?\s+download|competitions\s+download|dataset_download\(|competition_download\()[^\n]{0,60}?"
    r"[\s\"'](?:-[dc]\s+)?([\w.-]{2,60}(?:/[\w.-]{2,100})?)[\"'\s]?",
    re.IGNORECASE,
)
_FLAGGED = re.compile(r"-[dc]\s+[\"']?([\w.-]{2,60}(?:/[\w.-]{2,100})?)")
_INPUT = re.compile(r"(?:kaggle/input|\.\./input)/([\w.-]{2,80})")
_TOKEN = re.compile(r"[A-Za-z][\w.]*")
_SQUEEZE = re.compile(r"[\s_\-–—]+")


@dataclass(slots=True)
class _Seen:
    """What the repository shows, gathered once for all sets."""

    loads: dict[str, Evidence] = field(default_factory=dict)
    read: dict[str, Evidence] = field(default_factory=dict)
    parts: dict[str, Evidence] = field(default_factory=dict)
    slugs: dict[str, Evidence] = field(default_factory=dict)
    urls: dict[str, Evidence] = field(default_factory=dict)
    columns: dict[str, Evidence] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)
    committed: dict[str, Evidence] = field(default_factory=dict)
    readme: str = ""
    readme_words: str = ""
    readme_path: str = ""
    title: str = ""
    name: str = ""
    readme_slugs: set[str] = field(default_factory=set)
    readme_urls: str = ""


@cache
def _sets() -> tuple[dict[str, Any], ...]:
    return tuple(load("datasets")["set"])


def weigh(
    name: str, tree: TreeFacts, sources: tuple[Source, ...], texts: Iterable[tuple[str, str]], readme: tuple[str, str]
) -> list[StockDataset]:
    """The sets with enough evidence, the surest first."""
    seen = _gather(name, tree, sources, texts, readme)
    found = []
    for entry in _sets():
        weighed = [pair for pair in _weights(entry, seen) if pair]
        points = sum(weight for weight, _ in weighed)
        if points >= ENOUGH and any(_is_strong(weight) for weight, _ in weighed):
            places = tuple(dict.fromkeys(replace(place, excerpt=shown(place.excerpt)) for _, place in weighed))
            found.append(StockDataset(entry["id"], entry["title"], min(points, 99), places))
    return sorted(found, key=lambda one: (-one.certainty, one.id))


def mentioned(found: StockDataset, readme_path: str, name: str) -> bool:
    """Whether the README or the repository's name speaks of it, so that it is no passing example."""
    return any(place.path in (readme_path, squeezed(name)) for place in found.evidence)


def _is_strong(weight: int) -> bool:
    """Words alone accuse nobody: the code, the tree or a link must show the set too."""
    return weight not in _WORDS_ONLY


def _weights(entry: dict[str, Any], seen: _Seen) -> Iterator[tuple[int, Evidence]]:
    code = [*_loader(entry, seen), *_read(entry, seen), *_slug(entry, seen), *_columns(entry, seen)]
    yield from code
    if not any(weight == READ for weight, _ in code):
        yield from _committed(entry, seen)
    yield from _words(entry, seen)


def _loader(entry: dict[str, Any], seen: _Seen) -> Iterator[tuple[int, Evidence]]:
    for loader in entry.get("loaders", ()):
        if place := seen.loads.get(loader.lower()):
            yield LOADER, place
            return


def _read(entry: dict[str, Any], seen: _Seen) -> Iterator[tuple[int, Evidence]]:
    for name in entry.get("files", ()):
        if place := seen.read.get(name) or seen.parts.get(name):
            yield READ, place
            return
    for pattern in entry.get("patterns", ()):
        if place := next((place for name, place in seen.read.items() if pattern in name), None):
            yield READ, place
            return
    for pair in entry.get("pairs", ()):
        if all(name in seen.read for name in pair):
            yield READ, seen.read[pair[0]]
            return
    for name in entry.get("common", ()):
        if place := seen.read.get(name):
            yield COMMON, place
            return


def _slug(entry: dict[str, Any], seen: _Seen) -> Iterator[tuple[int, Evidence]]:
    slugs = entry.get("slugs", ())
    if place := next((seen.slugs[slug] for slug in slugs if slug in seen.slugs), None):
        yield SLUG, place
        return
    if place := next(
        (place for part in entry.get("urls", ()) for url, place in seen.urls.items() if part in url), None
    ):
        yield SLUG, place
        return
    told = next((slug for slug in slugs if slug in seen.readme_slugs), None)
    told = told or next((part for part in entry.get("urls", ()) if part in seen.readme_urls), None)
    if told:
        yield SLUG_IN_README, Evidence(seen.readme_path, _line(seen.readme, told), shown(told))


def _columns(entry: dict[str, Any], seen: _Seen) -> Iterator[tuple[int, Evidence]]:
    columns = entry.get("columns", ())
    found = [name for name in columns if name in seen.columns]
    wide = [name for name in columns if not _TOKEN.fullmatch(name) and name not in seen.columns]
    for path, text in seen.texts if wide else ():
        if more := [name for name in wide if name in text]:
            found += more
            wide = [name for name in wide if name not in more]
            seen.columns.setdefault(more[0], Evidence(path, None, shown(", ".join(more))))
    if len(found) >= min(MANY_COLUMNS, len(columns)) and len(found) >= FEW_COLUMNS:
        yield (
            COLUMNS if len(found) < ALL_COLUMNS else ENOUGH,
            Evidence(
                seen.columns[found[0]].path, seen.columns[found[0]].line, shown("columns " + ", ".join(found[:6]))
            ),
        )


def _committed(entry: dict[str, Any], seen: _Seen) -> Iterator[tuple[int, Evidence]]:
    for name in entry.get("files", ()):
        if place := seen.committed.get(name):
            yield COMMITTED, place
            return
    for pattern in entry.get("patterns", ()):
        if place := next((place for name, place in seen.committed.items() if pattern in name), None):
            yield COMMITTED, place
            return


def _words(entry: dict[str, Any], seen: _Seen) -> Iterator[tuple[int, Evidence]]:
    aliases = [squeezed(alias) for alias in entry.get("aliases", ())]
    if any(_has(seen.title, alias) for alias in aliases):
        yield TITLE, Evidence(seen.readme_path, 1, "title")
    elif alias := next((alias for alias in aliases if _has(seen.readme_words, alias)), None):
        yield MENTIONED, Evidence(seen.readme_path, None, shown(alias))
    if any(_has(seen.name, alias) for alias in aliases):
        yield NAMED, Evidence(seen.name, None, "name of the repository")


def _has(text: str, alias: str) -> bool:
    at = text.find(alias)
    while at >= 0:
        end = at + len(alias)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum() and text[end] != "s"):
            return True
        at = text.find(alias, at + 1)
    return False


def squeezed(text: str) -> str:
    """Lower case, with every run of spaces, dashes and underscores as one space."""
    return _SQUEEZE.sub(" ", text.lower())


def _line(text: str, word: str) -> int | None:
    at = text.lower().find(word.lower())
    return text.count("\n", 0, at) + 1 if at >= 0 else None


def _gather(
    name: str, tree: TreeFacts, sources: tuple[Source, ...], texts: Iterable[tuple[str, str]], readme: tuple[str, str]
) -> _Seen:
    seen = _Seen(name=squeezed(name), readme_path=readme[0], readme=readme[1], readme_words=squeezed(readme[1]))
    seen.title = squeezed(next((line for line in readme[1].split("\n") if line.lstrip("# ").strip()), ""))
    seen.readme_slugs = {slug for url in _KAGGLE.findall(readme[1]) for slug in _slug_forms(url)}
    seen.readme_urls = " ".join(_URL.findall(readme[1])).lower()
    for source in sources:
        if not is_aside(source.path):
            _from_source(source, seen)
    seen.texts = list(texts)
    for path, text in seen.texts:
        _from_text(path, text, seen)
    for path in tree.paths:
        if not is_aside(path):
            for part in path.lower().removesuffix(".dvc").split("/"):
                seen.committed.setdefault(part, Evidence(path))
    return seen


def _from_source(source: Source, seen: _Seen) -> None:
    for call, line in (*source.calls, *source.loads):
        seen.loads.setdefault(call.lower(), Evidence(source.path, line, shown(call)))
    for text, line in source.strings:
        place = Evidence(source.path, line, text)
        parts = text.lower().replace("\\", "/").split("/")
        seen.read.setdefault(parts[-1], place)
        for part in parts:
            seen.parts.setdefault(part, place)


def _from_text(path: str, text: str, seen: _Seen) -> None:
    for found in _ENDING.finditer(text):
        start = _NAME_END.search(text[max(0, found.start() - 100) : found.start()])
        name = (start[0] if start else "").lstrip().lower() + found[0].lower()
        seen.read.setdefault(name, Evidence(path, None, shown(name)))
    for pattern in (_KAGGLE, _DOWNLOAD, _FLAGGED, _INPUT):
        for found in pattern.finditer(text):
            for slug in _slug_forms(found[1]):
                seen.slugs.setdefault(slug, Evidence(path, None, shown(found[0])))
    for found in _URL.finditer(text):
        seen.urls.setdefault(found[0].lower(), Evidence(path, None, shown(found[0])))
    for token in set(_TOKEN.findall(text)):
        seen.columns.setdefault(token, Evidence(path, None, token))


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
    for entry in _sets():
        for slug in entry.get("slugs", ()):
            owner, _, tail = slug.partition("/")
            if tail and len(tail) > 8 and owner not in ("c", "competitions"):
                found[tail] = (*found.get(tail, ()), slug)
    return found
