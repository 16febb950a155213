"""Bringing a repository in: clone without contents, then one fetch of the wanted ones."""

import base64
import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from portfolio_audit.limits import Limits
from portfolio_audit.sources.earlier import Rank
from portfolio_audit.sources.git import CloneFailed, GitSnapshot, Wanted
from portfolio_audit.sources.git_command import GitFailed, run
from portfolio_audit.text import counted

log = logging.getLogger(__name__)
_FETCHES = 16
_AWAY = ("the connection timed out", "the host could not be reached", "the host answered with an error")
_TRANSIENT = (*_AWAY, "the transfer broke off")
_RETRY_SECONDS = 1.0
_SHA256_DIGITS = 64


def acquire(
    url: str,
    folder: Path,
    name: str,
    wanted: Wanted,
    limits: Limits,
    now: datetime,
    token: str = "",
    earlier: Rank | None = None,
) -> GitSnapshot:
    """The repository at that URL as a snapshot; the clone is made in `folder`, which must not exist.

    Args:
        token: sent to the URL's host in a header, for a private repository; empty for public ones.
        earlier: which files' earlier versions are brought in, too.

    Raises:
        CloneFailed: it could not be brought in; the message says why.
    """
    secret = _header(url, token) if token else {}
    try:
        _clone(url, folder, limits, secret)
        snapshot = GitSnapshot(folder, name, wanted, limits, now)
        if not snapshot.head and run(folder, "--git-dir", str(folder), "ls-remote", "--heads", "origin", env=secret):
            raise CloneFailed("its default branch is missing")
        _fetch(
            snapshot, (*snapshot.wanted_oids(), *(snapshot.earlier_oids(earlier) if earlier else ())), folder, secret
        )
        _forget_remote(folder, snapshot.head)
        snapshot.load()
    except GitFailed as error:
        raise CloneFailed(str(error)) from None
    return snapshot


def _header(url: str, token: str) -> dict[str, str]:
    login = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    host = url.split("/")[2]
    return {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"http.{url.split('/')[0]}//{host}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {login}",
    }


def _clone(url: str, folder: Path, limits: Limits, secret: dict[str, str]) -> None:
    command = [
        "clone", "--quiet", "--bare", "--no-local", f"--depth={limits.commits}", "--single-branch", "--no-tags",
        "--template=", "--filter=blob:none", "--end-of-options", url, str(folder),
    ]  # fmt: skip
    _twice(lambda: run(folder.parent, *command, env=secret), _TRANSIENT)


def _twice(ask: Callable[[], object], reasons: Sequence[str]) -> None:
    """Ask again when it failed for one of these reasons."""
    try:
        ask()
    except GitFailed as error:
        if str(error) not in reasons:
            raise
        log.info("asking again: %s", error)
        time.sleep(_RETRY_SECONDS)
        ask()


def _fetch(snapshot: GitSnapshot, wanted: tuple[str, ...], folder: Path, secret: dict[str, str]) -> None:
    """One fetch of all that is wanted. If it fails, halves: one damaged or huge file costs itself, not the others."""
    waiting = [wanted]
    for _ in range(_FETCHES):
        if not waiting or not waiting[0]:
            return
        oids = waiting.pop(0)
        try:
            _twice(partial(_fetch_oids, folder, oids, secret), _AWAY)
        except GitFailed as error:
            log.info("fetching %d files of %s failed: %s", len(oids), folder.name, error)
            lacking = snapshot.lacking(oids)
            if len(lacking) == len(oids) > 1 and str(error) not in _AWAY:
                waiting += [lacking[: len(lacking) // 2], lacking[len(lacking) // 2 :]]
            elif lacking:
                snapshot.note(f"{counted(len(lacking), 'file')} could not be fetched: {error}")
    if waiting:
        snapshot.note(f"{counted(sum(map(len, waiting)), 'file')} could not be fetched")


def _fetch_oids(folder: Path, oids: Sequence[str], secret: dict[str, str]) -> None:
    with tempfile.TemporaryFile() as stdin:
        stdin.write("\n".join(oids).encode())
        stdin.seek(0)
        run(
            folder, "--git-dir", str(folder), "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
            "--recurse-submodules=no", "--filter=blob:none", "--stdin", "origin", stdin=stdin, env=secret,
        )  # fmt: skip


def _forget_remote(folder: Path, head: str) -> None:
    """From here on an object that was left out is simply missing: nothing can fetch it behind our back."""
    if not (folder / "objects").is_dir():
        raise CloneFailed("it is no git repository")
    sha256 = len(head) == _SHA256_DIGITS
    config = f"[core]\n\trepositoryformatversion = {sha256:d}\n\tbare = true\n"
    config += "[extensions]\n\tobjectFormat = sha256\n" if sha256 else ""
    (folder / "config").write_text(config, encoding="ascii")
