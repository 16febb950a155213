"""A commit plan to a bare git repository, by one `git fast-import`."""

import os
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from portfolio_audit.demo.bundle import Bundle, PlannedCommit
from portfolio_audit.processes import program

_MAIN = "refs/heads/main"
_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n"


def write_repository(bundle: Bundle, git_dir: Path, now: datetime) -> None:
    """Make the bare repository; the same bundle and `now` always give the same commits."""
    for folder in ("objects/info", "objects/pack", "refs/heads"):
        (git_dir / folder).mkdir(parents=True)
    (git_dir / "HEAD").write_text(f"ref: {_MAIN}\n", encoding="ascii", newline="\n")
    (git_dir / "config").write_text(_CONFIG, encoding="ascii", newline="\n")
    if bundle.commits:
        _import(b"".join(_stream(bundle, now)), git_dir)


def commit_time(bundle: Bundle, place: int, now: datetime) -> datetime:
    """When the commit at that place of the plan was made: by day, at an hour that varies."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=bundle.commits[place].day)
    return day + timedelta(hours=8 + place * 5 % 12, minutes=place * 17 % 60)


def _import(stream: bytes, git_dir: Path) -> None:
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    # a limit of 0 keeps the pack as it is, in place of one file for each object
    importing = ("-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--done")
    command = [program("git") or "git", f"--git-dir={git_dir}", *importing]
    subprocess.run(command, input=stream, env=environment, check=True, capture_output=True)


def _stream(bundle: Bundle, now: datetime) -> Iterator[bytes]:
    started: set[str] = set()
    for place, commit in enumerate(bundle.commits):
        branch = _MAIN if commit.pull is None else f"refs/pull/{commit.pull}/head"
        stamp = int(commit_time(bundle, place, now).timestamp())
        yield f"commit {branch}\n".encode()
        yield f"author {bundle.author} {stamp} +0000\ncommitter {bundle.author} {stamp} +0000\n".encode()
        yield _data(commit.message.encode() + b"\n")
        if commit.pull is not None and branch not in started:
            yield f"from {_MAIN}\n".encode()
        if commit.merges is not None:
            yield f"merge refs/pull/{commit.merges}/head\n".encode()
        yield from _changes(bundle, commit)
        started.add(branch)
    yield b"done\n"


def _changes(bundle: Bundle, commit: PlannedCommit) -> Iterator[bytes]:
    """The commit's own changes; a merge repeats those of its pull request, as fast-import merges no trees."""
    parts = [other for other in bundle.commits if commit.merges is not None and other.pull == commit.merges]
    for part in (*parts, commit):
        for path, content in part.changes.items():
            yield f"M 100644 inline {path}\n".encode() + _data(content)
        for path in part.removed:
            yield f"D {path}\n".encode()


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)
