"""Pictures, links and anchors, checked against the tree."""

import pytest
from readme_text import read

from portfolio_audit.facts.readme import read_readme
from portfolio_audit.facts.readme.anchors import slug_of
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.model.facts import Home
from portfolio_audit.model.values import Entry
from snapshots import DictSnapshot


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
        ("docs/A.png", False),
        ("docs\\a.png", True),
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
        ("数据 来源", "数据-来源"),
        ("1. Data (raw)", "1-data-raw"),
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


@pytest.mark.parametrize(
    ("heading", "anchor", "resolves"),
    [
        ("## 🚀 Setup", "#-setup", True),
        ("## 🚀 Setup", "#setup", False),
        ("## :rocket: Setup", "#rocket-setup", True),
        ("## ⚙️ Setup", "#%EF%B8%8F-setup", True),
        ("## ⚙️ Setup", "#-setup", True),
        ("## Setup", "#user-content-setup", True),
        ("## Данные", "#данные", True),
        ("## Данные", "#%D0%B4%D0%B0%D0%BD%D0%BD%D1%8B%D0%B5", True),
        ("## R² score", "#r-score", True),
        ("## R² score", "#r²-score", True),
        ("## `train.py` and **more**", "#trainpy-and-more", True),
        ('<h2 align="center">Setup</h2>', "#setup", True),
        ('<div id="Setup"></div>', "#setup", True),
        ("text[^1]\n\n[^1]: note", "#fn-1", True),
        ("    ## Setup", "#setup", False),
    ],
)
def test_anchors_follow_the_hosts_rules(heading: str, anchor: str, resolves: bool) -> None:
    assert read(f"# T\n\n[go]({anchor})\n\n{heading}\n").links[0].resolves is resolves


@pytest.mark.parametrize(
    ("url", "resolves"),
    [
        ("docs/guide.md#first-steps", True),
        ("docs/guide.md#last-steps", False),
        ("docs/guide.md#L3", True),
        ("app.py#L10-L20", True),
        ("app.py#anything", True),
        ("/docs/guide.md", True),
        ("Docs/guide.md", False),
        ("../../issues", None),
        ("../../actions/workflows/ci.yml", None),
        ("/wiki", None),
        ("../project/wiki", None),
        ("docs", True),
        ("docs/", True),
        ("libs/other/README.md", None),
    ],
)
def test_links_to_files_follow_the_hosts_rules(url: str, resolves: bool | None) -> None:
    text = f"# T\n\n{'Forecasts the tides of every harbour for the next day. ' * 3}\n\nMore is [here]({url}).\n"
    snapshot = DictSnapshot({"README.md": text, "docs/guide.md": "# First steps\n", "app.py": ""}, "project")
    snapshot.entries = (*snapshot.entries, Entry("libs/other", None, "submodule"))
    assert read_readme(snapshot).links[0].resolves is resolves


def test_a_name_spelled_in_two_ways_is_one_name() -> None:
    assert read("# T\n\n![p](docs/gr\u00e1fico.png)\n", **{"docs/gra\u0301fico.png": ""}).images[0].resolves


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://github.com/ada/project/blob/main/app.py#L3", Home("ada/project", "main", True)),
        ("https://github.com/Ada/Project/tree/dev/docs", Home("Ada/Project", "dev", False)),
        ("https://github.com/ada/project/blob/main/docs/a%20b.png?raw=true", Home("ada/project", "main", False)),
        ("https://raw.githubusercontent.com/ada/project/main/app.py", Home("ada/project", "main", True)),
        ("https://raw.githubusercontent.com/ada/project/refs/heads/main/app.py", Home("ada/project", "main", True)),
        ("https://github.com/ada/project/tree/main", Home("ada/project", "main", True)),
        ("https://github.com/ada/other/blob/main/app.py", None),
        ("https://github.com/ada/project/issues", None),
        ("https://github.com.evil.org/ada/project/blob/main/app.py", None),
    ],
)
def test_addresses_on_the_host_are_looked_up_in_the_tree(url: str, home: Home | None) -> None:
    tree = Tree(DictSnapshot({"README.md": "", "app.py": ""}, "project"), "README.md")
    assert tree.home(url) == home
    assert read(f"# T\n\n[here]({url})\n", **{"app.py": ""}).links[0].home == home


@pytest.mark.parametrize(
    ("anchor", "resolves"),
    [
        ("#usage", True),
        ("#usage-1", True),
        ("#usage-1-1", True),
        ("#usage-2", False),
        ("#-set-up", True),
        ("#--set-up", True),
    ],
)
def test_a_heading_called_like_a_numbered_one_gets_a_number_of_its_own(anchor: str, resolves: bool) -> None:
    facts = read(f"# T\n\n[x]({anchor})\n\n## Usage\n\n## Usage\n\n## Usage 1\n\n## 🚀  Set up\n")
    assert facts.links[0].resolves is resolves
