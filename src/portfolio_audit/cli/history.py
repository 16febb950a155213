"""`portfolio-audit history [SUBJECT]`, `history clear [SUBJECT]`."""

import click

from portfolio_audit.cli.lazy import LazyGroup
from portfolio_audit.cli.session import configure_logging, sentences


@click.group(
    cls=LazyGroup,
    default="show",
    commands_from={
        "show": ("portfolio_audit.cli.history:show", "Show whose scores are kept, or those of one (the default)."),
        "clear": ("portfolio_audit.cli.history:clear", "Forget all scores, or those of one."),
    },
    invoke_without_command=True,
    no_args_is_help=False,
    subcommand_metavar="[SUBJECT] | COMMAND …",
)
@click.pass_context
def history(ctx: click.Context) -> None:
    """What earlier runs found: the trend, and what a report compares itself with.

    It lies in the folder that PORTFOLIO_AUDIT_DATA names, else in the platform's data folder. Kept are dates, scores,
    names of repositories and the state of each rule, and of no repository more than its name.
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


@click.command()
@click.argument("subject", required=False)
def show(subject: str | None) -> None:
    """Show whose scores are kept, or those of SUBJECT."""
    from portfolio_audit.cli.output import write_stdout
    from portfolio_audit.history import History, data_folder, is_called
    from portfolio_audit.renderers.views import value_of
    from portfolio_audit.text import visible

    configure_logging(0)
    with sentences():
        history = History(data_folder())
        kept = [each for each in history.all() if subject is None or is_called(each, subject)]
        write_stdout(f"{history.folder}\n" if subject is None else "")
        for each in kept:
            points = each.past.points if subject else each.past.points[-1:]
            write_stdout(visible(f"{each.subject} ({each.rubric})") + "\n")
            write_stdout("".join(f"  {point.at:%Y-%m-%d %H:%M}  {value_of(point.score):>3}\n" for point in points))
        if subject and not kept:
            click.echo(f"nothing is kept of {subject!r}; `portfolio-audit history` lists what is", err=True)


@click.command()
@click.argument("subject", required=False)
def clear(subject: str | None) -> None:
    """Forget the scores of SUBJECT, or all."""
    from portfolio_audit.history import History, data_folder

    configure_logging(0)
    with sentences():
        gone = History(data_folder()).clear(subject)
        click.echo(f"{gone} {'file' if gone == 1 else 'files'} removed", err=True)
