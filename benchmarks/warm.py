"""A second run: with nothing changed, and with one repository changed, beside the first.

    python benchmarks/warm.py FOLDER [--most-mb 50] [--rounds 3] [--rtt-ms 40] [--mbit 100]

FOLDER holds bare repositories, `owner/name.git`, which are copied: the changed one gets another commit. Prints wall
time, requests, connections, bytes and processor time of the whole command over the line that `line.py` models. The
goals: unchanged, at most 2 requests and 0.7 s; changed, no more requests than one repository costs. Beyond one of them
the exit code is 1.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from hosting import LOGIN
from measuring import Cost, Network, middle, network

REQUESTS, SECONDS = 2, 0.7
_OF_ONE = 3


def audit(line: Network, home: Path) -> Cost:
    """One run of the command."""
    return line.run([sys.executable, "-m", "portfolio_audit", LOGIN, "--quiet"], home)


def push(repository: Path, number: int) -> None:
    """One more commit on the default branch, which the host notices by the date of HEAD."""
    git = ["git", "--git-dir", str(repository)]
    branch = (repository / "HEAD").read_text().strip().removeprefix("ref: ")
    readme = f"# Changed\n\nFor the {number}th time.\n"
    stream = (
        f"commit {branch}\ncommitter A <a@example.com> {int(time.time())} +0000\ndata 6\nChange\nfrom {branch}^0\n"
        f"M 100644 inline CHANGED.md\ndata {len(readme)}\n{readme}\n"
    )
    subprocess.run([*git, "fast-import", "--quiet", "--force"], input=stream.encode(), check=True)
    (repository / "HEAD").write_text(f"ref: {branch}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most-mb", type=float, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rtt-ms", type=float, default=40)
    parser.add_argument("--mbit", type=float, default=100)
    options = parser.parse_args()
    costs: dict[str, list[Cost]] = {"first": [], "unchanged": [], "one changed": []}
    with tempfile.TemporaryDirectory() as scratch:
        copy, home = Path(scratch, "hosted"), Path(scratch, "home")
        shutil.copytree(options.folder, copy)
        home.mkdir()
        with network(copy, options.most_mb, rtt_ms=options.rtt_ms, mbit=options.mbit) as line:
            costs["first"].append(audit(line, home))
            for number in range(options.rounds):
                costs["unchanged"].append(audit(line, home))
                push(copy / f"{line.names[number].replace('--', '/', 1)}.git", number)
                costs["one changed"].append(audit(line, home))
    return report({name: middle(found) for name, found in costs.items()})


def report(medians: dict[str, Cost]) -> int:
    """Print the table; the exit code."""
    print(f"{'':12} {'wall s':>7} {'requests':>8} {'conns':>6} {'kB':>9} {'CPU s':>6}")
    for name, cost in medians.items():
        print(
            f"{name:12} {cost.wall:7.2f} {cost.requests:8.0f} {cost.connections:6.0f} "
            f"{cost.down / 1000:9.1f} {cost.cpu:6.2f}"
        )
    idle, changed = medians["unchanged"], medians["one changed"]
    met = idle.requests <= REQUESTS and idle.wall <= SECONDS and changed.requests <= idle.requests + _OF_ONE
    goals = f"{REQUESTS} requests and {SECONDS} s unchanged; {_OF_ONE} requests more with one changed"
    print(f"goals: {goals}: {'' if met else 'not '}met")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
