"""Ignore files mean what git takes them to mean, and none of them takes long."""

from pathlib import Path

import pytest

from gather.repositories import git, written
from portfolio_audit.sources.ignored import Ignored

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
