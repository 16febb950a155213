"""Two Dask workers beside one on work that is bound by cloning, and what a student costs on a cluster.

    python benchmarks/cluster.py FOLDER [--students 8] [--each 8] [--most-mb 5] [--threads 2] [--rtt-ms 300]
                                        [--mbit 100] [--repeat 3] [--only one|tasks]

FOLDER holds bare repositories, `owner/name.git`, which are dealt out to students. Each worker is one process with
`--threads` repositories in work at a time, bound with all that it starts to a core of its own. Timed is the whole
command, the coordinator's start and pages included, with warm workers. One worker and two take turns, and the medians
count; the goal is 1.7 times the throughput of one.

Bound by cloning means: a worker waits for the round trips of its clones (`--rtt-ms`, over a line that is not full), not
for its core. The table shows what share of its core a worker used, so that nobody need take it on trust. Where the
line is full, two workers behind it are as fast as one: there it takes a second line, not a second worker.

The unit costs are those of the runs with one worker. Bytes between coordinator and scheduler are counted by a second
`line.py` without delay. Linux only, with `taskset`. With `--only one` there is nothing to compare. With
`--only tasks` nothing is read: it tells what Dask itself takes for a task with an order and a reply of the usual size.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from hosting import TOKEN
from measuring import Network, network, served

GOAL = 1.7
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Run:
    """What one run took; seconds are of processor time, but for `wall`."""

    wall: float
    coordinator: float
    scheduler: float
    workers: tuple[float, ...]
    cloned_bytes: int
    requests: int
    scheduler_bytes: int
    state_bytes: int
    page_bytes: int


@dataclass(frozen=True)
class Cluster:
    """A scheduler behind a counter, and its workers' processes."""

    address: str
    scheduler: int
    workers: tuple[int, ...]
    count: Callable[[], str]


