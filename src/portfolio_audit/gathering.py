"""Targets → Portfolio. The only place with concurrency: a thread waits for each worker."""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import zip_longest
from queue import SimpleQueue

from msgspec.structs import replace

from portfolio_audit.messages import Job, spelled
from portfolio_audit.model.facts import HostFacts, RepoFacts
from portfolio_audit.model.portfolio import INTERRUPTED, Portfolio, Run, Skipped, nothing_then
from portfolio_audit.model.values import Unavailable
from portfolio_audit.packed import Packed, Shelf, Unfit
from portfolio_audit.planning import Assignment, Wish, plan
from portfolio_audit.reader import Reading, read_repository
from portfolio_audit.recall import Recall, bare, hosted
from portfolio_audit.sources.clones import CAN_KEEP, CLONES, Clones
from portfolio_audit.sources.git_version import check_git
from portfolio_audit.sources.github import GitHub
from portfolio_audit.store import NO_STORE, Store
from portfolio_audit.targets import Target
from portfolio_audit.temporary import remove_tree, sweep
from portfolio_audit.text import shown
from portfolio_audit.waiting import next_of
from portfolio_audit.workshop import Place, Workshop

log = logging.getLogger(__name__)

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
) -> Portfolio:
    """All facts of one person's repositories, or of the repositories and folders named.

    What cannot be read is listed with the reason; the rest stands. Interrupted by Ctrl-C, it returns what is done.

    Args:
        now: the instant from which ages count; default the one that is wished for, or the clock.
        progress: called from several threads.
        store: what earlier runs have read; what this one reads is added as soon as it is there, and clones beside it.

    Raises:
        AuditError: nothing can be gathered; the message says why and what to do.
    """
    start = time.monotonic()
    host = host or GitHub()
    now = wish.as_of or now or datetime.now(UTC).replace(microsecond=0)
    check_git()
    targets = [targets] if isinstance(targets, Target) else list(targets)
    clones = Clones(store.folder / CLONES) if store.folder and CAN_KEEP else None
    places = [clones.work] if clones else []
    sweep(*places)
    recall = Recall(store, wish, now)
    with Workshop(_protocols(host), places) as workshop:
        if recall.is_empty and not host.offline:
            workshop.opened()  # gets warm while the host is asked
        base, assignments = plan(targets, host, wish, now)
        work = _Work(assignments, host, wish, now, recall, progress or _silent, each or _nothing, clones, workshop)
        interrupted = work.is_interrupted(already=base.interrupted)
    run = Run(host.requests, int(time.monotonic() - start), work.recalled, work.read)
    skipped = (*base.skipped, *work.unavailable())
    return replace(base, repos=Shelf(work.facts()), skipped=skipped, run=run, interrupted=interrupted)


def _silent(_name: str, _state: str) -> None:
    """Nobody is told."""


def _nothing(_item: Packed[RepoFacts]) -> None:
    """Nobody waits for it."""


_Result = Packed[RepoFacts] | Skipped | Unavailable
"""What has come of an assignment."""


