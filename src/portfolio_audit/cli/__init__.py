"""The command line. Nothing imports it; heavy parts are imported when a command runs."""

import click

from portfolio_audit import __version__
from portfolio_audit.cli.lazy import LazyGroup


@click.group(
    cls=LazyGroup,
    default="audit",
    subcommand_metavar="TARGET… | COMMAND …",
    commands_from={
        "audit": "portfolio_audit.cli.audit:audit",
        "demo": "portfolio_audit.cli.demo:demo",
        "rules": "portfolio_audit.cli.rules:rules",
        "explain": "portfolio_audit.cli.rules:explain",
        "render": "portfolio_audit.cli.render:render",
        "doctor": "portfolio_audit.cli.doctor:doctor",
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

    Exit status: 0 done, 1 below --fail-under, 2 wrong usage or a report that could not be written,
    3 nothing could be audited (with --strict: not everything), 130 interrupted; what was done is kept.
    """
