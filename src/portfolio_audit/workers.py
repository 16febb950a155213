"""Worker processes as the main process sees them, however they come into being."""

import os
import signal
import socket
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from portfolio_audit.processes import kill_all


class Worker:
    """A running worker: a stream to talk to it, and the means to end it."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self.stream = cast("BinaryIO", channel.makefile("rwb"))
        self._pid = 0
        self.process: subprocess.Popen[Any] | None = None
        """What was started for it alone; `None` when it was forked."""

    def expect(self, seconds: float) -> None:
        """From now on, reading raises `TimeoutError` after that time."""
        self._channel.settimeout(seconds)

    def belongs_to(self, pid: int) -> None:
        """The process group of a worker that was forked, told by itself."""
        self._pid = pid

    def stop(self) -> None:
        """Kill it with all its children; whoever waits for its answer sees the end of the stream."""
        if self.process is not None and self.process.returncode is None:
            kill_all(self.process)
        if sys.platform != "win32" and self._pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        with suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Stop it, and let go of the stream."""
        self.stop()
        self._pid = 0
        if self.process is not None:
            self.process.wait()
        with suppress(OSError):
            self.stream.close()
        self._channel.close()


class Workers(ABC):
    """Starts workers. Use as a context manager; no worker outlives it."""

    def __init__(self) -> None:
        self._running: set[Worker] = set()
        self._stopped = False

    @abstractmethod
    def _start(self, end: socket.socket) -> "subprocess.Popen[Any] | None":
        """Have a process work at that end of the channel; what was started for it alone, if anything.

        Raises:
            OSError: none can be started any more.
        """

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """A new worker, waiting for its job; it ends with the block.

        Raises:
            OSError: none can be started any more.
        """
        ours, theirs = socket.socketpair()
        worker = Worker(ours)
        self._running.add(worker)
        try:
            with theirs:
                if self._stopped:
                    raise OSError("stopped")
                worker.process = self._start(theirs)
            yield worker
        finally:
            self._running.discard(worker)
            worker.end()

    def stop(self) -> None:
        """Kill all workers, and start no more."""
        self._stopped = True
        for worker in list(self._running):
            worker.stop()


def python_path() -> str:
    """Where this process imports from, so that a worker imports the same; never the current folder."""
    return os.pathsep.join(path for path in sys.path if path and Path(path).is_absolute())
