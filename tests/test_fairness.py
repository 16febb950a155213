"""What must not pay, and what must not matter: stuffing, hidden text, empty folders; names, places, languages."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from facts_of import repo_of
from portfolio_audit.checks.outcomes import unknown
from portfolio_audit.engine import judge_repository
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.rules import Finding, Outcome, State
from portfolio_audit.scoring import Standing, with_passed
from portfolio_audit.sources.texts import TextSnapshot

TRAIN = """import joblib
import pandas as pd
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import train_test_split


def load(path):
    rentals = pd.read_csv(path)
    return rentals.dropna()


def main():
    rentals = load("data/rentals.csv")
    parts = train_test_split(rentals[["hour", "rain"]], rentals["bikes"], random_state=7)
    model = RandomForestRegressor(random_state=7).fit(parts[0], parts[2])
    print(mean_absolute_error(parts[3], model.predict(parts[1])))
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
"""
CODE = {"train.py": TRAIN, "data/rentals.csv": "hour,rain,bikes\n1,0,4\n", "requirements.txt": "pandas==2.2.0\n"}
README = """# Bike rentals

Predicts how many bikes are rented in the next hour, so that the operator of the stations knows where they run short.

## Why

Every morning stations near the railway run empty, and commuters leave the service. The operator needs a forecast.

## Installation

```sh
pip install -r requirements.txt
```

## Usage

```sh
python train.py
```

## Data

Hourly rentals of two years, `data/rentals.csv`, 17,000 rows from the city's open-data site.

## Method

Rows without a value are dropped. A random forest was compared with linear regression; the forest was chosen.

## Results

The mean absolute error is 12.4 bikes an hour on the held-out quarter, 31 % less than the linear model.
Errors stay large after football matches, because no calendar of games was at hand, and on the first warm day of a year.
"""
SPANISH = """# Alquiler de bicicletas

Predice cuántas bicicletas se alquilan en la próxima hora, para que el operador sepa en qué estaciones van a faltar.

## Por qué

Cada mañana las estaciones cercanas al tren se quedan vacías y los usuarios abandonan el servicio. El operador necesita
una previsión.

## Instalación

```sh
pip install -r requirements.txt
```

## Uso

```sh
python train.py
```

## Datos

Alquileres por hora de dos años, `data/rentals.csv`, 17.000 filas del portal de datos abiertos de la ciudad.

## Metodología

Se eliminan las filas sin valor. Se comparó un bosque aleatorio con una regresión lineal; se eligió el bosque.

## Resultados

El error absoluto medio es de 12,4 bicicletas por hora en el conjunto de prueba, un 31 % menos que el modelo lineal.
Los errores siguen siendo grandes tras los partidos de fútbol, porque no había un calendario, y el primer día de calor.
"""
TEMPLATE = """# Project title

TODO: describe your project here.

## Problem

TODO

## Installation

TODO: installation steps

## Usage

TODO

## Results

