"""`portfolio-audit cohort ROSTER`."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_audit.cli.asking import asked, settled
from portfolio_audit.cli.check_links import WithLinks, check_links_option
from portfolio_audit.cli.cohort_options import output_option, shown_options, wanted_of
from portfolio_audit.cli.instants import as_of_option, clock
from portfolio_audit.cli.interruption import finishing
from portfolio_audit.cli.options import checked_patterns, combine, question_options, settings_option
from portfolio_audit.cli.session import (
    INTERRUPTED,
    NOTHING,
    configure_logging,
    interactive,
    opened_store,
    say,
    sentences,
)
from portfolio_audit.cli.token import find_token
from portfolio_audit.text import as_file_name, counted, shown

if TYPE_CHECKING:
    from portfolio_audit.cohort.engines import MakeEngine
    from portfolio_audit.cohort.records import Asking
    from portfolio_audit.cohort.visiting import Visiting
    from portfolio_audit.exempting import Questions
    from portfolio_audit.model.catalogue import Catalogue
    from portfolio_audit.model.cohort import CohortReport, Roster
    from portfolio_audit.planning import Wish
    from portfolio_audit.settings import Settings
    from portfolio_audit.sources.github import GitHub
    from portfolio_audit.store import Store

ENGINES = ("local", "dask")
_CALLERS = 3
"""Students who are asked about at a time: nearly all of that is waiting for answers."""
_PROBLEMS = 20
"""Lines of the roster that are told in the terminal."""

which_options = combine(
    click.option("--column", metavar="NAME|N", help="The roster's column of usernames, if it is not found by itself."),
    click.option("--repo-pattern", "patterns", multiple=True, callback=checked_patterns, metavar="[OWNER/]GLOB", help="Only repositories called so, such as 'hw1-*', or 'course/hw1-*' in the course's account, with the username for the star: hand-ins, judged by themselves; may be given again."),  # noqa: E501
    as_of_option,
    click.option("--include-forks", is_flag=True, help="Audit forks, too."),
    click.option("--include-archived", is_flag=True, help="Audit archived repositories, too."),
    click.option("--course-material", "material", multiple=True, metavar="OWNER/REPO", help="What the course handed out: its code is nobody's likeness; may be given again."),  # noqa: E501
)  # fmt: skip

work_options = combine(
    click.option("--jobs", type=click.IntRange(1, 64), metavar="N", help="Repositories in work at a time."),
    click.option("--engine", type=click.Choice(ENGINES), default="local", show_default=True, help="Where repositories are read: here, or on a Dask cluster."),  # noqa: E501
    click.option("--scheduler", metavar="ADDRESS", help="The Dask cluster's, such as tcp://10.0.0.5:8786."),
    click.option("--wait", is_flag=True, help="Wait for the host's request limits to end, up to two hours each."),
    click.option("--no-cache", is_flag=True, help="Neither use what earlier runs have read, nor keep it beyond this cohort's own state."),  # noqa: E501
    click.option("--strict", is_flag=True, help="Exit with 3 when somebody could not be looked at."),
)  # fmt: skip


@click.command(cls=WithLinks)
@click.argument("roster")
@which_options
@work_options
@check_links_option
@question_options
@settings_option
@output_option
@shown_options
@click.pass_context
def run(ctx: click.Context, /, roster: str, **options: Any) -> None:
    """Audit each student on the ROSTER.

    A CSV or XLSX file with a column of usernames, a list of usernames, - for one on the standard input, or org:NAME.
    """
    configure_logging(options["verbose"])
    with sentences():
        ctx.exit(_run(roster, settled(ctx, {**options, "fail_under": None})))


def _run(source: str, options: dict[str, Any]) -> int:
    from portfolio_audit.cli.cohort_progress import watching
    from portfolio_audit.cli.cohort_writing import write
    from portfolio_audit.cohort.concluding import conclude, finish, note_questions, sweep
    from portfolio_audit.cohort.material import read_material
    from portfolio_audit.cohort.pages import Pages
    from portfolio_audit.cohort.running import Means, run_cohort
    from portfolio_audit.cohort.state import State

    wanted = wanted_of(options["output"] or _folder(source), options)
    _check_engine(options)
    _tell_unused(options["settings"])
    now = clock()
    with opened_store(no_cache=options["no_cache"]) as store, ExitStack() as stack:
        questions = asked(options, store)
        catalogue = questions.catalogue
        host = _host(options, store)
        stack.callback(host.close)
        roster = _roster(source, options, host)
        material = read_material(options["material"], host, now, store)
        state = stack.enter_context(State(wanted.folder))
        note_questions(state, catalogue, material)
        pages = Pages(wanted.folder, wanted.language)
        with watching(lambda: _left(host), quiet=options["quiet"], live=interactive()) as board:
            callers = _callers(host, store, stack)
            engine = _engine(options, catalogue)
            means = Means(
                host, callers, _wish(options), questions, store, engine, pages, board, _visiting(options, store)
            )
            interrupted = run_cohort(roster, state, _asking(options, questions), means, now)
        with finishing():
            sweep(state, pages)
            report = conclude(state)
            write(state, report, wanted)
            finish(state)
    if interrupted:
        say("interrupted; what was done is kept, and the same command goes on with it.")
        return INTERRUPTED
    return _status(report, strict=options["strict"])


def _folder(source: str) -> Path:
    """Where a roster's cohort lies unless it is said otherwise."""
    name = Path(source.removeprefix("org:")).stem
    return Path(f"portfolio-audit-{as_file_name(name, 'class')}")


