"""A made workflow is clean for the strictest linters, runs the tests that are there, and trusts nobody."""

from pathlib import Path

import pytest
import yaml

from action.test_action_lint import _actionlint, _lint, _zizmor
from fixing.benches import Files, afterwards, bench_of, is_settled, mended, new_text, state
from portfolio_audit.fixing.first_tests import fix_tests
from portfolio_audit.fixing.making import patch
from portfolio_audit.fixing.values import Patch
from portfolio_audit.fixing.workflow import RULE, fix_workflow
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State

PATH = ".github/workflows/tests.yml"
LEARN = "from sklearn.linear_model import Ridge\n\n\ndef learn():\n    return Ridge().fit([[1]], [1])\n"
TESTS = "from train import learn\n\n\ndef test_it():\n    assert learn().coef_[0] == 0\n"
UNITS = (
    "import unittest\n\nfrom train import learn\n\n\nclass T(unittest.TestCase):\n"
    "    def test_it(self):\n        self.assertTrue(learn())\n"
)
AREA = "    return 3 * radius ** 2\n"
CODE: Files = {"train.py": LEARN, "tests/test_train.py": TESTS}
PROJECT = '[project]\nname = "bikes"\nversion = "1"\ndependencies = ["scikit-learn"]\n'
BUILT = PROJECT + '\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
POETRY = '[tool.poetry]\nname = "bikes"\n\n[tool.poetry.dependencies]\nscikit-learn = "*"\n'
EXTRA = '\n[project.optional-dependencies]\ntest = ["pytest"]\n'
WAYS: dict[str, tuple[Files, str]] = {
    "requirements": ({"requirements.txt": "scikit-learn\n"}, "pip install -r requirements.txt"),
    "requirements with pytest": ({"requirements.txt": "scikit-learn\npytest\n"}, "pip install -r requirements.txt"),
    "requirements for developers": (
        {"requirements.txt": "scikit-learn\n", "requirements-dev.txt": "pytest\n"},
        "pip install -r requirements.txt -r requirements-dev.txt",
    ),
    "pyproject": ({"pyproject.toml": PROJECT}, "uv pip install -r pyproject.toml"),
    "an extra": ({"pyproject.toml": PROJECT + EXTRA}, "uv pip install -r pyproject.toml --extra test"),
    "a package": ({"pyproject.toml": BUILT + EXTRA, "src/bikes/__init__.py": ""}, "pip install -e '.[test]'"),
    "setup.py": (
        {"setup.py": "from setuptools import setup\n\nsetup(name='b', install_requires=['x'])\n"},
        "pip install -e .",
    ),
    "uv": ({"pyproject.toml": PROJECT, "uv.lock": "version = 1\n"}, "uv sync --frozen"),
    "poetry": ({"pyproject.toml": POETRY, "poetry.lock": "package = []\n"}, "poetry install --no-interaction"),
    "pipenv": ({"Pipfile": '[packages]\nscikit-learn = "*"\n'}, "pipenv install --dev --skip-lock"),
    "pipenv with a lock": (
        {"Pipfile": '[packages]\nscikit-learn = "*"\n', "Pipfile.lock": "{}"},
        "pipenv sync --dev",
    ),
    "conda": ({"environment.yml": "dependencies:\n  - python=3.11\n  - scikit-learn\n"}, ""),
}


def _mended(files: Files) -> Patch:
    return mended(files, fix_workflow, RULE)


