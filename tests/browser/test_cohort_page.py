"""What a mentor does with the page of a class: find, filter, sort, look around in the map, change the theme, print."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.watching import OpenPage
from cohort.page_samples import anonymous_class, class_of, hostile_class
from portfolio_audit.model.cohort import CohortReport
from portfolio_audit.renderers import cohort

OPEN_ALL = "document.querySelectorAll('details').forEach((place) => { place.open = true; })"
PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def report() -> CohortReport:
    return class_of(24)


@pytest.fixture(scope="module")
def html(report: CohortReport) -> str:
    return "".join(cohort.pieces(report))


def _students(page: Page) -> list[str]:
    """Names of the students that are shown, in order."""
    return page.locator("#list tr:visible th > :first-child").all_inner_texts()


def _rules(page: Page) -> list[str]:
    """Rules of the map that are shown, in order."""
    return page.eval_on_selector_all(".map tr[data-missed]", "(rows) => rows.map((row) => row.id)")


def test_a_name_leaves_one_student_and_says_so(open_page: OpenPage, html: str) -> None:
    page = open_page(html)
    page.get_by_label("Find", exact=True).fill("okafor")
    assert _students(page) == ["Ada Okafor"]
    status = page.get_by_role("search").get_by_role("status")
    expect(status).to_have_text("1 of 24 shown")
    page.get_by_role("button", name="Reset").click()
    expect(status).to_have_text("24 of 24 shown")


def test_status_and_group_leave_those_students(open_page: OpenPage, html: str, report: CohortReport) -> None:
    page = open_page(html)
    page.get_by_label("Status").select_option("partial")
    assert _students(page) == [row.student.name for row in report.students if row.status == "partial"]
    page.get_by_label("Status").select_option("")
    page.get_by_label("Group").select_option("Group B")
    assert _students(page) == [row.student.name for row in report.students if row.student.group == "Group B"]


def test_what_is_filtered_is_kept_in_the_address(open_page: OpenPage, html: str) -> None:
    page = open_page(html, served=True)
    page.get_by_label("Group").select_option("Group C")
    shown = _students(page)
    page.reload()
    assert _students(page) == shown
    assert len(shown) == 8


def test_students_are_sorted_by_a_button_and_put_back_by_reset(
    open_page: OpenPage, html: str, report: CohortReport
) -> None:
    page = open_page(html)
    roster = [row.student.name for row in report.students]
    head = page.locator("#class thead th").first
    head.get_by_role("button").click()
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert _students(page)[0].startswith("Zoë")
    assert sorted(_students(page)) == sorted(roster)
    page.get_by_role("button", name="Reset").click()
    assert _students(page) == roster
    expect(page.locator("#class [aria-sort]")).to_have_count(0)


def test_scores_are_put_in_order_only_where_a_ranking_was_asked_for(
    open_page: OpenPage, html: str, report: CohortReport
) -> None:
    page = open_page(html)
    expect(page.locator("#class thead").get_by_role("button", name="score")).to_have_count(0)
    ranked = open_page("".join(cohort.pieces(report, ranking=True)))
    ranked.locator("#class thead").get_by_role("button", name="score").click()
    scores = ranked.locator("#list td.score b").all_inner_texts()
    assert len(scores) == 20
    assert [int(score) for score in scores] == sorted(int(score) for score in scores)


def test_the_map_is_ordered_by_what_is_missed_most_and_back(
    open_page: OpenPage, html: str, report: CohortReport
) -> None:
    page = open_page(html)
    by_part = _rules(page)
    page.locator("#order").select_option("missed")
    missed = {f"rule-{rule.id}": rule.missed for rule in report.rules}
    numbers = [missed[rule] for rule in _rules(page)]
    assert numbers == sorted(numbers, reverse=True)
    expect(page.locator(".map .part:visible")).to_have_count(0)
    page.locator("#order").select_option("gain")
    assert _rules(page)[:5] == [f"rule-{rule}" for rule in report.teach]
    page.locator("#order").select_option("")
    assert _rules(page) == by_part


def test_a_cell_of_the_map_is_told_in_words(open_page: OpenPage, html: str, report: CohortReport) -> None:
    page = open_page(html)
    rule = report.rules[0]
    words = {
        "pass": "passed",
        "partial": "in part",
        "fail": "missed",
        "unknown": "unknown",
        "not-applicable": "not asked",
    }
    seen = [row for row in report.students if row.status.seen]
    for place in (0, 5, 9):
        page.locator(f"#rule-{rule.id} td").nth(place).hover()
        expected = f"{seen[place].student.name}: {rule.title}: {words[seen[place].rules[rule.id].state]}"
        expect(page.locator("#answer")).to_have_text(expected)
        expect(page.locator(".map .pointed")).to_have_text(seen[place].student.name)


def test_a_rule_to_teach_leads_to_its_row(open_page: OpenPage, html: str, report: CohortReport) -> None:
    page = open_page(html)
    page.get_by_role("link", name="In the table of all rules").nth(2).click()
    row = page.locator(f"#rule-{report.teach[2]}")
    expect(row).to_be_in_viewport()
    head = page.locator(".map thead").bounding_box()
    there = row.bounding_box()
    assert head
    assert there
    assert there["y"] >= head["y"] + head["height"] - 1


def test_a_name_that_is_filtered_away_is_found_by_its_link(
    open_page: OpenPage, html: str, report: CohortReport
) -> None:
    page = open_page(html)
    page.get_by_label("Find", exact=True).fill("no student is called so")
    assert _students(page) == []
    login = report.concerns[0].login
    page.locator(f'.people a[href="#student-{login}"]').first.click()
    expect(page.locator(f"#student-{login}")).to_be_in_viewport()


def test_the_map_is_moved_by_keys(open_page: OpenPage) -> None:
    page = open_page("".join(cohort.pieces(class_of(70))))
    region = page.get_by_role("region", name="Rules by students")
    region.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.map').scrollLeft > 0")
    head, region_box = page.locator(".map tbody th[scope=row]").first.bounding_box(), region.bounding_box()
    assert head
    assert region_box
    assert abs(head["x"] - region_box["x"]) <= 2


@pytest.mark.parametrize("name", ["24", "70", "anonymous", "hostile"])
def test_a_phone_never_scrolls_sideways(open_page: OpenPage, name: str) -> None:
    makers = {"24": class_of(24), "70": class_of(70), "anonymous": anonymous_class(), "hostile": hostile_class()}
    page = open_page("".join(cohort.pieces(makers[name])), viewport=PHONE)
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_the_theme_is_chosen_and_remembered(open_page: OpenPage, html: str) -> None:
    page = open_page(html, served=True, color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Theme: as the system").click()
    page.get_by_role("button", name="Theme: light").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.reload()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()


def test_printing_everything_unfolds_the_page_and_folds_it_again(open_page: OpenPage, html: str) -> None:
    page = open_page(html)
    page.evaluate("window.print = () => { window.opened = document.querySelectorAll('details:not([open])').length; }")
    page.get_by_role("button", name="Print everything").click()
    assert page.evaluate("window.opened") == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0


def _sheets(page: Page) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))


def test_the_summary_of_a_class_fits_a_few_sheets_and_leaves_the_map_out(open_page: OpenPage, html: str) -> None:
    page = open_page(html)
    page.emulate_media(media="print")
    expect(page.locator(".map")).to_be_hidden()
    assert _sheets(page) <= 3
    page.evaluate("document.documentElement.dataset.print = 'all'")
    expect(page.locator(".map")).to_be_visible()
    assert _sheets(page) > 3


def test_everything_but_controls_is_there_without_a_script(open_page: OpenPage, html: str) -> None:
    with_script, without = open_page(html), open_page(html, java_script_enabled=False)
    expect(without.locator(".js:visible")).to_have_count(0)
    assert without.locator("#list tr").count() == 24
    assert without.locator(".map td").count() == with_script.locator(".map td").count()
