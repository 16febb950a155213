"""A made Dockerfile starts what is there, from where it works, and nothing that a linter or we ourselves would mind."""

import json
import subprocess
from pathlib import Path

import pytest

from action.running import script
from fixing.benches import Files, afterwards, bench_of, is_settled, mended, new_text, state
from portfolio_audit.fixing.dockerfile import RULES, fix_dockerfile
from portfolio_audit.fixing.making import Bench, patch
from portfolio_audit.fixing.values import Change
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State
from portfolio_audit.text import visible

LEARN = "from sklearn.linear_model import Ridge\n\nRidge().fit([[1]], [1])\n"
TRAIN = f"{LEARN}\nif __name__ == '__main__':\n    print('trained')\n"
STREAMLIT = "import streamlit as st\n\nst.title('Bikes')\nst.write('Demand')\n"
FASTAPI = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/health')\ndef well():\n    return 'ok'\n"
FLASK = "from flask import Flask\n\nserver = Flask(__name__)\n\n\n@server.route('/')\ndef home():\n    return 'bikes'\n"
UV = '[project]\nname = "bikes"\nversion = "1"\nrequires-python = ">=3.13"\ndependencies = ["streamlit"]\n'
POETRY = """[tool.poetry]
name = "bikes"
package-mode = false

[tool.poetry.dependencies]
python = "^3.10"
streamlit = "*"
"""
CONDA = "name: bikes\nchannels: [conda-forge]\ndependencies:\n  - python=3.11\n  - streamlit\n"
APPS = {
    "streamlit": {"requirements.txt": "streamlit\n", "app.py": STREAMLIT},
    "gradio": {
        "requirements.txt": "gradio\n",
        "app.py": "import gradio as gr\n\ndemo = gr.Interface(str, 'text', 'text')\ndemo.launch()\n",
    },
    "fastapi": {"requirements.txt": "fastapi\nuvicorn\n", "api/main.py": FASTAPI},
    "starlette": {
        "requirements.txt": "starlette\n",
        "main.py": "from starlette.applications import Starlette\n\napp = Starlette(routes=[])\n",
    },
    "litestar": {
        "requirements.txt": "litestar\nuvicorn\n",
        "main.py": "from litestar import Litestar\n\napp = Litestar(route_handlers=[])\n",
    },
    "flask": {"requirements.txt": "flask\n", "app.py": FLASK},
    "quart": {
        "requirements.txt": "quart\n",
        "app.py": "from quart import Quart\n\napp = Quart(__name__)\n\n\n@app.route('/')\nasync def home():\n    ...\n",
    },
    "dash": {
        "requirements.txt": "dash\n",
        "app.py": "from dash import Dash, html\n\napp = Dash()\napp.layout = html.Div('x')\napp.run(debug=False)\n",
    },
    "django": {
        "requirements.txt": "django\n",
        "manage.py": "from django.core.management import execute_from_command_line\n\nexecute_from_command_line()\n",
        "bikes/urls.py": "from django.urls import path\n\nurlpatterns = [path('', None)]\n",
    },
    "shiny": {
        "requirements.txt": "shiny\n",
        "app.py": "from shiny import App, ui\n\napp = App(ui.page_fluid('x'), None)\nprint(app)\n",
    },
    "panel": {
        "requirements.txt": "panel\n",
        "app.py": "import panel as pn\n\npn.extension()\npn.pane.Markdown('x').servable()\n",
    },
    "chainlit": {
        "requirements.txt": "chainlit\n",
        "app.py": "import chainlit as cl\n\n\n@cl.on_message\nasync def main(message):\n    await message.send()\n",
    },
    "nicegui": {"requirements.txt": "nicegui\n", "app.py": "from nicegui import ui\n\nui.label('x')\nui.run()\n"},
    "litserve": {
        "requirements.txt": "litserve\n",
        "app.py": "import litserve as ls\n\nserver = ls.LitServer(None)\nserver.run(port=8000)\n",
    },
    "marimo": {
        "requirements.txt": "marimo\n",
        "app.py": "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef x():\n    return\n",
    },
    "solara": {
        "requirements.txt": "solara\n",
        "app.py": "import solara\n\n\n@solara.component\ndef Page():\n    solara.Title('x')\n",
    },
    "a training script": {"requirements.txt": "pandas\n", "train.py": TRAIN},
    "steps of a pipeline": {"requirements.txt": "pandas\n", "src/prepare.py": TRAIN, "src/train.py": TRAIN},
    "a file with a space": {"requirements.txt": "streamlit\n", "My App.py": STREAMLIT},
    "uv": {"pyproject.toml": UV, "uv.lock": "version = 1\n", "app.py": STREAMLIT},
    "uv and a package": {
        "pyproject.toml": UV + '\n[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n',
        "uv.lock": "version = 1\n",
        "src/bikes/__init__.py": "",
        "src/bikes/main.py": FASTAPI,
    },
    "poetry": {"pyproject.toml": POETRY, "poetry.lock": "package = []\n", "app.py": STREAMLIT},
    "poetry without a lock": {"pyproject.toml": POETRY, "app.py": STREAMLIT},
    "pyproject": {"pyproject.toml": UV, "app.py": STREAMLIT},
    "pipenv": {"Pipfile": '[packages]\nstreamlit = "*"\n', "Pipfile.lock": "{}", "app.py": STREAMLIT},
    "conda": {"environment.yml": CONDA, "app.py": STREAMLIT},
    "setup.py": {
        "setup.py": "from setuptools import setup\n\nsetup(name='bikes', install_requires=['streamlit'])\n",
        "app.py": STREAMLIT,
    },
    "packages of the system": {
        "requirements.txt": "opencv-python\nstreamlit\ngit+https://github.com/openai/CLIP.git\n",
        "app.py": "import cv2\n" + STREAMLIT,
    },
    "system packages beside conda": {"environment.yml": CONDA, "app.py": "import pytesseract\n" + STREAMLIT},
    "requirements that include others": {
        "requirements.txt": "-r more.txt\n",
        "more.txt": "streamlit\n",
        "app.py": STREAMLIT,
    },
    "a folder of its own": {"backend/requirements.txt": "fastapi\nuvicorn\n", "backend/main.py": FASTAPI},
}


