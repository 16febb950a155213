"""Requests that a student costs, by kind, with a token and without, in a first run and in one without changes.

    python benchmarks/requests_of.py FOLDER [--students 12] [--each 8] [--most-mb 1]

FOLDER holds bare repositories, `owner/name.git`, which are dealt out to students. GitHub takes what is
"not changed" (304) from the hourly limit only of who has no token; GraphQL has a limit of its own.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from hosting import TOKEN, people, repositories

from portfolio_audit.demo.github import LoopbackGitHub, Request


def kind_of(request: Request) -> str:
    """What sort of request it was; answers of "not changed" apart."""
    if ".git/" in request.path:
        return "git"
    return "GraphQL" if "graphql" in request.path else "REST not changed" if request.status == 304 else "REST"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--students", type=int, default=12)
    parser.add_argument("--each", type=int, default=8)
    parser.add_argument("--most-mb", type=float, default=1)
    options = parser.parse_args()
    users = list(people(repositories(options.folder.resolve(), options.most_mb), options.students, options.each))
    for token in ("", TOKEN):
        with LoopbackGitHub(users, anonymous_limit=10**6, tokens={TOKEN: users[0].login}) as host, \
                tempfile.TemporaryDirectory() as folder:  # fmt: skip
            home = Path(folder)
            (home / "roster.txt").write_text("".join(f"{user.login}\n" for user in users))
            for run in ("first", "second"):
                host.requests.clear()
                audit(host, token, home)
                found = Counter(map(kind_of, host.requests))
                told = ", ".join(f"{kind} {count / len(users):.2f}" for kind, count in sorted(found.items()))
                print(f"{'with' if token else 'without'} token, {run} run, a student: {told}", flush=True)


def audit(host: LoopbackGitHub, token: str, home: Path) -> None:
    """One run of the command."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "GITHUB_API_URL": host.api_url,
        "GITHUB_SERVER_URL": host.server_url,
        "PORTFOLIO_AUDIT_CACHE": str(home / "cache"),
        "PORTFOLIO_AUDIT_DATA": str(home / "data"),
        **({"GITHUB_TOKEN": token} if token else {}),
    }
    command = [sys.executable, "-m", "portfolio_audit", "cohort", "roster.txt", "--output", "class", "--quiet"]
    subprocess.run(command, env=environment, cwd=home, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
