"""The arithmetic: what must hold for all findings, and the demo's numbers computed again by hand."""

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import by_hand
from facts_of import degraded, empty_repo, portfolio_of, repo_of, unseen_repo
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.codec import dumps
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import ProfileFacts
from portfolio_audit.model.portfolio import Portfolio, Skipped
from portfolio_audit.model.report import Report, Score
from portfolio_audit.model.rules import SEVERITIES, Finding, Outcome, Rule, State
from portfolio_audit.scoring import Range, rounded, score_portfolio, score_repository, shown_score, with_passed

CATALOGUE = load_catalogue()
CATEGORIES = [category.id for category in CATALOGUE.categories if category.scope == "repository"]
WEIGHTS = CATALOGUE.scale.severities


def _rule(number: int, category: str, severity: Any, cap: int) -> Rule:
    return Rule(
        id=f"rule-{number}",
        title="It is so",
        failure_title="It is not so",
        category=category,
        severity=severity,
        weight=WEIGHTS[severity],
        check="",
        why="",
        fix="",
        source="",
        minutes=10,
        cap=cap if severity == "critical" else None,
    )


def _outcome(state: State, credit: int) -> Outcome:
    return Outcome(state, {State.PASS: 100, State.PARTIAL: credit}.get(state, 0), "")


@st.composite
def _findings(
    draw: st.DrawFn, categories: Sequence[str] = CATEGORIES, states: Sequence[State] = tuple(State)
) -> tuple[Finding, ...]:
    rows = draw(
        st.lists(
            st.tuples(
                st.sampled_from(categories),
                st.sampled_from(SEVERITIES),
                st.integers(0, 99),
                st.sampled_from(states),
                st.integers(1, 99),
            ),
            min_size=1,
            max_size=12,
        )
    )
    return tuple(
        Finding(_rule(number, category, severity, cap), "repo", _outcome(state, credit))
        for number, (category, severity, cap, state, credit) in enumerate(rows)
    )


DECIDED = (State.PASS, State.PARTIAL, State.FAIL)
ranges = _findings().map(lambda findings: score_repository(findings, CATALOGUE).exact)
decided_ranges = _findings(states=DECIDED).map(lambda findings: score_repository(findings, CATALOGUE).exact)
profiles = st.one_of(st.just(()), _findings(["profile"]))


def _score(findings: Sequence[Finding]) -> Range:
    return score_repository(findings, CATALOGUE).exact


def _portfolio(
    ranges: Sequence[Range], unseen: int = 0, profile: Sequence[Finding] = (), *, person: bool = True
) -> Range:
    named = {f"repo-{number}": part for number, part in enumerate(ranges)}
    return score_portfolio(named, unseen, profile, CATALOGUE, person=person).exact


def _with(findings: Sequence[Finding], number: int, outcome: Outcome) -> tuple[Finding, ...]:
    return tuple(replace(f, outcome=outcome) if place == number else f for place, f in enumerate(findings))


def _all(findings: Sequence[Finding], old: State, new: State) -> tuple[Finding, ...]:
    return tuple(replace(f, outcome=_outcome(new, 50)) if f.outcome.state is old else f for f in findings)


def _ordered(part: Range) -> bool:
    if part.low is None or part.high is None:
        return part.value is None
    middle = [part.value] if part.value is not None else []
    chain = [Fraction(0), part.low, *middle, part.high, Fraction(100)]
    return chain == sorted(chain)


def _never_lower(before: Range, after: Range) -> bool:
    pairs = ((before.value, after.value), (before.low, after.low), (before.high, after.high))
    return all(old is None or (new is not None and new >= old) for old, new in pairs)


# --- a repository ----------------------------------------------------------------------------------------------------


@given(_findings(), st.data())
def test_passing_one_more_rule_never_lowers_a_score(findings: tuple[Finding, ...], data: st.DataObject) -> None:
    asked = [number for number, f in enumerate(findings) if f.outcome.state is not State.NOT_APPLICABLE]
    if asked:
        number = data.draw(st.sampled_from(asked))
        assert _never_lower(_score(findings), _score(with_passed(findings, frozenset({f"rule-{number}"}))))


@given(_findings())
def test_the_value_lies_between_low_and_high(findings: tuple[Finding, ...]) -> None:
    assert _ordered(_score(findings))


