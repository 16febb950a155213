"""What must be installed: new files, and lines put into those that are there."""

import json
import os
import pickle
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement

from facts_of import repo_of
from fixing.benches import Files, afterwards, is_settled, mended, new_text, state
from portfolio_audit.facts.dependencies.readers import requirements as read
from portfolio_audit.facts.wanted import wanted
from portfolio_audit.fixing.making import Bench, patch
from portfolio_audit.fixing.manifests.entries import Entry as Package
from portfolio_audit.fixing.manifests.entries import LeftAlone
from portfolio_audit.fixing.manifests.requirement_lines import added, pinned, renamed, without_foreign
from portfolio_audit.fixing.model_files import saved_with
from portfolio_audit.fixing.requirements import COVERED, MANIFEST, PINNED, fix_requirements
from portfolio_audit.fixing.values import FixWish, Patch
from portfolio_audit.limits import DEFAULT
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Entry
from portfolio_audit.sources.folder import FolderSnapshot
from snapshots import DictSnapshot

ALL = (MANIFEST, COVERED, PINNED)
TRAIN = "import pandas as pd\nimport xgboost\nfrom sklearn.linear_model import Ridge\n\nRidge().fit([[1]], [1])\n"


def _mended(files: Files, *rules: str) -> Patch:
    return mended(files, fix_requirements, *(rules or ALL))


def _notebook(*cells: tuple[str, str], python: str = "3.9.7") -> str:
    made = [
        {
            "cell_type": "code",
            "source": source,
            "execution_count": number,
            "metadata": {},
            "outputs": [{"output_type": "stream", "name": "stdout", "text": text}] if text else [],
        }
        for number, (source, text) in enumerate(cells, 1)
    ]
    info = {"language_info": {"name": "python", "version": python}}
    return json.dumps({"cells": made, "metadata": info, "nbformat": 4, "nbformat_minor": 5})


def _lines(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if line]
    assert all(Requirement(line) for line in lines)
    return lines


def test_without_a_manifest_the_imports_are_written_by_their_distributions(catalogue: Catalogue) -> None:
    files = {"train.py": TRAIN, "app.py": "import cv2\nimport os\nfrom train import x\nimport yaml\n"}
    made = _mended(files)
    assert _lines(new_text(made, "requirements.txt")) == [
        *("opencv-python", "pandas", "pyyaml", "scikit-learn", "xgboost"),
    ]
    assert "Nothing in the repository tells a version of" in made.changes[0].notes[0]
    assert "pip freeze | grep" in made.advice[0].commands[0]
    assert state(files, MANIFEST, catalogue) is State.FAIL
    assert state(afterwards(files, made), MANIFEST, catalogue) is State.PASS
    assert state(afterwards(files, made), COVERED, catalogue) is State.PASS
    assert is_settled(files, made, fix_requirements, *ALL)


VERSIONS = {
    "asked one by one": [("import pandas as pd, os", ""), ("import pandas as pd\nprint(pd.__version__)", "1.3.4\n")],
    "asked in a sentence": [("import pandas as pd\nprint('pandas', pd.__version__)", "pandas 1.3.4\n")],
    "show_versions": [
        (
            "import pandas as pd\npd.show_versions()",
            "INSTALLED VERSIONS\n---\npython : 3.9.7.final.0\npandas    : 1.3.4\n",
        ),
    ],
    "watermark": [("import pandas\n%watermark -iv", "pandas    : 1.3.4\nmatplotlib: 3.4.3\n\n")],
    "pip freeze": [("import pandas\n!pip freeze", "numpy==1.21.0\npandas==1.3.4\n")],
    "pip list": [("import pandas\n%pip list", "Package  Version\n-------- -------\npandas   1.3.4\n")],
    "a command": [("!pip install -q pandas==1.3.4 'numpy<2'\nimport pandas", "")],
    "what pip installed": [
        ("import pandas\n!pip install pandas", "Collecting pandas\nSuccessfully installed pandas-1.3.4\n")
    ],
    "what pip found": [
        (
            "import pandas\n%pip install pandas",
            "Requirement already satisfied: pandas in /usr/lib/python3.9/site-packages (1.3.4)\n",
        )
    ],
}


