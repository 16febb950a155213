"""Bringing a repository in: clone without contents, then one fetch of the wanted ones."""

import base64
import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path

from portfolio_audit.limits import Limits
from portfolio_audit.sources.boundary import boundary
from portfolio_audit.sources.clones import Seed
from portfolio_audit.sources.conversation import FAILURES, Conversation
from portfolio_audit.sources.earlier import Rank
from portfolio_audit.sources.earlier_state import state_at
from portfolio_audit.sources.git import CloneFailed, GitSnapshot, Wanted
from portfolio_audit.sources.git_command import GitFailed, run
from portfolio_audit.sources.objects import Objects
from portfolio_audit.sources.partial import REF, ends_of, head_of, make_partial, set_ends, set_head
from portfolio_audit.temporary import remove_tree
from portfolio_audit.text import counted

log = logging.getLogger(__name__)
_FETCHES = 16
_AWAY = ("the connection timed out", "the host could not be reached", "the host answered with an error")
_BUSY = "the host asked to slow down"
_TRANSIENT = (*_AWAY, _BUSY, "the transfer broke off")
_RETRY_SECONDS = 1.0
_BUSY_PAUSES = 8
"""Git does not pass on how long the host asks to wait; so many pauses must do."""
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
    known: str = "",
    seed: Seed = "",
    revision: str = "",
    *,
    trial: bool = False,
    as_of: datetime | None = None,
) -> GitSnapshot:
    """The repository at that URL as a snapshot; the clone is made in `folder`, which must not exist without a seed.

    Args:
        token: sent to the URL's host in a header, for a private repository; empty for public ones.
        earlier: which files' earlier versions are brought in, too.
        known: commit of which no contents are needed.
        seed: what `Clones.seed` has put into the folder.
        revision: the commit that is wanted; empty for the head of the default branch.
        trial: leave that commit out of the history.
        as_of: take the last commit that is dated not later (UTC), with the history before it.

    Raises:
        CloneFailed: it could not be brought in; the message says why.
        NothingThen: no commit is dated so early.
    """
    secret = _header(url, token) if token else {}
    make = partial(GitSnapshot, folder, name, wanted, limits, now, trial=trial)
    try:
        with closing(Conversation("" if token else url)) as talk:
            if seed:
                snapshot = _seeded(talk, folder, make, limits, seed)
            else:
                snapshot = _asked(talk, url, folder, make, limits, revision)
            if snapshot is None:
                snapshot = _cloned(url, folder, make, limits, secret, revision)
            if not snapshot.head and run(
                folder, "--git-dir", str(folder), "ls-remote", "--heads", "origin", env=secret
            ):
                raise CloneFailed("its default branch is missing")
            if as_of:
                fresh = partial(_fresh, talk, url, folder, make, limits, secret)
                deepen = partial(_fetch_commit, folder, snapshot.head, limits.dated_commits, secret, "tree:0")
                snapshot = state_at(as_of, snapshot, folder, make, fresh, deepen)
            if known and snapshot.head == known:
                return snapshot
            oids = (*snapshot.wanted_oids(), *(snapshot.earlier_oids(earlier) if earlier else ()))
            _contents(talk, snapshot, snapshot.lacking(oids) if seed else oids, folder, secret)
        _forget_remote(folder, snapshot.head)
        snapshot.load()
    except GitFailed as error:
        raise CloneFailed(str(error)) from None
    return snapshot


def _header(url: str, token: str) -> dict[str, str]:
    login = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    host = url.split("/")[2]
    return {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": f"http.{url.split('/')[0]}//{host}/.extraheader",
        "GIT_CONFIG_VALUE_0": f"Authorization: Basic {login}",
        "GIT_CONFIG_KEY_1": "http.followRedirects",  # git would take the header along to another host
        "GIT_CONFIG_VALUE_1": "false",
    }


def _clone(url: str, folder: Path, limits: Limits, secret: dict[str, str], revision: str) -> None:
    if revision:
        make_partial(folder, url)
        _twice(lambda: _fetch_commit(folder, revision, limits.commits, secret), _TRANSIENT)
        return
    command = [
        "clone", "--quiet", "--bare", "--no-local", f"--depth={limits.commits}", "--single-branch", "--no-tags",
        "--template=", "--filter=blob:none", "--end-of-options", url, str(folder),
    ]  # fmt: skip
    _twice(lambda: run(folder.parent, *command, env=secret), _TRANSIENT)


