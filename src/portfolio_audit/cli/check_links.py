"""`--check-links`: a flag that may say which links, and the looks that it asks for."""

from typing import TYPE_CHECKING, Any

import click

from portfolio_audit.cli.instants import clock
from portfolio_audit.cli.session import say
from portfolio_audit.text import numbered

if TYPE_CHECKING:
    from portfolio_audit.model.portfolio import Portfolio
    from portfolio_audit.store import Store

NAME = "--check-links"
CHOICES = ("demos", "all")
"""Values of `demos.WHICH`, which is not loaded to tell what there is."""

check_links_option = click.option(
    NAME,
    "links",
    type=click.Choice(CHOICES),
    metavar="[=all]",
    help="Visit the demos that repositories lead to, and say whether they answer; with =all every link of their "
    "READMEs to the web. Only public addresses are asked, and what was found is kept for a day.",
)


class WithLinks(click.Command):
    """A command whose `--check-links` may stand alone, before a target, too."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Say what the flag alone means; what follows it is a target."""
        end = args.index("--") if "--" in args else len(args)
        return super().parse_args(ctx, [*map(_spelled, args[:end]), *args[end:]])


def _spelled(word: str) -> str:
    return f"{NAME}={CHOICES[0]}" if word == NAME else word


def with_links_looked_at(portfolio: "Portfolio", options: dict[str, Any], store: "Store") -> "Portfolio":
    """The portfolio with what is found where its links lead, if the options ask for that."""
    if not options["links"]:
        return portfolio
    from portfolio_audit.links import looking, visited

    tell = None if options["quiet"] else _tell
    return visited(portfolio, options["links"], looking(store, clock()), offline=options["offline"], tell=tell)


def _tell(count: int) -> None:
    say(f"visiting {numbered(count, '{} address', '{} addresses')}; where that leaves a doubt, twice.")
