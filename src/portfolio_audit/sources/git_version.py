"""Which git is there, and whether it will do."""

import errno
import re
from dataclasses import dataclass

from portfolio_audit.errors import AuditError
from portfolio_audit.processes import program
from portfolio_audit.sources.bounded import run_bounded

Version = tuple[int, int, int]
OLDEST: Version = (2, 32, 0)
"""The first that reads the configuration that `GIT_CONFIG_GLOBAL` names, on which the isolation rests. What else is
used is older: filters (2.19), `--end-of-options` (2.24), `--no-write-fetch-head` (2.29), `GIT_CONFIG_COUNT` (2.31)."""
_FIXED = {43: 7, 44: 4, 45: 4, 46: 4, 47: 3, 48: 2, 49: 1, 50: 1}
"""Minor version of git 2 → its release that closed CVE-2025-48384 and CVE-2025-48385 in July 2025."""
_SECONDS = 10
_NOT_ITS_FAULT = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN)
INSTALL = "Install it (https://git-scm.com/downloads) and try again."


@dataclass(frozen=True, slots=True)
class Git:
    """The git on PATH."""

    path: str
    version: Version

    def __str__(self) -> str:
        return ".".join(map(str, self.version))

    @property
    def is_too_old(self) -> bool:
        """Whether it lacks what is needed."""
        return self.version < OLDEST

    @property
    def is_patched(self) -> bool:
        """Whether its number tells that these holes are closed; a distribution closes them under an old number."""
        major, minor, patch = self.version
        return major > 2 or minor > max(_FIXED) or patch >= _FIXED.get(minor, patch + 1)


def find_git(seconds: float = _SECONDS) -> Git:
    """The git on PATH, asked for its version.

    Raises:
        AuditError: there is none, or it does not work; the message says what to do.
        OSError: nothing can be started now.
    """
    path = program("git")
    if path is None:
        raise AuditError(f"git was not found on PATH. {INSTALL}")
    try:
        status, said = run_bounded([path, "--version"], seconds)
    except TimeoutError:
        raise AuditError(f"{path} did not answer within {seconds:g} s. Repair or replace that git.") from None
    except OSError as error:
        if error.errno in _NOT_ITS_FAULT:
            raise
        raise AuditError(f"{path} could not be started: {error.strerror}. Repair or replace that git.") from None
    found = re.match(rb"git version (\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?", said)
    if status or not found:
        raise AuditError(f"{path} does not work: it did not tell its version. Repair or replace that git.")
    major, minor, patch = (int(number or 0) for number in found.groups())
    return Git(path, (major, minor, patch))


def check_git() -> None:
    """Find out before the work whether there is a git that will do.

    Raises:
        AuditError: there is not.
    """
    git = find_git()
    if git.is_too_old:
        oldest = ".".join(map(str, OLDEST[:2]))
        raise AuditError(f"git {git} ({git.path}) is too old: {oldest} or newer is needed. {INSTALL}")
