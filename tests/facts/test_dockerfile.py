"""Dockerfiles, read as a build reads them and held against the tree."""

import pytest

from portfolio_audit.facts.deployment import read_deployment
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import Dockerfile
from snapshots import DictSnapshot

FLASK = "from flask import Flask\n\napp = Flask(__name__)\n\nif __name__ == '__main__':\n    app.run({})\n"


def read(dockerfile: str, *names: str, **files: str) -> Dockerfile:
    """The facts of a Dockerfile at the root, in a tree of these files."""
    return read_all({"Dockerfile": dockerfile, **dict.fromkeys(names, "x"), **files})[0]


def read_all(files: dict[str, str | bytes]) -> tuple[Dockerfile, ...]:
    snapshot = DictSnapshot(files)
    return read_deployment(snapshot, read_tree(snapshot)).images


def missing(dockerfile: str, *names: str, **files: str) -> list[str]:
    return [place.excerpt for place in read(dockerfile, *names, **files).missing]


# --- syntax ---------------------------------------------------------------------------------------------------------


def test_lines_that_go_on_are_one_instruction_and_comments_between_them_are_none() -> None:
    text = "FROM python:3.12\n\nCOPY a.py \\\n  # not b.py\n\n  c.py \\\n  /app/\nEXPOSE 80\n"
    found = read(text, "a.py")
    assert [(place.line, place.excerpt) for place in found.missing] == [(3, "c.py is not in the repository")]
    assert found.ports == (80,)


def test_another_escape_character_is_obeyed() -> None:
    assert missing("# escape=`\nFROM python:3.12\nCOPY a.py `\n  /app/\n") == ["a.py is not in the repository"]


def test_a_here_document_is_no_instruction() -> None:
    run = "RUN <<EOF\nCOPY nothing /app\nEOF\n"
    text = f"FROM python:3.12\n{run}COPY <<-'X' /app/x\n\tCOPY nothing /app\n\tX\nCOPY a.py .\n"
    assert missing(text, "a.py") == []


def test_instructions_may_be_in_lower_case() -> None:
    assert missing("from python:3.12\ncopy a.py .\n") == ["a.py is not in the repository"]


def test_an_empty_dockerfile_builds_nothing() -> None:
    assert missing(" \n") == ["the file is empty"]


@pytest.mark.parametrize(
    "text",
    [
        "# nothing\n",
        "COPY a b\n",
        "FROM python\n{{ steps }}\n",
        "FROM python\nRUN <<EOF\nfor ever\n",
        "FROM\n",
        "FROM a\n!\n",
    ],
)
def test_what_is_no_dockerfile_says_why_and_nothing_else(text: str) -> None:
    found = read(text)
    assert found.problem
    assert (found.missing, found.starts, found.root) == ((), None, False)


# --- the image ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "image", "floating"),
    [
        ("FROM python:3.12-slim\n", "python:3.12-slim", False),
        ("FROM python\n", "python", True),
        ("FROM python:latest\n", "python:latest", True),
        ("FROM registry.example.org:5000/base\n", "registry.example.org:5000/base", True),
        ("FROM python@sha256:abc\n", "python@sha256:abc", False),
        ("FROM scratch\n", "scratch", False),
        ("ARG V=3.12\nFROM python:${V}\n", "python:3.12", False),
        ("FROM python:${V:-3.12}\n", "python:3.12", False),
        ("FROM --platform=linux/amd64 python:3.12 AS base\nFROM node\nFROM base\n", "python:3.12", False),
    ],
)
def test_the_base_image_is_that_of_the_last_stage(text: str, image: str, floating: bool) -> None:
    found = read(text)
    assert found.image is not None
    assert (found.image.excerpt, found.floating) == (image, floating)


def test_an_image_that_only_the_build_knows_is_not_named() -> None:
    found = read("ARG BASE\nFROM ${BASE}\n")
    assert (found.image, found.floating, found.root) == (None, False, False)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("FROM python:3.12\n", True),
        ("FROM python:3.12\nUSER app\nUSER root\n", True),
        ("FROM python:3.12\nRUN useradd app\nUSER app:app\n", False),
        ("FROM python:3.12 AS base\nUSER app\nFROM base\n", False),
        ("FROM python:3.12\nUSER ${WHO}\n", False),
        ("FROM mambaorg/micromamba:1.5\n", False),
        ("FROM someone/image:1\n", False),
    ],
)
def test_root_is_only_said_of_images_that_are_known_to_start_as_root(text: str, root: bool) -> None:
    assert read(text).root is root


