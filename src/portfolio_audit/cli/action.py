"""`portfolio-audit action`: what `action.yml` runs."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from portfolio_audit.cli.interruption import interruptible
from portfolio_audit.cli.redaction import never_say, never_say_what_is_set, redacted
from portfolio_audit.cli.session import INTERRUPTED, USAGE
from portfolio_audit.errors import AuditError, HostUnreachable, RateLimited, Unanswered

if TYPE_CHECKING:
    from portfolio_audit.action.console import Console

_PASSING_TROUBLES = (RateLimited, HostUnreachable, Unanswered)


@click.command(hidden=True)
@click.pass_context
def action(ctx: click.Context) -> None:
    """Audit what a job has checked out, and tell it where the event is shown. Everything comes from the environment."""
    from portfolio_audit.action.console import Console, Harmless

    never_say_what_is_set()
    console = Console(sys.stdout, redacted)
    out, err = Harmless(sys.stdout, redacted), Harmless(sys.stderr, redacted)
    sys.stdout, sys.stderr = out, err
    status = _ended(console)
    out.end()
    err.end()
    ctx.exit(status)


def _ended(console: "Console") -> int:
    """The exit status: what could not be looked at makes no job red, a mistake in the workflow does."""
    try:
        with interruptible():
            return _run(console)
    except _PASSING_TROUBLES as error:
        console.annotate("warning", f"Nothing could be audited: {error}", {"title": "Portfolio audit"})
        return 0
    except AuditError as error:
        console.annotate("error", str(error), {"title": "Portfolio audit"})
        return USAGE
    except KeyboardInterrupt:
        console.say("interrupted.")
        return INTERRUPTED


def _run(console: "Console") -> int:
    from portfolio_audit.action.event import read_event
    from portfolio_audit.action.inputs import read_inputs
    from portfolio_audit.action.job import Job
    from portfolio_audit.cli.instants import clock
    from portfolio_audit.sources.github import GitHub, addresses
    from portfolio_audit.sources.patience import Patience

    inputs, event = read_inputs(os.environ), read_event(os.environ)
    token = os.environ.get("GITHUB_TOKEN", "").strip()
    never_say(token)
    host = GitHub(*addresses(), token, patience=Patience(tell=console.say))
    try:
        return Job(inputs, event, host, console, Path(os.environ.get("GITHUB_WORKSPACE") or "."), clock()).done()
    finally:
        host.close()
