"""Where the marks of a picture stand. What they mean is said in words beside each of them."""

from collections.abc import Sequence
from math import pi

from msgspec import Struct

from portfolio_audit.model.report import TrendPoint
from portfolio_audit.renderers.glances import Glance

YEARS = 3
_RADIUS = 8
_LEFT, _TOP, _WIDTH, _HEIGHT = 34, 14, 318, 180


class Dot(Struct, frozen=True):
    """A repository on the map."""

    x: int
    y: int
    glance: Glance


class Map(Struct, frozen=True):
    """Repositories by how far they go (columns, left to right) and by score (upwards)."""

    columns: tuple[tuple[int, int], ...]
    """(x, stages reached)."""
    dots: tuple[Dot, ...]


def portfolio_map(glances: Sequence[Glance]) -> Map | None:
    """The map of what has a score and a way; none for fewer than two."""
    on_it = [one for one in glances if one.score.value is not None and one.stages]
    if len(on_it) < 2:
        return None
    most = max(one.stages for one in on_it)
    column = _WIDTH / (most + 1)
    middles = [round(_LEFT + column * (place + 0.5)) for place in range(most + 1)]
    dots: list[Dot] = []
    for one in on_it:
        y = height_of(one.score.value or 0)
        dots.append(Dot(_free(middles[one.reached], y, dots), y, one))
    return Map(tuple(zip(middles, range(most + 1), strict=True)), tuple(dots))


def height_of(score: int) -> int:
    """Where a score stands on the map."""
    return round(_TOP + _HEIGHT * (100 - score) / 100)


def _free(middle: int, y: int, dots: Sequence[Dot]) -> int:
    """The place nearest to the middle of the column where no other dot is."""
    apart = 2 * _RADIUS + 1
    near = [dot for dot in dots if abs(dot.y - y) < apart]
    places = (middle + step * sign for step in range(0, _WIDTH, 3) for sign in (1, -1))
    inside = (x for x in places if _LEFT + _RADIUS <= x <= _LEFT + _WIDTH - _RADIUS)
    return next((x for x in inside if all((x - d.x) ** 2 + (y - d.y) ** 2 >= apart**2 for d in near)), middle)


class Bar(Struct, frozen=True):
    """A month with commits on a strip of `months` × 10."""

    x: int
    height: int


class Strip(Struct, frozen=True):
    """A repository's months with commits."""

    glance: Glance
    bars: tuple[Bar, ...]
    first: str
    last: str


class Timeline(Struct, frozen=True):
    """When work was done; the same months for all."""

    first: str
    last: str
    months: int
    strips: tuple[Strip, ...]


def timeline(glances: Sequence[Glance], now: str) -> Timeline | None:
    """The months of the last years in which there were commits.

    Args:
        now: the month of the report, `2026-03`.
    """
    scored = [one for one in glances if one.score.value is not None]
    end = _index(now)
    seen = {one.name: {m: n for m in one.months if end - 12 * YEARS < (n := _index(m)) <= end} for one in scored}
    places = [place for months in seen.values() for place in months.values()]
    if not places:
        return None
    start = min(places)
    strips = tuple(
        Strip(one, _bars(one, seen[one.name], start), min(seen[one.name]), max(seen[one.name]))
        for one in scored
        if seen[one.name]
    )
    return Timeline(_month(start), now, end - start + 1, strips)


def _bars(one: Glance, months: dict[str, int], start: int) -> tuple[Bar, ...]:
    most = max(one.months[month] for month in months)
    return tuple(Bar(place - start, 3 + round(7 * one.months[month] / most)) for month, place in months.items())


def _index(month: str) -> int:
    year, _, number = month.partition("-")
    return int(year) * 12 + int(number) - 1


def _month(index: int) -> str:
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def trend_line(trend: Sequence[TrendPoint]) -> str:
    """Points of a line on 100 × 30, `x,y` each; empty for fewer than two values."""
    values = [point.score for point in trend if point.score is not None]
    if len(values) < 2:
        return ""
    low, high = min(values), max(values)
    span = max(high - low, 10)
    step = 96 / (len(values) - 1)
    return " ".join(f"{2 + n * step:.4g},{27 - 24 * (value - low) / span:.4g}" for n, value in enumerate(values))


def arc(share: int) -> str:
    """Dashes of a circle of radius 50 of which three quarters are a scale: so many per cent of it, then nothing."""
    return f"{share * 0.75 * pi:.4g} {100 * pi:.4g}"
