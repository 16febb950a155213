"""A whole class: memory, throughput beside plain clones, and a second run.

    python benchmarks/cohort.py FOLDER [--students 200] [--few 20] [--each 8] [--most-mb 50] [--jobs 8]
                                       [--rtt-ms 40] [--mbit 100] [--only memory|throughput|second]

FOLDER holds bare repositories, `owner/name.git`, which are dealt out to students. The host enforces GitHub's limits.
Each is one run of the whole command over the line that `line.py` models:

- memory: peak of the main process, and of all processes together (proportional set size), with all and with few;
- throughput: repositories a second of the first run, beside `git clone` of the same addresses, as many at a time;
- second: seconds of a run in which nothing has changed, beside the first.

The goals: 1.3 times the memory of few students, 85 % of the clones' throughput, 5 % of the first run's time, and no
request refused. Beyond one of them the exit code is 1. Linux only.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hosting import TOKEN
from measuring import Network, network
from memory import peak_of

MEMORY, THROUGHPUT, SECOND = 1.3, 0.85, 0.05


@dataclass(frozen=True)
class Audit:
    """One run of the command."""

    wall: float
    alone: int
    """Peak of the main process in MB."""
    together: int
    """Peak of all processes in MB."""


def audit(line: Network, home: Path, students: int, jobs: int) -> Audit:
    """Audit so many students into that folder."""
    roster = home / "roster.txt"
    roster.write_text("".join(f"student-{number:04}\n" for number in range(students)))
    command = [sys.executable, "-m", "portfolio_audit", "cohort", str(roster), "--output", "class", "--quiet"]
    start = time.monotonic()
    environment = line.environment(home) | {"GITHUB_TOKEN": TOKEN}
    with subprocess.Popen([*command, "--jobs", str(jobs)], env=environment, cwd=home) as process:
        alone, together = peak_of(process)
    if process.returncode:
        sys.exit("the audit failed")
    return Audit(time.monotonic() - start, alone, together)


def clones(line: Network, jobs: int) -> float:
    """Seconds for `git clone` of everything, each removed as soon as it is there."""
    with tempfile.TemporaryDirectory() as folder:
        environment = line.environment(Path(folder))

        def one(number: int) -> None:
            place = Path(folder, str(number))
            subprocess.run(["git", "clone", "--quiet", line.addresses[number], str(place)], env=environment, check=True)
            shutil.rmtree(place)

        start = time.monotonic()
        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(one, range(len(line.addresses))))
        return time.monotonic() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--few", type=int, default=20)
    parser.add_argument("--each", type=int, default=8)
    parser.add_argument("--most-mb", type=float, default=50)
    parser.add_argument("--jobs", type=int, default=8)
    parser.add_argument("--rtt-ms", type=float, default=40)
    parser.add_argument("--mbit", type=float, default=100)
    parser.add_argument("--only", choices=("memory", "throughput", "second"))
    options = parser.parse_args()

    def wanted(part: str) -> bool:
        return options.only in (None, part)

    met = []
    with network(
        options.folder, options.most_mb, people=options.students, each=options.each,
        rtt_ms=options.rtt_ms, mbit=options.mbit,
    ) as line, tempfile.TemporaryDirectory() as scratch:  # fmt: skip
        few_home, home = Path(scratch, "few"), Path(scratch, "all")
        few_home.mkdir()
        home.mkdir()
        count = len(line.addresses)
        print(f"{options.students} students, {count} repositories, {options.jobs} at a time, ", end="")
        print(f"{options.rtt_ms:g} ms, {options.mbit:g} Mbit/s", flush=True)
        first = audit(line, home, options.students, options.jobs)
        print(f"first run: {first.wall:.1f} s, {count / first.wall:.2f} repositories a second", flush=True)
        if wanted("second"):
            again = audit(line, home, options.students, options.jobs)
            share = f"{again.wall / first.wall:.1%} of the first (goal {SECOND:.0%})"
            print(f"second run: {again.wall:.1f} s, {share}", flush=True)
            met.append(again.wall <= SECOND * first.wall)
        if wanted("memory"):
            few = audit(line, few_home, options.few, options.jobs)
            for name, small, large in (
                ("main process", few.alone, first.alone),
                ("all together", few.together, first.together),
            ):
                ratio = f"{large / small:.2f} × (goal {MEMORY})"
                print(f"{name}: {small} MB with {options.few}, {large} MB with all, {ratio}", flush=True)
                met.append(large <= MEMORY * small)
        if wanted("throughput"):
            cloned = clones(line, options.jobs)
            share = f"{cloned / first.wall:.0%} of its throughput (goal {THROUGHPUT:.0%})"
            print(f"git clone: {cloned:.1f} s; the audit has {share}", flush=True)
            met.append(cloned >= THROUGHPUT * first.wall)
        refused = line.refusals()
        print(f"requests that were refused: {refused} (goal 0)")
        met.append(refused == 0)
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
