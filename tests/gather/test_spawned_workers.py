"""Where nothing can be forked each worker is an interpreter of its own; facts, deadlines and ends are the same."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from gather.hosting import NOW, README, running_with, wait_until_gone
from gather.repositories import bare, checked_out, written
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.limits import DEFAULT, Limits
from portfolio_audit.messages import Job, spelled
from portfolio_audit.model.facts import ReadmeFacts
from portfolio_audit.model.portfolio import Portfolio, Run
from portfolio_audit.model.values import Unavailable
from portfolio_audit.reader import Reading, read_repository
from portfolio_audit.sources.isolation import environment
from portfolio_audit.spawning import Spawning

Gathered = Callable[..., Portfolio]
TOO_LONG = "it took longer than the time limit"
SLOW = "x = [\n" + "[1, 2, 'three', {4: 5}],\n" * 11_000 + "]\n"


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is gathered is read by interpreters of their own."""
    monkeypatch.setattr("portfolio_audit.workshop.Nursery", Spawning)


@pytest.fixture
def variables(tmp_path: Path, place: Path) -> dict[str, str]:
    (tmp_path / "home").mkdir()
    return environment(tmp_path / "home", "file")


def job(url: str, folder: Path, variables: dict[str, str], limits: Limits = DEFAULT) -> Job:
    return Job("example", url, os.fsencode(folder), NOW, spelled(variables), limits=limits)


def git_that(does: str, tmp_path: Path, variables: dict[str, str]) -> dict[str, str]:
    """Variables that have another git come first."""
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git").write_text(f"#!/bin/sh\n{does}\n")
    (programs / "git").chmod(0o755)
    return {**variables, "PATH": f"{programs}:{variables['PATH']}"}


def test_they_read_the_same(
    gathered: Gathered, server: LoopbackGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (
        "ada/bikes",
        "ada/empty",
        str(bare(tmp_path / "bare.git", {"README.md": README, "a.py": "import os\n"})),
        str(checked_out(tmp_path / "checked", {"README.md": README, "b.ipynb": '{"cells": []}'})),
        str(written(tmp_path / "plain", {"README.md": README, "requirements.txt": "pandas\n"})),
    )
    forked = gathered(*words)
    monkeypatch.setattr("portfolio_audit.workshop.Nursery", Spawning)
    spawned = gathered(*words)
    assert list(spawned.repos) == list(forked.repos)
    assert len(list(forked.repos)) == 5
    assert replace(spawned, repos=(), run=Run()) == replace(forked, repos=(), run=Run())


def test_what_was_read_before_the_deadline_stays(
    gathered: Gathered, tmp_path: Path, place: Path, spawned: None
) -> None:
    slow = bare(tmp_path / "slow.git", {"README.md": README, **{f"m{n}.py": f"y = {n}\n{SLOW}" for n in range(40)}})
    (read,) = gathered(str(slow), limits=Limits(read_seconds=4)).repos
    assert isinstance(read.readme, ReadmeFacts)
    assert read.code == Unavailable(TOO_LONG)
    assert read.limits == (f"read in part: {TOO_LONG}",)
    assert wait_until_gone(str(place)) == []
    assert list(place.iterdir()) == []


def test_a_git_that_hangs_is_ended_with_its_children(tmp_path: Path, place: Path, variables: dict[str, str]) -> None:
    hanging = git_that("sleep 60 & sleep 60", tmp_path, variables)
    with Spawning(variables) as workers:
        limits = Limits(acquire_seconds=4)
        asked = job("file:///nowhere", tmp_path / "clone", hanging, limits)
        assert read_repository(workers, asked, threading.Event()) == Unavailable(TOO_LONG)
        assert wait_until_gone(str(place)) == []


def test_a_worker_that_crashes_costs_its_own_repository(tmp_path: Path, variables: dict[str, str]) -> None:
    killing = git_that("kill -KILL $PPID", tmp_path, variables)
    folder = written(tmp_path / "p", {"README.md": README})
    with Spawning(variables) as workers:
        lost = read_repository(workers, job("file:///nowhere", tmp_path / "clone", killing), threading.Event())
        read = read_repository(workers, job("", folder, variables), threading.Event())
    assert lost == Unavailable("its reader ran out of memory or crashed")
    assert isinstance(read, Reading)


def test_one_that_cannot_begin_makes_its_repository_unavailable(
    tmp_path: Path, variables: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("raise SystemExit(1)", "print(1, flush=True)"):
        monkeypatch.setattr("portfolio_audit.spawning._CODE", code)
        with Spawning(variables) as workers:
            read = read_repository(workers, job("", tmp_path, variables), threading.Event())
        assert read == Unavailable("its reader could not be started")


def test_stopping_ends_those_at_work_and_starts_no_more(tmp_path: Path, place: Path, variables: dict[str, str]) -> None:
    hanging = git_that("sleep 60 & sleep 60", tmp_path, variables)
    answers: list[object] = []
    stop = threading.Event()
    with Spawning(variables) as workers:
        asked = job("file:///nowhere", tmp_path / "clone", hanging)
        thread = threading.Thread(target=lambda: answers.append(read_repository(workers, asked, stop)))
        thread.start()
        end = time.monotonic() + 30
        while not any("sleep" in line for line in running_with(str(place))) and time.monotonic() < end:
            time.sleep(0.05)
        stop.set()
        workers.stop()
        thread.join(30)
        late = read_repository(workers, job("", tmp_path, variables), stop)
    assert [type(answer) for answer in answers] == [Unavailable]
    assert late == Unavailable("its reader could not be started")
    assert wait_until_gone(str(place)) == []


_READ = """
import os, sys, threading
from datetime import UTC, datetime
from portfolio_audit.messages import Job, spelled
from portfolio_audit.reader import read_repository
from portfolio_audit.spawning import Spawning
variables = dict(os.environ, PATH=sys.argv[1])
with Spawning(variables) as workers:
    job = Job("example", "file:///nowhere", os.fsencode(sys.argv[2]), datetime.now(UTC), spelled(variables))
    read_repository(workers, job, threading.Event())
"""


def test_when_the_main_process_is_killed_nothing_goes_on(
    tmp_path: Path, place: Path, variables: dict[str, str]
) -> None:
    hanging = git_that("sleep 60 & sleep 60", tmp_path, variables)
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-c", _READ, hanging["PATH"], str(tmp_path / "clone")]
    with subprocess.Popen(command, env={**variables, "PYTHONPATH": paths}) as process:
        end = time.monotonic() + 30
        while not any("sleep" in line for line in running_with(str(place))) and time.monotonic() < end:
            time.sleep(0.05)
        before = running_with(str(place))
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(before) >= 4  # the main process, the worker, git and what it has started
    assert wait_until_gone(str(place)) == []
