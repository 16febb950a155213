"""The models that the code loads, and where each of them comes from."""

import re
from collections.abc import Container, Iterator
from functools import cached_property
from itertools import islice
from posixpath import basename, splitext

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.facts.needs.fetching import Fetching
from portfolio_audit.facts.needs.serving import served
from portfolio_audit.facts.needs.texts import Texts
from portfolio_audit.facts.needs.touching import Touch, loads, saves, saves_model, table, touches
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import ModelFile
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import shown

MAX_MODELS = 50
MAX_LINE = 1_000
_WRITES = re.compile(r"(?!streamlit\.|\.write|sys\.|.*train_test).*(?:save|dump|write|export|train)[^.]*$")
_RUNS = re.compile(r"\b(?:python3?|make|bash|sh|dvc|papermill|jupyter|uv run|poetry run|snakemake)\b")


class Artefacts(Struct, frozen=True):
    """What is known about trained models."""

    models: tuple[ModelFile, ...]
    saves: Evidence | None
    weights: Evidence | None


def read_models(snapshot: Snapshot, sources: tuple[Source, ...], texts: Texts) -> Artefacts:
    """The models that are loaded by literal paths, those that serve first, and whether any is kept."""
    wanted = [source for source in sources if loads(source)]
    models = tuple(_loaded(wanted, sources, Tree(snapshot), texts))[:MAX_MODELS] if wanted else ()
    empty = {entry.path for entry in snapshot.entries if entry.size == 0}
    weights = next((Evidence(path) for path in texts.tree.paths if _is_model(path) and path not in empty), None)
    return Artefacts(models, next(_saved(sources), None), weights or Fetching(sources, texts).told)


def _is_model(path: str) -> bool:
    return splitext(path)[1].lower() in table("models") and not is_aside(path)


def _saved(sources: tuple[Source, ...]) -> Iterator[Evidence]:
    computed = load("artefacts")["computed"]
    for source in sources:
        for name, line in source.calls:
            if name in computed["calls"] or name.endswith(".log_model"):
                yield source.place(line, name)
        for name, line in source.loads:
            if name.startswith(".save(") and splitext(name.rstrip(")"))[1].lower() in table("models"):
                yield source.place(line, name)


class Tree:
    """Names of files that hold something and of folders in the repository, in lower case."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.complete = not any("listed" in limit for limit in snapshot.limits)
        self.names: set[str] = set()
        self.opaque: set[str] = set()
        for entry in snapshot.entries:
            parts = entry.path.lower().split("/")
            self.names.update(parts if entry.size != 0 else parts[:-1])
            if entry.kind != "file":
                self.opaque.add(basename(entry.path).lower())

    def has(self, path: str) -> bool:
        """Whether there is anything of that name, wherever it lies, or it may lie behind a link or in DVC's storage."""
        parts = path.lower().rstrip("/").split("/")
        return (
            parts[-1] in self.names
            or not self.opaque.isdisjoint(parts)
            or any(f"{part}.dvc" in self.names for part in parts)
        )


def _loaded(wanted: list[Source], sources: tuple[Source, ...], tree: Tree, texts: Texts) -> Iterator[ModelFile]:
    serving = served(sources)
    constants = _constants(sources)
    found: dict[str, tuple[Source, Touch]] = {}
    places: dict[str, set[tuple[str, int]]] = {}
    handled: set[str] = set()
    for source in sorted(wanted, key=lambda source: source.path not in serving):
        for touch in touches(source, constants.get):
            name = basename((touch.path or "").rstrip("/"))
            if name and touch.action != "save":
                places.setdefault(name, set()).add((source.path, touch.line))
                handled.update([name] if touch.action == "ask" or touch.guarded else [])
                if touch.action == "load":
                    found.setdefault(name, (source, touch))
    search = Search(sources, texts, serving, constants)
    for name, (source, touch) in islice(found.items(), MAX_MODELS):
        at = Evidence(source.path, touch.line, source.excerpt(touch.line) or shown(touch.path or ""))
        model = ModelFile(shown(touch.path or ""), at, source.path in serving)
        if tree.has(touch.path or ""):
            yield replace(model, found="tree")
        elif tree.complete and (one := search.origin(model, name, places[name])) and (one.found or name not in handled):
            yield one


