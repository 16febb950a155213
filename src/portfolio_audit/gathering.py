"""Targets → Portfolio. The only place with concurrency: a thread waits for each worker."""

import json
import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from shutil import rmtree, which

from portfolio_audit.errors import AuditError
from portfolio_audit.messages import Job
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import Portfolio, Run, Skipped
from portfolio_audit.model.values import Unavailable
from portfolio_audit.nursery import Nursery
from portfolio_audit.planning import Assignment, Wish, plan
from portfolio_audit.reader import read_repository
from portfolio_audit.scratch import scratch, temporary
from portfolio_audit.sources.clones import Clones
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.isolation import environment
from portfolio_audit.targets import Folder, Person, Repository, Target

Progress = Callable[[str, str], None]
"""Told (repository, state) with state `waiting`, `reading`, `done` or the reason why it is not available."""


def gather(
    targets: Target | Sequence[Target],
    host: GitHub | None = None,
    wish: Wish = Wish(),
    *,
    now: datetime | None = None,
    progress: Progress | None = None,
    clones: Clones | None = None,
) -> Portfolio:
    """All facts of one person's repositories, or of the repositories and folders named.

    What cannot be read is listed with the reason; the rest stands. Interrupted by Ctrl-C, it returns what is done.

    Args:
        now: the instant from which ages count; default the clock.
        progress: called from several threads.
        clones: where public repositories are kept for the next run.

    Raises:
        AuditError: nothing can be gathered; the message says why and what to do.
    """
    start = time.monotonic()
    host = host or GitHub()
    now = now or datetime.now(UTC).replace(microsecond=0)
    if which("git") is None:
        raise AuditError("git was not found on PATH. Install it (https://git-scm.com/downloads) and try again.")
    targets = [targets] if isinstance(targets, Person | Repository | Folder) else list(targets)
    base, assignments = plan(targets, host, wish, now)
    repos, unavailable, interrupted = _read_all(assignments, host, wish, now, progress or _silent, clones)
    skipped = (*base.skipped, *unavailable)
    run = Run(host.requests, int(time.monotonic() - start), 0, len(repos))
    return replace(base, repos=repos, skipped=skipped, run=run, interrupted=interrupted)


def _silent(_name: str, _state: str) -> None:
    """Nobody is told."""


def _read_all(
    assignments: Sequence[Assignment],
    host: GitHub,
    wish: Wish,
    now: datetime,
    progress: Progress,
    clones: Clones | None,
) -> tuple[tuple[RepoFacts, ...], tuple[Skipped, ...], bool]:
    results: dict[int, RepoFacts | Unavailable] = {}
    stop = threading.Event()
    for assignment in assignments:
        progress(assignment.name, "waiting")
    with scratch(*([clones.work] if clones else []), temporary()) as place:
        home = place / "home"
        home.mkdir()
        variables = environment(home, _protocols(host))

        def read(number: int, nursery: Nursery) -> None:
            if stop.is_set():
                return
            assignment = assignments[number]
            progress(assignment.name, "reading")
            folder = place / str(number)
            keeping = clones if assignment.page and not assignment.private else None
            job = Job(
                assignment.name,
                assignment.url,
                assignment.folder or str(folder),
                now,
                variables,
                host.token if assignment.private else "",
                assignment.has_content,
                wish.limits,
                json.dumps(wish.datasets) if wish.datasets else "",
                keeping.seed(assignment.url, folder, assignment.state) if keeping else "",
            )
            result = read_repository(nursery, job, stop)
            if keeping and isinstance(result, RepoFacts):
                keeping.keep(assignment.url, folder, result.head, assignment.state)
            rmtree(folder, ignore_errors=True)
            if not stop.is_set():
                results[number] = result
                progress(assignment.name, result.reason if isinstance(result, Unavailable) else "done")

        interrupted = _in_parallel(read, len(assignments), wish.jobs, variables, stop)
    pairs = [(a, results.get(n, Unavailable("the run was interrupted"))) for n, a in enumerate(assignments)]
    repos = tuple(replace(r, url=a.page, host=a.host) for a, r in pairs if isinstance(r, RepoFacts))
    return repos, tuple(Skipped(a.name, r.reason, True) for a, r in pairs if isinstance(r, Unavailable)), interrupted


def _in_parallel(
    read: Callable[[int, Nursery], None], count: int, jobs: int, variables: dict[str, str], stop: threading.Event
) -> bool:
    """Run `read` for every number; whether Ctrl-C ended it early."""
    with Nursery(variables) as nursery, ThreadPoolExecutor(max(1, min(jobs, count or 1))) as pool:
        try:
            for future in [pool.submit(read, number, nursery) for number in range(count)]:
                future.result()
        except KeyboardInterrupt:
            stop.set()
            nursery.stop()
            pool.shutdown(cancel_futures=True)
            return True
    return False


def _protocols(host: GitHub) -> str:
    """What git may speak: https, files for folders, http only to this machine."""
    return "https:file" + (":http" if host.server_url.startswith("http://") else "")


def default_jobs() -> int:
    """Repositories in work at a time: mostly they wait for the network."""
    return min(8, 4 * (os.cpu_count() or 1))
