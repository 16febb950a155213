"""The page of a class: whole without a script, and nothing but text, whatever a class is called."""

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from cohort.page_samples import PASS_MARK, anonymous_class, class_of, hostile_class
from pages import Page
from portfolio_audit.codec import decode, encode
from portfolio_audit.model.cohort import CohortReport, Distribution, Status
from portfolio_audit.model.report import Ruleset
from portfolio_audit.model.rules import State
from portfolio_audit.renderers import cohort
from portfolio_audit.renderers.cohort_page import FIRST, page_of, signed
from portfolio_audit.renderers.cohort_pictures import histogram, x_of

_OWN_ELEMENTS = """
html head meta link title style script body a header main footer section div p span b i ul ol li h1 h2 h3 search
details summary code q dl dt dd table thead tbody tr th td figure figcaption label input select option button output
svg rect path text
"""
ELEMENTS = set(_OWN_ELEMENTS.split())
MOST_BYTES = {30: 400_000, 200: 1_000_000}


def _html(report: CohortReport, *, ranking: bool = False) -> str:
    return "".join(cohort.pieces(report, ranking=ranking))


@pytest.fixture(scope="module")
def report() -> CohortReport:
    return class_of(24)


@pytest.fixture(scope="module")
def html(report: CohortReport) -> str:
    return _html(report)


MAKERS: list[Callable[[], CohortReport]] = [lambda: class_of(24), lambda: class_of(70), hostile_class, anonymous_class]


@pytest.mark.parametrize("make", MAKERS, ids=["24", "70", "hostile", "anonymous"])
def test_the_page_is_well_formed_and_holds_only_elements_of_its_own(make: Callable[[], CohortReport]) -> None:
    page = Page(_html(make()))
    assert not page.badly_closed
    assert not page.stack
    assert not page.comments
    assert {tag for tag, _ in page.elements} <= ELEMENTS
    assert [name for name, count in Counter(page.values("id")).items() if count > 1] == []


@pytest.mark.parametrize("make", MAKERS, ids=["24", "70", "hostile", "anonymous"])
def test_no_style_or_handler_stands_in_an_element_and_links_lead_to_pages_or_within(
    make: Callable[[], CohortReport],
) -> None:
    page = Page(_html(make()))
    assert not [name for _, attributes in page.elements for name in attributes if name == "style" or name[:2] == "on"]
    within = {f"#{name}" for name in page.values("id")}
    for tag, attributes in page.elements:
        if tag == "a" and (href := attributes["href"]).startswith("#"):
            assert href in within
        elif tag == "a":
            assert re.match(r"(https://|students/|javascript%3A|%3Cscript)", href), href
    assert not page.values("src")


def test_the_policy_allows_the_one_style_and_the_one_script_by_their_hashes(html: str) -> None:
    policy = next(v for v in Page(html).values("content") if "default-src" in v)
    assert "default-src 'none'" in policy
    for tag, name in (("style", "style-src"), ("script", "script-src")):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy
        assert "include shared" not in text


def test_every_student_and_every_rule_stands_on_the_page_without_a_script(report: CohortReport, html: str) -> None:
    page = Page(html)
    seen = [row for row in report.students if row.status.seen]
    assert html.count('<tr id="student-') == len(report.students)
    assert html.count('<tr id="rule-') == len(report.rules)
    (head, *rest) = re.findall(r"<tr id=\"rule-.*", html)
    assert all(line.count("<td") == len(seen) for line in (head, *rest))
    text = page.visible()
    for row in report.students:
        assert row.student.name in text
        assert row.student.login in text
        assert row.reason in text


def test_a_cell_says_its_state_by_a_sign(report: CohortReport, html: str) -> None:
    signs = {State.PASS: "✓", State.PARTIAL: "◐", State.FAIL: "✗", State.UNKNOWN: "?", State.NOT_APPLICABLE: "–"}
    for rule in report.rules[::9]:
        line = next(line for line in html.splitlines() if f'id="rule-{rule.id}"' in line)
        expected = [signs[row.rules[rule.id].state] for row in report.students if row.status.seen]
        assert re.findall(r"<td[^>]*>(.)</td>", line) == expected


def test_the_rules_that_teach_most_name_who_misses_them_and_lead_to_their_row(report: CohortReport, html: str) -> None:
    section = html[html.index('aria-labelledby="teach"') : html.index('aria-labelledby="help"')]
    rules = {rule.id: rule for rule in report.rules}
    assert re.findall(r'href="#rule-([\w-]+)"', section) == list(report.teach)
    for id_ in report.teach:
        missing = [r for r in report.students if r.rules and r.rules[id_].state in (State.FAIL, State.PARTIAL)]
        assert len(missing) == rules[id_].missed
        assert f"</b> of {rules[id_].asked} miss it" in section
    assert section.count("<li>") == 5


def test_what_is_unknown_or_unavailable_is_never_red() -> None:
    lost = tuple(row for row in class_of(24).students if not row.status.seen)
    page = Page(_html(replace(class_of(24), students=lost, concerns=(), improved=(), likenesses=())))
    used = {name for value in page.values("class") for name in value.split()}
    assert not used & {"weak", "fail", "f", "tag"}


def test_nobody_s_place_among_the_others_is_told_unless_asked_for(report: CohortReport) -> None:
    plain, ranked = _html(report), _html(report, ranking=True)
    roster = [f"student-{row.student.login}" for row in report.students]
    assert re.findall(r'<tr id="(student-[\w-]+)"', plain) == roster
    assert "place</th>" not in plain
    order = re.findall(r'<tr id="(student-[\w-]+)"[^>]*><td>([\d–]+)</td>', ranked)
    assert sorted(name for name, _ in order) == sorted(roster)
    places = [int(place) for _, place in order if place != "–"]
    assert places == sorted(places)
    assert places[0] == 1
    assert [place for _, place in order][len(places) :] == ["–"] * (len(roster) - len(places))


