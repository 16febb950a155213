"""Pictures, links, anchors and commands, checked against the tree."""

import pytest
from readme_text import read

from portfolio_audit.facts.readme.paths import slug_of


@pytest.mark.parametrize(
    ("url", "resolves"),
    [
        ("docs/a.png", True),
        ("./docs/a.png", True),
        ("/docs/a.png", True),
        ("docs/a%20b.png", True),
        ("docs/missing.png", False),
        ("docs/a.png?raw=true", True),
        ("https://elsewhere.org/a.png", None),
        ("../outside.png", None),
    ],
)
def test_pictures_resolve_against_the_tree(url: str, resolves: bool | None) -> None:
    facts = read(f"# T\n\n![plot]({url})\n", **{"docs/a.png": "", "docs/a b.png": ""})
    assert facts.images[0].resolves is resolves


def test_paths_start_at_the_folder_of_the_readme() -> None:
    facts = read("# T\n\n[code](../app.py) ![p](a.png)\n", "docs/README.md", **{"app.py": "", "docs/a.png": ""})
    assert facts.links[0].resolves is None or facts.links[0].resolves
    assert facts.images[0].resolves


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Getting Started", "getting-started"),
        ("🚀 Setup", "-setup"),
        ("What's new?", "whats-new"),
        ("C++ & Rust", "c--rust"),
        ("Übersicht", "übersicht"),
        ("snake_case", "snake_case"),
    ],
)
def test_slugs_follow_the_host(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@pytest.mark.parametrize(
    ("anchor", "resolves"),
    [("#setup", True), ("#setup-1", True), ("#setup-2", False), ("#here", True), ("#top", True), ("#Setup", True)],
)
def test_anchors_resolve_against_the_headings(anchor: str, resolves: bool) -> None:
    facts = read(f'# T\n\n[go]({anchor})\n\n## Setup\n\n## Setup\n\n<a name="here"></a>\n')
    assert (facts.links[0].role, facts.links[0].resolves) == ("anchor", resolves)


@pytest.mark.parametrize(
    ("url", "role"),
    [
        ("https://x.streamlit.app", "demo"),
        ("https://share.streamlit.io/ada/tides/main", "demo"),
        ("https://share.streamlit.io", "other"),
        ("https://ada.github.io/project/", "demo"),
        ("https://ada.github.io", "other"),
        ("https://youtu.be/abc", "video"),
        ("https://colab.research.google.com/drive/1", "notebook-host"),
        ("https://www.kaggle.com/ada/tides-data", "data"),
        ("https://archive.ics.uci.edu/dataset/53/iris", "data"),
        ("https://www.kaggle.com/code/ada/nb", "notebook-host"),
        ("mailto:ada@lab.org", "contact"),
        ("https://linkedin.com/in/ada", "contact"),
        ("app.py", "file"),
        ("https://github.com/ada/tides", "other"),
        ("https://notstreamlit.app.evil.com", "other"),
    ],
)
def test_links_have_a_role(url: str, role: str) -> None:
    assert read(f"# T\n\n[here]({url})\n", **{"app.py": ""}).links[0].role == role


@pytest.mark.parametrize(
    ("command", "role", "target", "resolves"),
    [
        ("pip install -r requirements.txt", "install", "requirements.txt", True),
        ("pip install -r missing.txt", "install", "missing.txt", False),
        ("$ python src/train.py --epochs 3", "run", "src/train.py", True),
        ("streamlit run app.py", "run", "app.py", False),
        ("uvicorn src.main:app --reload", "run", "src/main.py", True),
        ("jupyter notebook eda.ipynb", "run", "eda.ipynb", True),
        ("bash run.sh", "run", "run.sh", True),
        ("docker build -t tides .", "install", None, None),
        ("docker compose up", "run", None, None),
        ("make train", "run", None, None),
        ("npm start", "run", None, None),
        ("pytest tests", "test", None, None),
        ("python -m unittest discover", "test", None, None),
        ("poetry run pytest", "test", None, None),
        ("python path/to/script.py", "run", "path/to/script.py", None),
        ("conda env create -f environment.yml", "install", "environment.yml", False),
    ],
)
def test_commands_have_a_role_and_their_file_is_looked_up(
    command: str, role: str, target: str | None, resolves: bool | None
) -> None:
    files = dict.fromkeys(("requirements.txt", "src/train.py", "src/main.py", "eda.ipynb", "run.sh"), "")
    found = read(f"# T\n\n```bash\n{command}\n```\n", **files).commands[0]
    if target:
        assert (found.role, found.target, found.resolves) == (role, target, resolves)
    else:
        assert (found.role, found.resolves) == (role, None)


def test_a_folder_entered_first_counts() -> None:
    text = "# T\n\n```bash\ngit clone https://github.com/a/project\ncd project\ncd backend\npython serve.py\n```\n"
    found = {c.text: c.resolves for c in read(text, **{"backend/serve.py": ""}).commands}
    assert found["python serve.py"]


def test_chained_commands_are_told_apart() -> None:
    text = "# T\n\n```\npython -m venv .venv && source .venv/bin/activate && pip install tides\n```\n"
    assert [command.role for command in read(text).commands] == ["install"] * 3


def test_comments_in_code_are_no_commands() -> None:
    assert read("# T\n\n```bash\n# pip install tides\n```\n").commands == ()


def test_prose_is_no_command() -> None:
    assert read("# T\n\nMake predictions and run experiments with python for fun.\n").commands == ()


@pytest.mark.parametrize(
    ("markup", "role"),
    [
        ("![a](https://img.shields.io/badge/x-y-z)", "badge"),
        ("[![Open In Colab](https://colab.research.google.com/assets/colab-badge.svg)](https://x.org)", "badge"),
        ("![wave](https://capsule-render.vercel.app/api?type=waving)", "decoration"),
        ("![avatar](https://avatars.githubusercontent.com/u/1)", "decoration"),
        ("![Logo](assets/x.png)", "logo"),
        ('<img src="a.png" width="32">', "logo"),
        ('<img src="a.png" width="80%">', "picture"),
        ("![confusion matrix](reports/figures/cm.png)", "picture"),
        ("![image](https://user-images.githubusercontent.com/1/2.png)", "picture"),
    ],
)  # fmt: skip
def test_pictures_have_a_role(markup: str, role: str) -> None:
    assert read(f"# T\n\n{markup}\n").images[0].role == role


def test_pictures_in_comments_are_not_embedded() -> None:
    assert read("# T\n\n<!-- ![a](b.png) -->\n\n<!--\n<img src='c.png'>\n-->\n").images == ()


def test_a_remark_behind_a_command_is_not_part_of_it() -> None:
    found = read("# Tides\n\n```\npython app.py  # starts uvicorn tides.api:app\n```\n", **{"app.py": "print(1)\n"})
    assert [(command.target, command.resolves) for command in found.commands] == [("app.py", True)]


def test_a_command_for_a_folder_named_in_words_is_not_called_broken() -> None:
    text = "# Tides\n\nRun the command in the app directory:\n\n```\nstreamlit run main.py\n```\n"
    assert [command.resolves for command in read(text, **{"app/main.py": "x = 1\n"}).commands] == [None]
    assert [command.resolves for command in read(text, **{"old/main.py": "x = 1\n"}).commands] == [False]