@pytest.mark.parametrize("cells", VERSIONS.values(), ids=VERSIONS)
def test_a_version_is_taken_from_what_the_notebook_shows(cells: list[tuple[str, str]]) -> None:
    made = _mended({"eda.ipynb": _notebook(*cells)})
    assert "pandas==1.3.4" in _lines(new_text(made, "requirements.txt"))
    assert any("eda.ipynb, cell " in note for note in made.changes[0].notes)


DOUBTS = {
    "a version of something else": [("import pandas\nprint('model 2.1.0')", "model 2.1.0\n")],
    "more numbers than questions": [("import pandas as pd, sys\nprint(sys.version, pd.__version__)", "3.9.7 1.3.4\n")],
    "a loop": [("import pandas as pd\nfor m in [pd]:\n    print(m.__version__)", "1.3.4\n")],
    "a nightly": [("import pandas as pd\nprint(pd.__version__)", "1.4.0.dev0+123\n")],
    "a comment": [("import pandas as pd\n# print(pd.__version__)\nprint('1.3.4')", "1.3.4\n")],
    "two answers": [
        ("import pandas as pd\nprint(pd.__version__)", "1.3.4\n"),
        ("import pandas as pd\nprint(pd.__version__)", "1.5.0\n"),
    ],
}


@pytest.mark.parametrize("cells", DOUBTS.values(), ids=DOUBTS)
def test_a_version_in_doubt_is_none(cells: list[tuple[str, str]]) -> None:
    made = _mended({"eda.ipynb": _notebook(*cells)})
    assert _lines(new_text(made, "requirements.txt")) == ["pandas"]


def test_a_module_that_gives_another_version_than_its_package_is_not_believed() -> None:
    made = _mended({"eda.ipynb": _notebook(("import cv2\nprint(cv2.__version__)", "4.5.1\n"))})
    assert _lines(new_text(made, "requirements.txt")) == ["opencv-python"]


def test_what_a_notebook_installs_itself_is_not_said_to_be_started() -> None:
    made = _mended({"eda.ipynb": _notebook(("!pip install pandas\nimport pandas", ""))})
    assert not any("starts" in note for note in made.changes[0].notes)


def test_a_local_version_is_cut_to_what_an_index_has() -> None:
    made = _mended({"eda.ipynb": _notebook(("import torch\nprint(torch.__version__)", "1.9.0+cu111\n"))})
    assert _lines(new_text(made, "requirements.txt")) == ["torch==1.9.0"]


def test_a_dockerfile_that_names_packages_tells_versions(catalogue: Catalogue) -> None:
    files = {
        "Dockerfile": (
            "FROM python:3.12-slim\nRUN pip install pandas==2.2.3 \\\n"
            "    xgboost==2.1.1\nCOPY train.py .\nCMD python train.py\n"
        ),
        "train.py": TRAIN,
    }
    made = _mended(files)
    assert _lines(new_text(made, "requirements.txt")) == ["pandas==2.2.3", "scikit-learn", "xgboost==2.1.1"]
    assert state(afterwards(files, made), MANIFEST, catalogue) is State.PASS


def test_pins_go_before_what_was_printed_once() -> None:
    files = {
        "requirements.txt": "pandas\n",
        "requirements-dev.txt": "xgboost==1.7.0\n",
        "eda.ipynb": _notebook(("import pandas as pd\nprint(pd.__version__)", "1.3.4\n")),
        "train.py": TRAIN,
    }
    made = _mended(files)
    assert _lines(new_text(made, "requirements.txt")) == ["pandas==1.3.4", "scikit-learn"]


