"""What the engine answers itself: unknown, not applicable, and what it does with a check that has a bug."""

import logging

import pytest
from msgspec.structs import replace

from facts_of import EMPTY, empty_repo, outcome, portfolio_of, unseen_repo
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.checks.registry import CHECKS, CONDITIONS, load_all, signature
from portfolio_audit.engine import judge_portfolio, judge_repository
from portfolio_audit.examples import example_subject
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import KINDS, CodeFacts, ContributionFacts, ProjectFacts, RepoFacts
from portfolio_audit.model.portfolio import Portfolio, Skipped
from portfolio_audit.model.rules import Example, Outcome, Rule, State
from portfolio_audit.model.values import Unavailable
from portfolio_audit.scoring import score_repository
from portfolio_audit.sources.texts import TextSnapshot

CATALOGUE = load_catalogue()
load_all()
REPOSITORY_RULES = [rule for rule in CATALOGUE.rules if rule.scope == "repository"]
PORTFOLIO_RULES = [rule for rule in CATALOGUE.rules if rule.scope == "portfolio"]


def _needed(rule: Rule) -> list[str]:
    """The facts without which the rule cannot be decided."""
    functions = [CHECKS[rule.check], *(CONDITIONS[name] for name in rule.needs)]
    wanted = {fact for function in functions for fact in signature(function).facts}
    conditions = [signature(condition) for condition in functions[1:]]
    tolerated = signature(CHECKS[rule.check]).tolerant - {f for c in conditions for f in set(c.facts) - c.tolerant}
    tolerated |= {fact for condition in conditions for fact in condition.tolerant}  # it answers before the check
    return sorted((wanted | ({"project"} if rule.scope == "repository" else set())) - tolerated)


def _cases(rules: list[Rule], facts: list[str] | None = None) -> list[object]:
    return [
        pytest.param(rule, fact, id=f"{rule.id}-{fact}")
        for rule in rules
        for fact in _needed(rule)
        if facts is None or fact in facts
    ]


def _decided(rule: Rule) -> Example:
    return next(example for example in rule.examples if example.expect.decided)


def _judge(rule: Rule, portfolio: Portfolio) -> Outcome:
    return judge_portfolio(portfolio, (), replace(CATALOGUE, rules=(rule,)), strict=True)[0].outcome


@pytest.mark.parametrize(("rule", "fact"), _cases(REPOSITORY_RULES))
def test_a_missing_fact_of_a_repository_is_unknown_and_never_a_failure(rule: Rule, fact: str) -> None:
    repo = example_subject(rule, _decided(rule))
    assert isinstance(repo, RepoFacts)
    assert outcome(rule, repo, CATALOGUE).state.decided
    answer = outcome(rule, replace(repo, **{fact: Unavailable("the reader was killed")}), CATALOGUE)
    assert answer == Outcome(State.UNKNOWN, 0, "the reader was killed")


@pytest.mark.parametrize(("rule", "fact"), _cases(PORTFOLIO_RULES, ["profile", "contributions"]))
def test_a_missing_fact_of_a_person_is_unknown_and_never_a_failure(rule: Rule, fact: str) -> None:
    portfolio = example_subject(rule, _decided(rule))
    assert isinstance(portfolio, Portfolio)
    assert _judge(rule, portfolio).state.decided
    answer = _judge(rule, replace(portfolio, **{fact: Unavailable("no token was given")}))
    assert answer == Outcome(State.UNKNOWN, 0, "no token was given")


@pytest.mark.parametrize("rule", [r for r in PORTFOLIO_RULES if "portfolio" in _needed(r)], ids=lambda rule: rule.id)
@pytest.mark.parametrize("listed", [True, False], ids=["read in vain", "not read"])
def test_what_repositories_would_show_is_unknown_when_none_could_be_read(rule: Rule, listed: bool) -> None:
    known = {"contributions": ContributionFacts(pinned=("app",))}
    if listed:
        portfolio = portfolio_of(unseen_repo("ada"), unseen_repo("app"), **known)
    else:
        portfolio = portfolio_of(skipped=(Skipped("ada", "gone", True), Skipped("app", "gone", True)), **known)
    assert _judge(rule, portfolio).state is State.UNKNOWN


def test_nothing_is_decided_about_a_repository_that_could_not_be_read() -> None:
    findings = judge_repository(unseen_repo(), CATALOGUE, strict=True)
    assert {finding.outcome for finding in findings} == {Outcome(State.UNKNOWN, 0, "it took too long")}


def test_a_check_that_can_do_without_a_fact_is_asked_all_the_same() -> None:
    tolerant = {rule.id: signature(CHECKS[rule.check]).tolerant for rule in REPOSITORY_RULES}
    assert tolerant["deploy-demo"] == {"host", "demos"}
    rule = next(rule for rule in REPOSITORY_RULES if rule.id == "deploy-demo")
    repo = replace(empty_repo(rule.applies_to[0]), host=Unavailable("not asked"))
    assert outcome(rule, repo, CATALOGUE).state is State.FAIL


@pytest.mark.parametrize("rule", REPOSITORY_RULES, ids=lambda rule: rule.id)
def test_a_rule_is_asked_only_of_the_kinds_it_is_for(rule: Rule) -> None:
    for kind in KINDS:
        answer = outcome(rule, empty_repo(kind), CATALOGUE)
        if kind not in rule.applies_to:
            assert answer == Outcome(State.NOT_APPLICABLE, 0, f"not asked of {CATALOGUE.kind(kind).title}")


