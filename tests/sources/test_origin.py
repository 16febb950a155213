"""Where a folder's repository is on the host: said by its own configuration, in whatever spelling, or not at all."""

from pathlib import Path

import pytest

from gather.repositories import checked_out, git
from portfolio_audit.sources.origin import page_of

SERVER = "https://github.com"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return checked_out(tmp_path / "rides", {"a.txt": "a"})


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/ada/rides",
        "https://github.com/ada/rides.git",
        "https://github.com/ada/rides/",
        "https://ghp_secret@github.com/ada/rides.git",
        "git@github.com:ada/rides.git",
        "ssh://git@github.com/ada/rides.git",
        "ssh://git@github.com:22/ada/rides",
        "git://github.com/ada/rides.git",
    ],
)
def test_every_spelling_leads_to_the_page_without_what_is_secret(folder: Path, url: str) -> None:
    git("-C", folder, "remote", "set-url", "origin", url)
    assert page_of(folder, SERVER) == "https://github.com/ada/rides"


@pytest.mark.parametrize(
    "url",
    [
        "https://gitlab.com/ada/rides",
        "https://github.com.evil.example/ada/rides",
        "https://evil.example/github.com/ada/rides",
        "https://github.com/ada/rides/tree/main",
        "https://github.com/ada/..",
        "https://github.com/ada/$(id)",
        "ext::sh -c id",
        "../elsewhere",
        "git@github.com.evil.example:ada/rides.git",
    ],
)
def test_what_is_elsewhere_or_unclear_has_no_page(folder: Path, url: str) -> None:
    git("-C", folder, "config", "remote.origin.url", url)
    assert page_of(folder, SERVER) == ""


def test_only_origin_counts(folder: Path) -> None:
    git("-C", folder, "remote", "remove", "origin")
    git("-C", folder, "remote", "add", "upstream", "https://github.com/boss/rides")
    assert page_of(folder, SERVER) == ""


def test_another_host_of_the_same_kind(folder: Path) -> None:
    git("-C", folder, "remote", "set-url", "origin", "git@code.example.org:ada/rides.git")
    assert page_of(folder, "https://code.example.org") == "https://code.example.org/ada/rides"


def test_a_worktree_is_of_the_same_repository(folder: Path) -> None:
    git("-C", folder, "remote", "set-url", "origin", "https://github.com/ada/rides")
    git("-C", folder, "worktree", "add", "-q", folder.with_name("tree"))
    assert page_of(folder.with_name("tree"), SERVER) == "https://github.com/ada/rides"


def test_a_folder_without_git_has_none(tmp_path: Path) -> None:
    assert page_of(tmp_path, SERVER) == ""
