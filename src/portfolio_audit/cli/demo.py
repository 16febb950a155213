"""`portfolio-audit demo`."""

from typing import Any

import click

from portfolio_audit.cli.audit import catalogue_for
from portfolio_audit.cli.interruption import finishing, interrupted
from portfolio_audit.cli.options import gate_options, output_options, question_options, wanted_output
from portfolio_audit.cli.session import INTERRUPTED, configure_logging, interactive, sentences, status


@click.command()
@question_options
@gate_options
@output_options
@click.pass_context
def demo(ctx: click.Context, /, **options: Any) -> None:
    """Audit a made-up portfolio through the whole pipeline.

    Its repositories are built on the fly and served by a GitHub on this machine: real git, real requests, no network.
    What changed, and the trend, come from auditing its files as they were on earlier days; nothing is kept.
    """
    configure_logging(options["verbose"])
    with sentences():
        ctx.exit(_run(options))


def _run(options: dict[str, Any]) -> int:
    from portfolio_audit.cli.output import deliver, plan
    from portfolio_audit.cli.progress import progress
    from portfolio_audit.demo.earlier import demo_report
    from portfolio_audit.demo.run import gather_demo

    wanted = wanted_output(options)
    (files,) = plan(wanted, ["demo"])
    catalogue = catalogue_for(options)
    with progress(quiet=options["quiet"], live=interactive()) as board:
        portfolio = gather_demo(board)
    with finishing():
        report = demo_report(portfolio, catalogue)
        deliver(report, files, wanted)
    if interrupted():
        return INTERRUPTED
    return status([report], options["fail_under"], strict=options["strict"])
