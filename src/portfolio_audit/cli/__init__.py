"""The command line. Nothing imports it; heavy parts are imported when a command runs."""

import click

from portfolio_audit import __version__
from portfolio_audit.cli.lazy import LazyGroup


@click.group(
    cls=LazyGroup,
    default="audit",
    subcommand_metavar="TARGET… | COMMAND …",
    commands_from={
        "audit": ("portfolio_audit.cli.audit:audit", "Audit people, repositories or folders (the default command)."),
        "cohort": ("portfolio_audit.cli.cohort:cohort", "Audit a class: everybody on a roster."),
        "watch": ("portfolio_audit.cli.watch:watch", "Audit a folder again whenever it is saved."),
        "demo": ("portfolio_audit.cli.demo:demo", "Audit a made-up portfolio: no network, no token."),
        "rules": ("portfolio_audit.cli.rules:rules", "List the rules in force."),
        "explain": ("portfolio_audit.cli.rules:explain", "Explain one rule: why, how to fix, examples."),
        "fix": ("portfolio_audit.cli.fix:fix", "Make a patch of what a folder lacks; --write writes it."),
        "render": ("portfolio_audit.cli.render:render", "Make other forms of a saved report."),
        "compare": ("portfolio_audit.cli.compare:compare", "Say what changed between two reports."),
        "history": ("portfolio_audit.cli.history:history", "What earlier runs found: the trend."),
        "cache": ("portfolio_audit.cli.cache:cache", "What is kept between runs."),
        "action": ("portfolio_audit.cli.action:action", ""),
        "completion": ("portfolio_audit.cli.completion:completion", "Print a script that completes words in a shell."),
        "doctor": ("portfolio_audit.cli.doctor:doctor", "Look for what stands in the way of an audit."),
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "--version", prog_name="portfolio-audit")
def main() -> None:
    """Audit a GitHub profile as a machine-learning portfolio.

    portfolio-audit TARGET… audits: a username, owner/repo, an address on GitHub, or a folder.
    A public portfolio needs no token. Nothing of any repository is run.

    \b
      portfolio-audit demo               a made-up portfolio, without network
      portfolio-audit octocat            a person
      portfolio-audit octocat/hello      one repository
      portfolio-audit .                  the folder you stand in

    Exit status: 0 done, 1 below --fail-under (compare: --fail-on), 2 wrong usage or a report that could not be written,
    3 nothing could be audited (with --strict: not everything), 130 interrupted; what was done is kept.
    """
