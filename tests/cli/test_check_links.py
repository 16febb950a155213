"""`--check-links`: demos are visited when somebody asks for it, and never else."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from cli.cohorts import repository, statuses
from cli.demos_online import PAGE, Online
from gather.hosting import NOW
from gather.repositories import written
from portfolio_audit import audit, check_links, gather
from portfolio_audit.action.inputs import VARIABLE, read_inputs
from portfolio_audit.action.questions import questions
from portfolio_audit.cli.check_links import CHOICES
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedUser
from portfolio_audit.demos import WHICH
from portfolio_audit.settings import Settings
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import Folder
from portfolio_audit.web.looking import Looking
from portfolio_audit.web.picturing import PicturesUnavailable

Cli = Callable[..., Result]
LIVE, DEAD, SOURCE = "http://bikes-live.example.net/", "http://bikes-dead.example.net/", "http://paper.example.net/1"
README = (
    "# Bikes\n\nPredicts how many bikes a station needs.\n"
    f"\n## Demo\n\n- [live demo]({LIVE})\n- [the old demo]({DEAD})\n"
    f"\n## Method\n\nAs [they did it]({SOURCE}).\n"
)
CODE = "import pandas\nfrom sklearn.linear_model import Ridge\n\nmodel = Ridge().fit(pandas.read_csv('b.csv'), [1])\n"
FILES = {"README.md": README, "train.py": CODE, "app.py": "import streamlit as st\n\nst.title('Bikes')\n"}


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> Iterator[Online]:
    """Nothing of the web but what a test puts there; the live demo is."""
    made = Online()
    made.pages[LIVE.removeprefix("http://")] = (200, PAGE)
    with made.running() as web:
        monkeypatch.setattr("portfolio_audit.links.Web", web)
        yield made


@pytest.fixture
def work(here: Path) -> Path:
    return written(here / "bikes", FILES)


@pytest.fixture
def told(cli: Cli, work: Path) -> Callable[..., dict[str, Any]]:
    """The report of a run, which is about one repository."""

    def run(*options: str, status: int = 0) -> dict[str, Any]:
        result = cli(*(options or ("./bikes",)), "--output", "-", "--format", "json")
        assert result.exit_code == status, result.stderr
        return dict(json.loads(result.stdout))

    return run


def states(report: dict[str, Any]) -> dict[str, str]:
    (repo,) = report["repositories"]
    return {one["look"]["url"]: one["look"]["state"] for one in repo["facts"]["demos"].get("seen", [])}


def answer(report: dict[str, Any], rule: str) -> str:
    (repo,) = report["repositories"]
    return next(str(f["state"]) for f in repo["findings"] if f["rule"] == rule)


def test_without_the_flag_nobody_is_visited(told: Callable[..., dict[str, Any]], online: Online) -> None:
    report = told("./bikes")
    assert online.asked == []
    assert report["repositories"][0]["facts"]["demos"] == {"unavailable": "not asked: --check-links"}
    assert answer(report, "deploy-demo-answers") == "not-applicable"


def test_the_flag_alone_stands_before_a_target_and_visits_demos(
    told: Callable[..., dict[str, Any]], online: Online
) -> None:
    report = told("--check-links", "./bikes")
    assert states(report) == {LIVE: "live", DEAD: "gone"}
    assert answer(report, "deploy-demo-answers") == "pass"
    assert answer(report, "readme-links-alive") == "not-applicable"
    assert SOURCE not in online.asked
    assert online.asked.count(DEAD) == 2


def test_all_links_are_visited_on_request(told: Callable[..., dict[str, Any]], online: Online) -> None:
    report = told("--check-links=all", "./bikes")
    assert SOURCE in online.asked
    assert answer(report, "readme-links-alive") == "fail"


def test_other_links_cannot_be_asked_for(cli: Cli, work: Path) -> None:
    result = cli("./bikes", "--check-links=some")
    assert result.exit_code == 2
    assert "'some' is not one of 'demos', 'all'" in result.stderr
    assert CHOICES == WHICH


def test_after_two_dashes_everything_is_a_target(cli: Cli, here: Path, online: Online) -> None:
    result = cli("audit", "--", "--check-links")
    assert result.exit_code == 2
    assert online.asked == []


def test_the_page_shows_the_state_and_progress_is_told(cli: Cli, work: Path, online: Online) -> None:
    result = cli("./bikes", "--check-links", "--output", "out")
    assert "visiting 2 addresses" in result.stderr
    assert "demo: live" in Path("out/index.html").read_text("utf-8")
    assert "demo: live" in result.stdout


def test_what_was_found_is_kept_for_a_day_and_used_offline(told: Callable[..., dict[str, Any]], online: Online) -> None:
    first = told("./bikes", "--check-links")
    online.asked.clear()
    for again in (told("./bikes", "--check-links"), told("./bikes", "--check-links", "--offline")):
        assert {**again, "run": {}} == {**first, "run": {}}
    assert online.asked == []


def test_nothing_of_a_private_repository_is_kept(
    told: Callable[..., dict[str, Any]], online: Online, here: Path
) -> None:
    told("./bikes", "--save-portfolio", "facts.json")
    facts = json.loads(Path("facts.json").read_text("utf-8"))
    facts["repos"][0]["host"] = {"private": True}
    Path("facts.json").write_text(json.dumps(facts), "utf-8")
    assert states(told("--from", "facts.json", "--check-links")) == {LIVE: "live", DEAD: "gone"}
    assert states(told("--from", "facts.json", "--check-links", "--offline")) == {LIVE: "unknown", DEAD: "unknown"}


def test_offline_what_was_never_visited_is_unknown(told: Callable[..., dict[str, Any]], online: Online) -> None:
    report = told("./bikes", "--check-links", "--offline")
    assert states(report) == {LIVE: "unknown", DEAD: "unknown"}
    assert answer(report, "deploy-demo-answers") == "unknown"
    assert online.asked == []


def test_saved_facts_hold_what_was_found_and_are_visited_on_request(
    told: Callable[..., dict[str, Any]], online: Online
) -> None:
    told("./bikes", "--check-links", "--save-portfolio", "facts.json")
    online.asked.clear()
    assert states(told("--from", "facts.json")) == {LIVE: "live", DEAD: "gone"}
    assert online.asked == []
    online.pages.clear()
    assert states(told("--from", "facts.json", "--check-links", "--no-cache")) == {LIVE: "gone", DEAD: "gone"}


def test_ctrl_c_while_visiting_leaves_a_report_of_what_was_found(
    told: Callable[..., dict[str, Any]], online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    # what leaves a doubt is looked at again after a pause
    monkeypatch.setattr("portfolio_audit.links.Looking", partial(Looking, pause=interrupt))
    report = told("./bikes", "--check-links", "--no-cache", status=130)
    assert report["partial"] is True
    assert states(report) == {LIVE: "live", DEAD: "unknown"}


def test_a_run_with_visits_is_not_compared_with_one_without(
    cli: Cli, told: Callable[..., dict[str, Any]], online: Online
) -> None:
    online.pages.clear()
    told("./bikes", "--check-links")
    assert told("./bikes")["changes"] is None


def test_the_python_interface_visits_demos(work: Path, online: Online) -> None:
    report = audit(check_links(gather(str(work), now=NOW), now=NOW))
    (repo,) = report.repositories
    assert [one["look"]["state"] for one in repo.facts["demos"]["seen"]] == ["live", "gone"]
    with pytest.raises(ValueError, match="there are demos, all"):
        check_links(gather(str(work), now=NOW), "some")


@pytest.mark.parametrize(("given", "expected"), [("demos", "pass"), ("none", "not-applicable"), ("", "not-applicable")])
def test_the_action_visits_demos_on_request(work: Path, online: Online, given: str, expected: str, warm: None) -> None:
    asked = questions(read_inputs({VARIABLE: json.dumps({"check-links": given})}), Settings())
    report = asked.report(asked.gathered(Folder(work), GitHub(), datetime(2026, 6, 1, tzinfo=UTC)))
    (found,) = (f.state for f in report.repositories[0].findings if f.rule == "deploy-demo-answers")
    assert found == expected


def test_a_class_is_visited_beside_the_reading(
    server: LoopbackGitHub, cli: Cli, online: Online, tmp_path: Path
) -> None:
    users = [HostedUser(login, (repository(tmp_path, login, "bikes", FILES),)) for login in ("ada", "bo", "cy")]
    server.host(users)
    Path("roster.csv").write_text("username\nada\nbo\ncy\n")
    result = cli("cohort", "roster.csv", "--output", "out", "--check-links")
    assert result.exit_code == 0, result.stderr
    assert statuses(Path("out")) == {"ada": "ok", "bo": "ok", "cy": "ok"}
    assert online.asked.count(LIVE) <= 3
    for login in ("ada", "bo", "cy"):
        assert "demo: live" in Path(f"out/students/{login}/index.html").read_text("utf-8")
    online.asked.clear()
    assert cli("cohort", "roster.csv", "--output", "out", "--check-links").exit_code == 0
    assert online.asked == []


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("./bikes", "--screenshot"), "give --check-links"),
        (("./bikes", "--screenshot", "--check-links", "--offline"), "without --offline"),
    ],
)
def test_pictures_are_of_demos_that_are_visited(cli: Cli, work: Path, options: tuple[str, ...], sentence: str) -> None:
    result = cli(*options)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert not (work.parent / "portfolio-audit-bikes").exists()


def test_that_no_picture_can_be_taken_is_said_before_the_work(
    cli: Cli, work: Path, online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portfolio_audit.web.picturing.shutil.which", lambda _name: None)
    result = cli("./bikes", "--check-links", "--screenshot")
    assert result.exit_code == 3
    assert "Chromium or Chrome" in result.stderr
    assert online.asked == []


def test_pictures_are_in_the_page(cli: Cli, work: Path, online: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = "data:image/jpeg;base64,/9j/AAAA"
    monkeypatch.setattr("portfolio_audit.web.picturing.browser_here", lambda: "chromium")
    monkeypatch.setattr(
        "portfolio_audit.web.picturing.pictures", lambda urls, **_connect: [(url, picture) for url in urls]
    )
    result = cli("./bikes", "--check-links", "--screenshot")
    assert result.exit_code == 0, result.stderr
    page = (work.parent / "portfolio-audit-bikes" / "index.html").read_text("utf-8")
    assert page.count(f'<img src="{picture}"') == 1
    assert "taking a picture." in result.stderr


def test_a_browser_that_fails_costs_the_pictures_and_nothing_else(
    cli: Cli, work: Path, online: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(urls: object, connect: object) -> Iterator[tuple[str, str]]:
        raise PicturesUnavailable("it does not start")
        yield

    monkeypatch.setattr("portfolio_audit.web.picturing.browser_here", lambda: "chromium")
    monkeypatch.setattr("portfolio_audit.web.picturing.pictures", broken)
    result = cli("./bikes", "--check-links", "--screenshot")
    assert result.exit_code == 0
    assert "it does not start" in result.stderr
    assert (work.parent / "portfolio-audit-bikes" / "index.html").exists()


def test_what_counts_of_an_earlier_run_is_told_and_can_be_visited_again(cli: Cli, work: Path, online: Online) -> None:
    def told(*more: str) -> str:
        online.asked.clear()
        return cli("./bikes", "--check-links", "--output", "-", "--format", "json", *more).stderr

    assert "within the last day" not in told()
    again = told()
    assert "what was found at 2 addresses within the last day still counts; --no-cache visits again." in again
    assert "visiting" not in again
    assert online.asked == []
    online.pages[DEAD.removeprefix("http://")] = (200, PAGE)
    assert "visiting 2 addresses" in told("--no-cache")
    assert set(online.asked) == {LIVE, DEAD}
