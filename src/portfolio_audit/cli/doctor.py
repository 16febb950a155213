"""`portfolio-audit doctor`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from portfolio_audit.cli.session import NOTHING, configure_logging, sentences
from portfolio_audit.cli.token import find_token


@click.command()
@click.option("--offline", is_flag=True, help="Ask no host.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def doctor(ctx: click.Context, /, offline: bool, form: str) -> None:
    """Look at git, network, token, rate limit, cache, folders and disk, and say what to do about each.

    One request goes to the API, which costs nothing of the rate limit, and one to the host of the repositories.

    git has to be 2.32 or newer. Older than 2.43.7, 2.44.4, 2.45.4, 2.46.4, 2.47.3, 2.48.2, 2.49.1 or 2.50.1
    it has known holes, unless the distribution has closed them under the old number.

    Exit status: 0 an audit can run, 3 an audit of a person or a repository cannot.
    """
    configure_logging(0)
    with sentences():
        ctx.exit(_run(offline, form))


def _run(offline: bool, form: str) -> int:
    from portfolio_audit.cli.output import write_stdout
    from portfolio_audit.doctor import can_audit, examine
    from portfolio_audit.doctor.machine import speaks_utf8
    from portfolio_audit.doctor.showing import as_json, as_text, conclusion
    from portfolio_audit.sources.github import addresses
    from portfolio_audit.store import cache_folder

    api, server = addresses()
    token, plain = find_token(server), not speaks_utf8()
    folders = (Path.cwd(), cache_folder())
    found = []
    for finding in examine(api, server, token.text, token.source, folders, offline=offline, now=datetime.now(UTC)):
        found.append(finding)
        if form == "text":
            write_stdout(as_text(finding, plain=plain))
    write_stdout(conclusion(found) if form == "text" else as_json(found))
    return 0 if can_audit(found) else NOTHING