MANIFESTS = {
    "sorted requirements": (
        "requirements.txt",
        "numpy==1.26\npandas==2.2.3\n",
        "numpy==1.26\npandas==2.2.3\nscikit-learn\nxgboost\n",
    ),
    "requirements in sections": (
        "requirements.txt",
        "# data\npandas>=2  # why\n\n-i https://x.example\n",
        "# data\npandas>=2  # why\n\n-i https://x.example\nscikit-learn\nxgboost\n",
    ),
    "no line end": ("requirements.txt", "# a\npandas", "# a\npandas\nscikit-learn\nxgboost\n"),
    "an export of conda": (
        "requirements.txt",
        "# a\npandas=2.0.0=py310_0\n",
        "# a\npandas=2.0.0=py310_0\nscikit-learn\nxgboost\n",
    ),
    "a list of several lines": (
        "pyproject.toml",
        '[project]\nname = "a"\nversion = "1"\ndependencies = [\n'
        '  "pandas>=2", # tables\n]\n\n[tool.ruff]\nline-length = 99\n',
        '[project]\nname = "a"\nversion = "1"\ndependencies = [\n  "pandas>=2", # tables\n'
        '  "scikit-learn",\n  "xgboost",\n]\n\n[tool.ruff]\nline-length = 99\n',
    ),
    "no comma at the end": (
        "pyproject.toml",
        '[project]\nname = "a"\ndependencies = [\n    "numpy",\n    "pandas" # tables, "x"]\n]\nversion = "1"\n',
        '[project]\nname = "a"\ndependencies = [\n    "numpy",\n'
        '    "pandas", # tables, "x"]\n    "scikit-learn",\n    "xgboost"\n]\nversion = "1"\n',
    ),
    "a list in one line": (
        "pyproject.toml",
        '[project]\nname = "a"\nversion = "1"\ndependencies = ["pandas[excel]>=2",]\n',
        '[project]\nname = "a"\nversion = "1"\ndependencies = ["pandas[excel]>=2", "scikit-learn", "xgboost",]\n',
    ),
    "poetry": (
        "pyproject.toml",
        '[tool.poetry]\nname = "a"\n\n[tool.poetry.dependencies]\npython = "^3.10"\n'
        'pandas = "^2"\n\n# tests\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n',
        '[tool.poetry]\nname = "a"\n\n[tool.poetry.dependencies]\npython = "^3.10"\npandas = "^2"\n'
        'scikit-learn = "*"\nxgboost = "*"\n\n# tests\n[tool.poetry.group.dev.dependencies]\npytest = "*"\n',
    ),
    "pipenv": (
        "Pipfile",
        '[packages]\npandas = "*"\n\n[requires]\npython_version = "3.11"\n',
        '[packages]\npandas = "*"\nscikit-learn = "*"\nxgboost = "*"\n\n[requires]\npython_version = "3.11"\n',
    ),
    "conda with pip": (
        "environment.yml",
        "name: a\ndependencies:\n  - python=3.11\n  - pandas\n  - pip:\n      - numpy==1.26  # x\nprefix: /x\n",
        "name: a\ndependencies:\n  - python=3.11\n  - pandas\n  - pip:\n"
        "      - numpy==1.26  # x\n      - scikit-learn\n      - xgboost\nprefix: /x\n",
    ),
    "conda without pip": (
        "environment.yml",
        "dependencies:\n- python=3.11\n- pandas # x\n\nname: a\n",
        "dependencies:\n- python=3.11\n- pandas # x\n- pip\n- pip:\n  - scikit-learn\n  - xgboost\n\nname: a\n",
    ),
    "setup.cfg": (
        "setup.cfg",
        "[metadata]\nname = a\n[options]\ninstall_requires =\n    pandas>=2\npackages = find:\n",
        "[metadata]\nname = a\n[options]\ninstall_requires =\n"
        "    pandas>=2\n    scikit-learn\n    xgboost\npackages = find:\n",
    ),
}


@pytest.mark.parametrize(("path", "old", "new"), MANIFESTS.values(), ids=MANIFESTS)
def test_what_lacks_is_put_in_in_the_manifests_own_form(path: str, old: str, new: str, catalogue: Catalogue) -> None:
    files = {path: old, "train.py": TRAIN}
    made = _mended(files, COVERED)
    assert new_text(made, path) == new
    assert state(files, COVERED, catalogue) is State.FAIL
    assert state(afterwards(files, made), COVERED, catalogue) is State.PASS
    assert is_settled(files, made, fix_requirements, *ALL)


