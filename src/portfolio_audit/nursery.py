"""Worker processes. One warm process forks a worker for each job.

A fork costs a hundredth of an interpreter that has to import everything, and still gives every repository
a fresh process: nothing that one repository does to it can touch the next.
"""

import gc
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

_CODE = "from portfolio_audit.nursery import serve; serve()"


class Worker:
    """A running worker: a stream to talk to it, and the means to end it."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self.stream = cast("BinaryIO", channel.makefile("rwb"))
        self._pid = 0

    def expect(self, seconds: float) -> None:
        """From now on, reading raises `TimeoutError` after that time."""
        self._channel.settimeout(seconds)

    def belongs_to(self, pid: int) -> None:
        """The worker's process group, told by itself."""
        self._pid = pid

    def end(self) -> None:
        """Kill it with all its children, and let go of the stream."""
        if self._pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        with suppress(OSError):
            self.stream.close()
        self._channel.close()


class Nursery:
    """Starts workers. Use as a context manager; leaving it ends the warm process."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._control, other = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CODE],
            stdin=other.fileno(),
            stdout=subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": _python_path()},
            start_new_session=True,
        )
        other.close()

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        self._process.wait()

    def start(self) -> Worker:
        """A new worker, waiting for its job."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [b"j"], [theirs.fileno()])
        return Worker(ours)


def _python_path() -> str:
    """Where this process imports from, so that the worker imports the same; never the current folder."""
    return os.pathsep.join(path for path in sys.path if path and Path(path).is_absolute())


def serve() -> None:
    """The warm process: fork a worker for each channel that comes in, until the main process goes away."""
    import git  # noqa: F401 - imported once, for every worker

    from portfolio_audit.worker import warm_up

    warm_up()
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped by the system
    with socket.socket(fileno=0) as control:
        while True:
            message, channels, _, _ = socket.recv_fds(control, 1, 1)
            if not message or not channels:
                return
            if os.fork() == 0:
                control.close()
                _child(channels[0])
            os.close(channels[0])


def _child(descriptor: int) -> None:
    from portfolio_audit.messages import send
    from portfolio_audit.worker import work

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.setsid()
    status = 1
    try:
        with socket.socket(fileno=descriptor) as channel:
            stream = cast("BinaryIO", channel.makefile("rwb"))
            send(stream, {"pid": os.getpid()})
            work(stream)
            status = 0
    finally:
        sys.stderr.flush()
        os._exit(status)
