"""Running a command against the emulated line, and what it cost."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import IO, cast

from hosting import LOGIN

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Cost:
    """What one run took."""

    wall: float
    """Seconds; of the work itself when the command prints them, else of the whole process."""
    cpu: float
    """Seconds of processor time of the process and its children."""
    down: int
    """Bytes."""
    connections: int
    requests: int


class Network:
    """The host behind the line."""

    def __init__(
        self, port: int, names: Sequence[str], ask_line: Callable[[], str], ask_host: Callable[[], str]
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.names = tuple(names)
        paths = (name if "/" in name else f"{LOGIN}/{name}" for name in names)
        self.addresses = tuple(f"{self.url}/{path}.git" for path in paths)
        self._ask_line = ask_line
        self._ask_host = ask_host

    def counters(self) -> tuple[int, int, int]:
        """Bytes down, connections and requests so far."""
        line = json.loads(self._ask_line())
        return line["down_bytes"], line["connections"], json.loads(self._ask_host())["requests"]

    def refusals(self) -> int:
        """Requests that the host has refused because of a limit, so far."""
        return int(json.loads(self._ask_host())["refusals"])

    def environment(self, home: Path) -> dict[str, str]:
        """For a command that is to talk to this host, with nothing of the user's."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_LFS_SKIP_SMUDGE": "1",
            "GITHUB_API_URL": f"{self.url}/api/v3",
            "GITHUB_SERVER_URL": self.url,
            "PORTFOLIO_AUDIT_CACHE": str(home / "cache"),
            "PORTFOLIO_AUDIT_DATA": str(home / "data"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def run(self, command: Sequence[str], home: Path, given: str = "") -> Cost:
        """Run it to its end in that folder; its standard output is the seconds of its work, or nothing.

        Raises:
            SystemExit: it failed.
        """
        before, start = self.counters(), time.monotonic()
        with tempfile.TemporaryFile("w+") as stdin, tempfile.TemporaryFile("w+") as stdout:
            stdin.write(given)
            stdin.seek(0)
            process = subprocess.Popen(command, env=self.environment(home), cwd=home, stdin=stdin, stdout=stdout)
            _, status, used = os.wait4(process.pid, 0)
            wall = time.monotonic() - start
            stdout.seek(0)
            out = stdout.read()
        if status:
            sys.exit(f"{' '.join(command[:4])} failed")
        down, connections, requests = (now - then for now, then in zip(self.counters(), before, strict=True))
        return Cost(float(out or wall), used.ru_utime + used.ru_stime, down, connections, requests)


@contextmanager
def network(
    folder: Path,
    most_mb: float = 50,
    *,
    most: int = 1000,
    times: int = 1,
    people: int = 0,
    each: int = 8,
    rtt_ms: float = 40,
    mbit: float = 100,
) -> Iterator[Network]:
    """The repositories of a folder behind the line, each in a process of its own."""
    with ExitStack() as stack:
        how_many = ("--most-mb", str(most_mb), "--most", str(most), "--times", str(times))
        how_many += ("--people", str(people), "--each", str(each))
        host = stack.enter_context(served("hosting.py", str(folder), *how_many))
        hosted = json.loads(host())
        line = stack.enter_context(served("line.py", hosted["port"], "--rtt-ms", str(rtt_ms), "--mbit", str(mbit)))
        yield Network(int(line()), hosted["names"], line, host)


@contextmanager
def served(script: str, *arguments: str) -> Iterator[Callable[[], str]]:
    """A running script as a question to it, which is answered with its next line; the first unasked."""
    command = [sys.executable, str(HERE / script), *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        stdin, stdout = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
        first = stdout.readline()

        def answer() -> str:
            nonlocal first
            if first:
                line, first = first, ""
                return line
            stdin.write("\n")
            stdin.flush()
            return stdout.readline()

        yield answer
        stdin.close()


def middle(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in Cost.__dataclass_fields__))