def _runs(text: str) -> list[str]:
    steps = yaml.safe_load(text)["jobs"]["tests"]["steps"]
    return [step["run"] for step in steps if "run" in step]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the workflows of all ways."""
    folder = tmp_path_factory.mktemp("made")
    workflows = folder / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for number, (files, _) in enumerate(WAYS.values()):
        (workflows / f"{number}.yml").write_text(new_text(_mended(CODE | dict(files)), PATH), "utf-8")
    return folder


def test_zizmor_finds_nothing_in_what_was_made(written: Path) -> None:
    assert _zizmor(written)[0] == 0, _zizmor(written)[1]


def test_actionlint_finds_nothing_in_what_was_made(written: Path) -> None:
    assert _actionlint(written)[0] == 0, _actionlint(written)[1]


def test_what_was_made_is_as_github_describes_workflows(written: Path) -> None:
    files = sorted((written / ".github" / "workflows").glob("*.yml"))
    status, said = _lint(written, "check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)
    assert status == 0, said


@pytest.mark.parametrize(("files", "line"), WAYS.values(), ids=WAYS)
def test_a_workflow_installs_from_the_real_manifest_and_runs_the_tests(
    files: Files, line: str, catalogue: Catalogue
) -> None:
    files = CODE | dict(files)
    made = _mended(files)
    runs = _runs(new_text(made, PATH))
    assert not line or line in runs
    assert runs[-1].endswith("python -m pytest")
    after = afterwards(files, made)
    assert state(after, RULE, catalogue) is State.PASS
    assert state(after, "security-workflows", catalogue) is State.PASS
    assert is_settled(files, made, fix_workflow, RULE)


def test_pytest_is_installed_where_nobody_names_it() -> None:
    without, with_it = ({"requirements.txt": text} for text in ("scikit-learn\n", "scikit-learn\npytest\n"))
    assert "pip install pytest" in _runs(new_text(_mended(CODE | without), PATH))
    assert "pip install pytest" not in _runs(new_text(_mended(CODE | with_it), PATH))


def test_unittest_runs_unittest() -> None:
    files = {"train.py": LEARN, "tests/test_train.py": UNITS, "requirements.txt": "scikit-learn\n"}
    runs = _runs(new_text(_mended(files), PATH))
    assert runs == ["pip install -r requirements.txt", "python -m unittest discover -s tests"]


def test_the_python_is_the_repositorys() -> None:
    text = new_text(_mended(CODE | {"requirements.txt": "x\n", ".python-version": "3.10\n"}), PATH)
    assert 'python-version: "3.10"\n' in text


def test_a_python_that_nobody_named_is_asked_for_and_counts_as_unnamed(catalogue: Catalogue) -> None:
    files = CODE | {"requirements.txt": "scikit-learn\n"}
    made = _mended(files)
    assert 'python-version: "3.12" # [TODO] Which Python' in new_text(made, PATH)
    assert state(afterwards(files, made), "repro-python-version", catalogue) is State.FAIL


def test_tests_that_were_just_begun_are_run() -> None:
    said = '    """The area.\n\n    >>> area(2)\n    12\n    """\n'
    files = {"steps.py": f"def area(radius):\n{said}{AREA}", "requirements.txt": "scikit-learn\n"}
    made = patch(bench_of(files, "eng-tests", RULE), [fix_tests, fix_workflow])
    assert _runs(new_text(made, PATH))[-1] == "python -m pytest"


def test_tests_that_only_ask_get_no_workflow_until_one_is_answered(catalogue: Catalogue) -> None:
    files: Files = {"steps.py": f"def area(radius):\n{AREA}", "requirements.txt": "scikit-learn\n"}
    made = patch(bench_of(files, "eng-tests", RULE), [fix_tests, fix_workflow])
    after = afterwards(files, made)
    assert PATH not in after
    assert "only ask so far" in made.left[0]
    assert _mended(after).changes == ()
    assert state(after, RULE, catalogue) is State.FAIL
    asking = str(after["tests/test_steps.py"]).split("\n")
    answered = "\n".join(line.replace("radius=...", "2").replace("...", "12") for line in asking if "skip(" not in line)
    assert [change.path for change in _mended(after | {"tests/test_steps.py": answered}).changes] == [PATH]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"train.py": LEARN, "requirements.txt": "x\n"}, "no tests"),
        (CODE, "no file says which packages"),
        (CODE | {"requirements.txt": "x\n", ".gitlab-ci.yml": "build:\n  script: make\n"}, "another system"),
        (CODE | {"requirements.txt": "x\n", PATH: "on: push\njobs:\n  a:\n    steps:\n      - run: echo\n"}, "already"),
        (CODE | {"requirements.txt": "x\n", "runtime.txt": "python-2.7.1\n"}, "Python 2"),
        (CODE | {"requirements.txt": "x\n", "runtime.txt": "python-3.6.9\n"}, "no machine with Python 3.6"),
        (CODE | {"my env/requirements.txt": "scikit-learn\n"}, "quoted"),
        (
            {"train.py": LEARN, "requirements.txt": "x\n", "$(evil)/test_a.py": UNITS},
            "none of which it can be told what runs them",
        ),
    ],
)
def test_what_cannot_be_told_is_left_alone_with_the_reason(files: Files, said: str) -> None:
    made = _mended(files)
    assert made.changes == ()
    assert said in made.left[0]


def test_an_old_python_gets_a_machine_that_still_has_it() -> None:
    text = new_text(_mended(CODE | {"requirements.txt": "x\n", ".python-version": "3.7\n"}), PATH)
    assert "runs-on: ubuntu-22.04\n" in text