@pytest.mark.parametrize("rule", [r for r in REPOSITORY_RULES if r.needs], ids=lambda rule: rule.id)
def test_a_rule_is_not_asked_where_its_condition_does_not_hold(rule: Rule) -> None:
    answer = outcome(rule, empty_repo(rule.applies_to[0]), CATALOGUE)
    assert answer.state is State.NOT_APPLICABLE
    assert answer.message.startswith("asked only of a repository that ")
    assert not answer.message.endswith(".")


def test_of_a_kind_that_gets_no_score_only_safety_is_asked() -> None:
    unscored = {kind.id for kind in CATALOGUE.kinds if not kind.scored}
    assert unscored == {"notes", "profile", "config", "data", "empty"}
    asked = [rule for rule in REPOSITORY_RULES if unscored & set(rule.applies_to)]
    assert {rule.category for rule in asked} == {"security"}
    for kind in unscored:
        assert score_repository(judge_repository(empty_repo(kind), CATALOGUE), CATALOGUE).exact.value is None


def test_an_unknown_condition_is_unknown_before_the_check_is_asked() -> None:
    rule = next(rule for rule in REPOSITORY_RULES if rule.id == "notebook-only")
    repo = replace(empty_repo("ml-project"), notebooks=Unavailable("too large"))
    assert outcome(rule, repo, CATALOGUE) == Outcome(State.UNKNOWN, 0, "too large")


def test_what_may_stand_in_a_file_that_was_not_read_is_not_called_missing() -> None:
    whole = empty_repo("ml-app")
    partly = replace(whole, code=CodeFacts(unread=("src/large.py",)))
    by_id = {rule.id: rule for rule in REPOSITORY_RULES}
    for rule, state in (("deploy-app", State.UNKNOWN), ("eng-license", State.FAIL), ("readme-exists", State.FAIL)):
        assert outcome(by_id[rule], whole, CATALOGUE).state is State.FAIL
        assert outcome(by_id[rule], partly, CATALOGUE).state is state


def test_nobody_is_asked_for_a_profile_when_repositories_were_named() -> None:
    assert judge_portfolio(portfolio_of(empty_repo("library"), login=None), (), CATALOGUE) == ()


def _buggy(code: CodeFacts) -> Outcome:
    raise ZeroDivisionError("a bug")


@pytest.fixture
def buggy(monkeypatch: pytest.MonkeyPatch) -> Catalogue:
    monkeypatch.setitem(CHECKS, "code.buggy", _buggy)
    rule = next(rule for rule in REPOSITORY_RULES if rule.check == "code.app")
    other = next(rule for rule in REPOSITORY_RULES if rule.id == "eng-license")
    return replace(CATALOGUE, rules=(replace(rule, check="code.buggy", params={}), other))


def test_a_check_with_a_bug_costs_its_own_answer_only_and_is_logged(
    buggy: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "portfolio_audit"):
        first, second = judge_repository(empty_repo("ml-app"), buggy)
    assert first.outcome.state is State.UNKNOWN
    assert "code.buggy" in first.outcome.message
    assert second.outcome.state is State.FAIL
    assert f"rule {first.rule.id} failed" in caplog.text
    assert "ZeroDivisionError: a bug" in caplog.text


def test_a_check_with_a_bug_is_raised_in_strict_runs(buggy: Catalogue) -> None:
    with pytest.raises(ZeroDivisionError):
        judge_repository(empty_repo("ml-app"), buggy, strict=True)


def test_every_group_of_facts_can_be_empty() -> None:
    for kind in ("ml-app", "library", "data-analysis"):
        states = {f.outcome.state for f in judge_repository(empty_repo(kind), CATALOGUE, strict=True)}
        assert State.UNKNOWN not in states
        assert State.FAIL in states
    assert EMPTY.keys() | {"project"} == set(RepoFacts.__struct_fields__) - {
        "name",
        "url",
        "head",
        "limits",
    }


def test_a_manifest_or_workflow_that_did_not_arrive_is_held_against_nobody() -> None:
    large = {"requirements.txt": 12, ".github/workflows/ci.yml": 12}
    facts = dict(read_facts(TextSnapshot({"train.py": TRAINING}, large=large)))
    repo = replace(RepoFacts("app", **facts), project=replace(facts["project"], kind="ml-app"))
    found = {
        finding.rule.id: finding.outcome.state for finding in judge_repository(repo, load_catalogue(), strict=True)
    }
    assert found["repro-manifest"] is State.PASS
    assert {found[rule] for rule in ("repro-python-version", "eng-ci", "eng-ci-deploys")} == {State.UNKNOWN}


TRAINING = "from sklearn.linear_model import Ridge\n\nRidge().fit([[1]], [1])\n"


def test_what_is_of_no_known_kind_is_asked_nothing(catalogue: Catalogue) -> None:
    repo = replace(empty_repo("ml-project"), project=ProjectFacts(None, "it could not be read"))
    findings = judge_repository(repo, catalogue)
    assert {finding.outcome.state for finding in findings} == {State.UNKNOWN}
    assert findings[0].outcome.message == "it could not be read"
