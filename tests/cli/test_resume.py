"""A run that was ended in whatever way goes on where it was, and comes to the same report byte by byte."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from cli.test_processes import IN_PROC, ended, temporary
from gather.hosting import README, wait_until_gone
from gather.repositories import Made, history
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

Start = Callable[..., "subprocess.Popen[bytes]"]
Cli = Callable[..., Result]
NAMES = ("alpha", "beta", "gamma", "delta", "epsilon")


@pytest.fixture
def five(server: LoopbackGitHub, tmp_path: Path) -> LoopbackGitHub:
    """A person with five projects, each of its own."""
    repositories = []
    for number, name in enumerate(NAMES):
        files = {"README.md": README.replace("Bikes", name), f"{name}.py": f"import pandas\nx = {number}\n"}
        made = history(tmp_path / f"{name}.git", [Made(files, b"Begin"), Made({"b.py": "y = 1\n"}, b"Go on")])
        repositories.append(HostedRepository(name, made, size_kb=number + 1))
    server.host([HostedUser("ada", tuple(repositories))])
    return server


def report_of(folder: Path) -> str:
    """The saved report without what the run cost."""
    report = json.loads((folder / "report.json").read_text("utf-8"))
    del report["run"]
    return json.dumps(report)


def fetched(server: LoopbackGitHub) -> set[str]:
    """Repositories that git asked for."""
    return {request.path.split("/")[2].removesuffix(".git") for request in server.requests if ".git/" in request.path}


@IN_PROC
@pytest.mark.parametrize("done", range(len(NAMES) + 1))
def test_a_killed_run_is_taken_up(start: Start, cli: Cli, five: LoopbackGitHub, here: Path, done: int) -> None:
    """`kill -9` after so many repositories are done; at the end, while the report is made."""
    cli("ada", "--output", "whole", "--no-cache")
    process = start("ada", "--output", "out", "--jobs", "1")
    assert process.stderr is not None
    finished = {process.stderr.readline().partition(b":")[0].decode() for _ in range(done)}
    if not done:
        time.sleep(0.3)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert wait_until_gone(str(temporary(here))) == []
    five.requests.clear()
    ended(start("ada", "--output", "out", "--jobs", "1"))
    assert fetched(five).isdisjoint(finished)
    assert report_of(here / "out") == report_of(here / "whole")
    assert (here / "out" / "index.html").read_bytes() == (here / "whole" / "index.html").read_bytes()
    assert sorted(path.name for path in (here / "out").iterdir()) == ["index.html", "report.json"]
    assert list(temporary(here).iterdir()) == []


@IN_PROC
def test_an_interrupted_run_is_taken_up(start: Start, cli: Cli, five: LoopbackGitHub, here: Path) -> None:
    cli("ada", "--output", "whole", "--no-cache")
    five.fail("stall", times=20, path="/ada/gamma.git", seconds=60, after_bytes=10)  # of middle size, so the last
    process = start("ada", "--output", "out", "--jobs", "1")
    assert process.stderr is not None
    for _ in range(len(NAMES) - 1):
        process.stderr.readline()
    process.send_signal(signal.SIGINT)
    ended(process, 130)
    assert json.loads((here / "out" / "report.json").read_text("utf-8"))["partial"]
    five.heal()
    five.requests.clear()
    ended(start("ada", "--output", "out"))
    assert fetched(five) == {"gamma"}
    assert report_of(here / "out") == report_of(here / "whole")


def test_a_second_run_asks_for_nothing_but_what_is_new(cli: Cli, five: LoopbackGitHub, here: Path) -> None:
    cli("ada", "--output", "one")
    five.requests.clear()
    cli("ada", "--output", "two")
    assert fetched(five) == set()
    assert len(five.requests) <= 2
    assert report_of(here / "one") == report_of(here / "two")
    run = json.loads((here / "two" / "report.json").read_text("utf-8"))["run"]
    assert (run["cache_hits"], run["cloned"]) == (5, 0)


def test_without_cache_nothing_is_kept_and_nothing_used(cli: Cli, five: LoopbackGitHub, here: Path) -> None:
    cli("ada", "--output", "one", "--no-cache")
    assert not (here.parent / "cache").exists()
    cli("ada", "--output", "one")
    five.requests.clear()
    cli("ada", "--output", "two", "--no-cache")
    assert fetched(five) == set(NAMES)


def test_two_runs_at_once_come_to_the_same(start: Start, cli: Cli, five: LoopbackGitHub, here: Path) -> None:
    cli("ada", "--output", "whole", "--no-cache")
    both = [start("ada", "--output", name) for name in ("one", "two")]
    for process in both:
        ended(process)
    assert report_of(here / "one") == report_of(here / "two") == report_of(here / "whole")


def test_what_is_kept_can_be_shown_and_cleared(cli: Cli, five: LoopbackGitHub, here: Path) -> None:
    cli("ada", "--output", "one", "-q")
    shown = cli("cache", "show").stdout
    assert str(here.parent / "cache") in shown
    assert "5  repositories that were read" in shown
    cli("cache", "clear")
    shown = cli("cache", "show").stdout
    assert "repositories" not in shown
    five.requests.clear()
    cli("ada", "--output", "two", "-q")
    assert fetched(five) == set(NAMES)
