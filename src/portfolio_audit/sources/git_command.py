"""Starting git, by argument list, in the isolated environment. GitPython starts it and does no more than that."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from portfolio_audit.sources.isolation import is_isolated

# Said again on the command line: it outranks whatever a repository's own configuration says.
_ALWAYS = (
    "git",
    "-c", f"core.hooksPath={os.devnull}",
    "-c", "core.fsmonitor=false",
    "-c", "credential.helper=",
    "-c", "protocol.version=2",
    "-c", "pack.threads=1",  # each reserves memory, of which there is little, and repositories are many at a time
    "-c", "gc.auto=0",
    "-c", "maintenance.auto=false",
    "-c", "fetch.negotiationAlgorithm=noop",
    "-c", "log.mailmap=false",
    "-c", "i18n.logOutputEncoding=UTF-8",
)  # fmt: skip


class GitFailed(Exception):
    """Git ended with an error. Its words are a stranger's and are only classified, never shown."""

    def __init__(self, stderr: bytes) -> None:
        super().__init__(classify(stderr))


def classify(stderr: bytes) -> str:
    """A reason of ours for git's complaint. What it quotes is a name or an address, which may contain any cue."""
    said = _QUOTED.sub(b"", stderr[-4000:].lower())
    return next((reason for cue, reason in _REASONS if cue in said), "git could not read it")


_QUOTED = re.compile(rb"'[^'\n]*'|https?://\S+")
_REASONS = (
    (b"could not resolve host", "the host's name could not be resolved"),
    (b"repository not found", "the host has no such repository"),
    (b"not found", "the host has no such repository"),
    (b"authentication failed", "the host asks for a login"),
    (b"could not read username", "the host asks for a login"),
    (b"terminal prompts disabled", "the host asks for a login"),
    (b"error: 403", "the host refused access"),
    (b"error: 429", "the host asked to slow down"),
    (b"returned error: 5", "the host answered with an error"),
    (b"certificate", "the host's certificate could not be verified"),
    (b"timed out", "the connection timed out"),
    (b"operation too slow", "the connection was too slow"),
    (b"failed to connect", "the host could not be reached"),
    (b"could not connect", "the host could not be reached"),
    (b"connection refused", "the host could not be reached"),
    (b"file size limit exceeded", "it is larger than the limit"),
    (b"died of signal 25", "it is larger than the limit"),
    (b"no space left", "the disk is full"),
    (b"remote branch", "its default branch is missing"),
    (b"not our ref", "it has no such commit"),
    (b"unadvertised object", "it has no such commit"),
    (b"early eof", "the transfer broke off"),
    (b"unexpected disconnect", "the transfer broke off"),
    (b"rpc failed", "the transfer broke off"),
    (b"transfer closed", "the transfer broke off"),
    (b"fatal: expected ", "the transfer broke off"),
    (b"connection reset", "the transfer broke off"),
    (b"connection was reset", "the transfer broke off"),
    (b"empty reply", "the transfer broke off"),
    (b"bad object", "it is damaged"),
    (b"corrupt", "it is damaged"),
    (b"does not appear to be a git repository", "it is no git repository"),
    (b"is this a git repository", "it is no git repository"),
    (b"not a git repository", "it is no git repository"),
)


def run(folder: Path, *arguments: str, stdin: IO[bytes] | None = None, env: dict[str, str] | None = None) -> bytes:
    """What git prints.

    Raises:
        GitFailed: git ended with an error.
    """
    git = _git()
    status, out, err = git(str(folder)).execute(
        [*_ALWAYS, *arguments],
        istream=stdin,
        env=env or {},
        with_extended_output=True,
        with_exceptions=False,
        stdout_as_string=False,
        strip_newline_in_stdout=False,
    )
    if status:
        raise GitFailed(err.encode("utf-8", "replace") if isinstance(err, str) else err)
    return bytes(out)


@contextmanager
def started(folder: Path, *arguments: str) -> Iterator[Any]:
    """A running git with pipes `stdin` and `stdout`; it is ended when the block ends."""
    process = _git()(str(folder)).execute([*_ALWAYS, *arguments], istream=subprocess.PIPE, as_process=True)
    try:
        yield process
    finally:
        with suppress(OSError):  # it ended before it had read all
            process.stdin.close()
        process.stdout.close()
        process.proc.kill()
        process.proc.wait()
        process.stderr.close()


def _git() -> Any:
    if not is_isolated():
        raise RuntimeError("git runs in an isolated process only (sources.isolation)")
    from git import Git

    return Git
