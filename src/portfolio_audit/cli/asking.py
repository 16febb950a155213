"""What a run asks: by the command line, and by a settings file where one is named."""

from os.path import isfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from portfolio_audit.cli.session import say

if TYPE_CHECKING:
    from portfolio_audit.exempting import Questions
    from portfolio_audit.model.portfolio import Portfolio
    from portfolio_audit.settings import Settings
    from portfolio_audit.store import Store


def settled(ctx: click.Context, options: dict[str, Any]) -> dict[str, Any]:
    """The options with what the settings file says where the command line does not; `settings` is the file.

    What the file ignores is left out beside what the command line ignores.

    Raises:
        RuleFileError: the file cannot be read or has a mistake.
    """
    settings = _load(options["config"])
    is_default = ctx.get_parameter_source("rubric") is ParameterSource.DEFAULT
    return {
        **options,
        "settings": settings,
        "rubric": _rubric(settings) if settings.rubric and is_default else options["rubric"],
        "select": options["select"] or settings.select,
        "ignore": (*settings.ignore, *options["ignore"]),
        "fail_under": settings.fail_under if options["fail_under"] is None else options["fail_under"],
    }


def _load(file: Path | None) -> "Settings":
    from portfolio_audit.errors import RuleFileError
    from portfolio_audit.settings import MOST_BYTES, Settings, parse_settings

    if file is None:
        return Settings()
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise RuleFileError(f"{file}: cannot be read ({error.strerror}). Give a settings file to --config.") from None
    return parse_settings(data, file)


def _rubric(settings: "Settings") -> str:
    """A built-in rubric's name, or the path of a file, counted from the settings file's folder.

    Raises:
        RuleFileError: it is neither.
    """
    from portfolio_audit.errors import RuleFileError
    from portfolio_audit.rubrics import is_built_in
    from portfolio_audit.text import NAME, shown

    name = settings.rubric or ""
    path = settings.file.parent / name
    if is_built_in(name):
        return name
    if not isfile(path):  # noqa: PTH113 - unlike its namesake of `Path`, it takes any text for a name
        raise RuleFileError(
            f"{settings.file}: rubric: {shown(repr(name), NAME)} is no rubric. Name one that "
            "`portfolio-audit rules` lists, or a file, counted from the folder of the settings file."
        )
    return str(path)


def asked(options: dict[str, Any], store: "Store | None" = None) -> "Questions":
    """The rules that settled options ask for.

    Raises:
        RuleFileError: a file has a mistake, or a name is not known.
    """
    from portfolio_audit.cli.audit import catalogue_for
    from portfolio_audit.errors import UnknownRule
    from portfolio_audit.exempting import Questions, exemptions
    from portfolio_audit.settings import unknown_rule

    settings, ignore = options["settings"], options["ignore"]
    try:
        catalogue = catalogue_for(options, store)
    except UnknownRule as error:
        raise unknown_rule(settings, error) from None
    if not ignore and not options["select"]:
        return Questions(catalogue, catalogue)
    whole = catalogue_for({**options, "select": (), "ignore": ()}, store)
    return Questions(catalogue, whole, exemptions(whole, catalogue, ignore, settings.ignore))


def kinds_of(settings: "Settings", portfolio: "Portfolio") -> dict[str, str]:
    """The kinds that the settings file gives to repositories of this portfolio; of others it is said that it does."""
    from portfolio_audit.text import NAME, shown

    if not settings.kinds:
        return {}
    names = {repo.name for repo in portfolio.repos}
    for name in (name for name in settings.kinds if name not in names):
        say(f"{settings.file}: kind.{shown(name, NAME)}: no repository that was read is called so; it changes nothing.")
    return {name: kind for name, kind in settings.kinds.items() if name in names}