def _roster(source: str, options: dict[str, Any], host: "GitHub") -> "Roster":
    from portfolio_audit.cohort.layout import is_there
    from portfolio_audit.cohort.rosters import read_roster

    if is_there(Path(source)):
        raise click.UsageError(f"{source} holds a cohort. Give its roster; or `cohort report {source}` tells it again.")
    stdin = sys.stdin.buffer if sys.stdin is not None else None
    roster = read_roster(source, options["column"], host.server_url, stdin=stdin, members=host.members)
    if options["quiet"]:
        return roster
    say(f"{counted(len(roster.students), 'student')}. {roster.told}".rstrip())
    for problem in roster.problems[:_PROBLEMS]:
        say(f"line {problem.line} of the roster: {shown(problem.text, 80)}: {problem.reason}")
    if len(roster.problems) > _PROBLEMS:
        say(f"and {len(roster.problems) - _PROBLEMS} more lines of the roster name nobody; the page lists them.")
    return roster


def _host(options: dict[str, Any], store: "Store") -> "GitHub":
    from portfolio_audit.sources.github import GitHub, addresses
    from portfolio_audit.sources.patience import Patience

    api, server = addresses()
    patience = Patience(wait=options["wait"], tell=None if options["quiet"] else say)
    return GitHub(api, server, find_token(server).text, store, patience=patience)


def _callers(host: "GitHub", store: "Store", stack: ExitStack) -> "tuple[GitHub, ...]":
    """Who asks about students; alone where there are few requests, which half-done work would waste."""
    others = [host.beside(store) for _ in range(_CALLERS - 1)] if host.token else []
    for other in others:
        stack.callback(other.close)
    return (host, *others)


def _left(host: "GitHub") -> str:
    """What the host says of its limits."""
    left = host.left
    return f"{left.remaining:,} of {left.limit:,} requests left" if left else ""


def _wish(options: dict[str, Any]) -> "Wish":
    from portfolio_audit.gathering import default_jobs
    from portfolio_audit.planning import Wish
    from portfolio_audit.rubrics import load_rubric

    return Wish(
        forks=options["include_forks"],
        archived=options["include_archived"],
        jobs=options["jobs"] or default_jobs(),
        datasets=load_rubric(options["rubric"]).datasets,
        as_of=options["as_of"],
        pattern=options["patterns"],
    )


def _asking(options: dict[str, Any], questions: "Questions") -> "Asking":
    from portfolio_audit import __version__
    from portfolio_audit.cohort.records import Asking

    return Asking(
        __version__,
        questions.catalogue.rubric,
        questions.catalogue.digest,
        options["as_of"],
        options["patterns"],
        options["include_forks"],
        options["include_archived"],
        options["material"],
        questions.exempted,
        options["links"] or "",
    )


def _visiting(options: dict[str, Any], store: "Store") -> "Visiting | None":
    """Who looks at links, if the options ask for that."""
    if not options["links"]:
        return None
    from portfolio_audit.cohort.visiting import Visiting
    from portfolio_audit.links import looking

    return Visiting(options["links"], looking(store, clock()))


def _tell_unused(settings: "Settings") -> None:
    """Say what of a settings file is about one portfolio alone."""
    for name, value in (("kind", settings.kinds or None), ("fail-under", settings.fail_under)):
        if value is not None:
            say(f"{settings.file}: {name} is about one portfolio; it changes nothing for a class.")


def _check_engine(options: dict[str, Any]) -> None:
    if (options["engine"] == "dask") != bool(options["scheduler"]):
        raise click.UsageError("--engine dask and --scheduler ADDRESS go together.")


def _engine(options: dict[str, Any], catalogue: "Catalogue") -> "MakeEngine":
    """What makes the engine, once there is something to read."""
    from portfolio_audit.cohort.engines import LocalEngine
    from portfolio_audit.gathering import default_jobs

    jobs = options["jobs"] or default_jobs()
    if options["engine"] == "local":
        return lambda readings: LocalEngine(readings, jobs)
    from portfolio_audit.cohort.dask_engine import dask_engine
    from portfolio_audit.cohort.recipes import recipe_of

    asked = (options[name] for name in ("rubric", "own_rules", "select", "ignore"))
    return dask_engine(options["scheduler"], recipe_of(catalogue, *asked), say)


def _status(report: "CohortReport", *, strict: bool) -> int:
    """The exit status for what became of the students."""
    from portfolio_audit.model.cohort import Status

    seen = [row for row in report.students if row.status.seen]
    if report.students and not seen:
        say("nobody could be audited; the page says why.")
    unsure = strict and any(row.status is not Status.OK for row in report.students)
    return NOTHING if unsure or (report.students and not seen) else 0
