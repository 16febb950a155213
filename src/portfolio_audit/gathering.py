"""Targets → Portfolio. The only place with concurrency: a thread waits for each worker."""

import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import zip_longest
from queue import SimpleQueue

from msgspec.structs import replace

from portfolio_audit.model.facts import HostFacts, RepoFacts
from portfolio_audit.model.portfolio import INTERRUPTED, Portfolio, Run, Skipped
from portfolio_audit.model.values import Unavailable
from portfolio_audit.packed import Packed, Shelf
from portfolio_audit.planning import Assignment, Wish, plan
from portfolio_audit.readings import Facts, Outcome, Readings
from portfolio_audit.sources.git_version import check_git
from portfolio_audit.sources.github import GitHub
from portfolio_audit.store import NO_STORE, Store
from portfolio_audit.targets import Target
from portfolio_audit.waiting import next_of
from portfolio_audit.workshop import Workshop

Progress = Callable[[str, str], None]
"""Told (repository, state) with state `waiting`, `reading`, `done` or the reason why it is not available."""
Each = Callable[[Packed[RepoFacts]], object]
"""Given the facts of each repository as soon as they are there, in the thread that gathers."""


def gather(
    targets: Target | Sequence[Target],
    host: GitHub | None = None,
    wish: Wish = Wish(),
    *,
    now: datetime | None = None,
    progress: Progress | None = None,
    store: Store = NO_STORE,
    each: Each | None = None,
    workshop: Workshop | None = None,
) -> Portfolio:
    """All facts of one person's repositories, or of the repositories and folders named.

    What cannot be read is listed with the reason; the rest stands. Interrupted by Ctrl-C, it returns what is done.

    Args:
        now: the instant from which ages count; default the one that is wished for, or the clock.
        progress: called from several threads.
        store: what earlier runs have read; what this one reads is added as soon as it is there, and clones beside it.
        workshop: where to read, kept open by the caller, so that a next run finds it warm; default one of its own.

    Raises:
        AuditError: nothing can be gathered; the message says why and what to do.
    """
    start = time.monotonic()
    host = host or GitHub()
    now = wish.as_of or now or datetime.now(UTC).replace(microsecond=0)
    check_git()
    targets = [targets] if isinstance(targets, Target) else list(targets)
    with Readings(host, wish, now, store, workshop) as readings:
        base, assignments = plan(targets, host, wish, now)
        work = _Work(assignments, readings, wish.jobs, progress or _silent, each or _nothing)
        interrupted = work.is_interrupted(already=base.interrupted)
    run = Run(host.requests, int(time.monotonic() - start), work.recalled, work.read)
    skipped = (*base.skipped, *work.unavailable())
    return replace(base, repos=Shelf(work.facts()), skipped=skipped, run=run, interrupted=interrupted)


def _silent(_name: str, _state: str) -> None:
    """Nobody is told."""


def _nothing(_item: Packed[RepoFacts]) -> None:
    """Nobody waits for it."""


class _Work:
    """The assignments of one run and what has come of each."""

    def __init__(
        self, assignments: Sequence[Assignment], readings: Readings, jobs: int, progress: Progress, each: Each
    ) -> None:
        self._assignments = assignments
        self._readings = readings
        self._jobs = jobs
        self._progress = progress
        self._each = each
        self._results: dict[int, Facts] = {}
        self._recalled: set[int] = set()
        """Repositories that needed no reading."""

    def is_interrupted(self, *, already: bool) -> bool:
        """Do it all, or only what needs no reading if Ctrl-C was heard already; whether Ctrl-C ended it early."""
        for assignment in self._assignments:
            self._progress(assignment.name, "waiting")
        try:
            if waiting := [number for number in range(len(self._assignments)) if not self._is_recalled(number)]:
                if already:
                    return True
                self._read_all(mixed(sorted(waiting, key=lambda number: -_size_kb(self._assignments[number]))))
        except KeyboardInterrupt:
            return True
        return already

    @property
    def recalled(self) -> int:
        """Repositories that needed no reading."""
        return len(self._recalled)

    @property
    def read(self) -> int:
        """Repositories that were read."""
        return sum(isinstance(result, Packed) for result in self._results.values()) - self.recalled

    def facts(self) -> Iterable[Packed[RepoFacts]]:
        """What is known, in the order of the assignments."""
        results = (self._results.get(number) for number in range(len(self._assignments)))
        return (result for result in results if isinstance(result, Packed))

    def unavailable(self) -> Iterable[Skipped]:
        """What is not, with the reasons."""
        for number, assignment in enumerate(self._assignments):
            result = self._results.get(number, Unavailable(INTERRUPTED))
            if isinstance(result, Skipped):
                yield result
            elif isinstance(result, Unavailable):
                yield Skipped(assignment.name, result.reason, True)

    def _is_recalled(self, number: int) -> bool:
        outcome = self._readings.recalled(self._assignments[number], self._each)
        if outcome is None:
            return False
        self._done(number, outcome)
        return True

    def _done(self, number: int, outcome: Outcome) -> None:
        self._results[number] = outcome.facts
        if outcome.recalled:
            self._recalled.add(number)
        reason = "done" if isinstance(outcome.facts, Packed) else outcome.facts.reason
        self._progress(self._assignments[number].name, reason)

    def _read_all(self, numbers: Sequence[int]) -> None:
        self._readings.open()
        with ThreadPoolExecutor(max(1, min(self._jobs, len(numbers)))) as pool:
            try:
                # a queue's `get` may be interrupted at any moment, a condition's `wait` may not
                done: SimpleQueue[Future[Outcome]] = SimpleQueue()
                for number in numbers:
                    pool.submit(self._read, number).add_done_callback(done.put)
                for _ in numbers:
                    if isinstance(facts := next_of(done).result().facts, Packed):
                        self._each(facts)
            except KeyboardInterrupt:
                self._readings.stop()
                pool.shutdown(cancel_futures=True)
                raise
        self._readings.tidy()

    def _read(self, number: int) -> Outcome:
        self._progress(self._assignments[number].name, "reading")
        outcome = self._readings.read(self._assignments[number])
        if not self._readings.stopped:
            self._done(number, outcome)
        return outcome


def _size_kb(assignment: Assignment) -> int:
    """As the host says."""
    return assignment.host.size_kb if isinstance(assignment.host, HostFacts) else 0


def mixed(largest_first: Sequence[int]) -> list[int]:
    """Large ones early, so that none is waited for alone at the end, and small ones between, to share the memory."""
    half = (len(largest_first) + 1) // 2
    pairs = zip_longest(largest_first[:half], reversed(largest_first[half:]))
    return [number for pair in pairs for number in pair if number is not None]


def default_jobs() -> int:
    """Repositories in work at a time: mostly they wait for the network."""
    return min(8, 4 * (os.cpu_count() or 1))
