"""`portfolio-audit TARGET…`."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_audit.cli.options import Output, gate_options, output_options, question_options
from portfolio_audit.cli.session import configure_logging, find_token, interactive, sentences, status

if TYPE_CHECKING:
    from portfolio_audit.model.catalogue import Catalogue
    from portfolio_audit.model.portfolio import Portfolio
    from portfolio_audit.targets import Target


@click.command(short_help="Audit people, repositories or folders (the default command).")
@click.argument("targets", nargs=-1, metavar="TARGET…")
@click.option("--repo", "only", multiple=True, metavar="NAME", help="Only this repository; may be given again.")
@click.option("--include-forks", is_flag=True, help="Audit forks, too.")
@click.option("--include-archived", is_flag=True, help="Audit archived repositories, too.")
@click.option("--jobs", type=click.IntRange(1, 32), metavar="N", help="Repositories in work at a time.")
@click.option(
    "--save-portfolio",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep the facts, to audit them again offline.",
)
@click.option(
    "--from", "saved", type=click.Path(path_type=Path), metavar="FILE", help="Audit saved facts instead of a target."
)
@question_options
@gate_options
@output_options
@click.pass_context
def audit(ctx: click.Context, /, targets: tuple[str, ...], saved: Path | None, **options: Any) -> None:
    """Audit each TARGET: a username, owner/repo, an address on GitHub, or a folder.

    Several repositories and folders share one report; each username gets its own.
    """  # fmt: skip
    configure_logging(options["verbose"])
    if bool(targets) == bool(saved):
        raise click.UsageError("give a TARGET, or --from FILE." if not targets else "--from FILE takes no TARGET.")
    with sentences():
        ctx.exit(_run(targets, saved, options))


def _run(targets: tuple[str, ...], saved: Path | None, options: dict[str, Any]) -> int:
    from portfolio_audit.auditing import audit as make_report
    from portfolio_audit.cli.output import deliver, plan

    wanted = Output(
        options["formats"], options["output"], options["open_report"], not options["no_color"], options["quiet"]
    )
    catalogue = catalogue_for(options)
    groups = [("saved", None)] if saved else _groups(targets)
    if options["only"] and not all(_is_person(group) for _, group in groups):
        raise click.UsageError("--repo chooses among a person's repositories; give a username.")
    plans = plan(wanted, [name for name, _ in groups])
    reports = []
    for (_, group), files in zip(groups, plans, strict=True):
        portfolio = _load(saved) if saved else _gather(group, options)
        if options["save_portfolio"]:
            _save(portfolio, options["save_portfolio"])
        report = make_report(portfolio, catalogue)
        deliver(report, files, wanted)
        reports.append(report)
    return status(reports, options["fail_under"], strict=options["strict"])


def catalogue_for(options: dict[str, Any]) -> "Catalogue":
    """The rules that the options ask for."""
    from portfolio_audit.catalogue import load_catalogue

    return load_catalogue(options["rubric"], options["own_rules"], options["select"], options["ignore"])


def _groups(words: tuple[str, ...]) -> "list[tuple[str, Any]]":
    """(name of the output, targets of one report)."""
    from portfolio_audit.targets import Folder, Person, Repository, parse_target

    server = os.environ.get("GITHUB_SERVER_URL") or "https://github.com"
    parsed = list(dict.fromkeys(parse_target(word, server) for word in words))
    for target in parsed:
        if isinstance(target, Folder) and target.also_username:
            click.echo(
                f"auditing the folder {target.path.name}; for the user, give {server}/{target.path.name}", err=True
            )
    people = [(target.login, [target]) for target in parsed if isinstance(target, Person)]
    rest: list[Target] = [target for target in parsed if not isinstance(target, Person)]
    if not rest:
        return people
    first = rest[0]
    name = first.name if isinstance(first, Repository) else first.path.name.removesuffix(".git") or "folder"  # type: ignore[union-attr]
    return [*people, (name if len(rest) == 1 else "repositories", rest)]


def _is_person(group: Any) -> bool:
    from portfolio_audit.targets import Person

    return bool(group) and isinstance(group[0], Person)


def _gather(group: "list[Target]", options: dict[str, Any]) -> "Portfolio":
    from portfolio_audit.cli.progress import progress
    from portfolio_audit.gathering import Wish, default_jobs, gather
    from portfolio_audit.sources.github import API, SERVER, GitHub

    server = os.environ.get("GITHUB_SERVER_URL") or SERVER
    host = GitHub(os.environ.get("GITHUB_API_URL") or API, server, find_token(server))
    wish = Wish(
        options["only"], options["include_forks"], options["include_archived"], options["jobs"] or default_jobs()
    )
    try:
        with progress(quiet=options["quiet"], live=interactive()) as board:
            return gather(group, host, wish, now=clock(), progress=board)
    finally:
        host.close()


def clock() -> datetime:
    """Now, or `SOURCE_DATE_EPOCH` for reproducible reports."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(fixed) if fixed.isdigit() and len(fixed) < 12 else datetime.now(UTC).timestamp()
    return datetime.fromtimestamp(int(seconds), UTC)


def _load(path: Path) -> "Portfolio":
    from portfolio_audit.codec import load_file
    from portfolio_audit.model.portfolio import PORTFOLIO_SCHEMA, Portfolio

    return load_file(path, Portfolio, PORTFOLIO_SCHEMA)


def _save(portfolio: "Portfolio", path: Path) -> None:
    from portfolio_audit.codec import dumps
    from portfolio_audit.files import write_whole

    write_whole(path, dumps(portfolio))
