"""Which tutorial data set a project is built on: several sorts of evidence, weighed together."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from portfolio_audit.facts.paths import is_aside, is_trial
from portfolio_audit.facts.seen import Seen, all_sets, gather, squeezed, title
from portfolio_audit.facts.shape import name_words
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import StockDataset, TreeFacts
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

LOADER, READ, SLUG, SLUG_IN_README, COLUMNS, TOLD_COLUMNS, COMMITTED, COMMON = 60, 50, 50, 40, 36, 30, 30, 26
TITLE, HEADED, MENTIONED, NAMED, TELLING = 35, 27, 25, 20, 15
"""Evidence in points: what the code does says most, what words say least."""
_WORDS_ONLY = frozenset({SLUG_IN_README, TITLE, HEADED, MENTIONED, NAMED})
_NAMES_OF_THE_WORK = frozenset({TITLE, HEADED, NAMED})
"""Words that name the work after the set, which a passing mention does not."""
_IN_TITLE, _IN_NAME = "title", "name of the repository"
ENOUGH = 50
WORK = 4
"""Statements from which a script is more than a trial's helper."""
ALL_COLUMNS, COINED_COLUMNS = 7, 4
"""Columns that together leave no doubt: of any sort, and coined ones, which nobody else would call so."""
MANY_COLUMNS = 4
FEW_COLUMNS = 2
OTHER_COLUMNS = 3
"""Columns of which none is the set's, so that a file's name proves little."""
LONG = 6
"""Letters from which a column's name is telling: `Survived` is, `age` is not."""
_NAMED_LOADERS = ("datasets.load_dataset(", "tensorflow_datasets.load(", "seaborn.load_dataset(")
_OWN_FOLDERS = frozenset({"ImageFolder", "DatasetFolder", "image_dataset_from_directory", "flow_from_directory"})
"""What loads pictures from a folder: whose they are, no name of a call tells."""
_TOKEN = re.compile(r"[A-Za-z][\w.]*")


def weigh(
    name: str,
    tree: TreeFacts,
    sources: tuple[Source, ...],
    texts: Iterable[tuple[str, str]],
    told: tuple[tuple[str, str], ...],
) -> list[StockDataset]:
    """The sets with enough evidence, the surest first; `told` is as for `gather`."""
    seen = gather(name, tree, sources, texts, told)
    found = []
    for entry in all_sets():
        weighed = [pair for pair in _weights(entry, seen) if pair]
        points = sum(weight for weight, _ in weighed)
        if points >= ENOUGH and _is_shown({weight for weight, _ in weighed}, seen.own):
            places = tuple(dict.fromkeys(replace(place, excerpt=shown(place.excerpt)) for _, place in weighed))
            found.append(StockDataset(entry["id"], entry["title"], min(points, 99), places))
    return sorted(found, key=lambda one: (-one.certainty, one.id))


def without_trials(
    sources: tuple[Source, ...], texts: tuple[tuple[str, str], ...]
) -> tuple[tuple[Source, ...], tuple[tuple[str, str], ...]]:
    """Sources and texts without those that only try the rest out, if there is a rest."""
    main = tuple(source for source in sources if not is_trial(source.path))
    if not any(source.functions or source.notebook or source.work >= WORK for source in main if not source.test):
        return sources, texts
    return main, tuple((path, text) for path, text in texts if not is_trial(path))


def mentioned(found: StockDataset, readme_path: str, name: str) -> bool:
    """Whether the README or the repository's name speaks of it, so that it is no passing example."""
    return any(place.path in (readme_path, squeezed(name)) for place in found.evidence)


def named_after(found: StockDataset) -> bool:
    """Whether the README's title or the repository's name is that of the set."""
    return any(place.excerpt in (_IN_TITLE, _IN_NAME) for place in found.evidence)


def is_setting(readme: str, name: str) -> bool:
    """Whether title or name say that the repository teaches or measures, so that a set is an example in it."""
    words = {word for text in (title(readme), name) for word in name_words(text)}
    return not words.isdisjoint(load("datasets")["settings"])


