"""The catalogue as documentation."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from markdown_it import MarkdownIt
from msgspec.structs import replace

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.cli import main
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.rule_pages import catalogue_page, rule_page, table
from portfolio_audit.skeletons.sample import samples

PAGE = Path(__file__).parents[1] / "docs" / "rules.md"
IDS = [rule.id for rule in load_catalogue().rules]


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def _headings(markdown: str) -> list[tuple[str, str]]:
    tokens = MarkdownIt().parse(markdown)
    return [
        (token.tag, tokens[place + 1].content) for place, token in enumerate(tokens) if token.type == "heading_open"
    ]


def test_the_page_of_the_rules_is_in_step() -> None:
    written = PAGE.read_text("utf-8")
    assert written == _run("rules", "--format", "markdown").stdout, (
        "renew it: portfolio-audit rules --format markdown > docs/rules.md"
    )


def test_every_rule_has_one_anchor() -> None:
    headings = _headings(PAGE.read_text("utf-8"))
    assert sorted(text for tag, text in headings if tag == "h3") == sorted(IDS)
    assert [text for _, text in headings if re.fullmatch(r"[a-z0-9-]+", text)] == IDS


def test_the_page_has_a_heading_for_every_part(catalogue: Catalogue) -> None:
    headings = _headings(catalogue_page(catalogue))
    assert [text for tag, text in headings if tag == "h1"] == ["The rules"]
    assert [text for tag, text in headings if tag == "h2"] == [category.title for category in catalogue.categories]


@pytest.mark.parametrize("rule", IDS)
def test_a_rule_is_explained(rule: str, catalogue: Catalogue) -> None:
    shown = _run("explain", rule)
    known = catalogue.rule(rule)
    assert shown.exit_code == 0
    assert known is not None
    assert shown.stdout.rstrip() == rule_page(known, catalogue).rstrip()
    assert shown.stdout.partition("\n")[2].rstrip() in catalogue_page(catalogue)
    for part in (f"# {rule}\n", known.title, known.why, known.fix, known.source, f"about {known.minutes} minutes"):
        assert part in shown.stdout
    for example in known.examples:
        assert f"Example, {example.expect}: {example.name}" in shown.stdout


@pytest.mark.parametrize("rule", IDS)
def test_examples_stay_inside_their_fences(rule: str, catalogue: Catalogue) -> None:
    known = catalogue.rule(rule)
    assert known is not None
    blocks = [token.content for token in MarkdownIt().parse(rule_page(known, catalogue)) if token.type == "fence"]
    texts = [text for e in known.examples for text in (*e.files.values(), *e.earlier.values())]
    skeletons = [part.text for part in samples(known)]
    assert [block.strip() for block in blocks[: len(texts)]] == [text.strip() for text in texts]
    assert len(blocks) == len(texts) + bool(skeletons)


def test_a_cap_and_a_condition_are_told(catalogue: Catalogue) -> None:
    rule = catalogue.rule("notebook-only")
    assert rule is not None
    page = rule_page(rule, catalogue)
    assert f"caps the repository's score at {rule.cap}" in page
    assert "- Only where the repository has notebooks\n" in page


def test_a_rule_is_found_by_its_former_name(catalogue: Catalogue) -> None:
    renamed = replace(catalogue.rules[0], aliases=("old-name",))
    assert replace(catalogue, rules=(renamed,)).rule("old-name") is renamed


def test_a_misspelt_rule_is_answered_with_the_nearest() -> None:
    shown = _run("explain", "readme-exist")
    assert shown.exit_code == 2
    assert "no rule is called 'readme-exist'; did you mean readme-exists" in shown.stderr


def test_the_list_has_one_line_a_rule(catalogue: Catalogue) -> None:
    lines = table(catalogue).splitlines()
    assert [line.split()[0] for line in lines if line.startswith("  ")] == IDS
    assert lines[-1] == f"{len(IDS)} rules, rubric ml-engineer, {catalogue.digest}"