def _fresh(
    talk: Conversation,
    url: str,
    folder: Path,
    make: Callable[[], GitSnapshot],
    limits: Limits,
    secret: dict[str, str],
    revision: str,
) -> GitSnapshot:
    """That commit with its own history, in place of what is there."""
    remove_tree(folder)
    asked = _asked(talk, url, folder, make, limits, revision)
    return asked or _cloned(url, folder, make, limits, secret, revision)


def _cloned(
    url: str, folder: Path, make: Callable[[], GitSnapshot], limits: Limits, secret: dict[str, str], revision: str
) -> GitSnapshot:
    _clone(url, folder, limits, secret, revision)
    return make()


def _asked(
    talk: Conversation, url: str, folder: Path, make: Callable[[], GitSnapshot], limits: Limits, revision: str
) -> GitSnapshot | None:
    """The commits and trees by way of a conversation; `None`, and an empty place, when git has to be asked."""
    try:
        head = revision or talk.head()
        make_partial(folder, url)
        set_ends(folder, talk.take(folder, (head,), limits.commits))
        set_head(folder, head)
        return make()
    except (*FAILURES, GitFailed, CloneFailed) as error:
        log.info("%s is cloned: %s", folder.name, error)
        remove_tree(folder)
        return None


def _seeded(
    talk: Conversation, folder: Path, make: Callable[[], GitSnapshot], limits: Limits, seed: Seed
) -> GitSnapshot | None:
    """What was kept, brought up to date; `None`, and an empty place, when that fails for whatever reason."""
    try:
        if seed == "old":
            _update(talk, folder, limits)
        return make()
    except (GitFailed, CloneFailed, ValueError) as error:
        log.info("the kept clone of %s is made anew: %s", folder.name, error)
        remove_tree(folder)
        return None


def _update(talk: Conversation, folder: Path, limits: Limits) -> None:
    """One fetch of the commits and trees that are new; then what a fresh clone would not have is out of sight."""
    before, ends = head_of(folder), ends_of(folder)
    try:
        head = talk.head()
        if head == before:
            return
        talk.take(folder, (head,), limits.commits, before, ends)
        set_head(folder, head)
    except FAILURES:
        _fetch_commit(folder, "HEAD", limits.commits)
    with closing(Objects(folder)) as objects:
        set_ends(folder, boundary(objects, head_of(folder), limits.commits))


def _fetch_commit(
    folder: Path, wanted: str, depth: int, secret: dict[str, str] | None = None, left_out: str = "blob:none"
) -> None:
    run(
        folder, "--git-dir", str(folder), "-c", "fetch.negotiationAlgorithm=consecutive", "-c", "fetch.unpackLimit=1",
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--recurse-submodules=no",
        f"--depth={depth}", f"--filter={left_out}", "origin", f"+{wanted}:{REF}", env=secret,
    )  # fmt: skip


def _twice(ask: Callable[[], object], reasons: Sequence[str]) -> None:
    """Ask again when it failed for one of these reasons."""
    try:
        ask()
    except GitFailed as error:
        if str(error) not in reasons:
            raise
        log.info("asking again: %s", error)
        time.sleep(_RETRY_SECONDS * (_BUSY_PAUSES if str(error) == _BUSY else 1))
        ask()


def _contents(
    talk: Conversation, snapshot: GitSnapshot, wanted: tuple[str, ...], folder: Path, secret: dict[str, str]
) -> None:
    try:
        if wanted:
            talk.take(folder, wanted)
    except FAILURES as error:
        log.info("the contents of %s are fetched by git: %s", folder.name, error)
        _fetch(snapshot, wanted, folder, secret)


def _fetch(snapshot: GitSnapshot, wanted: tuple[str, ...], folder: Path, secret: dict[str, str]) -> None:
    """One fetch of all that is wanted. If it fails, halves: one damaged or huge file costs itself, not the others."""
    waiting = [wanted]
    for _ in range(_FETCHES):
        if not waiting or not waiting[0]:
            return
        oids = waiting.pop(0)
        try:
            _twice(partial(_fetch_oids, folder, oids, secret), (*_AWAY, _BUSY))
        except GitFailed as error:
            log.info("fetching %d files of %s failed: %s", len(oids), folder.name, error)
            lacking = snapshot.lacking(oids)
            if len(lacking) == len(oids) > 1 and str(error) not in (*_AWAY, _BUSY):
                waiting += [lacking[: len(lacking) // 2], lacking[len(lacking) // 2 :]]
            elif lacking:
                snapshot.lacks(f"{counted(len(lacking), 'file')} could not be fetched: {error}")
    if waiting:
        snapshot.lacks(f"{counted(sum(map(len, waiting)), 'file')} could not be fetched")


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
    (folder / "config").write_text(config, encoding="ascii", newline="\n")
