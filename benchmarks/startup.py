"""What starting and a run over facts that are there cost, as ratios to an empty interpreter in the same run.

    python benchmarks/startup.py [--rounds N]

Prints processor time of whole processes, the least and the median of N rounds: `--help` against
`python -c "import argparse"` (the bar is 4), `--from` over 8 and 30 repositories against `python -c pass`; then where
the time of such a run goes. The repositories are those of the built-in demo, over and over. Exit code 1 beyond the bar.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from portfolio_audit.codec import dumps, to_data
from portfolio_audit.demo.run import gather_demo

BAR = 4.0
STAGES = """
import time
marks = [("the interpreter", time.process_time())]
def mark(name): marks.append((name, time.process_time()))
import portfolio_audit.cli, portfolio_audit.cli.audit; mark("import: the command line")
import portfolio_audit.auditing, portfolio_audit.judgements; mark("import: judging")
from portfolio_audit.catalogue import load_catalogue; mark("import: the catalogue")
rules = load_catalogue(examples=False); mark("reading the rules")
from portfolio_audit.api import load_portfolio
portfolio = load_portfolio({path!r}); mark("reading the facts")
report = portfolio_audit.auditing.audit(portfolio, rules); mark("judging")
from portfolio_audit.renderers import RENDERERS
for form in ("json", "text", "html"):
    RENDERERS[form](report); mark(f"writing {{form}}")
for (_, before), (name, after) in zip([("", 0.0), *marks], marks):
    print(f"{{name}}\\t{{1000 * (after - before)}}")
"""


def demo_portfolio(count: int, folder: Path) -> Path:
    """A saved portfolio of that many repositories."""
    portfolio = gather_demo()
    repos = [to_data(portfolio.repos[number % len(portfolio.repos)]) for number in range(count)]
    named = [repo | {"name": f"{repo['name']}-{number}"} for number, repo in enumerate(repos)]
    file = folder / f"{count}.json"
    file.write_text(json.dumps(json.loads(dumps(portfolio)) | {"repos": named}), "utf-8")
    return file


def milliseconds(command: list[str], rounds: int) -> tuple[float, float]:
    """Processor time of that process: least, median."""
    taken = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime))
    return min(taken), statistics.median(taken)


def stages(file: Path, rounds: int) -> dict[str, float]:
    """Least milliseconds of each stage of a run."""
    best: dict[str, float] = {}
    for _ in range(rounds):
        command = [sys.executable, "-c", STAGES.format(path=str(file))]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        for name, taken in (line.split("\t") for line in done.stdout.splitlines()):
            best[name] = min(best.get(name, float(taken)), float(taken))
    return best


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package has its bytecode
        os.environ["PORTFOLIO_AUDIT_CACHE"] = str(Path(folder) / "cache")
        os.environ["PORTFOLIO_AUDIT_DATA"] = str(Path(folder) / "data")
        few, many = (demo_portfolio(count, Path(folder)) for count in (8, 30))
        ours = [sys.executable, "-m", "portfolio_audit"]
        quiet = ["-q", "--output", str(Path(folder) / "out")]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import argparse'": [sys.executable, "-c", "import argparse"],
            "--version": [*ours, "--version"],
            "--help": [*ours, "--help"],
            "--from, 8 repositories": [*ours, "--from", str(few), *quiet],
            "--from, 30 repositories": [*ours, "--from", str(many), *quiet],
        }
        subprocess.run(commands["--from, 8 repositories"], check=True)
        taken = {name: milliseconds(command, rounds) for name, command in commands.items()}
        passing, parsing = (taken[name] for name in list(commands)[:2])
        print(f"{'':30}{'least':>9}{'median':>9}{'× pass':>9}{'× argparse':>12}")
        for name, (least, median) in taken.items():
            print(f"{name:30}{least:6.0f} ms{median:6.0f} ms{least / passing[0]:9.1f}{least / parsing[0]:12.1f}")
        print("\nA run over 8 repositories, least of each stage:")
        for name, least in stages(few, rounds).items():
            print(f"{name:30}{least:6.0f} ms")
    return int(taken["--help"][0] > BAR * parsing[0])


if __name__ == "__main__":
    sys.exit(main())
