"""`portfolio-audit watch PATH`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_audit.cli import completing
from portfolio_audit.cli.asking import asked, settled
from portfolio_audit.cli.instants import clock
from portfolio_audit.cli.options import question_options, settings_option
from portfolio_audit.cli.session import configure_logging, opened_store, sentences

if TYPE_CHECKING:
    from portfolio_audit.cli.watch_lines import Lines
    from portfolio_audit.exempting import Questions
    from portfolio_audit.targets import Folder
    from portfolio_audit.watching.auditor import Auditor
    from portfolio_audit.watching.course import Course
    from portfolio_audit.watching.lookout import Sight


@click.command()
@click.argument(
    "path", type=click.Path(path_type=Path), default=Path(), metavar="[PATH]", shell_complete=completing.folders
)
@click.option(
    "--kind",
    metavar="KIND",
    shell_complete=completing.kinds,
    help="What the repository is, if it was read as something else.",
)
@question_options
@settings_option
@click.option(
    "--interval",
    type=click.FloatRange(0.1, 3600),
    default=0.25,
    show_default=True,
    metavar="SECONDS",
    help="How often to look for what was saved; on large folders less often.",
)
@click.option("--once", is_flag=True, help="Look once, say it on one line and end.")
@click.option("--plain", is_flag=True, help="One line for each change, as where the output is no terminal.")
@click.option("--no-color", is_flag=True, help="No colours in the terminal (also: NO_COLOR).")
@click.option("-v", "--verbose", count=True, help="More on stderr; -vv for all.")
@click.pass_context
def watch(ctx: click.Context, /, path: Path, **options: Any) -> None:
    """Audit the folder PATH again whenever something in it is saved, and show how the score moves.

    Files count as they lie there, committed or not; of what git does not know, what is ignored and what nobody means to
    commit is left out. Nothing is written. Ctrl-C ends it, which is its usual end: with 0, once it has shown a score.
    """
    configure_logging(options["verbose"])
    with sentences():
        _run(path, settled(ctx, {**options, "fail_under": None}))


def _run(path: Path, options: dict[str, Any]) -> None:
    from portfolio_audit.cli.watch_lines import lines_for
    from portfolio_audit.watching.course import Course

    folder, kinds = _folder(path), _kinds(options)
    with opened_store(no_cache=False) as store:
        questions = asked(options, store)
    course = Course()
    with _auditor(folder, questions, kinds, options) as auditor:
        try:
            with lines_for(folder.path.name, options) as lines:
                _go_on(auditor, folder, course, lines, options)
        except KeyboardInterrupt:
            if course.last is None:
                raise
    if not options["once"]:
        lines.sum_up(course)


def _go_on(auditor: "Auditor", folder: "Folder", course: "Course", lines: "Lines", options: dict[str, Any]) -> None:
    """Look, wait until something was saved, and so on; once only, if that is wanted."""
    from portfolio_audit.watching.lookout import Lookout
    from portfolio_audit.watching.quiet import Rhythm, next_sight

    lookout, rhythm = Lookout(folder.path), Rhythm(options["interval"])
    sight = lookout.look()
    saved: tuple[str, ...] = ()
    while True:
        _look(auditor, course, lines, saved, sight)
        if options["once"]:
            return
        before, sight = sight, next_sight(lookout.look, sight, rhythm)
        saved = sight.changed(before)


def _look(auditor: "Auditor", course: "Course", lines: "Lines", saved: tuple[str, ...], sight: "Sight") -> None:
    """Audit and tell. What goes wrong later than the first time may be mended by the next save."""
    from portfolio_audit.errors import AuditError

    if sight.gone and course.looks:
        lines.trouble(f"the folder cannot be looked into ({sight.gone}); waiting for it")
        return
    lines.looking()
    try:
        found = course.take(auditor.report(clock()), saved)
    except AuditError as error:
        if course.last is None:
            raise
        lines.trouble(str(error))
        return
    if isinstance(found, str):
        lines.trouble(f"it could not be read: {found}")
    else:
        lines.tell(found)


def _folder(path: Path) -> "Folder":
    """Raises:
    BadTarget: it is no folder with files.
    """
    from dataclasses import replace

    from portfolio_audit.errors import BadTarget
    from portfolio_audit.targets import Folder, parse_target

    is_there = os.path.lexists(path)
    found = parse_target(str(path.absolute())) if is_there else None
    if not isinstance(found, Folder):
        raise BadTarget(f"{str(path)!r} is no folder here. Give a folder; clone what is on a host first.")
    return replace(found, as_it_stands=True)


def _kinds(options: dict[str, Any]) -> dict[str, str]:
    """Kinds by the repository's name; the one of the command line whatever it is called."""
    from portfolio_audit.model.facts import KINDS

    if options["kind"] and options["kind"] not in KINDS:
        raise click.UsageError(f"--kind takes one of {', '.join(KINDS)}.")
    named = dict(options["settings"].kinds)
    return {"": options["kind"]} if options["kind"] else named


def _auditor(folder: "Folder", questions: "Questions", kinds: dict[str, str], options: dict[str, Any]) -> "Auditor":
    from portfolio_audit.planning import Wish
    from portfolio_audit.rubrics import load_rubric
    from portfolio_audit.sources.github import GitHub, addresses
    from portfolio_audit.watching.auditor import Auditor

    wish = Wish(datasets=load_rubric(options["rubric"]).datasets)
    return Auditor(folder, questions, wish, GitHub(*addresses()), kinds)
