"""Where the data comes from: committed files, addresses, a tutorial's data set, or the author's own collecting."""

import re
from collections.abc import Iterator
from posixpath import basename

from portfolio_audit.facts.bringing import brought
from portfolio_audit.facts.collecting import collected
from portfolio_audit.facts.handout import instructions
from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.others import Text
from portfolio_audit.facts.paths import endings, folders, is_aside, is_table, suffix, words
from portfolio_audit.facts.personal import read_personal
from portfolio_audit.facts.seen import claims_own, is_of_course
from portfolio_audit.facts.shape import Shape, says_coursework
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.stock import (
    is_setting,
    mentioned,
    named_after,
    only_tried,
    several_loaded,
    told_by_columns,
    weigh,
    without_trials,
)
from portfolio_audit.facts.texts import code_texts, descriptions, readme_path, readme_text
from portfolio_audit.model.facts import DataFacts, ReadmeFacts, StockDataset, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import shown

MAX_LISTED = 200
MAX_PLACES = 20
CLEARLY = 20
"""Points by which one set must lead another."""
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


def read_data(
    snapshot: Snapshot,
    tree: TreeFacts,
    sources: tuple[Source, ...],
    readme: ReadmeFacts,
    notebooks: tuple[NotebookFile, ...],
    others: tuple[Text, ...],
    shape: Shape,
) -> DataFacts:
    """The data facts."""
    texts = tuple(code_texts(snapshot, tree, sources))
    own = tuple(collected(sources, others))[:MAX_PLACES]
    excused = shape.teaching or shape.packaged
    known = None if excused else _known(snapshot, tree, sources, texts, readme, bool(own))
    of_course = known is not None and is_of_course(known.id)
    return DataFacts(
        files=tuple(_files(snapshot, tree))[:MAX_LISTED],
        stock=None if of_course else known,
        collected=own,
        sources=tuple(_addresses(sources))[:MAX_PLACES],
        fetched=tuple(brought(snapshot, sources, texts))[:MAX_PLACES],
        personal=tuple(read_personal(snapshot, tree, notebooks, _told(snapshot, tree, sources, readme)))[:MAX_PLACES],
        handout=tuple(instructions(readme.path or "", readme_text(snapshot, tree, readme))) if readme.path else (),
        course=known if of_course else None,
    )


def _told(snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...], readme: ReadmeFacts) -> str:
    """What the repository says of its data, and what it makes data with."""
    modules = " ".join({module for source in sources for module, _ in source.imports})
    return f"{snapshot.name} {modules} {readme_text(snapshot, tree, readme)}"


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
            if size != 0:
                yield Evidence(path, None, "" if size is None else f"{size:,} bytes")


def _known(
    snapshot: Snapshot,
    tree: TreeFacts,
    sources: tuple[Source, ...],
    texts: tuple[tuple[str, str], ...],
    readme: ReadmeFacts,
    own: bool,
) -> StockDataset | None:
    """The one tutorial data set of the project, or the course's own; comparisons and own data are not accused."""
    path = readme_path(tree, readme) or ""
    text = readme_text(snapshot, tree, readme)
    if is_setting(text, snapshot.name):
        return None
    sources, texts = without_trials(sources, texts)
    told = ((path, text), *descriptions(snapshot, tree))
    found = weigh(snapshot.name, tree, sources, texts, told)
    if of_course := next((one for one in found if is_of_course(one.id)), None):
        return of_course
    named = [one for one in found if mentioned(one, path, snapshot.name)]
    if not found or (not named and (own or says_coursework(snapshot.name))):
        return None
    if len(found) > 1 and len(named) != 1 and found[0].certainty - found[1].certainty < CLEARLY:
        return None
    best = named[0] if named else found[0]
    if named_after(best) or told_by_columns(best):
        return best
    if named and not claims_own(text):
        return best
    aside = several_loaded(best, sources) or only_tried(best, sources) or _other_files(best, sources)
    return None if aside else best


def _other_files(stock: StockDataset, sources: tuple[Source, ...]) -> set[str]:
    """Data files that the code reads and that are not the set's."""
    own = {place.excerpt.lower().replace("\\", "/").rpartition("/")[2] for place in stock.evidence}
    scripts = [source for source in sources if not is_aside(source.path)]
    read = {
        basename(text.replace("\\", "/")).lower()
        for source in scripts
        for text, line in source.strings
        if is_table(text) and (text, line) not in source.written
    }
    return {name for name in read if name not in own and not any(part in name for part in (*_DERIVED, stock.id))}


def _addresses(sources: tuple[Source, ...]) -> Iterator[Evidence]:
    for source in sources:
        reads = {line for name, line in source.calls if name.endswith(_READERS)}
        for text, line in source.strings:
            if _ADDRESS.match(text) and (line in reads or suffix(text.split("?")[0]) in words("data")):
                yield Evidence(source.path, line, shown(text))
