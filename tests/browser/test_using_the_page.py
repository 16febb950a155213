"""What people do with a report: search, sort, follow links, copy, use keys, change the theme, print."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.paper import sheets
from browser.watching import OpenPage
from portfolio_audit.model.report import Report
from portfolio_audit.renderers.views import to_fix

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 800}
OPEN_ALL = "document.querySelectorAll('details').forEach((place) => { place.open = true; })"


def _repos(page: Page) -> list[str]:
    """Names of the repositories that are shown, in order."""
    return page.locator("#list .repo:visible > summary b").all_inner_texts()


# --- find and sort ---------------------------------------------------------------------------------------------------


def test_a_name_leaves_one_repository_and_says_so(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html)
    page.get_by_label("Find", exact=True).fill("titanic")
    assert _repos(page) == ["titanic-survival"]
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("1 of 6 shown")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("search").get_by_role("status")).to_have_text("6 of 6 shown")


def test_a_part_leaves_its_findings_only(open_page: OpenPage, demo_html: str, demo_report: Report) -> None:
    page = open_page(demo_html)
    page.get_by_label("Findings in").select_option("deployment")
    with_some = [r for r in demo_report.repositories if r.score.value is not None and _open_in(r, "deployment")]
    assert sorted(_repos(page)) == sorted(repo.name for repo in with_some)
    page.evaluate(OPEN_ALL)
    shown = page.eval_on_selector_all("#list .findings > li:not([hidden])", "(items) => items.map((item) => item.id)")
    assert sorted(shown) == sorted(f"repo-{r.name}/{f.rule}" for r in with_some for f in _open_in(r, "deployment"))


def _open_in(repo: Any, part: str) -> list[Any]:
    return [finding for finding in to_fix(repo.findings) if finding.category == part]


def test_repositories_can_be_sorted(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html)
    best_first = _repos(page)
    page.get_by_label("Sort by").select_option("name")
    assert _repos(page) == sorted(best_first)
    page.get_by_label("Sort by").select_option("last")
    assert _repos(page)[0] == "bike-demand-forecast"
    page.get_by_label("Sort by").select_option("")
    assert _repos(page) == best_first


def test_what_is_filtered_is_kept_in_the_address(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html, served=True)
    page.get_by_label("Find", exact=True).fill("forecast")
    page.get_by_label("Sort by").select_option("name")
    query = urlsplit(page.url).query
    assert parse_qs(query) == {"q": ["forecast"], "sort": ["name"]}
    page.reload()
    assert _repos(page) == ["bike-demand-forecast"]
    expect(page.get_by_label("Sort by")).to_have_value("name")


def test_an_address_with_nonsense_is_a_whole_page(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html, "?part=nonsense&sort=%00&q=&x=<b>#repo-nobody/none%", served=True)
    assert len(_repos(page)) == 6


def test_the_table_is_sorted_by_a_button_that_says_how(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html)
    page.get_by_text("The same in numbers").click()
    head = page.locator("#numbers th", has_text="score")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    scores = page.locator("#numbers tbody td:nth-child(4)").all_inner_texts()
    numbers = [int(score) for score in scores if score != "–"]
    assert numbers == sorted(numbers)
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(page.locator("#numbers th[aria-sort]")).to_have_count(1)


# --- links into the page ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "place",
    [
        "repo-titanic-survival",
        "repo-titanic-survival/data-not-stock",
        "repo-monthgrid/readme-exists",
        "repo-monthgrid/deploy-demo",
    ],
)
def test_a_link_opens_what_is_folded_around_its_place(open_page: OpenPage, demo_html: str, place: str) -> None:
    page = open_page(demo_html, f"#{place}")
    expect(page.locator(f'[id="{place}"]')).to_be_in_viewport()
    assert page.evaluate("(id) => document.getElementById(id).closest('.repo').open", place)


def test_a_link_to_a_rule_without_a_place_leads_to_its_repository(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html, "#repo-titanic-survival/no-such-rule")
    expect(page.locator("#repo-titanic-survival")).to_be_in_viewport()
    expect(page.locator("#repo-titanic-survival")).to_have_attribute("open", "")


def test_why_leads_to_the_rule(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html, "#repo-titanic-survival/data-not-stock")
    page.locator('[id="repo-titanic-survival/data-not-stock"] a[href="#rule-data-not-stock"]').click()
    expect(page.locator("#rule-data-not-stock")).to_be_in_viewport()


def test_a_link_to_what_is_filtered_away_shows_it(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html)
    page.get_by_label("Find", exact=True).fill("monthgrid")
    page.locator('.best a[href="#repo-bike-demand-forecast"]').click()
    expect(page.locator("#repo-bike-demand-forecast")).to_be_in_viewport()


# --- copy ------------------------------------------------------------------------------------------------------------


def _clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_a_snippet_is_copied_whole(open_page: OpenPage, demo_html: str, demo_report: Report) -> None:
    page = open_page(demo_html, served=True, permissions=["clipboard-read", "clipboard-write"])
    card = page.locator(".steps .step", has=page.locator(".snippet")).first
    card.locator("summary").click()
    card.locator(".snippet button").click()
    expect(card.locator(".snippet button")).to_have_text("Copied")
    assert _clipboard(page) in {made.text for repo in demo_report.repositories for made in repo.skeletons}


def test_a_fix_is_copied_as_a_task_and_several_as_a_list(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html, served=True, permissions=["clipboard-read", "clipboard-write"])
    card = page.locator(".steps .step").first
    card.get_by_role("button", name="Copy as a task").click()
    title = card.locator("h3").inner_text()
    assert _clipboard(page).startswith(f"## {title}\n\n")
    card.get_by_role("checkbox").check()
    page.get_by_role("button", name="Copy as a to-do list").click()
    expect(page.locator("#copy-plan")).to_have_text("Copied")
    assert _clipboard(page) == f"- [ ] {title} ({card.locator('.where').inner_text()})\n"


def test_copying_works_where_there_is_no_clipboard(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.locator(".steps .step").first.get_by_role("button", name="Copy as a task").click()
    expect(page.locator(".steps .step").first.get_by_role("button").last).to_have_text(re.compile("Copied|Could not"))
    expect(page.locator("textarea")).to_have_count(0)


# --- keys ------------------------------------------------------------------------------------------------------------


def _looked_at(page: Page) -> Page:
    """The page once it has the keyboard: a browser without a window may still be about to give it."""
    page.mouse.click(2, 2)
    page.wait_for_function("document.hasFocus()")
    return page


def test_keys_find_and_go_through_the_repositories(open_page: OpenPage, demo_html: str) -> None:
    page = _looked_at(open_page(demo_html))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".repo.current b").first).to_have_text("monthgrid")
    page.keyboard.press("o")
    expect(page.locator("#repo-monthgrid")).to_have_attribute("open", "")
    page.keyboard.press("k")
    expect(page.locator(".repo.current b").first).to_have_text("bike-demand-forecast")
    page.locator(".steps input").first.check()
    page.keyboard.press("j")
    expect(page.locator(".repo.current b").first).to_have_text("monthgrid")
    page.keyboard.press("/")
    expect(page.get_by_label("Find", exact=True)).to_be_focused()
    page.keyboard.type("jk?/")
    expect(page.get_by_label("Find", exact=True)).to_have_value("jk?/")


def test_help_opens_by_key_and_keys_can_be_switched_off(open_page: OpenPage, demo_html: str) -> None:
    page = _looked_at(open_page(demo_html, served=True))
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Use these keys").uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    page.reload()
    _looked_at(page).keyboard.press("?")
    page.keyboard.press("j")
    expect(dialog).to_be_hidden()
    expect(page.locator(".repo.current")).to_have_count(0)


def test_everything_can_be_reached_by_the_tab_key(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the report")).to_be_focused()
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.tagName + (document.activeElement.type ?? '')"))
    assert {"BUTTONbutton", "SUMMARY", "INPUTcheckbox", "INPUTsearch", "A"} <= seen


# --- how it looks ----------------------------------------------------------------------------------------------------

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def test_the_theme_follows_the_system_until_it_is_chosen(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html, served=True, color_scheme="dark")
    dark = page.evaluate(BACKGROUND)
    page.locator("#theme").click()
    light = page.evaluate(BACKGROUND)
    assert light != dark
    page.reload()
    assert page.evaluate(BACKGROUND) == light
    page.locator("#theme").click()
    assert page.evaluate(BACKGROUND) == dark


@pytest.mark.parametrize("opened", [False, True], ids=["folded", "unfolded"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_scrolls_sideways(open_page: OpenPage, demo_html: str, viewport: Any, opened: bool) -> None:
    page = open_page(demo_html, viewport=viewport)
    if opened:
        page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_without_a_script_everything_is_said_and_no_dead_control_is_shown(
    open_page: OpenPage, demo_html: str, demo_report: Report
) -> None:
    page = open_page(demo_html, java_script_enabled=False)
    text = page.content()
    for repo in demo_report.repositories:
        for finding in to_fix(repo.findings):
            assert f'id="repo-{repo.name}/{finding.rule}"' in text
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(0)
    expect(page.get_by_role("search")).to_have_count(0)


@pytest.mark.parametrize("context", [{"reduced_motion": "reduce"}, {"forced_colors": "active"}], ids=str)
def test_a_page_heeds_what_its_reader_has_set(open_page: OpenPage, demo_html: str, context: dict[str, Any]) -> None:
    page = open_page(demo_html, **context)
    if "reduced_motion" in context:
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    else:
        arc = "getComputedStyle(document.querySelector('.gauge .arc')).stroke"
        assert page.evaluate(arc) != page.evaluate("getComputedStyle(document.querySelector('.gauge .track')).stroke")


# --- print -----------------------------------------------------------------------------------------------------------


def test_the_summary_is_printed_on_two_pages(open_page: OpenPage, demo_html: str, tmp_path: Path) -> None:
    page = open_page(demo_html)
    assert sheets(page, tmp_path / "folded.pdf") <= 2
    page.evaluate(OPEN_ALL)
    assert sheets(page, tmp_path / "unfolded.pdf") <= 2


def test_paper_is_light_whatever_the_theme(open_page: OpenPage, demo_html: str) -> None:
    page = open_page(demo_html, color_scheme="dark")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(22, 32, 44)"


def test_everything_is_printed_when_that_is_asked_for(open_page: OpenPage, demo_html: str, tmp_path: Path) -> None:
    page = open_page(demo_html)
    page.evaluate("window.print = () => { window.printed = document.querySelectorAll('details:not([open])').length; }")
    page.get_by_role("button", name="Print everything").click()
    assert page.evaluate("[window.printed, document.documentElement.dataset.print]") == [0, "all"]
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.print") is None
    assert page.locator("details.repo[open]").count() == 0
    page.evaluate("document.documentElement.dataset.print = 'all'")
    page.evaluate(OPEN_ALL)
    assert sheets(page, tmp_path / "all.pdf") > 5
