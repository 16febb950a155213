"""Commands that a README gives, checked against the tree. A file that need not be there is no fault."""

import pytest
from readme_text import read

from portfolio_audit.model.facts import Command

FILES = {
    "requirements.txt": "pandas\n",
    "src/train.py": "print('training')\n",
    "src/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n",
    "web/__init__.py": "def create_app():\n    return 1\n",
    "eda.ipynb": "{}",
    "my notes.ipynb": "{}",
    "run.sh": "echo\n",
    "tool/__init__.py": "",
    "tool/__main__.py": "print('tool')\n",
    "tool/cli.py": "def main():\n    print(1)\n",
    "bare/__init__.py": "",
    "frontend/package.json": '{"scripts": {"dev": "vite", "start": "node ."}}',
    "Makefile": "train: data\n\tpython src/train.py\n\ndata test:\n\techo\n",
    "pyproject.toml": '[project]\nname = "tides"\n[project.scripts]\ntides = "tool.cli:main"\nlost = "tool.cli:gone"\n',
    "docker/Dockerfile": "FROM scratch\n",
    "tests/test_all.py": "def test_all():\n    pass\n",
}


def only(command: str, before: str = "", fence: str = "bash", **files: str) -> Command:
    """The last command of a README that says only this."""
    return read(f"# T\n\n{before}\n\n```{fence}\n{command}\n```\n", **(files or FILES)).commands[-1]


@pytest.mark.parametrize(
    ("command", "role", "target", "resolves"),
    [
        ("pip install -r requirements.txt", "install", "requirements.txt", True),
        ("pip install -rrequirements.txt", "install", "requirements.txt", True),
        ("pip install --requirement=requirements.txt", "install", "requirements.txt", True),
        ("python3 -m pip install -q -r ./requirements.txt --user", "install", "./requirements.txt", True),
        ("!pip install -r missing.txt", "install", "missing.txt", False),
        ("pip install -r requirements.txt -r dev.txt", "install", "dev.txt", False),
        ("pip install requirements.txt", "install", "requirements.txt", False),
        ('pip install -e ".[dev]"', "install", "pyproject.toml", True),
        ("pip install .", "install", "pyproject.toml", True),
        ("uv pip install -e .", "install", "pyproject.toml", True),
        ("pip install ./frontend", "install", "frontend/pyproject.toml", False),
        ("pip install pandas numpy", "install", None, None),
        ("pip install git+https://github.com/ada/tides.git", "install", None, None),
        ("conda env create -f environment.yml", "install", "environment.yml", False),
        ("conda env create", "install", "environment.yml", False),
        ("conda create -n tides python=3.11", "install", None, None),
        ("poetry install", "install", "pyproject.toml", True),
        ("uv sync --all-extras", "install", "pyproject.toml", True),
        ("pipenv install", "install", "requirements.txt", True),
        ("pipenv install pandas", "install", None, None),
        ("npm install", "install", "package.json", False),
        ("npm install express", "install", None, None),
        ("npm ci --prefix frontend", "install", "frontend/package.json", True),
        ("docker build -t tides .", "install", "Dockerfile", False),
        ("docker build -t tides -f docker/Dockerfile .", "install", "docker/Dockerfile", True),
        ("docker build docker", "install", "docker/Dockerfile", True),
        ("docker build https://github.com/ada/tides.git", "install", None, None),
        ("docker run -p 80:80 tides", "run", None, None),
        ("docker compose up", "run", "docker-compose.yml", False),
        ("docker-compose -f docker/stack.yml up -d", "run", "docker/stack.yml", False),
        ("$ python src/train.py --epochs 3", "run", "src/train.py", True),
        ("python src\\train.py", "run", "src/train.py", True),
        ("python train.py", "run", "train.py", False),
        ("python -m tool --help", "run", "tool/__main__.py", True),
        ("python -m src.train", "run", "src/train.py", True),
        ("python -m src.predict", "run", "src/predict.py", False),
        ("python -m bare", "run", "bare/__main__.py", False),
        ("python -m http.server", "run", None, None),
        ("python -m unittest discover", "test", None, None),
        ("streamlit run app.py", "run", "app.py", False),
        ("python -m streamlit run src/main.py", "run", "src/main.py", True),
        ("uvicorn src.main:app --reload --host 0.0.0.0 --port 8000", "run", "src/main.py", True),
        ("uvicorn src.main:api", "run", "src/main.py", False),
        ("uvicorn main:app --app-dir src", "run", "src/main.py", True),
        ("gunicorn -w 4 -b 0.0.0.0:8000 'web:create_app()'", "run", "web.py", True),
        ("gunicorn -k uvicorn.workers.UvicornWorker src.main:app", "run", "src/main.py", True),
        ("uvicorn mlserver.rest:app", "run", "mlserver/rest.py", None),
        ("flask --app src.main run", "run", "src/main.py", True),
        ("FLASK_APP=src/main.py flask run", "run", "src/main.py", True),
        ("flask run", "run", "app.py", False),
        ("jupyter notebook eda.ipynb", "run", "eda.ipynb", True),
        ("jupyter notebook my notes.ipynb", "run", "my notes.ipynb", True),
        ('jupyter notebook "my notes.ipynb"', "run", "my notes.ipynb", True),
        ("jupyter nbconvert --to notebook --execute eda.ipynb", "run", "eda.ipynb", True),
        ("bash run.sh", "run", "run.sh", True),
        ("./run.sh", "run", "./run.sh", True),
        ("make train", "run", "Makefile", True),
        ("make data", "run", "Makefile", True),
        ("make deploy", "run", "Makefile", False),
        ("npm run dev --prefix frontend", "run", "frontend/package.json", True),
        ("npm run deploy --prefix frontend", "run", "frontend/package.json", False),
        ("pytest tests", "test", "tests", True),
        ("pytest tests/test_gone.py::test_a -v", "test", "tests/test_gone.py", False),
        ("pytest -k fast", "test", None, None),
        ("poetry run pytest", "test", None, None),
        ("tides --help", "run", "tool/cli.py", True),
        ("lost", "run", "tool/cli.py", False),
        ("cp .env.example .env", "install", ".env.example", False),
    ],
)  # fmt: skip
def test_what_a_command_needs_is_looked_up(command: str, role: str, target: str | None, resolves: bool | None) -> None:
    found = only(command)
    assert (found.role, found.target, found.resolves) == (role, target, resolves)
    assert bool(found.problem) == (resolves is False)


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ("python train.py", "train.py is not there, but src/train.py is"),
        ("python src/Train.py", "src/Train.py is not there, but src/train.py is"),
        ("uvicorn src.main:api", "src/main.py does not define api"),
        ("make deploy", "Makefile has no target deploy"),
        ("npm run deploy --prefix frontend", "frontend/package.json has no script deploy"),
        ("pip install requirements.txt", "pip takes requirements.txt for a package; it wants `-r` before a file"),
    ],
)
def test_a_broken_command_says_what_is_wrong(command: str, problem: str) -> None:
    assert only(command).problem == problem


