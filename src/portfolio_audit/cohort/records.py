"""What is kept of a cohort, on its way into its state and out of it."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from portfolio_audit.model.cohort import FindingRow, Status, StudentRow
from portfolio_audit.model.report import Exemption


class Run(Struct, frozen=True):
    """One audit of the whole roster, which may have been interrupted and gone on with."""

    id: int
    clock: datetime
    """The instant from which ages count."""


class Asking(Struct, frozen=True):
    """What a run asks: two runs that differ in it are not one."""

    version: str
    rubric: str
    digest: str
    """Of the rules in force."""
    as_of: datetime | None = None
    patterns: tuple[str, ...] = ()
    forks: bool = False
    archived: bool = False
    material: tuple[str, ...] = ()
    """Repositories that hold what the course handed out."""
    exempted: tuple[Exemption, ...] = ()
    """What was switched off."""
    links: str = ""
    """Which links are looked at, one of `demos.WHICH`; empty for none."""


class Sketched(Struct, frozen=True):
    """A repository of a student's, as tables hold it."""

    name: str
    url: str
    kind: str | None
    head: str
    score: int | None
    low: int | None
    high: int | None
    coverage: int
    carries: bool
    sketch: tuple[int, ...] = ()


class Known(Struct, frozen=True):
    """What an earlier run found at a student."""

    inputs: str
    """Digest of what the report was made from; empty where it has to be made anew."""
    page: str
    """How the page that was written of it was made."""
    past: bytes | None
    status: Status
    """Of the last run."""


class Finished(Struct, frozen=True):
    """All that is kept of a student whose audit is done."""

    row: StudentRow
    audited_at: datetime | None = None
    inputs: str = ""
    page: str = ""
    report: bytes | None = None
    """JSON; `None` where nothing could be looked at, and an earlier one stays."""
    past: bytes | None = None
    repositories: tuple[Sketched, ...] = ()
    findings: Iterable[FindingRow] = ()
