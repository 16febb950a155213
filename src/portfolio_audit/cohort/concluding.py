"""What a cohort's state comes to: the report on the class, and students' pages as they are made now."""

from collections.abc import Iterator

from msgspec.structs import replace

from portfolio_audit.auditing import ruleset_of
from portfolio_audit.codec import encode
from portfolio_audit.cohort.likeness import likenesses
from portfolio_audit.cohort.material import Sketches
from portfolio_audit.cohort.pages import Pages
from portfolio_audit.cohort.rows import NOT_YET, absent_row
from portfolio_audit.cohort.state import State
from portfolio_audit.cohort.statistics import cohort_report
from portfolio_audit.cohort.tables import value_of
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.cohort import CohortReport, Roster, Status, StudentRow

_CATALOGUE, _MATERIAL = "catalogue", "material"


def note_questions(state: State, catalogue: Catalogue, material: Sketches) -> None:
    """Have the state know what a run asks, so that it can be told without asking again.

    Args:
        material: sketches of what the course handed out.
    """
    state.set(_CATALOGUE, encode(catalogue).decode())
    state.set(_MATERIAL, encode(material).decode())


def conclude(state: State) -> CohortReport:
    """The report on the class, as far as it has been audited.

    Raises:
        StateFileError: nothing has been audited.
    """
    last, asked = state.last_run(), state.get(_CATALOGUE)
    if last is None or asked is None:
        raise state.not_audited()
    run, asking = last
    catalogue = value_of(asked.encode(), Catalogue)
    return cohort_report(
        Roster(state.get("title") or "", (), state.problems()),
        _rows(state),
        catalogue,
        ruleset_of(catalogue),
        generated_at=run.clock,
        as_of=asking.as_of,
        patterns=asking.patterns,
        likenesses=likenesses(state.sketches(), value_of((state.get(_MATERIAL) or "[]").encode(), Sketches)),
        partial=bool(state.waiting(run)),
        exempted=asking.exempted,
        version=asking.version,
    )


def sweep(state: State, pages: Pages) -> None:
    """Remove the files of those who are on the roster no more, or have nothing to look at."""
    for student in state.gone():
        pages.remove(student)
        state.shown(student.login, "")


def finish(state: State) -> None:
    """All files of the last run are there; if it has looked at everybody, the next run is another."""
    last = state.last_run()
    if last and not state.waiting(last[0]):
        state.finish(last[0])


def _rows(state: State) -> Iterator[StudentRow]:
    for student, row in state.rows():
        yield replace(row, student=student) if row else absent_row(student, Status.UNAVAILABLE, NOT_YET)


def pages_anew(state: State, pages: Pages) -> None:
    """Write the page of each student whose page is gone or was made in another way.

    Raises:
        OutputError: one could not be written.
    """
    for student in state.students_with_reports():
        known = state.known(student.login)
        if known and (known.page != pages.made(student) or not pages.are_there(student)):
            pages.write(student, state.report(student.login) or b"")
            state.shown(student.login, pages.made(student))
