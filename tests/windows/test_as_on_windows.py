"""The ways that are taken on Windows, walked on a system that pretends to be it (`pretence/sitecustomize.py`)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from gather.hosting import README, wait_until_gone
from gather.repositories import checked_out, written

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
    machine: dict[str, str], tmp_path: Path, place: Path, make: Any
) -> None:
    folder = make(tmp_path / "bikes", FILES)
    there = audited(machine, tmp_path, str(folder))
    elsewhere = {**machine, "PYTHONPATH": machine["PYTHONPATH"].partition(os.pathsep)[2]}
    here = audited(elsewhere, tmp_path, str(folder))
    for key in ("score", "findings", "repositories", "next_steps"):
        assert there[key] == here[key]
    assert wait_until_gone(str(place)) == []
    assert list(place.iterdir()) == []
