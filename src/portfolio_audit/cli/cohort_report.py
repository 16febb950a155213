"""`portfolio-audit cohort report DIR`."""

from pathlib import Path
from typing import Any

import click

from portfolio_audit.cli.cohort_options import shown_options, wanted_of
from portfolio_audit.cli.session import configure_logging, sentences


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@shown_options
@click.pass_context
def report(ctx: click.Context, /, folder: Path, **options: Any) -> None:
    """Make the pages and tables of the cohort in DIR again from its state; nobody is asked."""
    configure_logging(options["verbose"])
    with sentences():
        ctx.exit(_run(folder, options))


def _run(folder: Path, options: dict[str, Any]) -> int:
    from portfolio_audit.cli.cohort_writing import write
    from portfolio_audit.cohort.concluding import conclude, pages_anew
    from portfolio_audit.cohort.layout import is_there
    from portfolio_audit.cohort.pages import Pages
    from portfolio_audit.cohort.state import State
    from portfolio_audit.errors import StateFileError

    if not is_there(folder):
        raise StateFileError(f"{folder} holds no cohort. Make one: `portfolio-audit cohort ROSTER --output {folder}`.")
    wanted = wanted_of(folder, options)
    with State(folder) as state:
        pages_anew(state, Pages(folder, wanted.language))
        write(state, conclude(state), wanted)
    return 0