def _hadolint(text: str, folder: Path) -> str:
    (folder / "Dockerfile").write_text(text, "utf-8")
    command = [script("hadolint"), "--no-color", "--failure-threshold", "style", str(folder / "Dockerfile")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def _text(files: Files) -> str:
    return new_text(mended(files, fix_dockerfile, *RULES), "Dockerfile")


@pytest.mark.parametrize("files", APPS.values(), ids=APPS)
def test_a_made_dockerfile_satisfies_hadolint_and_our_own_rules(
    files: Files, catalogue: Catalogue, tmp_path: Path
) -> None:
    made = mended(files, fix_dockerfile, *RULES)
    assert made.left == ()
    after = afterwards(files, made)
    assert {state(after, rule, catalogue) for rule in RULES} == {State.PASS}, new_text(made, "Dockerfile")
    assert _hadolint(new_text(made, "Dockerfile"), tmp_path) == ""
    assert is_settled(files, made, fix_dockerfile, *RULES)


def _reason(files: Files) -> str:
    made = mended(files, fix_dockerfile, *RULES)
    assert made.changes == ()
    (reason,) = made.left
    return reason


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"requirements.txt": "pandas\n", "tools.py": "def double(x):\n    return 2 * x\n"}, "no app"),
        ({"requirements.txt": "pandas\n", "download.py": TRAIN}, "no app"),
        ({"requirements.txt": "pandas\n", "old/train.py": TRAIN, "train.py": TRAIN}, "no app"),
        ({"package.json": '{"dependencies": {"next": "1"}}', "pages/index.js": "x"}, "not Python"),
        ({"app.py": STREAMLIT}, "no file says which packages"),
        ({"backend/pyproject.toml": UV, "backend/app.py": STREAMLIT}, "not at the root"),
        ({"pyproject.toml": UV, "pdm.lock": "[metadata]\n", "app.py": STREAMLIT}, "pdm.lock"),
        ({"requirements.txt": "bottle\n", "app.py": "import bottle\n\nbottle.run()\n"}, "bottle"),
        ({"requirements.txt": "streamlit\n", "app.py": STREAMLIT, ".dockerignore": "*.py\n"}, "leaves out app.py"),
        ({"requirements.txt": "streamlit\n", "app.py": STREAMLIT, "runtime.txt": "python-2.7.18\n"}, "Python 2"),
        ({"it's mine/requirements.txt": "streamlit\n", "app.py": STREAMLIT}, "quoted"),
        ({"requirements.txt": "fastapi\n", "a-b/main.py": FASTAPI}, "name of the app in a-b/main.py"),
    ],
)
def test_what_cannot_be_told_is_left_alone_with_the_reason(files: Files, said: str) -> None:
    assert said in _reason(files)