@given(_findings(states=(*DECIDED, State.UNKNOWN)), st.integers(0, 11))
def test_a_rule_that_becomes_unknown_widens_the_range_and_leaves_the_value_to_the_others(
    findings: tuple[Finding, ...], number: int
) -> None:
    number %= len(findings)
    unsure = _with(findings, number, _outcome(State.UNKNOWN, 0))
    before, after = _score(findings), _score(unsure)
    if before.low is not None and before.high is not None:
        assert after.low is not None
        assert after.high is not None
        assert after.low <= before.low <= before.high <= after.high
        assert after.coverage <= before.coverage
    assert after.value == _score([f for place, f in enumerate(findings) if place != number]).value


@given(_findings())
def test_low_and_high_are_what_the_value_becomes_when_everything_is_known(findings: tuple[Finding, ...]) -> None:
    score = _score(findings)
    assert score.low == _score(_all(findings, State.UNKNOWN, State.FAIL)).value
    assert score.high == _score(_all(findings, State.UNKNOWN, State.PASS)).value


@given(_findings())
def test_the_coverage_is_full_when_and_only_when_everything_that_counts_is_decided(
    findings: tuple[Finding, ...],
) -> None:
    unknown = any(f.outcome.state is State.UNKNOWN and f.rule.weight for f in findings)
    score = _score(findings)
    if score.value is not None:
        assert (shown_score(score, CATALOGUE).coverage == 100) is not unknown
    assert 0 <= score.coverage <= 100


@given(_findings())
def test_a_failed_critical_rule_caps_the_score_and_nothing_else_does(findings: tuple[Finding, ...]) -> None:
    score = score_repository(findings, CATALOGUE)
    failed = [f.rule.cap for f in findings if f.rule.cap is not None and f.outcome.state is State.FAIL]
    assert [cap.value for cap in score.caps] == failed
    assert score.uncapped == _score([replace(f, rule=replace(f.rule, cap=None)) for f in findings]).value
    if score.exact.value is not None and score.uncapped is not None:
        assert score.exact.value == min([score.uncapped, *failed])


@given(_findings(), st.randoms(use_true_random=False))
def test_the_order_of_findings_does_not_matter(findings: tuple[Finding, ...], random: Any) -> None:
    shuffled = random.sample(findings, len(findings))
    assert _score(shuffled) == _score(findings)
    assert score_repository(shuffled, CATALOGUE).categories == score_repository(findings, CATALOGUE).categories


@given(_findings())
def test_everything_shown_is_a_whole_number(findings: tuple[Finding, ...]) -> None:
    score = score_repository(findings, CATALOGUE)
    shown = [shown_score(score.exact, CATALOGUE), *(category.score for category in score.categories)]
    for part in shown:
        assert {type(n) for n in (part.value, part.low, part.high, part.coverage)} <= {int, type(None)}
        assert (part.value is None) == (part.grade is None)
        if part.value is not None and part.low is not None and part.high is not None:
            assert 0 <= part.low <= part.value <= part.high <= 100
    assert {type(n) for c in score.categories for n in (c.earned, c.possible, c.applicable)} <= {int}


def test_what_is_not_asked_counts_neither_way() -> None:
    rows = (Finding(_rule(1, "readme", "high", 0), "a", _outcome(State.PASS, 0)),)
    silent = Finding(_rule(2, "git", "high", 0), "a", _outcome(State.NOT_APPLICABLE, 0))
    assert _score(rows) == _score((*rows, silent)) == Range(Fraction(100), Fraction(100), Fraction(100), Fraction(100))


def test_nothing_decided_is_no_value_and_never_nought() -> None:
    part = _score((Finding(_rule(1, "readme", "high", 0), "a", _outcome(State.UNKNOWN, 0)),))
    assert shown_score(part, CATALOGUE) == Score(None, 0, 100, 0, None)
    assert shown_score(_score(()), CATALOGUE) == Score(None, None, None, 0, None)


def test_an_unknown_rule_that_only_caps_leaves_a_doubt() -> None:
    good = Finding(_rule(1, "readme", "high", 0), "a", _outcome(State.PASS, 0))
    unsure = Finding(_rule(2, "security", "critical", 30), "a", _outcome(State.UNKNOWN, 0))
    assert shown_score(_score((good, unsure)), CATALOGUE) == Score(100, 30, 100, 96, "A")


@pytest.mark.parametrize(("exact", "shown"), [("49/2", 25), ("244/10", 24), ("0", 0), ("199/2", 100), ("2/3", 1)])
def test_a_value_is_rounded_half_up(exact: str, shown: int) -> None:
    assert rounded(Fraction(exact)) == shown


