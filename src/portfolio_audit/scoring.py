"""Findings to scores. Exact fractions throughout, rounded once, half up."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from heapq import nlargest

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.model.catalogue import Catalogue, Category
from portfolio_audit.model.report import Cap, CategoryScore, PortfolioArithmetic, Score, Slot
from portfolio_audit.model.rules import Finding, Outcome, State

ZERO = Fraction(0)


class Range(Struct, frozen=True):
    """A value before rounding, with what it would be if all that is unknown failed or passed."""

    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    coverage: Fraction

    @staticmethod
    def nothing() -> "Range":
        """Nothing could be decided, and nothing can be said."""
        return Range(None, None, None, Fraction(0))


_UNSEEN = Range(None, ZERO, Fraction(100), ZERO)


class RepositoryScore(Struct, frozen=True):
    """A repository's score and how it came about."""

    exact: Range
    uncapped: Fraction | None
    caps: tuple[Cap, ...]
    categories: tuple[CategoryScore, ...]


def score_repository(findings: Iterable[Finding], catalogue: Catalogue) -> RepositoryScore:
    """Σ share · earned / possible over categories with a decided rule, shares renormalised; then caps."""
    findings = tuple(findings)
    parts = _parts(findings, catalogue)
    whole, caps = _whole(parts), tuple(_caps(findings, State.FAIL))
    categories = tuple(_category_score(*part, catalogue=catalogue) for part in parts)
    return RepositoryScore(_within_caps(whole, findings), whole.value, caps, categories)


def repository_range(findings: Sequence[Finding], catalogue: Catalogue) -> Range:
    """The same score, exact and without its parts."""
    return _within_caps(_whole(_parts(findings, catalogue)), findings)


_Part = tuple[Category, Range, list[Finding]]


def _parts(findings: Iterable[Finding], catalogue: Catalogue) -> list[_Part]:
    by_category: dict[str, list[Finding]] = {}
    for finding in findings:
        by_category.setdefault(finding.rule.category, []).append(finding)
    return [
        (category, category_range(by_category[category.id]), by_category[category.id])
        for category in catalogue.categories
        if category.scope == "repository" and category.id in by_category
    ]


def _whole(parts: Sequence[_Part]) -> Range:
    return _weighted([(category.share, part) for category, part, _ in parts if part.high is not None])


def _caps(findings: Iterable[Finding], state: State) -> Iterable[Cap]:
    return (Cap(f.rule.id, f.rule.cap) for f in findings if f.rule.cap is not None and f.outcome.state is state)


def _within_caps(whole: Range, findings: Sequence[Finding]) -> Range:
    """A critical rule that failed caps everything; one that is unknown caps what may be the least."""
    caps = [cap.value for cap in _caps(findings, State.FAIL)]
    possible = [*caps, *(cap.value for cap in _caps(findings, State.UNKNOWN))]
    return replace(
        whole, value=_capped(whole.value, caps), high=_capped(whole.high, caps), low=_capped(whole.low, possible)
    )


def _capped(value: Fraction | None, caps: Sequence[int]) -> Fraction | None:
    return None if value is None else min([value, *map(Fraction, caps)])


def category_range(findings: Sequence[Finding]) -> Range:
    """Earned over possible weight, 0–100."""
    decided = sum(f.rule.weight for f in findings if f.outcome.state.decided)
    applicable = sum(f.rule.weight for f in findings if f.outcome.state is not State.NOT_APPLICABLE)
    earned = sum(f.rule.weight * f.outcome.credit for f in findings if f.outcome.state.decided)
    if not applicable:
        return Range.nothing()
    return Range(
        Fraction(earned, decided) if decided else None,
        Fraction(earned, applicable),
        Fraction(earned + 100 * (applicable - decided), applicable),
        Fraction(100 * decided, applicable),
    )


def _weighted(parts: Sequence[tuple[int, Range]]) -> Range:
    """Mean of the parts by share; an undecided part is left out of the value, not counted as 0.

    In the coverage a part without a share counts as 1: what only caps leaves a doubt, too.
    """
    everything = sum(share for share, _ in parts)
    decided = [(share, part.value) for share, part in parts if part.value is not None and share]
    if not everything:
        return Range.nothing()
    return Range(
        _total((share * value for share, value in decided), sum(share for share, _ in decided)) if decided else None,
        _total((share * (part.low or ZERO) for share, part in parts), everything),
        _total((share * (part.high or ZERO) for share, part in parts), everything),
        _total((max(share, 1) * part.coverage for share, part in parts), sum(max(share, 1) for share, _ in parts)),
    )


def _total(terms: Iterable[Fraction], divisor: int) -> Fraction:
    return sum(terms, ZERO) / divisor


