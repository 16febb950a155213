"""A run's own folder, and what is left of a run that was killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from portfolio_audit.scratch import scratch

HOLD = """
import sys
from pathlib import Path
from portfolio_audit.scratch import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "deep" / "down").mkdir(parents=True)
    (folder / "deep" / "down" / "file").write_text("x")
    print(folder, flush=True)
    sys.stdin.read()
"""


def holding(parent: Path) -> "tuple[subprocess.Popen[str], Path]":
    """A run that is under way, and its folder."""
    command = [sys.executable, "-c", HOLD, str(parent)]
    run = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    return run, Path(run.stdout.readline().strip())


def test_a_folder_goes_with_its_block(tmp_path: Path) -> None:
    with scratch(tmp_path / "a" / "b") as folder:
        (folder / "file").write_text("x")
        assert folder.parent == tmp_path / "a" / "b"
        assert {place.stat().st_mode & 0o777 for place in (folder, *folder.parents[:2])} == {0o700}
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_a_killed_run_leaves_nothing_after_the_next_start(tmp_path: Path) -> None:
    run, left = holding(tmp_path)
    with run:
        run.send_signal(signal.SIGKILL)
    assert (left / "deep" / "down" / "file").exists()
    with scratch(tmp_path) as folder:
        assert list(tmp_path.iterdir()) == [folder]


def test_a_run_that_is_under_way_is_left_alone(tmp_path: Path) -> None:
    run, other = holding(tmp_path)
    with run, scratch(tmp_path) as folder:
        assert sorted(tmp_path.iterdir()) == sorted((folder, other))
        assert (other / "deep" / "down" / "file").exists()
        run.communicate("")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_just_being_made_is_left_alone_for_an_hour(tmp_path: Path) -> None:
    young, old = tmp_path / "portfolio-audit-run-young", tmp_path / "portfolio-audit-run-old"
    young.mkdir()
    old.mkdir()
    os.utime(old, (1, 1))
    with scratch(tmp_path) as folder:
        assert sorted(tmp_path.iterdir()) == sorted((folder, young))


def test_what_is_not_a_run_s_is_left_alone(tmp_path: Path) -> None:
    others = [tmp_path / name for name in ("notes", "portfolio-audit-run-file", "portfolio-audit-run-link")]
    others[0].mkdir()
    others[1].write_text("x")
    others[2].symlink_to(others[0])
    with scratch(tmp_path) as folder:
        assert sorted(tmp_path.iterdir()) == sorted((folder, *others))


def test_where_nothing_can_be_made_the_next_place_is_taken(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with scratch(tmp_path / "file" / "below", tmp_path / "other") as folder:
        assert folder.parent == tmp_path / "other"
    with pytest.raises(OSError, match="File exists"), scratch(tmp_path / "file" / "below"):
        pass
