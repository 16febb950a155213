"""A cold portfolio over an emulated line: our acquisition and our whole audit beside `git clone --depth 1`.

    python benchmarks/acquisition.py FOLDER [--most-mb 50] [--rounds 3] [--jobs 8] [--rtt-ms 40] [--mbit 100]

FOLDER holds bare repositories, `owner/name.git`. In every round each of these runs once, on what `line.py` models:

- clone: `git clone --depth 1` of each, as other tools take repositories in;
- acquisition: what our workers do before they read, in a warm process, of the same addresses;
- audit: the command as a user starts it: start-up, listing, acquisition, reading, judging, pages.

Prints medians and the ratios with their goals; beyond one of them the exit code is 1. Host, line and client share this
machine's processors, so the ratios hold on one machine and in one run only.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from hosting import LOGIN
from measuring import HERE, Cost, Network, middle, network

GOALS = (
    ("acquisition", "clone", "wall", 0.5),
    ("acquisition", "clone", "down", 0.35),
    ("audit", "acquisition", "wall", 1.15),
)


def once(what: str, line: Network, jobs: int) -> Cost:
    """One run of one of them."""
    command, addresses = [sys.executable, str(HERE / "bringing.py"), what, str(jobs)], "\n".join(line.addresses)
    if what == "audit":
        command = [sys.executable, "-m", "portfolio_audit", LOGIN, "--quiet", "--jobs", str(jobs)]
    with tempfile.TemporaryDirectory() as home:
        return line.run(command, Path(home), addresses)


def report(costs: dict[str, list[Cost]], mbit: float) -> int:
    """Print the tables; the exit code."""
    print(f"{'':12} {'wall s':>7} {'(all runs)':24} {'MB':>7} {'× line':>7} {'conns':>6} {'requests':>8} {'CPU s':>6}")
    medians = {name: middle(found) for name, found in costs.items()}
    for name, cost in medians.items():
        every = " ".join(f"{each.wall:.1f}" for each in costs[name])
        filled = cost.wall / (cost.down * 8 / mbit / 1e6)
        print(
            f"{name:12} {cost.wall:7.2f} {every:24} {cost.down / 1e6:7.1f} {filled:7.2f} "
            f"{cost.connections:6.0f} {cost.requests:8.0f} {cost.cpu:6.1f}"
        )
    ratios = [
        (goal, getattr(medians[a], what) / getattr(medians[b], what)) for goal in GOALS for a, b, what, _ in [goal]
    ]
    for (name, other, figure, most), ratio in ratios:
        print(f"{figure} of {name} / {other}: {ratio:.2f} (goal {most})")
    return 0 if all(ratio <= goal[3] for goal, ratio in ratios) else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most-mb", type=float, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=8)
    parser.add_argument("--rtt-ms", type=float, default=40)
    parser.add_argument("--mbit", type=float, default=100)
    options = parser.parse_args()
    costs: dict[str, list[Cost]] = {"clone": [], "acquisition": [], "audit": []}
    with network(options.folder, options.most_mb, rtt_ms=options.rtt_ms, mbit=options.mbit) as line:
        count = f"{len(line.addresses)} repositories, {options.jobs} at a time"
        print(f"{count}, {options.rtt_ms:g} ms, {options.mbit:g} Mbit/s", flush=True)
        for _ in range(options.rounds):
            for what, found in costs.items():
                found.append(once(what, line, options.jobs))
    return report(costs, options.mbit)


if __name__ == "__main__":
    sys.exit(main())
