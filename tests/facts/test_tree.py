"""The tree: whose files they are, and what should not be among them."""

import pytest

from portfolio_audit.facts.tree import read_tree
from portfolio_audit.facts.wanted import LOCK_BYTES, NOTEBOOK_BYTES, TEXT_BYTES, wanted
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Entry
from snapshots import DictSnapshot

MIT = (
    "Permission is hereby granted, free of charge, to any person obtaining a copy\nof this software and associated "
    "documentation files"
)
BSD = "Redistribution and use in source and binary forms, with or without"


def tree(*paths: str, **contents: str) -> TreeFacts:
    return read_tree(DictSnapshot({**dict.fromkeys(paths, "x"), **contents}))


@pytest.mark.parametrize(
    "path",
    [
        "venv/lib/python3.11/site-packages/sklearn/base.py",
        "web/node_modules/react/index.js",
        ".venv/bin/activate",
        "app/Lib/site-packages/pandas/io.py",
        "tool.egg-info/PKG-INFO",
        "mlruns/0/meta.yaml",
    ],
)
def test_vendored_trees_are_not_the_authors(path: str) -> None:
    facts = tree(path, "app.py")
    assert facts.paths == ("app.py",)
    assert facts.vendored and path.startswith(facts.vendored[0])


def test_a_virtual_environment_is_known_by_its_mark_whatever_its_name() -> None:
    facts = tree("myenv/pyvenv.cfg", "myenv/Scripts/tool.py", "main.py")
    assert facts.vendored == ("myenv/",)
    assert facts.paths == ("main.py",)


def test_a_folder_called_env_with_plain_source_is_the_authors() -> None:
    assert tree("env/gridworld.py").paths == ("env/gridworld.py",)


def test_a_build_folder_counts_as_output_only_with_output_in_it() -> None:
    assert tree("build/house.py").vendored == ()
    assert tree("build/house.py", "build/house.whl").vendored == ("build/",)


@pytest.mark.parametrize("path", ["app/static/css/bootstrap/scss/a.scss", "public/lib/Bootstrap-5.3.0-dist/js/a.js"])
def test_a_library_among_the_files_of_pages_is_not_the_authors(path: str) -> None:
    facts = tree(path, "app/bootstrap/start.py")
    assert facts.paths == ("app/bootstrap/start.py",)
    assert len(facts.copied) == 1
    assert facts.vendored == ()


def test_nested_vendored_trees_are_named_once() -> None:
    facts = tree("venv/lib/python3.9/site-packages/a/vendor/b.py", "venv/pyvenv.cfg")
    assert facts.vendored == ("venv/",)


def test_caches_and_leftovers_are_junk_and_no_work() -> None:
    facts = tree(".ipynb_checkpoints/a-checkpoint.ipynb", "__pycache__/a.cpython-311.pyc", ".DS_Store", "a.py")
    assert facts.paths == ("a.py",)
    assert set(facts.junk) == {".ipynb_checkpoints/a-checkpoint.ipynb", "__pycache__/a.cpython-311.pyc", ".DS_Store"}


def test_an_empty_license_is_none() -> None:
    assert tree(LICENSE="").license is None
    assert tree(**{"LICENSE.md": "MIT"}).license == "LICENSE.md"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f"MIT License\n\n{MIT}", "MIT License"),
        (MIT, "MIT License"),
        ("  GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007", "GNU General Public License v3.0"),
        ("  Apache License\n  Version 2.0, January 2004", "Apache License 2.0"),
        (f"{BSD}\n\n3. Neither the name of the holder", "BSD 3-Clause License"),
        (BSD, "BSD 2-Clause License"),
        ("This is free and unencumbered software released into the public domain.", "The Unlicense"),
        ("Attribution-NonCommercial 4.0 International", "CC BY-NC 4.0"),
        ("Attribution 4.0 International", "CC BY 4.0"),
        ("All rights reserved. Ask before you use it.", None),
    ],
)
def test_a_license_is_named_by_its_text(text: str, name: str | None) -> None:
    assert tree(LICENSE=text).license_name == name


def test_the_license_of_a_sub_project_is_not_the_repositorys() -> None:
    assert tree("code/LICENSE").license is None


