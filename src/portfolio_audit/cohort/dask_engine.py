"""The coordinator's side of a Dask cluster: orders out, facts and assessments in, whatever dies meanwhile."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from portfolio_audit.cohort.cluster import PATIENCE_SECONDS, connected, reconnected, threads_of
from portfolio_audit.cohort.engines import EngineLost, Examined, LocalEngine, MakeEngine
from portfolio_audit.cohort.orders import NULL, VERSION, Reply, Terms, order_for, packed, unpacked
from portfolio_audit.cohort.recipes import Recipe
from portfolio_audit.cohort.remote import examine
from portfolio_audit.cohort.suspects import Suspects
from portfolio_audit.errors import AuditError
from portfolio_audit.model.portfolio import Skipped, nothing_then
from portfolio_audit.model.values import Unavailable
from portfolio_audit.planning import Assignment
from portfolio_audit.reader import Reading
from portfolio_audit.readings import Outcome, Readings
from portfolio_audit.recall import hosted
from portfolio_audit.text import shown

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as Remote

log = logging.getLogger(__name__)
_PER_THREAD = 2
"""Repositories in flight for each thread of the cluster, so that none waits for the coordinator."""
_COLLECTORS = 4
_RETRIES = 2
"""Of a task that ended with an exception."""


def dask_engine(address: str, recipe: Recipe, tell: Callable[[str], None]) -> MakeEngine:
    """What connects to the cluster, once something has to be read.

    Args:
        tell: takes a sentence for whoever watches.
    """

    def make(readings: Readings) -> DaskEngine:
        client = connected(address)
        with ExitStack() as stack:
            stack.callback(client.close)
            engine = DaskEngine(readings, client, address, recipe, tell)
            stack.pop_all()
        return engine

    return make


class Task:
    """A repository on its way through the cluster."""

    def __init__(self, assignment: Assignment, order: bytes) -> None:
        self.assignment = assignment
        self.order = order
        self.future: Future[Examined] = Future()
        self.remote: Remote[Any] | None = None
        """What it is on the cluster at present; what else comes in for it is of the past."""


class DaskEngine:
    """Workers of a Dask cluster; what is not public is read on this machine.

    A worker that dies costs a retry by Dask. When the scheduler goes away, a new client asks the one that comes back at
    the same address for all that has no result yet.

    Raises:
        AuditError: the cluster has no workers, or some of it lacks the tool.
    """

    def __init__(
        self, readings: Readings, client: "Client", address: str, recipe: Recipe, tell: Callable[[str], None]
    ) -> None:
        self.slots = _PER_THREAD * threads_of(client, tell)
        self._readings = readings
        self._client: Client | None = client
        self._address = address
        self._tell = tell
        self._terms = packed(_terms(readings, recipe))
        self._lock = threading.RLock()
        self._tasks: set[Task] = set()
        self._suspects: Suspects[Task] = Suspects()
        self._ended = False
        self._collectors = ThreadPoolExecutor(_COLLECTORS)
        self._local: LocalEngine | None = None

    def submit(self, assignment: Assignment) -> "Future[Examined]":
        """See `Engine`."""
        if assignment.private or assignment.folder or not assignment.key:
            return self._here().submit(assignment)
        task = Task(assignment, packed(order_for(assignment, self._readings.known(assignment))))
        with self._lock:
            self._tasks.add(task)
            self._send(task)
        return task.future

    def stop(self) -> None:
        """See `Engine`."""
        self._end()
        if self._local:
            self._local.stop()

    def close(self) -> None:
        """See `Engine`."""
        self._end()
        if self._local:
            self._local.close()

    def _here(self) -> LocalEngine:
        if self._local is None:
            self._local = LocalEngine(self._readings, self._readings.wish.jobs)
        return self._local

    def _end(self) -> None:
        with self._lock:
            self._ended = True
            client, self._client = self._client, None
            self._tasks.clear()
        self._collectors.shutdown(wait=False, cancel_futures=True)
        if client:
            with suppress(OSError, TimeoutError):
                client.close()

    def _send(self, task: Task) -> None:
        """Have the cluster do it; while there is no connection, it is sent when there is one again."""
        client = self._client
        if client is None:
            return
        if client.status not in ("running", "connecting"):  # it has given up while there was nothing to do
            self._lost(client)
            return
        task.remote = client.submit(examine, task.order, self._terms, pure=False, retries=_RETRIES)
        task.remote.add_done_callback(partial(self._heard, client, task))

    def _heard(self, client: "Client", task: Task, remote: "Remote[Any]") -> None:
        self._run(self._collect, client, task, remote)

    def _run(self, do: Callable[..., None], *arguments: object) -> None:
        """Have a thread of ours do it; a mistake of ours ends the run."""

        def check(done: "Future[None]") -> None:
            if not done.cancelled() and (error := done.exception()):
                self._fail(error)

        with suppress(RuntimeError):  # the engine has ended
            self._collectors.submit(do, *arguments).add_done_callback(check)

    def _collect(self, client: "Client", task: Task, remote: "Remote[Any]") -> None:
        """Take in what has come of a task, whatever it is."""
        if task.remote is not remote or task not in self._tasks:
            return
        try:
            error = remote.exception()
            reply = b"" if error else remote.result()
        except (CancelledError, OSError, TimeoutError) as lost:
            log.debug("lost %s: %r", shown(task.assignment.name), lost)
            self._lost(client)
            return
        if error:
            self._erred(task, error)
        else:
            self._settle(task, self._examined(task, unpacked(reply, Reply)))

    def _erred(self, task: Task, error: BaseException) -> None:
        """It has ended without a reply."""
        from distributed import KilledWorker

        if isinstance(error, KilledWorker):
            self._died(task, error.allowed_failures + 1)
        else:
            log.warning("%s: %r", shown(task.assignment.name), error)
            self._settle(task, Examined(Outcome(Unavailable(f"its reader failed with {type(error).__name__}"))))

    def _examined(self, task: Task, reply: Reply) -> Examined:
        if reply.refused:
            raise AuditError(reply.refused)
        outcome = self._readings.kept(task.assignment, self._reading(task.assignment, reply))
        return Examined(outcome, None if reply.assessed == NULL else bytes(reply.assessed))

    def _reading(self, assignment: Assignment, reply: Reply) -> Reading | Skipped | Unavailable:
        if reply.unavailable:
            return Unavailable(shown(reply.unavailable))
        if reply.nothing_then and self._readings.wish.as_of:
            return nothing_then(assignment.name, self._readings.wish.as_of)
        return Reading(hosted(bytes(reply.facts), assignment).value, reply.whole, reply.timeless, reply.known)

    def _settle(self, task: Task, examined: Examined) -> None:
        with self._lock:
            if task not in self._tasks:
                return
            self._tasks.discard(task)
            following = self._suspects.cleared(task)
        task.future.set_result(examined)
        if following:
            self._again(following)

    def _died(self, task: Task, deaths: int) -> None:
        """Workers have died while they had it, which may have been another's fault."""
        with self._lock:
            times = self._suspects.died(task, deaths)
            following = self._suspects.next()
        if times:
            self._settle(task, Examined(Outcome(Unavailable(f"its reader died on {times} workers"))))
        if following:
            self._again(following)

    def _again(self, task: Task) -> None:
        with self._lock:
            self._send(task)

    def _lost(self, client: "Client") -> None:
        """The scheduler has gone; the first to see it has somebody wait for its return."""
        with self._lock:
            if self._ended or self._client is not client:
                return
            self._client = None
        self._tell(
            f"the Dask scheduler at {shown(self._address)} has gone; waiting up to {PATIENCE_SECONDS // 60} minutes "
            "for its return. Ctrl-C ends the run, and what is done is kept."
        )
        self._run(self._wait_for_return, client)

    def _wait_for_return(self, gone: "Client") -> None:
        with suppress(OSError, TimeoutError):
            gone.close(timeout=1)
        client = reconnected(self._address, lambda: self._ended)
        if client is None:
            self._tell("it did not come back. Start the cluster again, or leave --engine away to go on here.")
            self._fail(EngineLost())
            return
        with self._lock:
            if self._ended:
                client.close()
                return
            self._client = client
            for task in self._tasks:
                self._send(task)
        self._tell("the Dask scheduler is back; what had no result yet is read again.")

    def _fail(self, error: BaseException) -> None:
        """Nothing more can be read."""
        with self._lock:
            tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.future.set_exception(error)


def _terms(readings: Readings, recipe: Recipe) -> Terms:
    wish: Any = readings.wish
    kinds = ":".join(kind for kind in readings.protocols.split(":") if kind != "file")
    return Terms(VERSION, recipe, readings.now, wish.as_of, wish.limits, wish.datasets, kinds)
