"""A command that is given so long and no longer."""

import subprocess
from collections.abc import Mapping, Sequence

from portfolio_audit.processes import APART, kill_all


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
        creationflags=APART,
    )
    with process:
        try:
            said, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"{command[0]} did not end") from None
        finally:
            if process.returncode is None:
                kill_all(process)
        return process.returncode, said
