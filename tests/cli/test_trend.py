"""Run after run: what each tells of the ones before, what is kept of it, and what is not."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from msgspec.structs import replace

from cli.processes import Start, ended
from gather.hosting import README
from gather.repositories import written
from portfolio_audit.codec import load_file
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.history import History
from portfolio_audit.model.report import REPORT_SCHEMA, Report

Cli = Callable[..., Result]
TRAIN = "import pandas\nfrom sklearn.linear_model import Ridge\n\nmodel = Ridge().fit(pandas.read_csv('b.csv'), [1])\n"
FILES = {"README.md": README, "train.py": TRAIN}
DAY = 86_400


@pytest.fixture
def run(cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Report]:
    """One audit of the folder `work` a day later than the last one; its report."""
    written(here / "work", FILES)
    days = iter(range(1, 100))

    def audited(*options: str, target: str = "work", **files: str) -> Report:
        written(here / "work", files)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1780272000 + next(days) * DAY))
        result = cli("audit", target, "--output", "out", "--format", "json", "-q", *options)
        assert result.exit_code == 0, result.stderr
        return load_file(here / "out" / "report.json", Report, REPORT_SCHEMA)

    return audited


def kept(here: Path) -> list[Any]:
    return History(here.parent / "data").all()


def test_a_run_tells_what_changed_since_the_last_that_was_another(run: Callable[..., Report], here: Path) -> None:
    first = run()
    assert (first.changes, first.trend) == (None, ())
    second = run(LICENSE="MIT License\n\nPermission is hereby granted, free of charge, to any person\n")
    assert second.changes is not None
    assert "eng-license" in [move.rule for move in second.changes.fixed]
    assert second.changes.since == first.generated_at
    assert [point.at for point in second.trend] == [first.generated_at, second.generated_at]
    third = run()
    assert third.changes == second.changes
    assert [point.at for point in third.trend] == [first.generated_at, third.generated_at]
    (here / "work" / "LICENSE").unlink()
    back = run()
    assert back.changes is not None
    assert "eng-license" in [move.rule for move in back.changes.broken]
    assert len(back.trend) == 3


def test_two_runs_over_an_unchanged_portfolio_give_the_same_bytes(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    for folder in ("one", "two", "three"):
        assert cli("ada", "--output", folder, "-q").exit_code == 0
    pages = [(here / folder / "index.html").read_bytes() for folder in ("two", "three")]
    assert pages[0] == pages[1]
    texts = [
        cli("render", f"{folder}/report.json", "--format", "text", "--output", "-").stdout for folder in ("one", "two")
    ]
    assert texts[0] == texts[1]
    (subject,) = kept(here)
    assert subject.subject.startswith("ada on 127.0.0.1")
    assert len(subject.past.points) == 1


@pytest.mark.parametrize(
    "options",
    [
        ("--no-history",),
        ("--no-cache",),
        ("--select", "readme"),
        ("--ignore", "readme-usage"),
    ],
    ids=" ".join,
)
def test_what_is_not_a_whole_run_or_not_to_be_kept_is_not(
    run: Callable[..., Report], here: Path, options: tuple[str, ...]
) -> None:
    run()
    before = kept(here)
    report = run(*options, **{"README.md": "# Work\n"})
    assert (report.changes, report.trend) == (None, ())
    assert kept(here) == before


def test_saved_facts_and_a_choice_of_repositories_leave_nothing(
    cli: Cli, server: LoopbackGitHub, here: Path, facts: tuple[str, str]
) -> None:
    assert cli(*facts, "-q").exit_code == 0
    assert cli("ada", "--repo", "bikes", "-q").exit_code == 0
    assert kept(here) == []


def test_forks_too_are_another_subject(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    for options in ((), ("--include-forks", "--include-archived")):
        assert cli("ada", "-q", *options).exit_code == 0
    assert [subject.subject.endswith(" with forks and archived") for subject in kept(here)] == [False, True]


def test_a_repository_that_could_not_be_fetched_is_no_change(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    assert cli("ada", "-q", "--output", "one").exit_code == 0
    cli("cache", "clear")
    server.fail("404", times=20, path="/ada/bikes.git")
    assert cli("ada", "-q", "--output", "two", "--format", "json").exit_code == 0
    report = load_file(here / "two" / "report.json", Report, REPORT_SCHEMA)
    assert any(skip.unavailable for skip in report.skipped)
    assert (report.changes, report.trend) == (None, ())
    (subject,) = kept(here)
    assert len(subject.past.states) == 1


def test_a_report_that_could_not_be_written_leaves_no_history(
    cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(here / "work", FILES)
    (here / "out" / "report.json").mkdir(parents=True)
    assert cli("./work", "-q", "--output", "out", "--format", "json").exit_code == 2
    assert kept(here) == []


STOP = """
import os, signal
from portfolio_audit import history
history.History.record = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
from portfolio_audit.cli import main
main(["audit", "./work", "-q", "--output", "out", "--format", "json"])
"""


def test_a_run_killed_between_delivering_and_keeping_is_told_again(run: Callable[..., Report], here: Path) -> None:
    first = run()
    before = kept(here)
    written(here / "work", {"README.md": "# Work\n"})
    paths = os.pathsep.join(path for path in sys.path if path and Path(path).is_absolute())
    clock = str(int(first.generated_at.timestamp()) + DAY)
    environment = {**os.environ, "PYTHONPATH": paths, "SOURCE_DATE_EPOCH": clock}
    killed = subprocess.run([sys.executable, "-c", STOP], cwd=here, env=environment, capture_output=True, timeout=100)
    assert killed.returncode == -signal.SIGKILL
    delivered = load_file(here / "out" / "report.json", Report, REPORT_SCHEMA)
    assert kept(here) == before
    report = run()
    assert replace(report, run=delivered.run) == delivered
    assert report.changes is not None
    assert [move.rule for move in report.changes.broken]
    assert len(kept(here)[0].past.points) == 2


def test_a_folder_for_data_that_cannot_be_used_costs_only_the_trend(start: Start, here: Path) -> None:
    written(here / "work", FILES)
    written(here.parent, {"taken": "a file"})
    for name, value in (("PORTFOLIO_AUDIT_DATA", "taken/data"), ("XDG_DATA_HOME", "taken")):
        env = {"PORTFOLIO_AUDIT_DATA": None, name: str(here.parent / value)}
        said = ended(start("./work", "-q", "-v", "--output", "out", env=env))[1]
        assert "this run is not kept for the trend: Not a directory" in said


def test_the_history_is_listed_and_cleared(run: Callable[..., Report], cli: Cli, here: Path) -> None:
    first, second = run(), run(**{"README.md": "# Work\n"})
    subject = str(here / "work")
    listed = cli("history").stdout.splitlines()
    assert listed[0] == str(here.parent / "data" / "history")
    assert listed[1:] == [f"{subject} (ml-engineer)", f"  2026-06-03 00:00  {second.score.value:>3}"]
    points = cli("history", subject).stdout.splitlines()
    assert points[1:] == [
        f"  2026-06-02 00:00  {first.score.value:>3}",
        f"  2026-06-03 00:00  {second.score.value:>3}",
    ]
    assert "nothing is kept of 'bob'" in cli("history", "bob").stderr
    assert cli("history", "clear", "bob").stderr == "0 files removed\n"
    assert cli("history", "clear").stderr == "1 file removed\n"
    assert cli("history").stdout.splitlines() == listed[:1]


def test_the_demo_shows_a_trend_and_keeps_nothing(cli: Cli, here: Path) -> None:
    assert cli("demo", "-q", "--output", "out", "--format", "json").exit_code == 0
    report = load_file(here / "out" / "report.json", Report, REPORT_SCHEMA)
    assert report.changes is not None
    assert len(report.trend) > 2
    assert kept(here) == []
