"""The main process's side of a worker: job out, facts in, under a deadline."""

import logging
import threading
from dataclasses import dataclass
from typing import Any, get_type_hints

from msgspec.structs import replace

from portfolio_audit.codec import decode
from portfolio_audit.fixing.values import Patch
from portfolio_audit.messages import PATCH, Job, Word, receive, send
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import INTERRUPTED, Skipped, nothing_then
from portfolio_audit.model.values import Unavailable
from portfolio_audit.text import shown
from portfolio_audit.workers import Worker, Workers

log = logging.getLogger(__name__)
NOT_STARTED = "its reader could not be started"
NO_PATCH = Unavailable("its reader ended before there was a patch")
_PARTS = get_type_hints(RepoFacts) | {PATCH: Patch | Unavailable}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a worker has read."""

    facts: RepoFacts
    whole: bool = False
    """Whether everything was read that another try could read."""
    timeless: bool = False
    """Whether a later clock would read the same."""
    known: bool = False
    """Whether the repository is at the commit whose facts are known, so that nothing was read."""
    patch: Patch | Unavailable = NO_PATCH
    """What is proposed; the facts are then those of the repository with it."""


def read_repository(nursery: Workers, job: Job, stop: threading.Event) -> Reading | Skipped | Unavailable:
    """The facts of one repository. What its worker did not finish is unknown, with the reason.

    It is skipped when it holds nothing from before the instant that was asked for.
    """
    try:
        with nursery.worker() as worker:
            worker.expect(job.limits.acquire_seconds)
            send(worker.stream, job)
            return _listen(worker, job, RepoFacts(job.name, head=""), stop)
    except OSError as error:
        log.debug("worker for %s: %s", shown(job.name), error)
        return Unavailable(NOT_STARTED)


def _listen(worker: Worker, job: Job, facts: RepoFacts, stop: threading.Event) -> Reading | Skipped | Unavailable:
    acquired = False
    patch: Patch | Unavailable = NO_PATCH
    while True:
        word, problem = _next(worker, job, stop)
        if word is None:
            reason = problem or "its reader ran out of memory or crashed"
            return Reading(_unfinished(facts, reason, job), patch=patch) if acquired else Unavailable(reason)
        if word.pid:
            worker.belongs_to(word.pid)
        elif word.failed is not None:
            return Unavailable(shown(word.failed))
        elif word.nothing_then and job.as_of:
            return nothing_then(job.name, job.as_of)
        elif word.head is not None:
            acquired, facts = True, replace(facts, head=shown(word.head, 64))
            worker.expect(job.limits.read_seconds)
        elif word.part == PATCH and job.mend is not None:
            patch = _decoded(PATCH, bytes(word.facts))
        elif word.part in RepoFacts.__struct_fields__:
            facts = replace(facts, **{word.part: _decoded(word.part, bytes(word.facts))})
        elif word.known or word.done:
            return Reading(facts, word.whole, word.timeless, word.known, patch)
        else:
            facts = replace(facts, limits=(*facts.limits, *(shown(limit, 300) for limit in word.limits)))


def _next(worker: Worker, job: Job, stop: threading.Event) -> tuple[Word | None, str]:
    try:
        return receive(worker.stream, job.limits.message_bytes, Word), ""
    except TimeoutError:
        return None, "it took longer than the time limit"
    except (OSError, ValueError, RecursionError):
        return None, INTERRUPTED if stop.is_set() else ""


def _decoded(part: str, data: bytes) -> Any:
    """A worker has read a stranger's files: its answer is checked like any outside material."""
    try:
        return decode(data, _PARTS[part])
    except ValueError as error:
        log.error("facts %s are malformed: %s", part, shown(str(error)))
        return Unavailable("its reader gave a malformed answer")


def _unfinished(facts: RepoFacts, reason: str, job: Job) -> RepoFacts:
    """What was read stays; what was not is unknown."""
    never = Unavailable("not read")
    parts = RepoFacts.__struct_fields__
    left: dict[str, Any] = {name: Unavailable(reason) for name in parts if getattr(facts, name) == never}
    log.warning("%s was read in part: %s", shown(job.name), reason)
    return replace(facts, **left, limits=(*facts.limits, f"read in part: {reason}"))
