"""What is rare: nothing can be installed, a repository below the workspace, a merge queue."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from action.conftest import README, TOKEN
from action.events import Events
from action.projects import Project
from gather.repositories import git
from portfolio_audit.action.revisions import below_root

ROOT = Path(__file__).parents[2]
SETTINGS = '[ignore]\nreadme-usage = "It is a library."\n'


def started(folder: Path, programs: dict[str, str]) -> tuple[int, str, str]:
    """Status, words and outputs of the script, where these programs come first."""
    (folder / "bin").mkdir()
    for name, script in programs.items():
        (folder / "bin" / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / "bin" / name).chmod(0o755)
    names = ("python3.14", "python3.13", "python3.12", "python3.11", "python3", "python")
    for name in (*names, "uv"):
        if name not in programs:
            (folder / "bin" / name).write_text("#!/bin/sh\nexit 1\n")
            (folder / "bin" / name).chmod(0o755)
    environment = {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "RUNNER_TEMP": str(folder),
        "GITHUB_OUTPUT": str(folder / "output"),
    }
    done = subprocess.run(
        ["bash", ROOT / "action" / "run.sh"], env=environment, capture_output=True, text=True, timeout=100
    )
    output = (folder / "output").read_text() if (folder / "output").exists() else ""
    return done.returncode, done.stdout + done.stderr, output


def test_what_cannot_be_installed_makes_no_job_red(tmp_path: Path) -> None:
    no_venv = f'case "$*" in *venv*) exit 1;; esac; exec {sys.executable} "$@"'
    status, said, output = started(tmp_path, {"python3": no_venv, "uv": "exit 2"})
    assert (status, output) == (0, "passed=true\n")
    assert "::warning title=Portfolio audit::Nothing could be audited" in said


def test_a_runner_without_python_is_told_what_to_add(tmp_path: Path) -> None:
    status, said, output = started(tmp_path, {})
    assert (status, output) == (1, "")
    assert "::error title=Portfolio audit::Python 3.11 or newer, or uv, is needed. Add actions/setup-python" in said


def test_a_folder_is_named_from_its_repository(tmp_path: Path) -> None:
    (tmp_path / "work" / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "work" / "repo" / "a" / "b").mkdir(parents=True)
    work = tmp_path / "work"
    assert below_root(work / "repo" / "a" / "b", work) == "a/b"
    assert below_root(work / "repo", work) == ""
    assert below_root(work, work) == ""


@pytest.fixture
def below(project: Project, tmp_path: Path) -> Path:
    """A workspace in which the pull request's repository lies in a folder."""
    project.commit({"README.md": f"{README}\n## Usage\n\n```sh\npython train.py\n```\n", "audit.toml": SETTINGS})
    project.commit({"train.py": "import pandas  # as pd\n"}, branch="work")
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    git("init", "--quiet", workspace)
    git("-C", workspace, "remote", "add", "origin", "https://github.com/ada/bikes.git")
    project.checked_out(project.pull(7, "work").ref, depth=0).rename(workspace / "repo")
    # the event is about the commit that act finds in the workspace itself
    git("-C", workspace, "fetch", "--quiet", workspace / "repo", "HEAD")
    git("-C", workspace, "update-ref", "HEAD", "FETCH_HEAD")
    return workspace


def test_a_repository_below_the_workspace_is_marked_by_its_own_paths(
    events: Events, project: Project, below: Path
) -> None:
    pull = project.pull(7, "work")
    given = {"path": "repo", "config": "audit.toml", "comment": "never", "json-file": "report.json"}
    run = events.runner.run(
        "pull_request", events.payloads.pull_request(pull), below, events.github, token=TOKEN, inputs=given
    )
    assert run.exit_code == 0
    assert {one.file for one in run.annotations} <= {"", "README.md", "requirements.txt", "train.py"}
    assert "README.md" in {one.file for one in run.annotations}
    assert b"It is a library." in run.files["report.json"]


def test_a_merge_queues_group_is_compared_with_its_base(events: Events, project: Project) -> None:
    before = project.head
    after = project.commit({"README.md": "# Bikes\n"})
    payload = {
        "action": "checks_requested",
        "merge_group": {"head_sha": after, "base_sha": before},
        "repository": events.payloads.push(before, after)["repository"],
    }
    checkout = project.checked_out("refs/heads/main", depth=0)
    run = events.runner.run(
        "merge_group", payload, checkout, events.github, token=TOKEN, inputs={"fail-on": "regression"}
    )
    assert run.exit_code == 1
    assert int(run.outputs["delta"]) < 0
    assert events.writes() == []
