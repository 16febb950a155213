"""Where the data comes from: committed files, addresses, a tutorial's data set, or the author's own collecting."""

import re
from collections.abc import Iterator
from functools import cache
from posixpath import basename

from portfolio_audit.facts.paths import endings, folders, is_aside, suffix, words
from portfolio_audit.facts.shape import is_packaged, is_teaching
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.stock import mentioned, weigh
from portfolio_audit.facts.texts import code_texts, r_packages, readme_path, readme_text
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import DataFacts, ReadmeFacts, StockDataset, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import shown

MAX_LISTED = 200
MAX_PLACES = 20
CLEARLY = 20
"""Points by which one set must lead another."""
MANY_OTHERS = 2
"""Other data files from which a set that nobody mentions is not what the project is built on."""
# Files that come out of the work rather than go into it.
_DERIVED = (
    "clean",
    "process",
    "train",
    "test",
    "valid",
    "split",
    "submission",
    "result",
    "predict",
    "output",
    "sample",
    "prepared",
    "feature",
    "encoded",
    "scaled",
    "final",
    "transformed",
    "metrics",
    "summary",
    "report",
    "x_",
    "y_",
)
_TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".parquet", ".data", ".arff")
_SPIDER = re.compile(r"class \w{1,100}\((?:scrapy\.)?(?:Crawl)?Spider\)")
_ADDRESS = re.compile(r"^https?://\S{4,}$")
_READERS = (
    ".read_csv",
    ".read_json",
    ".read_excel",
    ".read_table",
    ".read_parquet",
    "urlretrieve",
    "wget.download",
    ".get_file",
)


def read_data(snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...], readme: ReadmeFacts) -> DataFacts:
    """The data facts."""
    teaching = is_teaching(snapshot.name, tree, sources)
    texts = tuple(code_texts(snapshot, tree, sources))
    collected = () if teaching else tuple(_collected(sources, texts))[:MAX_PLACES]
    return DataFacts(
        files=tuple(_files(snapshot, tree))[:MAX_LISTED],
        stock=None if teaching else _stock(snapshot, tree, sources, texts, readme, bool(collected)),
        collected=collected,
        sources=tuple(_addresses(sources))[:MAX_PLACES],
    )


def is_data(path: str) -> bool:
    """Whether a file is data by its ending, or by its ending and folder."""
    low = path.lower()
    if low.endswith(endings("data-in-folder")):
        return not words("data-folders").isdisjoint(folders(path)) and basename(low) != "package.json"
    return low.endswith(endings("data"))


def _files(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    sizes = {entry.path: entry.size for entry in snapshot.entries}
    for path in tree.paths:
        if is_data(path):
            size = sizes.get(path)
            yield Evidence(path, None, "" if size is None else f"{size:,} bytes")


def _stock(
    snapshot: Snapshot,
    tree: TreeFacts,
    sources: tuple[Source, ...],
    texts: tuple[tuple[str, str], ...],
    readme: ReadmeFacts,
    collected: bool,
) -> StockDataset | None:
    """The one tutorial data set of the project; teaching, packages, comparisons and own data are not accused."""
    if is_packaged(tree, sources):
        return None
    path = readme_path(tree, readme) or ""
    text = readme_text(snapshot, tree, readme)
    found = weigh(snapshot.name, tree, sources, texts, (path, text))
    named = [one for one in found if mentioned(one, path, snapshot.name)]
    if not found or (collected and not named):
        return None
    if len(found) > 1 and len(named) != 1 and found[0].certainty - found[1].certainty < CLEARLY:
        return None
    best = named[0] if named else found[0]
    return best if named or len(_other_files(best, sources)) < MANY_OTHERS else None


def _other_files(stock: StockDataset, sources: tuple[Source, ...]) -> set[str]:
    """Data files that the code reads and that are not the set's."""
    own = {place.excerpt.lower().replace("\\", "/").rpartition("/")[2] for place in stock.evidence}
    scripts = [source for source in sources if not is_aside(source.path)]
    read = {
        basename(text.replace("\\", "/")).lower() for source in scripts for text, _ in source.strings if is_table(text)
    }
    return {name for name in read if name not in own and not any(part in name for part in (*_DERIVED, stock.id))}


def is_table(text: str) -> bool:
    """Whether a literal names a file with a table in it."""
    name = basename(text).lower()
    return "*" not in name and len(name) > 5 and name.endswith(_TABLES)


def _collected(sources: tuple[Source, ...], texts: tuple[tuple[str, str], ...]) -> Iterator[Evidence]:
    """Code that reads pages, services or sensors, if the project keeps what it reads."""
    own = [source for source in sources if not is_aside(source.path)]
    kept = any(_keeps(source) for source in own)
    for source in own:
        if place := _collects(source, kept):
            yield place
    packages = r_packages(texts)
    yield from (packages[name] for name in load("collecting")["r"] if name in packages)


def _collects(source: Source, kept: bool) -> Evidence | None:
    fetches = any(name in _table("requests") for name, _ in source.calls)
    asks = fetches and _asks_service(source) and _keeps(source)
    for name, line in source.calls:
        live = any(_is_of(name, sort) for sort in ("scrapers", "clients", "sensors"))
        page = fetches and name in _table("parsers")  # the same parser also strips tags from a finished data set
        if (kept and (live or page)) or (asks and name in _table("requests")):
            return Evidence(source.path, line, source.excerpt(line) or shown(name))
    for call, line in source.loads:
        if call.startswith("pandas.read_html(http"):
            return Evidence(source.path, line, source.excerpt(line) or shown(call))
    spider = any(module.partition(".")[0] == "scrapy" for module, _ in source.imports) and _SPIDER.search(source.text)
    return Evidence(source.path, None, "scrapy.Spider") if spider else None


def _is_of(name: str, key: str) -> bool:
    return name in _table(key) or name.startswith(_prefixes(key))


def _keeps(source: Source) -> bool:
    return any(name in _table("writes") for name, _ in source.calls)


def _asks_service(source: Source) -> bool:
    """Whether an address of a live service stands in the code, rather than one of a file or of a model."""
    return any(_is_service(text.lower()) for text, _ in source.strings if text[:4].lower() == "http")


def _is_service(address: str) -> bool:
    table = load("collecting")
    if any(part in address for part in table["no-service"]):
        return False
    is_file = address.partition("?")[0].endswith(tuple(table["data-endings"]))
    return not is_file and any(part in address for part in table["services"])


@cache
def _table(key: str) -> frozenset[str]:
    return frozenset(name for name in load("collecting")[key] if not name.endswith("."))


@cache
def _prefixes(key: str) -> tuple[str, ...]:
    return tuple(name for name in load("collecting")[key] if name.endswith("."))


def _addresses(sources: tuple[Source, ...]) -> Iterator[Evidence]:
    for source in sources:
        reads = {line for name, line in source.calls if name.endswith(_READERS)}
        for text, line in source.strings:
            if _ADDRESS.match(text) and (line in reads or suffix(text.split("?")[0]) in words("data")):
                yield Evidence(source.path, line, shown(text))
