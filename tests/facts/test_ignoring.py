"""Patterns of ignore files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from portfolio_audit.facts.ignoring import IgnoreFile

NAMES = st.sampled_from(["a", "b", "data", "m.pyc", "x.csv", "__pycache__", ".env", "axbxc", "docs"])
PATTERNS = st.sampled_from(
    [
        "*.pyc",
        "__pycache__/",
        "/data",
        "data/*.csv",
        "**/x.csv",
        "a/**/b",
        "a/**",
        "*.py[cod]",
        "a*b*c",
        "/a/",
        "?",
        "*",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PATTERNS, min_size=1, max_size=3), st.lists(NAMES, min_size=1, max_size=4))
def test_paths_are_ignored_as_git_does(patterns: list[str], names: list[str]) -> None:
    path = "/".join(names)
    assert IgnoreFile(patterns).covers(path) is GitIgnoreSpec.from_lines(patterns).match_file(path)


@pytest.mark.parametrize(
    ("patterns", "path", "ignored"),
    [
        (["*.md", "!README.md"], "README.md", False),
        (["!README.md", "*.md"], "README.md", True),
        (["# a comment", "", "data/"], "data/x.csv", True),
        (["data/"], "data", False),
        (["data/"], "more/data/x.csv", True),
    ],
)
def test_the_last_pattern_decides(patterns: list[str], path: str, ignored: bool) -> None:
    assert IgnoreFile(patterns).covers(path) is ignored


def test_docker_counts_every_pattern_from_the_root() -> None:
    assert IgnoreFile(["*.py"], docker=True).covers("a.py")
    assert not IgnoreFile(["*.py"], docker=True).covers("src/a.py")
    assert IgnoreFile(["data/"], docker=True).covers("data", folder=True)


@pytest.mark.parametrize("pattern", ["[!a]x", "[ab", "a\\ b", "x" * 500, "[a-\uffff]"])
def test_an_unusual_pattern_is_not_certain(pattern: str) -> None:
    assert IgnoreFile(["*.pyc"]).certain
    assert not IgnoreFile([pattern]).certain


def test_patterns_made_to_be_slow_end() -> None:
    IgnoreFile(["*a" * 99] * 1_000).covers("a" * 300 + "b")
