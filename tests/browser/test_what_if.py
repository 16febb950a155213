"""What the page computes when fixes are ticked is what the engine computes when the rules pass."""

from random import Random
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from browser.watching import OpenPage
from facts_of import degraded, portfolio_of, repo_of, unseen_repo
from portfolio_audit.auditing import audit
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.portfolio import Portfolio, Skipped
from portfolio_audit.model.report import FindingReport, Report
from portfolio_audit.model.rules import State
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.rescoring import recorded, rescored
from portfolio_audit.scoring import Range, rounded

OPEN = (State.FAIL, State.PARTIAL)
RANDOM_SETS = 60


def _fixes(report: Report) -> list[tuple[str, str]]:
    """(repository, rule) of all that can be fixed; of what follows from a failure, too."""
    counts = report.findings if report.login else ()
    profile = [("", finding.rule) for finding in counts if finding.state in OPEN]
    return profile + [(r.name, f.rule) for r in report.repositories for f in r.findings if f.state in OPEN]


def _key(fix: tuple[str, str]) -> str:
    name, rule = fix
    return f"repo-{name}/{rule}" if name else f"profile/{rule}"


def _passed(findings: tuple[FindingReport, ...], rules: set[str]) -> tuple[FindingReport, ...]:
    """The findings, had those rules passed, and what merely follows from them."""
    return tuple(
        replace(f, state=State.PASS, credit=100) if f.rule in rules or f.parent in rules else f for f in findings
    )


def _engine(report: Report, fixes: list[tuple[str, str]]) -> dict[str, Any]:
    """The engine's scores, had those rules passed."""
    rules = {name: {rule for each, rule in fixes if each == name} for name in {name for name, _ in fixes}}
    repos = tuple(replace(r, findings=_passed(r.findings, rules.get(r.name, set()))) for r in report.repositories)
    changed = replace(report, repositories=repos, findings=_passed(report.findings, rules.get("", set())))
    scores = rescored(recorded(changed))
    return {
        "portfolio": _shown(scores.portfolio),
        "repositories": {name: _shown(part) for name, part in scores.repositories.items()},
    }


def _shown(part: Range) -> dict[str, int | None]:
    return {"value": rounded(part.value), "low": rounded(part.low), "high": rounded(part.high)}


def _agree(open_page: OpenPage, report: Report, sets: list[list[tuple[str, str]]]) -> None:
    page = open_page(RENDERERS["html"](report))
    asked = "(sets) => sets.map((keys) => portfolioAudit.whatIf(keys))"
    told = page.evaluate(asked, [[_key(fix) for fix in fixes] for fixes in sets])
    for fixes, numbers in zip(sets, told, strict=True):
        assert numbers == _engine(report, fixes), fixes


def test_no_fix_and_every_single_fix_of_the_demo(open_page: OpenPage, demo_report: Report) -> None:
    fixes = _fixes(demo_report)
    assert len(fixes) > 80
    _agree(open_page, demo_report, [[], *([fix] for fix in fixes)])


def test_random_sets_of_fixes_of_the_demo(open_page: OpenPage, demo_report: Report) -> None:
    fixes, random = _fixes(demo_report), Random(6)  # noqa: S311 - not for secrets
    sets = [random.sample(fixes, random.randint(2, len(fixes))) for _ in range(RANDOM_SETS)]
    _agree(open_page, demo_report, [*sets, fixes])


def _doubtful(demo: Portfolio) -> list[tuple[str, Portfolio]]:
    app = repo_of({"train.py": "import sklearn\n", "README.md": "# App\n\nForecasts demand.\n"}, "app")
    gone = (Skipped("gone", "it could not be cloned", True),)
    return [
        *degraded(demo),
        ("some unseen", replace(demo, repos=tuple(demo.repos)[:2], skipped=gone)),
        ("named", replace(demo, login=None)),
        ("one and one unread", portfolio_of(app, unseen_repo(), skipped=gone)),
        ("nothing", portfolio_of()),
        ("nothing decided", portfolio_of(unseen_repo())),
    ]


def test_fixes_where_not_all_could_be_seen(
    open_page: OpenPage, demo_portfolio: Portfolio, catalogue: Catalogue
) -> None:
    random = Random(7)  # noqa: S311 - not for secrets
    for _, portfolio in _doubtful(demo_portfolio):
        report = audit(portfolio, catalogue, version="0.0.0")
        fixes = _fixes(report)
        several = [random.sample(fixes, random.randint(1, len(fixes))) for _ in range(10)] if fixes else []
        _agree(open_page, report, [[], *several, fixes])


def test_ticking_a_fix_changes_both_scores_at_once(open_page: OpenPage, demo_html: str, demo_report: Report) -> None:
    page = open_page(demo_html)
    step = next(step for step in demo_report.next_steps[:3] if step.repository)
    after = _engine(demo_report, [(step.repository, step.rule)])
    repository = page.locator(f"#repo-{step.repository}")
    box = page.locator(f'.steps input[value="repo-{step.repository}/{step.rule}"]')
    expect(page.locator("#plan")).to_be_hidden()
    box.check()
    expect(repository.locator("summary .then").first).to_have_text(
        f"→ {after['repositories'][step.repository]['value']}"
    )
    expect(page.locator("#plan p")).to_contain_text(f"{demo_report.score.value} → {after['portfolio']['value']}")
    expect(page.locator("#plan p")).to_contain_text(f"{step.minutes} min")
    repository.locator("summary").first.click()
    expect(repository.locator(f'input[value="repo-{step.repository}/{step.rule}"]')).to_be_checked()
    page.get_by_role("button", name="Clear").click()
    expect(box).not_to_be_checked()
    expect(page.locator("#plan")).to_be_hidden()


@pytest.mark.parametrize("form", ["step", "finding"])
def test_everything_that_can_be_ticked_is_a_fix(open_page: OpenPage, demo_html: str, form: str) -> None:
    page = open_page(demo_html)
    page.evaluate("document.querySelectorAll('details').forEach((place) => { place.open = true; })")
    selector = "[data-for] .acts input" if form == "step" else ".findings > li .acts input"
    expect(page.locator(selector).first).to_be_visible()
    values = page.eval_on_selector_all(selector, "(boxes) => boxes.map((box) => box.value)")
    assert len(values) > 20
    assert set(values) <= set(page.evaluate("portfolioAudit.fixes()"))
