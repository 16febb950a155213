"""A repository as it was at an instant: the commit at which its branch stood, with the history before it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from portfolio_audit.sources.dating import Dates
from portfolio_audit.sources.git import CloneFailed, GitSnapshot
from portfolio_audit.sources.partial import detach, ends_of


class NothingThen(Exception):
    """The repository holds no commit that is dated so early."""


def state_at(
    as_of: datetime,
    present: GitSnapshot,
    folder: Path,
    make: Callable[[], GitSnapshot],
    fresh: Callable[[str], GitSnapshot],
    deepen: Callable[[], object],
) -> GitSnapshot:
    """What a run at that instant would have found, as far as dates tell; where they may not, that is remarked.

    Args:
        make: reads what is in the folder.
        fresh: brings in a commit with as much of its history as usual, in place of what is in the folder.
        deepen: brings in a longer history, of which only the dates are looked at.

    Raises:
        CloneFailed: nothing tells how it was then; the message says why.
        NothingThen: no commit is dated so early.
    """
    if not present.head:
        raise NothingThen
    dates, is_cut = Dates(folder, present.head), bool(ends_of(folder))
    if is_cut and not dates.last_on_branch(as_of):
        deepen()
        dates = Dates(folder, present.head)
    chosen = _choose(dates, as_of, is_whole=not ends_of(folder))
    snapshot = present
    if chosen != present.head and is_cut:
        snapshot = fresh(chosen)
    elif chosen != present.head:
        detach(folder, chosen)
        snapshot = make()
    _doubt(snapshot, dates, Dates(folder, chosen), as_of)
    return snapshot


def _choose(dates: Dates, as_of: datetime, *, is_whole: bool) -> str:
    on_branch = dates.last_on_branch(as_of)
    if not on_branch and not is_whole:
        raise CloneFailed(
            f"all that was fetched of its history is later than {as_of:%Y-%m-%d %H:%M} UTC, and it goes on before"
        )
    chosen = on_branch or dates.last(as_of)
    if not chosen and dates.has_undated(until=""):
        raise CloneFailed(f"without credible dates its commits do not tell what it held at {as_of:%Y-%m-%d %H:%M} UTC")
    if not chosen:
        raise NothingThen
    return chosen


def _doubt(snapshot: GitSnapshot, dates: Dates, before: Dates, as_of: datetime) -> None:
    """Remark where dates may not tell.

    Args:
        dates: of all commits.
        before: of the chosen one and those before it.
    """
    if not dates.last_on_branch(as_of):
        snapshot.remark(
            f"its branch begins after {as_of:%Y-%m-%d %H:%M} UTC; what was read are commits from before "
            "that were merged into it later"
        )
    if before.has_later(as_of) or dates.has_undated(until=snapshot.head):
        snapshot.remark(
            f"the dates of its commits contradict each other around {as_of:%Y-%m-%d %H:%M} UTC, "
            "so it is not certain what it held then"
        )