LEFT = {
    "hashes": ("requirements.txt", "pandas==2.2.3 --hash=sha256:" + "0" * 64 + "\n", "has a hash"),
    "made by pip-compile": (
        "requirements.txt",
        "#\n# This file is autogenerated by pip-compile\n#\npandas==2.2.3\n",
        "is made by pip-compile",
    ),
    "made by uv": (
        "requirements.txt",
        "# This file was autogenerated by uv via the following command:\npandas==2.2.3\n",
        "is made by uv",
    ),
    "a line that goes on": ("requirements.txt", "pandas==2.2.3 \\", "goes on"),
    "computed": (
        "setup.py",
        "from setuptools import setup\nsetup(name='a', install_requires=['pandas'])\n",
        "cannot be changed",
    ),
    "a flow of YAML": ("environment.yml", "dependencies: [python=3.11, pandas]\n", "line by line"),
    "a table in a table": (
        "pyproject.toml",
        'project = {name = "a", version = "1", dependencies = ["pandas"]}\n',
        "no table",
    ),
    "a lock file alone": ("Pipfile.lock", '{"default": {"pandas": {"version": "==2.2.3"}}}', "cannot be changed"),
    "a script's own header": (
        "train.py",
        '# /// script\n# dependencies = ["pandas"]\n# ///\n' + TRAIN,
        "cannot be changed",
    ),
}


@pytest.mark.parametrize(("path", "text", "said"), LEFT.values(), ids=LEFT)
def test_what_no_hand_should_change_is_left_alone_and_said(path: str, text: str, said: str) -> None:
    made = _mended({"train.py": TRAIN} | {path: text}, COVERED)
    assert made.changes == ()
    assert any(said in left for left in made.left)
    assert any("xgboost" in left for left in made.left)


def test_what_a_compiled_file_is_made_from_is_added_to() -> None:
    files = {
        "requirements.txt": "# This file is autogenerated by pip-compile\npandas==2.2.3\n",
        "requirements.in": "pandas\n",
        "train.py": TRAIN,
    }
    made = _mended(files, COVERED)
    assert [change.path for change in made.changes] == ["requirements.in"]


def test_each_part_of_the_code_gets_its_own_manifest_changed() -> None:
    files = {
        "api/requirements.txt": "fastapi\n",
        "api/app.py": "import fastapi\nimport xgboost\n",
        "jobs/requirements.txt": "pandas\n",
        "jobs/train.py": "import pandas\nimport lightgbm\n",
    }
    made = _mended(files, COVERED)
    assert new_text(made, "api/requirements.txt") == "fastapi\nxgboost\n"
    assert new_text(made, "jobs/requirements.txt") == "pandas\nlightgbm\n"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("requirements.txt", "pandas\nsklearn==0.0  # models\nxgboost\n", "pandas\nscikit-learn  # models\nxgboost\n"),
        (
            "pyproject.toml",
            '[project]\nname = "a"\nversion = "1"\nkeywords = ["sklearn"]\n'
            'dependencies = ["pandas", "sklearn", "xgboost"]\n',
            '[project]\nname = "a"\nversion = "1"\nkeywords = ["sklearn"]\n'
            'dependencies = ["pandas", "scikit-learn", "xgboost"]\n',
        ),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n  pandas\n  sklearn==0.0 # x\n  xgboost\n",
            "[options]\ninstall_requires =\n  pandas\n  scikit-learn # x\n  xgboost\n",
        ),
        (
            "Pipfile",
            '[packages]\npandas = "*"\nsklearn = "==0.0"\nxgboost = "*"\n',
            '[packages]\npandas = "*"\nscikit-learn = "*"\nxgboost = "*"\n',
        ),
        (
            "environment.yml",
            "dependencies:\n  - pandas\n  - pip:\n    - sklearn==0.0\n    - xgboost\n",
            "dependencies:\n  - pandas\n  - pip:\n    - scikit-learn\n    - xgboost\n",
        ),
    ],
)
def test_a_wrong_name_that_nobody_means_is_put_right(path: str, old: str, new: str, catalogue: Catalogue) -> None:
    files = {path: old, "train.py": TRAIN}
    made = _mended(files, COVERED)
    assert new_text(made, path) == new
    assert state(files, COVERED, catalogue) is State.PARTIAL
    assert state(afterwards(files, made), COVERED, catalogue) is State.PASS
    assert is_settled(files, made, fix_requirements, COVERED)