def test_equal_scores_share_a_place(report: CohortReport) -> None:
    ranks = page_of(report, ranking=True).ranks
    by_score: dict[int, set[int]] = {}
    for row in report.students:
        if row.value is not None:
            by_score.setdefault(row.value, set()).add(ranks[row.student.login])
    assert all(len(places) == 1 for places in by_score.values())
    assert len(by_score) < len(ranks)


def test_an_anonymous_page_leads_nowhere_and_says_that_it_is_safe_to_share(report: CohortReport) -> None:
    anonymous = anonymous_class()
    assert any(row.page for row in anonymous.students)
    html = _html(anonymous)
    assert all(href.startswith(("#", "data:,")) for href in Page(html).values("href"))
    assert "https://" not in html
    for row in report.students:
        assert row.student.name not in html
        assert row.student.login not in html
    assert "Yusuf Demir" not in html
    assert "Names are pseudonyms" in html


def test_an_attack_is_text_everywhere() -> None:
    html = _html(hostile_class())
    assert "<script>alert" not in html
    assert "<img" not in html
    assert 'href="javascript:' not in html
    assert "\x1b" not in html
    assert "\u202e" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_class_under_review_says_its_time_its_names_and_that_it_was_ended(report: CohortReport) -> None:
    text = Page(_html(replace(report, partial=True))).visible()
    assert "As it was at 2026-03-01 23:59 UTC" in text
    assert "assignment-*" in text
    assert "This run was ended before everybody was looked at." in text
    ended = Page(_html(replace(report, as_of=None, patterns=(), problems=()))).visible()
    assert "As it was at" not in ended
    assert "Only repositories" not in ended
    assert "Lines of the roster" not in ended


def test_how_many_passed_leaves_out_of_whom_it_cannot_be_said(report: CohortReport, html: str) -> None:
    answers = Counter(row.passed for row in report.students if row.status.seen)
    told = answers[True] + answers[False]
    text = Page(html).visible()
    assert f"{answers[True]} of {told} passed." in text
    assert f"Of {answers[None]} it cannot be said yet." in text
    without = replace(
        report, ruleset=Ruleset("own", "0" * 16), students=tuple(replace(r, passed=None) for r in report.students)
    )
    assert "passed." not in Page(_html(without)).visible()
    assert "Dashed" not in Page(_html(without)).visible()


def test_likenesses_are_folded_and_worded_as_a_reason_to_talk(html: str) -> None:
    section = html[html.index('aria-labelledby="alike"') : html.index('aria-labelledby="students"')]
    assert "<details" in section
    assert " open" not in section
    assert "There are innocent reasons" in section
    assert "about 93 % in common" in section
    assert 'href="https://github.com/bruno-2/assignment-2"' in section


def test_a_long_list_is_folded_after_its_first_students() -> None:
    report = class_of(70)
    html = _html(report)
    section = html[html.index('aria-labelledby="help"') : html.index('aria-labelledby="improved"')]
    assert f'<span class="count">{len(report.concerns) - FIRST}</span>' in section
    assert section.count('<a href="#student-') == len(report.concerns)


def test_a_class_of_which_nobody_could_be_seen_has_a_page() -> None:
    lost = tuple(row for row in class_of(24).students if not row.status.seen)
    nobody = replace(
        class_of(24),
        students=lost,
        rules=(),
        teach=(),
        improved=(),
        concerns=(),
        likenesses=(),
        distribution=Distribution(),
    )
    for report in (nobody, replace(nobody, students=(), problems=())):
        page = Page(_html(report))
        assert not page.badly_closed
        assert "Nobody has a score yet." in page.visible()


@pytest.mark.parametrize("count", MOST_BYTES)
def test_a_page_stays_one_that_opens_at_once(count: int) -> None:
    assert len(_html(class_of(count)).encode()) < MOST_BYTES[count]


def test_the_page_of_a_saved_report_is_the_same(report: CohortReport, html: str) -> None:
    again = decode(encode(report), CohortReport)
    assert _html(again) == html


def test_every_status_has_its_words(report: CohortReport) -> None:
    assert {row.status for row in report.students} == set(Status)
    text = Page(_html(report)).visible()
    for words in ("looked at in full", "looked at in part", "no such user", "no repositories"):
        assert words in text


@pytest.mark.parametrize(("points", "shown"), [(None, "–"), (0, "±0"), (3, "+3"), (-4, "−4")])
def test_a_move_is_told_with_its_sign(points: int | None, shown: str) -> None:
    assert signed(points) == shown


def test_the_picture_counts_what_the_table_does(report: CohortReport) -> None:
    picture = histogram(report.distribution, PASS_MARK)
    assert picture
    assert [column.count for column in picture.columns] == [bucket.count for bucket in report.distribution.buckets]
    assert max(column.height for column in picture.columns) == 104
    assert picture.box.lowest <= picture.box.lower <= picture.box.median <= picture.box.upper <= picture.box.highest
    assert picture.pass_mark == x_of(PASS_MARK)
    assert [column.passed for column in picture.columns] == [
        bucket.low >= PASS_MARK for bucket in report.distribution.buckets
    ]
    assert histogram(Distribution(), PASS_MARK) is None
