"""The action, our workflows and the workflows that the documentation shows are clean for the strictest linters."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from action.running import ROOT, script

OURS = "portfolio-audit/portfolio-audit"
_USES = re.compile(r"^\s*(?:-\s+)?uses:\s*(?P<action>[^@\s]+)(?P<rest>.*)$", re.MULTILINE)
_PINNED = re.compile(r"@[0-9a-f]{40} # v\d+(\.\d+)*")
_FLAWED = """on: pull_request_target
jobs:
  flawed:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: {ref: "${{ github.event.pull_request.head.sha }}"}
      - run: echo ${{ github.event.pull_request.title }} $UNQUOTED
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the action, our workflows and the documented ones, and with no settings for linters."""
    folder = tmp_path_factory.mktemp("linted")
    workflows = folder / ".github" / "workflows"
    shutil.copytree(ROOT / ".github" / "workflows", workflows)
    shutil.copy2(ROOT / "action.yml", folder)
    shutil.copytree(ROOT / "action", folder / "action")
    for name, text in _examples():
        (workflows / name).write_text(text)
    return folder


def _examples() -> Iterator[tuple[str, str]]:
    """Whole workflows of docs/action.md; other blocks show a part of one."""
    tokens = MarkdownIt().parse((ROOT / "docs" / "action.md").read_text("utf-8"))
    blocks = [token for token in tokens if token.type == "fence" and token.info.split()[:1] == ["yaml"]]
    workflows = [token for token in blocks if "jobs" in (yaml.safe_load(token.content) or {})]
    assert workflows, "docs/action.md shows no workflow"
    for token in workflows:
        line = token.map[0] + 1 if token.map else 0
        yield f"example-line-{line}.yml", token.content


def _workflows(folder: Path) -> list[Path]:
    return sorted((folder / ".github" / "workflows").glob("*.y*ml"))


def _lint(folder: Path, *command: str | Path, stdin: str | None = None) -> tuple[int, str]:
    done = subprocess.run(
        [script(str(command[0])), *command[1:]], cwd=folder, input=stdin, capture_output=True, text=True, timeout=100
    )
    return done.returncode, done.stdout + done.stderr


def _zizmor(folder: Path) -> tuple[int, str]:
    strictest = ("--persona=auditor", "--no-config", "--strict-collection", "--collect=all")
    return _lint(folder, "zizmor", "--offline", "--no-progress", "--color=never", *strictest, ".")


def _actionlint(folder: Path) -> tuple[int, str]:
    return _lint(folder, "actionlint", "-no-color", "-shellcheck", script("shellcheck"), *_workflows(folder))


def test_zizmor_finds_nothing(written: Path) -> None:
    assert _zizmor(written)[0] == 0, _zizmor(written)[1]


def test_only_the_trigger_that_forks_need_is_excused(written: Path) -> None:
    lines = [line for file in (written / "action.yml", *_workflows(written)) for line in file.read_text().splitlines()]
    excused = [line.partition("#") for line in lines if "zizmor: ignore" in line or "shellcheck disable" in line]
    allowed = ("workflow_run:", "zizmor: ignore[dangerous-triggers] ")
    assert [line for line in excused if (line[0].strip(), line[2].strip()[: len(allowed[1])]) != allowed] == []


def test_actionlint_finds_nothing_in_workflows(written: Path) -> None:
    assert _actionlint(written)[0] == 0, _actionlint(written)[1]


def test_the_action_is_as_github_describes_actions(written: Path) -> None:
    status, said = _lint(written, "check-jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    assert status == 0, said


def test_workflows_are_as_github_describes_them(written: Path) -> None:
    command = ("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *_workflows(written))
    status, said = _lint(written, *command)
    assert status == 0, said


def test_shellcheck_finds_nothing_in_our_scripts(written: Path) -> None:
    scripts = sorted((written / "action").glob("*.sh"))
    assert scripts
    status, said = _lint(written, "shellcheck", "--norc", "--color=never", *scripts)
    assert status == 0, said


def test_shellcheck_finds_nothing_in_the_steps_of_the_action(written: Path) -> None:
    action: dict[str, Any] = yaml.safe_load((written / "action.yml").read_text("utf-8"))
    steps = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert steps
    for step in steps:
        status, said = _lint(written, "shellcheck", "--norc", "--color=never", "--shell=bash", "-", stdin=step)
        assert status == 0, said


def test_actions_of_others_are_named_by_commit_with_the_version_beside_it(written: Path) -> None:
    uses = list(_used(written))
    assert uses
    loose = [f"{file.name}: {action}{rest}" for file, action, rest in uses if not _PINNED.fullmatch(rest.strip())]
    assert not loose


def test_an_action_has_the_same_commit_everywhere(written: Path) -> None:
    pins: dict[str, set[str]] = {}
    for _, action, rest in _used(written):
        pins.setdefault("/".join(action.split("/")[:2]), set()).add(rest.strip())
    assert {action: some for action, some in pins.items() if len(some) > 1} == {}


def test_readers_are_told_a_commit_of_ours_that_holds_the_action() -> None:
    pages = [ROOT / "README.md", ROOT / "docs" / "action.md"]
    (pin,) = {found for page in pages for found in re.findall(rf"{OURS}@([^\n]*)", page.read_text("utf-8"))}
    assert _PINNED.fullmatch(f"@{pin}")
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout")
    shown = subprocess.run(
        ["git", "-C", ROOT, "show", f"{pin[:40]}:action.yml"], capture_output=True, text=True, timeout=60
    )
    assert "using: composite" in shown.stdout, shown.stderr


def test_documented_workflows_do_not_get_in_each_others_way() -> None:
    workflows = [yaml.safe_load(text) for _, text in _examples()]
    names = [workflow["name"] for workflow in workflows]
    groups = [workflow["concurrency"]["group"] for workflow in workflows]
    assert len(set(names)) == len(names)
    assert len({group.partition("${{")[0] for group in groups}) == len(groups)
    followed = [
        name for workflow in workflows for name in (workflow[True].get("workflow_run") or {}).get("workflows", ())
    ]
    assert followed
    assert set(followed) <= set(names)


def test_workflows_give_the_action_only_inputs_that_it_has(written: Path) -> None:
    known = set(yaml.safe_load((written / "action.yml").read_text("utf-8"))["inputs"])
    given = [step.get("with", {}) for file in _workflows(written) for step in _steps(file) if _is_ours(step)]
    assert given
    assert {name for inputs in given for name in inputs} <= known


@pytest.mark.parametrize("lint", [_zizmor, _actionlint])
def test_linters_see_what_is_wrong(lint: Any, tmp_path: Path) -> None:
    (tmp_path / ".github" / "workflows").mkdir(parents=True)
    (tmp_path / ".github" / "workflows" / "flawed.yml").write_text(_FLAWED)
    status, said = lint(tmp_path)
    assert status != 0
    assert "injection" in said or "untrusted" in said
    assert lint is _zizmor or "SC2086" in said, "shellcheck was not asked"


def _used(folder: Path) -> Iterator[tuple[Path, str, str]]:
    for file in (folder / "action.yml", *_workflows(folder)):
        for found in _USES.finditer(file.read_text("utf-8")):
            if not found["action"].startswith("$/"):
                yield file, found["action"], found["rest"]


def _steps(file: Path) -> Iterator[dict[str, Any]]:
    for job in yaml.safe_load(file.read_text("utf-8"))["jobs"].values():
        yield from job.get("steps", [])


def _is_ours(step: dict[str, Any]) -> bool:
    name = step.get("uses", "").partition("@")[0]
    return name in (OURS, "$/.")
