"""What a course handed out: sketches of its code, which students have in common for a good reason."""

from collections.abc import Sequence
from datetime import datetime

from portfolio_audit.errors import AuditError, BadTarget
from portfolio_audit.gathering import gather
from portfolio_audit.model.facts import CodeFacts
from portfolio_audit.planning import Wish
from portfolio_audit.sources.github import GitHub
from portfolio_audit.store import Store
from portfolio_audit.targets import Folder, Repository, parse_target

Sketches = tuple[tuple[int, ...], ...]


def read_material(names: Sequence[str], host: GitHub, now: datetime, store: Store) -> Sketches:
    """The sketch of each repository or folder that is named.

    Raises:
        BadTarget: a name is none of a repository or folder.
        AuditError: one could not be read, so that what it holds would be taken for the students' own likeness.
    """
    targets = [_target(name, host) for name in names]
    if not targets:
        return ()
    portfolio = gather(targets, host, Wish(forks=True, archived=True), now=now, store=store)
    if lost := next((skip for skip in portfolio.skipped if skip.unavailable), None):
        raise AuditError(f"the course material {lost.name} could not be read: {lost.reason}. Check --course-material.")
    codes = [repo.code for repo in portfolio.repos]
    return tuple(code.fingerprint for code in codes if isinstance(code, CodeFacts) and code.fingerprint)


def _target(name: str, host: GitHub) -> Repository | Folder:
    target = parse_target(name, host.server_url)
    if not isinstance(target, Repository | Folder):
        raise BadTarget(f"--course-material {name!r} names a person. Give OWNER/REPO, or a folder.")
    return target