# --- what is copied -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "instruction",
    [
        "COPY . .",
        "COPY ./src/app.py /app/",
        "COPY src /app",
        "COPY ../src /app",
        "COPY /src/app.py /app/",
        'COPY ["src/app.py", "requirements.txt", "./"]',
        "COPY --chown=app:app src/ src/",
        "COPY --from=build /out /app",
        "COPY missing*.txt /app/",
        "COPY $NAME /app/",
        "ADD https://example.org/model.bin /app/",
        "COPY <<EOF /app/x\nhello\nEOF",
    ],
)
def test_what_is_there_or_not_certain_is_not_missing(instruction: str) -> None:
    text = f"FROM python:3.12 AS build\nFROM python:3.12\n{instruction}\n"
    assert missing(text, "src/app.py", "requirements.txt") == []


@pytest.mark.parametrize(
    ("instruction", "said"),
    [
        ("COPY main.py .", "main.py is not in the repository"),
        ("ADD ./src/main.py /", "./src/main.py is not in the repository"),
        ('COPY ["src/app.py", "setup.cfg", "./"]', "setup.cfg is not in the repository"),
        ("ARG NAME=main.py\nCOPY ${NAME} .", "main.py is not in the repository"),
        ("COPY Requirements.txt .", "Requirements.txt is written requirements.txt in the repository"),
    ],
)
def test_what_is_not_there_is_named(instruction: str, said: str) -> None:
    assert missing(f"FROM python:3.12\n{instruction}\n", "src/app.py", "requirements.txt") == [said]


def test_what_the_ignore_file_leaves_out_cannot_be_copied() -> None:
    text = "FROM python:3.12\nCOPY app.py data/table.csv notes.md /app/\n"
    files = {".dockerignore": "*.md\n!notes.md\ndata\n"}
    assert [place.excerpt for place in read(text, "app.py", "data/table.csv", "notes.md", **files).made] == [
        "data/table.csv is left out by .dockerignore"
    ]
    assert missing(text, "app.py", "data/table.csv", "notes.md", **{".dockerignore": "app.py\n"}) == [
        "app.py is left out by .dockerignore"
    ]


def test_a_pattern_of_an_ignore_file_counts_from_the_root() -> None:
    text = "FROM python:3.12\nCOPY src/app.py /app/\n"
    assert missing(text, "src/app.py", **{".dockerignore": "*.py\n"}) == []
    assert missing(text, "src/app.py", **{".dockerignore": "**/*.py\n"}) != []
    assert missing(text, "src/app.py", **{".dockerignore": "[!a]*\n"}) == [], "not certain what it means"


@pytest.mark.parametrize(
    ("source", "files"),
    [
        (".env", {}),
        ("models/churn.pkl", {}),
        ("dist", {}),
        ("data", {}),
        ("weights.bin", {"README.md": "Run train.py first; it writes weights.bin.\n"}),
        ("settings.py", {".gitignore": "settings.py\n"}),
        ("config/local.yml", {"config/.gitignore": "local.*\n"}),
    ],
)
def test_what_is_made_before_the_build_is_told_apart(source: str, files: dict[str, str]) -> None:
    found = read(f"FROM python:3.12\nCOPY {source} /app/\n", **files)
    assert (len(found.made), found.missing) == (1, ())


def test_a_source_file_that_the_readme_mentions_is_missing_all_the_same() -> None:
    text = "FROM python:3.12\nCOPY app.py .\n"
    assert missing(text, **{"README.md": "Run app.py.\n"}) == ["app.py is not in the repository"]


def test_the_folder_of_the_dockerfile_and_those_above_are_tried() -> None:
    files: dict[str, str | bytes] = {
        "backend/Dockerfile": "FROM python:3.12\nCOPY requirements.txt backend/app.py .\n",
        "backend/app.py": "",
        "requirements.txt": "",
    }
    assert read_all(files)[0].missing == ()


def test_away_from_the_root_a_file_that_is_anywhere_may_be_meant() -> None:
    files: dict[str, str | bytes] = {
        "docker/Dockerfile": "FROM python:3.12\nCOPY app.py .\n",
        "service/app.py": "",
    }
    assert read_all(files)[0].missing == ()
    del files["service/app.py"]
    assert len(read_all(files)[0].missing) == 1


