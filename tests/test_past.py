"""What a report says of earlier runs: the last one that was another, and the trend."""

import pytest
from msgspec.structs import replace

from facts_of import portfolio_of, repo_of, unseen_repo
from portfolio_audit.auditing import audit
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.model.report import Report, TrendPoint
from portfolio_audit.past import MOST_POINTS, Past, with_past, with_state
from portfolio_audit.rescoring import recorded
from reports_of import report_of


def _after(*reports: Report) -> Past:
    past = Past()
    for report in reports:
        past = with_state(past, recorded(report))
    return past


def _told(report: Report, *earlier: Report) -> Report:
    return with_past(report, recorded(report), _after(*earlier))


FIRST = report_of({"app": "+--+."}, "-")
SECOND = report_of({"app": "-++-."}, "+", day=7)
SECOND_AGAIN = replace(SECOND, generated_at=report_of({}, day=9).generated_at)


def test_the_first_run_has_nothing_to_tell() -> None:
    assert _told(FIRST) == FIRST


def test_a_later_run_tells_what_changed_and_how_the_score_went() -> None:
    told = _told(SECOND, FIRST)
    assert told.changes is not None
    assert (told.changes.since, told.changes.before, told.changes.after) == (FIRST.generated_at, 18, 42)
    assert told.trend == (TrendPoint(FIRST.generated_at, 18), TrendPoint(SECOND.generated_at, 42))


def test_an_unchanged_portfolio_is_told_the_same_again() -> None:
    once, again = _told(SECOND, FIRST), _told(SECOND_AGAIN, FIRST, SECOND)
    assert again.changes == once.changes
    assert [point.score for point in again.trend] == [18, 42]
    assert _told(SECOND, FIRST, SECOND) == once
    assert _told(FIRST, FIRST) == FIRST


def test_a_portfolio_that_goes_back_is_another_state() -> None:
    back = replace(FIRST, generated_at=SECOND_AGAIN.generated_at)
    assert [point.score for point in _told(back, FIRST, SECOND).trend] == [18, 42, 18]


def test_only_the_last_two_states_are_kept_in_full_and_at_most_so_many_values() -> None:
    past = _after(*(report_of({"app": f"{'+-'[day % 2]}-+++"}, day=day) for day in range(MOST_POINTS + 5)))
    assert [state.at for state in past.states] == [point.at for point in past.points[-2:]]
    assert len(past.points) == MOST_POINTS
    following = report_of({"app": "+++++"}, day=MOST_POINTS + 5)
    assert len(with_past(following, recorded(following), past).trend) == MOST_POINTS


def test_a_run_under_other_rules_that_found_the_same_is_the_same_state() -> None:
    upgraded = replace(SECOND_AGAIN, ruleset=replace(SECOND.ruleset, digest="1" * 16))
    changes = _told(upgraded, FIRST, SECOND).changes
    assert changes is not None
    assert changes.since == FIRST.generated_at
    assert changes.note.startswith("The rules differ: 0 ")


def test_with_too_little_in_common_only_the_trend_is_told() -> None:
    new = report_of({"app": "+"}, rules={"other": ("readme", 5, None)}, digest="1" * 16, day=8)
    told = _told(new, FIRST)
    assert told.changes is None
    assert len(told.trend) == 2


def test_what_could_not_be_looked_at_counts_as_it_was() -> None:
    whole = report_of({"app": "+-+++", "site": "-+++."}, "+", day=1)
    for hidden in (
        report_of({"app": "+-+++"}, "+", day=2, unseen=["site"]),
        report_of({"app": "?-+?+", "site": "?????"}, "?", day=2),
        report_of({}, "?", day=2, unseen=["app", "site"]),
    ):
        past = _after(FIRST, whole, hidden)
        assert [point.score for point in past.points] == [FIRST.score.value, whole.score.value]
        assert past.states[-1].repositories == recorded(whole).repositories
        told = with_past(hidden, recorded(hidden), _after(FIRST, whole))
        assert told.changes is not None
        assert told.changes.since == FIRST.generated_at


def test_what_was_broken_out_of_sight_is_told_once_it_is_seen() -> None:
    whole, hidden = report_of({"app": "+++++"}, "+", day=1), report_of({}, "+", day=2, unseen=["app"])
    changes = _told(report_of({"app": "-++++"}, "+", day=3), whole, hidden).changes
    assert changes is not None
    assert [move.rule for move in changes.broken] == ["readme-exists"]


def test_a_repository_that_was_never_seen_stays_out_of_sight() -> None:
    past = _after(report_of({"app": "+++++"}, "+", day=1, unseen=["site"]))
    assert past.states[-1].unseen == ("site",)


def test_a_run_of_an_earlier_date_neither_sees_nor_forgets_what_is_kept() -> None:
    past = _after(SECOND)
    assert with_state(past, recorded(FIRST)) == past
    assert with_past(FIRST, recorded(FIRST), past) == FIRST


@pytest.mark.parametrize("login", ["ada", None])
def test_so_it_is_with_the_engines_own_reports(login: str | None, catalogue: Catalogue) -> None:
    app, site = repo_of({"README.md": "# App\n", "app.py": "import streamlit\n"}, "app"), repo_of({}, "site")
    gone = (Skipped("app", "it could not be cloned", True),)
    whole = audit(portfolio_of(app, site, login=login), catalogue, strict=True)
    for hidden in (portfolio_of(unseen_repo("app"), site, login=login), portfolio_of(site, login=login, skipped=gone)):
        past = _after(whole, audit(hidden, catalogue, strict=True))
        assert [point.score for point in past.points] == [whole.score.value]
