"""Portfolio → report: a pure function, and what it promises about its findings."""

import json
import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from facts_of import TRAINING, degraded, empty_repo, portfolio_of, repo_of, unseen_repo
from portfolio_audit.auditing import audit
from portfolio_audit.codec import dumps, from_data, load_file
from portfolio_audit.files import write_whole
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio, Run, Skipped
from portfolio_audit.model.report import REPORT_SCHEMA, FindingReport, Report
from portfolio_audit.model.rules import State
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.text import uncapitalised


def _findings(report: Report) -> list[FindingReport]:
    return [*report.findings, *(finding for repo in report.repositories for finding in repo.findings)]


@pytest.mark.parametrize("form", RENDERERS)
def test_the_same_portfolio_gives_the_same_bytes(form: str, demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    again = from_data(json.loads(dumps(demo_portfolio)), Portfolio)
    first, second = (RENDERERS[form](audit(case, catalogue)) for case in (demo_portfolio, again))
    assert first == second


@pytest.mark.parametrize("form", RENDERERS)
def test_a_saved_report_renders_as_the_report_itself(form: str, demo_report: Report, tmp_path: Path) -> None:
    write_whole(tmp_path / "report.json", RENDERERS["json"](demo_report))
    assert RENDERERS[form](load_file(tmp_path / "report.json", Report, REPORT_SCHEMA)) == RENDERERS[form](demo_report)


def test_what_gathering_cost_changes_nothing_but_the_run(demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    dear = replace(demo_portfolio, run=Run(9, 9, 9, 9))
    cheap, costly = (json.loads(dumps(audit(case, catalogue))) for case in (demo_portfolio, dear))
    assert cheap.pop("run") != costly.pop("run")
    assert cheap == costly


def test_the_order_of_gathering_does_not_change_scores_or_steps(
    demo_portfolio: Portfolio, catalogue: Catalogue
) -> None:
    shuffled = list(demo_portfolio.repos)
    random.Random(1).shuffle(shuffled)  # noqa: S311 - any order will do
    one, other = (audit(case, catalogue) for case in (demo_portfolio, replace(demo_portfolio, repos=tuple(shuffled))))
    assert one.repositories == other.repositories
    assert (one.score, one.arithmetic, one.next_steps, one.summary) == (
        other.score,
        other.arithmetic,
        other.next_steps,
        other.summary,
    )


def test_every_finding_that_is_no_pass_has_evidence_or_a_reason(
    demo_portfolio: Portfolio, catalogue: Catalogue
) -> None:
    for name, portfolio in [("whole", demo_portfolio), *degraded(demo_portfolio)]:
        for finding in _findings(audit(portfolio, catalogue, strict=True)):
            assert finding.message.strip(), (name, finding.rule)
            if finding.state in (State.FAIL, State.PARTIAL):
                assert all(at.path.strip() for at in finding.evidence), (name, finding.rule)
                assert finding.evidence, (name, finding.rule)


def test_every_rule_answers_once_for_every_repository(demo_report: Report, catalogue: Catalogue) -> None:
    asked = [rule.id for rule in catalogue.rules if rule.scope == "repository"]
    assert all([finding.rule for finding in repo.findings] == asked for repo in demo_report.repositories)
    assert [f.rule for f in demo_report.findings] == [r.id for r in catalogue.rules if r.scope == "portfolio"]
    assert [note.id for note in demo_report.rules] == [rule.id for rule in catalogue.rules]


def test_the_demo_shows_every_state_and_every_sort_of_repository(demo_report: Report) -> None:
    assert {finding.state for finding in _findings(demo_report)} >= set(State) - {State.UNKNOWN}
    assert len({repo.kind for repo in demo_report.repositories}) >= 6
    assert any(repo.caps for repo in demo_report.repositories)
    assert len(demo_report.skipped) >= 2


def test_projects_stand_before_what_is_only_listed_best_first(demo_report: Report) -> None:
    values = [repo.score.value for repo in demo_report.repositories]
    scored = [value for value in values if value is not None]
    assert scored == sorted(scored, reverse=True)
    assert values[len(scored) :] == [None] * (len(values) - len(scored))


def test_a_finding_s_title_says_no_more_than_was_found(demo_report: Report, catalogue: Catalogue) -> None:
    for finding in _findings(demo_report):
        rule = catalogue.rule(finding.rule)
        assert rule is not None
        if finding.state is State.FAIL:
            assert finding.title == rule.failure_title
        else:
            assert finding.title.lower() == ("in part: " * (finding.state is State.PARTIAL) + rule.title.lower())


def test_what_follows_from_a_failure_names_it(catalogue: Catalogue) -> None:
    report = audit(portfolio_of(repo_of({"train.py": TRAINING}, "bare"), login=None), catalogue)
    parents = {finding.rule: finding.parent for finding in report.repositories[0].findings if finding.parent}
    assert parents
    assert set(parents.values()) == {"readme-exists", "data-not-stock"}


def test_a_repository_that_gets_no_score_is_listed_and_not_condemned(catalogue: Catalogue) -> None:
    report = audit(portfolio_of(empty_repo("notes"), login=None), catalogue)
    assert report.repositories[0].score.value is None
    asked = {f.category for f in report.repositories[0].findings if f.state is not State.NOT_APPLICABLE}
    assert asked == {"security"}
    assert not any(f.state in (State.FAIL, State.PARTIAL) for f in report.repositories[0].findings)
    assert report.summary == "No project could be scored yet."


def test_unavailable_repositories_are_listed_first_with_the_reason(catalogue: Catalogue) -> None:
    skipped = (Skipped("a", "a fork"), Skipped("z", "it could not be cloned", True))
    report = audit(portfolio_of(empty_repo("library"), unseen_repo("lost"), skipped=skipped), catalogue)
    assert [skip.name for skip in report.skipped] == ["z", "a"]
    assert [repo.score.value is None for repo in report.repositories] == [False, True]
    assert [skip.unavailable for skip in report.skipped] == [True, False]
    assert (report.repositories[1].kind, report.repositories[1].kind_reason) == (None, "it took too long")


def test_version_rules_and_clock_are_stamped(demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    report = audit(demo_portfolio, catalogue, version="9.9.9")
    assert (report.version, report.ruleset.digest) == ("9.9.9", catalogue.digest)
    assert report.generated_at == demo_portfolio.gathered_at


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        (1, "The project goes from data to users"),
        (0, "The project does not go all the way from data to users yet"),
    ],
)
def test_the_summary_of_one_project_says_how_far_it_goes(whole: int, words: str, catalogue: Catalogue) -> None:
    repo = empty_repo("ml-app")
    repo = replace(repo, project=replace(repo.project, end_to_end=bool(whole)))
    assert audit(portfolio_of(repo), catalogue).summary.startswith(words)


def test_the_demo_holds_what_it_was_made_to_show(demo_report: Report) -> None:
    shown = {repo.name: repo for repo in demo_report.repositories}
    assert {name: repo.kind for name, repo in shown.items()} == {
        "bike-demand-forecast": "ml-app",
        "monthgrid": "library",
        "prediccion-alquileres": "ml-project",
        "cafe-sales-analysis": "data-analysis",
        "ml-course-exercises": "coursework",
        "titanic-survival": "ml-project",
        "ada-demo": "profile",
        "next-idea": "empty",
    }
    titanic, bikes = shown["titanic-survival"].facts, shown["bike-demand-forecast"].facts
    assert (titanic["generic_dataset"], titanic["notebook_only"]) == ("titanic", True)
    assert (bikes["app_framework"], bikes["end_to_end"], bikes["own_data"]) == ("streamlit", True, True)
    assert shown["prediccion-alquileres"].facts["readme"]["language"] == "es"
    assert {skip.name for skip in demo_report.skipped} == {"ml-reading-list", "old-homepage"}


def test_a_title_keeps_its_capitals_in_the_middle_of_a_sentence() -> None:
    assert uncapitalised("README says how to run it") == "README says how to run it"
    assert uncapitalised("Versions are pinned") == "versions are pinned"
