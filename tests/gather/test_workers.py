"""A repository that is too much for its worker costs itself, and only what was not finished."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec import Raw

from gather.hosting import NOW, README, running_with, wait_until_gone
from gather.repositories import bare, written
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.limits import Limits
from portfolio_audit.messages import Job, spelled
from portfolio_audit.model.facts import ReadmeFacts, TreeFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.nursery import Nursery
from portfolio_audit.reader import Reading, read_repository
from portfolio_audit.sources.isolation import environment

Gathered = Callable[..., Portfolio]
SLOW = "x = [\n" + "[1, 2, 'three', {4: 5}],\n" * 11_000 + "]\n"
TOO_LONG = "it took longer than the time limit"


def test_what_was_read_before_the_deadline_stays(gathered: Gathered, tmp_path: Path, place: Path) -> None:
    slow = bare(tmp_path / "slow.git", {"README.md": README, **{f"m{n}.py": f"y = {n}\n{SLOW}" for n in range(40)}})
    quick = written(tmp_path / "quick", {"README.md": README, "a.py": "x = 1\n"})
    portfolio = gathered(str(slow), str(quick), limits=Limits(read_seconds=2))
    first, second = portfolio.repos
    assert isinstance(first.tree, TreeFacts)
    assert isinstance(first.readme, ReadmeFacts)
    assert first.code == first.project == Unavailable(TOO_LONG)
    assert first.limits == (f"read in part: {TOO_LONG}",)
    assert not isinstance(second.code, Unavailable)
    assert not isinstance(second.project, Unavailable)
    assert wait_until_gone(str(place)) == []


def test_a_host_that_does_not_answer_costs_only_that_repository(
    gathered: Gathered, server: LoopbackGitHub, place: Path
) -> None:
    server.fail("slow", times=9, path="/ada/bikes.git", seconds=60)
    portfolio = gathered("ada", limits=Limits(acquire_seconds=8))
    assert [repo.name for repo in portfolio.repos] == ["empty", "notes"]
    assert ("bikes", TOO_LONG) in [(skip.name, skip.reason) for skip in portfolio.skipped]
    assert wait_until_gone(str(place)) == []
    assert list(place.iterdir()) == []


def test_a_memory_bomb_does_not_take_the_rest_with_it(gathered: Gathered, tmp_path: Path) -> None:
    bomb = '{"cells": [' + "{}," * 6_000_000 + "{}]}"
    folder = written(tmp_path / "bomb", {"README.md": README, "bomb.ipynb": bomb, "a.py": "x = 1\n"})
    (first, second) = gathered(str(folder), "ada/bikes", limits=Limits(memory_bytes=350_000_000)).repos
    assert isinstance(first.tree, TreeFacts)
    assert isinstance(first.readme, ReadmeFacts)
    unread = isinstance(first.notebooks, Unavailable) or not first.notebooks.notebooks[0].readable
    assert unread
    assert not isinstance(second.notebooks, Unavailable)


def test_a_tree_too_large_for_the_memory_is_not_taken_for_an_empty_one(gathered: Gathered, tmp_path: Path) -> None:
    files = {f"folder{n % 97}/{'name' * 10}{n}.py": "" for n in range(12_000)}
    portfolio = gathered(str(bare(tmp_path / "wide.git", files)), limits=Limits(memory_bytes=120_000_000))
    read = [repo.tree for repo in portfolio.repos if isinstance(repo.tree, TreeFacts)]
    assert all(len(tree.paths) > 1000 for tree in read)
    assert all(skip.unavailable for skip in portfolio.skipped)
    assert len(portfolio.repos) + len(portfolio.skipped) == 1


def test_twenty_repositories_at_eight_a_time_are_all_read(tmp_path: Path, place: Path) -> None:
    from portfolio_audit.gathering import gather
    from portfolio_audit.planning import Wish
    from portfolio_audit.sources.github import GitHub
    from portfolio_audit.targets import Person

    origins = []
    for n in range(20):
        files = {"README.md": f"# Number {n}\n", f"m{n}.py": "x = 1\n"}
        origins.append(bare(tmp_path / f"r{n}.git", files))
    user = HostedUser("ada", tuple(HostedRepository(f"r{n}", origin, size_kb=1) for n, origin in enumerate(origins)))
    with LoopbackGitHub([user]) as server:
        host = GitHub(server.api_url, server.server_url)
        try:
            portfolio = gather(Person("ada"), host, Wish(jobs=8), now=NOW)
        finally:
            host.close()
    assert server.errors == ()
    assert len(portfolio.repos) == 20
    for repo in portfolio.repos:
        assert isinstance(repo.tree, TreeFacts)
        assert repo.tree.paths == ("README.md", f"m{repo.name[1:]}.py")
    assert wait_until_gone(str(place)) == []


def _job(folder: Path, variables: dict[str, str]) -> Job:
    return Job("example", "", os.fsencode(folder), NOW, spelled(variables))


def test_a_worker_is_started_for_each_job_and_none_after_the_end(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", {"a.py": "x = 1\n"})
    home = tmp_path / "home"
    home.mkdir()
    variables = environment(home, "file")
    with Nursery(variables) as nursery:
        first, second = (read_repository(nursery, _job(folder, variables), threading.Event()) for _ in range(2))
        assert isinstance(first, Reading)
        assert first == second
        nursery.stop()
        late = read_repository(nursery, _job(folder, variables), threading.Event())
    assert late == Unavailable("its reader could not be started")


def test_a_dead_nursery_makes_repositories_unavailable_not_the_run_fail(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", {"a.py": "x = 1\n"})
    home = tmp_path / "home"
    home.mkdir()
    variables = environment(home, "file")
    with Nursery(variables) as nursery:
        nursery._process.kill()
        nursery._process.wait()
        result = read_repository(nursery, _job(folder, variables), threading.Event())
    assert isinstance(result, Unavailable)


_GATHER = """
import sys
from portfolio_audit import gathering
from portfolio_audit.sources.github import GitHub
from portfolio_audit.targets import parse_target
host = GitHub(sys.argv[1] + "/api/v3", sys.argv[1])
gathering.gather([parse_target(word, sys.argv[1]) for word in sys.argv[2:]], host)
print("ended")
"""


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_when_the_main_process_is_killed_nothing_goes_on(server: LoopbackGitHub, tmp_path: Path, place: Path) -> None:
    server.fail("slow", times=9, path="/ada/bikes.git", seconds=30)
    busy = written(tmp_path / "busy", {f"m{n}.py": f"y = {n}\n{SLOW}" for n in range(60)})
    script = tmp_path / "gather_it.py"
    script.write_text(_GATHER)
    paths = os.pathsep.join(path for path in sys.path if path)
    variables = {**os.environ, "PYTHONPATH": paths, "TMPDIR": str(place)}
    command = [sys.executable, str(script), server.server_url, str(busy), "ada/bikes"]
    with subprocess.Popen(command, env=variables, stdout=subprocess.PIPE) as process:
        end = time.monotonic() + 20
        while len(running_with(str(place))) < 4 and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.5)  # one worker waits for the host, the other is deep in its files by now
        before = running_with(str(place))
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = wait_until_gone(str(place), 5)
    assert len(before) >= 4  # the main process, the warm one, two workers
    assert left == []


_LIMITED = """
import resource, sys
from portfolio_audit.limits import DEFAULT
from portfolio_audit.worker import _allow_memory, _limit
if len(sys.argv) > 1:
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]), resource.RLIM_INFINITY))
_limit(DEFAULT)
for size in (DEFAULT.git_memory_bytes, DEFAULT.memory_bytes, 10**12):
    _allow_memory(size)
    print(resource.getrlimit(resource.RLIMIT_AS)[0])
"""


@pytest.mark.parametrize(
    ("before", "allowed"),
    [([], [768_000_000, 1_500_000_000, 1_500_000_000]), (["900000000"], [768_000_000, 900_000_000, 900_000_000])],
)
def test_git_gets_less_memory_than_the_reader_and_nobody_more_than_was_allowed(
    before: list[str], allowed: list[int]
) -> None:
    done = subprocess.run([sys.executable, "-c", _LIMITED, *before], capture_output=True, text=True, check=True)
    assert list(map(int, done.stdout.split())) == allowed


def test_the_facts_of_a_worker_are_plain_json(tmp_path: Path) -> None:
    from portfolio_audit.messages import Word, receive, send

    word = Word(part="tree", facts=Raw('["é",null]'.encode()))
    with (tmp_path / "stream").open("w+b") as stream:
        send(stream, word)
        stream.seek(4)
        assert json.loads(stream.read()) == {"part": "tree", "facts": ["é", None]}
        stream.seek(0)
        assert receive(stream, 1000, Word) == word
        stream.seek(0)
        assert receive(stream, 10, Word) is None
        assert receive(stream, 1000, Word) is None
        stream.seek(0)
        with pytest.raises(ValueError, match="path"):
            receive(stream, 1000, Evidence)
