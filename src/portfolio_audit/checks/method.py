"""How models were trained and judged."""

from decimal import Decimal, InvalidOperation

from portfolio_audit.checks.outcomes import failed, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import CodeFacts, DataFacts, Figure, MethodFacts, ReadmeFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence, Unavailable


@check
def held_out(method: MethodFacts, code: CodeFacts) -> Outcome:
    """A model that is judged on rows it has not seen; what cannot be followed is not accused."""
    if method.held_out:
        return passed("the model is judged on data kept apart", *method.held_out)
    if method.in_sample:
        return failed("the model is judged on the data it was fitted on", *method.in_sample)
    if method.judged:
        place = method.judged[0]
        return unknown(f"{place.path}:{place.line} judges a model on data whose origin the code does not show")
    if code.unparsed:
        return unknown(f"{code.unparsed[0].path} is no valid Python 3, so a split in it cannot be seen")
    what = "a split into training and test data, or cross-validation"
    return failed(f"not found in the code: {what}", looked_for(what, "scripts and notebook cells"))


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
    if method.task == "regression" and used.keys() <= set(alone):
        return failed(f"the models predict numbers, but are judged by {names}", *used.values())
    if method.imbalanced and used.keys() <= set(alone):
        message = f"one class is rare, and the models are judged by {names} alone"
        return failed(message, method.imbalanced, *used.values())
    return passed(f"judged by {names}", *used.values())


@check
def figures_agree(method: MethodFacts) -> Outcome:
    """Figures in the README that are among those that outputs and files of metrics keep; one alone may be older."""
    kept = {figure.metric for figure in method.saved}
    comparable = [figure for figure in method.claimed if figure.metric in kept]
    found = [figure for figure in comparable if any(_equal(figure, other) for other in method.saved)]
    if found:
        message = f"{len(found)} of {len(comparable)} comparable figures of the README are in the saved outputs"
        return passed(message, *(figure.at for figure in found))
    first = comparable[0]
    others = ", ".join(dict.fromkeys(f.value for f in method.saved if f.metric == first.metric))[:60]
    message = f"the README says {first.metric} {first.value}; the saved outputs say {others}"
    places = [first.at, *(f.at for f in method.saved if f.metric == first.metric)]
    return failed(message, *places) if len(comparable) > 1 else partial(40, message, *places)


def _equal(claimed: Figure, kept: Figure) -> bool:
    """Whether a kept figure, rounded as the claimed one is, is the same; 0.93 and 93 % are."""
    one, other = _number(claimed.value), _number(kept.value)
    if claimed.metric != kept.metric or one is None or other is None:
        return False
    (value, step), (kept_value, kept_step) = one, other
    return abs(value - kept_value) <= max(step, kept_step)


def _number(text: str) -> tuple[Decimal, Decimal] | None:
    """The figure and its last digit's worth, as a fraction when it is a percentage."""
    bare = text.replace("%", "").replace(",", ".").strip()
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    step = Decimal(1).scaleb(-len(bare.partition(".")[2]))
    return (value / 100, step / 100) if "%" in text else (value, step)


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
    high = [f for f in method.claimed if f.metric in metrics and (n := _number(f.value)) and bound <= n[0] <= 1]
    if not high:
        return passed("no score that asks for an explanation")
    stock = None if isinstance(data, Unavailable) or data.stock is None else data.stock.id
    if stock in easy:
        return passed("a very high score, as is usual for this data set", *_places(high))
    if readme.aspect("limits").present:
        return passed("a very high score, and the README discusses its limits", *_places(high))
    message = f"{high[0].metric} {high[0].value}: say why it is no leak, and what the model gets wrong"
    perfect = any((n := _number(figure.value)) and n[0] == 1 for figure in high)
    return failed(message, *_places(high)) if perfect else partial(40, message, *_places(high))


def _places(figures: list[Figure]) -> tuple[Evidence, ...]:
    return tuple(figure.at for figure in figures)
