"""`portfolio-audit render REPORT.json`."""

from pathlib import Path
from typing import Any

import click

from portfolio_audit.cli.options import output_options, wanted_output
from portfolio_audit.cli.session import configure_logging, sentences


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@output_options
def render(report: Path, **options: Any) -> None:
    """Render a saved REPORT.json in other formats. Nothing is looked at again."""
    configure_logging(options["verbose"])
    with sentences():
        from portfolio_audit.cli.output import deliver, plan
        from portfolio_audit.codec import load_file
        from portfolio_audit.model.report import REPORT_SCHEMA, Report
        from portfolio_audit.renderers import views

        loaded = load_file(report, Report, REPORT_SCHEMA)
        wanted = wanted_output(options)
        (files,) = plan(wanted, [views.file_name(loaded)])
        deliver(loaded, files, wanted)