def _constants(sources: tuple[Source, ...]) -> dict[str, str | None]:
    """Constants of all files that are bound to one text only."""
    found: dict[str, str | None] = {}
    for source in sources:
        for name, value in source.named.items():
            found[name] = value if found.get(name, value) == value else None
    return {name: value for name, value in found.items() if name.isupper()}


class Search:
    """Where a model that is not in the tree may come from; what the code does is gathered when first asked."""

    def __init__(
        self, sources: tuple[Source, ...], texts: Texts, serving: dict[str, Source], constants: dict[str, str | None]
    ) -> None:
        self.sources = sources
        self.texts = texts
        self.serving = serving
        self.constants = constants
        self.fetching = Fetching(sources, texts)

    @cached_property
    def saved(self) -> list[tuple[Source, Touch]]:
        """All calls that save."""
        found = ((source, touches(source, self.constants.get)) for source in self.sources if saves(source))
        return [(source, touch) for source, all_ in found for touch in all_ if touch.action == "save"]

    @cached_property
    def written(self) -> dict[str, Evidence]:
        """Names of the files that they write."""
        found: dict[str, Evidence] = {}
        for source, touch in self.saved:
            if touch.path:
                at = Evidence(source.path, touch.line, source.excerpt(touch.line) or shown(touch.path))
                found.setdefault(basename(touch.path.rstrip("/")), at)
        return found

    @cached_property
    def computed(self) -> bool:
        """Whether a model is saved under a name that cannot be read."""
        return any(not touch.path and saves_model(source, touch) for source, touch in self.saved)

    def origin(self, model: ModelFile, name: str, loaded: set[tuple[str, int]]) -> ModelFile | None:
        """The model with where it comes from, `None` when that cannot be decided.

        Args:
            loaded: (path, line) of where it is loaded or asked for.
        """
        near = self.serving if model.served else {model.at.path: None}
        if by := self.fetching.by_code(name, near):
            return replace(model, found="fetched", by=by)
        if by := self.written.get(name):
            return replace(model, found="made", by=by, told=self._is_told(by, near))
        if by := self._command(name):
            return replace(model, found="made", by=by, told=True)
        if by := self.fetching.told:
            return replace(model, found="told", by=by)
        doubt = self.computed or self.fetching.somewhere or self._is_mentioned(name, loaded)
        return None if doubt else model

    def _command(self, name: str) -> Evidence | None:
        """The line that says which command makes the file."""
        for path, text in (*self.texts.prose, *self.texts.steps):
            for number, line in enumerate(text.split("\n") if name in text else (), 1):
                if name in line and _RUNS.search(line[:MAX_LINE]):
                    return Evidence(path, number, shown(line))
        return None

    def _is_told(self, by: Evidence, near: Container[str]) -> bool:
        """Whether a reader or a machine is told to run what makes it, or it is made where it is loaded."""
        stem = re.escape(splitext(basename(by.path))[0])
        words = re.compile(rf"(?<![\w-]){stem}\.(?:py|ipynb)|-m\s+[\w.]{{0,80}}{stem}\b|make\s+\S{{0,40}}{stem}")
        texts = (*self.texts.steps, *self.texts.prose)
        return by.path in near or any(words.search(text) for _, text in texts)

    def _is_mentioned(self, name: str, loaded: set[tuple[str, int]]) -> bool:
        """Whether the name stands where it may be written: in other code, in settings, in what a machine runs."""
        loading = {path for path, _ in loaded}
        for source in self.sources:
            if source.path not in loading or any(_WRITES.match(call[:200].lower()) for call, _ in source.calls):
                for text, line in source.strings:
                    if (source.path, line) not in loaded and basename(text.replace("\\", "/")) == name:
                        return True
        return any(name in text for _, text in (*self.texts.steps, *self.texts.settings))
