"""Worker processes. One warm process forks a worker for each job.

A fork costs a hundredth of an interpreter that has to import everything, and still gives every repository
a fresh process: nothing that one repository does to it can touch the next.
"""

import gc
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

log = logging.getLogger(__name__)
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

    def stop(self) -> None:
        """Kill it with all its children; whoever waits for its answer sees the end of the stream."""
        if self._pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, signal.SIGKILL)
        with suppress(OSError):
            self._channel.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Stop it, and let go of the stream."""
        self.stop()
        self._pid = 0
        with suppress(OSError):
            self.stream.close()
        self._channel.close()


class Nursery:
    """Starts workers. Use as a context manager; leaving it ends the warm process."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._workers: set[Worker] = set()
        self._stopped = False
        self._asked = False
        self._control, other = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CODE],
            stdin=other.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=None if log.isEnabledFor(logging.DEBUG) else subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": _python_path()},
            start_new_session=True,
        )
        other.close()

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        if not self._asked:  # it may still be loading what nobody will need
            self._process.kill()
        self._process.wait()

    @contextmanager
    def worker(self) -> Iterator[Worker]:
        """A new worker, waiting for its job; it ends with the block.

        Raises:
            OSError: none can be started any more.
        """
        ours, theirs = socket.socketpair()
        worker = Worker(ours)
        self._workers.add(worker)
        try:
            with theirs:
                if self._stopped:
                    raise OSError("stopped")
                self._asked = True
                socket.send_fds(self._control, [b"j"], [theirs.fileno()])
            yield worker
        finally:
            self._workers.discard(worker)
            worker.end()

    def stop(self) -> None:
        """Kill all workers, and start no more."""
        self._stopped = True
        self._process.kill()
        for worker in list(self._workers):
            worker.stop()


def _python_path() -> str:
    """Where this process imports from, so that the worker imports the same; never the current folder."""
    return os.pathsep.join(path for path in sys.path if path and Path(path).is_absolute())


def serve() -> None:
    """The warm process: fork a worker for each channel that comes in, until the main process goes away."""
    import git  # noqa: F401 - imported once, for every worker

    from portfolio_audit.worker import warm_up

    warm_up()
    gc.freeze()
    logging.getLogger().addHandler(logging.StreamHandler())  # stderr is only open where the main process debugs
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: set[int] = set()
    with socket.socket(fileno=0) as control:
        while True:
            message, channels, _, _ = socket.recv_fds(control, 1, 1)
            if not message or not channels:
                break
            if (pid := os.fork()) == 0:
                control.close()
                _child(channels[0])
            os.close(channels[0])
            children.add(pid)
            children -= {child for child in children if os.waitpid(child, os.WNOHANG)[0]}
    _kill(children)


def _kill(children: set[int]) -> None:
    """A worker that is deep in a parser does not notice by itself that the main process has gone."""
    for child in children:
        for kill in (os.killpg, os.kill):
            with suppress(ProcessLookupError, PermissionError):
                kill(child, signal.SIGKILL)


def _child(descriptor: int) -> None:
    from portfolio_audit.messages import Word, send
    from portfolio_audit.worker import work

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.setsid()
    status = 1
    try:
        with socket.socket(fileno=descriptor) as channel:
            stream = cast("BinaryIO", channel.makefile("rwb"))
            send(stream, Word(pid=os.getpid()))
            work(stream)
            status = 0
    finally:
        if status:
            sys.excepthook(*sys.exc_info())  # the log of a process that ends without saying goodbye
        sys.stderr.flush()
        os._exit(status)
