"""Ignore files for what a repository is built with; git itself says what they mean."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixing.benches import afterwards, is_settled, mended, new_text, state
from portfolio_audit.facts.ignoring import IgnoreFile
from portfolio_audit.fixing.ignore import fix_ignore
from portfolio_audit.fixing.values import Patch
from portfolio_audit.knowledge import load
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State

RULE = "git-ignore"
PROJECT = {
    "train.py": "import pandas\nfrom features import columns\nfrom dotenv import load_dotenv\n\nload_dotenv()\n",
    "features.py": "columns = ['a']\n",
    "eda.ipynb": '{"cells": [{"cell_type": "code", "source": "import pandas", "outputs": []}]}',
    "web/package.json": '{"dependencies": {"react": "^18"}}',
}


def _mended(files: dict[str, str | bytes]) -> Patch:
    return mended(files, fix_ignore, RULE)


def _ignored(folder: Path, text: str, paths: list[str]) -> set[str]:
    """What git leaves out by that ignore file."""
    subprocess.run(["git", "init", "-q", folder], check=True)
    (folder / ".gitignore").write_text(text)
    ask = ["git", "-C", str(folder), "check-ignore", "--no-index", "--stdin"]
    done = subprocess.run(ask, input="\n".join(paths), capture_output=True, text=True)
    return set(done.stdout.splitlines())


def test_a_new_file_is_for_the_stack(catalogue: Catalogue) -> None:
    made = _mended(PROJECT)
    text = new_text(made, ".gitignore")
    assert {"# Python", "# Notebooks", "# Node", "# Systems and editors"} <= set(text.splitlines())
    assert {"# R", "# Builds of the package"}.isdisjoint(text.splitlines())
    assert text.count("\n.env\n") == 1
    assert state(PROJECT, RULE, catalogue) is State.FAIL
    assert state(afterwards(PROJECT, made), RULE, catalogue) is State.PASS
    assert is_settled(PROJECT, made, fix_ignore, RULE)


def test_every_line_keeps_out_what_it_says_for_git(tmp_path: Path) -> None:
    rows = load("trees")["ignore"]
    lines = {line: path for row in rows for line, path in row["lines"].items()}
    assert _ignored(tmp_path, "\n".join(lines), list(lines.values())) == set(lines.values())
    assert all(IgnoreFile([line]).covers(path) for line, path in lines.items())


def test_what_is_there_stays_and_only_what_lacks_is_put_below(catalogue: Catalogue) -> None:
    files = PROJECT | {".gitignore": "# mine\n*.pyc\n.venv\nvenv/\ndata/"}
    made = _mended(files)
    assert new_text(made, ".gitignore") == (
        "# mine\n*.pyc\n.venv\nvenv/\ndata/\n\n"
        "# Left behind by tools\n.env\n.ipynb_checkpoints/\nnode_modules/\nnpm-debug.log*\n"
    )
    assert state(files, RULE, catalogue) is State.PARTIAL
    assert state(afterwards(files, made), RULE, catalogue) is State.PASS
    assert is_settled(files, made, fix_ignore, RULE)


@pytest.mark.parametrize(
    ("path", "line"),
    [(".vscode/settings.json", ".vscode/"), (".env", ".env"), ("notes/a.swp/b.md", "*.swp"), ("venv/readme.md", "")],
)
def test_nothing_that_is_committed_is_ignored(path: str, line: str) -> None:
    made = _mended(PROJECT | {path: "COLOUR=blue\n"})
    lines = new_text(made, ".gitignore").splitlines()
    assert line not in lines or not line
    if line:
        assert path in made.changes[0].notes[0]


def test_committed_clutter_is_no_reason_to_let_it_in() -> None:
    made = _mended(PROJECT | {"__pycache__/train.cpython-312.pyc": "x", ".DS_Store": "x", "venv/bin/activate": "x"})
    assert {"__pycache__/", ".DS_Store", "venv/"} <= set(new_text(made, ".gitignore").splitlines())


def test_committed_secrets_get_ignored_and_a_command() -> None:
    made = _mended(PROJECT | {".env": "API_KEY=a8f5f167f44f4964e6c998dee827110c\n"})
    assert ".env" in new_text(made, ".gitignore").splitlines()
    assert made.advice[0].commands == ("git rm --cached .env",)


def test_models_are_kept_out_only_where_training_makes_them_and_nothing_serves_them() -> None:
    train = (
        "import joblib\nfrom sklearn.linear_model import Ridge\njoblib.dump(Ridge().fit([[1]], [1]), 'model.joblib')\n"
    )
    app = "import joblib\nimport streamlit as st\nst.write(joblib.load('model.joblib').predict([[1]]))\n"
    assert "*.joblib" in new_text(_mended({"train.py": train}), ".gitignore")
    assert "*.joblib" not in new_text(_mended({"train.py": train, "app.py": app}), ".gitignore")
    assert "*.joblib" not in new_text(_mended({"train.py": train, "old.pkl": b"x"}), ".gitignore")


@pytest.mark.parametrize("content", [b"\x00\x01\x02\x03" * 100, b"a\xff\xfe\x00" * 90_000])
def test_a_binary_or_huge_ignore_file_is_left_alone(content: bytes) -> None:
    made = _mended(PROJECT | {".gitignore": content})
    assert made.changes == ()


NAMES = st.text("ab.*!/ []?-", min_size=1, max_size=12)


@given(st.lists(NAMES, max_size=6), st.lists(st.sampled_from([".env", "b/.vscode/x", "x.py"]), max_size=3))
def test_any_ignore_file_is_only_added_to_and_protects_what_is_committed(lines: list[str], paths: list[str]) -> None:
    files = PROJECT | dict.fromkeys(paths, "a = 1\n") | {".gitignore": "\n".join(lines)}
    made = _mended(files)
    for change in made.changes:
        assert change.new.startswith((change.old or "").rstrip())
        added = change.new[len((change.old or "").rstrip()) :].split("\n")
        assert not any(IgnoreFile(added).covers(path) for path in (*PROJECT, *paths))
    assert is_settled(files, made, fix_ignore, RULE)
