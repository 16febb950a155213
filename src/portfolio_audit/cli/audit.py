"""`portfolio-audit TARGET…`."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_audit.cli import completing
from portfolio_audit.cli.asking import asked, kinds_of, settled
from portfolio_audit.cli.check_links import (
    WithLinks,
    check_links_option,
    check_screenshot,
    screenshot_option,
    with_links_looked_at,
)
from portfolio_audit.cli.grouping import are_folders, grouped, name_of
from portfolio_audit.cli.instants import as_of_option, clock
from portfolio_audit.cli.interruption import finishing, interrupted
from portfolio_audit.cli.options import (
    checked_patterns,
    gate_options,
    output_options,
    question_options,
    settings_option,
    wanted_output,
)
from portfolio_audit.cli.session import (
    INTERRUPTED,
    NOTHING,
    configure_logging,
    interactive,
    opened_store,
    say,
    sentences,
    status,
)
from portfolio_audit.cli.token import find_token
from portfolio_audit.errors import AuditError

if TYPE_CHECKING:
    from portfolio_audit.gathering import Each
    from portfolio_audit.model.catalogue import Catalogue
    from portfolio_audit.model.facts import RepoFacts
    from portfolio_audit.model.portfolio import Portfolio
    from portfolio_audit.model.report import Report
    from portfolio_audit.packed import Packed
    from portfolio_audit.store import Store
    from portfolio_audit.targets import Target


@click.command(cls=WithLinks)
@click.argument("targets", nargs=-1, metavar="TARGET…", shell_complete=completing.folders)
@click.option("--repo", "only", multiple=True, metavar="NAME", help="Only this repository; may be given again.")
@click.option(
    "--repo-pattern",
    "pattern",
    multiple=True,
    callback=checked_patterns,
    metavar="[OWNER/]GLOB",
    help="Only repositories whose names match, such as 'assignment-*', as hand-ins: nothing else of the person counts. "
    "May be given again.",
)
@click.option("--include-forks", is_flag=True, help="Audit forks, too.")
@click.option("--include-archived", is_flag=True, help="Audit archived repositories, too.")
@as_of_option
@click.option(
    "--as-it-stands",
    is_flag=True,
    help="Of folders, the files as they lie there now, committed or not, without what is ignored and what nobody means "
    "to commit. Such a run is neither compared with others nor remembered.",
)
@click.option(
    "--no-cache",
    is_flag=True,
    help="Neither use what earlier runs have read, nor keep what this one reads; no history either.",
)
@click.option("--no-history", is_flag=True, help="Neither compare with earlier runs, nor keep what this one finds.")
@click.option("--jobs", type=click.IntRange(1, 32), metavar="N", help="Repositories in work at a time.")
@click.option("--wait", is_flag=True, help="Wait for the host's request limits to end, up to two hours each.")
@click.option("--offline", is_flag=True, help="Ask nobody; use what earlier runs kept.")
@click.option(
    "--save-portfolio",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep the facts, to audit them again offline.",
)
@click.option(
    "--from", "saved", type=click.Path(path_type=Path), metavar="FILE", help="Audit saved facts instead of a target."
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    metavar="NAME=KIND",
    shell_complete=completing.kinds,
    help="What a repository of yours is, if it was read as something else; may be given again.",
)
@check_links_option
@screenshot_option
@question_options
@settings_option
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
        ctx.exit(_run(targets, saved, settled(ctx, options)))


def _run(targets: tuple[str, ...], saved: Path | None, options: dict[str, Any]) -> int:
    from portfolio_audit.assessing import assessment
    from portfolio_audit.auditing import audit as make_report
    from portfolio_audit.auditing import with_kinds
    from portfolio_audit.cli.output import deliver, get_ready, plan
    from portfolio_audit.cli.remembering import remembering
    from portfolio_audit.judgements import Judgements

    wanted = wanted_output(options)
    kinds = _kinds(options["kinds"])
    reports: list[Report] = []
    failed = 0
    with opened_store(no_cache=options["no_cache"]) as store:
        questions = asked(options, store)
        catalogue = questions.catalogue
        loaded = _load(saved) if saved else None
        groups = [(name_of(loaded), [])] if loaded else grouped(targets, standing=options["as_it_stands"])
        _check(groups, options)
        plans = plan(wanted, [name for name, _ in groups])
        get_ready(plans, wanted)
        for (_, group), files in zip(groups, plans, strict=True):
            memo = Judgements(store, catalogue)
            # what is to be looked at is judged after that, and once
            each = _opened if options["links"] else partial(assessment, catalogue=catalogue, memo=memo)
            try:
                portfolio = with_links_looked_at(loaded or _gather(group, options, store, each), options, store)
            except AuditError as error:
                if len(groups) == 1:
                    raise
                say(str(error))
                failed = NOTHING
                continue
            except KeyboardInterrupt:
                if not reports:
                    raise
                say("interrupted; the reports named above are written.")
                return INTERRUPTED
            with finishing():
                if options["save_portfolio"]:
                    _save(portfolio, options["save_portfolio"])
                portfolio = with_kinds(portfolio, kinds_of(options["settings"], portfolio) | kinds)
                report = make_report(portfolio, catalogue, memo=memo)
                report = questions.told(report, portfolio, Judgements(store, questions.whole))
                told = remembering(report, group, catalogue, options)
                reports.append(told.report)
                deliver(told.report, files, wanted)
                told.keep()
            if interrupted():
                return INTERRUPTED
    return status(reports, options["fail_under"], strict=options["strict"]) or failed


def _opened(item: "Packed[RepoFacts]") -> None:
    """Find out whether what was kept of it is still fit.

    Raises:
        Unfit: it is not.
    """
    _ = item.value


def _check(groups: "list[tuple[str, list[Target]]]", options: dict[str, Any]) -> None:
    """Find out before the work what does not go together."""
    from portfolio_audit.files import check_writable
    from portfolio_audit.targets import Person

    people = [group for _, group in groups if group and isinstance(group[0], Person)]
    check_screenshot(options)
    if options["offline"] and options["no_cache"]:
        raise click.UsageError("--offline uses what was kept, which --no-cache does without.")
    if options["only"] and len(people) < len(groups):
        raise click.UsageError("--repo chooses among a person's repositories; give a username.")
    if options["pattern"] and len(people) < len(groups):
        raise click.UsageError("--repo-pattern chooses among a person's repositories; give a username.")
    if options["as_it_stands"] and not all(group and are_folders(group) for _, group in groups):
        raise click.UsageError("--as-it-stands looks at the files of folders; give folders only.")
    if options["as_of"] and not all(group for _, group in groups):
        raise click.UsageError("--as-of looks into the history of repositories, which saved facts do not hold.")
    if options["save_portfolio"]:
        if len(groups) > 1:
            raise click.UsageError("--save-portfolio keeps one report's facts; give one username, or none.")
        check_writable(options["save_portfolio"].absolute().parent)


def _kinds(words: tuple[str, ...]) -> dict[str, str]:
    """`NAME=KIND` as a mapping."""
    from portfolio_audit.model.facts import KINDS

    pairs = [word.rpartition("=") for word in words]
    for name, _, kind in pairs:
        if not name or kind not in KINDS:
            raise click.UsageError(f"--kind takes NAME=KIND, with a kind out of {', '.join(KINDS)}.")
    return {name: kind for name, _, kind in pairs}


def catalogue_for(options: dict[str, Any], store: "Store | None" = None, *, examples: bool = False) -> "Catalogue":
    """The rules that the options ask for."""
    from portfolio_audit.catalogue import load_catalogue
    from portfolio_audit.kept_catalogue import kept_catalogue

    select, ignore = options["select"], options["ignore"]
    if store is not None and options["own_rules"] is None:
        return kept_catalogue(store, options["rubric"], select, ignore)
    return load_catalogue(options["rubric"], options["own_rules"], select, ignore, examples=examples)


def _gather(group: "list[Target]", options: dict[str, Any], store: "Store", each: "Each") -> "Portfolio":
    from portfolio_audit.cli.progress import progress
    from portfolio_audit.gathering import default_jobs, gather
    from portfolio_audit.planning import Wish
    from portfolio_audit.rubrics import load_rubric
    from portfolio_audit.sources.github import GitHub, addresses
    from portfolio_audit.sources.patience import Patience

    api, server = addresses()
    patience = Patience(wait=options["wait"], tell=None if options["quiet"] else say)
    host = GitHub(api, server, find_token(server).text, store, patience=patience, offline=options["offline"])
    wish = Wish(
        options["only"],
        forks=options["include_forks"],
        archived=options["include_archived"],
        jobs=options["jobs"] or default_jobs(),
        pattern=options["pattern"],
        as_of=options["as_of"],
        datasets=load_rubric(options["rubric"]).datasets,
    )
    try:
        with progress(quiet=options["quiet"], live=interactive()) as board:
            return gather(group, host, wish, now=clock(), progress=board, store=store, each=each)
    finally:
        host.close()


def _load(path: Path) -> "Portfolio":
    from portfolio_audit.codec import load_file
    from portfolio_audit.model.portfolio import PORTFOLIO_SCHEMA, Portfolio

    return load_file(path, Portfolio, PORTFOLIO_SCHEMA)


def _save(portfolio: "Portfolio", path: Path) -> None:
    from portfolio_audit.codec import dumps
    from portfolio_audit.files import write_whole

    write_whole(path, dumps(portfolio))