def cpu(pid: int) -> float:
    """Seconds of a process, of those that it waited for and of those that it has started, in turn."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        threads = [path / "children" for path in Path(f"/proc/{pid}/task").iterdir() if path.name != str(pid)]
        children += [child for path in threads for child in path.read_text().split()]
    except OSError:
        return 0
    return sum(map(int, fields[11:15])) / TICKS + sum(cpu(int(child)) for child in children)


@contextmanager
def cluster(folder: Path, workers: int, threads: int) -> Iterator[Cluster]:
    """Workers bound to one core each."""
    file, started = folder / "scheduler.json", []

    def start(name: str, *arguments: str, before: tuple[str, ...] = ()) -> int:
        command = [*before, sys.executable, "-m", f"distributed.cli.{name}", *arguments, "--no-dashboard"]
        environment = {**os.environ, "DASK_CONFIG": str(folder), "TMPDIR": str(folder)}
        started.append(subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL))
        return started[-1].pid

    try:
        scheduler = start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        while not file.exists() or not file.read_text().endswith("}"):
            time.sleep(0.1)
        address = json.loads(file.read_text())["address"]
        more = (address, "--no-nanny", "--nthreads", str(threads), "--local-directory", str(folder))
        pids = [start("dask_worker", *more, before=("taskset", "-c", str(core))) for core in range(workers)]
        with served("line.py", address.rpartition(":")[2], "--rtt-ms", "0", "--mbit", "10000") as count:
            yield Cluster(f"tcp://127.0.0.1:{int(count())}", scheduler, tuple(pids), count)
    finally:
        for process in started:
            process.kill()
            process.wait()


def audit(line: Network, running: Cluster, home: Path, students: int) -> Run:
    """One run of the command on the cluster."""
    home.mkdir()
    roster = home / "roster.txt"
    roster.write_text("".join(f"student-{number:04}\n" for number in range(students)))
    os.environ["GITHUB_TOKEN"] = TOKEN
    command = [sys.executable, "-m", "portfolio_audit", "cohort", str(roster), "--output", "class", "--quiet"]
    command += ["--engine", "dask", "--scheduler", running.address]

    def used() -> list[float]:
        return [cpu(pid) for pid in (running.scheduler, *running.workers)]

    before, bytes_before = used(), passed(running)
    cost = line.run(["sh", "-c", 'exec "$@" > report.txt', "sh", *command], home)
    scheduler, *workers = (now - then for now, then in zip(used(), before, strict=True))
    return Run(
        cost.wall,
        cost.cpu,
        scheduler,
        tuple(workers),
        cost.down,
        cost.requests,
        passed(running) - bytes_before,
        size(home / "class", "cohort.sqlite3*"),
        size(home / "class" / "students", "*"),
    )


def passed(running: Cluster) -> int:
    """Bytes between coordinator and scheduler so far."""
    told = json.loads(running.count())
    return int(told["down_bytes"] + told["up_bytes"])


def size(folder: Path, pattern: str) -> int:
    """Bytes of the files below the folder."""
    return sum(path.stat().st_size for path in folder.rglob(pattern) if path.is_file())


def rounds(line: Network, scratch: Path, options: argparse.Namespace) -> dict[int, list[Run]]:
    """Runs by the number of workers."""
    runs: dict[int, list[Run]] = {1: [], 2: []} if options.only is None else {1: []}
    for number in range(options.repeat):
        for workers, done in runs.items():
            home = scratch / f"{number}-{workers}"
            home.mkdir()
            with cluster(home, workers, options.threads) as running:
                audit(line, running, home / "warm", workers)
                done.append(audit(line, running, home / "run", options.students))
            run = done[-1]
            shares = ", ".join(f"{used / run.wall:.0%}" for used in run.workers)
            pace = options.students * options.each / run.wall
            print(f"{workers} worker(s): {run.wall:.1f} s, {pace:.2f} repositories a second, ", end="")
            print(f"of its core: {shares}", flush=True)
    return runs


def units(runs: list[Run], students: int, each: int) -> Iterator[str]:
    """What things cost, by the medians."""

    def middle(name: str, per: float) -> float:
        return median(getattr(run, name) for run in runs) / per

    repositories = students * each
    yield f"worker: {median(sum(run.workers) for run in runs) / repositories:.3f} s of a core a repository"
    yield f"coordinator: {middle('coordinator', repositories):.3f} s of a core a repository, its start included"
    yield f"scheduler: {1000 * middle('scheduler', repositories):.1f} ms of a core a repository"
    yield f"coordinator and scheduler: {middle('scheduler_bytes', repositories) / 1000:.1f} kB a repository"
    yield f"host: {middle('cloned_bytes', repositories) / 1000:.0f} kB a repository, its share of the listing included"
    yield f"host: {middle('requests', students):.2f} requests a student, those of clones included"
    yield f"state: {middle('state_bytes', students) / 1000:.0f} kB a student"
    yield f"pages: {middle('page_bytes', students) / 1000:.0f} kB a student"


def tasks(scratch: Path, count: int = 2000, order: int = 1_500, reply: int = 20_000) -> str:
    """What a task that does nothing takes."""
    from distributed import Client

    with cluster(scratch, 1, 2) as running, Client(running.address, set_as_default=False) as client:
        client.gather(client.map(bytes, range(100), pure=False))
        before, start = cpu(running.scheduler), time.monotonic()
        for _ in range(count // 100):
            client.gather([client.submit(reply_to, os.urandom(order), reply, pure=False) for _ in range(100)])
        wall, used = time.monotonic() - start, cpu(running.scheduler) - before
    return f"a task: {1000 * wall / count:.1f} ms, of them {1000 * used / count:.1f} ms of the scheduler's core"


def reply_to(_order: bytes, size: int) -> bytes:
    """As large as that."""
    return os.urandom(size)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--students", type=int, default=8)
    parser.add_argument("--each", type=int, default=8)
    parser.add_argument("--most-mb", type=float, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rtt-ms", type=float, default=300)
    parser.add_argument("--mbit", type=float, default=100)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", choices=("one", "tasks"))
    options = parser.parse_args()
    if options.only == "tasks":
        with tempfile.TemporaryDirectory() as scratch:
            print(tasks(Path(scratch)))
        return 0
    with network(
        options.folder, options.most_mb, people=options.students, each=options.each,
        rtt_ms=options.rtt_ms, mbit=options.mbit,
    ) as line, tempfile.TemporaryDirectory() as scratch:  # fmt: skip
        print(f"{options.students} students, {len(line.addresses)} repositories, ", end="")
        print(f"{options.threads} at a time a worker, {options.rtt_ms:g} ms, {options.mbit:g} Mbit/s", flush=True)
        runs = rounds(line, Path(scratch), options)
    for sentence in units(runs[1], options.students, options.each):
        print(sentence)
    if options.only:
        return 0
    ratio = median(run.wall for run in runs[1]) / median(run.wall for run in runs[2])
    print(f"two workers: {ratio:.2f} × one (goal {GOAL})")
    return 0 if ratio >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
