"""From a report alone come exactly the scores that the engine gave it."""

import pytest

from facts_of import degraded, portfolio_of
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.codec import decode, encode
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.record import Record
from portfolio_audit.model.report import Report, Score
from portfolio_audit.rescoring import recorded, rescored, with_scores
from portfolio_audit.rubrics import rubrics
from portfolio_audit.scoring import Range, rounded
from reports_of import report_of

RUBRICS = [rubric.name for rubric in rubrics()]


def _numbers(exact: Range) -> tuple[int | None, int | None, int | None, int]:
    return rounded(exact.value), rounded(exact.low), rounded(exact.high), int(exact.coverage)


def _shown(score: Score) -> tuple[int | None, int | None, int | None, int]:
    return score.value, score.low, score.high, score.coverage


def _agrees(report: Report) -> bool:
    scores = rescored(recorded(report))
    each = [_numbers(scores.repositories[repo.name]) == _shown(repo.score) for repo in report.repositories]
    return all(each) and _numbers(scores.portfolio) == _shown(report.score)


@pytest.mark.parametrize("rubric", RUBRICS)
def test_the_demos_scores_come_from_its_report_alone(rubric: str, demo_portfolio: Portfolio) -> None:
    assert _agrees(audit(demo_portfolio, load_catalogue(rubric), strict=True))


def test_so_do_those_of_what_could_not_be_read(demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    cases = [*degraded(demo_portfolio), ("nothing", portfolio_of()), ("nobody", portfolio_of(login=None))]
    assert [name for name, portfolio in cases if not _agrees(audit(portfolio, catalogue, strict=True))] == []


def test_what_is_recorded_comes_back_from_its_json(demo_report: Report) -> None:
    record = recorded(demo_report)
    assert decode(encode(record), Record) == record
    assert with_scores(record) == record


def test_a_score_by_hand() -> None:
    scores = rescored(recorded(report_of({"app": "+-5+."}, "-")))
    readme, engineering = 100 * 5 / 8, (50 * 5 + 100 * 1) / 6
    app = (60 * readme + 40 * engineering) / 100
    assert float(scores.repositories["app"].value or 0) == pytest.approx(app)
    assert float(scores.portfolio.value or 0) == pytest.approx((80 * (50 * app) / 100 + 20 * 0) / 100)
