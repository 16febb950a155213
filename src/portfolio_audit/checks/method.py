"""How models were trained and judged."""

from decimal import Decimal

from portfolio_audit.checks.code import calls_like
from portfolio_audit.checks.conditions import learns_from_columns
from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import CodeFacts, DataFacts, Figure, MethodFacts, ProjectFacts, ReadmeFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence, Unavailable


@check
def held_out(method: MethodFacts, code: CodeFacts) -> Outcome:
    """A model that is judged on rows it has not seen; what cannot be followed is not accused."""
    if method.held_out:
        return passed("the model is judged on data kept apart", *method.held_out)
    if method.idle_splits:
        places = (*method.idle_splits, *method.in_sample)
        return failed("a split is made, yet only the training rows are judged", *places)
    if method.in_sample:
        return failed("the model is judged on the data it was fitted on", *method.in_sample)
    if method.judged:
        return unknown(f"{method.judged[0].spot} judges a model on data whose origin the code does not show")
    if code.unparsed:
        return unknown(f"{code.unparsed[0].path} is no valid Python 3, so a split in it cannot be seen")
    if not learns_from_columns(code):
        return unknown("the code does not plainly say on which data its model is judged")
    what = "a split into training and test data, or cross-validation"
    return failed(f"not found in the code: {what}", looked_for(what, "scripts and notebook cells"))


@check
def evaluated(
    project: ProjectFacts, code: CodeFacts, method: MethodFacts, *, modes: tuple[str, ...], what: str
) -> Outcome:
    """Measures that the code computes; one that it only names is not said to be missing.

    Args:
        modes: calls that switch a model to judging, which proves something where there are rows to judge it on.
    """
    stage = next((stage for stage in project.stages if stage.name == "evaluation"), None)
    if stage and stage.evidence:
        return passed("the code computes how good the model is", *stage.evidence)
    if method.held_out and (switched := calls_like(code, modes)):
        return passed("the model is judged on data kept apart", *(at for _, at in switched), *method.held_out)
    if method.mentioned:
        return unknown(f"the code names {', '.join(method.mentioned[:4])}, but no function known to compute it")
    return failed(f"not found in the code: {what}", looked_for(what, "scripts and notebook cells"))


@check
def compared(
    code: CodeFacts, method: MethodFacts, *, patterns: tuple[str, ...], containers: tuple[str, ...], what: str
) -> Outcome:
    """Two models, or a model and a forecast that needs none.

    Args:
        containers: what puts the layers of a network together, and is a model of its own beside another one only
            where the code makes several networks.
    """
    found = {_shown(name): at for name, at in reversed(calls_like(code, patterns))}
    if method.networks < 2 and any(name not in containers and _is_network(name) for name in found):
        found = {name: at for name, at in found.items() if name not in containers}
    places = (*found.values(), *method.baselines)
    names = ", ".join(sorted(found)[:4])
    if found and method.baselines:
        return passed(f"found {names} and a baseline", *places)
    if len(found) > 1:
        return passed(f"found {names}", *places)
    if method.networks > 1:
        return passed(f"found {method.networks} networks", *places)
    message = f"one model, {names}, and nothing beside it" if found else f"not found in the code: {what}"
    return graded(len(found), 2, message, looked_for(what, "scripts and notebook cells"), *places)


def _shown(call: str) -> str:
    """What a reader knows it by: `xgboost` of `xgboost.train`, the class of `AutoModel.from_pretrained`."""
    parts = call.removesuffix("=").split(".")
    return (
        parts[-2] if len(parts) > 1 and parts[-1] in ("train", "from_pretrained", "load") and parts[-2] else parts[-1]
    )


def _is_network(name: str) -> bool:
    return name.lower().startswith(tuple(load("method")["networks"]["taken"]))


@check
def nothing_fitted_early(method: MethodFacts, *, grave: tuple[str, ...]) -> Outcome:
    """No transformer has seen the test rows; samplers and selections by the target are grave, scaling is less so."""
    if not method.early_fits:
        return passed("nothing found that is fitted before the split")
    kinds = sorted(set(method.early_fit_kinds))
    message = f"{', '.join(kinds[:4])} fitted on all rows, before the split into training and test data"
    if any(kind in grave for kind in kinds):
        return failed(message, *method.early_fits)
    return partial(40, message, *method.early_fits)