def several_loaded(found: StockDataset, sources: tuple[Source, ...]) -> bool:
    """Whether the code loads further sets by name, so that none of them is what the project is built on."""
    own = {place.excerpt for place in found.evidence}
    loads = {call for source in sources if not is_aside(source.path) for call, _ in source.loads}
    calls = {name.rpartition(".")[2] for source in sources if not is_aside(source.path) for name, _ in source.calls}
    return not calls.isdisjoint(_OWN_FOLDERS) or any(c not in own and c.startswith(_NAMED_LOADERS) for c in loads)


def only_tried(found: StockDataset, sources: tuple[Source, ...]) -> bool:
    """Whether the set is loaded below the main guard of a file that implements a model, to see it at work."""
    places = {(place.path, place.line) for place in found.evidence}
    tried = {
        (source.path, line)
        for source in sources
        if source.main
        and any(isinstance(n, ast.FunctionDef) and n.name == "fit" for ns, _ in source.walked for n in ns)
        for _, line in source.calls
        if line > source.main
    }
    return places <= tried


def told_by_columns(found: StockDataset) -> bool:
    """Whether so many of its columns are in the code that other files beside it do not matter."""
    return any(
        place.excerpt.startswith("columns ") and place.excerpt.count(",") >= MANY_COLUMNS - 1
        for place in found.evidence
    )


def _is_shown(weights: set[int], own: bool) -> bool:
    """Words alone accuse nobody: code or tree shows the set too, or a link leads to what the work is named after."""
    named = SLUG_IN_README in weights and bool(weights & _NAMES_OF_THE_WORK)
    return bool(weights - _WORDS_ONLY) or (named and not own)


def _weights(entry: dict[str, Any], seen: Seen) -> Iterator[tuple[int, Evidence]]:
    columns = list(_columns(entry, seen))
    other = not columns and _has_other_columns(entry, seen)
    code = [*_loader(entry, seen), *_read(entry, seen, other), *_slug(entry, seen), *columns]
    yield from code
    if not other and not any(weight == READ for weight, _ in code):
        yield from _committed(entry, seen)
    yield from _words(entry, seen)


def _has_other_columns(entry: dict[str, Any], seen: Seen) -> bool:
    """Whether the code takes columns by name, and none is one of the many that the set is known by."""
    own = {name.lower() for name in entry.get("columns", ())}
    return len(own) >= MANY_COLUMNS and len(seen.fields) >= OTHER_COLUMNS and seen.fields.isdisjoint(own)


def _loader(entry: dict[str, Any], seen: Seen) -> Iterator[tuple[int, Evidence]]:
    for loader in entry.get("loaders", ()):
        if place := seen.loads.get(loader.lower()):
            yield LOADER, place
            return


def _read(entry: dict[str, Any], seen: Seen, other: bool) -> Iterator[tuple[int, Evidence]]:
    """A file that is read; beside `other` columns, or a README that claims own data, its name alone proves nothing."""
    weak = other or seen.own
    for name in entry.get("files", ()):
        if place := seen.read.get(name) or seen.parts.get(name):
            yield COMMON if weak else READ, place
            return
    for pattern in entry.get("patterns", ()):
        if place := next((place for name, place in seen.read.items() if pattern in name), None):
            yield COMMON if weak else READ, place
            return
    for pair in () if weak else entry.get("pairs", ()):
        if all(name in seen.read or name in seen.committed for name in pair):
            yield READ, seen.read.get(pair[0]) or seen.committed[pair[0]]
            return
    for name in () if weak else entry.get("common", ()):
        if place := seen.read.get(name):
            yield COMMON, place
            return


def _slug(entry: dict[str, Any], seen: Seen) -> Iterator[tuple[int, Evidence]]:
    slugs = entry.get("slugs", ())
    if place := next((seen.slugs[slug] for slug in slugs if slug in seen.slugs), None):
        yield SLUG, place
        return
    if place := next(
        (place for part in entry.get("urls", ()) for url, place in seen.urls.items() if part in url), None
    ):
        yield SLUG, place
        return
    told = next((seen.told_slugs[slug] for slug in slugs if slug in seen.told_slugs), None)
    links = seen.told_urls.items()
    told = told or next((place for part in entry.get("urls", ()) for url, place in links if part in url), None)
    if told:
        yield SLUG_IN_README, told


