"""A cohort's pages and tables to its folder, and what of it is said in the terminal."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portfolio_audit.cli.cohort_options import PAGE, Wanted
from portfolio_audit.cli.output import write_stdout
from portfolio_audit.cli.session import say
from portfolio_audit.files import write_all
from portfolio_audit.text import counted, shown

if TYPE_CHECKING:
    from portfolio_audit.cohort.state import State
    from portfolio_audit.model.cohort import CohortReport, FindingRow

ANONYMOUS = "anonymous"
_CONCERNS = 5


def write(state: "State", report: "CohortReport", wanted: Wanted) -> None:
    """Write all that is wanted, whole or not at all, and print the summary.

    Raises:
        OutputError: something could not be written.
        GradeBookError: a grade book is none.
    """
    files = [*_files(report, state, wanted, wanted.folder)]
    if wanted.anonymise:
        from portfolio_audit.cohort.anonymous import anonymised
        from portfolio_audit.rubrics import built_in

        shared = anonymised(report, state.salt(), public=built_in())
        files += _files(shared, None, wanted, wanted.folder / ANONYMOUS)
    files += [*_books(report, wanted)]
    write_all(files)
    if sys.stdout is None:
        say(f"the standard output is closed, so there is no summary; the page is {wanted.folder / PAGE}.")
    elif not wanted.quiet:
        write_stdout(_summary(report) + "".join(f"{path}\n" for path in _told(wanted, [path for path, _ in files])))
    if wanted.open_report:
        click.launch(str(wanted.folder / PAGE))


def _files(
    report: "CohortReport", state: "State | None", wanted: Wanted, folder: Path
) -> "Iterator[tuple[Path, Iterable[str | bytes]]]":
    """The page and the tables; those that tell who somebody is only with a state."""
    from portfolio_audit.cohort.exports.forms import FORMS
    from portfolio_audit.renderers.cohort import pieces
    from portfolio_audit.renderers.languages import load

    yield folder / PAGE, pieces(report, load(wanted.language), ranking=wanted.ranking)
    for name in wanted.formats or [name for name, form in FORMS.items() if form.default]:
        for file in FORMS[name].files:
            if state is not None or not (FORMS[name].tells_who or file.needs_findings):
                findings: Iterable[FindingRow] = state.findings() if state and file.needs_findings else ()
                yield folder / file.name, file.make(report, findings)


def _books(report: "CohortReport", wanted: Wanted) -> "Iterator[tuple[Path, Iterable[str | bytes]]]":
    """Copies of the grade books with the scores in them; who could not be found is said."""
    from portfolio_audit.cohort.exports.filling import fill
    from portfolio_audit.errors import GradeBookError

    for path, data in wanted.books.items():
        try:
            filled = fill(data, report, wanted.grade_column)
        except GradeBookError as error:
            raise GradeBookError(f"{path}: {error}") from None
        say(f"{path.name}: {counted(filled.graded, 'grade')} filled in ({filled.form}).")
        for problem in filled.problems:
            say(f"{path.name}: {problem}")
        yield wanted.folder / f"graded-{path.name}", [filled.data]


def _told(wanted: Wanted, paths: list[Path]) -> Iterator[Path]:
    """The tables, and at last the page."""
    page = wanted.folder / PAGE
    yield from (path for path in paths if path != page and path.parent == wanted.folder)
    if wanted.anonymise:
        yield wanted.folder / ANONYMOUS / PAGE
    yield page


def _summary(report: "CohortReport") -> str:
    """The class in a few lines."""
    from portfolio_audit.model.cohort import Status

    counts = [(status, sum(row.status is status for row in report.students)) for status in Status]
    lines = [
        f"{shown(report.title, 80)}: {counted(len(report.students), 'student')}; "
        + ", ".join(f"{count} {status}" for status, count in counts if count)
    ]
    spread = report.distribution
    if spread.median is not None:
        lines.append(
            f"Scores: {spread.lowest} to {spread.highest}, median {spread.median}, "
            f"half of them from {spread.lower_quartile} to {spread.upper_quartile}"
        )
    titles = {rule.id: rule for rule in report.rules}
    if report.teach:
        lines.append("What would teach most:")
        lines += [
            f"  {titles[rule].title}: {titles[rule].missed} of {titles[rule].asked} miss it" for rule in report.teach
        ]
    if report.concerns:
        lines.append("Who needs help first:")
        lines += [f"  {one.login}: {' '.join(one.reasons)}" for one in report.concerns[:_CONCERNS]]
    if report.problems:
        lines.append(
            f"{counted(len(report.problems), 'line')} of the roster name nobody to audit; the page lists them."
        )
    return "".join(f"{line}\n" for line in lines)
