"""The first tests import what is there, check what its author said, ask for the rest, and claim nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from fixing.benches import Files, afterwards, is_settled, mended, new_text, state
from portfolio_audit.fixing.first_tests import RULE, fix_tests
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State

CLEAN = '''"""Steps."""

import math


def double(x):
    """Twice as much.

    >>> double(2)
    4
    >>> double("a")
    'aa'
    """
    return 2 * x


def is_even(number: int) -> bool:
    return number % 2 == 0


def columns() -> list[str]:
    return ["hour", "count"]


def area(radius, *, scale=1):
    return math.pi * radius ** 2 * scale


def load(path):
    return open(path).read()


if __name__ == "__main__":
    print(double(3))
'''
LEARN = "from sklearn.linear_model import Ridge\n\nRidge().fit([[1]], [1])\n"
FILES: Files = {"steps.py": CLEAN, "train.py": LEARN}


def _run(files: Files, folder: Path) -> str:
    """What pytest says of the files."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-ra"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100)
    return done.stdout + done.stderr


def test_made_tests_run_and_what_is_not_known_is_skipped(tmp_path: Path) -> None:
    made = mended(FILES, fix_tests, RULE)
    said = _run(afterwards(FILES, made), tmp_path)
    assert "2 passed, 2 skipped" in said
    assert "[TODO] What does area(radius) give" in said


def test_examples_of_a_docstring_become_assertions() -> None:
    text = new_text(mended(FILES, fix_tests, RULE), "tests/test_steps.py")
    assert "    assert double(2) == 4\n    assert double('a') == 'aa'\n" in text


def test_an_annotation_is_checked_where_no_argument_is_needed() -> None:
    text = new_text(mended(FILES, fix_tests, RULE), "tests/test_steps.py")
    assert "    assert isinstance(columns(), list)\n" in text


def test_what_opens_files_is_not_called() -> None:
    assert "load" not in new_text(mended(FILES, fix_tests, RULE), "tests/test_steps.py")


def test_a_wrong_docstring_is_found_out(tmp_path: Path) -> None:
    files = FILES | {"steps.py": CLEAN.replace("    4\n", "    5\n")}
    assert "1 failed" in _run(afterwards(files, mended(files, fix_tests, RULE)), tmp_path)


def test_questions_count_for_nothing_until_they_are_answered(catalogue: Catalogue) -> None:
    files = {"steps.py": "def area(radius):\n    return 3 * radius ** 2\n", "train.py": LEARN}
    made = mended(files, fix_tests, RULE)
    after = afterwards(files, made)
    assert made.changes[-1].questions
    assert state(after, RULE, catalogue) is State.FAIL
    text = new_text(made, "tests/test_steps.py")
    answered = "\n".join(line for line in text.split("\n") if "skip" not in line).replace("radius=...", "1")
    assert state(after | {"tests/test_steps.py": answered}, RULE, catalogue) is State.PARTIAL


def test_what_the_author_said_counts(catalogue: Catalogue) -> None:
    made = mended(FILES, fix_tests, RULE)
    assert state(afterwards(FILES, made), RULE, catalogue) is State.PARTIAL
    assert any("2 tests of it only ask" in note for change in made.changes for note in change.notes)


def test_a_second_run_changes_nothing() -> None:
    assert is_settled(FILES, mended(FILES, fix_tests, RULE), fix_tests, RULE)


