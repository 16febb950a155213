"""What a watch costs: from a save to its line, one look at folders of all sizes, and the processor at rest.

    python benchmarks/saving.py [FOLDER] [--rounds N]

FOLDER is a project with git, of which a copy is watched; default is one of the demo's. Times depend on the machine, so
they are told beside `portfolio-audit audit --as-it-stands` of the same folder, which starts anew each time. Exit code 1
beyond the bars: a save is shown in a third of that, and a watch at rest takes less than a tenth of a processor.
"""

import argparse
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from portfolio_audit.demo.bundle import bundles
from portfolio_audit.watching.lookout import Lookout

SHARE_OF_A_RUN, SHARE_OF_A_PROCESSOR = 1 / 3, 0.1
SIZES = (100, 1_000, 10_000, 50_000)
TOOL = (sys.executable, "-m", "portfolio_audit")


def laid_out(folder: Path) -> None:
    """The demo's repository of the most commits, as a folder with git."""
    for commit in max(bundles(), key=lambda bundle: len(bundle.commits)).commits:
        for name, data in commit.changes.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    git = ("git", "-C", str(folder), "-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for command in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "--message=All of it")):
        subprocess.run([*git, *command], check=True)


def seconds(command: list[str]) -> float:
    """How long it takes, with all that it prints thrown away."""
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - began


def from_scratch(folder: Path, rounds: int) -> float:
    """Seconds of a whole run, the median."""
    command = [*TOOL, "audit", "--as-it-stands", "--quiet", "--format", "text", "--output", "-", str(folder)]
    return median(seconds(command) for _ in range(rounds))


def saves(folder: Path, rounds: int) -> tuple[list[float], float]:
    """Seconds from each save to its line, and the share of a processor that the watch takes at rest."""
    process = subprocess.Popen([*TOOL, "watch", str(folder)], stdout=subprocess.PIPE)
    assert process.stdout is not None  # noqa: S101
    process.stdout.readline()
    taken = []
    for number in range(rounds):
        (folder / "watched.py").write_text(f"x = {number}\n")
        began = time.monotonic()
        process.stdout.readline()
        taken.append(time.monotonic() - began)
    before = processor_of(process.pid)
    time.sleep(10)
    rest = (processor_of(process.pid) - before) / 10
    process.send_signal(signal.SIGINT)
    process.wait()
    return taken, rest


def processor_of(pid: int) -> float:
    """Seconds of processor time that a process has taken (Linux)."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def looks(place: Path) -> list[tuple[int, float, float]]:
    """(files, milliseconds of the first look, of a later one), in processor time."""
    rows = []
    for size in SIZES:
        folder = place / str(size)
        for number in range(size):
            file = folder / f"part{number % 97}" / f"module{number}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
        lookout = Lookout(folder)
        rows.append((size, cost(lookout), min(cost(lookout) for _ in range(3))))
    return rows


def cost(lookout: Lookout) -> float:
    """Milliseconds of processor time of one look."""
    before = resource.getrusage(resource.RUSAGE_SELF)
    lookout.look()
    after = resource.getrusage(resource.RUSAGE_SELF)
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def main() -> int:
    """Print the table; 1 beyond a bar."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = place / "project"
        if options.folder:
            shutil.copytree(options.folder, folder, symlinks=True)
        else:
            laid_out(folder)
        whole = from_scratch(folder, options.rounds)
        taken, rest = saves(folder, options.rounds)
        ratio = median(taken) / whole
        print(f"a run from scratch           {whole:6.2f} s")
        print(f"from a save to its line      {median(taken):6.2f} s, at most {max(taken):.2f} s: {ratio:.2f} of a run")
        print(f"at rest                      {100 * rest:6.1f} % of a processor")
        for size, first, later in looks(place / "sizes"):
            print(f"one look at {size:>6,} files     {later:6.1f} ms, the first {first:.1f} ms")
    return int(ratio > SHARE_OF_A_RUN or rest > SHARE_OF_A_PROCESSOR)


if __name__ == "__main__":
    sys.exit(main())
