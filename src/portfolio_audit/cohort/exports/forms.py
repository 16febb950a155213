"""Every form that a cohort can be exported in, by the name that the command line knows it by."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from portfolio_audit.codec import dumps
from portfolio_audit.cohort.exports import gradebooks, parquet, separated
from portfolio_audit.model.cohort import CohortReport, FindingRow

Pieces = Iterable[str | bytes]
Maker = Callable[[CohortReport, Iterable[FindingRow]], Pieces]


class File(NamedTuple):
    """One file of a form."""

    name: str
    make: Maker
    """Its pieces, for `files.write_whole`. Findings are taken one after the other, and only where they are needed."""
    needs_findings: bool = False


class Form(NamedTuple):
    """What `--format` asks for by one name."""

    files: tuple[File, ...]
    default: bool = False
    """Whether it is made unless told otherwise."""
    tells_who: bool = False
    """Whether it makes no sense without names, so that an anonymous cohort has none."""


def _json(report: CohortReport, _: Iterable[FindingRow]) -> Pieces:
    return [dumps(report)]


def _xlsx(report: CohortReport, _: Iterable[FindingRow]) -> Pieces:
    from portfolio_audit.cohort.exports.workbook import workbook  # whoever wants no workbook need not load it

    return workbook(report)


def _of_report(make: Callable[[CohortReport], Pieces]) -> Maker:
    return lambda report, _: make(report)


def _of_findings(make: Callable[[Iterable[FindingRow]], Pieces]) -> Maker:
    return lambda _, rows: make(rows)


FORMS: Mapping[str, Form] = {
    "json": Form((File("cohort.json", _json),), default=True),
    "csv": Form(
        (
            File("students.csv", _of_report(separated.students)),
            File("findings.csv", _of_findings(separated.findings), needs_findings=True),
        ),
        default=True,
    ),
    "xlsx": Form((File("cohort.xlsx", _xlsx),), default=True),
    "canvas": Form((File("canvas.csv", _of_report(gradebooks.canvas)),), tells_who=True),
    "moodle": Form((File("moodle.csv", _of_report(gradebooks.moodle)),), tells_who=True),
    "classroom": Form((File("classroom.csv", _of_report(gradebooks.classroom)),), tells_who=True),
    "parquet": Form(
        (
            File("students.parquet", _of_report(parquet.students)),
            File("findings.parquet", _of_findings(parquet.findings), needs_findings=True),
        ),
    ),
}
"""Name → form, in the order in which they are told."""
