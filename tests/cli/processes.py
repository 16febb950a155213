"""A process of the command line that ended, and what may be taken from it before it starts."""

import ctypes
import os
import resource
import subprocess
from collections.abc import Callable
from pathlib import Path

Start = Callable[..., "subprocess.Popen[bytes]"]
_DROP, _OVERRIDE = 24, 1  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


def ended(process: "subprocess.Popen[bytes]", status: int = 0) -> tuple[str, str]:
    """What it said on stdout and stderr."""
    out, err = process.communicate(timeout=100)
    shown, said = out.decode() if out else "", err.decode() if err else ""
    assert process.returncode == status, said
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    return shown, said


def at_most(limit: int, value: int) -> Callable[[], None]:
    """Take away from a limit of the process."""
    return lambda: resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))


def without(*streams: int) -> Callable[[], None]:
    """Close standard streams."""
    return lambda: [os.close(stream) for stream in streams] and None


def bound_by_permissions() -> None:
    """Root, too, is from now on bound by what permissions say."""
    if os.geteuid() == 0:
        ctypes.CDLL(None, use_errno=True).prctl(_DROP, _OVERRIDE, 0, 0, 0)


def program(folder: Path, name: str, script: str) -> str:
    """A PATH on which that program comes first."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"
