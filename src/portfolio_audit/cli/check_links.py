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

screenshot_option = click.option(
    "--screenshot",
    is_flag=True,
    help="With --check-links: show a small picture of each demo that answers (at most eight), taken by a Chromium of "
    "this machine. Needs portfolio-audit[screenshot].",
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

    quiet = options["quiet"]
    who = looking(store, clock())
    found = visited(portfolio, options["links"], who, offline=options["offline"], tell=None if quiet else _tell)
    return _pictured(found, quiet=quiet) if options["screenshot"] else found


def check_screenshot(options: dict[str, Any]) -> None:
    """Find out before the work whether pictures can be taken, if they are wanted.

    Raises:
        PicturesUnavailable: they cannot.
    """
    if not options["screenshot"]:
        return
    if not options["links"] or options["offline"]:
        raise click.UsageError("--screenshot shows demos that were visited; give --check-links, without --offline.")
    from portfolio_audit.web.picturing import browser_here

    browser_here()


def _pictured(portfolio: "Portfolio", *, quiet: bool) -> "Portfolio":
    from functools import partial

    from portfolio_audit.links import pictured
    from portfolio_audit.web.getting import Web
    from portfolio_audit.web.picturing import PicturesUnavailable, pictures

    take = partial(pictures, connect=Web().reached)
    try:
        return pictured(portfolio, take, None if quiet else _tell_pictures)
    except PicturesUnavailable as error:
        say(str(error))
        return portfolio


def _tell_pictures(count: int) -> None:
    say(f"taking {numbered(count, 'a picture', '{} pictures')}.")


def _tell(count: int, kept: int) -> None:
    if count:
        say(f"visiting {numbered(count, '{} address', '{} addresses')}; where that leaves a doubt, twice.")
    if kept:
        found = numbered(kept, "what was found at {} address", "what was found at {} addresses")
        say(f"{found} within the last day still counts; --no-cache visits again.")
