"""Options that the commands about cohorts share, and what they come to."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from portfolio_audit.cli.options import combine
from portfolio_audit.renderers.language_files import DEFAULT, available

FORMS = ("json", "csv", "xlsx", "canvas", "moodle", "classroom", "parquet")
"""Names of `cohort.exports.forms.FORMS`, which is not loaded to tell what there is."""

shown_options = combine(
    click.option("--format", "formats", type=click.Choice(FORMS), multiple=True, help="Tables beside the pages; may be given again. Default: json, csv and xlsx."),  # noqa: E501
    click.option("--gradebook", "gradebooks", type=click.Path(path_type=Path), multiple=True, metavar="FILE", help="A grade book that Canvas, Moodle or GitHub Classroom gave: a copy of it with the scores in it is written; may be given again."),  # noqa: E501
    click.option("--grade-column", metavar="TITLE", default="", help="The assignment's column in Canvas's grade book, where it has several."),  # noqa: E501
    click.option("--ranking", is_flag=True, help="Students in the order of their scores, with their places."),
    click.option("--anonymise", is_flag=True, help="Also a folder `anonymous` without names, to be given away."),
    click.option("--language", type=click.Choice(available()), default=DEFAULT, show_default=True, metavar="CODE", help="Language of the pages; tables are in English."),  # noqa: E501
    click.option("--open", "open_report", is_flag=True, help="Open the cohort's page in the browser."),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no summary."),
    click.option("-v", "--verbose", count=True, help="More on stderr; -vv for all."),
)  # fmt: skip

output_option = click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The cohort's folder: its pages, tables and state. Default: portfolio-audit-ROSTER/.",
)


PAGE = "index.html"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written of a cohort."""

    folder: Path
    formats: tuple[str, ...] = ()
    """Empty for the usual ones."""
    gradebooks: tuple[Path, ...] = ()
    grade_column: str = ""
    ranking: bool = False
    anonymise: bool = False
    language: str = DEFAULT
    open_report: bool = False
    quiet: bool = False
    books: dict[Path, bytes] = field(default_factory=dict)
    """What the grade books hold."""


def wanted_of(folder: Path, options: dict[str, Any]) -> Wanted:
    """What the options of a command ask for.

    Raises:
        OutputError: nothing can be written there.
        GradeBookError: a grade book cannot be read.
    """
    from portfolio_audit.cohort.layout import is_there
    from portfolio_audit.errors import GradeBookError, OutputError
    from portfolio_audit.files import check_writable

    check_writable(folder)
    if (folder / PAGE).exists() and not is_there(folder):
        raise OutputError(f"{folder / PAGE} is no cohort's page and would be lost. Choose another --output.")
    books: dict[Path, bytes] = {}
    for path in options["gradebooks"]:
        try:
            books[path] = path.read_bytes()
        except OSError as error:
            raise GradeBookError(
                f"{path}: cannot be read ({error.strerror}). Give the file that was exported."
            ) from None
    names = ("formats", "gradebooks", "grade_column", "ranking", "anonymise", "language", "open_report", "quiet")
    return Wanted(folder, **{name: options[name] for name in names}, books=books)
