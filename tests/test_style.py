"""The linters, as part of the tests."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


def test_ruff_finds_nothing() -> None:
    assert _run("ruff", "check", "--quiet", "src", "tests") == ""


def test_ruff_would_not_reformat_anything() -> None:
    assert _run("ruff", "format", "--check", "--quiet", "src", "tests") == ""


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_mypy_strict_finds_nothing(platform: str) -> None:
    assert _run("mypy", "--platform", platform) == ""


def test_no_pattern_over_lines_begins_with_space_that_spans_lines() -> None:
    r"""`^\s*` tries every line end of a page of empty lines from every one of them: minutes for 100 kB."""
    code = [line for path in (ROOT / "src").rglob("*.py") for line in path.read_text("utf-8").splitlines()]
    data = [line for path in (ROOT / "src").rglob("*.toml") for line in path.read_text("utf-8").splitlines()]
    spanning = (r"^\s*", r"^\s+")
    assert [line for line in code if "MULTILINE" in line and any(mark in line for mark in spanning)] == []
    assert [line for line in data if any(mark in line for mark in spanning)] == []
