"""What a report holds in English is found again among the texts that it was made from, so that it can be told."""

from collections.abc import Iterator

import pytest
from pseudo import pseudo

from facts_of import degraded, portfolio_of
from hostile import ATTACK, hostile_portfolio
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.examples import example_subject, run_example
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import FindingReport, Report
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.renderers import views
from portfolio_audit.renderers.languages import LOOKED_FOR, Language
from portfolio_audit.rubrics import rubrics

CATEGORIES = [category.id for category in load_catalogue().categories]
OF_THE_TESTS = {"it could not be cloned", "it took too long", "no answer", "no token", "more than 50,000 files"}
"""Reasons that only tests give."""


@pytest.fixture
def language() -> Language:
    return pseudo()


def _hear(language: Language, *texts: str) -> None:
    for text in texts:
        language.tell(text)


def _hear_places(language: Language, places: tuple[Evidence, ...]) -> None:
    for at in places:
        if views.is_absence(at):
            assert language.note(at).startswith("⟦"), at
            is_path = "." in at.path and " " not in at.path
            assert is_path or "<script>" in at.path or language.place(at).startswith("⟦"), at
        else:
            language.note(at)


def _hear_outcome(language: Language, outcome: Outcome | FindingReport) -> None:
    _hear(language, outcome.message)
    _hear_places(language, outcome.evidence)


def _findings(report: Report) -> Iterator[FindingReport]:
    yield from report.findings
    for repo in report.repositories:
        yield from repo.findings


def _hear_report(language: Language, report: Report) -> None:
    _hear(language, report.summary, *(skip.reason for skip in report.skipped), *(s.group for s in report.skills))
    for step in report.next_steps:
        _hear(language, step.title, step.text)
    for repo in report.repositories:
        _hear(language, repo.kind or "", repo.kind_reason, *repo.limits)
        _hear(language, *(stage.name for stage in views.stages(repo)), *(part.title for part in repo.categories))
    for finding in _findings(report):
        _hear(language, finding.title, finding.fix, finding.severity)
        _hear_outcome(language, finding)
    for note in report.rules:
        _hear(language, note.title, note.why, note.severity)


@pytest.mark.parametrize("category", CATEGORIES)
def test_what_a_rule_says_of_its_examples_is_known(category: str, catalogue: Catalogue, language: Language) -> None:
    for rule in (rule for rule in catalogue.rules if rule.category == category):
        for example in rule.examples:
            _hear_outcome(language, run_example(rule, example, catalogue))
            subject = example_subject(rule, example)
            for repo in (subject,) if isinstance(subject, RepoFacts) else subject.repos:
                assert not isinstance(repo.project, Unavailable)
                _hear(language, repo.project.kind_reason, *repo.limits)
    assert language.untold <= {"not asked"}


def test_what_the_report_on_the_demo_says_is_known(demo_report: Report, language: Language) -> None:
    _hear_report(language, demo_report)
    assert not language.untold


def test_what_a_report_says_of_what_could_not_be_read_is_known(
    demo_portfolio: Portfolio, catalogue: Catalogue, language: Language
) -> None:
    for _, portfolio in degraded(demo_portfolio):
        _hear_report(language, audit(portfolio, catalogue))
    assert language.untold <= OF_THE_TESTS


@pytest.mark.parametrize("rubric", [rubric.name for rubric in rubrics()])
def test_what_a_rubric_changes_is_known(rubric: str, demo_portfolio: Portfolio, language: Language) -> None:
    _hear_report(language, audit(demo_portfolio, load_catalogue(rubric)))
    assert not language.untold


def test_among_strangers_texts_ours_are_known(catalogue: Catalogue, language: Language) -> None:
    _hear_report(language, audit(hostile_portfolio(), catalogue))
    attack = " ".join(ATTACK.split())[:20]
    assert all(attack in text for text in language.untold), language.untold


def test_a_text_that_is_looked_for_is_no_stranger_s(demo_report: Report) -> None:
    said = {at.excerpt for finding in _findings(demo_report) for at in finding.evidence if views.is_absence(at)}
    assert said
    assert all(text.startswith(LOOKED_FOR) for text in said)


def test_repositories_that_are_named_are_told_of(catalogue: Catalogue, language: Language) -> None:
    repos = [
        subject
        for rule in catalogue.rules[:20]
        for example in rule.examples[:1]
        if isinstance(subject := example_subject(rule, example), RepoFacts)
    ]
    _hear_report(language, audit(portfolio_of(*repos[:3], login=None), catalogue))
    assert not language.untold