class _Work:
    """The assignments of one run and what has come of each."""

    def __init__(
        self,
        assignments: Sequence[Assignment],
        host: GitHub,
        wish: Wish,
        now: datetime,
        recall: Recall,
        progress: Progress,
        each: Each,
        clones: Clones | None,
        workshop: Workshop,
    ) -> None:
        self._assignments = assignments
        self._host = host
        self._wish = wish
        self._now = now
        self._recall = recall
        self._progress = progress
        self._each = each
        self._clones = clones
        self._workshop = workshop
        self._results: dict[int, _Result] = {}
        self._stop = threading.Event()
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
                self._read_all(_mixed(sorted(waiting, key=lambda number: -_size_kb(self._assignments[number]))))
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
        assignment = self._assignments[number]
        offline = self._host.offline and bool(assignment.page)
        as_of = self._wish.as_of
        if as_of and (offline or not self._host.notes) and self._recall.held_nothing(assignment):
            self._done(number, nothing_then(assignment.name, as_of))
            return True
        if offline:
            known = self._recall.at(assignment, self._recall.head(assignment))
        else:
            known = None if self._host.notes else self._recall.unchanged(assignment)
        if known is None:
            if offline:
                self._done(number, Unavailable("no earlier run has read it, and this one is offline"))
            return offline
        try:
            self._each(known)
        except Unfit as error:
            log.warning("what was kept of %s is none (%s) and is read anew", shown(assignment.name), shown(str(error)))
            self._recall.forget(assignment)
            return False
        self._recalled.add(number)
        self._done(number, known)
        return True

    def _done(self, number: int, result: "_Result") -> None:
        self._results[number] = result
        reason = "done" if isinstance(result, Packed) else result.reason
        self._progress(self._assignments[number].name, reason)

    def _read_all(self, numbers: Sequence[int]) -> None:
        place = self._workshop.opened()
        jobs = max(1, min(self._wish.jobs, len(numbers)))
        with ThreadPoolExecutor(jobs) as pool:
            try:
                # a queue's `get` may be interrupted at any moment, a condition's `wait` may not
                done: SimpleQueue[Future[_Result]] = SimpleQueue()
                for number in numbers:
                    pool.submit(self._read, number, place).add_done_callback(done.put)
                for _ in numbers:
                    if isinstance(result := next_of(done).result(), Packed):
                        self._each(result)
            except KeyboardInterrupt:
                self._stop.set()
                place.nursery.stop()
                pool.shutdown(cancel_futures=True)
                raise
        if self._clones:
            self._clones.evict()

    def _read(self, number: int, place: Place) -> "_Result":
        assignment, folder = self._assignments[number], place.folder / str(number)
        self._progress(assignment.name, "reading")
        clones = self._clones if assignment.key and not self._wish.as_of else None
        job = Job(
            assignment.name,
            assignment.url,
            os.fsencode(assignment.folder or folder),
            self._now,
            spelled(place.variables),
            self._host.token if assignment.private else "",
            assignment.has_content,
            self._wish.limits,
            json.dumps(self._wish.datasets) if self._wish.datasets else "",
            self._recall.head(assignment),
            assignment.revision,
            assignment.trial,
            clones.seed(assignment.url, folder, self._state(assignment)) if clones else "",
            self._wish.as_of,
            assignment.host.created_at if isinstance(assignment.host, HostFacts) else None,
        )
        reading = read_repository(place.nursery, job, self._stop)
        if clones and isinstance(reading, Reading):
            clones.keep(assignment.url, folder, reading.facts.head, assignment.state)
        remove_tree(folder)
        result = self._kept(assignment, reading) if isinstance(reading, Reading) else reading
        if isinstance(reading, Skipped):
            self._recall.saw(assignment, "")
        if isinstance(reading, Reading) and reading.known and isinstance(result, Packed):
            self._recalled.add(number)
        if not self._stop.is_set():
            self._done(number, result)
        return result

    def _state(self, assignment: Assignment) -> str:
        """What the host says of it today; nothing, if all there is are answers of another day."""
        return "" if self._host.notes else assignment.state

    def _kept(self, assignment: Assignment, reading: Reading) -> Packed[RepoFacts] | Unavailable:
        if reading.known:
            self._recall.saw(assignment, reading.facts.head)
            return self._recall.at(assignment, reading.facts.head) or Unavailable("what was kept of it has gone")
        self._recall.keep(assignment, reading)
        return hosted(bare(reading.facts), assignment)


def _size_kb(assignment: Assignment) -> int:
    """As the host says."""
    return assignment.host.size_kb if isinstance(assignment.host, HostFacts) else 0


def _mixed(largest_first: Sequence[int]) -> list[int]:
    """Large ones early, so that none is waited for alone at the end, and small ones between, to share the memory."""
    half = (len(largest_first) + 1) // 2
    pairs = zip_longest(largest_first[:half], reversed(largest_first[half:]))
    return [number for pair in pairs for number in pair if number is not None]


def _protocols(host: GitHub) -> str:
    """What git may speak: https, files for folders, http only to this machine."""
    return "https:file" + (":http" if host.server_url.startswith("http://") else "")


def default_jobs() -> int:
    """Repositories in work at a time: mostly they wait for the network."""
    return min(8, 4 * (os.cpu_count() or 1))
