"""Skills that the code proves, and sketches of code."""

import json

import pytest

from facts_of import repo_of
from portfolio_audit.model.facts import CodeFacts, ProjectFacts, Skill
from portfolio_audit.model.sketches import in_common


def skills(files: dict[str, str | bytes]) -> dict[str, Skill]:
    project = repo_of(files).project
    assert isinstance(project, ProjectFacts)
    return {skill.id: skill for skill in project.skills}


@pytest.mark.parametrize(
    ("path", "text", "skill", "line"),
    [
        ("a.py", "import numpy as np\n\nx = np.zeros(3)", "numpy", 3),
        ("a.py", "from sklearn.svm import SVC\nSVC()", "scikit-learn", 2),
        ("a.py", "import torch.nn as nn\nnn.Linear(1, 1)", "pytorch", 2),
        ("a.py", "from tensorflow import keras\nkeras.Sequential()", "keras", 2),
        ("a.py", "from fastapi import FastAPI\napp = FastAPI()", "fastapi", 2),
        ("a.py", "import boto3\nboto3.client('s3')", "aws", 2),
        ("a.py", "from google.cloud import storage\nstorage.Client()", "google-cloud", 2),
        ("a.py", "q(\n  'SELECT a FROM b'\n)", "sql", 2),
        ("b.py", "import sqlite3\nc.execute('select a from b')", "sql", 2),
        ("q.sql", "-- all\nselect a\nfrom b", "sql", 2),
        ("Dockerfile", "# base\nFROM python:3.12\nCOPY . .", "docker", 3),
        ("k8s/app.yaml", "apiVersion: apps/v1\nkind: Deployment", "kubernetes", 2),
        (".github/workflows/ci.yml", "on: push\njobs:\n  a:\n    steps:\n    - run: pytest", "github-actions", 5),
        ("main.tf", 'resource "a" "b" {}', "terraform", 1),
        ("tests/test_a.py", "import pytest\n\ndef test_a():\n    assert pytest", "pytest", 3),
    ],
)
def test_a_skill_is_proven_by_the_line_that_uses_it(path: str, text: str, skill: str, line: int) -> None:
    proof = skills({path: text, "README.md": "# A"})[skill]
    assert (proof.at.path, proof.at.line) == (path, line)


@pytest.mark.parametrize(
    ("files", "skill"),
    [
        ({"a.py": "import torch\nimport numpy"}, "pytorch"),
        ({"README.md": "# A\n\nBuilt with PyTorch, Docker and Kubernetes."}, "kubernetes"),
        ({"Dockerfile": "# nothing yet"}, "docker"),
        ({"a.py": "print('select your seat')"}, "sql"),
        ({"Dockerfile": "FROM scratch\n"}, "docker"),
        (
            {".github/workflows/ci.yml": "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n    - run: echo passed\n"},
            "github-actions",
        ),
        ({"a.py": "import streamlit as st\nst.selectbox('Select a city from the list', [])"}, "sql"),
        ({"a.py": "PROMPT = 'With the context from the documents (below), answer.'"}, "sql"),
        ({"venv/lib/python3.12/site-packages/torch/a.py": "import torch\ntorch.zeros(1)"}, "pytorch"),
        ({"tests/test_a.py": "import pytest\n\ndef test_a():\n    pass"}, "pytest"),
        ({"docs/conf.yaml": "kind: Deployment"}, "kubernetes"),
    ],
)
def test_imports_words_and_empty_files_prove_nothing(files: dict[str, str | bytes], skill: str) -> None:
    assert skill not in skills(files)


def test_a_script_is_a_better_proof_than_a_notebook() -> None:
    book = '{"cells": [{"cell_type": "code", "source": "import numpy\\nnumpy.zeros(1)"}]}'
    assert skills({"a.ipynb": book, "b.py": "import numpy\nnumpy.ones(1)"})["numpy"].at.path == "b.py"


OPERATIONS = ("cut", "scale", "join", "rank", "shift", "group", "mask", "bin")
STEPS = [f"level = gauge.{one}(height).{other}(zero, 'mean')" for one in OPERATIONS for other in OPERATIONS]
BODY = "\n".join(STEPS)
OTHER = BODY.replace(".cut", ".load").replace(".scale", ".draw").replace(".join", ".send").replace(".", ".re")


def sketch(text: str, path: str = "a.py") -> tuple[int, ...]:
    code = repo_of({path: text}).code
    assert isinstance(code, CodeFacts)
    return code.fingerprint


def book(cells: list[str]) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


def test_a_copy_under_another_name_and_with_other_comments_is_the_same() -> None:
    copy = "# mine\n" + BODY.replace("level =", "level  =")
    assert in_common(sketch(BODY), sketch(copy, "src/deep/b.py")) == 100


def test_a_copy_with_other_names_and_texts_is_the_same() -> None:
    copy = BODY.replace("level", "tide").replace("gauge", "buoy").replace("'mean'", "'median'")
    assert in_common(sketch(BODY), sketch(copy)) == 100


def test_cells_in_another_order_are_the_same() -> None:
    cells = ["\n".join(STEPS[n : n + 4]) for n in range(0, len(STEPS), 4)]
    assert in_common(sketch(book(cells), "a.ipynb"), sketch(book(cells[::-1]), "b.ipynb")) == 100


def test_imports_and_short_statements_that_all_projects_have_do_not_count() -> None:
    common = "import pandas as pd\n" + "".join(
        f"import lib_{n}\nprint(table.head({n}))\nplt.show()\n" for n in range(40)
    )
    assert sketch(common) == ()


def test_half_a_copy_is_about_half_the_same() -> None:
    half = "\n".join(BODY.split("\n")[:32] + OTHER.split("\n")[:32])
    assert 20 <= in_common(sketch(BODY), sketch(half)) <= 50


def test_other_code_has_nothing_in_common() -> None:
    assert sketch(OTHER)
    assert in_common(sketch(BODY), sketch(OTHER)) == 0


def test_little_code_has_no_sketch() -> None:
    assert sketch("a = 1\nb = 2\n") == ()
    assert in_common((), ()) == 0
