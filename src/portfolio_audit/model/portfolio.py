"""The end of gathering: all facts of one person's repositories, and nothing else."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct, field

from portfolio_audit.model.facts import ContributionFacts, ProfileFacts, RepoFacts
from portfolio_audit.model.values import Dated, Unavailable

PORTFOLIO_SCHEMA = "portfolio-audit/portfolio@1"
INTERRUPTED = "the run was interrupted"
"""Why something is unavailable that nobody has tried."""


class Skipped(Struct, frozen=True):
    """A repository that was listed but not audited."""

    name: str
    reason: str
    unavailable: bool = False
    """True when it could not be looked at; false when it was left out on purpose."""


def nothing_then(name: str, as_of: datetime) -> Skipped:
    """A repository that did not exist yet at that instant, as far as its commits tell."""
    return Skipped(name, f"no commit before {as_of:%Y-%m-%d %H:%M} UTC")


class Run(Struct, frozen=True):
    """What gathering cost; the only part that may differ between two equal runs."""

    api_requests: int = 0
    seconds: int = 0
    cache_hits: int = 0
    cloned: int = 0


class Portfolio(Dated, frozen=True):
    """Everything the audit needs; saved as JSON it can be audited again, offline."""

    login: str | None
    """`None` when repositories or folders were named instead of a person."""
    gathered_at: datetime
    """UTC; ages count from here."""
    repos: Sequence[RepoFacts] = ()
    profile: ProfileFacts | Unavailable = Unavailable("not asked: no username given")
    contributions: ContributionFacts | Unavailable = Unavailable("not asked: no username given")
    skipped: tuple[Skipped, ...] = ()
    run: Run = field(default_factory=Run)
    interrupted: bool = False
    """Whether gathering was ended early."""
    schema: str = PORTFOLIO_SCHEMA
