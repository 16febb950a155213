"""A checked-out tree that would like to be run, to command the runner, and to speak in our name."""

from dataclasses import replace
from pathlib import Path

import pytest

from action.conftest import FILES, TOKEN
from action.payloads import Payloads
from action.projects import FULL_NAME, Project
from action.running import Bench, Run, Runner
from gather.repositories import git
from hostile import ATTACK
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.sources.publishing import marker

MODULES = ("portfolio_audit/__init__", "sitecustomize", "usercustomize", "json", "click", "git", "msgspec", "conftest")
COMMANDS = (
    "::error::from a repository",
    "::set-output name=passed::false",
    "::add-mask::score",
    "##[error]from a repository",
    "::stop-commands::mine",
)


def traps(mark: Path) -> dict[str, str]:
    """Files that leave a mark when a tool takes notice of them."""
    touch = f"touch '{mark}'\n"
    return {
        **{f"{name}.py": f"open({str(mark)!r}, 'w')\n" for name in MODULES},
        "setup.py": f"open({str(mark)!r}, 'w')\n",
        "action/run.sh": touch,
        "uv.toml": 'index-url = "http://127.0.0.1:9/simple"\n',
        "pyproject.toml": '[project]\nname = "x"\nversion = "1"\n[tool.uv]\nindex-url = "http://127.0.0.1:9/simple"\n',
        ".python-version": "2.7\n",
        ".gitattributes": "* filter=trap diff=trap\n",
        ".githooks/post-checkout": f"#!/bin/sh\n{touch}",
    }


def armed(checkout: Path, mark: Path) -> Path:
    """The checkout with a configuration of git that would run things, as an earlier step may leave it."""
    command = f"touch '{mark}'"
    for key, value in (
        ("core.fsmonitor", command),
        ("core.hooksPath", ".githooks"),
        ("core.pager", command),
        ("filter.trap.clean", command),
        ("filter.trap.smudge", command),
        ("diff.trap.textconv", command),
        ("uploadpack.packObjectsHook", command),
        ("core.sshCommand", command),
        ("alias.log", f"!{command}"),
    ):
        git("-C", checkout, "config", key, value)
    return checkout


@pytest.fixture
def pushed(
    action: Path, bench: Bench, project: Project, github: LoopbackGitHub, payloads: Payloads, tmp_path: Path
) -> Run:
    """A push of such a tree, beside texts that are attacks; the action's environment is made anew for it."""
    (tmp_path / "temporary").mkdir()
    runner = Runner(action, replace(bench, temporary=tmp_path / "temporary"), tmp_path / "runs")
    words = "\n\n".join((ATTACK, *COMMANDS, marker(".")))
    before = project.commit({"requirements.txt": "pandas==2.2.3\n", "README.md": f"{FILES['README.md']}{words}"})
    broken = {"README.md": f"# {words}\n", "train.py": f'import pandas\n"""{words}"""\nopen("C:\\\\Users\\\\x")\n'}
    named = {f"a\n{COMMANDS[0]}.py": "import os\n", "b ##[error]x.ipynb": "{", f"{marker('.')[:4]}.md": words}
    after = project.commit({**broken, **named, **traps(tmp_path / "mark")})
    checkout = armed(project.checked_out("refs/heads/main", depth=0), tmp_path / "mark")
    inputs = {"json-file": "out/report.json", "report-file": "page.html"}
    return runner.run("push", payloads.push(before, after), checkout, github, token=TOKEN, inputs=inputs)


def test_nothing_is_run_and_nothing_speaks_but_the_action(pushed: Run, github: LoopbackGitHub, tmp_path: Path) -> None:
    assert pushed.exit_code == 0, pushed.log
    assert not (tmp_path / "mark").exists()
    assert set(pushed.files) == {"out/report.json", "page.html"}
    assert pushed.outputs["passed"] == "true"
    assert pushed.outputs["score"].isdigit()
    (comment,) = github.comments(FULL_NAME)
    assert comment.body.startswith(f"{marker('.')}\n### Portfolio audit: ")
    assert comment.body.count(marker(".")) == 1
    assert "from a repository" not in {annotation.text for annotation in pushed.annotations}
    kinds = {command.split()[0].partition("::")[2].split("::")[0] for command in pushed.commands}
    assert kinds <= {"warning", "notice"}
    assert len(pushed.annotations) <= 10
    assert not any("##[" in line or line.lstrip().startswith("::") for line in pushed.log)


@pytest.mark.parametrize("place", ["linked/report.json", "../report.json", "/proc/report.json"])
def test_no_file_is_written_through_a_link_or_elsewhere(
    runner: Runner, project: Project, github: LoopbackGitHub, payloads: Payloads, tmp_path: Path, place: str
) -> None:
    checkout = project.checked_out("refs/heads/main")
    (tmp_path / "outside").mkdir()
    (checkout / "linked").symlink_to(tmp_path / "outside")
    payload = payloads.push(project.head, project.head)
    run = runner.run("push", payload, checkout, github, token=TOKEN, inputs={"json-file": place})
    assert run.exit_code == 2
    assert [(one.level, "leads out of the workspace" in one.text) for one in run.annotations] == [("error", True)]
    assert not list((tmp_path / "outside").iterdir())
    assert run.files == {}


def test_a_path_that_is_a_link_out_of_the_workspace_is_not_audited(
    runner: Runner, project: Project, github: LoopbackGitHub, payloads: Payloads, tmp_path: Path
) -> None:
    checkout = project.checked_out("refs/heads/main")
    (checkout / "elsewhere").symlink_to(tmp_path)
    payload = payloads.push(project.head, project.head)
    run = runner.run("push", payload, checkout, github, token=TOKEN, inputs={"path": "elsewhere"})
    assert (run.exit_code, run.outputs) == (2, dict.fromkeys(run.outputs, ""))
    assert "leads out of the workspace" in run.annotations[0].text
