"""What hostile repositories cost: how each ends, how long it takes, how much memory its reader uses.

    python benchmarks/hostile.py [PATTERN…] [--small] [--together] [--over SECONDS]

Each kind of `tests/hostile_repositories` at its full size (`--small`: at the size of the tests) is hosted on a loopback
GitHub, read by a worker, judged and rendered in every format. A row tells what came of it, the seconds for reading, for
judging and rendering, and the peak memory of the reader or of its git, whichever is larger. `--together` then audits
all of them as one person's portfolio, eight at a time. `--over` prints only rows of at least that many seconds.
"""

import argparse
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from shutil import rmtree

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from msgspec.structs import replace

from hostile_repositories import KINDS, Kind
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.gathering import gather
from portfolio_audit.messages import Job, spelled
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.values import Unavailable
from portfolio_audit.nursery import Nursery
from portfolio_audit.reader import read_repository
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.isolation import environment
from portfolio_audit.targets import parse_target

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CATALOGUE = load_catalogue()


@dataclass
class Peak:
    """The largest resident memory of a process below another one."""

    root: int
    bytes: int = 0
    ticks: dict[int, int] = field(default_factory=dict)
    """Processor time of each."""

    @property
    def seconds(self) -> float:
        """Processor time of all of them together, as far as it was seen."""
        return sum(self.ticks.values()) / os.sysconf("SC_CLK_TCK")

    def look(self) -> None:
        """Take in every process that there is now."""
        parents = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, IndexError, ValueError):
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        for pid in parents:
            above = parents.get(pid)
            while above and above != self.root:
                above = parents.get(above)
            if above:
                self._take(pid)

    def _take(self, pid: int) -> None:
        with suppress(OSError):
            spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
            self.ticks[pid] = sum(map(int, spent))
            for line in Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("VmHWM"):
                    self.bytes = max(self.bytes, 1024 * int(line.split()[1]))


@contextmanager
def watched(root: int) -> Iterator[Peak]:
    """Looks twenty times a second while the block lasts."""
    peak, over = Peak(root), threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            peak.look()

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def hosted(kind: Kind, folder: Path, size: int) -> HostedRepository:
    """The kind as a repository on the host."""
    git_dir = kind.make(folder / kind.name, size)
    return HostedRepository(kind.name, git_dir, default_branch=kind.branch, size_kb=1)


def verdict(facts: RepoFacts | Unavailable) -> str:
    """How it ended: not available and why, or its kind, what is unknown and what was hit."""
    if isinstance(facts, Unavailable):
        return f"unavailable: {facts.reason}"
    kind = "kind unknown" if isinstance(facts.project, Unavailable) else facts.project.kind or "no kind"
    fields = {name: getattr(facts, name) for name in RepoFacts.__struct_fields__ if name != "host"}
    lost = [f"{name} ({value.reason})" for name, value in fields.items() if isinstance(value, Unavailable)]
    return "; ".join([kind, *lost, *facts.limits])


def one(
    kind: Kind, folder: Path, nursery: Nursery, variables: dict[str, str], size: int
) -> tuple[float, float, float, int, str]:
    """Seconds of reading, by the clock and of the processor, of judging and rendering; bytes; verdict."""
    user = HostedUser("mallory", (hosted(kind, folder, size),))
    with LoopbackGitHub([user]) as server, watched(nursery._process.pid) as peak:
        clone = folder / "clone"
        job = Job(
            kind.name, f"{server.server_url}/mallory/{kind.name}.git", os.fsencode(clone), NOW, spelled(variables)
        )
        start = time.monotonic()
        answer = read_repository(nursery, job, threading.Event())
        facts = answer if isinstance(answer, Unavailable) else answer.facts
        read = time.monotonic() - start
        rmtree(clone, ignore_errors=True)
    start = time.process_time()
    if isinstance(facts, RepoFacts):
        report = audit(Portfolio("mallory", NOW, (replace(facts, url=server.server_url),)), CATALOGUE, strict=True)
        for render in RENDERERS.values():
            render(report)
    return read, peak.seconds, time.process_time() - start, peak.bytes, verdict(facts)


def each(kinds: list[Kind], *, small: bool, over: float) -> None:
    """A row for every kind."""
    print(
        "| kind | read s | read CPU s | judge CPU s | MB | verdict or limit |\n"
        "| --- | ---: | ---: | ---: | ---: | --- |",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="hostile-") as scratch:
        home = Path(scratch, "home")
        home.mkdir()
        variables = environment(home, "https:http:file")
        with Nursery(variables) as nursery:
            for kind in kinds:
                folder = Path(scratch, "work")
                folder.mkdir()
                size = kind.small if small else kind.full
                read, spent, judged, peak, said = one(kind, folder, nursery, variables, size)
                if read + judged >= over:
                    print(
                        f"| {kind.name} | {read:.2f} | {spent:.2f} | {judged:.2f} | {peak / 1e6:.0f} | {said[:160]} |",
                        flush=True,
                    )
                rmtree(folder)


def together(kinds: list[Kind], *, small: bool) -> None:
    """All of them as one portfolio."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as scratch:
        repositories = tuple(hosted(kind, Path(scratch), kind.small if small else kind.full) for kind in kinds)
        with LoopbackGitHub([HostedUser("mallory", repositories)]) as server:
            host = GitHub(server.api_url, server.server_url)
            start = time.monotonic()
            portfolio = gather([parse_target("mallory", server.server_url)], host, now=NOW)
            read = time.monotonic() - start
            report = audit(portfolio, CATALOGUE, strict=True)
            for render in RENDERERS.values():
                render(report)
            host.close()
    whole = time.monotonic() - start
    print(f"{len(kinds)} at eight a time: {read:.1f} s of reading, {whole:.1f} s in all; {len(portfolio.repos)} read")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pattern", nargs="*", default=["*"])
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--debug", action="store_true", help="what readers say before they die")
    parser.add_argument("--over", type=float, default=0)
    given = parser.parse_args()
    if given.debug:
        logging.basicConfig(level=logging.DEBUG)
        logging.getLogger("git").setLevel(logging.WARNING)
    kinds = [kind for kind in KINDS.values() if any(fnmatch(kind.name, pattern) for pattern in given.pattern)]
    each(kinds, small=given.small, over=given.over)
    if given.together:
        together(kinds, small=given.small)


if __name__ == "__main__":
    main()
