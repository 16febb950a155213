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


class Sums(Struct, frozen=True):
    """What the answers to some rules come to."""

    applicable: int = 0
    """Points of the rules that apply."""
    decided: int = 0
    """Points of those that could be decided."""
    earned: int = 0
    """Hundredths of these points."""

    @staticmethod
    def of(findings: Iterable[Finding]) -> "Sums":
        """The sums of these answers."""
        applicable = decided = earned = 0
        for finding in findings:
            weight, outcome = finding.rule.weight, finding.outcome
            if outcome.state.decided:
                decided += weight
                earned += weight * outcome.credit
            if outcome.state is not State.NOT_APPLICABLE:
                applicable += weight
        return Sums(applicable, decided, earned)

    def range(self) -> Range:
        """Earned over possible weight, 0–100."""
        if not self.applicable:
            return Range.nothing()
        return Range(
            Fraction(self.earned, self.decided) if self.decided else None,
            Fraction(self.earned, self.applicable),
            Fraction(self.earned + 100 * (self.applicable - self.decided), self.applicable),
            Fraction(100 * self.decided, self.applicable),
        )


class Standing:
    """A repository's score, ready to say what it would be if something were fixed."""

    def __init__(self, findings: Iterable[Finding], catalogue: Catalogue) -> None:
        self._findings = {finding.rule.id: finding for finding in findings}
        by_category: dict[str, list[Finding]] = {}
        for finding in self._findings.values():
            by_category.setdefault(finding.rule.category, []).append(finding)
        self.categories = [c for c in catalogue.categories if c.scope == "repository" and c.id in by_category]
        self.sums = {category.id: Sums.of(by_category[category.id]) for category in self.categories}
        self._shares = {c.id: c.share for c in self.categories if self.sums[c.id].applicable}
        self.uncapped = _weighted([(share, self.sums[name].range()) for name, share in self._shares.items()])
        self._applicable_share = sum(self._shares.values())
        self._decided_share = sum(share for name, share in self._shares.items() if self.sums[name].decided)
        capping = [finding for finding in self._findings.values() if finding.rule.cap is not None]
        self.caps = [Cap(f.rule.id, f.rule.cap or 0) for f in capping if f.outcome.state is State.FAIL]
        self._doubts = [Cap(f.rule.id, f.rule.cap or 0) for f in capping if f.outcome.state is State.UNKNOWN]

    def range(self) -> Range:
        """Σ share · earned / possible over categories with a decided rule, shares renormalised; then caps."""
        return self._within_caps(self.uncapped, frozenset())

    def if_passed(self, rules: Iterable[str]) -> Range:
        """What the score would be, had those rules passed: ones that failed or passed in part.

        What else there is stays as it is, so only what these earn is added.
        """
        passing = frozenset(rules)
        earned: dict[str, int] = {}
        for finding in map(self._findings.__getitem__, passing):
            rule, outcome = finding.rule, finding.outcome
            earned[rule.category] = earned.get(rule.category, 0) + rule.weight * (100 - outcome.credit)
        whole = self.uncapped
        value, low, high = whole.value, whole.low, whole.high
        for name, more in earned.items():
            sums, points = self.sums[name], self._shares[name] * more
            if not points:
                continue
            possible = Fraction(points, sums.applicable * self._applicable_share)
            low, high = (low or ZERO) + possible, (high or ZERO) + possible
            value = (value or ZERO) + Fraction(points, sums.decided * self._decided_share)
        return self._within_caps(Range(value, low, high, whole.coverage), passing)

    def _within_caps(self, whole: Range, passing: frozenset[str]) -> Range:
        """A critical rule that failed caps everything; one that is unknown caps what may be the least."""
        caps = [cap.value for cap in self.caps if cap.rule not in passing]
        possible = [*caps, *(cap.value for cap in self._doubts if cap.rule not in passing)]
        return Range(
            _capped(whole.value, caps), _capped(whole.low, possible), _capped(whole.high, caps), whole.coverage
        )


def score_repository(findings: Iterable[Finding], catalogue: Catalogue) -> RepositoryScore:
    """The repository's score with what it rests on."""
    standing = Standing(findings, catalogue)
    categories = tuple(_category_score(c, standing.sums[c.id], catalogue) for c in standing.categories)
    return RepositoryScore(standing.range(), standing.uncapped.value, tuple(standing.caps), categories)


def _capped(value: Fraction | None, caps: Sequence[int]) -> Fraction | None:
    return None if value is None else min([value, *map(Fraction, caps)])


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


def _category_score(category: Category, sums: Sums, catalogue: Catalogue) -> CategoryScore:
    shown = shown_score(sums.range(), catalogue)
    return CategoryScore(category.id, category.title, category.share, shown, sums.earned, sums.decided, sums.applicable)


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
    sums = Sums.of(findings)
    profile = sums.range()
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
        _category_score(category, sums, catalogue)
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