def test_a_compose_file_says_which_folder_is_built_from() -> None:
    files: dict[str, str | bytes] = {
        "compose.yaml": "services: {api: {build: {context: service, dockerfile: ../docker/Dockerfile}}}\n",
        "docker/Dockerfile": "FROM python:3.12\nCOPY app.py other.py .\n",
        "service/app.py": "",
        "elsewhere/other.py": "",
    }
    assert [place.excerpt for place in read_all(files)[0].missing] == ["other.py is not in the repository"]


def test_arguments_that_a_compose_file_gives_are_not_known() -> None:
    text = "FROM python:3.12\nARG APP=none.py\nCOPY ${APP} .\n"
    compose = "services:\n  api:\n    build:\n      context: .\n      args:\n        APP: real.py\n"
    assert len(missing(text)) == 1
    assert missing(text, **{"compose.yaml": compose}) == []


def test_dockerfiles_of_tests_examples_and_editors_are_not_looked_into() -> None:
    text = "FROM python:3.12\nCOPY nothing.py .\n"
    paths = ("examples/Dockerfile", "tests/Dockerfile", ".devcontainer/Dockerfile")
    assert read_all(dict.fromkeys(paths, text)) == ()


# --- what is started ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        'CMD ["python", "app.py"]',
        'CMD ["python", "-u", "-W", "ignore", "/app/app.py"]',
        "CMD python app.py --port $PORT",
        "CMD exec python ./app.py",
        'ENTRYPOINT ["python"]\nCMD ["app.py"]',
        'CMD ["uvicorn", "api.main:app", "--host", "0.0.0.0"]',
        'CMD ["python", "-m", "uvicorn", "api.main:app", "--host", "0.0.0.0"]',
        "CMD gunicorn -b 0.0.0.0:80 app:create()",
        "CMD streamlit run --server.port 80 app.py",
        'ENV FLASK_APP=app.py\nCMD ["flask", "run", "--host=0.0.0.0"]',
        'CMD ["./start.sh"]',
        'CMD ["sh", "-c", "bash start.sh"]',
        # not certain, so not said
        "CMD cd web && python none.py",
        "CMD python $SCRIPT",
        'CMD ["mlflow", "server"]',
        'CMD ["python", "-m", "none"]',
        'CMD ["uvicorn", "litellm.proxy:app", "--host", "0.0.0.0"]',
        'CMD ["gunicorn", "--chdir", "web", "main:app"]',
        'RUN git clone https://example.org/x .\nCMD ["python", "none.py"]',
        'RUN echo "print(1)" > none.py\nCMD ["python", "none.py"]',
        'RUN pip install .\nCMD ["uvicorn", "main:app", "--host", "0.0.0.0"]',
        'COPY --from=base /none.py /app/\nCMD ["python", "none.py"]',
        'WORKDIR /srv/$NAME\nCMD ["python", "none.py"]',
        'SHELL ["powershell"]\nCMD python none.py',
    ],
)
def test_a_start_that_works_or_is_not_certain_is_not_missing(command: str) -> None:
    text = (
        f"FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt && rm -rf /tmp/x\n{command}\n"
    )
    assert missing(text, "app.py", "api/main.py", "start.sh", "requirements.txt") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('WORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]', "main.py would not be in /app of the image"),
        ('COPY . /app\nCMD ["python", "app.py"]', "app.py would not be in / of the image"),
        ('WORKDIR /app\nCOPY api .\nCMD ["uvicorn", "api.main:app"]', "api.main would not be in /app of the image"),
        ('WORKDIR /app\nCOPY app.py .\nCMD ["bash", "start.sh"]', "start.sh would not be in /app of the image"),
        ("WORKDIR /app\nCOPY . .\nCMD streamlit run main.py", "main.py would not be in /app of the image"),
        (
            "WORKDIR /app\nCOPY . .\nENV FLASK_APP=main.py\nCMD flask run --host 0.0.0.0",
            "main.py would not be in /app of the image",
        ),
    ],
)
def test_a_start_that_finds_nothing_is_named(text: str, said: str) -> None:
    assert missing(f"FROM python:3.12\n{text}\n", "app.py", "api/main.py", "start.sh") == [said]


def test_single_quotes_make_a_list_that_no_shell_can_run() -> None:
    found = read("FROM python:3.12\nCOPY . .\nCMD ['python', 'app.py']\n", "app.py")
    assert [place.line for place in found.missing] == [3]
    assert missing("FROM python:3.12\nCOPY . .\nCMD [ -f app.py ] && python app.py\n", "app.py") == []


