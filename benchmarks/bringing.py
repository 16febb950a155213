"""Bringing repositories in, by git alone or by our workers, as a process that is measured.

    python benchmarks/bringing.py clone|acquisition JOBS < ADDRESSES

The current folder must be empty. Prints the seconds that it took, without its own start.
"""

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

_NOT_READING = "from bringing import serve_without_reading; serve_without_reading()"


def clone(urls: list[str], jobs: int) -> float:
    """`git clone --depth 1` of each."""

    def one(number: int) -> None:
        subprocess.run(["git", "clone", "--quiet", "--depth", "1", urls[number], str(number)], check=True)

    start = time.monotonic()
    with ThreadPoolExecutor(jobs) as pool:
        list(pool.map(one, range(len(urls))))
    return time.monotonic() - start


def acquisition(urls: list[str], jobs: int) -> float:
    """What a worker does before it reads, for each."""
    from portfolio_audit import nursery
    from portfolio_audit.messages import Job, spelled
    from portfolio_audit.model.values import Unavailable
    from portfolio_audit.reader import read_repository
    from portfolio_audit.sources.isolation import environment

    nursery._CODE = _NOT_READING
    home, now, stop = Path.cwd(), datetime.now(UTC), threading.Event()
    variables = environment(home, "https:http")

    def one(number: int) -> None:
        result = read_repository(
            warm, Job(str(number), urls[number], os.fsencode(home / str(number)), now, spelled(variables)), stop
        )
        if isinstance(result, Unavailable):
            raise SystemExit(f"{urls[number]}: {result.reason}")

    with nursery.Nursery(variables) as warm, ThreadPoolExecutor(jobs) as pool:
        # waits until the nursery is warm
        read_repository(warm, Job("", "", os.fsencode(home), now, spelled(variables)), stop)
        start = time.monotonic()
        list(pool.map(one, range(len(urls))))
        return time.monotonic() - start


def serve_without_reading() -> None:
    """The warm process, with workers that bring a repository in and say so."""
    from portfolio_audit import nursery, worker
    from portfolio_audit.messages import Word, send

    worker._report = lambda snapshot, _limits, stream: send(stream, Word(head=snapshot.head)) or True
    nursery.serve()


if __name__ == "__main__":
    print({"clone": clone, "acquisition": acquisition}[sys.argv[1]](sys.stdin.read().split(), int(sys.argv[2])))
