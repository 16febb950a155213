"""Ignore files mean what git takes them to mean, and none of them takes long."""

from pathlib import Path

import pytest

from gather.repositories import git, written
from portfolio_audit.sources.ignored import MAX_FILES, Ignored, IgnoreFiles

PATHS = (
    "a",
    "b.py",
    "data/x.csv",
    "data/raw/x.csv",
    "src/data/x.csv",
    "src/a/b/c.py",
    "a/b",
    "#a",
    "!a",
    "a b",
    "x.PY",
    "foo/bar/baz",
    "foo/baz",
    "deep/foo/bar",
    "[a]",
    "a.log",
    "logs/a.log",
    "logs/keep.log",
    "build/lib/a.py",
    "a*b",
)
FILES = (
    "*.log",
    "data/",
    "/data",
    "data/*",
    "data/**",
    "**/data",
    "**/data/",
    "src/**/c.py",
    "a/**/b",
    "foo/**/baz",
    "**/b*",
    "*.log\n!keep.log",
    "logs/*\n!logs/keep.log",
    "/*\n!/src",
    "#a",
    "\\#a",
    "\\!a",
    "a b",
    "a b  ",
    "[ab].log",
    "[!a].log",
    "[^a].log",
    "?.py",
    "build/\n",
    "**",
    "**/",
    "/**",
    "*/",
    "*",
    "src/*",
    "foo/*/baz",
    "a\\*b",
    "\\[a\\]*",
    "*\\b.py",
    "a\\**",
    "\\a?b",
    "a*b",
    "[",
    "[z-a]",
    "!",
    "/",
    "//",
    "",
    "data//x.csv",
    "*.PY",
    "deep/**/bar/",
    "**/foo/bar",
    "a\n!a\na",
    "src/a",
    "b.py/",
)


@pytest.mark.parametrize("text", FILES)
def test_a_file_of_patterns_means_what_git_takes_it_to_mean(text: str, tmp_path: Path) -> None:
    folder = written(tmp_path / "project", {"inside": ""})
    git("init", "--quiet", "--template=", folder)
    (folder / ".gitignore").write_text(text)
    ignored = Ignored(text.split("\n"))
    for path in PATHS:
        parts = path.split("/")
        steps = [("/".join(parts[:depth]), depth < len(parts)) for depth in range(1, len(parts) + 1)]
        ours = any(ignored.covers(step, folder=is_folder) for step, is_folder in steps)
        asked = [f"{step}/" if is_folder else step for step, is_folder in steps[-1:]]
        told = git("-C", folder, "check-ignore", "--no-index", "--stdin", stdin="\n".join(asked).encode(), check=False)
        assert ours == bool(told.strip()), (text, path)


def test_patterns_of_stars_are_matched_in_linear_work() -> None:
    text = [f"{'*a' * 40}{n}b" for n in range(200)] + ["**/" * 30 + "x", "**/a/**/a/**/a/**/a/b"]
    ignored = Ignored(text)
    assert not any(ignored.covers(f"{'a/' * 40}{'a' * 200}{n}", folder=False) for n in range(20))
    assert ignored.covers("a/x", folder=False)


NESTED = {
    ".gitignore": "*.log\n!keep.log\n/build\nraw/*\n",
    "a/.gitignore": "!b.log\n*.py\n",
    "a/deep/.gitignore": "!c.py\n/x\nkeep.log\n",
    "raw/.gitignore": "!kept.csv\n",
}


def test_the_nearest_file_that_says_something_decides(tmp_path: Path) -> None:
    folder = written(tmp_path / "project", NESTED)
    git("init", "--quiet", "--template=", folder)
    (folder / ".git" / "info").mkdir()
    (folder / ".git" / "info" / "exclude").write_text("*.txt\n!*.py\n")
    ignored = IgnoreFiles(["*.txt", "!*.py"])
    for name, text in NESTED.items():
        ignored.add(name.rpartition("/")[0], text.split("\n"))
    names = ("b.log", "keep.log", "c.py", "x", "kept.csv", "note.txt", "build")
    for path in [f"{place}{name}" for place in ("", "a/", "a/deep/", "a/deep/er/", "raw/") for name in names]:
        told = git("-C", folder, "check-ignore", "--no-index", "--stdin", stdin=path.encode(), check=False)
        assert ignored.covers(path, folder=False) == bool(told.strip()), path


def test_files_without_end_are_not_taken_in() -> None:
    ignored = IgnoreFiles()
    for number in range(MAX_FILES + 5):
        ignored.add(str(number), ["*"])
    assert ignored.full
    assert ignored.covers(f"{MAX_FILES - 1}/a", folder=False)
    assert not ignored.covers(f"{MAX_FILES}/a", folder=False)
