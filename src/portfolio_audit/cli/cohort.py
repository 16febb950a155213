"""`portfolio-audit cohort …`: a class of students."""

import click

from portfolio_audit.cli.lazy import LazyGroup


@click.group(
    cls=LazyGroup,
    default="run",
    subcommand_metavar="ROSTER | COMMAND …",
    commands_from={
        "run": ("portfolio_audit.cli.cohort_run:run", "Audit everybody on a roster (the default command)."),
        "report": (
            "portfolio_audit.cli.cohort_report:report",
            "Make a cohort's pages and tables again; asks nobody.",
        ),
        "feedback": ("portfolio_audit.cli.cohort_feedback:feedback", "Tell students, as an issue or a comment."),
    },
)
def cohort() -> None:
    """Audit a class: each student of a roster, and what the whole class shows.

    ROSTER is a CSV or XLSX file with a column of usernames, such as GitHub Classroom's, a list of usernames, - for one
    on the standard input, or org:NAME for an organisation's members. What was done is kept in the folder: a run that
    was interrupted goes on where it was, and the next one looks at what has changed.

    \b
      portfolio-audit cohort classroom_roster.csv --output class
      portfolio-audit cohort class.xlsx --column GitHub --output class --repo-pattern 'hw1-*' --as-of 2026-05-31
      portfolio-audit cohort report class --anonymise --format xlsx
      portfolio-audit cohort feedback class --to issue

    Exit status: 0 done (also when some students could not be looked at: they are listed), 2 wrong usage, 3 nobody could
    be audited (with --strict: not everybody), 130 interrupted; what was done is kept.
    """
