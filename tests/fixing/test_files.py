"""What is written: whole, with the bytes and rights that were there, and never over what nobody has read."""

import os
import signal
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from fixing.folders import PROJECT, contents
from gather.repositories import Link, checked_out, git, written
from portfolio_audit.cli import fix_files
from portfolio_audit.errors import OutputError
from portfolio_audit.fixing.values import Change, Patch

Cli = Callable[..., Result]
README = "# Rides\n\nForecasts rides of the city by the hour, for the crew.\n"
ONLY = ("--only", "README.*")


def readme_of(cli: Cli, here: Path, content: bytes, name: str = "README.md") -> bytes:
    folder = checked_out(here / "rides", {**PROJECT, name: content})
    (folder / name).write_bytes(content)
    assert cli("fix", folder, "--write", *ONLY).exit_code == 0
    return (folder / name).read_bytes()


def test_line_ends_of_windows_stay(cli: Cli, here: Path) -> None:
    new = readme_of(cli, here, README.replace("\n", "\r\n").encode())
    assert new.startswith(b"# Rides\r\n\r\nForecasts")
    assert new.count(b"\n") == new.count(b"\r\n") > 10


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marks_and_encodings_stay(cli: Cli, here: Path, encoding: str) -> None:
    new = readme_of(cli, here, README.encode(encoding))
    assert new.startswith(README.encode(encoding))
    assert "\n## Usage\n" in new.decode(encoding)


def test_a_last_line_without_end_gets_one(cli: Cli, here: Path) -> None:
    new = readme_of(cli, here, README.rstrip("\n").encode())
    assert new.startswith(README.encode() + b"\n## ")
    assert new.endswith(b"\n")


def test_what_an_old_encoding_cannot_hold_is_said(cli: Cli, here: Path) -> None:
    files = {f"part{n}/m{n}.py": "import numpy\n" for n in range(14)}
    old = "# Caf\u00e9\n\nDas Caf\u00e9 sagt f\u00fcr G\u00e4ste voraus, wie viel es gibt.\n".encode("cp1252")
    folder = checked_out(here / "rides", {**PROJECT, **files, "README.md": old})
    result = cli("fix", folder, "--write", *ONLY)
    assert (folder / "README.md").read_bytes() == old
    assert "left alone: README.md: it is in cp1252, which has no" in result.stderr


def test_rights_stay(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", {**PROJECT, "README.md": README})
    (folder / "README.md").chmod(0o640)
    cli("fix", folder, "--write", *ONLY)
    assert stat.S_IMODE((folder / "README.md").stat().st_mode) == 0o640
    assert (folder / "README.md").read_text() != README


def test_a_readme_that_is_a_link_stays_one_and_its_file_is_changed(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", {**PROJECT, "docs/index.md": README, "README.md": Link(b"docs/index.md")})
    cli("fix", folder, "--write", "--only", "docs/*")
    assert (folder / "README.md").is_symlink()
    assert (folder / "docs" / "index.md").read_text() != README


def test_a_read_only_file_is_left_alone(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", {**PROJECT, "README.md": README})
    (folder / "README.md").chmod(0o444)
    result = cli("fix", folder, "--write", *ONLY)
    assert "left alone: README.md: it is read-only" in result.stderr
    assert (folder / "README.md").read_text() == README


def test_a_folder_that_is_a_link_is_not_written_through(here: Path) -> None:
    (here / "outside").mkdir()
    root = written(here / "rides", {"a.txt": "a"})
    (root / "docs").symlink_to("../outside")
    (file,) = fix_files.plan(root, Patch((Change("docs/new.md", None, "x", ""),)))
    assert file.refused == "a link or a file is where its folder would be"
    assert list((here / "outside").iterdir()) == []


def test_nothing_is_written_when_one_file_has_changed_in_the_meantime(here: Path) -> None:
    root = written(here / "rides", {"a.txt": "a\n", "b.txt": "b\n"})
    files = fix_files.plan(root, Patch((Change("a.txt", "a\n", "A\n", ""), Change("b.txt", "b\n", "B\n", ""))))
    written(root, {"b.txt": "mine\n"})
    with pytest.raises(OutputError, match=r"b\.txt has changed in the meantime"):
        fix_files.write(root, files)
    assert contents(root) == {"a.txt": b"a\n", "b.txt": b"mine\n"}


def test_a_file_that_has_come_in_the_meantime_is_not_overwritten(here: Path) -> None:
    root = written(here / "rides", {})
    root.mkdir(exist_ok=True)
    files = fix_files.plan(root, Patch((Change("sub/new.txt", None, "x", ""),)))
    written(root, {"sub/new.txt": "mine\n"})
    with pytest.raises(OutputError, match="has changed in the meantime"):
        fix_files.write(root, files)
    assert contents(root) == {"sub/new.txt": b"mine\n"}


def test_nothing_stays_of_what_could_not_be_written_whole(here: Path) -> None:
    root = written(here / "rides", {"a.txt": "a\n"})
    files = fix_files.plan(root, Patch((Change("a.txt", "a\n", "A\n", ""), Change("a.txt/b", None, "B\n", ""))))
    fix_files.write(root, files)
    assert [file.refused for file in files] == ["", "a link or a file is where its folder would be"]
    assert contents(root) == {"a.txt": b"A\n"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights_is_one_sentence(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", PROJECT)
    folder.chmod(0o555)
    result = cli("fix", folder, "--write")
    folder.chmod(0o755)
    assert result.exit_code == 2
    assert "could not be written: Permission denied. Make it writable, and run it again." in result.stderr


def test_a_broken_git_folder_is_mended_without_history(cli: Cli, here: Path) -> None:
    folder = written(here / "rides", {**PROJECT, ".git": "gitdir: /nowhere\n"})
    result = cli("fix", folder)
    assert result.exit_code == 0
    assert "+++ b/README.md" in result.stdout


def test_a_repository_without_commits_is_mended(cli: Cli, here: Path) -> None:
    folder = written(here / "rides", PROJECT)
    git("-C", folder, "init", "-q", "--template=")
    assert "+++ b/README.md" in cli("fix", folder).stdout


def test_names_in_other_encodings_stay_as_they_are(cli: Cli, here: Path) -> None:
    folder = written(here / "rides", PROJECT)
    (Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.py"))).write_text("import numpy\n")
    assert cli("fix", folder, "--write").exit_code == 0
    assert b"caf\xe9.py" in [entry.name for entry in os.scandir(os.fsencode(folder))]


def test_an_interrupted_fix_writes_nothing(start: Callable[..., subprocess.Popen[bytes]], here: Path) -> None:
    folder = checked_out(here / "rides", PROJECT)
    before = contents(folder)
    process = start("fix", folder, "--write")
    assert process.stderr is not None
    assert b"reading rides" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait() == 130
    assert contents(folder) == before
    assert b"interrupted; nothing was written." in process.stderr.read()


def test_the_page_of_the_repository_comes_from_its_own_configuration(cli: Cli, here: Path) -> None:
    folder = checked_out(here / "rides", PROJECT)
    git("-C", folder, "remote", "set-url", "origin", "git@github.com:ada/bike-rides.git")
    text = cli("fix", folder, *ONLY).stdout
    assert "+# Bike rides\n" in text
    assert "[ada](https://github.com/ada)" in text