def test_what_only_a_wrong_name_might_have_brought_is_added_in_the_same_step() -> None:
    files = {
        "requirements.txt": "pandas\nsklearn\n",
        "train.py": f"import streamlit\nimport dotenv\nimport requests\n{TRAIN}",
    }
    made = _mended(files, COVERED)
    assert "requests" in new_text(made, "requirements.txt").split()
    assert is_settled(files, made, fix_requirements, COVERED)


def test_a_wrong_name_that_may_be_meant_is_left_alone() -> None:
    made = _mended({"requirements.txt": "serial\n", "read.py": "import serial\n"}, COVERED)
    assert made.changes == ()
    assert "pyserial" in made.left[0]


def test_bare_names_get_the_versions_that_are_known_and_ranges_stay(catalogue: Catalogue) -> None:
    files = {
        "requirements.txt": "# data\npandas  # tables\nXGBoost[gpu]\nscikit_learn>=1.0\n",
        "train.py": TRAIN,
        "eda.ipynb": _notebook(("!pip install pandas==1.3.4 xgboost==1.5.0 scikit-learn==1.0.2", "")),
    }
    made = _mended(files, PINNED)
    assert (
        new_text(made, "requirements.txt")
        == "# data\npandas==1.3.4  # tables\nXGBoost[gpu]==1.5.0\nscikit_learn>=1.0\n"
    )
    assert made.advice[0].commands == ("pip freeze | grep -iE '^(scikit[-_.]learn)=='",)
    assert state(afterwards(files, made), PINNED, catalogue) is State.PASS
    assert is_settled(files, made, fix_requirements, PINNED)


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["pandas"]\n'}, "uv lock"),
        ({"a/pyproject.toml": '[tool.poetry.dependencies]\npandas = "^2"\n'}, "cd a && poetry lock"),
        ({"Pipfile": '[packages]\npandas = "*"\n'}, "pipenv lock"),
        ({"environment.yml": "dependencies:\n  - pandas\n"}, "conda-lock --file environment.yml"),
        (
            {"my $web/package.json": '{"dependencies": {"react": "^18"}}'},
            "cd 'my $web' && npm install --package-lock-only",
        ),
    ],
)
def test_a_manifest_of_ranges_gets_the_command_that_locks_it(files: Files, command: str) -> None:
    made = _mended({"train.py": "import pandas\n"} | dict(files), PINNED)
    assert made.changes == ()
    assert command in [line for advice in made.advice for line in advice.commands]


def test_a_lock_file_beside_a_changed_manifest_is_to_be_renewed_by_its_tool() -> None:
    files = {
        "pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["pandas"]\n',
        "uv.lock": 'version = 1\n\n[[package]]\nname = "pandas"\nversion = "2.2.3"\n',
        "train.py": TRAIN,
    }
    made = _mended(files)
    assert [change.path for change in made.changes] == ["pyproject.toml"]
    assert [advice.commands for advice in made.advice] == [("uv lock",)]


def test_files_of_one_machine_become_names_and_versions(catalogue: Catalogue) -> None:
    files = {
        "requirements.txt": "numpy @ file:///C:/ci/numpy_1/work\n"
        "pandas @ file:///x/pandas-1.3.4-cp39-cp39-linux_x86_64.whl\n",
        "train.py": "import pandas, numpy\n",
    }
    made = _mended(files, MANIFEST)
    assert new_text(made, "requirements.txt") == "numpy\npandas==1.3.4\n"
    assert state(files, MANIFEST, catalogue) is State.PARTIAL
    assert state(afterwards(files, made), MANIFEST, catalogue) is State.PASS


def test_an_empty_manifest_is_filled() -> None:
    made = _mended({"requirements.txt": "# packages\n", "train.py": TRAIN})
    assert new_text(made, "requirements.txt") == "# packages\npandas\nscikit-learn\nxgboost\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_other_encodings_are_read_and_added_to(encoding: str) -> None:
    made = _mended({"requirements.txt": "# für\r\npandas==2.2.3\r\n".encode(encoding), "train.py": TRAIN}, COVERED)
    assert made.changes[0].old == "# für\npandas==2.2.3\n"
    assert made.changes[0].new == "# für\npandas==2.2.3\nscikit-learn\nxgboost\n"