@pytest.mark.parametrize(
    ("value", "grade"),
    [(100, "A"), (85, "A"), (84, "B"), (70, "B"), (69, "C"), (55, "C"), (54, "D"), (40, "D"), (39, "E"), (0, "E")],
)  # fmt: skip
def test_grades_follow_the_shown_value(value: int, grade: str) -> None:
    exact = Fraction(value)
    assert shown_score(Range(exact, exact, exact, Fraction(100)), CATALOGUE).grade == grade
    just_below = exact - Fraction(1, 2)  # still rounds up to the value
    assert shown_score(Range(just_below, exact, exact, Fraction(100)), CATALOGUE).grade == grade


# --- a portfolio -----------------------------------------------------------------------------------------------------


@given(st.lists(decided_ranges, max_size=5), decided_ranges, profiles)
def test_a_further_project_never_lowers_the_portfolio(
    projects: list[Range], further: Range, profile: tuple[Finding, ...]
) -> None:
    assert _never_lower(_portfolio(projects, 0, profile), _portfolio([*projects, further], 0, profile))


@given(st.lists(ranges, max_size=5), st.integers(0, 4), profiles, st.booleans())
def test_a_repository_that_was_not_seen_widens_the_range_and_never_lowers_the_value(
    projects: list[Range], unseen: int, profile: tuple[Finding, ...], person: bool
) -> None:
    before = _portfolio(projects, unseen, profile, person=person)
    after = _portfolio(projects, unseen + 1, profile, person=person)
    assert _ordered(before)
    assert _ordered(after)
    if before.value is not None and before.low is not None and before.high is not None:
        assert after.value is not None
        assert after.low is not None
        assert after.high is not None
        assert after.value >= before.value
        assert after.low <= before.low
        assert after.high >= before.high
        assert after.coverage < before.coverage or before.coverage == 0


@given(st.lists(_findings(), min_size=1, max_size=5), profiles)
def test_low_and_high_of_a_portfolio_are_its_values_when_everything_is_known(
    repositories: list[tuple[Finding, ...]], profile: tuple[Finding, ...]
) -> None:
    score = _portfolio([_score(findings) for findings in repositories], 0, profile)
    for state, bound in ((State.FAIL, score.low), (State.PASS, score.high)):
        known = [_score(_all(findings, State.UNKNOWN, state)) for findings in repositories]
        if score.value is not None:
            assert bound == _portfolio(known, 0, _all(profile, State.UNKNOWN, state)).value


@given(st.lists(ranges, max_size=5), st.integers(0, 2), profiles, st.randoms(use_true_random=False))
def test_the_order_of_repositories_does_not_matter(
    projects: list[Range], unseen: int, profile: tuple[Finding, ...], random: Any
) -> None:
    shuffled = random.sample(projects, len(projects))
    assert _portfolio(shuffled, unseen, profile) == _portfolio(projects, unseen, profile)


@given(st.lists(_findings(), max_size=4), st.integers(0, 1), profiles)
def test_the_coverage_of_a_portfolio_is_full_only_when_everything_was_seen_and_decided(
    repositories: list[tuple[Finding, ...]], unseen: int, profile: tuple[Finding, ...]
) -> None:
    score = _portfolio([_score(findings) for findings in repositories], unseen, profile)
    asked = [f for findings in repositories for f in findings if _score(findings).high is not None]
    unknown = any(f.outcome.state is State.UNKNOWN and f.rule.weight for f in (*asked, *profile))
    if score.value is not None:
        assert (score.coverage == 100) is not (unknown or unseen > 0)


@given(st.lists(decided_ranges, max_size=5), _findings(["profile"]), st.integers(0, 11))
def test_passing_one_more_rule_of_the_profile_never_lowers_the_portfolio(
    projects: list[Range], profile: tuple[Finding, ...], number: int
) -> None:
    number %= len(profile)
    if profile[number].outcome.state is not State.NOT_APPLICABLE:
        better = with_passed(profile, frozenset({f"rule-{number}"}))
        assert _never_lower(_portfolio(projects, 0, profile), _portfolio(projects, 0, better))


@given(st.lists(decided_ranges, min_size=1, max_size=5))
def test_a_portfolio_with_slots_that_nobody_fills_counts_them_as_nought(projects: list[Range]) -> None:
    values = sorted((part.value for part in projects if part.value is not None), reverse=True)
    expected = sum((w * v for w, v in zip((50, 30, 20), values, strict=False)), Fraction(0)) / 100
    assert _portfolio(projects).value == (expected if values else None)