def test_a_folder_of_the_host_may_bring_what_is_started() -> None:
    compose = "services:\n  api:\n    build: .\n    volumes: ['./code:/app']\n"
    text = 'FROM python:3.12\nWORKDIR /app\nCMD ["python", "main.py"]\n'
    assert missing(text, "x.py") != []
    assert missing(text, "x.py", **{"compose.yaml": compose}) == []


def test_an_image_of_somebodys_own_may_hold_what_is_started() -> None:
    assert missing('FROM someone/api:1\nCMD ["python", "main.py"]\n', "x.py") == []


# --- where it listens -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "app", "reachable", "same_port"),
    [
        ('["uvicorn", "app:app"]', "", False, False),
        ('["uvicorn", "app:app", "--host", "0.0.0.0", "--port", "5000"]', "", True, True),
        ('["uvicorn", "app:app", "--host=127.0.0.1", "--port=5000"]', "", False, True),
        ('["gunicorn", "-b", "0.0.0.0:8080", "app:app"]', "", True, False),
        ('["gunicorn", "app:app"]', "", True, True),
        ('["python", "app.py"]', FLASK.format(""), False, True),
        ('["python", "app.py"]', FLASK.format("host='0.0.0.0', port=5000"), True, True),
        ('["python", "app.py"]', FLASK.format("host='0.0.0.0', port=8080"), True, False),
        ('["python", "app.py"]', FLASK.format("host=HOST, port=PORT"), True, True),
        ('["python", "app.py"]', FLASK.format("**options"), True, True),
        ('["python", "app.py"]', "import uvicorn\nuvicorn.run('app:app', port=5000)\n", False, True),
        ('["python", "app.py"]', "import gradio as gr\ngr.Interface(f).launch(server_port=5000)\n", False, True),
        ('["python", "app.py"]', "import gradio as gr\ngr.Interface(f).launch(share=True)\n", True, True),
        (
            '["python", "app.py"]',
            "import gradio as gr\nwith gr.Blocks() as demo:\n    pass\ndemo.launch()\n",
            False,
            False,
        ),
        ('["streamlit", "run", "app.py", "--server.port=5000"]', "", True, True),
    ],
)
def test_the_address_and_port_are_told_when_they_stand_in_plain_text(
    command: str, app: str, reachable: bool, same_port: bool
) -> None:
    found = read(
        f"FROM python:3.12\nWORKDIR /app\nCOPY . .\nEXPOSE 5000\nCMD {command}\n", **{"app.py": app or "x = 1"}
    )
    assert (found.unreachable is None, found.other_port is None) == (reachable, same_port)


def test_a_variable_that_is_set_decides_where_it_listens() -> None:
    app = {"app.py": "import gradio as gr\ngr.Interface(f).launch()\n"}
    text = 'FROM python:3.12\nCOPY . .\n{}CMD ["python", "app.py"]\n'
    assert read(text.format(""), **app).unreachable is not None
    assert read(text.format("ENV GRADIO_SERVER_NAME=0.0.0.0\n"), **app).unreachable is None
    told = {"README.md": "docker run -e GRADIO_SERVER_NAME=0.0.0.0 demo\n"}
    assert read(text.format(""), **app, **told).unreachable is None


# --- strangers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "FROM python\nCOPY " + "a " * 500_000 + "/x\n",
        "FROM python\nCOPY " + "a \\\n" * 250_000 + "/x\n",
        "FROM python\n" * 80_000,
        "FROM python\n" + "COPY a b\n" * 4_900,
        "FROM python\nRUN " + "<<A " * 2_000 + "\n",
        "FROM python\nCMD " + "[" * 9_000 + "\n",
        "ARG A=aaaaaaaaaa\n" + "ARG A=$A$A\n" * 100 + "FROM $A\n",
        "FROM python\n" + "ENV A=${A:-${A:-" * 900 + "\n",
        "FROM python\nENV " + "'" * 9_000 + "\n",
        "#" * 1_000_000,
    ],
    ids=["words", "lines", "stages", "copies", "heredocs", "brackets", "doubling", "nested", "quotes", "comment"],
)
def test_a_nasty_dockerfile_is_read_to_its_end(text: str) -> None:
    read(text, **{".dockerignore": "*a" * 90 + "\n", "README.md": "a"})


def test_an_image_that_only_installs_is_not_accused_and_one_with_nothing_is() -> None:
    assert read("FROM python:3.12\nRUN pip install bikes\n").missing == ()
    assert [place.line for place in read("# later\nFROM python:3.12\nWORKDIR /app\n").missing] == [2]
