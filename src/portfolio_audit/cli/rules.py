"""`portfolio-audit rules` and `portfolio-audit explain RULE`."""

import json
from pathlib import Path
from typing import Any

import click

from portfolio_audit.cli import completing
from portfolio_audit.cli.options import question_options
from portfolio_audit.cli.session import sentences
from portfolio_audit.errors import RuleFileError


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown", "rubrics"]), default="text", show_default=True
)
@click.option("--test", is_flag=True, help="Run every rule's examples, for instance of your own --rules.")
@question_options
@click.pass_context
def rules(ctx: click.Context, /, form: str, test: bool, **options: Any) -> None:
    """List the rules, with weights. With --test, run their examples."""
    with sentences():
        catalogue = _catalogue(options)
        if test:
            ctx.exit(_test(catalogue))
        from portfolio_audit.cli.output import write_stdout
        from portfolio_audit.rule_pages import catalogue_page, table

        if form == "rubrics":
            from portfolio_audit.rubric_pages import page

            write_stdout(page())
        elif form == "markdown":
            write_stdout(catalogue_page(catalogue))
        elif form == "json":
            from portfolio_audit.codec import to_data

            write_stdout(json.dumps(to_data(catalogue.rules), ensure_ascii=False, indent=1) + "\n")
        else:
            write_stdout(table(catalogue) + _rubrics())


@click.command()
@click.argument("rule", shell_complete=completing.rules)
@click.option("--rules", "own_rules", type=click.Path(path_type=Path), metavar="DIR", help="Your own rule files.")
def explain(rule: str, own_rules: Path | None) -> None:
    """Explain RULE: what is asked of which repositories, why, what it weighs, how to fix it, with examples."""
    from portfolio_audit.catalogue import load_catalogue
    from portfolio_audit.cli.output import write_stdout
    from portfolio_audit.rule_pages import rule_page

    with sentences():
        catalogue = load_catalogue(own_rules=own_rules)
        found = catalogue.rule(rule)
        if found is None:
            raise RuleFileError(_unknown(rule, [known.id for known in catalogue.rules]))
        write_stdout(rule_page(found, catalogue))


def _rubrics() -> str:
    from portfolio_audit.rubrics import rubrics

    return "".join(f"\n  --rubric {rubric.name}: {rubric.description}" for rubric in rubrics()) + "\n"


def _catalogue(options: dict[str, Any]) -> Any:
    from portfolio_audit.cli.audit import catalogue_for

    return catalogue_for(options, examples=True)


def _test(catalogue: Any) -> int:
    from portfolio_audit.cli.output import write_stdout
    from portfolio_audit.examples import mistakes

    found = list(mistakes(catalogue))
    for mistake in found:
        click.echo(mistake, err=True)
    count = sum(len(rule.examples) for rule in catalogue.rules)
    write_stdout(f"{count - len(found)} of {count} examples are decided as they say\n")
    return 1 if found else 0


def _unknown(rule: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(rule, known, 3, 0.5)
    hint = f"did you mean {', '.join(near)}?" if near else "`portfolio-audit rules` lists them."
    return f"no rule is called {rule!r}; {hint}"