@pytest.mark.parametrize(
    ("place", "text", "version"),
    [
        (".python-version", "3.11.4\n", "3.11"),
        ("runtime.txt", "python-3.9.18\n", "3.9"),
        ("pyproject.toml", '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.8,<3.11"\n', "3.10"),
        ("pyproject.toml", '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.13"\n', "3.13"),
        ("pyproject.toml", '[project]\nname = "a"\nversion = "1"\nrequires-python = "==3.10.*"\n', "3.10"),
        (".github/workflows/a.yml", "jobs:\n  a:\n    with:\n      python-version: ['3.10', '3.11']\n", "3.11"),
    ],
)
def test_the_python_is_the_one_that_the_repository_names(place: str, text: str, version: str) -> None:
    made = _text({"requirements.txt": "streamlit\n", "app.py": STREAMLIT, place: text})
    assert made.startswith(f"FROM python:{version}-slim\n")


def test_a_python_that_nobody_named_is_asked_for_and_counts_as_unnamed(catalogue: Catalogue) -> None:
    made = mended(APPS["streamlit"], fix_dockerfile, *RULES)
    after = afterwards(APPS["streamlit"], made)
    text = new_text(made, "Dockerfile")
    assert made.changes[0].questions
    assert text.startswith("# [TODO] Which Python does the code run on?")
    assert state(after, "repro-python-version", catalogue) is State.FAIL
    answered = text.partition("\n")[2]
    assert state(after | {"Dockerfile": answered}, "repro-python-version", catalogue) is State.PASS


def test_an_app_that_imports_its_neighbours_starts_in_its_folder() -> None:
    files = {
        "requirements.txt": "fastapi\nuvicorn\n",
        "api/main.py": "import model\n" + FASTAPI,
        "api/model.py": "x = 1\n",
    }
    made = _text(files)
    assert "WORKDIR /app/api\n" in made
    assert '"main:app"' in made


def test_an_app_in_a_folder_that_imports_from_the_root_finds_it() -> None:
    files = {"requirements.txt": "streamlit\n", "app/app.py": "from src import x\n" + STREAMLIT, "src/x.py": "y = 1\n"}
    assert "ENV PYTHONPATH=/app\n" in _text(files)


def test_an_app_that_opens_a_file_beside_itself_starts_there() -> None:
    opens = STREAMLIT + "st.write(open('model.pkl', 'rb'))\n"
    made = _text({"requirements.txt": "streamlit\n", "web/app.py": opens, "web/model.pkl": "x"})
    assert "WORKDIR /app/web\n" in made
    assert '["streamlit", "run", "app.py",' in made


def test_gunicorn_starts_flask_where_it_is_installed() -> None:
    made = _text({"requirements.txt": "flask\ngunicorn\n", "app.py": FLASK})
    assert 'CMD ["gunicorn", "--bind=0.0.0.0:5000", "app:server"]' in made


def test_the_port_that_the_code_names_is_the_one_that_is_exposed() -> None:
    text = "import gradio as gr\n\ndemo = gr.Interface(str, 'text', 'text')\ndemo.launch(server_port=9000)\n"
    made = _text({"requirements.txt": "gradio\n", "app.py": text})
    assert "EXPOSE 9000" in made
    assert "GRADIO_SERVER_PORT=9000" in made


def test_an_app_that_listens_at_its_own_machine_is_said() -> None:
    text = "import gradio as gr\n\ndemo = gr.Interface(str, 'text', 'text')\ndemo.launch(server_name='127.0.0.1')\n"
    made = mended({"requirements.txt": "gradio\n", "app.py": text}, fix_dockerfile, *RULES)
    assert any("server_name" in note for note in made.changes[0].notes)