def test_named_repositories_have_as_many_slots_as_there_are() -> None:
    good, fair = (Range(Fraction(v), Fraction(v), Fraction(v), Fraction(100)) for v in (90, 50))
    assert _portfolio([good], person=False).value == 90
    assert _portfolio([good, fair], person=False).value == Fraction(90 * 50 + 50 * 30, 80)


def test_the_slots_say_what_counted() -> None:
    part = Range(Fraction(60), Fraction(60), Fraction(60), Fraction(100))
    complete = score_portfolio({"app": part}, 0, (), CATALOGUE, person=True).arithmetic.slots
    assert [(slot.weight, slot.repository, slot.value) for slot in complete] == [
        (50, "app", 60),
        (30, None, 0),
        (20, None, 0),
    ]
    unseen = score_portfolio({"app": part}, 1, (), CATALOGUE, person=True).arithmetic.slots
    assert [(slot.repository, slot.value) for slot in unseen] == [("app", 60), (None, 0), (None, None)]


# --- reports, computed again -----------------------------------------------------------------------------------------


def _reports(portfolio: Portfolio, catalogue: Catalogue) -> list[tuple[str, Report]]:
    cases = [("the demo", portfolio), *degraded(portfolio), *small_portfolios()]
    return [(name, audit(case, catalogue, strict=True)) for name, case in cases]


def small_portfolios() -> list[tuple[str, Portfolio]]:
    """Portfolios at the edges."""
    app = repo_of({"train.py": "import sklearn\n", "README.md": "# App\n\nForecasts demand.\n"}, "app")
    gone = (Skipped("gone", "it could not be cloned", True),)
    return [
        ("nobody", portfolio_of(login=None)),
        ("an empty one", portfolio_of()),
        ("a profile and nothing else", portfolio_of(profile=ProfileFacts("ada", True, "Hello", "", True))),
        ("one repository", portfolio_of(app, login=None)),
        ("one repository of a person", portfolio_of(app)),
        ("one seen and one not", portfolio_of(app, skipped=gone)),
        ("one read and one in vain", portfolio_of(app, unseen_repo())),
        ("only what gets no score", portfolio_of(empty_repo("notes"), empty_repo("empty", "b"), login=None)),
        ("nothing seen", portfolio_of(unseen_repo(), skipped=gone, login=None)),
    ]


def _projects(report: dict[str, Any]) -> set[str]:
    unscored = {"notes", "profile", "config", "data", "empty"}
    return {repo["name"] for repo in report["repositories"] if repo["kind"] not in unscored}


@pytest.fixture(scope="module")
def reports(demo_portfolio: Portfolio, catalogue: Catalogue) -> list[tuple[str, dict[str, Any]]]:
    """Every sort of report as a reader finds it."""
    return [(name, json.loads(dumps(report))) for name, report in _reports(demo_portfolio, catalogue)]


def test_a_reader_gets_the_repositories_scores_from_the_lines_shown(reports: list[tuple[str, dict[str, Any]]]) -> None:
    for name, report in reports:
        for repo in report["repositories"]:
            caps = [cap["value"] for cap in repo["caps"]]
            assert caps == by_hand.caps_of(repo, report, "fail"), name
            value = by_hand.uncapped(repo["categories"])
            low, high = by_hand.bounds(repo["categories"])
            feared = by_hand.caps_of(repo, report, "unknown")
            assert repo["uncapped"] == by_hand.half_up(value), name
            assert repo["score"]["value"] == by_hand.half_up(by_hand.capped(value, caps)), name
            assert repo["score"]["low"] == by_hand.half_up(by_hand.capped(low, [*caps, *feared])), name
            assert repo["score"]["high"] == by_hand.half_up(by_hand.capped(high, caps)), name


def test_a_reader_gets_the_lines_from_the_findings(reports: list[tuple[str, dict[str, Any]]]) -> None:
    for name, report in reports:
        for subject in (*report["repositories"], report):
            for line in subject["categories"]:
                expected = by_hand.earned_and_possible(subject["findings"], line["id"])
                assert (line["earned"], line["possible"], line["applicable"]) == expected, name


def test_a_reader_gets_the_portfolios_score_from_its_slots_and_its_profile(
    reports: list[tuple[str, dict[str, Any]]],
) -> None:
    for name, report in reports:
        value = by_hand.half_up(by_hand.portfolio_value(report, _projects(report)))
        assert report["score"]["value"] == value, name
        for slot in report["arithmetic"]["slots"]:
            shown = {repo["name"]: repo["score"]["value"] for repo in report["repositories"]}
            assert slot["value"] == (shown[slot["repository"]] if slot["repository"] else slot["value"])
            assert slot["repository"] or slot["value"] in (0, None), name


