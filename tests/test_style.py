"""The linters, as part of the tests."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def _run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


def test_ruff_finds_nothing() -> None:
    assert _run("ruff", "check", "--quiet", "src", "tests") == ""


def test_ruff_would_not_reformat_anything() -> None:
    assert _run("ruff", "format", "--check", "--quiet", "src", "tests") == ""


def test_mypy_strict_finds_nothing() -> None:
    assert _run("mypy") == ""
