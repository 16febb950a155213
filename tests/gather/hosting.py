"""The people on the made-up host, and the processes that a run leaves behind, which should be none."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

from gather.repositories import Made, bare, history
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TOKEN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105 - opens the made-up host only
README = "# Bikes\n\nPredicts how many bikes are needed.\n\n## Install\n\n```sh\npip install -r requirements.txt\n```\n"


def people(folder: Path) -> tuple[HostedUser, ...]:
    """A person with repositories of every sort, one with none, one who is an organisation."""
    folder.mkdir()
    changes = [
        Made({"README.md": README, "train.py": "import pandas\n"}, b"Train"),
        Made({"app.py": "x = 1\n"}, b"Serve"),
    ]
    app = history(folder / "app.git", changes)
    notes = bare(folder / "notes.git", {"notes.md": "# Notes\n"})
    empty = bare(folder / "empty.git")
    ada = HostedUser(
        "ada",
        (
            HostedRepository("bikes", app, size_kb=3, former_names=("old-bikes",)),
            HostedRepository("empty", empty),
            HostedRepository("fork", notes, fork=True, size_kb=1),
            HostedRepository("attic", notes, archived=True, size_kb=1),
            HostedRepository("notes", notes),
            HostedRepository("secret", app, private=True, size_kb=3),
        ),
        former_logins=("lovely",),
    )
    return ada, HostedUser("nobody"), HostedUser("club", (HostedRepository("site", notes),), organisation=True)


def running_with(marker: str) -> list[str]:
    """Command lines of the processes that were started with this text in their environment."""
    found = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit() and int(process.name) != os.getpid():
            try:
                if marker.encode() in (process / "environ").read_bytes():
                    found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
            except OSError:
                continue
    return [line for line in found if line]


def wait_until_gone(marker: str, seconds: float = 10) -> list[str]:
    """What is still running after that time at the latest."""
    end = time.monotonic() + seconds
    while (left := running_with(marker)) and time.monotonic() < end:
        time.sleep(0.05)
    return left
