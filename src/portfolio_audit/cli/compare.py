"""`portfolio-audit compare OLD NEW`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_audit.cli.audit import catalogue_for
from portfolio_audit.cli.options import question_options
from portfolio_audit.cli.session import BELOW, configure_logging, sentences

if TYPE_CHECKING:
    from portfolio_audit.model.catalogue import Catalogue
    from portfolio_audit.model.report import Changes, Report

_REPORT = "report.json"


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@question_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Form of the comparison.",
)
@click.option("--output", metavar="FILE|-", default="-", help="Where to write. Default: stdout.")
@click.option(
    "--fail-on",
    type=click.Choice(["none", "new", "regression"]),
    default="none",
    show_default=True,
    help="Exit with 1 when something is new or broken, or when something is broken or the score fell.",
)
@click.option("-v", "--verbose", count=True, help="More on stderr; -vv for all.")
@click.pass_context
def compare(ctx: click.Context, /, old: Path, new: Path, **options: Any) -> None:
    """Compare two reports: what is fixed, what is broken, what is new, and how the scores moved.

    OLD and NEW are each a report.json, a folder with one, or facts that --save-portfolio kept, which are audited now.
    Scores of different versions are made again of the rules that both asked; docs/compare.md says how.
    """
    configure_logging(options["verbose"])
    with sentences():
        ctx.exit(_run(old, new, options))


def _run(old: Path, new: Path, options: dict[str, Any]) -> int:
    from portfolio_audit import comparing

    catalogue = catalogue_for(options)
    target = _target(options["output"])
    before, after = _report(old, catalogue), _report(new, catalogue)
    changes = comparing.compare(before, after, comparing.aliases_of(catalogue))
    _write(_shown(changes, after, options["form"]), target)
    return BELOW if comparing.fails(changes, options["fail_on"]) else 0


def _target(output: str) -> Path | None:
    from portfolio_audit.files import check_writable

    if output == "-":
        return None
    check_writable(Path(output).absolute().parent)
    return Path(output)


def _report(path: Path, catalogue: "Catalogue") -> "Report":
    """The report at that path, or of the facts there.

    Raises:
        ReportFileError: it is neither, or its numbers fit no arithmetic.
    """
    from portfolio_audit.auditing import audit
    from portfolio_audit.codec import decode, encode, load_any
    from portfolio_audit.errors import ReportFileError
    from portfolio_audit.model.portfolio import PORTFOLIO_SCHEMA, Portfolio
    from portfolio_audit.model.record import Record
    from portfolio_audit.model.report import REPORT_SCHEMA, Report
    from portfolio_audit.rescoring import recorded

    file = path / _REPORT if path.is_dir() else path
    loaded = load_any(file, {REPORT_SCHEMA: Report, PORTFOLIO_SCHEMA: Portfolio})
    if isinstance(loaded, Portfolio):
        return audit(loaded, catalogue)
    report: Report = loaded
    try:
        decode(encode(recorded(report)), Record)
    except ValueError as error:
        raise ReportFileError(f"{file}: its numbers make no score ({error}). Make it again.") from None
    return report


def _shown(changes: "Changes", report: "Report", form: str) -> str:
    from portfolio_audit.codec import dumps, to_data
    from portfolio_audit.model.report import CHANGES_SCHEMA
    from portfolio_audit.renderers import comparison, views

    if form == "json":
        return dumps({"schema": CHANGES_SCHEMA, **to_data(changes)})
    return (comparison.markdown if form == "markdown" else comparison.text)(changes, views.subject(report))


def _write(text: str, target: Path | None) -> None:
    from portfolio_audit.cli.output import write_stdout
    from portfolio_audit.files import write_whole

    if target:
        write_whole(target, text)
    else:
        write_stdout(text)
