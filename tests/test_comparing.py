"""What changed between two reports, by hand; and when that cannot be said."""

import pytest
from msgspec.structs import replace

from hostile import ATTACK
from hostile_repositories.dangers import dangers
from portfolio_audit.auditing import audit
from portfolio_audit.comparing import LEAST_IN_COMMON, aliases_of, compare
from portfolio_audit.errors import NotComparable
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Changes, Moved, Report, ScoreMove
from portfolio_audit.model.rules import State
from portfolio_audit.renderers import comparison
from reports_of import RULES, START, report_of


def _names(moves: tuple[Moved, ...]) -> list[tuple[str, str]]:
    return [(move.repository, move.rule) for move in moves]


def _lists(changes: Changes) -> tuple[list[tuple[str, str]], ...]:
    return _names(changes.fixed), _names(changes.broken), _names(changes.new)


def test_a_report_is_no_other_than_itself(demo_report: Report) -> None:
    value = demo_report.score.value
    assert compare(demo_report, demo_report) == Changes(demo_report.generated_at, value, value, (), (), (), ())


def test_what_passes_now_is_fixed_and_what_fails_now_is_broken() -> None:
    changes = compare(report_of({"app": "+--+."}, "-"), report_of({"app": "-++-."}, "+", day=7))
    assert changes.since == START
    assert changes.fixed == (
        Moved("eng-tests", "app", "eng-tests is so", State.FAIL, State.PASS),
        Moved("profile-readme", "", "profile-readme is so", State.FAIL, State.PASS),
        Moved("readme-usage", "app", "readme-usage is so", State.FAIL, State.PASS),
    )
    assert changes.broken == (
        Moved("readme-exists", "app", "readme-exists is not so", State.PASS, State.FAIL),
        Moved("eng-lint", "app", "eng-lint is not so", State.PASS, State.FAIL),
    )
    assert changes.new == ()
    # 60 × 5/8 + 40 × 1/6 = 44.2, 60 × 3/8 + 40 × 5/6 = 55.8; half of the portfolio's 80, then the profile's 20
    assert changes.repositories == (ScoreMove("app", 44, 56),)
    assert (changes.before, changes.after) == (18, 42)


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("-", "5", "fixed"),
        ("5", "+", "fixed"),
        ("-", "+", "fixed"),
        ("+", "5", "broken"),
        ("5", "-", "broken"),
        ("3", "8", ""),
        ("8", "3", ""),
        ("+", "?", "no longer known"),
        ("-", "?", "no longer known"),
        ("?", "+", ""),
        ("?", "-", ""),
        (".", "-", "new"),
        (".", "5", "new"),
        (".", "+", ""),
        ("-", ".", ""),
        ("+", ".", ""),
    ],
)
def test_an_answer_moves_by_its_state(then: str, now: str, expected: str) -> None:
    changes = compare(report_of({"app": f"+{then}+++"}), report_of({"app": f"+{now}+++"}))
    found = {"fixed": changes.fixed, "broken": changes.broken, "new": changes.new}
    assert {name for name, moves in found.items() if moves} == ({expected} & set(found))
    assert changes.no_longer_known == (expected == "no longer known")


def test_what_is_critical_comes_first_then_the_most_weight_then_the_name() -> None:
    changes = compare(report_of({"b": "+++++", "a": "+++++"}, "+"), report_of({"b": "-----", "a": "-----"}, "-"))
    assert _names(changes.broken) == [
        ("a", "security-secrets"),
        ("b", "security-secrets"),
        ("a", "eng-tests"),
        ("a", "readme-exists"),
        ("b", "eng-tests"),
        ("b", "readme-exists"),
        ("", "profile-readme"),
        ("a", "readme-usage"),
        ("b", "readme-usage"),
        ("a", "eng-lint"),
        ("b", "eng-lint"),
    ]


def test_a_repository_comes_with_what_it_fails_and_goes_without_a_word() -> None:
    changes = compare(report_of({"old": "-++++", "app": "+++++"}), report_of({"app": "+++++", "young": "-++++"}))
    assert changes.repositories == (ScoreMove("old", 63, None), ScoreMove("young", None, 63))
    assert _lists(changes) == ([], [], [("young", "readme-exists")])
    assert changes.new[0].before is None


def test_what_could_not_be_looked_at_is_no_change() -> None:
    whole, part = report_of({"app": "+++++", "site": "-+++."}), report_of({"app": "+++++"}, unseen=["site"])
    for old, new, lost in ((whole, part, 4), (part, whole, 0)):
        changes = compare(old, new)
        assert (changes.repositories, *_lists(changes)) == ((), [], [], [])
        assert changes.no_longer_known == lost


def test_a_repository_that_could_not_be_read_has_lost_no_value() -> None:
    changes = compare(report_of({"app": "+++++", "site": "-+++."}), report_of({"app": "+++++", "site": "?????"}))
    assert (changes.repositories, *_lists(changes), changes.no_longer_known) == ((), [], [], [], 4)


# --- one scale -------------------------------------------------------------------------------------------------------

MORE = {"readme-picture": ("readme", 2, None), **RULES}


def test_under_other_rules_both_scores_are_made_of_what_both_asked() -> None:
    old = report_of({"app": "+-5+."}, "-")
    new = report_of({"app": "-+-5+."}, "-", rules=MORE, digest="1" * 16, day=1)
    changes = compare(old, new)
    assert changes.note == (
        "The rules differ: 0 were asked only then, 1 only now. "
        "Both scores are made of the 6 that both asked, with today's weights."
    )
    assert changes.repositories == ()
    assert (changes.before, changes.after) == (old.score.value, old.score.value)
    assert (changes.after or 0) > (new.score.value or 0)
    assert _lists(changes) == ([], [], [("app", "readme-picture")])