@pytest.mark.parametrize(
    "command",
    [
        "python path/to/script.py",
        "python your_script.py",
        "python <script>.py",
        "python script.py",
        "python $SCRIPT.py",
        "pip install -r https://example.org/requirements.txt",
        "streamlit run https://example.org/app.py",
        "node dist/server.js",
        "docker build -t tides \\",
        "make $(TARGET)",
        "source /opt/tools/bin/setup.sh",
        "bash ~/tides/start.sh",
        ".\\.venv\\Scripts\\Activate.ps1",
        "source tides-env/bin/activate",
    ],
)
def test_what_stands_for_something_else_is_not_called_broken(command: str) -> None:
    found = read(f"# T\n\n```bash\n{command}\n```\n", **FILES).commands
    assert [c.problem for c in found if c.resolves is False] == []


@pytest.mark.parametrize(
    ("before", "command"),
    [
        ("Run the command in the app directory:", "streamlit run main.py"),
        ("## App", "streamlit run main.py"),
        ("Everything is in `services/app`.", "streamlit run main.py"),
        ("Create a file `hello.py` with your key:", "python hello.py"),
        ("```bash\ngit clone https://github.com/other/yolo\ncd yolo\n```", "python detect.py"),
        ("```bash\ntouch hello.py\n```", "python hello.py"),
        ("```bash\npip freeze > frozen.txt\n```", "pip install -r frozen.txt"),
        ("```bash\ncurl -o get.py https://example.org/get.py\n```", "python get.py"),
        ("```bash\nwget https://example.org/conda/Setup-Linux.sh\n```", "bash Setup-Linux.sh"),
        ("Open `services/app/notes.ipynb` and run there:", "!python main.py"),
    ],
)
def test_a_file_that_need_not_be_there_is_not_called_broken(before: str, command: str) -> None:
    assert only(command, before, **{"services/app/main.py": "print(1)\n", "requirements.txt": ""}).resolves is None


def test_a_folder_that_nobody_names_does_not_excuse() -> None:
    assert only("streamlit run main.py", **{"old/main.py": "x = 1\n"}).resolves is False


def test_a_clone_of_another_name_that_holds_the_program_is_this_repository() -> None:
    text = "git clone https://github.com/ada/old-name\ncd old-name\npython serve.py\npython train.py"
    found = read(f"# T\n\n```\n{text}\n```\n", **{"serve.py": "print(1)\n"}).commands
    assert [c.resolves for c in found if c.role == "run"] == [True, False]


def test_a_folder_entered_first_counts() -> None:
    text = "# T\n\n```bash\ngit clone https://github.com/a/project\ncd project\ncd backend\npython serve.py\n```\n"
    found = {c.text: c.path for c in read(text, **{"backend/serve.py": ""}).commands}
    assert found["python serve.py"] == "backend/serve.py"


def test_a_folder_inside_of_a_path_that_stands_for_the_reader_s_own_counts() -> None:
    text = "# T\n\n```bash\ncd /path/to/project/code/setup\n./install.sh\n```\n"
    assert read(text, **{"code/setup/install.sh": "echo\n"}).commands[-1].path == "code/setup/install.sh"


