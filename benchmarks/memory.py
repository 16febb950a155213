"""Peak memory against the number of repositories.

    python benchmarks/memory.py FOLDER [--most 30] [--times 10] [--most-mb 5]

FOLDER holds bare repositories, `owner/name.git`. The whole command audits `--most` of them, then the same under ten
times as many names. Prints the peak of the main process, and that of it, its workers and their git together, where a
page that several share is counted once (proportional set size, looked at ten times a second). The goal is 1.2 times
for the main process and for all; beyond it the exit code is 1. Linux only.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hosting import LOGIN
from measuring import network

GOAL = 1.2
_BETWEEN = 0.1


def peaks(folder: Path, most: int, times: int, most_mb: float) -> tuple[int, int]:
    """Megabytes of the main process and of all."""
    with (
        network(folder, most_mb, most=most, times=times, rtt_ms=0, mbit=10_000) as line,
        tempfile.TemporaryDirectory() as home,
    ):
        line.counters()
        command = [sys.executable, "-m", "portfolio_audit", LOGIN, "--quiet"]
        with subprocess.Popen(command, env=line.environment(Path(home)), cwd=home) as process:
            found = peak_of(process)
        if process.returncode:
            sys.exit("the audit failed")
    return found


def peak_of(process: "subprocess.Popen[bytes]") -> tuple[int, int]:
    """Megabytes of a running process and of all below it together, at their most until it ends."""
    alone, together = 0, 0
    while process.poll() is None:
        alone = max(alone, _kb(process.pid, "status", "VmHWM"))
        together = max(together, sum(_kb(pid, "smaps_rollup", "Pss") for pid in _tree(process.pid)))
        time.sleep(_BETWEEN)
    return alone // 1000, together // 1000


def _kb(pid: int, file: str, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:  # it has ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def _tree(pid: int) -> list[int]:
    """The process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *(each for child in children for each in _tree(int(child)))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=30)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--most-mb", type=float, default=5)
    options = parser.parse_args()
    few = peaks(options.folder, options.most, 1, options.most_mb)
    many = peaks(options.folder, options.most, options.times, options.most_mb)
    ratios = [large / small for small, large in zip(few, many, strict=True)]
    print(f"{'':14} {options.most:>6} {options.most * options.times:>6} repositories")
    for name, small, large, ratio in zip(("main process", "all together"), few, many, ratios, strict=True):
        print(f"{name:14} {small:6} {large:6} MB, {ratio:.2f} × (goal {GOAL})")
    return 0 if max(ratios) <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