@pytest.mark.parametrize(
    ("files", "module", "root"),
    [
        ({"src/steps.py": CLEAN}, "steps", "src"),
        ({"src/bikes/__init__.py": "", "src/bikes/steps.py": CLEAN}, "bikes.steps", "src"),
        ({"bikes/__init__.py": "", "bikes/steps.py": CLEAN}, "bikes.steps", "."),
        ({"src/steps.py": CLEAN, "app.py": "from src.steps import double\n\nprint(double(1))\n"}, "src.steps", "."),
        ({"src/steps.py": "import other\n" + CLEAN, "src/other.py": "X = 1\n"}, "steps", "src"),
        ({"bikes/steps.py": "from . import other\n" + CLEAN, "bikes/other.py": "X = 1\n"}, "bikes.steps", "."),
        ({"steps.py": "import logging\nLOG = logging.getLogger(__name__)\n" + CLEAN}, "steps", "."),
    ],
)
def test_a_module_is_imported_from_where_its_own_imports_work(
    files: Files, module: str, root: str, tmp_path: Path
) -> None:
    made = mended(files, fix_tests, RULE)
    text = new_text(made, f"tests/test_{module.replace('.', '_')}.py")
    assert f"from {module} import area, columns, double, is_even" in text
    assert f"pythonpath = {root}\n" in new_text(made, "pytest.ini")
    assert "2 passed, 2 skipped" in _run(afterwards(files, made), tmp_path)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"train.py": LEARN}, "there are no functions"),
        ({"steps.py": "model = train()\n" + CLEAN}, "no function was found"),
        ({"steps.py": "import other\n" + CLEAN, "other.py": "print(open('x').read())\n"}, "no function was found"),
        ({"bikes/__init__.py": "from .lost import X\n", "bikes/steps.py": CLEAN}, "no function was found"),
        ({"bikes/__init__.py": "print(open('x').read())\n", "bikes/steps.py": CLEAN}, "no function was found"),
        ({"app.py": "from flask import Flask\napp = Flask(__name__)\n" + CLEAN}, "no function was found"),
        ({"my-steps.py": CLEAN}, "no function was found"),
        ({"json.py": CLEAN}, "no function was found"),
        ({"src/steps.py": CLEAN, "pytest.ini": "[pytest]\n"}, "does not look in src"),
        (
            {
                "steps.py": CLEAN,
                "tests/test_a.py": "from steps import double\n\n\ndef test_it():\n    assert double(1)\n",
            },
            "already",
        ),
        ({"steps.py": "def tell(x):\n    print(x)\n    return x\n"}, "no function was found"),
        (
            {"steps.py": "def now():\n    from datetime import datetime\n    return datetime.now()\n"},
            "no function was found",
        ),
    ],
)
def test_what_cannot_be_tried_is_left_alone_with_the_reason(files: Files, said: str) -> None:
    made = mended(files, fix_tests, RULE)
    assert made.changes == ()
    assert said in made.left[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", '[tool.pytest.ini_options]\npythonpath = ["src"]\n'),
        ("pytest.ini", "[pytest]\npythonpath = . src\n"),
        ("setup.cfg", "[tool:pytest]\npythonpath = src\n"),
        ("tox.ini", "[pytest]\npythonpath = src\n"),
    ],
)
def test_what_sets_pytest_up_is_heeded(path: str, text: str, tmp_path: Path) -> None:
    files = {"src/steps.py": CLEAN, path: text}
    made = mended(files, fix_tests, RULE)
    assert [change.path for change in made.changes] == ["tests/test_steps.py"]
    assert "2 passed, 2 skipped" in _run(afterwards(files, made), tmp_path)


HOSTILE = [
    'def f(x):\n    """\n    >>> f(__import__("os").system("evil"))\n    0\n    """\n    return x\n',
    'def f(x):\n    """\n    >>> f(1); evil()\n    0\n    """\n    return x\n',
    'def f(x):\n    """\n    >>> f(1)\n    evil()\n    """\n    return x\n',
    'def f(x):\n    """\n      >>> f(1)\n    bad indentation\n    """\n    return x\n',
    'def f(x=evil):\n    """\n    >>> f(**evil)\n    1\n    """\n    return x\n',
    "def f(x: evil) -> evil:\n    return x\n",
    "def f(" + ", ".join(f"a{n}" for n in range(300)) + "):\n    return a1\n",
    "def f(x):\n    return " + "(" * 90 + "x" + ")" * 90 + "\n",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_stranger_is_called_but_his_function_with_plain_values(text: str) -> None:
    made = mended({"steps.py": text}, fix_tests, RULE)
    for change in [change for change in made.changes if change.path.endswith(".py")]:
        compile(change.new, change.path, "exec")
        assert "evil" not in change.new
        assert "import" not in change.new.replace("import pytest", "").replace("from steps import f", "")


def test_a_test_that_is_always_skipped_is_none(catalogue: Catalogue) -> None:
    head = "import pytest\n\nfrom steps import double\n\n\n"
    marked = head + "@pytest.mark.skip(reason='later')\ndef test_it():\n    assert double(1) == 2\n"
    depends = head + "def test_it():\n    if not double:\n        pytest.skip('gone')\n    assert double(1) == 2\n"
    assert state(FILES | {"tests/test_a.py": marked}, RULE, catalogue) is State.FAIL
    assert state(FILES | {"tests/test_a.py": depends}, RULE, catalogue) is State.PARTIAL
