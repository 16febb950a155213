"""A command that is given so long and no longer."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress


def run_bounded(
    command: Sequence[str], seconds: float, env: Mapping[str, str] | None = None, folder: str | None = None
) -> tuple[int, bytes]:
    """(exit status, what it printed, on either stream). After that time it is killed with all its children.

    Raises:
        TimeoutError: it did not end in time.
        OSError: it could not be started.
    """
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        cwd=folder,
        start_new_session=True,
    )
    with process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{command[0]} did not end") from None
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
        return process.returncode, said
