"""git's index is read as git itself reads it."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gather.repositories import bare, git, written
from portfolio_audit.sources.index import Index, NoIndex, read_index

FILES = {"a.py": "1\n", "deep/er/b.py": "2\n", "deep/er/c.py": "3\n", "größe.md": "4\n", "x" * 200: "5\n"}


def laid_out(folder: Path, *options: str) -> Path:
    git("init", "--quiet", "--template=", *options, folder)
    written(folder, FILES)
    (folder / "link").symlink_to("a.py")
    git("-C", folder, "add", ".")
    return folder


def listed(folder: Path) -> list[str]:
    return git("-C", folder, "ls-files", "-z").decode().split("\0")[:-1]


@pytest.mark.parametrize("version", ["2", "3", "4"])
@pytest.mark.parametrize(("form", "digits"), [("sha1", 40), ("sha256", 64)])
def test_it_lists_what_git_lists(version: str, form: str, digits: int, tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "p", f"--object-format={form}")
    written(folder, {"later.py": "6\n"})
    git("-C", folder, "add", "--intent-to-add", "later.py")  # which needs version 3
    git("-C", folder, "update-index", "--index-version", version)
    found = read_index(folder / ".git", digits)
    assert list(found.files) == listed(folder)
    assert (found.submodules, found.absent) == ({}, {})


def test_submodules_and_what_is_not_laid_out_are_told_apart(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "p")
    git("-C", folder, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},other")
    git("-C", folder, "update-index", "--skip-worktree", "a.py")
    found = read_index(folder / ".git", 40)
    assert (list(found.submodules), list(found.absent)) == (["other"], ["a.py"])
    assert "a.py" not in found.files


def test_folders_that_are_not_laid_out_end_in_a_slash(tmp_path: Path) -> None:
    origin = bare(tmp_path / "o.git", {"a.py": "1\n", "src/b.py": "2\n", "data/c.csv": "3\n", "data/d.csv": "4\n"})
    git("clone", "--quiet", "--sparse", origin, tmp_path / "p")
    git("-C", tmp_path / "p", "sparse-checkout", "set", "--cone", "--sparse-index", "src")
    found = read_index(tmp_path / "p" / ".git", 40)
    assert (list(found.files), list(found.absent)) == (["a.py", "src/b.py"], ["data/"])


def test_an_index_in_two_files_is_not_understood(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "p")
    git("-C", folder, "update-index", "--split-index")
    with pytest.raises(NoIndex):
        read_index(folder / ".git", 40)


def test_an_index_that_is_a_link_is_not_read(tmp_path: Path) -> None:
    folder = laid_out(tmp_path / "p")
    (folder / ".git" / "index").rename(tmp_path / "index")
    (folder / ".git" / "index").symlink_to(tmp_path / "index")
    with pytest.raises(NoIndex):
        read_index(folder / ".git", 40)


@given(tail=st.binary(max_size=300), version=st.integers(0, 5), count=st.integers(0, 9), cut=st.integers(0, 400))
def test_any_bytes_are_an_index_or_none(
    tail: bytes, version: int, count: int, cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    store = tmp_path_factory.getbasetemp()
    data = b"DIRC" + version.to_bytes(4, "big") + count.to_bytes(4, "big") + tail
    (store / "index").write_bytes(data[:cut])
    with suppress(NoIndex):
        assert isinstance(read_index(store, 40), Index)
