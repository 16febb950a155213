"""Options that several commands share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_audit.catalogue_names import DEFAULT_RUBRIC
from portfolio_audit.cli import completing
from portfolio_audit.renderers import FILES
from portfolio_audit.renderers.language_files import DEFAULT, available

if TYPE_CHECKING:
    from portfolio_audit.renderers.own import OwnTemplate

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Output:
    """Where reports go and in which forms."""

    formats: tuple[str, ...] = ()
    output: str | None = None
    open_report: bool = False
    color: bool = True
    quiet: bool = False
    template: "OwnTemplate | None" = None
    language: str = DEFAULT


def wanted_output(options: Mapping[str, Any]) -> Output:
    """What the options of a command ask for.

    Raises:
        TemplateFileError: the template is none.
    """
    template = None
    if options["template"]:
        from portfolio_audit.renderers.own import load_template

        template = load_template(options["template"], options["language"])
    return Output(
        options["formats"],
        options["output"],
        options["open_report"],
        not options["no_color"],
        options["quiet"],
        template,
        options["language"],
    )


def checked_patterns(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Patterns of repositories: of names, or of one repository for each person in somebody's account."""
    from portfolio_audit.targets import valid_login, valid_name

    for value in values:
        if not value.strip():
            raise click.BadParameter("it is empty, which no name matches. Give one such as 'hw1-*', or leave it out.")
        owner, slash, name = value.partition("/")
        if slash and not (valid_login(owner) and name.count("*") == 1 and valid_name(name.replace("*", "x"))):
            raise click.BadParameter(f"{value!r} is no OWNER/NAME with one * for the username, such as course/hw1-*.")
    return values


def combine(*decorators: Decorator) -> Decorator:
    """Several options as one decorator, shown in this order."""

    def apply(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return apply


terminal_options = combine(
    click.option("--no-color", is_flag=True, help="No colours in the terminal (also: NO_COLOR)."),
    click.option("-q", "--quiet", is_flag=True, help="No progress and no summary."),
    click.option("-v", "--verbose", count=True, help="More on stderr; -vv for all."),
)  # fmt: skip

output_options = combine(
    click.option("--format", "formats", type=click.Choice(list(FILES)), multiple=True, help="Form of the report; may be given again. Default: html and json."),  # noqa: E501
    click.option("--template", type=click.Path(path_type=Path), metavar="FILE", help="A Jinja2 template of your own, as one more form."),  # noqa: E501
    click.option("--output", metavar="DIR|FILE|-", help="Where to write. Default: portfolio-audit-NAME/. With - to stdout."),  # noqa: E501
    click.option("--language", type=click.Choice(available()), default=DEFAULT, show_default=True, metavar="CODE", help="Language of the report; JSON is always in English."),  # noqa: E501
    click.option("--open", "open_report", is_flag=True, help="Open the page in the browser."),
    terminal_options,
)  # fmt: skip

eyes_options = combine(
    click.option("--rubric", default=DEFAULT_RUBRIC, show_default=True, metavar="NAME|FILE", shell_complete=completing.rubrics, help="Whose eyes to look with."),  # noqa: E501
    click.option("--rules", "own_rules", type=click.Path(path_type=Path), metavar="DIR", help="Folder of your own rule files."),  # noqa: E501
)  # fmt: skip

question_options = combine(
    eyes_options,
    click.option("--select", multiple=True, metavar="RULE", shell_complete=completing.rules_and_categories, help="Only these rules, categories or patterns."),  # noqa: E501
    click.option("--ignore", multiple=True, metavar="RULE", shell_complete=completing.rules_and_categories, help="Not these rules, categories or patterns."),  # noqa: E501
)  # fmt: skip

settings_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A settings file of yours; the command line wins over it. docs/settings.md says what it may hold.",
)

gate_options = combine(
    click.option("--fail-under", type=click.IntRange(0, 100), metavar="N", help="Exit with 1 when the score is below N."),  # noqa: E501
    click.option("--strict", is_flag=True, help="Exit with 3 when something could not be looked at."),
)  # fmt: skip