def test_todays_weights_count_for_both() -> None:
    heavier = {**RULES, "readme-usage": ("readme", 5, None)}
    changes = compare(report_of({"app": "+-..."}), report_of({"app": "+-..."}, rules=heavier, digest="1" * 16))
    assert (changes.before, changes.after) == (25, 25)  # half of 100 in the first of the slots 50, 30, 20


def test_a_renamed_rule_is_known_by_its_former_name() -> None:
    renamed = {name.replace("readme-usage", "readme-use"): asked for name, asked in RULES.items()}
    new = report_of({"app": "+++++"}, "+", rules=renamed, digest="1" * 16)
    changes = compare(report_of({"app": "+-+++"}, "+"), new, {"readme-usage": "readme-use"})
    assert _lists(changes) == ([("app", "readme-use")], [], [])
    assert "0 were asked only then, 0 only now" in changes.note
    assert _lists(compare(report_of({"app": "+-+++"}, "+"), new)) == ([], [], [])


def test_the_catalogue_says_what_a_rule_was_called(catalogue: Catalogue) -> None:
    first, *rest = catalogue.rules
    named = replace(catalogue, rules=(replace(first, aliases=("old-name", "older-name")), *rest))
    assert aliases_of(named) == {"old-name": first.id, "older-name": first.id}


def test_a_choice_of_rules_is_compared_over_that_choice(demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    fewer = replace(catalogue, rules=catalogue.rules[20:], digest="1" * 16)
    changes = compare(audit(demo_portfolio, catalogue), audit(demo_portfolio, fewer))
    value = audit(demo_portfolio, fewer).score.value
    assert (changes.before, changes.after) == (value, value)
    assert (changes.repositories, *_lists(changes)) == ((), [], [], [])


def test_named_repositories_are_compared_over_as_many_places_as_either_has() -> None:
    one, two = (
        report_of({"app": "+++++"}, login=None),
        report_of({"app": "+++++", "b": "+-+++"}, login=None, digest="1" * 16),
    )
    assert [(c.before, c.after) for c in (compare(one, two), compare(two, one))] == [(100, 92), (92, 100)]


def _of_other_rules(shared: int) -> tuple[Report, Report]:
    """Reports whose rules share that much of the weight of the second one, in per cent."""
    rules = {"readme-exists": ("readme", shared, None), "readme-usage": ("readme", 100 - shared, None)}
    return (
        report_of({"app": "+"}, rules={"readme-exists": ("readme", 5, None)}),
        report_of({"app": "+-"}, rules=rules, digest="1" * 16),
    )


def test_with_half_of_the_points_in_common_there_is_a_scale() -> None:
    assert compare(*_of_other_rules(LEAST_IN_COMMON)).after == 50


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            report_of({"a": "+++++"}),
            report_of({"a": "+++++"}, login="bob"),
            "The first is about ada, the second about bob",
        ),
        (
            report_of({"a": "+++++"}, login=None),
            report_of({"a": "+++++"}),
            "The first is about repositories that were named, the second about ada",
        ),
        (report_of({"a": "+++++"}, login=None), report_of({"b": "+++++"}, login=None), "no repository in common"),
        (report_of({"a": "+++++"}), report_of({"a": "+++++"}, rubric="software"), "Audit both with the same --rubric"),
        (*_of_other_rules(LEAST_IN_COMMON - 1), "Of the 2 rules asked now only 1 were asked before"),
    ],
    ids=["another person", "a person and a choice", "other repositories", "another rubric", "too little in common"],
)
def test_what_has_no_common_scale_is_refused_with_the_reason(old: Report, new: Report, words: str) -> None:
    with pytest.raises(NotComparable) as refused:
        compare(old, new)
    assert words in str(refused.value)


def test_a_login_is_the_same_however_it_is_written() -> None:
    assert compare(report_of({"a": "+++++"}, login="Ada"), report_of({"a": "+++++"})).after == 50


# --- shown -----------------------------------------------------------------------------------------------------------


def test_the_text_says_what_moved() -> None:
    old, new = report_of({"app": "+-+++", "site": "+++++"}, "+"), report_of({"app": "-++?+", "site": "+++++"}, "+")
    assert comparison.text(compare(old, new), "ada") == (
        "ada: Since 2026-03-01: 79 → 75; 1 fixed, 1 broken\n"
        "\n"
        "  78 →  63  app\n"
        "\n"
        "Fixed (1):\n"
        "  ✓ readme-usage is so in app [readme-usage]\n"
        "\n"
        "Broken (1):\n"
        "  ✗ readme-exists is not so in app [readme-exists]\n"
        "\n"
        "1 answer known then could not be found out this time.\n"
    )


def test_nothing_acts_in_a_comparison_and_it_fits_a_comment() -> None:
    moved = Moved(ATTACK, ATTACK, ATTACK, State.FAIL, State.FAIL)
    many = tuple(ScoreMove(f"{number} {ATTACK}", number % 100, None) for number in range(400))
    changes = Changes(START, 1, 2, many, (moved,) * 400, (moved,) * 400, (moved,) * 400, ATTACK, 3)
    shown = comparison.markdown(changes, ATTACK)
    assert dangers("markdown", shown) == []
    assert dangers("text", comparison.text(changes, ATTACK)) == []
    assert len(shown) < 65_536
    assert shown.count("… and ") == 4