def _category_score(
    category: Category, part: Range, findings: Sequence[Finding], *, catalogue: Catalogue
) -> CategoryScore:
    decided = [f for f in findings if f.outcome.state.decided]
    return CategoryScore(
        category.id,
        category.title,
        category.share,
        shown_score(part, catalogue),
        sum(f.rule.weight * f.outcome.credit for f in decided),
        sum(f.rule.weight for f in decided),
        sum(f.rule.weight for f in findings if f.outcome.state is not State.NOT_APPLICABLE),
    )


class PortfolioScore(Struct, frozen=True):
    """A portfolio's score and how it came about."""

    exact: Range
    arithmetic: PortfolioArithmetic
    categories: tuple[CategoryScore, ...]


def score_portfolio(
    repositories: Mapping[str, Range], unseen: int, findings: Sequence[Finding], catalogue: Catalogue, *, person: bool
) -> PortfolioScore:
    """The best projects fill the slots; a slot that nobody fills counts 0, one that was not seen is left out.

    Args:
        repositories: exact scores by name, of projects only.
        unseen: number of repositories that could not be looked at.
        findings: answers of the rules about the profile; they count for a person only.
        person: whether a person's whole portfolio was asked for. If not, only the repositories named count.
    """
    findings = findings if person else ()
    scored = [(name, part) for name, part in sorted(repositories.items()) if part.value is not None]
    scale = catalogue.scale
    asked = [*(part for part in repositories.values() if part.high is not None), *[_UNSEEN] * unseen]
    slots = scale.slots if person else scale.slots[: len(asked)]
    kept = _kept(slots, len(scored), len(asked) - len(scored))
    projects = _fill(slots, kept, asked)
    profile = category_range(findings)
    shares = (scale.projects_share, scale.profile_share) if person else (100, 0)
    parts = [(share, part) for share, part in zip(shares, (projects, profile), strict=True) if part.high is not None]
    exact = _weighted(parts) if scored else Range.nothing()
    best = nlargest(len(slots), scored, key=lambda item: item[1].value or ZERO)
    names: list[tuple[str | None, int | None]] = [(name, rounded(part.value)) for name, part in best]
    names += [(None, 0)] * (len(kept) - len(names)) + [(None, None)] * (len(slots) - len(kept))
    arithmetic = PortfolioArithmetic(
        *shares, tuple(Slot(weight, name, value) for weight, (name, value) in zip(slots, names, strict=True))
    )
    categories = tuple(
        _category_score(category, profile, findings, catalogue=catalogue)
        for category in catalogue.categories
        if category.scope == "portfolio" and findings
    )
    return PortfolioScore(exact, arithmetic, categories)


def _kept(slots: Sequence[int], scored: int, unsure: int) -> Sequence[int]:
    """The slots that count in the value: an empty one that an unsure project may fill is left out."""
    empty = max(0, len(slots) - scored)
    return slots[: len(slots) - min(empty, unsure)]


def _fill(slots: Sequence[int], kept: Sequence[int], projects: Sequence[Range]) -> Range:
    if not slots or not projects:
        return Range.nothing()
    values = nlargest(len(kept), (part.value for part in projects if part.value is not None))
    high = _dot(slots, nlargest(len(slots), (part.high or ZERO for part in projects)), sum(slots))
    return Range(
        # a project of which nothing counts but a cap is left out of the value, but holds down what can be reached
        min(high, _dot(kept, values, sum(kept))) if values else None,
        _dot(slots, nlargest(len(slots), (part.low or ZERO for part in projects)), sum(slots)),
        high,
        _total((part.coverage for part in projects), len(projects)),
    )


def _dot(weights: Sequence[int], values: Sequence[Fraction], divisor: int) -> Fraction:
    return _total((weight * value for weight, value in zip(weights, values, strict=False)), divisor)


def shown_score(part: Range, catalogue: Catalogue) -> Score:
    """The range as integers; coverage is rounded down, so that 100 means everything."""
    value = rounded(part.value)
    grade = None if value is None else next(letter for letter, least in catalogue.scale.grades if value >= least)
    return Score(value, rounded(part.low), rounded(part.high), int(part.coverage), grade)


def rounded(value: Fraction | None) -> int | None:
    """Half up."""
    return None if value is None else int(value + Fraction(1, 2))


def with_passed(findings: Sequence[Finding], passing: frozenset[str]) -> tuple[Finding, ...]:
    """The same findings, with those rules passed."""
    return tuple(
        replace(f, outcome=Outcome(State.PASS, 100, f.outcome.message)) if f.rule.id in passing else f for f in findings
    )