def test_an_environment_file_with_a_real_key_holds_credentials() -> None:
    assert tree(**{".env": "API_KEY=9f8e7d6c5b4a3f2e"}).credentials == (".env",)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "DEBUG=true",
        "API_KEY=your_key_goes_in",
        "TOKEN=",
        "PORT=8000\nKEYBOARD=qwertyuiop",
        "POSTGRES_PASSWORD=postgres123",
        "SMTP_PASSWORD=$SMTP_PASSWORD",
        "REACT_APP_API_KEY=9f8e7d6c5b4a3f2e",
    ],
)
def test_an_environment_file_without_a_secret_is_not_accused(content: str) -> None:
    assert tree(**{".env": content}).credentials == ()


def test_a_list_of_names_is_no_secret() -> None:
    patterns = 'secret = ["*.env", "kaggle.json"]\nkey = { a = "9f8e7d6c5b4a3f2e" }\n'
    assert tree(**{"app/knowledge/secrets.toml": patterns}).credentials == ()


def test_an_example_of_an_environment_file_is_not_accused() -> None:
    assert tree(**{".env.example": "API_KEY=9f8e7d6c5b4a3f2e"}).credentials == ()


def test_a_public_certificate_is_no_credential_but_a_private_key_is() -> None:
    assert tree(**{"ca.pem": "-----BEGIN CERTIFICATE-----"}).credentials == ()
    assert tree(**{"server.pem": "-----BEGIN RSA PRIVATE KEY-----"}).credentials == ("server.pem",)


def test_a_large_file_is_listed_with_its_size() -> None:
    snapshot = DictSnapshot({"a.py": "x"})
    snapshot.entries = (Entry("big.csv", 25_000_000), Entry("unknown.csv", None))
    facts = read_tree(snapshot)
    assert [(place.path, place.excerpt) for place in facts.large] == [("big.csv", "25 MB")]


def test_links_and_submodules_are_named_and_never_files() -> None:
    snapshot = DictSnapshot({})
    snapshot.entries = (Entry("passwd", 11, "link"), Entry("lib", None, "submodule"))
    facts = read_tree(snapshot)
    assert (facts.links, facts.submodules, facts.files) == (("passwd",), ("lib",), 0)


def test_an_empty_repository_has_an_empty_tree() -> None:
    assert read_tree(DictSnapshot({})) == TreeFacts()


def test_the_order_of_files_does_not_matter() -> None:
    one, two = tree("b.py", "a.py", "venv/x.py"), tree("venv/x.py", "a.py", "b.py")
    assert one == two


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("README.md", TEXT_BYTES),
        ("LEEME.txt", TEXT_BYTES),
        ("Dockerfile", TEXT_BYTES),
        ("deep/er/train.py", TEXT_BYTES),
        ("analysis.Rmd", TEXT_BYTES),
        ("eda.ipynb", NOTEBOOK_BYTES),
        ("config.yaml", TEXT_BYTES),
        (".env", TEXT_BYTES),
        ("data.csv", 0),
        ("plot.png", 0),
        ("model.pkl", 0),
        ("data.zip", 0),
        ("uv.lock", LOCK_BYTES),
        ("package-lock.json", 0),
        ("node_modules/a/index.js", 0),
        ("venv/lib/x.py", 0),
        (".ipynb_checkpoints/eda-checkpoint.ipynb", NOTEBOOK_BYTES),
        ("src/.ipynb_checkpoints/.env-checkpoint", TEXT_BYTES),
        (".ipynb_checkpoints/data-checkpoint.csv", 0),
        (".env.bak", TEXT_BYTES),
        ("database.bak", 0),
        ("logs/train.log", TEXT_BYTES),
        ("infra/prod.tfvars", TEXT_BYTES),
        ("ada_accessKeys.csv", TEXT_BYTES),
        ("static/jquery.min.js", 0),
    ],
)
def test_only_text_that_is_read_is_fetched(path: str, limit: int) -> None:
    assert wanted(path) == limit


