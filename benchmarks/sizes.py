"""What one repository costs, against its size.

    python benchmarks/sizes.py FOLDER [--most-mb 50] [--worst 8]

FOLDER holds bare repositories, `owner/name.git`. Each is cloned from the disk and read once in a warm process; counted
is processor time, of the process and of its git. Prints the slowest with the parts of the facts that took longest, and
the ratio of the slowest to the median with its goal; beyond it the exit code is 1.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from hosting import repositories, size_kb

GOAL = 10.0


def cost(path: Path, folder: Path) -> tuple[float, dict[str, float]]:
    """Seconds in all and of each step."""
    from portfolio_audit.facts.reading import read_facts
    from portfolio_audit.facts.wanted import earlier_rank, wanted
    from portfolio_audit.limits import DEFAULT
    from portfolio_audit.sources.acquire import acquire

    steps, last = {}, _cpu()
    with acquire(path.as_uri(), folder, "x", wanted, DEFAULT, datetime.now(UTC), "", earlier_rank) as snapshot:
        steps["acquire"] = _cpu() - last
        last = _cpu()
        for part, _ in read_facts(snapshot):
            steps[part] = _cpu() - last
            last = _cpu()
    return sum(steps.values()), steps


def _cpu() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def measured(folder: Path, most_mb: float) -> Iterator[tuple[float, int, str, dict[str, float]]]:
    """(seconds, kB, name, steps) of each."""
    from portfolio_audit.sources.isolation import environment, isolate
    from portfolio_audit.warming import warm_up

    found = repositories(folder.resolve(), most_mb)
    with tempfile.TemporaryDirectory() as scratch:
        isolate(environment(Path(scratch), "file"))
        warm_up()
        for name, path in found.items():
            seconds, steps = cost(path, Path(scratch, name))
            yield seconds, size_kb(path), name, steps


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most-mb", type=float, default=50)
    parser.add_argument("--worst", type=int, default=8)
    options = parser.parse_args()
    start = time.monotonic()
    rows = sorted(measured(options.folder, options.most_mb), key=lambda row: -row[0])
    middle = median(row[0] for row in rows)
    print(
        f"{len(rows)} repositories, {time.monotonic() - start:.0f} s; median {middle * 1000:.0f} ms of processor time"
    )
    for seconds, size, name, steps in rows[: options.worst]:
        slowest = sorted(steps.items(), key=lambda step: -step[1])[:4]
        parts = ", ".join(f"{part} {spent * 1000:.0f}" for part, spent in slowest)
        print(f"{seconds * 1000:7.0f} ms {seconds / middle:5.1f} × median, {size:6} kB  {name}: {parts}")
    print(f"slowest / median: {rows[0][0] / middle:.1f} (goal {GOAL:g})")
    return 0 if rows[0][0] <= GOAL * middle else 1


if __name__ == "__main__":
    sys.exit(main())
