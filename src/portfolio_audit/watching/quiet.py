"""When to audit again: something was saved, and nobody is still writing."""

from collections.abc import Callable
from time import monotonic, sleep

from msgspec import Struct

from portfolio_audit.watching.lookout import Sight


class Rhythm(Struct, frozen=True):
    """How often to look; all in seconds."""

    interval: float = 0.25
    """Between two looks."""
    settled: float = 0.1
    """Without a change, after which a file is taken for written."""
    patience: float = 3.0
    """After which a folder is looked at although it still changes, or git is at work."""
    share: float = 12.0
    """A look that takes long is followed by a pause of so many times that."""


def next_sight(
    look: Callable[[], Sight],
    known: Sight,
    rhythm: Rhythm,
    pause: Callable[[float], object] = sleep,
    clock: Callable[[], float] = monotonic,
) -> Sight:
    """The folder once it is another than it was, and quiet.

    Args:
        pause: waits for so many seconds.
        clock: seconds from any beginning.
    """
    while True:
        before = clock()
        sight = look()
        took = clock() - before
        if sight.differs(known):
            sight = _quiet(look, sight, rhythm, max(rhythm.settled, took), pause, clock)
            if sight.differs(known):
                return sight
        pause(max(rhythm.interval, took * rhythm.share))


def _quiet(
    look: Callable[[], Sight],
    sight: Sight,
    rhythm: Rhythm,
    settled: float,
    pause: Callable[[float], object],
    clock: Callable[[], float],
) -> Sight:
    began = clock()
    while clock() - began < rhythm.patience:
        pause(settled)
        again = look()
        if not again.differs(sight) and not again.locked:
            return again
        sight = again
    return sight