TODO: add your results
"""
KEYWORDS = (
    "accuracy precision recall F1 ROC AUC Docker Kubernetes FastAPI Flask Streamlit MLOps CI/CD pytest demo results "
    * 20
)
BADGES = "".join(
    f"[![{name}](https://img.shields.io/badge/{name}-passing-brightgreen)](https://example.org/{name})\n"
    for name in ("build", "coverage", "tests", "docs", "downloads", "quality")
)


def findings(files: dict[str, str], catalogue: Catalogue, name: str = "example") -> tuple[Finding, ...]:
    return judge_repository(repo_of(dict(files), name), catalogue, strict=True)


def value(files: dict[str, str], catalogue: Catalogue) -> Fraction:
    found = Standing(findings(files, catalogue), catalogue).range().value
    assert found is not None
    return found


def states(files: dict[str, str], catalogue: Catalogue) -> dict[str, tuple[State, int]]:
    return {f.rule.id: (f.outcome.state, f.outcome.credit) for f in findings(files, catalogue)}


def changed(one: dict[str, str], other: dict[str, str], catalogue: Catalogue) -> set[str]:
    """Rules that say something else of the other."""
    before, after = states(one, catalogue), states(other, catalogue)
    return {rule for rule in before if before[rule] != after[rule]}


@pytest.mark.parametrize(
    "readme",
    [
        TEMPLATE,
        f"# Bikes\n\n{KEYWORDS}\n",
        f"# Bikes\n\n<!--\n{README}\n-->\n",
        f'# Bikes\n\n<div style="display:none">\n{README}\n</div>\n',
        f"# Bikes\n\n{BADGES}",
        "# Bikes\n\n" + "\n\n".join(line for line in README.split("\n") if line.startswith("## ")) + "\n",
        f"# Bikes\n\n<details hidden>\n\n{README}\n\n</details>\n",
        f'# Bikes\n\n<div style="color:white; background:#fff">\n\n{README}\n\n</div>\n',
        f'# Bikes\n\n<div style="font-size:0px">\n\n{README}\n\n</div>\n',
        f'# Bikes\n\n<div style="opacity:0"><div>\n\n{README}\n\n</div></div>\n',
        "# Bikes\n\n[](https://bikes.streamlit.app) [\u200b](https://youtu.be/a) <a href='https://bikes.onrender.com'></a>\n",
    ],
    ids=[
        "a template",
        "keywords",
        "a comment",
        "hidden text",
        "a wall of badges",
        "headings alone",
        "a hidden fold",
        "white on white",
        "no size",
        "no opacity",
        "invisible links",
    ],
)
def test_what_says_nothing_earns_no_more_than_a_bare_title(readme: str, catalogue: Catalogue) -> None:
    assert value({**CODE, "README.md": readme}, catalogue) <= value({**CODE, "README.md": "# Bikes\n"}, catalogue)


@pytest.mark.parametrize(
    "more",
    [
        {
            f"{name}{number}/.gitkeep": ""
            for name in ("tests", "docker", "src", "notebooks", "api")
            for number in range(10)
        },
        {"tests/__init__.py": "", "tests/test_train.py": "", "Dockerfile": "", ".github/workflows/ci.yml": ""},
        {"tests/test_train.py": "# tests\n", "app.py": "", "Procfile": "", "dvc.yaml": "", "LICENSE": ""},
        {"notes.txt": KEYWORDS, "docs/index.md": README},
    ],
    ids=["folders", "empty files", "comments", "words elsewhere"],
)
def test_empty_folders_and_files_earn_nothing(more: dict[str, str], catalogue: Catalogue) -> None:
    plain = {**CODE, "README.md": README}
    assert value({**plain, **more}, catalogue) <= value(plain, catalogue)


APP = "import joblib\nimport streamlit as st\n\nst.write(joblib.load('model.joblib').predict([[1, 2]]))\n"


def ci(step: str) -> str:
    return f"on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n{step}"


@pytest.mark.parametrize(
    "more",
    [
        {"LICENSE": "TODO\n"},
        {"LICENSE": "License\n"},
        {"Dockerfile": "FROM scratch\n"},
        {"Dockerfile": "FROM python\n# COPY . .\n# CMD python app.py\n"},
        {"compose.yaml": "services: {}\n"},
        {"compose.yaml": "services:\n  db:\n    image: postgres\n    ports: ['5432:5432']\n"},
        {".github/workflows/ci.yml": ci("      - run: echo pytest\n")},
        {".github/workflows/ci.yml": ci("      - run: pytest || true\n")},
        {".github/workflows/ci.yml": ci("      - run: pytest\n        continue-on-error: true\n")},
        {".github/workflows/ci.yml": ci("      - name: pytest\n        run: 'true  # pytest'\n")},
        {".github/workflows/ci.yml": ci("      - run: make test\n"), "Makefile": "test:\n\techo pytest\n"},
        {".gitlab-ci.yml": "pytest:\n  script: [echo pytest]\n"},
        {"tests/test_a.py": "\n\n".join(f"def test_{n}():\n    assert True\n" for n in range(50))},
        {"tests/test_a.py": "\n\n".join(f"def test_{n}():\n    assert 1 == 1\n" for n in range(50))},
        {"tests/test_a.py": "\n\n".join(f"def test_{n}():\n    pass\n" for n in range(50))},
        {"tests/a.test.js": "test('a', () => {\n  expect(true).toBe(true);\n});\n"},
        {".flake8": "", "ruff.toml": "", ".pre-commit-config.yaml": "", "pyproject.toml": ""},
        {".pre-commit-config.yaml": "repos: []\n", "setup.cfg": "[metadata]\n", "ruff.toml": "# later\n"},
        {".gitignore": ""},
        {".gitignore": "# nothing yet\n"},
        {".env.example": "", "Procfile": "", "fly.toml": "# later\n", "vercel.json": "{}"},
        {"Procfile": "TODO\n"},
        {"model.joblib": "", "uv.lock": "", "data/more.csv": ""},
    ],
    ids=lambda more: ", ".join(f"{path} {text[-30:]!r}" for path, text in more.items()),
)
def test_what_is_there_in_name_alone_earns_nothing(more: dict[str, str], catalogue: Catalogue) -> None:
    plain = {**CODE, "app.py": APP, "README.md": README}
    before, after = states(plain, catalogue), states({**plain, **more}, catalogue)
    better = {rule for rule in before if after[rule][1] > before[rule][1]}
    assert (better, value({**plain, **more}, catalogue) <= value(plain, catalogue)) == (set(), True)


def test_a_manifest_of_comments_and_an_empty_model_are_none(catalogue: Catalogue) -> None:
    made = TRAIN.replace('    joblib.dump(model, "model.joblib")\n', "")
    bare = {"train.py": made, "app.py": APP, "README.md": "# Bikes\n"}
    filled = states({**bare, "requirements.txt": "# pandas\n", "model.joblib": "", "data/rentals.csv": ""}, catalogue)
    before = states(bare, catalogue)
    assert {rule for rule in before if filled[rule][1] > before[rule][1]} == set()


def test_other_headings_for_the_same_text_change_nothing(catalogue: Catalogue) -> None:
    names = {"## Why": "## Motivation", "## Installation": "## Getting started", "## Usage": "## How to run"}
    names |= {"## Data": "## Dataset", "## Method": "## Approach", "## Results": "## Findings"}
    other = README
    for one, two in names.items():
        other = other.replace(one, two)
    assert changed({**CODE, "README.md": README}, {**CODE, "README.md": other}, catalogue) == set()


def test_no_headings_at_all_lose_nothing_but_structure(catalogue: Catalogue) -> None:
    other = "\n".join(line for line in README.split("\n") if not line.startswith("## "))
    lost = changed({**CODE, "README.md": README}, {**CODE, "README.md": other}, catalogue)
    assert lost <= {"readme-scannable", "results-preparation", "results-methodology", "results-compared-in-readme"}


def test_a_translated_readme_is_worth_the_same(catalogue: Catalogue) -> None:
    told = changed({**CODE, "README.md": README}, {**CODE, "README.md": SPANISH}, catalogue)
    assert told <= {"readme-language"}


def test_code_in_a_folder_is_worth_the_same(catalogue: Catalogue) -> None:
    moved = {**CODE, "README.md": README.replace("train.py", "src/train.py"), "src/train.py": TRAIN}
    del moved["train.py"]
    assert changed({**CODE, "README.md": README}, moved, catalogue) == set()


def test_a_virtual_environment_is_junk_and_nothing_else(catalogue: Catalogue) -> None:
    foreign = {
        "venv/pyvenv.cfg": "home = /usr/bin\n",
        "venv/lib/python3.12/site-packages/flask/app.py": "from flask import Flask\napp = Flask(__name__)\n",
        "venv/lib/python3.12/site-packages/flask/tests/test_a.py": "def test_a():\n    assert True\n",
        "venv/lib/python3.12/site-packages/sklearn/datasets/iris.csv": "a,b\n",
        "venv/lib/python3.12/site-packages/x/README.md": README,
    }
    plain = {**CODE, "README.md": README}
    assert changed(plain, {**plain, **foreign}, catalogue) <= {"git-no-junk", "git-ignore"}


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_the_order_of_files_never_matters(seed: int) -> None:
    files = {
        **CODE,
        "README.md": README,
        "a.ipynb": '{"cells": []}',
        "tests/test_a.py": "def test_a():\n    assert 1\n",
    }
    files |= {"app.py": "import streamlit as st\nst.write(1)\n", "Dockerfile": "FROM python:3.12\nCOPY . .\n"}
    shuffled = list(files.items())
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - no secret
    assert dict(read_facts(TextSnapshot(dict(shuffled)))) == dict(read_facts(TextSnapshot(files)))


def _outcomes() -> st.SearchStrategy[Outcome]:
    return st.builds(_outcome, st.sampled_from(list(State)), st.integers(1, 99))


def _outcome(state: State, credit: int) -> Outcome:
    return Outcome(state, {State.PASS: 100, State.PARTIAL: credit}.get(state, 0), "said so")


@pytest.fixture(scope="module")
def asked(catalogue: Catalogue) -> tuple[Finding, ...]:
    return judge_repository(RepoFacts("example"), catalogue)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_one_more_pass_never_lowers_the_score(
    data: st.DataObject, asked: tuple[Finding, ...], catalogue: Catalogue
) -> None:
    some = _answered(data, asked)
    rule = data.draw(st.sampled_from(some)).rule.id
    before, after = Standing(some, catalogue).range(), Standing(with_passed(some, frozenset({rule})), catalogue).range()
    assert before.value is None or (after.value is not None and after.value >= before.value)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_what_would_be_is_what_is_scored_once_it_is(
    data: st.DataObject, asked: tuple[Finding, ...], catalogue: Catalogue
) -> None:
    some = _answered(data, asked)
    open_ones = [f.rule.id for f in some if f.outcome.state in (State.FAIL, State.PARTIAL)]
    fixed = frozenset(data.draw(st.sets(st.sampled_from(open_ones)))) if open_ones else frozenset()
    assert Standing(some, catalogue).if_passed(fixed) == Standing(with_passed(some, fixed), catalogue).range()


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_unknown_never_moves_the_value(data: st.DataObject, asked: tuple[Finding, ...], catalogue: Catalogue) -> None:
    some = _answered(data, asked)
    lost = data.draw(st.sampled_from(some))
    without = tuple(finding for finding in some if finding is not lost)
    unsure = tuple(replace(f, outcome=unknown("not read")) if f is lost else f for f in some)
    assert Standing(unsure, catalogue).range().value == Standing(without, catalogue).range().value


def _answered(data: st.DataObject, asked: tuple[Finding, ...]) -> tuple[Finding, ...]:
    outcomes = data.draw(st.lists(_outcomes(), min_size=len(asked), max_size=len(asked)))
    return tuple(replace(finding, outcome=outcome) for finding, outcome in zip(asked, outcomes, strict=True))


STOCK_DONE_WELL = {
    "README.md": README.replace("Bike rentals", "Iris, served").replace(
        "`data/rentals.csv`, 17,000 rows", "Iris, 150 rows"
    ),
    "train.py": TRAIN.replace("rentals = pd.read_csv(path)", "rentals = load_iris(as_frame=True).frame")
    .replace("import joblib\n", "import joblib\nfrom sklearn.datasets import load_iris\n")
    .replace("data/rentals.csv", "data/iris"),
    "app.py": "import joblib\nimport streamlit as st\n\nst.write(joblib.load('model.joblib').predict([[1, 2]]))\n",
    "tests/test_train.py": "from train import load\n\n\ndef test_rows():\n    assert len(load('')) == 150\n",
    "requirements.txt": "pandas==2.2.0\nscikit-learn==1.5.0\njoblib==1.4.0\nstreamlit==1.40.0\n",
    "Dockerfile": "FROM python:3.12-slim\nCOPY . .\nCMD streamlit run app.py\n",
}
ORIGINAL_DONE_BADLY = {
    "collect.py": "import requests\n\nopen('a.json', 'w').write(requests.get('https://api.example.org/v1/prices').text)\n",
    "Untitled1.ipynb": '{"cells": [{"cell_type": "code", "source": "import pandas as pd\\npd.read_json(\'a.json\')"}]}',
}


def test_a_stock_data_set_done_well_outscores_original_data_done_badly(catalogue: Catalogue) -> None:
    well, badly = (repo_of(dict(files)) for files in (STOCK_DONE_WELL, ORIGINAL_DONE_BADLY))
    assert (well.data.stock.id, badly.data.stock) == ("iris", None)  # type: ignore[union-attr]
    assert value(STOCK_DONE_WELL, catalogue) > value(ORIGINAL_DONE_BADLY, catalogue) + 20
