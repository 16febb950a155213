"""The stages of a project that its code and README show: problem, data, cleaning, modelling, evaluation, serving."""

import re
from collections.abc import Callable, Iterator, Mapping
from fnmatch import translate
from functools import cache

from msgspec import Struct

from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import STAGES, Call, CodeFacts, DataFacts, DeploymentFacts, ReadmeFacts, Stage
from portfolio_audit.model.values import Evidence

MAX_EVIDENCE = 5
_SHOWS = re.compile(
    r"(?:^|\.)(?:plot|show|draw|display|print|save|export|format)_|metrics\.pairwise|_similarity$|_distances?$"
)
"""Names of functions that show a measure and compute none, or that compare rows rather than judge a model."""
_SPARK = "pyspark.ml."


@cache
def names(key: str) -> frozenset[str]:
    """A list of names of calls or modules of `kinds.toml`."""
    return frozenset(load("kinds")["calls"][key])


class Uses(Struct, frozen=True):
    """What the code does, each with the places that show it."""

    reads: tuple[Evidence, ...]
    cleans: tuple[Evidence, ...]
    fits: tuple[Evidence, ...]
    infers: tuple[Evidence, ...]
    evaluates: tuple[Evidence, ...]
    deep: tuple[Evidence, ...]
    """Imports of libraries for neural networks."""
    learning: tuple[Evidence, ...]
    """Imports of machine-learning libraries."""
    language_models: tuple[Evidence, ...]
    analysis: tuple[Evidence, ...]
    """Imports of libraries for data."""
    tables: tuple[Evidence, ...]
    """Imports of libraries that only an analysis needs."""
    schedulers: tuple[Evidence, ...]
    pipelines: tuple[Evidence, ...]
    """Where a pipeline is made that runs by itself."""
    bots: tuple[Evidence, ...]
    desktop: tuple[Evidence, ...]
    """Imports of libraries for windows and games."""


def uses(code: CodeFacts) -> Uses:
    """What the calls and imports show."""
    acts = code.acts
    return Uses(
        reads=(*_called(code, "reads"), *_library_data(code), *acts.reads),
        cleans=acts.cleans,
        fits=tuple(call.at for call in code.calls if call.name in names("fits")),
        infers=tuple(call.at for call in code.calls if call.name in names("infers")),
        evaluates=evaluations(code),
        deep=_imported(code, "deep-modules"),
        learning=(
            *_imported(code, "modelling-modules"),
            *_inside(code, _SPARK),
            *(acts.learners if acts.fits else ()),
        ),
        language_models=_imported(code, "language-models"),
        analysis=_imported(code, "analysis-modules"),
        tables=_imported(code, "analysis-modules", but="general-modules"),
        schedulers=_imported(code, "schedulers"),
        pipelines=tuple(call.at for call in code.calls if call.name in names("pipelines")),
        bots=_imported(code, "bots"),
        desktop=_imported(code, "desktop"),
    )


def evaluations(code: CodeFacts) -> tuple[Evidence, ...]:
    """Where the code says how good a model is, the surest places first."""
    table = load("method")["evaluated"]
    loaded = {call.name for call in code.imports}
    beside = [pattern for row in table["beside"] if loaded & set(row["modules"]) for pattern in row["patterns"]]
    served = {at.path for at in code.app_at}
    surely = _like(code, (*table["patterns"], *beside))
    weakly = (at for at in _like(code, tuple(table["weak"])) if at.path not in served)
    return tuple(dict.fromkeys((*_called(code, "evaluates"), *code.acts.measures, *surely, *weakly)))


def _like(code: CodeFacts, patterns: tuple[str, ...]) -> Iterator[Evidence]:
    fits = _matcher(patterns)
    everything = (*code.calls, *code.keywords, *code.attributes)
    return (call.at for call in everything if fits(call.name) and not _SHOWS.search(call.name))


@cache
def _matcher(patterns: tuple[str, ...]) -> Callable[[str], object]:
    return re.compile("|".join(map(translate, patterns))).match


def _called(code: CodeFacts, key: str) -> tuple[Evidence, ...]:
    return tuple(call.at for call in code.calls if call.name.rpartition(".")[2] in names(key))


def _library_data(code: CodeFacts) -> tuple[Evidence, ...]:
    return tuple(call.at for call in code.calls if call.name.startswith("sklearn.datasets.load_"))


def _inside(code: CodeFacts, module: str) -> tuple[Evidence, ...]:
    """Calls of a part of a library that is for learning, where the whole is not."""
    return tuple(call.at for call in code.calls if call.name.startswith(module))


def _imported(code: CodeFacts, key: str, *, but: str = "") -> tuple[Evidence, ...]:
    wanted = names(key) - names(but) if but else names(key)
    return tuple(call.at for call in code.imports if call.name in wanted)


def models(code: CodeFacts, shown: Uses) -> tuple[Evidence, ...]:
    """Where a model is trained: a fit of a library that learns."""
    if not shown.learning:
        return ()
    made = any(_is_estimator(call) for call in code.calls)
    return code.acts.fits or (shown.fits if made else ())


def _is_estimator(call: Call) -> bool:
    """Whether a call makes an estimator: a class of a learning library that is no preprocessing."""
    root, _, _ = call.name.partition(".")
    last = call.name.rpartition(".")[2]
    inside = (root in names("modelling-modules") or call.name.startswith(_SPARK)) and not any(
        part in call.name for part in PREPARING
    )
    return inside and (last[:1].isupper() or root in ("xgboost", "lightgbm"))


PREPARING = (
    ".preprocessing.",
    ".impute.",
    ".compose.",
    ".feature_extraction.",
    ".model_selection.train_test",
    ".datasets.",
    ".decomposition.",
    ".feature_selection.",
)


def read_stages(
    code: CodeFacts,
    data: DataFacts,
    deployment: DeploymentFacts,
    readme: ReadmeFacts,
    shown: Uses,
    elsewhere: Mapping[str, Evidence],
    served: tuple[Evidence, ...],
) -> tuple[Stage, ...]:
    """One stage for each of `STAGES`, with what shows it.

    Args:
        elsewhere: stage → line in another language than Python that shows it.
        served: what the verdict on the whole way rests on.
    """
    found = {
        "problem": readme.content("problem").evidence if readme.content("problem").present else (),
        "data": (*data.collected, *shown.reads, *data.sources, *data.files[:1]),
        "cleaning": shown.cleans,
        "modelling": models(code, shown) or (shown.language_models and (shown.infers or code.acts.asks)),
        "evaluation": shown.evaluates,
        "serving": tuple(dict.fromkeys((*served, *deployment.serving, *deployment.containers))),
    }
    if "modelling" not in elsewhere and "inference" in elsewhere:
        elsewhere = {**elsewhere, "modelling": elsewhere["inference"]}
    more = {name: (elsewhere[name],) if name in elsewhere else () for name in STAGES}
    return tuple(Stage(name, (*found[name], *more[name])[:MAX_EVIDENCE]) for name in STAGES)