def test_utf_16_without_a_mark_is_said_and_left() -> None:
    made = _mended({"requirements.txt": "pandas==2.2.3\n".encode("utf-16-le"), "train.py": TRAIN}, MANIFEST)
    assert made.changes == ()
    assert "UTF-8" in made.left[0]


@pytest.mark.parametrize("content", [b"\x00\x01\x02\xff" * 500, b"pandas==1\n" + b"# x\n" * 1_400_000])
def test_a_binary_or_huge_manifest_is_left_alone(content: bytes) -> None:
    made = _mended({"requirements.txt": content, "train.py": TRAIN})
    assert made.changes == ()


def test_a_link_is_never_written_through() -> None:
    files = {"requirements.txt": "pandas\n", "train.py": TRAIN}
    snapshot = DictSnapshot(files)
    snapshot.entries = (Entry("requirements.txt", 10, "link"), Entry("train.py", 10))
    bench = Bench(repo_of(dict(files)), snapshot, FixWish(ALL))
    made = patch(bench, [fix_requirements])
    assert made.changes == ()
    assert "requirements.txt was left alone" in made.left[0]


BOMBS = {
    "spaces in requirements": {"requirements.txt": f"pandas\na{' ' * 150_000}@\n"},
    "commas in requirements": {"requirements.txt": f"pandas\na[{', ' * 70_000}\n"},
    "comments in a table": {"pyproject.toml": '[tool.poetry.dependencies]\npandas = "*"\n' + "#\n" * 70_000},
    "quotes in a list": {
        "pyproject.toml": '[project]\nname = "a"\ndependencies = ["pandas"]\n#'
        + "'\"" * 50_000
        + "\n[x]\ny = ["
        + "''," * 30_000
        + "]\n"
    },
    "spaces in a script": {
        "start.sh": " " * 90_000 + "gunicorn\n" + "exec" + " " * 90_000 + "x",
        "requirements.txt": "pandas\n",
    },
    "spaces in an output": {
        "eda.ipynb": _notebook(("!pip freeze", "\n".join(f"a{' ' * 9_000}b" for _ in range(20)))),
        "requirements.txt": "pandas\n",
    },
    "items of an environment": {"environment.yml": "dependencies:\n- pandas\n" + "- \n" * 10_000},
}


@pytest.mark.parametrize("files", BOMBS.values(), ids=BOMBS)
def test_a_bomb_costs_little(files: Files) -> None:
    _mended({"train.py": TRAIN} | dict(files))


def test_a_folder_in_the_place_of_the_manifest_is_left_alone() -> None:
    made = _mended({"requirements.txt/x": "a", "train.py": TRAIN})
    assert made.changes == ()
    assert "left alone" in made.left[0]


def test_hostile_names_become_no_command() -> None:
    evil = '[tool.poetry.dependencies]\npandas = "*"\n"$(touch x)" = "*"\n"a\'; rm -rf /; \'" = "*"\n'
    made = _mended({"pyproject.toml": evil, "req;rm -rf $HOME/requirements.txt": "`x`\npandas\n", "train.py": TRAIN})
    commands = [line for advice in made.advice for line in advice.commands]
    assert commands
    assert all("touch" not in line and "rm -rf $HOME &&" not in line and "`" not in line for line in commands)


def test_code_without_packages_gets_no_file() -> None:
    made = _mended({"train.py": "import csv\nimport nobody_knows_this\n"})
    assert made.changes == ()
    assert "1 module" in made.left[0]


def test_a_notebook_of_colab_says_what_it_needs_elsewhere() -> None:
    made = _mended(
        {
            "eda.ipynb": _notebook(
                ("from google.colab import drive\nimport pandas\nfrom IPython.display import display", "")
            )
        }
    )
    assert _lines(new_text(made, "requirements.txt")) == ["pandas"]


