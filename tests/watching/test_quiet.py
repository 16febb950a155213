"""When it is time to audit again, by a clock that only moves when somebody waits."""

from collections.abc import Callable

import pytest

from portfolio_audit.watching.lookout import Sight
from portfolio_audit.watching.quiet import Rhythm, next_sight

RHYTHM = Rhythm(interval=0.5, settled=0.1, patience=3.0, share=10)


def sight(number: int, *, locked: bool = False) -> Sight:
    return Sight({b"a.py": (number, 0, 0, 0)}, locked=locked)


class World:
    """A folder whose state is a function of the time."""

    def __init__(self, state: Callable[[float], Sight], cost: float = 0.0) -> None:
        self.now = 0.0
        self.looks = 0
        self._state = state
        self._cost = cost

    def look(self) -> Sight:
        self.looks += 1
        self.now += self._cost
        return self._state(self.now)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def next(self) -> Sight:
        return next_sight(self.look, sight(0), RHYTHM, self.wait, lambda: self.now)


def test_a_save_is_seen_at_the_next_look_and_once_more() -> None:
    world = World(lambda now: sight(int(now >= 10.1)))
    assert world.next() == sight(1)
    assert world.now == pytest.approx(10.5 + RHYTHM.settled)


def test_a_file_in_the_middle_of_being_written_is_waited_for() -> None:
    world = World(lambda now: sight(min(int(now * 20), 40)))
    assert world.next() == sight(40)
    assert world.now == pytest.approx(2.0, abs=0.25)


def test_what_never_stops_changing_is_looked_at_all_the_same() -> None:
    world = World(lambda now: sight(1 + int(now * 100)))
    assert world.next().files[b"a.py"][0] == pytest.approx(300, abs=15)


def test_git_at_work_is_waited_for_but_not_for_ever() -> None:
    world = World(lambda now: sight(1, locked=now < 1.5))
    assert world.next() == sight(1)
    assert world.now == pytest.approx(1.5, abs=0.11)
    world = World(lambda _now: sight(1, locked=True))
    assert world.next() == sight(1, locked=True)
    assert world.now == pytest.approx(RHYTHM.patience, abs=0.11)


def test_what_is_as_before_after_all_is_no_change() -> None:
    """Editors make a file to see whether they may, and take it away."""
    world = World(lambda now: sight(1 if 0.9 < now < 1.05 or now > 20 else 0))
    assert world.next() == sight(1)
    assert world.now > 20


def test_a_large_folder_is_looked_at_less_often() -> None:
    world = World(lambda now: sight(int(now > 100)), cost=1.0)
    world.next()
    assert world.looks <= 13
