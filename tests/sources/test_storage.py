"""Which folders git may be asked about: those whose storage is their own."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio_audit.sources.storage import has_storage, owns_storage

ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.com",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.com",
}


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, env=ENVIRONMENT)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Begin")
    return folder


def test_a_repository_owns_its_storage(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "mine", "bare.git")
    assert owns_storage(repository)
    assert owns_storage(tmp_path / "bare.git")


def test_a_folder_without_git_has_none(tmp_path: Path) -> None:
    assert not has_storage(tmp_path)
    assert not owns_storage(tmp_path)


def test_a_worktree_and_a_submodule_own_what_they_are_led_to(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", "../beside")
    git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repository), "inner")
    assert owns_storage(tmp_path / "beside")
    assert owns_storage(repository / "inner")


def _led(folder: Path, other: Path) -> None:
    (folder / ".git").rename(folder / "was")
    (folder / ".git").write_text(f"gitdir: {other / '.git'}\n")


def _pipe(file: Path) -> None:
    file.unlink(missing_ok=True)
    os.mkfifo(file)


BORROWED: dict[str, Callable[[Path, Path], object]] = {
    "a file that leads to another's": _led,
    "a link to another's": lambda f, o: ((f / ".git").rename(f / "was"), (f / ".git").symlink_to(o / ".git")),
    "a common folder": lambda f, o: (f / ".git/commondir").write_text(f"{o / '.git'}\n"),
    "objects of another": lambda f, o: (f / ".git/objects/info/alternates").write_text(f"{o / '.git/objects'}\n"),
    "a link to another's objects": lambda f, o: (
        (f / ".git/objects").rename(f / "was"),
        (f / ".git/objects").symlink_to(o / ".git/objects"),
    ),
    "a link to another's packs": lambda f, o: (
        (f / ".git/objects/pack").rmdir(),
        (f / ".git/objects/pack").symlink_to(o / ".git/objects/pack"),
    ),
    "a pipe for its head": lambda f, _: _pipe(f / ".git/HEAD"),
    "a pipe for its references": lambda f, _: _pipe(f / ".git/packed-refs"),
    "a file that leads nowhere": lambda f, _: ((f / ".git").rename(f / "was"), (f / ".git").write_text("gitdir: x\n")),
    "a file that says something else": lambda f, _: ((f / ".git").rename(f / "was"), (f / ".git").write_text("git\n")),
}


@pytest.mark.parametrize("how", BORROWED)
def test_what_leads_elsewhere_is_not_its_own(repository: Path, tmp_path: Path, how: str) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    BORROWED[how](repository, other)
    assert has_storage(repository)
    assert not owns_storage(repository)


def test_a_worktree_that_claims_anothers_storage_does_not_own_it(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "-q", "../beside")
    thief = tmp_path / "thief"
    thief.mkdir()
    (thief / ".git").write_text((tmp_path / "beside" / ".git").read_text())
    assert not owns_storage(thief)
