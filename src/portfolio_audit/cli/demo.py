"""`portfolio-audit demo`."""

from typing import Any

import click

from portfolio_audit.cli.asking import asked, kinds_of, settled
from portfolio_audit.cli.interruption import finishing, interrupted
from portfolio_audit.cli.options import gate_options, output_options, question_options, settings_option, wanted_output
from portfolio_audit.cli.session import INTERRUPTED, configure_logging, interactive, sentences, status


@click.command()
@question_options
@settings_option
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
        ctx.exit(_run(settled(ctx, options)))


def _run(options: dict[str, Any]) -> int:
    from portfolio_audit.auditing import with_kinds
    from portfolio_audit.cli.output import deliver, plan
    from portfolio_audit.cli.progress import progress
    from portfolio_audit.demo.earlier import demo_report
    from portfolio_audit.demo.run import gather_demo

    wanted = wanted_output(options)
    (files,) = plan(wanted, ["demo"])
    questions = asked(options)
    with progress(quiet=options["quiet"], live=interactive()) as board:
        gathered = gather_demo(board)
    with finishing():
        portfolio = with_kinds(gathered, kinds_of(options["settings"], gathered))
        report = questions.told(demo_report(portfolio, questions.catalogue), portfolio)
        deliver(report, files, wanted)
    if interrupted():
        return INTERRUPTED
    return status([report], options["fail_under"], strict=options["strict"])
