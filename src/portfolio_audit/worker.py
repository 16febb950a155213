"""One killable process per repository: job → snapshot → facts, sent back part by part as JSON."""

import json
import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from portfolio_audit.facts.clutter import is_clutter, without_clutter
from portfolio_audit.facts.seen import add_sets
from portfolio_audit.facts.tree import LARGE_BYTES
from portfolio_audit.facts.wanted import earlier_rank, wanted
from portfolio_audit.limits import DEFAULT, Limits
from portfolio_audit.messages import Job, Word, receive, send
from portfolio_audit.sources.acquire import acquire
from portfolio_audit.sources.earlier_state import NothingThen
from portfolio_audit.sources.folder import FolderSnapshot
from portfolio_audit.sources.git import CloneFailed, GitSnapshot
from portfolio_audit.sources.isolation import isolate
from portfolio_audit.sources.sieve import Clutter, Sieve
from portfolio_audit.sources.working_tree import Habits, WorkingTree
from portfolio_audit.telling import tell

log = logging.getLogger(__name__)
_HABITS = Habits(wanted, earlier_rank, Clutter(is_clutter, without_clutter, LARGE_BYTES))


def work(stream: BinaryIO) -> None:
    """Read one job from the stream, answer with its facts."""
    job = receive(stream, DEFAULT.message_bytes, Job)
    if job is None:
        return
    isolate({name: os.fsdecode(value) for name, value in job.environment.items()})
    _limit(job.limits)
    _allow_memory(job.limits.git_memory_bytes if job.url else job.limits.memory_bytes)
    if job.datasets:
        add_sets(json.loads(job.datasets))
    threading.Thread(target=_die_with, args=(stream,), daemon=True).start()
    try:
        send(stream, _examine(job, stream))
    except CloneFailed as error:
        send(stream, Word(failed=str(error)))
    except NothingThen:
        send(stream, Word(nothing_then=True))
    except ConnectionError:
        return


def _examine(job: Job, stream: BinaryIO) -> Word:
    """Send all facts; the last word on them."""
    folder = Path(os.fsdecode(job.folder))
    if not job.url:
        sieve = Sieve(folder, clutter=_HABITS.clutter) if job.standing else None
        snapshot = FolderSnapshot(folder, job.name, wanted, job.limits, sieve)
        tell(snapshot, job, stream)
        return Word(done=True)
    with acquire(
        job.url,
        folder,
        job.name,
        _HABITS.once if job.standing else wanted,
        job.limits,
        job.now,
        job.token,
        earlier_rank,
        job.known,
        job.seed,
        job.revision,
        trial=job.trial,
        as_of=job.as_of,
    ) as clone:
        if job.has_content and not clone.head:
            raise CloneFailed("the host sent an empty repository, though it says there is content")
        if job.known and clone.head == job.known:
            send(stream, Word(head=clone.head))
            return Word(known=True)
        _doubt(clone, job)
        _allow_memory(job.limits.memory_bytes)
        all_read = tell(_snapshot(clone, job), job, stream)
        return Word(done=True, whole=clone.whole and all_read, timeless=clone.timeless)


def _snapshot(clone: GitSnapshot, job: Job) -> GitSnapshot | WorkingTree:
    """What is read: the commit, or the folder that it was made in."""
    if not job.standing:
        return clone
    try:
        return WorkingTree(Path(os.fsdecode(job.standing)), clone, _HABITS, job.limits, job.ignored)
    except (OSError, ValueError):
        raise CloneFailed("its .git changed while it was read") from None


def _doubt(clone: GitSnapshot, job: Job) -> None:
    """Say when the host knows the repository for a shorter time than its commits claim."""
    if job.as_of and job.created_at and job.created_at > job.as_of:
        clone.remark(
            f"the host says that it was made on {job.created_at:%Y-%m-%d}, after {job.as_of:%Y-%m-%d %H:%M} UTC: "
            "its earlier commits may have been pushed later"
        )


def _limit(limits: Limits) -> None:
    """No bomb gets more memory or disk than this; on Windows, memory."""
    if sys.platform != "win32":
        import resource

        for name, value in (
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_FSIZE, limits.repository_bytes),
            (resource.RLIMIT_CORE, 0),
        ):
            soft, _ = resource.getrlimit(name)
            most = value if soft == resource.RLIM_INFINITY else min(value, soft)
            resource.setrlimit(name, (most, most))


def _allow_memory(size: int) -> None:
    """From now on, for this process and for whatever it starts; never more than was allowed at first."""
    if sys.platform == "win32":
        from portfolio_audit.job_object import contain

        contain(size)
    else:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (min(size, hard), hard))


def _die_with(stream: BinaryIO) -> None:
    """End this process and its git when the main process goes away: nothing else ever comes on the stream."""
    with suppress(OSError):  # Windows says so in this way
        stream.read(1)
    if sys.platform == "win32":
        os._exit(1)  # the job object ends its git
    else:
        os.killpg(0, signal.SIGKILL)
