"""Temporary folders and files go, at the latest at the next start, and nobody else's do."""

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portfolio_audit.files import write_whole
from portfolio_audit.spool import Spool
from portfolio_audit.temporary import temporary_folder

_HOLD = """
import sys, time
from pathlib import Path
from portfolio_audit.temporary import temporary_file, temporary_folder
with temporary_folder() as folder, temporary_file(Path(sys.argv[1])) as (_, file):
    (folder / "deep").mkdir()
    (folder / "deep" / "data").write_text("x")
    print(folder, file, flush=True)
    time.sleep(60)
"""


def holding(page: Path) -> "tuple[subprocess.Popen[str], Path, Path]":
    """Another run with a temporary folder, and a temporary file beside that page."""
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-c", _HOLD, str(page)]
    process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    folder, file = process.stdout.readline().split()
    return process, Path(folder), Path(file)


def ended(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def test_what_a_killed_run_left_goes_at_the_next_start(place: Path, tmp_path: Path) -> None:
    page = tmp_path / "out" / "page.html"
    page.parent.mkdir()
    process, folder, file = holding(page)
    ended(process)
    assert folder.exists()
    assert file.exists()
    with temporary_folder() as ours:
        assert list(place.iterdir()) == [ours]
    write_whole(page, "new")
    assert [path.name for path in page.parent.iterdir()] == ["page.html"]
    assert list(place.iterdir()) == []


def test_what_a_living_run_holds_stays(place: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    process, folder, file = holding(page)
    with temporary_folder():
        pass
    write_whole(page, "new")
    assert (folder / "deep" / "data").read_text() == "x"
    assert file.exists()
    ended(process)


def test_what_only_looks_like_a_leftover_stays(place: Path, tmp_path: Path) -> None:
    other = place / "portfolio-audit-abcd1234.tmp"  # without our mark
    other.mkdir()
    (other / "precious").write_text("x")
    report = place / "portfolio-audit-ada"
    report.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (place / "portfolio-audit-link0000.tmp").symlink_to(elsewhere)
    (place / ".page.html.backup.tmp.old").write_text("x")
    with temporary_folder():
        pass
    write_whole(place / "page.html", "new")
    assert (other / "precious").exists()
    assert report.is_dir()
    assert elsewhere.is_dir()
    assert (place / ".page.html.backup.tmp.old").exists()


def test_a_leftover_that_was_not_yet_marked_goes_too(place: Path) -> None:
    (place / "portfolio-audit-abcd1234.tmp").mkdir()
    with temporary_folder() as ours:
        assert list(place.iterdir()) == [ours]


def test_the_first_parent_that_can_hold_it_is_taken(place: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with temporary_folder(taken / "below", tmp_path / "new") as folder:
        assert folder.parent == tmp_path / "new"
    with temporary_folder(taken) as folder:
        assert folder.parent == place


def test_a_spool_holds_bytes_in_no_file_that_has_a_name(place: Path) -> None:
    spool = Spool()
    kept = [(spool.put(data), data) for data in (b"one", b"", b"three" * 99_999)]
    assert [get() for get, _ in kept] == [data for _, data in kept]
    assert list(place.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted where Linux lists them")
def test_a_spool_gives_back_the_room_of_what_nobody_holds_any_more() -> None:
    spool = Spool(most_bytes=10)
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(100):
        last = spool.put(b"eleven bytes")
    gc.collect()
    assert last() == b"eleven bytes"
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 2
