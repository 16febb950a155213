"""`portfolio-audit fix PATH`."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from portfolio_audit.cli import completing
from portfolio_audit.cli.asking import asked, settled
from portfolio_audit.cli.instants import clock
from portfolio_audit.cli.interruption import finishing, interrupted
from portfolio_audit.cli.options import eyes_options, settings_option, terminal_options
from portfolio_audit.cli.session import INTERRUPTED, configure_logging, opened_store, say, sentences

if TYPE_CHECKING:
    from portfolio_audit.cli.fix_files import File
    from portfolio_audit.fixing.values import FixWish
    from portfolio_audit.mending import Proposal
    from portfolio_audit.model.catalogue import Catalogue


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="PATH", shell_complete=completing.folders)
@click.option("--write", is_flag=True, help="Write the files, all of them or none. Default: show a diff.")
@click.option(
    "--pr",
    is_flag=True,
    help="A pull request on your own repository: PATH is owner/repo or a clone's folder. --write opens it.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="RULE|CATEGORY|FILE",
    shell_complete=completing.rules_and_categories,
    help="Only what these rules or categories ask for, or only these files (such as LICENSE or '*.md'); "
    "may be given again.",
)
@click.option("--license", "spdx", default="", metavar="SPDX", help="The license to add, such as MIT.")
@click.option("--author", default="", metavar="NAME", help="Who holds the copyright.")
@click.option("--language", default="", metavar="CODE", help="Language of a new README. Default: the repository's.")
@eyes_options
@settings_option
@terminal_options
@click.pass_context
def fix(ctx: click.Context, /, path: Path, **options: Any) -> None:
    """Make a patch of what the repository in the folder PATH lacks, from its own facts.

    \b
      portfolio-audit fix .                show what would change
      portfolio-audit fix . | git apply    the same as --write
      portfolio-audit fix . --write        change it
      portfolio-audit fix ada/bikes --pr   show what a pull request would be; with --write open it

    What cannot be known from the files is a line that begins with [TODO], a question that only the author can answer;
    such lines count as placeholders until they are answered. Nothing that stands there is taken away, and the score
    never falls.
    """
    configure_logging(options["verbose"])
    with sentences():
        ctx.exit(_run(path, settled(ctx, {**options, "select": (), "ignore": (), "fail_under": None})))


def _run(path: Path, options: dict[str, Any]) -> int:
    from portfolio_audit.cli.fix_files import write
    from portfolio_audit.cli.fix_showing import show_diff, tell, tell_written

    folder = None if options["pr"] else _folder(path)
    with opened_store(no_cache=False) as store:
        catalogue = asked(options, store).catalogue
    if folder is None:
        from portfolio_audit.cli.fix_pr import run

        return run(path, catalogue, _wish(catalogue, options, "", clock().year), options)
    proposal, files = _planned(folder, catalogue, options)
    with finishing():
        if options["write"]:
            write(folder, files)
            tell_written(files)
        else:
            show_diff(files, color=not options["no_color"])
        if not options["quiet"]:
            tell(proposal, files, catalogue, written=options["write"])
    return INTERRUPTED if interrupted() else 0


def _folder(path: Path) -> Path:
    """The folder itself, wherever the path leads to.

    Raises:
        BadTarget: there is none.
    """
    from portfolio_audit.errors import BadTarget
    from portfolio_audit.targets import Folder, parse_target

    try:
        found = parse_target(str(path)) if path.exists() else None
    except OSError as error:
        raise BadTarget(f"{str(path)!r} cannot be opened: {error.strerror}.") from None
    if not isinstance(found, Folder):
        raise BadTarget(f"{str(path)!r} is no folder here. Give a folder; clone what is on a host first.")
    return found.path


def _planned(folder: Path, catalogue: "Catalogue", options: dict[str, Any]) -> "tuple[Proposal, tuple[File, ...]]":
    """What is proposed and can be written, with the files that must stay as they are."""
    from portfolio_audit.cli.fix_files import plan
    from portfolio_audit.mending import Mender, assignment, propose
    from portfolio_audit.planning import Wish
    from portfolio_audit.rubrics import load_rubric
    from portfolio_audit.sources.github import addresses

    now = clock()
    _, server = addresses()
    work = assignment(folder, server)
    wish = _wish(catalogue, options, work.page, now.year)
    with Mender(work, Wish(datasets=load_rubric(options["rubric"]).datasets), now) as mender:
        if not options["quiet"]:
            say(f"reading {work.name} …")
        proposal = propose(mender, catalogue, wish)
        files = plan(folder, proposal.patch)
        if refused := tuple(file for file in files if file.refused):  # what is written must be what was judged
            proposal = propose(mender, catalogue, replace(wish, without=tuple(file.change.path for file in refused)))
            files = (*refused, *plan(folder, proposal.patch))
    return proposal, files


def _wish(catalogue: "Catalogue", options: dict[str, Any], page: str, year: int) -> "FixWish":
    from portfolio_audit.fixing.license import licenses
    from portfolio_audit.fixing.values import FixWish
    from portfolio_audit.skeletons import languages

    if options["spdx"] and options["spdx"].lower() not in licenses():
        names = ", ".join(sorted(known["id"] for known in licenses().values()))
        raise click.UsageError(f"--license takes one of {names}.")
    if options["language"] and options["language"] not in languages():
        raise click.UsageError(f"--language takes a code out of {', '.join(languages())}.")
    rules, files = _only(catalogue, options["only"])
    return FixWish(rules, options["spdx"], options["author"], options["language"], year, page, files)


def _only(catalogue: "Catalogue", words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Rules and patterns of files that were named; all rules when none was."""
    from portfolio_audit.catalogue import matches

    named = {word: tuple(rule.id for rule in catalogue.rules if matches(word, rule)) for word in words}
    files = tuple(word for word, rules in named.items() if not rules and _is_of_files(word))
    if files and len(files) < len(words):
        raise click.UsageError("--only takes either rules and categories, or files.")
    strange = next((word for word, rules in named.items() if not rules and word not in files), None)
    if strange:
        raise click.UsageError(
            f"--only: no rule or category is called {strange!r}. `portfolio-audit rules` lists them."
        )
    chosen = {rule for rules in named.values() for rule in rules}
    return tuple(rule.id for rule in catalogue.rules if not chosen or rule.id in chosen), files


def _is_of_files(word: str) -> bool:
    """Whether a word means files and no rule: ids of rules are in small letters, with hyphens."""
    return any(char in "./*" for char in word) or word[:1].isupper()
