"""What the action costs before and beside the audit itself.

    python benchmarks/action.py [REPOSITORY]

REPOSITORY is a folder with git; without it, this project. Prints seconds of the whole step, as `action/run.sh` runs it,
in an environment that is made anew (with uv on the PATH and its cache warm, and with venv and pip), in one that an
earlier step has made, and of the same audit by `portfolio-audit` alone; the rest is overhead. The first run, which
downloads, is not counted. Machines are noisy: read the figures beside each other. Standard library only.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROUNDS = 3


def seconds(command: list[str], environment: dict[str, str]) -> float:
    start = time.monotonic()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.monotonic() - start


def environment(folder: Path, repository: Path, path: str) -> dict[str, str]:
    oid = subprocess.check_output(["git", "-C", repository, "rev-parse", "HEAD"], text=True).strip()
    event = {"before": oid, "after": oid, "repository": {"name": "measured", "owner": {"login": "ada"}}}
    (folder / "event.json").write_text(json.dumps(event))
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "PORTFOLIO_AUDIT_"))},
        "PATH": path,
        "RUNNER_TEMP": str(folder),
        "GITHUB_WORKSPACE": str(repository),
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_EVENT_PATH": str(folder / "event.json"),
        "GITHUB_REF": "refs/heads/work",  # no comment, so nobody is asked
        "PORTFOLIO_AUDIT_INPUTS": "{}",
    }


def paths(folder: Path) -> dict[str, str]:
    """PATH with uv and without."""
    uv = shutil.which("uv", path=f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}")
    without = [place for place in os.environ["PATH"].split(os.pathsep) if not Path(place, "uv").exists()]
    found = {"venv and pip": os.pathsep.join(without)}
    if uv:
        (folder / "bin").mkdir()
        (folder / "bin" / "uv").symlink_to(uv)
        found["uv"] = os.pathsep.join([str(folder / "bin"), *without])
    return found


def main() -> None:
    repository = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT).resolve()
    run = ["bash", str(ROOT / "action" / "run.sh")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        audit = [sys.executable, "-I", "-m", "portfolio_audit", str(repository), "--quiet", "--no-history"]
        alone = statistics.median(
            seconds([*audit, "--output", str(folder / "out")], dict(os.environ)) for _ in range(ROUNDS)
        )
        print(f"the audit of one commit alone: {alone:.1f} s")
        for way, path in paths(folder).items():
            variables = environment(folder, repository, path)
            seconds(run, variables)
            made, ready = [], []
            for _ in range(ROUNDS):
                for place in folder.glob("portfolio-audit-*"):
                    shutil.rmtree(place)
                made.append(seconds(run, variables))
                ready.append(seconds(run, variables))
            first, later = statistics.median(made), statistics.median(ready)
            print(f"the step with {way}, environment made anew: {first:.1f} s ({first / alone:.1f} times)")
            print(f"the step with {way}, environment there: {later:.1f} s ({later / alone:.1f} times)")


if __name__ == "__main__":
    main()