@check
def target_apart(method: MethodFacts) -> Outcome:
    """The target is not among the features."""
    if method.target_features:
        return failed("the model is given the answer among its features", *method.target_features)
    return passed("no target found among the features")


@check
def metric_fits(method: MethodFacts, *, alone: tuple[str, ...]) -> Outcome:
    """Measures that tell something here: not accuracy alone where a class is rare, nor for numbers."""
    used = {call.name: call.at for call in method.metrics}
    names = ", ".join(used)
    if used.keys() <= set(alone) and not set(alone).issuperset(method.mentioned):
        return unknown(f"the code computes {names} and names {', '.join(method.mentioned)}, too")
    if method.task == "regression" and used.keys() <= set(alone):
        return failed(f"the models predict numbers, but are judged by {names}", *used.values())
    if method.imbalanced and used.keys() <= set(alone):
        message = f"one class is rare, and the models are judged by {names} alone"
        return failed(message, method.imbalanced, *used.values())
    if method.weighed and used.keys() <= set(alone):
        message = f"the code gives a rare class more weight, and judges by {names} alone"
        return partial(40, message, method.weighed, *used.values())
    return passed(f"judged by {names}", *used.values())


@check
def figures_agree(method: MethodFacts) -> Outcome:
    """Figures in the README that are among those that outputs and files of metrics keep; one alone may be older.

    Accused is only what can be nothing else: the one figure of a measure, model and split in the README, another one
    figure of the same in the outputs, nothing computed or kept elsewhere, and the number in no output at all.
    """
    kept = {figure.metric for figure in method.saved}
    comparable = [figure for figure in method.claimed if figure.metric in kept]
    if found := [figure for figure in comparable if any(figure.equals(other) for other in method.saved)]:
        message = f"{len(found)} of {len(comparable)} comparable figures of the README are in the saved outputs"
        return passed(message, *(figure.at for figure in found))
    if method.unread:
        return unknown(f"the figures may be kept in {method.unread[0]}, which was not read")
    wrong = [figure for figure in comparable if _only(figure, method.claimed) and not _explained(figure, method)]
    if not wrong:
        return unknown("README and saved outputs do not plainly name figures of the same model and rows")
    return _disagreeing(wrong, method.saved)


def _only(figure: Figure, among: tuple[Figure, ...]) -> Figure | None:
    """The figure of this measure, model and split, if there is but one."""
    same = [other for other in among if (other.metric, other.of) == (figure.metric, figure.of)]
    return same[0] if same and all(same[0].equals(other) for other in same) else None


def _explained(figure: Figure, method: MethodFacts) -> bool:
    """Whether its absence from the outputs may have another reason than a wrong figure."""
    if figure.of is None or figure.echoed or figure.metric in method.unsaved:
        return True
    kept = _only(figure, method.saved)
    return kept is None or figure.is_far_from(kept)


def _disagreeing(wrong: list[Figure], saved: tuple[Figure, ...]) -> Outcome:
    first = wrong[0]
    kept = [other for other in saved if (other.metric, other.of) == (first.metric, first.of)]
    message = f"the README says {first.metric} {first.value}; the saved outputs say {kept[0].value}"
    places = [first.at, *(other.at for other in kept)]
    return failed(message, *places) if len(wrong) > 1 else partial(40, message, *places)


@check
def not_too_good(
    method: MethodFacts,
    readme: ReadmeFacts,
    data: DataFacts | Unavailable,
    *,
    most: str,
    metrics: tuple[str, ...],
    easy: tuple[str, ...],
) -> Outcome:
    """No score so high that a reviewer asks how; an easy data set or a README that names limits explains it."""
    bound = Decimal(most)
    high = [f for f in method.claimed if f.metric in metrics and (n := f.number) and bound <= n[0] <= 1]
    if not high:
        return passed("no score that asks for an explanation")
    stock = None if isinstance(data, Unavailable) or data.known is None else data.known.id
    if stock in easy:
        return passed("a very high score, as is usual for this data set", *_places(high))
    if readme.aspect("limits").present:
        return passed("a very high score, and the README discusses its limits", *_places(high))
    message = f"{high[0].metric} {high[0].value}: say why it is no leak, and what the model gets wrong"
    perfect = any((n := figure.number) and n[0] == 1 for figure in high)
    return failed(message, *_places(high)) if perfect else partial(40, message, *_places(high))


def _places(figures: list[Figure]) -> tuple[Evidence, ...]:
    return tuple(figure.at for figure in figures)