def test_a_target_in_another_makefile_is_enough() -> None:
    assert only("make serve", **{"Makefile": "train:\n\techo\n", "api/Makefile": "serve:\n\techo\n"}).resolves


def test_a_makefile_that_includes_another_is_believed() -> None:
    assert only("make serve", Makefile="include common.mk\n").resolves


def test_a_name_that_a_module_takes_from_elsewhere_is_defined() -> None:
    for text in ("from web import app\n", "from web import *\n", "if True:\n    app = 1\n", "globals()['app'] = 1\n"):
        assert only("uvicorn main:app", **{"main.py": text, "web/__init__.py": ""}).resolves, text


def test_flask_takes_its_app_from_a_file_of_settings() -> None:
    assert only("flask run", **{".flaskenv": "FLASK_APP=serve.py\n"}).resolves is None
    assert only("export FLASK_APP=serve.py\nflask run", **{"serve.py": "app = 1\n"}).path == "serve.py"


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("import pandas\n\n\ndef train():\n    return 1\n", True),
        ("def train():\n    return 1\n\n\nif __name__ == '__main__':\n    train()\n", False),
        ("from tool import helper\n\n\ndef train():\n    return 1\n", False),
        ("import click\n\n\n@click.command()\ndef train():\n    return 1\n", False),
        ("print(1)\n", False),
        ("", False),
        ("def train(:\n", False),
    ],
)
def test_a_file_that_only_defines_things_is_idle(text: str, idle: bool) -> None:
    assert only("python train.py", **{"train.py": text, "tool/__init__.py": ""}).idle is idle


@pytest.mark.parametrize(
    ("command", "way"),
    [
        ("pip install -r requirements.txt", "manifest"),
        ("pip install pandas", "names"),
        ("pip install tides", "package"),
        ("pip install 'tides[all]>=1'", "package"),
        ("pip install --upgrade pip", ""),
        ("docker compose up", "container"),
        ("poetry add pandas", "names"),
        ('install.packages("dplyr")', "names"),
        ("python -m venv .venv", ""),
        ("git clone https://github.com/ada/tides", ""),
    ],
)
def test_an_installation_has_a_way(command: str, way: str) -> None:
    assert only(command).way == way


def test_chained_commands_are_told_apart() -> None:
    text = "# T\n\n```\npython -m venv .venv && source .venv/bin/activate && pip install tides\n```\n"
    assert [command.role for command in read(text).commands] == ["install"] * 3


@pytest.mark.parametrize("folder", [".venv/bin/", "venv\\Scripts\\", "./env/bin/"])
def test_a_program_of_an_environment_may_be_named_by_its_path(folder: str) -> None:
    assert only(f"{folder}pip install --quiet tides").role == "install"
    assert only(f"{folder}python -m pytest").role == "test"


def test_comments_in_code_are_no_commands() -> None:
    assert read("# T\n\n```bash\n# pip install tides\n```\n").commands == ()


def test_prose_is_no_command() -> None:
    assert read("# T\n\nMake predictions and run experiments with python for fun.\n").commands == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Then run pip install -r requirements.txt, and you are done.",
        "Para empezar, pip install -r requirements.txt y listo.",
        "先运行 pip install -r requirements.txt安装依赖。",
    ],
)
def test_a_command_within_a_sentence_ends_where_the_sentence_goes_on(sentence: str) -> None:
    found = read(f"# T\n\n{sentence}\n", **FILES).commands[0]
    assert (found.target, found.resolves) == ("requirements.txt", True)


def test_a_remark_behind_a_command_is_not_part_of_it() -> None:
    found = only("python app.py  # starts uvicorn tides.api:app", **{"app.py": "print(1)\n"})
    assert (found.target, found.resolves) == ("app.py", True)


def test_hostile_manifests_end_nothing() -> None:
    for name, text, command in (
        ("package.json", '{"scripts": ["a"]}', "npm start"),
        ("package.json", "[" * 5_000, "npm start"),
        ("Makefile", "a" * 90_000, "make all"),
        ("Makefile", " " * 90_000 + ":", "make all"),
        ("main.py", "(" * 5_000, "uvicorn main:app"),
        ("main.py", "\0", "uvicorn main:app"),
        ("pyproject.toml", "a" * 90_000, "tides"),
    ):
        read(f"# T\n\n```\n{command}\n```\n", **{name: text})


@pytest.mark.parametrize(
    ("command", "file"), [("uv run train.py", "train.py"), ("Rscript scripts/model.R", "scripts/model.R")]
)
def test_a_script_behind_a_runner_is_what_it_runs(command: str, file: str) -> None:
    text = f"# A\n\n## Usage\n\n```bash\n{command}\n```\n"
    assert [(c.role, c.resolves) for c in read(text, **{file: "x = 1"}).commands] == [("run", True)]
    assert [(c.role, c.resolves) for c in read(text).commands] == [("run", False)]
