"""Programs that are found where they should be, and processes that are ended with all that they have started."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from shutil import which
from typing import Any

_SECONDS = 5
if sys.platform == "win32":
    APART = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
    """For `creationflags`: no Ctrl-C reaches it but ours, and no window opens."""
else:
    APART = 0


def program(name: str) -> str | None:
    """Where the program on PATH is; never one in the current folder, which may be a stranger's.

    Windows would look there first, whatever PATH says.
    """
    if sys.platform == "win32":
        places = (Path(folder, f"{name}.exe") for folder in os.get_exec_path() if Path(folder).is_absolute())
        found = next((str(place) for place in places if place.is_file()), None)
    else:
        found = which(name)
    return found


def kill_all(process: "subprocess.Popen[Any]") -> None:
    """Kill a process that was started in a session of its own and has not been waited for, with its children."""
    if sys.platform == "win32":
        killer = str(Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32", "taskkill.exe"))
        command = [killer, "/T", "/F", "/PID", str(process.pid)]
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(command, capture_output=True, creationflags=APART, timeout=_SECONDS, check=False)
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
