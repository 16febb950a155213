"""The page of a large portfolio, which tells once, with its rule, what a smaller one tells with each finding."""

from pathlib import Path
from runpy import run_path

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from browser.paper import sheets
from browser.watching import OpenPage
from portfolio_audit.auditing import audit
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import FindingReport, Report, RepositoryReport
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.renderers.views import is_absence, to_fix

MOST_BYTES = 400_000
MEASURED = run_path(str(Path(__file__).parents[2] / "benchmarks/in_browser/portfolios.py"))
"""What makes the portfolios that are measured. Their folder holds modules of names that tests have, too, so it must
not be on the path."""


@pytest.fixture(scope="module")
def many(demo_portfolio: Portfolio, catalogue: Catalogue) -> Report:
    return audit(MEASURED["many_of"](demo_portfolio), catalogue, version="0.0.0")


@pytest.fixture(scope="module")
def many_html(many: Report) -> str:
    return RENDERERS["html"](many)


def _missing(report: Report) -> tuple[RepositoryReport, FindingReport]:
    """A finding whose only evidence is what was looked for in vain."""
    found = [
        (repo, finding)
        for repo in report.repositories
        for finding in to_fix(repo.findings)
        if finding.state == "fail" and finding.evidence and is_absence(finding.evidence[0])
    ]
    return found[0]


def test_thirty_repositories_with_a_score_fit_into_the_page(many: Report, many_html: str) -> None:
    assert [repo.score.value is not None for repo in many.repositories] == [True] * 30
    assert len(many_html.encode()) < MOST_BYTES


def test_what_was_looked_for_and_the_fix_stand_with_the_rule_and_are_brought_to_a_finding(
    open_page: OpenPage, many: Report, many_html: str
) -> None:
    repo, finding = _missing(many)
    page = open_page(many_html, f"#repo-{repo.name}/{finding.rule}")
    place = page.locator(f'[id="repo-{repo.name}/{finding.rule}"]')
    expect(place).to_be_in_viewport()
    expect(place.locator("li")).to_have_text([page.locator(f"#rule-{finding.rule} + dd .sought").text_content() or ""])
    expect(place.locator("li")).to_contain_text("Looked for")
    expect(place.locator(".fix")).to_contain_text("Fix:")
    expect(place.get_by_role("checkbox")).to_have_count(1)


def test_what_was_found_is_not_called_missing(open_page: OpenPage, many: Report, many_html: str) -> None:
    page = open_page(many_html)
    page.evaluate("document.querySelectorAll('details').forEach((place) => { place.open = true; })")
    expect(page.locator(".repo .findings > li .acts").last).to_be_visible()
    told = page.eval_on_selector_all(
        ".repo .findings > li",
        "(items) => items.map((item) => [item.id, item.querySelector('ul')?.textContent.includes('Looked for')])",
    )
    expected = {
        f"repo-{repo.name}/{finding.rule}": bool(finding.evidence) and is_absence(finding.evidence[0])
        for repo in many.repositories
        for finding in to_fix(repo.findings)
    }
    assert {place: bool(looked) for place, looked in told} == expected


def test_without_a_script_a_finding_leads_to_its_rule(open_page: OpenPage, many: Report, many_html: str) -> None:
    repo, finding = _missing(many)
    page = open_page(many_html, java_script_enabled=False)
    link = page.locator(f'[id="repo-{repo.name}/{finding.rule}"] a[href="#rule-{finding.rule}"]')
    expect(link).to_have_count(1)
    expect(page.locator(f"#rule-{finding.rule} + dd")).to_contain_text("Looked for")


@pytest.mark.parametrize("count", [8, 30], ids=["with pictures", "without"])
def test_the_summary_is_printed_on_two_pages(open_page: OpenPage, many: Report, tmp_path: Path, count: int) -> None:
    page = open_page(RENDERERS["html"](replace(many, repositories=many.repositories[:count])))
    assert sheets(page, tmp_path / "summary.pdf") == 2
    page.emulate_media(media="print")
    expect(page.locator(".pictures")).to_be_visible(visible=count == 8)
    expect(page.locator(".repo").last).to_be_visible()