def _columns(entry: dict[str, Any], seen: Seen) -> Iterator[tuple[int, Evidence]]:
    columns = entry.get("columns", ())
    found = [name for name in columns if name in seen.columns]
    wide = [name for name in columns if not _TOKEN.fullmatch(name) and name not in seen.columns]
    for path, text in seen.texts if wide else ():
        if more := [name for name in wide if name in text]:
            found += more
            wide = [name for name in wide if name not in more]
            seen.columns.setdefault(more[0], Evidence(path, None, shown(", ".join(more))))
    if len(found) >= min(MANY_COLUMNS, len(columns)) and len(found) >= FEW_COLUMNS:
        place = replace(seen.columns[found[0]], excerpt=shown("columns " + ", ".join(found[:6])))
        yield ENOUGH if _leave_no_doubt(found, entry) else COLUMNS, place
    elif len(telling := [name for name in found if len(name) >= LONG or name != name.lower()]) >= FEW_COLUMNS:
        place = seen.columns[telling[0]]
        yield TELLING, replace(place, excerpt=shown("columns " + ", ".join(telling)))
    else:
        yield from _told_columns(entry, seen)


def _told_columns(entry: dict[str, Any], seen: Seen) -> Iterator[tuple[int, Evidence]]:
    """Columns that the README or a description of the data names and the code does not."""
    found = [name for name in entry.get("columns", ()) if name in seen.told_columns]
    if len([name for name in found if name in entry.get("coined", ()) or _is_coined(name)]) >= COINED_COLUMNS:
        yield TOLD_COLUMNS, replace(seen.told_columns[found[0]], excerpt=shown("columns " + ", ".join(found[:6])))


def _leave_no_doubt(found: list[str], entry: dict[str, Any]) -> bool:
    coined = [name for name in found if name in entry.get("coined", ()) or _is_coined(name)]
    return len(found) >= ALL_COLUMNS or len(coined) >= COINED_COLUMNS


def _is_coined(name: str) -> bool:
    """Whether a name has capitals inside or words joined by signs, as only a table's maker writes them."""
    return len(name) >= LONG and (name[1:] != name[1:].lower() or not name.isalpha()) and not name.isupper()


def _committed(entry: dict[str, Any], seen: Seen) -> Iterator[tuple[int, Evidence]]:
    for name in entry.get("files", ()):
        if place := seen.committed.get(name):
            yield COMMITTED, place
            return
    for pattern in entry.get("patterns", ()):
        if place := next((place for name, place in seen.committed.items() if pattern in name), None):
            yield COMMITTED, place
            return


def _words(entry: dict[str, Any], seen: Seen) -> Iterator[tuple[int, Evidence]]:
    aliases = [squeezed(alias) for alias in entry.get("aliases", ())]
    if any(_has(seen.title, alias) for alias in aliases):
        yield TITLE, Evidence(seen.readme_path, 1, _IN_TITLE)
    elif alias := next((alias for alias in aliases if _has(seen.readme_words, alias)), None):
        yield MENTIONED, Evidence(seen.readme_path, _line(seen.readme, alias), shown(alias))
    elif place := next(
        (place for head, place in seen.headings.items() for alias in aliases if _has(head, alias)), None
    ):
        yield HEADED, place
    if any(_has(seen.name, alias) for alias in aliases):
        yield NAMED, Evidence(seen.name, None, _IN_NAME)


def _has(text: str, alias: str) -> bool:
    at = text.find(alias)
    while at >= 0:
        end = at + len(alias)
        if not (at and text[at - 1].isalnum()) and not (end < len(text) and text[end].isalnum() and text[end] != "s"):
            return True
        at = text.find(alias, at + 1)
    return False


def _line(text: str, word: str) -> int | None:
    at = text.lower().find(word.lower())
    return text.count("\n", 0, at) + 1 if at >= 0 else None
