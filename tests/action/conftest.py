"""The action in real runs, against a made-up GitHub."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from action.events import Events
from action.payloads import EXAMPLES, Payloads
from action.projects import FULL_NAME, NAME, OWNER, Project
from action.running import Bench, Runner, action_copy, path_with_uv
from npm import npm_file
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.grants import Grant, workflow_grant
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

README = "# Bikes\n\nPredicts how many bikes are needed.\n\n## Install\n\n```sh\npip install -r requirements.txt\n```\n"
FILES = {"README.md": README, "requirements.txt": "pandas==2.2.3\n", "train.py": "import pandas\n"}
TOKEN = "ghs_0123456789abcdefghijklmnopqrstuvwxyz"  # noqa: S105 - opens the made-up host only
READ_ONLY = "ghs_readonly789abcdefghijklmnopqrstuvwxyz"
EVE = "ghp_eve3456789abcdefghijklmnopqrstuvwxyz"
_MAY_WRITE = {"contents": "write", "issues": "write", "pull-requests": "write"}
_MAY_READ = {"contents": "read", "pull-requests": "read"}


@pytest.fixture(scope="session")
def examples(request: pytest.FixtureRequest) -> Path:
    """The published examples of payloads."""
    return npm_file(request.config, EXAMPLES, "api.github.com/index.json")


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """What all runs have in common; the action's environment is made in it once."""
    folder = tmp_path_factory.mktemp("bench")
    (folder / "temporary").mkdir()
    return Bench(path_with_uv(folder / "bin"), folder / "temporary", folder / "cache")


@pytest.fixture(scope="session")
def action(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the action."""
    return action_copy(tmp_path_factory.mktemp("action") / "action")


@pytest.fixture
def runner(action: Path, bench: Bench, tmp_path: Path) -> Runner:
    return Runner(action, bench, tmp_path / "runs")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with a few faults."""
    return Project(tmp_path / "project", FILES)


@pytest.fixture
def github(project: Project) -> Iterator[LoopbackGitHub]:
    """The host of the project; `TOKEN` may comment there, as a workflow's token that has the permissions."""
    owner = HostedUser(OWNER, (HostedRepository(NAME, project.origin),))
    tokens = {
        TOKEN: workflow_grant(FULL_NAME, _MAY_WRITE),
        READ_ONLY: workflow_grant(FULL_NAME, _MAY_READ),
        EVE: Grant("eve"),
    }
    with LoopbackGitHub([owner, HostedUser("eve")], tokens=tokens) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def payloads(examples: Path, github: LoopbackGitHub) -> Payloads:
    return Payloads(examples, github.api_url, github.server_url)


@pytest.fixture
def events(project: Project, github: LoopbackGitHub, payloads: Payloads, runner: Runner) -> Events:
    return Events(project, github, payloads, runner)


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str], Path]:
    """Makes an action whose one step is that script."""

    def make(script: str) -> Path:
        folder = tmp_path / "stand-in"
        folder.mkdir()
        (folder / "action.yml").write_text(_STAND_IN)
        (folder / "run.sh").write_text(script)
        return folder

    return make


_STAND_IN = """
name: Stand-in
description: Takes the place of the action where the test bed itself is tested.
inputs:
  report-file: {description: A file to write., default: ""}
  github-token: {description: The token., default: "${{ github.token }}"}
outputs:
  score: {description: A number., value: "${{ steps.step.outputs.score }}"}
runs:
  using: composite
  steps:
    - id: step
      shell: bash
      run: bash "$GITHUB_ACTION_PATH/run.sh"
      env:
        INPUTS: ${{ toJSON(inputs) }}
        GITHUB_TOKEN: ${{ inputs.github-token }}
"""
