"""Windows, as far as another system can pretend: loaded by every Python that has this folder on its path.

For our modules, and for nobody else's, the platform is Windows. What Windows lacks is gone for everybody; what only
Windows has is played by the like of this system: a socket that is shared with a process, a job object. What
`subprocess` and `os` need for themselves stays.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

import click  # noqa: F401 - these look for what is taken away below
import git  # noqa: F401
import platformdirs  # noqa: F401

_MODULES = ("fcntl", "grp", "pwd", "resource", "termios")
_MISSING: dict[ModuleType, tuple[str, ...]] = {
    os: (
        *("fork", "forkpty", "killpg", "setsid", "getuid", "geteuid", "pread", "pwrite"),
        *("O_NOFOLLOW", "O_NONBLOCK", "O_DIRECTORY", "O_CLOEXEC"),
    ),
    signal: ("SIGKILL", "SIGHUP", "SIGPROF", "SIGALRM", "setitimer"),
    socket: ("AF_UNIX", "send_fds", "recv_fds"),
}


class _Loader(SourceFileLoader):
    def get_code(self, _: str) -> CodeType:
        source = self.get_data(self.path).replace(b"sys.platform", b'"win32"')
        code = compile(source, self.path, "exec")
        assert isinstance(code, CodeType)
        return code


class _Finder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, _: object = None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname.partition(".")[0] == "portfolio_audit" else None
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path)
        return spec


def _shareable() -> None:
    """Give sockets `share` and `fromshare`: what is told leads to a thread that hands over one descriptor, once."""
    unix, send_fds, recv_fds = socket.AF_UNIX, socket.send_fds, socket.recv_fds

    def share(self: socket.socket, process_id: int) -> bytes:
        os.kill(process_id, 0)  # of a process that there is
        waiting = socket.socket(unix)
        waiting.bind(b"")
        waiting.listen(1)
        name: bytes = waiting.getsockname()
        threading.Thread(target=_hand_over, args=(waiting, self.fileno()), daemon=True).start()
        return name

    def _hand_over(waiting: socket.socket, descriptor: int) -> None:
        with waiting, waiting.accept()[0] as asking:
            send_fds(asking, [b"s"], [descriptor])

    def fromshare(name: bytes) -> socket.socket:
        with socket.socket(unix) as asking:
            asking.connect(name)
            return socket.socket(fileno=recv_fds(asking, 1, 1)[1][0])

    socket.socket.share = share  # type: ignore[attr-defined]
    socket.fromshare = fromshare  # type: ignore[attr-defined]


def _pair() -> tuple[socket.socket, socket.socket]:
    """Windows has no other pair of sockets than this."""
    with socket.create_server(("127.0.0.1", 0)) as waiting:
        asking = socket.create_connection(waiting.getsockname())
        return waiting.accept()[0], asking


class _Kernel:
    """Agrees to everything."""

    def __getattr__(self, name: str) -> Any:
        def function(*_: Any) -> int:
            return 1

        setattr(self, name, function)
        return function


_shareable()
setattr(socket, "socketpair", _pair)  # noqa: B010
setattr(ctypes, "WinDLL", lambda *_, **__: _Kernel())  # noqa: B010
for _name in ("CREATE_NO_WINDOW", "CREATE_NEW_PROCESS_GROUP"):
    setattr(subprocess, _name, 0)
subprocess.Popen.kill = subprocess.Popen.terminate  # type: ignore[method-assign]
for _module, _names in _MISSING.items():
    for _name in _names:
        delattr(_module, _name)
os.supports_dir_fd.clear()
sys.modules.update(dict.fromkeys(_MODULES))  # type: ignore[arg-type]
sys.meta_path.insert(0, _Finder())
