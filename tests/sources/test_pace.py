"""How fast a host is asked."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from clocks import Clock
from portfolio_audit.sources.pace import Pace
from portfolio_audit.sources.patience import until_set


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(pause=clock.sleep, clock=clock)


def test_a_handful_of_requests_never_waits(pace: Pace, clock: Clock) -> None:
    for _ in range(100):
        pace.read()
        pace.query()
    pace.write()
    assert clock.slept == []


def test_no_minute_has_more_than_900_reads(pace: Pace, clock: Clock) -> None:
    times = []
    for _ in range(3000):
        pace.read()
        times.append(clock.now)
        clock.now += 0.01
    assert all(later - sooner > 60 for sooner, later in zip(times, times[850:], strict=False))
    assert len(clock.slept) == 3


def test_reads_that_come_slowly_never_wait(pace: Pace, clock: Clock) -> None:
    for _ in range(3000):
        pace.read()
        clock.now += 0.08
    assert clock.slept == []


def test_after_a_minute_all_may_be_asked_again(pace: Pace, clock: Clock) -> None:
    for _ in range(2):
        for _ in range(800):
            pace.read()
        clock.now += 61
    assert clock.slept == []
    for _ in range(801):
        pace.read()
    assert clock.slept == [61]


def test_queries_and_reads_do_not_wait_for_each_other(pace: Pace, clock: Clock) -> None:
    for _ in range(800):
        pace.read()
    for _ in range(1800):
        pace.query()
    assert clock.slept == []
    pace.query()
    assert clock.slept == [61]


def test_writes_are_a_second_apart(pace: Pace, clock: Clock) -> None:
    pace.write()
    clock.now += 0.25
    pace.write()
    clock.now += 5
    pace.write()
    assert clock.slept == [0.75]


def test_no_hour_has_more_than_500_writes(pace: Pace, clock: Clock) -> None:
    times = []
    for _ in range(1000):
        pace.write()
        times.append(clock.now)
    assert all(later - sooner > 3600 for sooner, later in zip(times, times[480:], strict=False))
    assert times[449] - times[0] == 449


def test_a_write_costs_as_much_as_five_reads(pace: Pace, clock: Clock) -> None:
    for _ in range(10):
        pace.write()
        clock.now += 1
    for _ in range(750):
        pace.read()
    assert clock.slept == []
    pace.read()
    assert clock.slept == [51]


def test_no_two_threads_get_the_same_time(clock: Clock) -> None:
    waited: list[float] = []
    pace = Pace(pause=waited.append, clock=clock)
    with ThreadPoolExecutor(8) as pool:
        for future in [pool.submit(pace.write) for _ in range(60)]:
            future.result()
    assert sorted(waited) == list(range(1, 60))


def test_a_thread_that_waits_can_be_stopped(clock: Clock) -> None:
    stop = threading.Event()
    pace = Pace(pause=until_set(stop))
    ended: list[str] = []

    def write_on() -> None:
        try:
            for _ in range(1000):
                pace.write()
        except KeyboardInterrupt:
            ended.append("stopped")

    thread = threading.Thread(target=write_on)
    thread.start()
    stop.set()
    thread.join(30)
    assert ended == ["stopped"]


def test_a_pause_that_nobody_stops_lasts() -> None:
    until_set(threading.Event())(0.01)
