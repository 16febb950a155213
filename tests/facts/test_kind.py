"""What a repository is, with the reason."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facts_of import repo_of
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.engine import judge_repository
from portfolio_audit.facts.code import read_code
from portfolio_audit.facts.data import read_data
from portfolio_audit.facts.dependencies import read_dependencies
from portfolio_audit.facts.deployment import read_deployment
from portfolio_audit.facts.kind import read_project
from portfolio_audit.facts.notebooks import open_notebooks, read_notebooks
from portfolio_audit.facts.opening import open_sources
from portfolio_audit.facts.others import open_others
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.shape import read_shape
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import KINDS, STAGES, HostFacts, ProjectFacts, ReadmeFacts, RepoFacts
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Entry
from snapshots import DictSnapshot

TRAIN = """import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
df = pd.read_csv('data.csv').dropna()
model = RandomForestClassifier()
model.fit(df, y)
print(accuracy_score(y, model.predict(df)))
"""
CORE = """class Model:
    def __init__(self, inner):
        self.inner = inner
    def answer(self, rows):
        return self.inner.predict(rows)
"""
API = """from fastapi import FastAPI
import joblib
app = FastAPI()
model = joblib.load('m.pkl')
def predict(x):
    y = model.predict(x)
    return y
"""
EXPLORE = """import pandas as pd
import matplotlib.pyplot as plt
df = pd.read_csv('a.csv')
df.plot()
plt.show()
print(df)
"""


PATHS = ["a.py", "b.ipynb", "c.R", "d.sql", "requirements.txt", "pyproject.toml", "environment.yml", "Pipfile"]
PATHS += ["setup.py", "setup.cfg", "package.json", "Dockerfile", ".github/workflows/a.yml", "README.md", ".env"]


def read(files: dict[str, str], name: str = "project") -> ProjectFacts:
    snapshot = DictSnapshot(files, name=name)
    tree, readme = read_tree(snapshot), ReadmeFacts()
    opened = open_notebooks(snapshot, tree)
    sources = open_sources(snapshot, tree, opened)
    others, shape = open_others(snapshot, tree, sources), read_shape(snapshot, tree, sources, readme)
    return read_project(
        snapshot,
        tree,
        sources,
        read_notebooks(opened),
        read_code(snapshot, tree, sources),
        read_dependencies(snapshot, tree),
        read_deployment(snapshot, tree),
        read_data(snapshot, tree, sources, readme, opened, others, shape),
        readme,
        others,
        shape,
    )


def cells(*sources: str) -> str:
    return json.dumps({"cells": [{"cell_type": "code", "source": source} for source in sources]})


@pytest.mark.parametrize(
    ("kind", "files", "name"),
    [
        ("empty", {}, "a"),
        ("empty", {"README.md": "# title", "LICENSE": "MIT", ".gitignore": "x"}, "a"),
        ("empty", {"README.md": "# title", "src/model.py": "", "notebooks/a.ipynb": ""}, "a"),
        ("ml-app", {"api.py": API, "train.py": TRAIN}, "a"),
        ("data-analysis", {"app.py": "import streamlit as st\nimport pandas as p\nst.write(p.read_csv('a.csv'))"}, "a"),
        (
            "ml-app",
            {"app.py": "import streamlit as st\nfrom langchain_groq import ChatGroq as A\nst.write(A().invoke('a'))"},
            "a",
        ),
        ("ml-app", {"app.R": "library(shiny)\nlibrary(caret)\nm <- train(y ~ ., d)\nshinyApp(ui, server)"}, "a"),
        ("web-app", {"app.py": "from flask import Flask\napp = Flask('a')\ndef index():\n    return 'hi'"}, "a"),
        ("web-app", {"index.html": "<p>", "game.js": "go()\n" * 20}, "snake"),
        ("web-app", {"login.php": "a\nb\nc\nd\ne\nf", "schema.sql": "create table a"}, "shop"),
        ("ml-project", {"train.py": TRAIN}, "a"),
        ("ml-project", {"a.ipynb": cells(TRAIN)}, "a"),
        ("ml-project", {"a.ipynb": cells("import torch", "loss.backward()")}, "a"),
        ("ml-project", {"model.R": "library(randomForest)\nm <- randomForest(y ~ ., d)"}, "a"),
        ("data-analysis", {"a.ipynb": cells(EXPLORE)}, "a"),
        ("data-analysis", {"q.sql": "select 1", "README.md": "# Sales"}, "a"),
        ("data-analysis", {"sales.pbix": "x"}, "a"),
        ("data-analysis", {"a.R": "library(dplyr)\nlibrary(ggplot2)\nggplot(d)"}, "a"),
        (
            "library",
            {
                "pyproject.toml": "[project]",
                "src/tool/__init__.py": "",
                "src/tool/core.py": CORE,
                "tests/test_a.py": "def test_a():\n    assert 1",
            },
            "tool",
        ),
        (
            "coursework",
            {"hw1.ipynb": cells("x = 1"), "hw2.ipynb": cells("x = 2"), "hw3.ipynb": cells("x = 3")},
            "cs229",
        ),
        ("coursework", {"a.ipynb": cells(TRAIN)}, "pandas-homework"),
        ("notes", {"chapter.tex": "x", "thesis.pdf": "x", "README.md": "x"}, "a"),
        ("notes", {f"{i}.ipynb": cells("x = 1") for i in range(4)}, "study"),
        ("profile", {"README.md": "# Hi there\n![](https://github-readme-stats.vercel.app/api?username=x)"}, "ann"),
        ("profile", {"index.html": "<p>\n" * 20, "style.css": "x", "script.js": "a()"}, "my-portfolio"),
        (
            "profile",
            {"package.json": '{"dependencies": {"react": "18"}}', "src/App.jsx": "a()\n" * 9},
            "portfolio-site",
        ),
        ("coursework", {"hello.py": EXPLORE}, "CS50-final"),
        ("web-app", {"index.html": "<p>", "a.js": "a()\n" * 9}, "personal-finance"),
        ("ml-project", {"train.py": TRAIN}, "course-recommendation-system"),
        ("config", {".vimrc": "x", "install.sh": "x"}, "dotfiles"),
        ("config", {"main.tf": "x", "variables.tf": "x", "README.md": "# infra"}, "a"),
        ("data", {"data/a.csv": "x", "data/b.csv": "x", "README.md": "# rows"}, "a"),
    ],
)
def test_kinds(kind: str, files: dict[str, str], name: str) -> None:
    assert read(files, name).kind == kind


def test_every_kind_is_given_with_a_sentence() -> None:
    facts = read({"train.py": TRAIN})
    assert facts.kind in KINDS
    assert facts.kind_reason.endswith(".") and len(facts.kind_reason.split()) > 3


def test_a_notebook_in_a_repository_named_after_its_owner_is_no_profile() -> None:
    assert read({"iris.ipynb": cells(TRAIN)}, "ann").kind == "ml-project"


def test_a_committed_environment_changes_nothing() -> None:
    plain = {"a.ipynb": cells(EXPLORE), "README.md": "# a"}
    vendored = {**plain, "venv/lib/python3.11/site-packages/flask/app.py": API, "venv/pyvenv.cfg": "x"}
    assert read(plain) == read(vendored)


def test_empty_folders_of_good_names_gain_nothing() -> None:
    facts = read({"a.ipynb": cells(TRAIN), **{f"{name}/.gitkeep": "" for name in ("tests", "docker", "api", "app")}})
    assert (facts.kind, facts.notebook_only, facts.end_to_end) == ("ml-project", True, False)


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"__init__.py": ""},
        {"src/__init__.py": "from a import b"},
        {"helper.py": "def f():\n    return 1"},
        {"data.csv": "x", "requirements.txt": "pandas"},
        {"config.py": "PATH = 'a'"},
        {"model.py": "", "train.py": "# todo"},
        {"Dockerfile": "FROM python"},
        {"report.html": "<p>" * 100},
        {"tests/test_a.py": "def test_a():\n    a()\n    b()\n    c()\n    d()\n    assert 1"},
    ],
)
def test_notebooks_beside_no_real_source_are_notebook_only(beside: dict[str, str]) -> None:
    assert read({"a.ipynb": cells(TRAIN), **beside}).notebook_only


@pytest.mark.parametrize(
    "beside",
    [
        {"train.py": TRAIN},
        {"src/q.sql": "a\nb\nc\nd\ne\nf"},
        {"main.tf": "a\nb\nc\nd\ne\nf"},
        {"app.py": "from flask import Flask\n\napp = Flask(__name__)\n\n@app.get('/')\ndef home():\n    return 'hi'\n"},
        {"app.py": "import gradio as gr\n\ngr.Interface(fn=str, inputs='text', outputs='text').launch()\n"},
        {"app.R": "library(shiny)\nshinyApp(ui = fluidPage(), server = function(input, output) {})\n"},
        {"train.py": "import joblib\nfrom sklearn.svm import SVC\n\njoblib.dump(SVC().fit([[1], [2]], [0, 1]), 'm')\n"},
        {"run.py": "from bikes import forecast\n\nif __name__ == '__main__':\n    forecast()\n"},
    ],
    ids=["script", "queries", "infrastructure", "flask", "gradio", "shiny", "training", "main"],
)
def test_source_that_works_beside_notebooks_is_not_notebook_only(beside: dict[str, str]) -> None:
    assert not read({"a.ipynb": cells(TRAIN), **beside}).notebook_only


def test_work_may_be_in_a_submodule() -> None:
    snapshot = DictSnapshot({"a.ipynb": cells(TRAIN)}, "example")
    snapshot.entries = (*snapshot.entries, Entry("pipeline", None, "submodule"))
    repo = RepoFacts("example", host=HostFacts(), **dict(read_facts(snapshot)))
    findings = {finding.rule.id: finding.outcome for finding in judge_repository(repo, load_catalogue(), strict=True)}
    for rule in ("notebook-only", "repro-training-script", "eng-tests"):
        assert findings[rule].state is State.UNKNOWN
        assert "pipeline" in findings[rule].message


def test_without_a_notebook_nothing_is_notebook_only() -> None:
    assert not read({"README.md": "# a"}).notebook_only
    assert not read({"a.ipynb": "", "README.md": "# a"}).notebook_only
    assert not read({"a.ipynb": cells(""), "README.md": "# a"}).notebook_only


def test_a_notebook_that_could_not_be_read_is_still_one() -> None:
    facts = read({"a.ipynb": "\0" * 5_000, "README.md": "# Plates\nA YOLO model, accuracy 0.9."})
    assert (facts.notebook_only, facts.kind) == (True, "ml-project")


@pytest.mark.parametrize(
    "files",
    [
        {"api.py": API, "train.py": TRAIN},
        {
            "pyproject.toml": "[project]",
            "tool/__init__.py": "",
            "tool/a.py": CORE,
            "tests/test_a.py": "def test_a():\n    assert 1",
        },
        {"index.html": "<p>", "game.js": "go()\n" * 20},
        {
            "fetch.py": TRAIN,
            ".github/workflows/a.yml": "on: {schedule: [{cron: 0 0}]}\njobs: {a: {steps: [{run: python fetch.py}]}}",
        },
    ],
)
def test_core_and_a_way_to_users_is_end_to_end(files: dict[str, str]) -> None:
    assert read(files).end_to_end


@pytest.mark.parametrize(
    "files",
    [
        {"train.py": TRAIN},
        {"a.ipynb": cells(TRAIN), "Dockerfile": "FROM python"},
        {"app.py": "from flask import Flask\napp = Flask('a')\ndef index():\n    return 'hi'"},
        {"README.md": "# An end-to-end pipeline with an API and a dashboard"},
    ],
)
def test_core_alone_or_a_shell_alone_is_not_end_to_end(files: dict[str, str]) -> None:
    assert not read(files).end_to_end


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(PATHS), st.text(max_size=300), max_size=6))
def test_no_content_breaks_the_reading(files: dict[str, str]) -> None:
    assert read(files).kind in KINDS


def test_each_stage_has_the_line_that_shows_it() -> None:
    stages = {stage.name: stage.evidence for stage in read({"train.py": TRAIN, "api.py": API}).stages}
    assert tuple(stages) == STAGES
    assert stages["problem"] == ()
    assert {name: stages[name][0].path for name in ("data", "cleaning", "evaluation", "serving")} == {
        "data": "train.py",
        "cleaning": "train.py",
        "evaluation": "train.py",
        "serving": "api.py",
    }
    assert stages["modelling"][0].line == 6


def broken(text: str) -> str:
    """A notebook of one cell, cut in the middle."""
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": text.splitlines(keepends=True)}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}, indent=1)[:-20]


@pytest.mark.parametrize(("work", "kind"), [(TRAIN, "ml-project"), (EXPLORE, "data-analysis")])
def test_a_broken_notebook_or_python_2_as_the_only_work_is_known_by_what_can_be_read(work: str, kind: str) -> None:
    assert read({"a.ipynb": broken(work)}).kind == kind
    assert read({"a.py": work.replace("\n", "\nprint 'next'\n")}).kind == kind


def test_work_that_cannot_be_read_is_of_no_kind() -> None:
    found = read({"a.ipynb": '{"cells": [' + "?" * 2_000, "README.md": "# Bikes\n"})
    assert found.kind is None
    assert "could not be read" in found.kind_reason
    assert found.notebook_only


def test_stages_of_r_are_shown_by_their_lines() -> None:
    script = (
        "library(caret)\nd <- read_csv('sales.csv')\nd <- na.omit(d)\n"
        "m <- train(price ~ ., data=d, method='rf')\nprint(RMSE(predict(m, d), d$price))\n"
    )
    stages = {stage.name: [place.line for place in stage.evidence] for stage in read({"a.R": script}).stages}
    assert stages == {"problem": [], "data": [2], "cleaning": [3], "modelling": [4], "evaluation": [5], "serving": []}


WORK = {"train.py": TRAIN, "features.py": TRAIN, "data.csv": "x", "README.md": "# A project"}


@pytest.mark.parametrize(
    "name",
    [
        "customer-churn-report",
        "sleep-study",
        "template-matching-opencv",
        "traffic-config-tuner",
        "week-ahead-load-forecast",
        "exam-score-model",
        "course-dropout-model",
        "starter-motor-faults",
        "kata-pose-recognition",
        "advent-calendar-sales",
        "lecture-transcriber",
        "td-learning-agent",
    ],
)
def test_one_word_of_a_name_does_not_outweigh_the_work(name: str) -> None:
    assert read(WORK, name).kind == "ml-project"


@pytest.mark.parametrize(
    "name", ["ml-course", "week-3-regression", "lab2", "exam", "advent-of-code", "coursera-ml", "homework-trees", "TP1"]
)
def test_a_name_of_coursework_is_heard(name: str) -> None:
    assert read(WORK, name).kind == "coursework"


@pytest.mark.parametrize("name", ["resume-builder", "portfolio-optimizer-web"])
def test_a_program_about_portfolios_is_no_persons_page(name: str) -> None:
    script = "function frontier(mu) {\n  const out = [];\n  out.push(mu);\n  return out;\n}\nshow(frontier(1));\n"
    assert read({"index.html": "<p>", "app.js": script, "README.md": "# A program"}, name).kind == "web-app"


def test_a_report_that_presents_a_project_is_no_collection_of_notes() -> None:
    books = {f"{n}.ipynb": cells(TRAIN) for n in ("1_explore", "2_model", "3_report")}
    told = (
        "# Churn\n\nCustomers leave and nobody knows why. We compared trees and a regression by cross-validation; the "
    )
    told += "forest reached an accuracy of 0.91, so the team can call the 100 customers most at risk.\n"
    told += "\n## Methodology\n\nA random forest on cleaned features.\n\n## Results\n\nAccuracy of 0.91.\n"
    repo = repo_of({**books, "README.md": told}, "customer-churn-report")
    assert isinstance(repo.project, ProjectFacts)
    assert repo.project.kind == "ml-project"
    assert read({**books, "README.md": "# Things I learn"}, "learning-notes").kind == "notes"
    assert read(books, "sleep-study").kind == "ml-project"  # all notebooks work on the same table
    others = {name: text.replace("data.csv", f"{name}.csv") for name, text in books.items()}
    assert read(others, "study").kind == "notes"


@pytest.mark.parametrize(
    "parts", [("collector", "training", "monitoring"), ("etl", "model", "analysis"), ("1_ingest", "2_train", "3_serve")]
)
def test_the_parts_of_one_system_are_no_collection(parts: tuple[str, ...]) -> None:
    files = {f"{part}/{name}": text for part in parts for name, text in (("README.md", "# A part"), ("run.py", TRAIN))}
    assert read({**files, "README.md": "# A system"}, "rain").kind == "ml-project"
    topics = {path.replace(parts[0], "cats").replace(parts[1], "wine"): text for path, text in files.items()}
    assert read({**topics, "README.md": "# All"}, "rain").kind == "notes"


def test_two_numbered_modules_are_no_course() -> None:
    assert read({"module1_ingest.py": TRAIN, "module2_train.py": TRAIN}, "rain").kind == "ml-project"
    assert read({f"week{n}/lab.py": TRAIN for n in (1, 2)}, "rain").kind == "coursework"


def test_a_short_program_is_no_text() -> None:
    bot = {"bot.py": "import requests\n\nprint(requests.get('https://api.example.org').json())\n", "README.md": "# Bot"}
    assert read(bot).kind == "web-app"
    assert read({**bot, "docs/a.md": "a"}).kind == "web-app"
    assert read({**bot, "a.md": "a", "b.md": "b"}).kind == "notes"


PACKED = {
    "pyproject.toml": "[project]\nname = 'delays'\n",
    "src/delays/__init__.py": "",
    "tests/test_train.py": "from delays.train import main\n\n\ndef test_main():\n    assert callable(main)\n",
}


def test_a_project_that_is_packed_is_still_one() -> None:
    project = {**PACKED, "src/delays/train.py": TRAIN, "README.md": "# Delays\n\nRun `python -m delays.train`.\n"}
    assert read(project, "delays").kind == "ml-project"
    told = repo_of({**project, "README.md": "# Delays\n\n    from delays import Model\n"}).project
    assert isinstance(told, ProjectFacts)
    assert told.kind == "library"


def test_a_library_with_documentation_is_one() -> None:
    core = "import re\n\n\ndef slug(text):\n    return re.sub(r'\\W+', '-', text)\n"
    assert read({**PACKED, "src/delays/core.py": core, "docs/index.rst": "Slugs\n=====\n"}, "slugs").kind == "library"


def test_an_agent_that_learns_by_a_table_is_machine_learning() -> None:
    agent = "import gymnasium\nimport numpy as np\n\nq = np.zeros((16, 4))\nenv = gymnasium.make('FrozenLake-v1')\n"
    loop = "for state in range(9):\n    q[state, 0] += 0.1\n    env.step(0)\n"
    assert read({"agent.py": agent + loop, "README.md": "# Lake"}).kind == "ml-project"


def test_a_template_for_others_is_configuration() -> None:
    files = {"cookiecutter.json": "{}", "{{cookiecutter.name}}/train.py": TRAIN, "README.md": "# Use this template"}
    assert read(files, "ml").kind == "config"


def test_a_library_without_tests_is_told_by_its_readme() -> None:
    files: dict[str, str | bytes] = {"setup.py": "", "slugs/__init__.py": "", "slugs/core.py": CORE}
    told = repo_of({**files, "README.md": "# Slugs\n\n    pip install slugs\n"}, "slugs").project
    untold = repo_of({**files, "README.md": "# Slugs\n\nMakes slugs.\n"}, "slugs").project
    assert isinstance(told, ProjectFacts)
    assert isinstance(untold, ProjectFacts)
    assert (told.kind, untold.kind == "library") == ("library", False)


def test_a_manifest_is_no_text() -> None:
    program = {"main.py": "import rich\n\nprint(1)\n", "README.md": "# Tool"}
    assert read({**program, "requirements.txt": "rich\n"}).kind == "web-app"


def test_teaching_material_is_notes_and_not_asked_for_more_than_notebooks() -> None:
    readme = "# Trees\n\nCourse material: two notebooks that my students fill in.\n"
    project = repo_of({"a.ipynb": cells(TRAIN), "README.md": readme}).project
    assert isinstance(project, ProjectFacts)
    assert project.kind == "notes"
