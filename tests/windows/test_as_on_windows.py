"""The ways that are taken on Windows, walked on a system that pretends to be it (`pretence/sitecustomize.py`)."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from gather.hosting import README, people, running_with, wait_until_gone
from gather.repositories import checked_out, written
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.job_object import Limits

PRETENCE = Path(__file__).with_name("pretence")
TASKKILL = '#!/bin/sh\n[ "$1 $2 $3" = "/T /F /PID" ] && kill -KILL -- "-$4"\n'


@pytest.fixture
def machine(tmp_path: Path, place: Path) -> dict[str, str]:
    """Variables of a machine with git and `taskkill`, on which Python takes itself for one on Windows."""
    system = tmp_path / "Windows" / "System32"
    system.mkdir(parents=True)
    (system / "taskkill.exe").write_text(TASKKILL)
    (system / "taskkill.exe").chmod(0o755)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git.exe").symlink_to(which("git") or "")
    home = tmp_path / "home"
    home.mkdir()
    return {
        "HOME": str(home),
        "PATH": os.pathsep.join((str(programs), os.environ["PATH"])),
        "PYTHONPATH": os.pathsep.join((str(PRETENCE), *(path for path in sys.path if path))),
        "SYSTEMROOT": str(system.parent),
        "TMPDIR": str(place),
        "PORTFOLIO_AUDIT_CACHE": str(tmp_path / "cache"),
        "PORTFOLIO_AUDIT_DATA": str(tmp_path / "data"),
    }


def audited(machine: dict[str, str], here: Path, *words: str) -> Any:
    """The report as JSON."""
    command = [sys.executable, "-m", "portfolio_audit", *words, "--format", "json", "--output", "-", "-vv"]
    done = subprocess.run(command, env=machine, cwd=here, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout)


FILES = {"README.md": README, "train.py": "import pandas\nimport sklearn\n", "data/bikes.csv": "a,b\n1,2\n"}


@pytest.mark.parametrize("make", [checked_out, written], ids=["with git", "without git"])
def test_a_folder_is_audited_as_it_is_elsewhere(
    machine: dict[str, str], tmp_path: Path, place: Path, make: Callable[[Path, dict[str, str]], Path]
) -> None:
    folder = make(tmp_path / "bikes", FILES)
    there = audited(machine, tmp_path, str(folder))
    elsewhere = {**machine, "PYTHONPATH": machine["PYTHONPATH"].partition(os.pathsep)[2]}
    here = audited(elsewhere, tmp_path, str(folder))
    for key in ("score", "findings", "repositories", "next_steps"):
        assert there[key] == here[key]
    assert wait_until_gone(str(place)) == []
    assert list(place.iterdir()) == []


@pytest.fixture
def server(tmp_path: Path, machine: dict[str, str]) -> Iterator[LoopbackGitHub]:
    with LoopbackGitHub(people(tmp_path / "hosted")) as running:
        machine |= {"GITHUB_API_URL": running.api_url, "GITHUB_SERVER_URL": running.server_url}
        yield running
    assert running.errors == ()


def started(machine: dict[str, str], here: Path, *words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "portfolio_audit", *words]
    return subprocess.Popen(command, env=machine, cwd=here, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_person_is_audited_twice_into_the_same_files(
    machine: dict[str, str], server: LoopbackGitHub, tmp_path: Path, place: Path
) -> None:
    for _ in range(2):
        done = started(machine, tmp_path, "ada", "--output", "out", "-vv")
        _, said = done.communicate(timeout=120)
        assert done.returncode == 0, said
        assert "Traceback" not in said
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["index.html", "report.json"]
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert [repository["name"] for repository in report["repositories"]] == ["bikes", "empty", "notes"]
    assert not (tmp_path / "cache" / "clones").exists() or not any((tmp_path / "cache" / "clones").glob("[0-9a-f]*"))
    assert wait_until_gone(str(place)) == []
    assert list(place.iterdir()) == []


def test_a_request_to_end_is_heard_while_a_host_is_waited_for(
    machine: dict[str, str], server: LoopbackGitHub, tmp_path: Path, place: Path
) -> None:
    server.fail("slow", times=9, path="/ada/bikes.git", seconds=60)
    process = started(machine, tmp_path, "ada/bikes", "ada/notes", "--output", "out")
    end = time.monotonic() + 60
    assert process.stderr is not None
    said = process.stderr.readline()  # the other one is done
    while len(running_with(str(place))) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert said == "notes: done\n"
    assert process.returncode == 130
    assert wait_until_gone(str(place)) == []
    assert list(place.iterdir()) == []


_FIND = """
import os
from portfolio_audit.processes import program
os.environ["PATH"] = os.pathsep.join((".", os.environ["PATH"]))
print(program("git"), program("gh"))
"""


def test_a_program_of_the_current_folder_is_not_taken(machine: dict[str, str], tmp_path: Path) -> None:
    here = written(tmp_path / "strange", FILES)
    for name in ("git.exe", "gh.exe"):
        (here / name).write_text("#!/bin/sh\n")
        (here / name).chmod(0o755)
    done = subprocess.run([sys.executable, "-c", _FIND], env=machine, cwd=here, capture_output=True, text=True)
    assert done.stdout == f"{tmp_path / 'programs' / 'git.exe'} None\n"


def test_doctor_finds_that_an_audit_can_run(machine: dict[str, str], server: LoopbackGitHub, tmp_path: Path) -> None:
    process = started(machine, tmp_path, "doctor", "--format", "json")
    told, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")
    found = json.loads(told)
    states = {check["id"]: check["state"] for check in found["checks"]}
    assert found["can_audit"]
    assert (states["python"], states["locale"]) == ("good", "good")


def test_the_limits_of_a_job_are_laid_out_as_the_system_reads_them() -> None:
    """A C compiler says the same of the structure's declaration, on every 64-bit system."""
    assert ctypes.sizeof(Limits) == 144
    assert (Limits.flags.offset, Limits.affinity.offset, Limits.process_memory.offset) == (16, 48, 112)
