"""Is there a git that will do?"""

from portfolio_audit.doctor.values import Finding, State
from portfolio_audit.errors import AuditError
from portfolio_audit.sources.git_version import INSTALL, OLDEST, find_git

_SECONDS = 5
_SILENT = "A distribution may have closed them under the old number; this cannot be told from here."


def git() -> Finding:
    """The git on PATH and its version."""
    try:
        found = find_git(_SECONDS)
    except AuditError as error:
        what, _, advice = str(error).partition(". ")
        return Finding("git", State.BAD, f"{what}.", advice)
    where = f"git {found} ({found.path})"
    if found.is_too_old:
        oldest = ".".join(map(str, OLDEST[:2]))
        return Finding("git", State.BAD, f"{where} is too old: {oldest} or newer is needed.", INSTALL)
    if not found.is_patched:
        known = f"{where} has by its number the known holes CVE-2025-48384 and CVE-2025-48385. {_SILENT}"
        advice = "Install your system's updates. An audit checks nothing out and follows no submodule, so it can run."
        return Finding("git", State.WARNING, known, advice)
    return Finding("git", State.GOOD, f"{where}.")
