"""Commits of a hosted repository, read by git."""

import os
import re
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_FORMAT = "%H%n%T%n%P%n%an%n%ae%n%aI%n%cn%n%ce%n%cI%n%B"
_REVISION = re.compile(r"[0-9A-Za-z_][\w./+-]*")
"""Hashes, branches and tags; nothing that git would take for an option or an expression."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who, and when."""

    name: str
    email: str
    when: datetime


@dataclass(frozen=True, slots=True)
class HostedCommit:
    """One commit."""

    oid: str
    tree: str
    parents: tuple[str, ...]
    author: Signature
    committer: Signature
    message: str


def commit(git_dir: Path, revision: str) -> HostedCommit | None:
    """The commit of that hash, branch or tag; `None` when there is none."""
    if not _REVISION.fullmatch(revision) or ".." in revision:
        return None
    found = _log(git_dir, "-1", f"{revision}^{{commit}}")
    return found[0] if found else None


def content(git_dir: Path, commit: HostedCommit, path: str) -> tuple[str, bytes] | None:
    """(hash, bytes) of a file at a commit; `None` when there is no such file."""
    listed = _git(git_dir, "ls-tree", "-z", "--full-tree", commit.oid, "--", f":(literal){path}")
    mode, kind, oid = [*listed.partition("\t")[0].split(" "), "", ""][:3]
    if kind != "blob" or mode == "120000":
        return None
    return oid, _output(git_dir, "cat-file", "blob", oid)


def merge_base(git_dir: Path, base: HostedCommit, head: HostedCommit) -> HostedCommit | None:
    """The best common ancestor; `None` when the histories have nothing in common."""
    oid = _git(git_dir, "merge-base", base.oid, head.oid).strip()
    return commit(git_dir, oid) if oid else None


def between(git_dir: Path, base: HostedCommit, head: HostedCommit) -> tuple[HostedCommit, ...]:
    """The commits that `head` has and `base` has not, oldest first."""
    return tuple(_log(git_dir, "--reverse", "--topo-order", f"{base.oid}..{head.oid}"))


def _log(git_dir: Path, *arguments: str) -> list[HostedCommit]:
    output = _git(git_dir, "log", "-z", f"--format={_FORMAT}", *arguments, "--")
    return [_parsed(record) for record in output.split("\0") if record]


def _parsed(record: str) -> HostedCommit:
    oid, tree, parents, *people, message = record.split("\n", 9)
    author, committer = _signature(*people[:3]), _signature(*people[3:])
    return HostedCommit(oid, tree, tuple(parents.split()), author, committer, message.rstrip("\n"))


def _signature(name: str, email: str, when: str) -> Signature:
    return Signature(name, email, datetime.fromisoformat(when))


def _git(git_dir: Path, *arguments: str) -> str:
    """What git prints, as text."""
    return _output(git_dir, *arguments).decode(errors="replace")


def _output(git_dir: Path, *arguments: str) -> bytes:
    """What git prints; nothing when it fails, as it does for what is not there."""
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    command = ["git", f"--git-dir={git_dir}", "-c", "safe.directory=*", "-c", "log.showSignature=false", *arguments]
    result = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True)
    return result.stdout if result.returncode == 0 else b""
