"""A program that does not end is ended, with all that it has started."""

import time
from pathlib import Path

import pytest

from gather.hosting import wait_until_gone
from portfolio_audit.errors import AuditError
from portfolio_audit.sources.bounded import run_bounded
from portfolio_audit.sources.git_version import find_git


def test_a_git_that_hangs_is_ended_with_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\nsleep 60 & sleep 60\n")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    start = time.monotonic()
    with pytest.raises(AuditError, match=r"git did not answer within 0\.5 s\. Repair or replace that git\."):
        find_git(0.5)
    assert time.monotonic() - start < 30
    assert wait_until_gone(str(tmp_path)) == []


def test_what_a_program_prints_and_how_it_ends_is_told() -> None:
    assert run_bounded(["sh", "-c", "echo one; echo two >&2; exit 3"], 30) == (3, b"one\ntwo\n")
