"""`kill -9` at random moments of a cohort's audit: what the next run comes to, beside what an undisturbed one does.

    python benchmarks/kills.py FOLDER [--kills 100] [--students 8] [--each 3] [--most-mb 1] [--seed 1]

FOLDER holds bare repositories, `owner/name.git`, which are dealt out to students. Every time, all processes of a
run are killed at a moment drawn evenly from the time that an undisturbed run takes; then the same command is run to its
end. A run that is quicker counts for nothing. Every file must be the same byte for byte, and so must the state's
tables but for the numbers of runs; temporary files of the killed run must be gone, and no request may have been refused.
Beyond that the exit code is 1.
"""

import argparse
import itertools
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from hosting import TOKEN
from measuring import Network, network

_CLOCK = "1780272000"


def start(line: Network, home: Path) -> "subprocess.Popen[bytes]":
    """The command, in a session of its own."""
    command = [sys.executable, "-m", "portfolio_audit", "cohort", "../roster.txt", "--output", "class", "--quiet"]
    environment = line.environment(home) | {"GITHUB_TOKEN": TOKEN, "SOURCE_DATE_EPOCH": _CLOCK, "TMPDIR": str(home)}
    return subprocess.Popen(command, env=environment, cwd=home, start_new_session=True)


def found(home: Path) -> tuple[dict[str, bytes], list[str]]:
    """Files by name, and the state as text."""
    folder = home / "class"
    files = (path for path in folder.rglob("*") if path.is_file() and "sqlite3" not in path.name)
    with closing(sqlite3.connect(folder / "cohort.sqlite3")) as state, closing(sqlite3.connect(":memory:")) as copy:
        state.backup(copy)
        copy.execute("UPDATE student SET run = NULL")  # killed after its end, the next run has another number
        copy.execute("DELETE FROM run")
        rows = list(copy.iterdump())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}, rows


def difference(one: tuple[dict[str, bytes], list[str]], other: tuple[dict[str, bytes], list[str]]) -> str:
    """Names of the files that differ, and the rows."""
    names = sorted(name for name in one[0].keys() | other[0].keys() if one[0].get(name) != other[0].get(name))
    rows = [row[:200] for row in {*one[1]} ^ {*other[1]}]
    return f"{names} {rows[:4]}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--students", type=int, default=8)
    parser.add_argument("--each", type=int, default=3)
    parser.add_argument("--most-mb", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)  # noqa: S311 - no secret
    equal, hit, left_over = 0, 0, 0
    with network(
        options.folder, options.most_mb, people=options.students, each=options.each, rtt_ms=0, mbit=10_000
    ) as line, tempfile.TemporaryDirectory() as scratch:  # fmt: skip
        folder = Path(scratch)
        (folder / "roster.txt").write_text("".join(f"student-{number:04}\n" for number in range(options.students)))
        whole = folder / "whole"
        whole.mkdir()
        begun = time.monotonic()
        if start(line, whole).wait():
            sys.exit("the audit failed")
        seconds, expected = time.monotonic() - begun, found(whole)
        print(f"undisturbed: {seconds:.1f} s, {len(expected[0])} files", flush=True)
        for number in itertools.count():
            home = folder / str(number)
            home.mkdir()
            process = start(line, home)
            time.sleep(chance.uniform(0, seconds))
            if process.poll() is not None:  # it was quicker than the first one
                continue
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if start(line, home).wait():
                sys.exit(f"the run after kill {number} failed")
            same = found(home) == expected
            hit, equal = hit + 1, equal + same
            left_over += any(home.glob("portfolio-audit-*")) or any((home / "class").rglob("*.tmp"))
            print("." if same else f"\nkill {number}: {difference(found(home), expected)}", end="", flush=True)
            shutil.rmtree(home)
            if hit == options.kills:
                break
        refused = line.refusals()
    print(f"\n{hit} kills, {equal} equal results, {left_over} left something behind, {refused} requests were refused")
    return 0 if equal == options.kills and not left_over and not refused else 1


if __name__ == "__main__":
    sys.exit(main())
