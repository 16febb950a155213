"""The demo's earlier days are what the engine finds in its files of those days."""

import pytest
from msgspec.structs import replace

from portfolio_audit.auditing import audit
from portfolio_audit.demo.bundle import bundles
from portfolio_audit.demo.earlier import earlier, read_plan
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Report
from portfolio_audit.packed import named


def test_read_without_git_the_demo_of_today_answers_as_it_does_with_git(
    demo_portfolio: Portfolio, catalogue: Catalogue
) -> None:
    plans = {bundle.name: bundle for bundle in bundles()}
    now = demo_portfolio.gathered_at
    read = tuple(read_plan(repo, plans[repo.name], now, 0) for repo in demo_portfolio.repos)
    with_git, without = (
        audit(portfolio, catalogue, strict=True) for portfolio in (demo_portfolio, replace(demo_portfolio, repos=read))
    )
    for repo in with_git.repositories:
        twin = named(without.repositories, repo.name)
        assert twin is not None
        assert (twin.kind, twin.score) == (repo.kind, repo.score)
        answers = [[(f.rule, f.state, f.credit) for f in each.findings] for each in (twin, repo)]
        assert answers[0] == answers[1]
    assert without.score == with_git.score


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (1000, set()),
        (650, {"ml-course-exercises"}),
        (300, {"ml-course-exercises", "titanic-survival", "cafe-sales-analysis", "monthgrid", "ada-demo"}),
    ],
)
def test_what_came_later_is_not_there_yet(days: int, names: set[str], demo_portfolio: Portfolio) -> None:
    before = earlier(demo_portfolio, days)
    assert {repo.name for repo in before.repos} == names
    assert (demo_portfolio.gathered_at - before.gathered_at).days == days


def test_a_branch_that_was_not_merged_yet_is_not_on_main(demo_portfolio: Portfolio) -> None:
    plan = next(bundle for bundle in bundles() if bundle.name == "bike-demand-forecast")
    repo = next(repo for repo in demo_portfolio.repos if repo.name == plan.name)
    first = next(commit for commit in plan.commits if commit.pull is not None)
    merge = next(commit for commit in plan.commits if commit.merges == first.pull)
    assert first.day > merge.day
    before, after = (read_plan(repo, plan, demo_portfolio.gathered_at, day) for day in (first.day, merge.day))
    assert after.history.commits - before.history.commits == 3


def test_the_demo_tells_what_changed_and_how_its_score_went(demo_report: Report) -> None:
    changes, values = demo_report.changes, [point.score or 0 for point in demo_report.trend]
    assert changes is not None
    assert (changes.before, changes.after) == (values[-2], demo_report.score.value)
    assert values == sorted(values)
    assert demo_report.trend[-1].at == demo_report.generated_at
    assert "readme-exists" in [move.rule for move in changes.fixed]