def test_health_is_asked_only_where_something_answers() -> None:
    silent = FASTAPI.replace("/health", "/bikes")
    assert "HEALTHCHECK" not in _text({"requirements.txt": "fastapi\nuvicorn\n", "main.py": silent})


def test_a_headless_opencv_needs_no_screen() -> None:
    files = {"requirements.txt": "opencv-python-headless\nstreamlit\n", "app.py": "import cv2\n" + STREAMLIT}
    assert "apt-get" not in _text(files)


def test_a_manifest_that_was_just_made_is_installed() -> None:
    def manifest(bench: Bench) -> list[Change]:
        return [Change("requirements.txt", None, "streamlit\n", "It names what to install.")]

    made = patch(bench_of({"app.py": STREAMLIT}, *RULES), [manifest, fix_dockerfile])
    assert "pip install --no-cache-dir -r requirements.txt" in new_text(made, "Dockerfile")


def test_a_dockerfile_that_is_there_is_only_spoken_of() -> None:
    text = 'FROM python\nWORKDIR /app\nCOPY gone.txt .\nCOPY . .\nCMD ["streamlit", "run", "app.py"]\n'
    made = mended({"Dockerfile": text, "requirements.txt": "streamlit\n", "app.py": STREAMLIT}, fix_dockerfile, *RULES)
    assert made.changes == ()
    said = " ".join(advice.why for advice in made.advice)
    assert "gone.txt" in said
    assert "runs as root" in said
    assert "names no version" in said


@pytest.mark.parametrize(
    "name", ['a"]\nRUN evil', "$(evil).py", "-x.py", "a`b`.py", "é ü.py", "a\\b.py", "'.py", "a\u202eb.py"]
)
def test_no_name_becomes_an_instruction_or_an_option(name: str) -> None:
    files = {"requirements.txt": "streamlit\n", visible(name if name.endswith(".py") else f"{name}.py"): STREAMLIT}
    made = mended(files, fix_dockerfile, *RULES)
    for change in made.changes:
        assert not [line for line in change.new.split("\n") if "evil" in line and not line.startswith("CMD [")]
        command = next((line for line in change.new.split("\n") if line.startswith("CMD ")), "CMD []")
        words = json.loads(command.removeprefix("CMD "))
        assert not words or words[2] in (*files, *(f"./{path}" for path in files))


def test_nothing_is_made_that_nobody_asked_for() -> None:
    made = mended(APPS["streamlit"], fix_dockerfile, "readme-exists")
    assert (made.changes, made.advice, made.left) == ((), (), ())


@pytest.mark.parametrize(
    ("version", "tool"), [("3.7", "pipenv==2023.10.3"), ("3.9", "pipenv==2024.4.1"), ("3.12", "pipenv==2026.10.3")]
)
def test_a_tool_is_of_a_version_that_works_with_the_python(version: str, tool: str) -> None:
    made = _text(APPS["pipenv"] | {".python-version": f"{version}\n"})
    assert f"pip install --no-cache-dir {tool}\n" in made


def test_a_python_that_is_too_old_for_the_tool_is_said() -> None:
    assert "no poetry is known here" in _reason(APPS["poetry"] | {".python-version": "3.6\n"})


def test_a_django_project_is_managed_from_its_own_folder() -> None:
    files = {"requirements.txt": "django\n"} | {
        f"site/{path}": text for path, text in APPS["django"].items() if path.endswith(".py")
    }
    made = _text(files)
    assert "WORKDIR /app/site\n" in made
    assert 'CMD ["python", "manage.py", "runserver", "0.0.0.0:8000"]' in made


def test_a_script_that_imports_by_the_name_of_its_folder_starts_as_a_module(catalogue: Catalogue) -> None:
    train = "from src.steps import clean\n\nif __name__ == '__main__':\n    print(clean(1))\n    print(clean(2))\n"
    files: Files = {
        "src/train.py": train,
        "src/steps.py": "def clean(x):\n    return x\n",
        "requirements.txt": "numpy\n",
    }
    made = mended(files, fix_dockerfile, *RULES)
    assert 'CMD ["python", "-m", "src.train"]' in new_text(made, "Dockerfile")
    assert state(afterwards(files, made), "deploy-dockerfile-sound", catalogue) is State.PASS
