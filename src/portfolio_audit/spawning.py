"""Workers that are interpreters of their own, for systems on which nothing can be forked.

Each costs the time in which everything is imported. Its end of the channel is handed over once it runs: what
`subprocess` starts on Windows may be a program that starts the interpreter, and a socket is shared with a process.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from typing import BinaryIO, cast

from portfolio_audit.processes import APART, kill_all
from portfolio_audit.workers import Workers, python_path

log = logging.getLogger(__name__)
_CODE = "from portfolio_audit.spawning import serve; serve()"


class Spawning(Workers):
    """Starts workers. Use as a context manager."""

    def __init__(self, environment: dict[str, str]) -> None:
        super().__init__()
        self._environment = environment | {"PYTHONPATH": python_path()}

    def __enter__(self) -> "Spawning":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self, end: socket.socket) -> "subprocess.Popen[bytes]":
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", _CODE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if log.isEnabledFor(logging.DEBUG) else subprocess.DEVNULL,
            env=self._environment,
            start_new_session=True,
            creationflags=APART,
            pass_fds=() if sys.platform == "win32" else (end.fileno(),),
        )
        with ExitStack() as failed:
            failed.callback(process.wait)
            failed.callback(kill_all, process)
            _hand_over(end, process)
            failed.pop_all()
        return process


def _hand_over(end: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    with cast("BinaryIO", process.stdin) as questions, cast("BinaryIO", process.stdout) as answers:
        if not (pid := answers.readline()):
            raise OSError("it ended at once")
        questions.write(_shared(end, int(pid)))
        questions.close()
        if not answers.readline():  # until then, our copy of its end must stay open
            raise OSError("it did not take over its end of the channel")


def _shared(end: socket.socket, pid: int) -> bytes:
    """What lets that process, and nobody else, open the socket."""
    if sys.platform == "win32":
        shared = end.share(pid)
    else:
        shared = str(end.fileno()).encode()
    return shared


def _opened(shared: bytes) -> socket.socket:
    if sys.platform == "win32":
        channel = socket.fromshare(shared)
    else:
        channel = socket.socket(fileno=int(shared))
    return channel


def serve() -> None:
    """One worker: take over a channel, and work at it until the main process hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = 1
    try:
        stream = cast("BinaryIO", _channel().makefile("rwb"))
        logging.getLogger().addHandler(logging.StreamHandler())
        from portfolio_audit.worker import work

        work(stream)
        stream.read(1)  # the end of a process may take along what it has said and nobody has heard yet
        status = 0
    finally:
        if status:
            sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(status)


def _channel() -> socket.socket:
    """Take it over by way of the standard streams, which lead nowhere from then on."""
    sys.stdout.buffer.write(b"%d\n" % os.getpid())
    sys.stdout.flush()
    channel = _opened(sys.stdin.buffer.read())
    sys.stdout.buffer.write(b"\n")
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(nowhere, number)
    return channel
