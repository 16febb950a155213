"""Workers that one warm process forks, one for each job.

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
from contextlib import suppress
from typing import BinaryIO, cast

from portfolio_audit.workers import Workers, python_path

assert sys.platform != "win32"  # noqa: S101 - where nothing can be forked, `spawning` takes its place

log = logging.getLogger(__name__)
_CODE = "from portfolio_audit.nursery import serve; serve()"


class Nursery(Workers):
    """Starts workers. Use as a context manager; leaving it ends the warm process."""

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__()
        self._asked = False
        self._control, other = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CODE],
            stdin=other.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=None if log.isEnabledFor(logging.DEBUG) else subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": python_path()},
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

    def _start(self, end: socket.socket) -> None:
        self._asked = True
        socket.send_fds(self._control, [b"j"], [end.fileno()])

    def stop(self) -> None:
        """Kill all workers, and start no more."""
        self._stopped = True
        self._process.kill()
        super().stop()


def serve() -> None:
    """The warm process: fork a worker for each channel that comes in, until the main process goes away."""
    import git  # noqa: F401 - imported once, for every worker

    from portfolio_audit.warming import warm_up

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
