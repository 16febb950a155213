"""A cohort as one workbook: the students, the rules, a sheet for every part, the roster's problems, and notes.

Texts are written as texts, so that nothing is a formula; numbers and dates are real ones. Equal reports give equal
bytes. Rows go to the disk as they are written.
"""

from collections.abc import Iterator
from tempfile import TemporaryFile

from xlsxwriter import Workbook

from portfolio_audit.cohort.exports.sheets import Heading, Sheet, Styles, sheet_name
from portfolio_audit.cohort.exports.tables import STEPS, part_value, parts_of
from portfolio_audit.model.cohort import CohortReport, RuleRow, StudentPart, StudentRow
from portfolio_audit.model.rules import State
from portfolio_audit.renderers.wording import why

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_BYTES_AT_ONCE = 1 << 20
_WHO = (Heading("Name", 24), Heading("Username", 20))
_NOT_ASKED = State.NOT_APPLICABLE
WHAT_IT_IS = (
    "From 0 to 100: the part of the weight of all decided rules that is earned, over the projects that stand for the "
    "portfolio. It judges repositories, not people. What could not be looked at is left out and lowers the coverage, "
    "not the score; a student without a score has none, which is not 0."
)


def workbook(report: CohortReport) -> Iterator[bytes]:
    """The workbook, in pieces."""
    with TemporaryFile() as file:
        with Workbook(file, _OPTIONS) as book:
            book.set_properties({"title": f"Portfolio Audit: {report.title}", "created": _created(report)})
            _fill(book, report)
        file.seek(0)
        while piece := file.read(_BYTES_AT_ONCE):
            yield piece


def _created(report: CohortReport) -> object:
    return report.generated_at.replace(tzinfo=None)


def _fill(book: Workbook, report: CohortReport) -> None:
    styles = Styles(book)
    _students(book, styles, report)
    _rules(book, styles, report)
    names = ["Students", "Rules", "Problems", "Notes"]
    for id_, title in _sheets(report).items():
        names.append(sheet_name(title, names))
        _part(book, names[-1], styles, report, id_)
    _problems(book, styles, report)
    _notes(book, styles, report)


def _sheets(report: CohortReport) -> dict[str, str]:
    """Parts and categories by their ids, with their titles: those that have a value, then those that have rules."""
    found = {part.id: part.title for part in parts_of(report)}
    return found | {rule.category: rule.category.capitalize() for rule in report.rules if rule.category not in found}


def _students(book: Workbook, styles: Styles, report: CohortReport) -> None:
    parts = parts_of(report)
    headings = (
        *(*_WHO, Heading("Identifier", 20), Heading("Group"), Heading("Status", 16)),
        *(Heading("Score", 12, "number", "bar"), Heading("Grade", 8), Heading("Passed", 9)),
        *(Heading("Before", 9, "number"), Heading("Moved", 9, "change")),
        *(Heading("Low", 8, "number"), Heading("High", 8, "number"), Heading("Coverage", 11, "percent")),
        *(Heading("Projects", 10, "number"), *(Heading(part.title, 14, "percent", "scale") for part in parts)),
        *(Heading(f"Next step {number + 1}", 40, "wrapped") for number in range(STEPS)),
        *(Heading("Reason", 40, "wrapped"), Heading("Page", 30)),
    )
    sheet = Sheet(book, "Students", styles, headings)
    for row in report.students:
        who, score = row.student, row.score
        sheet.add(
            *(who.name, who.login, who.identifier, who.group, row.status.value, row.value),
            *(score.grade if score else None, row.passed, row.before, row.moved),
            *((score.low, score.high, score.coverage) if score else (None, None, None)),
            len(row.projects) if row.status.seen else None,
            *(part_value(row, part.id) for part in parts),
            *(row.steps[number] if number < len(row.steps) else None for number in range(STEPS)),
            *(why(row) or None, row.page or None),
        )
    sheet.finish(2)


def _rules(book: Workbook, styles: Styles, report: CohortReport) -> None:
    headings = (
        *(Heading("Rule", 28), Heading("Title", 44, "wrapped"), Heading("Category", 16), Heading("Severity", 10)),
        *(Heading("Students asked", 10, "number"), Heading("Missed by", 10, "number")),
        *(Heading("Missed by, of those asked", 14, "percent", "bar"), Heading("Unknown", 10, "number")),
        *(Heading("Points to gain, all together", 14, "tenths"), Heading("Teach", 8, "number")),
        Heading("What to do", 60, "wrapped"),
    )
    teach = {rule: place for place, rule in enumerate(report.teach, 1)}
    sheet = Sheet(book, "Rules", styles, headings)
    for rule in report.rules:
        share = 100 * rule.missed / rule.asked if rule.asked else None
        counts = (rule.asked, rule.missed, share, rule.unknown, rule.gain_tenths / 10, teach.get(rule.id))
        sheet.add(rule.id, rule.title, rule.category, rule.severity, *counts, rule.fix)
    sheet.finish(1)


def _part(book: Workbook, name: str, styles: Styles, report: CohortReport, id_: str) -> None:
    """Students by the rules of a part: states, and points where the part gives any."""
    part = next((each for each in parts_of(report) if each.id == id_), None)
    rules = [rule for rule in report.rules if rule.category == id_]
    points = (
        (Heading("Per cent", 10, "percent", "bar"), Heading(f"Points of {part.share}", 10, "tenths")) if part else ()
    )
    sheet = Sheet(book, name, styles, (*_WHO, *points, *(Heading(rule.title, 18) for rule in rules)))
    for row in report.students:
        values = _points(row, part) if part else ()
        sheet.add(row.student.name, row.student.login, *values, *(_state(row, rule) for rule in rules))
    sheet.finish(2)


def _points(row: StudentRow, part: StudentPart) -> tuple[int | None, float | None]:
    value = part_value(row, part.id)
    return value, None if value is None else value * part.share / 100


def _state(row: StudentRow, rule: RuleRow) -> State | None:
    """Nothing where there is no report."""
    found = row.rules.get(rule.id)
    return (found.state if found else _NOT_ASKED) if row.status.seen else None


def _problems(book: Workbook, styles: Styles, report: CohortReport) -> None:
    headings = (Heading("Line", 8, "number"), Heading("What stands there", 40, "wrapped"), Heading("Problem", 60))
    sheet = Sheet(book, "Problems", styles, headings)
    for problem in report.problems:
        sheet.add(problem.line, problem.text, problem.reason)
    sheet.finish()


def _notes(book: Workbook, styles: Styles, report: CohortReport) -> None:
    sheet = Sheet(book, "Notes", styles, (Heading("What", 24), Heading("Value", 90, "wrapped")))
    seen = sum(row.status.seen for row in report.students)
    sheet.add("Cohort", report.title)
    sheet.add("Students", f"{len(report.students)}, of whom {seen} could be looked at")
    sheet.add("Run", "ended before everybody was looked at" if report.partial else "complete")
    sheet.add_date("Generated at", report.generated_at)
    if report.as_of:
        sheet.add_date("State as of", report.as_of)
    else:
        sheet.add("State as of", "the run")
    sheet.add("Repositories", ", ".join(report.patterns) or "all that are public")
    sheet.add("Rubric", report.ruleset.rubric)
    sheet.add("Rules in force", report.ruleset.digest)
    sheet.add("Pass mark", "none" if report.ruleset.pass_mark is None else str(report.ruleset.pass_mark))
    sheet.add("Portfolio Audit", report.version)
    sheet.add("Names", "pseudonyms" if report.anonymous else "as the roster has them")
    sheet.add("The score", WHAT_IT_IS)
    sheet.finish()
