"""Repositories one at a time: what earlier runs have read of them, else what a worker reads now."""

import json
import logging
import os
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from itertools import count
from pathlib import Path

from msgspec import Struct

from portfolio_audit.fixing.values import FixWish
from portfolio_audit.messages import Job, spelled
from portfolio_audit.model.facts import HostFacts, RepoFacts
from portfolio_audit.model.portfolio import Skipped, nothing_then
from portfolio_audit.model.values import Unavailable
from portfolio_audit.packed import Packed, Unfit
from portfolio_audit.planning import Assignment, Wish
from portfolio_audit.reader import Reading, read_repository
from portfolio_audit.recall import Recall, bare, hosted
from portfolio_audit.sources.clones import CAN_KEEP, CLONES, Clones, Seed
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.user_ignores import ignored_by_user
from portfolio_audit.store import Store
from portfolio_audit.temporary import remove_tree, sweep
from portfolio_audit.text import shown
from portfolio_audit.workshop import Workshop

log = logging.getLogger(__name__)
Facts = Packed[RepoFacts] | Skipped | Unavailable


class Outcome(Struct, frozen=True):
    """What has come of a repository."""

    facts: Facts
    recalled: bool = False
    """Whether nothing of it had to be read."""
    settled: bool = False
    """Whether another run would find the same as long as nothing is pushed."""


class Readings:
    """What is known of repositories and the means to read them. Use as a context manager.

    Args:
        now: the instant from which ages count.
        store: what earlier runs have read; what this one reads is added as soon as it is there, and clones beside it.
        workshop: where to read, which the caller closes; default one of its own.
    """

    def __init__(self, host: GitHub, wish: Wish, now: datetime, store: Store, workshop: Workshop | None = None) -> None:
        self._host = host
        self.wish = wish
        self.now = now
        self._recall = Recall(store, wish, now)
        self._clones = Clones(store.folder / CLONES) if store.folder and CAN_KEEP else None
        self._places = [self._clones.work] if self._clones else []
        self._stop = threading.Event()
        self._numbers = count()
        self._given = workshop
        self._stack = ExitStack()

    def __enter__(self) -> "Readings":
        sweep(*self._places)
        self._workshop = self._given or self._stack.enter_context(Workshop(protocols(self._host), self._places))
        if self._recall.is_empty and not self._host.offline:
            self.open()  # gets warm while the host is asked
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self) -> None:
        """Have what starts workers; to be called before the first is needed, by one thread.

        Raises:
            OSError: there is no room for it.
        """
        self._place = self._workshop.opened()

    def recalled(self, assignment: Assignment, take: Callable[[Packed[RepoFacts]], object]) -> Outcome | None:
        """What is known of it without reading, or `None` when it has to be read.

        Args:
            take: is given the facts first; what it finds `Unfit` is forgotten.
        """
        offline, as_of = self._host.offline and bool(assignment.page), self.wish.as_of
        if as_of and (offline or not self._host.notes) and self._recall.held_nothing(assignment):
            return Outcome(nothing_then(assignment.name, as_of), settled=bool(assignment.state))
        if offline:
            known = self._recall.at(assignment, self._recall.head(assignment))
            if known is None:
                return Outcome(Unavailable("no earlier run has read it, and this one is offline"))
        else:
            known = None if self._host.notes else self._recall.unchanged(assignment)
        if known is None:
            return None
        try:
            take(known)
        except Unfit as error:
            log.warning("what was kept of %s is none (%s) and is read anew", shown(assignment.name), shown(str(error)))
            self._recall.forget(assignment)
            return None
        return Outcome(known, True, self._settled(assignment))

    def read(self, assignment: Assignment) -> Outcome:
        """Have a worker of this machine read it; called from any thread, once the place is open."""
        folder = self._place.folder / str(next(self._numbers))
        clones = self._clones if assignment.key and not self.wish.as_of else None
        job = job_for(
            assignment,
            self.wish,
            self.now,
            folder,
            spelled(self._place.variables),
            token=self._host.token if assignment.private else "",
            known=self.known(assignment),
            seed=clones.seed(assignment.url, folder, self._state(assignment)) if clones else "",
        )
        reading = read_repository(self._place.nursery, job, self._stop)
        if clones and isinstance(reading, Reading):
            clones.keep(assignment.url, folder, reading.facts.head, assignment.state)
        remove_tree(folder)
        return self.kept(assignment, reading)

    def kept(self, assignment: Assignment, reading: Reading | Skipped | Unavailable) -> Outcome:
        """What has come of reading it here or elsewhere, kept for the next run."""
        if isinstance(reading, Skipped):
            self._recall.saw(assignment, "")
            return Outcome(reading, settled=bool(assignment.state))
        if isinstance(reading, Unavailable):
            return Outcome(reading)
        if reading.known:
            self._recall.saw(assignment, reading.facts.head)
            known = self._recall.at(assignment, reading.facts.head)
            gone = Unavailable("what was kept of it has gone")
            return Outcome(known or gone, known is not None, self._settled(assignment))
        self._recall.keep(assignment, reading)
        settled = reading.whole and reading.timeless and bool(assignment.state)
        return Outcome(hosted(bare(reading.facts), assignment), False, settled)

    def known(self, assignment: Assignment) -> str:
        """The commit whose facts are known, so that a repository that is still there need not be read; or nothing."""
        return self._recall.head(assignment)

    @property
    def protocols(self) -> str:
        """What git may speak, colon-separated."""
        return protocols(self._host)

    @property
    def stopped(self) -> bool:
        """Whether somebody wants the work to end."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Kill what is being read, and read no more."""
        self._stop.set()
        self._place.nursery.stop()

    def tidy(self) -> None:
        """Make room among the clones that are kept."""
        if self._clones:
            self._clones.evict()

    def _settled(self, assignment: Assignment) -> bool:
        return bool(assignment.state) and self._recall.settled(assignment, self._recall.head(assignment))

    def _state(self, assignment: Assignment) -> str:
        """What the host says of it today; nothing, if all there is are answers of another day."""
        return "" if self._host.notes else assignment.state


def job_for(
    assignment: Assignment,
    wish: Wish,
    now: datetime,
    folder: Path,
    environment: dict[str, bytes],
    *,
    token: str = "",
    known: str = "",
    seed: Seed = "",
    mend: FixWish | None = None,
) -> Job:
    """What a worker is asked for.

    Args:
        folder: where a clone is made.
        known: commit whose facts are known.
        seed: what that folder already holds of a clone.
        mend: what is to be mended.
    """
    return Job(
        assignment.name,
        assignment.url,
        os.fsencode(assignment.folder or folder),
        now,
        environment,
        token,
        assignment.has_content,
        wish.limits,
        json.dumps(wish.datasets) if wish.datasets else "",
        known,
        assignment.revision,
        assignment.trial,
        seed,
        wish.as_of,
        assignment.host.created_at if isinstance(assignment.host, HostFacts) else None,
        os.fsencode(assignment.standing),
        ignored_by_user() if assignment.standing else (),
        mend,
    )


def protocols(host: GitHub) -> str:
    """What git may speak: https, files for folders, http only to this machine."""
    return "https:file" + (":http" if host.server_url.startswith("http://") else "")
