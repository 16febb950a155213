"""A GitHub on loopback, in a process of its own, that serves a folder of bare repositories as those of one person.

    python benchmarks/hosting.py FOLDER [--most-mb 50] [--most 1000] [--times 1] [--people N --each 8]

FOLDER holds `owner/name.git`; the person `bench` has each as `owner--name`, `--times` over under further names. With
`--people`, so many students have `--each` repositories, dealt out to them one after the other, and GitHub's limits
are enforced: 5,000 requests an hour for TOKEN, and the secondary ones.
What git cannot clone, because objects are missing or damaged, is left out. Prints port and names as JSON; each line on
the standard input is answered with the number of requests so far and of those that were refused, and has the folder
looked at anew. Ends with its standard input.
"""

import argparse
import itertools
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from portfolio_audit.demo.secondary import SecondaryLimits

from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

LOGIN = "bench"
TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105 - opens the made-up host only


def repositories(folder: Path, most_mb: float) -> dict[str, Path]:
    """Name → bare repository, of those that are not larger and that git can clone."""
    found = {f"{path.parent.name}--{path.stem}": path for path in sorted(folder.glob("*/*.git"))}
    return {name: path for name, path in found.items() if size_kb(path) <= most_mb * 1000 and _is_whole(path)}


def _is_whole(path: Path) -> bool:
    with tempfile.TemporaryDirectory() as scratch:
        command = ["git", "clone", "--quiet", "--bare", "--no-local", "--depth", "1", path.as_uri(), scratch]
        return subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode == 0


def size_kb(path: Path) -> int:
    """What a repository takes on the disk."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) // 1000


def hosted(found: dict[str, Path], times: int) -> Iterator[HostedRepository]:
    """All of them, each as often as asked for."""
    for number in range(times):
        for name, path in found.items():
            branch = (path / "HEAD").read_text().strip().removeprefix("ref: refs/heads/")
            called = f"{name}--{number}" if number else name
            pushed = datetime.fromtimestamp((path / "HEAD").stat().st_mtime, UTC)
            yield HostedRepository(called, path, default_branch=branch, size_kb=size_kb(path), pushed_at=pushed)


def people(found: dict[str, Path], count: int, each: int) -> Iterator[HostedUser]:
    """Students with so many of them each, dealt out one after the other."""
    names = itertools.cycle(found.items())
    for number in range(count):
        own = dict(itertools.islice(names, each))
        yield HostedUser(f"student-{number:04}", tuple(hosted(own, 1)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most-mb", type=float, default=50)
    parser.add_argument("--most", type=int, default=1000)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--people", type=int, default=0)
    parser.add_argument("--each", type=int, default=8)
    options = parser.parse_args()
    found = dict(list(repositories(options.folder.resolve(), options.most_mb).items())[: options.most])

    def users() -> list[HostedUser]:
        if options.people:
            return list(people(found, options.people, options.each))
        return [HostedUser(LOGIN, tuple(hosted(found, options.times)))]

    limits = SecondaryLimits() if options.people else None
    with LoopbackGitHub(users(), anonymous_limit=1_000_000, tokens={TOKEN: LOGIN}, secondary=limits) as server:
        if options.people:
            names = [f"{user.login}/{repository.name}" for user in users() for repository in user.repositories]
        else:
            names = [repository.name for repository in hosted(found, options.times)]
        print(json.dumps({"port": server.server_url.rpartition(":")[2], "names": names}), flush=True)
        while sys.stdin.readline():
            server.host(users())
            print(json.dumps({"requests": len(server.requests), "refusals": server.refusals}), flush=True)


if __name__ == "__main__":
    main()