@pytest.mark.parametrize("protocol", [2, 3, 4, 5])
def test_a_committed_model_tells_what_loads_it(protocol: int) -> None:
    model = pickle.dumps({"coef_": [1.5], "_sklearn_version": "1.2.2", "n_": 3}, protocol)
    made = _mended({"app.py": "import sklearn\n", "model.pkl": model})
    assert _lines(new_text(made, "requirements.txt")) == ["scikit-learn==1.2.2"]
    assert "model.pkl" in made.changes[0].notes[0]


def test_two_models_of_different_versions_tell_none() -> None:
    one, other = (pickle.dumps({"_sklearn_version": version}) for version in ("1.2.2", "1.5.0"))
    made = _mended({"app.py": "import sklearn\n", "a.pkl": one, "b.pkl": other})
    assert _lines(new_text(made, "requirements.txt")) == ["scikit-learn"]
    assert "1.2.2 (a.pkl) and 1.5.0 (b.pkl)" in made.changes[0].notes[0]


@pytest.mark.parametrize(
    "evil", [b"\x941.2.2; rm -rf /", b"\x94\x8c\x0e1.2.2 --hash=x", b"\x94\x8c\xff1.2.2\n-e /", b"\x94"]
)
def test_what_a_model_says_is_a_version_or_nothing(evil: bytes) -> None:
    made = _mended({"app.py": "import sklearn\n", "model.pkl": b"\x80\x04_sklearn_version" + evil})
    assert _lines(new_text(made, "requirements.txt")) == ["scikit-learn"]


def test_a_model_is_read_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "model.pkl").write_bytes(pickle.dumps({"_sklearn_version": "1.2.2"}) + bytes(6_000_000))
    (tmp_path / "link.pkl").symlink_to("/etc/hostname")
    snapshot = FolderSnapshot(tmp_path, "a", wanted, DEFAULT)
    assert [version for _, version, _ in saved_with(snapshot, ["model.pkl", "link.pkl", "none.pkl"])] == ["1.2.2"]


STARTS = {
    "a Procfile": {"Procfile": "web: gunicorn app:app --log-file -\n"},
    "a list": {"Dockerfile": 'FROM python:3.12\nCOPY . .\nCMD ["gunicorn", "-b", "0.0.0.0:80", "app:app"]\n'},
    "a line": {"Dockerfile": "FROM python:3.12\nCOPY . .\nCMD gunicorn --bind 0.0.0.0:80 app:app\n"},
    "a script": {"start.sh": "#!/bin/sh\nexec gunicorn app:app\n"},
    "compose": {"docker-compose.yml": "services:\n  web:\n    build: .\n    command: gunicorn app:app\n"},
    "a module": {"Procfile": "web: python -m gunicorn app:app\n"},
}


@pytest.mark.parametrize("files", STARTS.values(), ids=STARTS)
def test_a_server_that_is_started_is_needed_though_nothing_imports_it(files: Files) -> None:
    app = {"app.py": "import flask\n\napp = flask.Flask(__name__)\n"}
    made = _mended(app | dict(files))
    assert _lines(new_text(made, "requirements.txt")) == ["flask", "gunicorn"]
    assert "starts gunicorn" in made.changes[0].notes[0]
    assert _mended(app | dict(files) | {"requirements.txt": "flask==3.1.0\ngunicorn==23.0.0\n"}).changes == ()


def test_a_name_that_is_only_mentioned_starts_nothing() -> None:
    files = {"app.py": "import flask\n", "conda.sh": "# gunicorn app:app\npip install gunicorn\necho gunicorn\n"}
    assert _lines(new_text(_mended(files), "requirements.txt")) == ["flask"]


SPACES = st.sampled_from(["", " ", "  ", "\t"])
COMMENTS = st.sampled_from(["", " # x", '  # "y",]'])


