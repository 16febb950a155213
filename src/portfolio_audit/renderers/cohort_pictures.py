"""How the scores of a class lie, as a picture. What it shows is said in words and numbers beside it."""

from msgspec import Struct

from portfolio_audit.model.cohort import Distribution

_LEFT, _WIDTH = 14, 332
_GAP = 3
_FLOOR, _TALLEST = 132, 104


class Column(Struct, frozen=True):
    """Students whose scores lie in one range."""

    x: int
    y: int
    width: int
    height: int
    middle: int
    count: int
    passed: bool
    """Whether every score in it reaches the pass mark; true where there is none."""


class Box(Struct, frozen=True):
    """Where the lowest, the quartiles and the highest stand, from left to right."""

    lowest: int
    lower: int
    median: int
    upper: int
    highest: int


class Histogram(Struct, frozen=True):
    """Columns over a scale from 0 to 100, with a box for the quartiles."""

    columns: tuple[Column, ...]
    box: Box
    ticks: tuple[tuple[int, int], ...]
    """(x, score)."""
    pass_mark: int | None
    """Where it stands."""


def histogram(scores: Distribution, pass_mark: int | None) -> Histogram | None:
    """The picture; none where nobody has a score."""
    points = (scores.lowest, scores.lower_quartile, scores.median, scores.upper_quartile, scores.highest)
    places = [x_of(point) for point in points if point is not None]
    most = max((bucket.count for bucket in scores.buckets), default=0)
    if len(places) < len(points) or not most:
        return None
    columns = []
    for bucket in scores.buckets:
        start, end = x_of(bucket.low), x_of(100 if bucket.high >= 100 else bucket.high + 1)
        height = round(_TALLEST * bucket.count / most)
        columns.append(
            Column(
                start + _GAP // 2 + 1,
                _FLOOR - height,
                end - start - _GAP,
                height,
                (start + end) // 2,
                bucket.count,
                pass_mark is None or bucket.low >= pass_mark,
            )
        )
    ticks = tuple((x_of(score), score) for score in range(0, 101, 10))
    return Histogram(tuple(columns), Box(*places), ticks, None if pass_mark is None else x_of(pass_mark))


def x_of(score: int) -> int:
    """Where a score stands, from left to right."""
    return round(_LEFT + _WIDTH * score / 100)