def test_whoever_computes_with_the_rounded_slots_is_off_by_one_at_most(
    reports: list[tuple[str, dict[str, Any]]],
) -> None:
    _, report = reports[0]
    sums = report["arithmetic"]
    weights = sum(slot["weight"] for slot in sums["slots"])
    projects = Fraction(sum(slot["weight"] * slot["value"] for slot in sums["slots"]), weights)
    profile = Fraction(report["categories"][0]["earned"], report["categories"][0]["possible"])
    value = (sums["projects_share"] * projects + sums["profile_share"] * profile) / 100
    assert abs((by_hand.half_up(value) or 0) - report["score"]["value"]) <= 1


def test_a_gain_is_the_difference_that_scoring_again_makes(reports: list[tuple[str, dict[str, Any]]]) -> None:
    counted = 0
    for name, report in reports[:4]:
        for repo in report["repositories"]:
            before = by_hand.repository_value(repo, report) or Fraction(0)
            for finding in repo["findings"]:
                changed = repo | {"findings": by_hand.with_passed(repo["findings"], {finding["rule"]})}
                after = by_hand.repository_value(changed, report) or Fraction(0)
                expected = by_hand.half_up(after - before) if finding["state"] in ("fail", "partial") else 0
                assert finding["gain"] == expected, (name, repo["name"], finding["rule"])
                counted += finding["gain"] > 0
    assert counted > 50


def test_a_gain_of_the_profile_is_counted_in_points_of_the_portfolio(reports: list[tuple[str, dict[str, Any]]]) -> None:
    for name, report in reports:
        before = by_hand.portfolio_value(report, _projects(report)) or Fraction(0)
        for finding in report["findings"]:
            changed = report | {"findings": by_hand.with_passed(report["findings"], {finding["rule"]})}
            after = by_hand.portfolio_value(changed, _projects(report)) or Fraction(0)
            expected = by_hand.half_up(after - before) if finding["state"] in ("fail", "partial") else 0
            assert finding["gain"] == expected, (name, finding["rule"])


def _step_gain(report: dict[str, Any], step: dict[str, Any]) -> tuple[Fraction, int]:
    """(points of the portfolio, minutes) of a step, with what follows from the same failure."""
    subjects = {repo["name"]: repo for repo in report["repositories"]} | {"": report}
    subject = subjects[step["repository"]]
    together = [f for f in subject["findings"] if f["rule"] == step["rule"] or f["parent"] == step["rule"]]
    findings = by_hand.with_passed(subject["findings"], {f["rule"] for f in together})
    if step["repository"]:
        repos = [r | {"findings": findings} if r is subject else r for r in report["repositories"]]
        changed = report | {"repositories": repos}
    else:
        changed = report | {"findings": findings}
    projects = _projects(report)
    before, after = by_hand.portfolio_value(report, projects), by_hand.portfolio_value(changed, projects)
    return (after or Fraction(0)) - (before or Fraction(0)), sum(f["minutes"] for f in together)


def test_next_steps_come_by_gain_a_minute_and_their_gains_are_scored_again(
    reports: list[tuple[str, dict[str, Any]]],
) -> None:
    for name, report in reports:
        rates = []
        for step in report["next_steps"]:
            gain, minutes = _step_gain(report, step)
            assert (step["gain"], step["gain_tenths"]) == (by_hand.half_up(gain), by_hand.half_up(gain * 10)), name
            assert step["minutes"] == minutes, name
            rates.append(gain / minutes)
        assert rates == sorted(rates, reverse=True), name
    assert len(reports[0][1]["next_steps"]) >= 10


def test_what_follows_from_a_failure_is_one_step_with_it(catalogue: Catalogue) -> None:
    bare = repo_of({"train.py": "from sklearn.linear_model import Ridge\nRidge().fit([[1]], [1])\n"}, "bare")
    report = audit(portfolio_of(bare), catalogue, strict=True)
    children = {f.rule for f in report.repositories[0].findings if f.parent == "readme-exists"}
    steps = {step.rule: step for step in report.next_steps}
    assert len(children) >= 5
    assert not children & set(steps)
    assert "In the same go: " in steps["readme-exists"].text


def test_no_next_step_is_about_a_repository_that_gets_no_score(reports: list[tuple[str, dict[str, Any]]]) -> None:
    for _, report in reports:
        assert {step["repository"] for step in report["next_steps"]} <= _projects(report) | {""}
        assert all(step["gain_tenths"] > 0 for step in report["next_steps"])
