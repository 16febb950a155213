"""Findings to scores. Exact fractions throughout, rounded once, half up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from portfolio_audit.model.catalogue import Catalogue, Category
from portfolio_audit.model.report import Cap, CategoryScore, PortfolioArithmetic, Score, Slot
from portfolio_audit.model.rules import Finding, Outcome, State

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Range:
    """A value before rounding, with what it would be if all that is unknown failed or passed."""

    value: Fraction | None
    low: Fraction | None
    high: Fraction | None
    coverage: Fraction

    @staticmethod
    def nothing() -> "Range":
        """Nothing could be decided, and nothing can be said."""
        return Range(None, None, None, Fraction(0))


@dataclass(frozen=True, slots=True)
class RepositoryScore:
    """A repository's score and how it came about."""

    exact: Range
    uncapped: Fraction | None
    caps: tuple[Cap, ...]
    categories: tuple[CategoryScore, ...]


def score_repository(findings: Iterable[Finding], catalogue: Catalogue) -> RepositoryScore:
    """Σ share · earned / possible over categories with a decided rule, shares renormalised; then caps."""
    by_category: dict[str, list[Finding]] = {}
    findings = tuple(findings)
    for finding in findings:
        by_category.setdefault(finding.rule.category, []).append(finding)
    parts = [
        (category, category_range(by_category[category.id]), by_category[category.id])
        for category in catalogue.categories
        if category.scope == "repository" and category.id in by_category
    ]
    whole = _weighted([(category.share, part) for category, part, _ in parts if part.high is not None])
    caps = tuple(
        Cap(f.rule.id, f.rule.cap) for f in findings if f.rule.cap is not None and f.outcome.state is State.FAIL
    )
    possible = [f.rule.cap for f in findings if f.rule.cap is not None and f.outcome.state is State.UNKNOWN]
    exact = replace(
        whole,
        value=_capped(whole.value, [cap.value for cap in caps]),
        high=_capped(whole.high, [cap.value for cap in caps]),
        low=_capped(whole.low, [*(cap.value for cap in caps), *possible]),
    )
    return RepositoryScore(
        exact, whole.value, caps, tuple(_category_score(*part, catalogue=catalogue) for part in parts)
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
    """Mean of the parts by share; an undecided part is left out of the value, not counted as 0."""
    everything = sum(share for share, _ in parts)
    decided = [(share, part.value) for share, part in parts if part.value is not None and share]
    if not everything:
        return Range.nothing()
    return Range(
        _total((share * value for share, value in decided), sum(share for share, _ in decided)) if decided else None,
        _total((share * (part.low or ZERO) for share, part in parts), everything),
        _total((share * (part.high or ZERO) for share, part in parts), everything),
        _total((share * part.coverage for share, part in parts), everything),
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


@dataclass(frozen=True, slots=True)
class PortfolioScore:
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
        findings: answers of the rules about the profile.
        person: whether a person's whole portfolio was asked for. If not, only the repositories named count.
    """
    scored = sorted(
        ((name, part) for name, part in repositories.items() if part.value is not None),
        key=lambda item: (-(item[1].value or 0), item[0]),
    )
    scale = catalogue.scale
    slots = scale.slots if person else scale.slots[: len(repositories) + unseen]
    filled = [part for _, part in scored[: len(slots)]]
    unsure = sum(1 for part in repositories.values() if part.value is None) + unseen
    projects = _fill(slots, filled, unsure, [part.high for part in repositories.values()])
    profile = category_range(findings)
    shares = (scale.projects_share, scale.profile_share) if person else (100, 0)
    parts = [(share, part) for share, part in zip(shares, (projects, profile), strict=True) if part.high is not None]
    exact = _weighted(parts) if scored else Range.nothing()
    names: list[tuple[str | None, int | None]] = [(name, rounded(part.value)) for name, part in scored[: len(slots)]]
    names += [(None, None)] * (len(slots) - len(names))
    arithmetic = PortfolioArithmetic(
        *shares, tuple(Slot(weight, name, value) for weight, (name, value) in zip(slots, names, strict=True))
    )
    categories = tuple(
        _category_score(category, profile, findings, catalogue=catalogue)
        for category in catalogue.categories
        if category.scope == "portfolio" and findings
    )
    return PortfolioScore(exact, arithmetic, categories)


def _fill(slots: Sequence[int], filled: Sequence[Range], unsure: int, highs: Sequence[Fraction | None]) -> Range:
    whole = sum(slots)
    if not whole:
        return Range.nothing()
    empty = len(slots) - len(filled)
    kept = slots[: len(slots) - min(empty, unsure)]
    best = sorted((high if high is not None else Fraction(100) for high in highs), reverse=True)
    best = ([Fraction(100)] * (unsure - sum(1 for high in highs if high is None)) + best)[: len(slots)]
    lows = sorted((part.low or ZERO for part in filled), reverse=True)
    coverage = [part.coverage for part in filled] + [Fraction(100)] * (len(kept) - len(filled))
    return Range(
        _dot(kept, [part.value or ZERO for part in filled], sum(kept)) if filled else None,
        _dot(slots, lows, whole),
        _dot(slots, sorted(best, reverse=True), whole),
        _dot(kept, coverage, whole),
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