@pytest.mark.parametrize(
    ("patterns", "ignored"),
    [
        ("__pycache__/\n.env\n", ("__pycache__/", ".env")),
        ("*.py[cod]\nnode_modules\n*checkpoints*\n", ("__pycache__/", "node_modules/", ".ipynb_checkpoints/")),
        ("web/node_modules\nbackend/.env\n", ("node_modules/", ".env")),
        ("*\n!src\n", ("__pycache__/", "node_modules/", ".ipynb_checkpoints/", ".env")),
        ("# .env\n!.env\n", ()),
        ("", ()),
    ],
)
def test_what_of_the_usual_clutter_is_ignored(patterns: str, ignored: tuple[str, ...]) -> None:
    assert tree("a.py", **{".gitignore": patterns}).ignored == ignored


def test_ignore_files_of_folders_count_and_those_of_tools_do_not() -> None:
    facts = tree("a.py", **{"web/.gitignore": "node_modules\n", ".dvc/.gitignore": "*\n"})
    assert (facts.gitignore, facts.ignored) == ("web/.gitignore", ("node_modules/",))
    assert tree("a.py", **{".idea/.gitignore": "*\n"}).gitignore is None


@pytest.mark.parametrize("text", ["TODO", "License", "# TODO: choose a license\n", "see the other file", "TODO " * 60])
def test_a_text_that_names_no_license_is_none(text: str) -> None:
    assert tree(LICENSE=text).license is None


@pytest.mark.parametrize("text", ["MIT", "Apache-2.0\n", "Copyright 2024 Ann", "任何人均可自由使用" * 15])
def test_a_short_or_foreign_license_is_one(text: str) -> None:
    assert tree(LICENSE=text).license == "LICENSE"


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n"])
def test_an_ignore_file_that_names_nothing_is_none(text: str) -> None:
    assert tree("a.py", **{".gitignore": text}).gitignore is None


ULTRALYTICS = "GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3\nCopyright (C) 2007 Free Software Foundation, Inc."
YOLO = ("models/yolo.py", "models/experimental.py", "utils/general.py", "train.py")
ANN = f"MIT License\n\nCopyright (c) 2024 Ann Lee\n\n{MIT}"
REITZ = f"MIT License\n\nCopyright (c) 2019 Kenneth Reitz\n\n{MIT}"


@pytest.mark.parametrize(
    ("root", "files"),
    [
        ("yolov5/", {"yolov5/LICENSE": ULTRALYTICS, "yolov5/README.md": "x", "yolov5/train.py": "x"}),
        ("tools/YOLOv5-master/", {"tools/YOLOv5-master/LICENSE": "x", "tools/YOLOv5-master/train.py": "x"}),
        ("detector/", dict.fromkeys(f"detector/{part}" for part in YOLO)),
        ("libs/requests/", {"libs/requests/LICENSE": REITZ, "libs/requests/api.py": "x"}),
        ("requests/", {"requests/LICENSE": REITZ, "requests/README.md": "x", "requests/api.py": "x", "LICENSE": ANN}),
    ],
)
def test_a_copied_project_is_not_the_authors(root: str, files: dict[str, str | None]) -> None:
    facts = tree("main.py", **{path: text or "x" for path, text in files.items()})
    assert (facts.copied, facts.vendored) == ((root,), ())
    assert [path for path in facts.paths if path != "LICENSE"] == ["main.py"]


@pytest.mark.parametrize(
    "files",
    [
        {"service/LICENSE": ANN, "service/README.md": "x", "service/requirements.txt": "x", "service/api.py": "x"},
        {
            "service/LICENSE": f"MIT License\n\nCopyright 2023 annlee99\n\n{MIT}",
            "service/README.md": "x",
            "service/a.py": "x",
        },
        {
            "service/LICENSE": "Apache License\nVersion 2.0\nCopyright [yyyy] [name of copyright owner]",
            "service/README.md": "x",
            "service/a.py": "x",
        },
        {"data/LICENSE": REITZ, "data/README.md": "x", "data/load.py": "x"},
        {"yolov5/train.py": "x", "yolov5/README.md": "x", "yolov7/train.py": "x"},
        {"models/yolo.py": "x", "models/experimental.py": "x", "utils/general.py": "x"},
        {"clip/LICENSE": ANN, "clip/train.py": "x"},
        {"licenses/license.py": "x", "licenses/readme.md": "x"},
    ],
)
def test_a_project_of_ones_own_in_a_folder_of_its_own_stays_ones_own(files: dict[str, str]) -> None:
    facts = tree("main.py", LICENSE=ANN, **files)
    assert (facts.copied, facts.vendored) == ((), ())
    assert set(facts.paths) == {"main.py", "LICENSE", *files}


