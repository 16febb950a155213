"""The hook for pre-commit, run by pre-commit itself, and the option that it is made of."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.conftest import Cli
from gather.hosting import README
from gather.repositories import checked_out, git, written

ROOT = Path(__file__).parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
USER = ("-c", "user.name=A", "-c", "user.email=a@example.org")


def hooks() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(MANIFEST.read_text("utf-8"))
    return found


def pre_commit(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    paths = os.pathsep.join(path for path in sys.path if path and Path(path).is_absolute())
    scripts = str(Path(sys.executable).parent)
    variables = {
        "PATH": os.pathsep.join((scripts, os.environ["PATH"])),
        "PYTHONPATH": paths,
        "HOME": str(folder.parent),
        "PRE_COMMIT_HOME": str(folder.parent / "kept"),
    }
    command = [sys.executable, "-m", "pre_commit", *words]
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=120)


def configured(folder: Path, *words: str) -> Path:
    """The folder with the hook as a local one, which needs no environment of its own."""
    (hook,) = hooks()
    config = {"repos": [{"repo": "local", "hooks": [{**hook, "language": "system", "args": list(words)}]}]}
    return written(folder, {".pre-commit-config.yaml": yaml.safe_dump(config)})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = checked_out(tmp_path / "p", {"README.md": README, "a.py": "def double(x):\n    return 2 * x\n"})
    return configured(made, "--select", "security", "--select", "eng-parses", "--fail-under", "51")


def test_the_manifest_is_one_that_pre_commit_takes() -> None:
    assert pre_commit(ROOT, "validate-manifest", str(MANIFEST)).returncode == 0
    assert [hook["id"] for hook in hooks()] == ["portfolio-audit"]


def test_what_the_manifest_starts_is_a_command_of_ours(cli: Cli, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    name, *words = shlex.split(hooks()[0]["entry"])
    assert name == "portfolio-audit"
    result = cli(*words)
    assert result.exit_code == 0
    assert result.stdout.startswith("Portfolio audit of p")
    assert git("-C", folder, "status", "--short").decode().split() == ["??", ".pre-commit-config.yaml"]


def test_a_bad_commit_is_stopped_and_a_good_one_is_not(folder: Path) -> None:
    git("-C", folder, "add", ".")
    good = pre_commit(folder, "run")
    assert good.returncode == 0, good.stdout + good.stderr
    key = "AKIA" + "Q3EGV5TB7XWN2KJD"
    secret = "u8Jw2+kQ9zXc/VbNm4Lp7RtYhGf3Ds6" + "AqWeZxK1o"
    written(folder, {"keys.py": f'AWS_ACCESS_KEY_ID = "{key}"\nAWS_SECRET_ACCESS_KEY = "{secret}"\n'})
    git("-C", folder, "add", "keys.py")
    bad = pre_commit(folder, "run")
    assert bad.returncode == 1
    assert "capped at 50 by security-secrets" in bad.stdout
    assert secret not in bad.stdout


def test_what_is_changed_and_not_staged_does_not_count(folder: Path) -> None:
    git("-C", folder, "add", ".")
    git("-C", folder, *USER, "commit", "-qm", "All of it")
    configured(folder, "--select", "eng-parses", "--fail-under", "100")
    git("-C", folder, "add", ".")
    written(folder, {"a.py": "def f(:\n"})
    result = pre_commit(folder, "run", "--verbose")
    assert (result.returncode, (folder / "a.py").read_text()) == (0, "def f(:\n")
    git("-C", folder, "add", ".")
    stopped = pre_commit(folder, "run")
    assert stopped.returncode == 1
    assert "     a.py:1\n" in stopped.stdout


@pytest.mark.parametrize("words", [("ada",), ("--from", "facts.json"), (".", "ada/bikes")])
def test_only_folders_stand_as_they_are(words: tuple[str, ...], cli: Cli, facts: Any, here: Path) -> None:
    written(here, {"facts.json": (here.parent / "facts.json").read_bytes()})
    result = cli("audit", *words, "--as-it-stands")
    assert result.exit_code == 2
    assert "give folders only" in result.stderr


def test_a_run_as_it_stands_is_no_past_of_later_ones(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "p", {"README.md": README, "a.py": "x = 1\n"})
    written(folder, {"LICENSE": "MIT License\n\nCopyright (c) 2026 Ada\n"})
    standing = cli(folder, "--as-it-stands", "--format", "text", "--output", "-")
    committed = cli(folder, "--format", "text", "--output", "-")
    assert standing.stdout != committed.stdout
    assert "Since " not in committed.stdout