@given(
    st.lists(
        st.tuples(st.sampled_from(["pandas", "numpy>=1", "scipy [x] ; python_version<'4'"]), COMMENTS), max_size=4
    ),
    SPACES,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["'", '"', '"""']),
)
def test_any_list_in_a_pyproject_stays_what_it_was(
    items: list[tuple[str, str]], indent: str, several: bool, comma: bool, quote: str
) -> None:
    end, quote = "\n" if several else "", '"' if "'" in "".join(item for item, _ in items) else quote
    rows = [f"{indent}{quote}{item}{quote}" for item, _ in items]
    lines = [f"{row}{',' if comma or n < len(rows) else ''}" for n, row in enumerate(rows, 1)]
    inside = end.join(f"{line}{items[n][1] if several else ''}" for n, line in enumerate(lines))
    old = f'[project]\nname = "a"\nversion = "1"\ndependencies = [{end}{inside}{end}]\n\n[tool.x]\ny = ["]"]\n'
    made = _mended({"pyproject.toml": old, "train.py": TRAIN.replace("import pandas as pd\n", "")}, COVERED)
    before = tomllib.loads(old)
    for change in made.changes:
        after = tomllib.loads(change.new)
        assert after["project"]["dependencies"] == [*before["project"]["dependencies"], "scikit-learn", "xgboost"]
        assert after["tool"] == before["tool"]
    if items:
        assert made.changes


@given(
    st.lists(
        st.sampled_from(["- pandas", "- pip", "- pip:", "  - numpy", "    - scipy", "# x", "", "name: b"]), max_size=7
    ),
    SPACES,
)
def test_any_environment_stays_what_it_was(lines: list[str], indent: str) -> None:
    old = (
        "dependencies:\n- python=3.11\n"
        + "\n".join(f"{indent if line[:1] in '- ' else ''}{line}" for line in lines)
        + "\n"
    )
    made = _mended({"environment.yml": old, "train.py": TRAIN}, COVERED)
    for change in made.changes:
        before, after = yaml.safe_load(old), yaml.safe_load(change.new)
        assert {key for key in after if after[key] != before.get(key)} == {"dependencies"}
        assert [item for item in before["dependencies"] if isinstance(item, str) and item != "pip"] == [
            item for item in after["dependencies"] if isinstance(item, str) and item != "pip"
        ]


ROWS = st.sampled_from(
    [
        *(
            "pandas",
            "numpy==1.26",
            "sklearn==0.0  # models",
            "SciPy [x] ; python_version < '4'",
            "-r base.txt",
            "--pre",
        ),
        *(
            "# pandas",
            "",
            "  ",
            "torch @ file:///x/torch-1.2-cp39.whl ; os_name == 'nt'",
            "git+https://x.example/a.git#egg=a",
        ),
        *("pandas>=1,<2", "a\\", "./own", "C:\\x\\own.whl", "$(touch x)", "`x`", "pan\u202edas"),
    ]
)


@given(st.lists(ROWS, max_size=6), st.booleans())
def test_any_file_of_requirements_keeps_the_lines_that_are_not_meant(rows: list[str], ended: bool) -> None:
    old = "\n".join(rows) + ("\n" if ended else "")
    names = {one.name for one in read("", old.encode(), [])}
    try:
        new = added(renamed(old, {"sklearn": Package("scikit-learn")}), [Package("xgboost", "1.5.0")])
        new = without_foreign(pinned(new, {"pandas": "1.3.4", "scipy": "1.9"}), {})
    except LeftAlone:
        return
    right = {"scikit-learn" if name == "sklearn" else name for name in names}
    assert {one.name for one in read("", new.encode(), [])} == right | {"xgboost"}
    kept = [row for row in rows if row.startswith(("-", "#", "git", ".", "C:", "$", "`", "numpy", "pandas>")) and row]
    assert [line for line in new.split("\n") if line in kept] == kept


@pytest.mark.skipif("UV_OFFLINE" in os.environ, reason="no index can be asked")
def test_a_generated_file_resolves(tmp_path: Path) -> None:
    text = new_text(_mended({"train.py": "import pandas\nimport yaml\nimport dotenv\n"}), "requirements.txt")
    (tmp_path / "requirements.txt").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-cache", str(tmp_path / "requirements.txt")],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    if any(word in done.stderr.lower() for word in ("fetch", "connect", "dns", "network", "tls")):
        pytest.skip("no index can be reached")
    assert done.returncode == 0, done.stderr
    assert {"pandas", "pyyaml", "python-dotenv"} <= {line.partition("==")[0] for line in done.stdout.splitlines()}
