"""How a report shows what was found at demos."""

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from facts_of import portfolio_of
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.cli.terminal import show
from portfolio_audit.demos import with_looks
from portfolio_audit.model.demo_facts import STATES, Look
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.renderers.visits import WORDS, visits
from test_demos import LIVE, OLD, TWO, bikes

CATALOGUE = load_catalogue()
PNG = "data:image/png;base64,iVBORw0KGgo="
OTHER = "https://trips-demo.streamlit.app/"


def report(looks: Mapping[str, Look]) -> Report:
    other = bikes(f"# Trips\n\nTry it: [live demo]({OTHER})\n", name="trips")
    portfolio = portfolio_of(bikes(TWO), other)
    return audit(with_looks(portfolio, looks) if looks else portfolio, CATALOGUE, strict=True)


def looks(*given: Look) -> dict[str, Look]:
    return {look.url: look for look in given}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_told_in_words_in_every_form(state: str) -> None:
    told = report(looks(Look(OTHER, state, "as a host says")))
    for form in ("html", "text", "markdown"):
        assert WORDS[state] in RENDERERS[form](told)


def test_the_terminal_tells_the_state_and_what_was_not_visited(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    show(report(looks(Look(OTHER, "gone", "no such app"), Look(LIVE, "asleep", "it sleeps"))))
    told = capsys.readouterr().out
    assert "demo: gone" in told
    assert "demo: asleep until somebody visits" in told
    assert "--check-links" not in told
    show(report({}))
    told = capsys.readouterr().out
    assert "demo: " not in told
    assert "The demos of 2 repositories were not visited; --check-links visits them." in told


def test_what_is_dead_is_no_proof() -> None:
    page = RENDERERS["html"](report(looks(Look(OTHER, "gone", "no such app"))))
    best = page.partition('id="best"')[2].partition("</section>")[0]
    card = best.partition("trips</a>")[2].partition("</li>")[0]
    assert '<dd class="fail"><span class="mark" aria-hidden="true">✗</span> gone' in card


def test_a_summary_praises_no_dead_demo() -> None:
    dead = report(looks(Look(OTHER, "gone", "no such app"), Look(LIVE, "gone", "none"), Look(OLD, "failing", "none")))
    assert "live demo" in report({}).summary
    assert "; none has a live demo." in dead.summary


def test_a_picture_is_shown_with_words_and_nothing_else_passes_for_one() -> None:
    page = RENDERERS["html"](report(looks(Look(OTHER, "live", "it answers", picture=PNG))))
    assert f'<img src="{PNG}" alt="The demo of trips as a visitor finds it">' in page
    for bad in (
        "data:image/svg+xml;base64,AAAA",
        "data:text/html;base64,AAAA",
        "https://eve.dev/x.png",
        f'{PNG}" onerror="alert(1)',
        f" {PNG}",
        f"{PNG}\n",
    ):
        page = RENDERERS["html"](report(looks(Look(OTHER, "live", "it answers", picture=bad))))
        assert "<img" not in page


def test_what_a_page_or_a_saved_report_says_cannot_act() -> None:
    bad = Look(OTHER, "live", '<script>alert("x")</script> | **b**', api=("/docs<img>",))
    for form in ("html", "markdown"):
        text = RENDERERS[form](report(looks(bad)))
        assert '<script>alert("x")' not in text
        assert "/docs<img>" not in text


def test_the_best_demo_comes_first_and_the_dead_one_stays_in_sight() -> None:
    told = report(looks(Look(OLD, "live", "it answers"), Look(LIVE, "gone", "no such app")))
    repo = next(one for one in told.repositories if one.name == "bikes")
    assert [(visit.url, visit.mark) for visit in visits(repo)] == [(OLD, "✓"), (LIVE, "✗")]


def test_what_was_not_visited_is_said_where_there_was_something_to_visit() -> None:
    words = "The demos of 2 repositories were not visited; --check-links visits them."
    for form in ("html", "text"):
        assert words in RENDERERS[form](report({}))
        assert "not visited" not in RENDERERS[form](report(looks(Look(OTHER, "live", "it answers"))))


_ODD = {"link": {"url": "x", "at": {"path": ""}}, "look": {"url": "x", "state": "?", "reason": ""}}


@pytest.mark.parametrize("nonsense", [{"seen": 3}, {"seen": [_ODD]}, [], "x", None])
def test_a_report_from_elsewhere_that_says_nonsense_of_demos_is_shown_without(nonsense: object) -> None:
    repo = next(iter(report({}).repositories))
    assert visits(replace(repo, facts={**repo.facts, "demos": nonsense})) == []