def test_a_license_is_of_another_only_where_the_repositorys_own_names_somebody() -> None:
    assert tree("main.py", **{"a/LICENSE": REITZ, "a/README.md": "x", "a/b.py": "x"}).copied == ()
    assert tree(**{"a/LICENSE": REITZ, "a/README.md": "x", "a/b.py": "x", "LICENSE": ANN}).copied == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("api/service_pb2.py", "x"),
        ("api/service_pb2_grpc.py", "x"),
        ("shop/migrations/0001_initial.py", "x"),
        ("migrations/versions/3f2a9c1b7d4e_users.py", "x"),
        ("ui_main.py", "# -*- coding: utf-8 -*-\n\n# Form implementation generated from reading ui file 'main.ui'\n"),
        (
            "window.py",
            "################\n## WARNING! All changes made in this file will be lost when recompiling UI file!\n",
        ),
        ("client.ts", "/* eslint-disable */\n/**\n * This file was automatically generated by openapi-generator.\n */"),
        ("parser.py", "# Generated from Expr.g4 by ANTLR 4.9\nimport antlr4"),
        ("schema.go", "// Code generated by sqlc. DO NOT EDIT.\npackage db"),
        ("types.js", "/**\n * @generated SignedSource<<1>>\n */"),
        ("tables.py", "# DO NOT EDIT\nx = 1"),
    ],
)
def test_what_a_tool_wrote_is_not_the_authors(path: str, text: str) -> None:
    facts = tree("main.py", **{path: text})
    assert (facts.paths, facts.copied, facts.vendored) == (("main.py",), (path,), ())


@pytest.mark.parametrize(
    "text",
    [
        '# -*- coding: utf-8 -*-\n"""Automatically generated by Colab.\n\nOriginal file is located at',
        '"""\nDjango settings for shop.\n\nGenerated by \'django-admin startproject\' using Django 4.2.\n"""',
        '"""Scores the pictures generated by the GAN."""',
        '"""Generated by a seeded walk: the test rows."""',
        "# Plots what was generated by the model\nimport matplotlib",
        "import os\n\n\n\n\n\n# DO NOT EDIT",
        "# Do not edit the order of the columns: the model depends on it",
    ],
)
def test_what_the_author_went_on_with_or_speaks_of_generating_is_the_authors(text: str) -> None:
    assert tree("main.py", **{"ui_helpers.py": text}).copied == ()


@pytest.mark.parametrize("top", ["", "bikes/"])
def test_an_environment_in_the_projects_own_folder_takes_nothing_of_it(top: str) -> None:
    made = [
        "pyvenv.cfg",
        "lib/python3.11/site-packages/numpy/core.py",
        "bin/activate",
        "bin/jupyter",
        "Scripts/tool.py",
    ]
    facts = tree(*(top + path for path in (*made, "train.py", "lib/clean.py")))
    assert set(facts.paths) == {f"{top}train.py", f"{top}lib/clean.py"}
    assert f"{top}bin/" in facts.vendored


@pytest.mark.parametrize(
    ("root", "paths"),
    [
        ("build/", ["build/lib/bikes/model.py", "setup.py"]),
        ("frontend/dist/", ["frontend/dist/index.html", "frontend/dist/assets/index-DiwrgTda.js"]),
        ("web/build/", ["web/build/static/js/main.8f3a9c1b.js"]),
        ("docs/_build/", ["docs/_build/html/index.html"]),
    ],
)
def test_what_a_build_made_is_not_the_authors(root: str, paths: list[str]) -> None:
    facts = tree("main.py", *paths)
    assert facts.vendored == (root,)
    assert set(facts.paths) <= {"main.py", "setup.py"}


def test_a_folder_called_lib_below_one_called_build_is_the_authors_without_packaging_beside_it() -> None:
    assert tree("build/lib/wall.py", "build/assets/house-model.js").vendored == ()
