"""A Dask cluster on loopback: a real scheduler and real workers, each a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 120


def wait_for(what: Callable[[], object]) -> None:
    """Until it is so."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


class Cluster:
    """Use as a context manager; all of it is killed at the end."""

    def __init__(self, folder: Path, **environment: str) -> None:
        folder.mkdir()
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._environment = {**os.environ, "DASK_CONFIG": str(folder), "DASK_TEMPORARY_DIRECTORY": str(folder)}
        self._environment |= {"TMPDIR": str(folder), **environment}
        self._scheduler: subprocess.Popen[bytes] | None = None
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "Cluster":
        self.start_scheduler()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def address(self) -> str:
        return str(json.loads(self._file.read_text())["address"])

    def start_scheduler(self, port: str = "0") -> None:
        """At that port, and wait until it is there."""
        self._file.unlink(missing_ok=True)
        more = ("--host", "127.0.0.1", "--port", port, "--no-dashboard", "--scheduler-file", str(self._file))
        self._scheduler = self._start("dask_scheduler", *more)
        wait_for(lambda: self._file.is_file() and self._file.read_text().endswith("}"))

    def start_workers(self, count: int, *options: str, threads: int = 2, path: str = "") -> None:
        """So many; `path` is where they import from first."""
        more = ("--no-dashboard", "--no-nanny", "--nthreads", str(threads), "--local-directory", str(self._folder))
        env = {"PYTHONPATH": path} if path else {}
        self.workers += [self._start("dask_worker", self.address, *more, *options, **env) for _ in range(count)]

    def kill(self) -> None:
        """All of it at once."""
        for process in [*self.workers, *([self._scheduler] if self._scheduler else [])]:
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.workers.clear()

    def _start(self, name: str, *arguments: str, **environment: str) -> "subprocess.Popen[bytes]":
        with (self._folder / f"{name}.log").open("ab") as log:
            command = [sys.executable, "-m", f"distributed.cli.{name}", *arguments]
            return subprocess.Popen(command, env=self._environment | environment, stdout=log, stderr=log)
