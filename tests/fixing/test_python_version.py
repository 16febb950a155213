"""The Python that the work ran on, where the repository itself tells."""

import json
import subprocess
from pathlib import Path

import pytest

from fixing.benches import Files, afterwards, is_settled, mended, new_text, state
from portfolio_audit.fixing.python_version import fix_python_version
from portfolio_audit.fixing.values import Patch
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State

RULE = "repro-python-version"
TRAIN = {"train.py": "from sklearn.linear_model import Ridge\n\nRidge().fit([[1]], [1])\n"}
PACKAGE = '[project]\nname = "bikes"\nversion = "1"\ndependencies = ["pandas"]\n\n[tool.ruff]\nline-length = 99\n'


def _mended(files: Files) -> Patch:
    return mended(TRAIN | dict(files), fix_python_version, RULE)


def _notebook(version: object) -> str:
    cells = [{"cell_type": "code", "source": "import pandas", "outputs": [], "metadata": {}}]
    return json.dumps({"cells": cells, "metadata": {"language_info": {"name": "python", "version": version}}})


TOLD: dict[str, tuple[Files, str, str]] = {
    "a notebook": ({"a.ipynb": _notebook("3.9.7")}, ".python-version", "3.9\n"),
    "two that agree": ({"a.ipynb": _notebook("3.10.1"), "b.ipynb": _notebook("3.10.12")}, ".python-version", "3.10\n"),
    "the README": ({"README.md": "# Bikes\n\nPython 3.11, TensorFlow 2.4\n"}, ".python-version", "3.11\n"),
    "both": (
        {"README.md": "# B\n\nIt needs Python 3.8+.\n", "a.ipynb": _notebook("3.9.7")},
        ".python-version",
        "3.9\n",
    ),
    "a package's bound": (
        {"README.md": "# B\n\nIt needs Python 3.8+.\n", "pyproject.toml": PACKAGE},
        "pyproject.toml",
        PACKAGE.replace("]\n\n", ']\nrequires-python = ">=3.8"\n\n'),
    ),
}


@pytest.mark.parametrize(("files", "path", "new"), TOLD.values(), ids=TOLD)
def test_what_is_told_is_written(files: Files, path: str, new: str, catalogue: Catalogue) -> None:
    made = _mended(files)
    assert [change.path for change in made.changes] == [path]
    assert new_text(made, path) == new
    files = TRAIN | dict(files)
    assert state(files, RULE, catalogue) is not State.PASS
    assert state(afterwards(files, made), RULE, catalogue) is State.PASS
    assert is_settled(files, made, fix_python_version, RULE)


@pytest.mark.parametrize(
    "files",
    [
        {"a.ipynb": _notebook("3.7.1"), "b.ipynb": _notebook("3.9.7")},
        {"a.ipynb": _notebook("3.7.1"), "README.md": "# B\n\nPython 3.10\n"},
        {"a.ipynb": _notebook("3.7.1"), "README.md": "# B\n\nPython 3.8+\n"},
        {"README.md": "# B\n\nPython 3.8 or Python 3.9\n"},
    ],
)
def test_what_disagrees_is_said_and_left(files: Files) -> None:
    made = _mended(files)
    assert (made.changes, made.advice) == ((), ())
    assert "tells of several" in made.left[0]


@pytest.mark.parametrize("version", ["3", "3.9.7; rm -rf /", "1.5", "99.9", 3.9, None, "3.9.7\n[x]", ["3.9"], "3.4000"])
def test_what_is_no_version_of_python_is_none(version: object) -> None:
    made = _mended({"a.ipynb": _notebook(version)})
    assert made.changes == ()
    assert made.advice[0].commands[0].endswith("> .python-version")


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    subprocess.run(
        ["sh", "-c", _mended({}).advice[0].commands[0].replace("python", "python3", 1)], check=True, cwd=tmp_path
    )
    assert (tmp_path / ".python-version").read_text().startswith("3.")


@pytest.mark.parametrize(
    "words",
    [
        *("Python 3.8 or newer", "Python 3.8+", "Python >= 3.8", "at least Python 3.8", "Python 3.8 ou supérieur"),
        *("Python 3.8 oder höher", "Python 3.8 o superior", "Python 3.8 и выше или новее", "Python 3.8 以上"),
        "![x](https://img.shields.io/badge/python-3.8%2B-blue)",
    ],
)
def test_a_bound_names_no_python_to_take(words: str) -> None:
    made = _mended({"README.md": f"# Bikes\n\nIt needs {words}\n"})
    assert made.changes == ()
    assert "from which Python on" in made.advice[0].why


def test_an_old_python_is_written_with_a_word_of_warning() -> None:
    made = _mended({"a.ipynb": _notebook("3.6.9")})
    assert new_text(made, ".python-version") == "3.6\n"
    assert "no longer looked after" in made.changes[0].notes[1]


def test_a_host_may_run_another_python_than_the_notebook() -> None:
    made = _mended({"a.ipynb": _notebook("3.6.9"), "Procfile": "web: gunicorn app:app\n", "app.py": "import flask\n"})
    assert made.changes == ()
    assert "the host" in made.advice[0].why


def test_a_file_of_that_name_is_left_alone() -> None:
    made = _mended({"a.ipynb": _notebook("3.9.7"), ".python-version": "my-environment\n"})
    assert made.changes == ()
