"""How a folder's score moves from one save to the next."""

from msgspec import Struct

from portfolio_audit.comparing import compare
from portfolio_audit.model.report import Changes, Report, RepositoryReport


class CategoryMove(Struct, frozen=True):
    """A category whose value is another than before."""

    title: str
    before: int | None
    after: int | None


class Moment(Struct, frozen=True):
    """The folder after a save."""

    report: Report
    saved: tuple[str, ...] = ()
    """Paths of the files that are another."""
    since_start: Changes | None = None
    """`None` at the start."""
    since_last: Changes | None = None
    """Since the last save; `None` at the start."""
    moved: tuple[CategoryMove, ...] = ()
    """Since the last save, in the order of the report."""

    @property
    def repository(self) -> RepositoryReport:
        """The folder, judged."""
        return self.report.repositories[0]

    @property
    def is_still(self) -> bool:
        """Whether the save has changed no answer and no value."""
        last = self.since_last
        return last is not None and not (
            self.moved or last.fixed or last.broken or last.new or last.repositories or last.no_longer_known
        )


class Course:
    """All that has come of one watch."""

    def __init__(self) -> None:
        self.first: Report | None = None
        self.last: Report | None = None
        self.looks = 0

    def take(self, report: Report, saved: tuple[str, ...] = ()) -> Moment | str:
        """What a new report says beside the earlier ones, or why it says nothing: the folder could not be read."""
        self.looks += 1
        if not report.repositories:
            return "; ".join(skip.reason for skip in report.skipped) or "there is nothing in it"
        first, last = self.first, self.last
        self.first, self.last = first or report, report
        if first is None or last is None:
            return Moment(report, saved)
        return Moment(report, saved, compare(first, report), compare(last, report), _moved(last, report))

    @property
    def whole(self) -> Changes | None:
        """From the start to the end; `None` when nothing was seen."""
        return compare(self.first, self.last) if self.first and self.last else None


def _moved(before: Report, after: Report) -> tuple[CategoryMove, ...]:
    then = {category.id: category.score.value for repo in before.repositories for category in repo.categories}
    now = [category for repo in after.repositories for category in repo.categories]
    pairs = ((category.title, then.get(category.id), category.score.value) for category in now)
    return tuple(CategoryMove(title, old, new) for title, old, new in pairs if old != new)
