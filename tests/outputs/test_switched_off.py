"""What was switched off is shown with its reason, and beside the score what all rules would have given."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from hostile import ATTACK
from pages import Page
from portfolio_audit.cli.terminal import show
from portfolio_audit.model.report import Exemption, Report, Score
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.renderers.languages import load
from portfolio_audit.renderers.markdown import MAX_CHARACTERS
from portfolio_audit.renderers.wording import switched_off, with_all_rules

EXEMPTED = (
    Exemption("eng-lint", ("eng-lint",), "The course has its own style"),
    Exemption("git", ("git-days", "git-names"), "A study of one day"),
    Exemption("data-stock", ("data-stock",), ""),
    Exemption("", ("profile-readme",), ""),
)
LINES = [
    "eng-lint: The course has its own style",
    "git (2 rules): A study of one day",
    "data-stock: no reason given",
    "not selected (1 rule)",
]
OF_ALL = Score(64, 60, 66, 94, "C")
SENTENCE = "With all rules: 64 of 100, grade C (60–66, 94 % could be decided)"


@pytest.fixture(scope="module")
def report(demo_report: Report) -> Report:
    return replace(demo_report, exempted=EXEMPTED, score_of_all=OF_ALL)


def _page(report: Report) -> str:
    return Page(RENDERERS["html"](report)).visible()


def _markdown(report: Report) -> str:
    return RENDERERS["markdown"](report).replace("\\", "")


@pytest.mark.parametrize("told", [_page, _markdown, RENDERERS["text"]], ids=["html", "markdown", "text"])
def test_every_form_shows_the_reasons_and_then_the_other_score(told: Callable[[Report], str], report: Report) -> None:
    shown = told(report)
    places = [shown.index(line) for line in ("Switched off:", *LINES, SENTENCE)]
    assert places == sorted(places)


@pytest.mark.parametrize("told", [_page, _markdown, RENDERERS["text"]], ids=["html", "markdown", "text"])
def test_a_report_by_all_rules_says_nothing_of_it(told: Callable[[Report], str], demo_report: Report) -> None:
    assert "Switched off" not in told(demo_report)
    assert "With all rules" not in told(demo_report)


def test_the_terminal_shows_it_before_the_score(
    report: Report, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    show(report)
    shown = capsys.readouterr().out
    places = [shown.index(line) for line in ("Switched off:", *LINES, SENTENCE, "Score 87 of 100")]
    assert places == sorted(places)


def test_a_reason_is_not_translated_and_the_rest_is(report: Report) -> None:
    spanish = load("es")
    readme = replace(report, exempted=(Exemption("eng-lint", ("eng-lint",), "README has no picture"), *EXEMPTED[1:]))
    assert switched_off(readme, spanish) == [
        "eng-lint: README has no picture",
        "git (2 reglas): A study of one day",
        "data-stock: sin motivo indicado",
        "no seleccionadas (1 regla)",
    ]
    assert with_all_rules(report, spanish).startswith("Con todas las reglas: 64 de 100")


def test_a_score_of_nothing_is_said_as_such(report: Report) -> None:
    undecided = replace(report, score_of_all=Score(None, None, None, 0, None))
    assert with_all_rules(undecided) == "With all rules: –: nothing could be decided"


def test_a_saved_report_without_the_other_score_leaves_it_out(report: Report) -> None:
    odd = replace(report, score_of_all=None)
    for form in ("html", "markdown", "text"):
        assert "With all rules" not in RENDERERS[form](odd)
    assert "****" not in RENDERERS["markdown"](odd)


def test_in_a_comment_reasons_give_way_when_there_is_no_room(report: Report) -> None:
    many = tuple(Exemption(f"rule-{number}", (f"rule-{number}",), ATTACK * 9) for number in range(400))
    text = RENDERERS["markdown"](replace(report, exempted=many))
    assert len(text.encode("utf-16-le")) // 2 <= MAX_CHARACTERS
    assert "more: see the full report_\n\n**With all rules: 64" in text
    assert "- rule\\-0: " in text
