"""A README for a repository without one: facts and where they are from, true badges, questions for the rest."""

import json

from fixing.readmes import mended, proposed, titles
from portfolio_audit.skeletons import MARK

MIT = (
    "MIT License\n\nCopyright (c) 2025 Ada Example\n\nPermission is hereby granted, free of charge, to any person "
    'obtaining a copy\nof this software and associated documentation files (the "Software"), to deal\n'
)
WORKFLOW = """on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: python -m pytest
"""
TESTS = "from train import train\n\n\ndef test_it_learns() -> None:\n    assert train() is None\n"
PAGE = "https://github.com/ada/bike-demand"


def notebook(*printed: str) -> str:
    output = [{"output_type": "stream", "name": "stdout", "text": "\n".join(printed)}]
    source = "from sklearn.linear_model import Ridge\nprint(Ridge().fit([[1]], [1]).score([[1]], [1]))"
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": source, "outputs": output}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_its_title_is_the_name_and_it_asks_what_the_files_cannot_say() -> None:
    text = mended(None)
    assert text.startswith("# Bike demand\n\n")
    assert text.endswith("\n")
    assert f"\n{MARK} In one sentence, what does this project do, and for whom?\n" in text


def test_badges_are_true() -> None:
    files = {
        "LICENSE": MIT,
        ".github/workflows/tests.yml": WORKFLOW,
        "tests/test_train.py": TESTS,
        ".python-version": "3.12\n",
    }
    line = mended(None, files, url=PAGE).split("\n")[2]
    assert line == (
        f"[![tests]({PAGE}/actions/workflows/tests.yml/badge.svg)]({PAGE}/actions/workflows/tests.yml) "
        "[![license: MIT](https://img.shields.io/badge/license-MIT-blue)](LICENSE) "
        "![python: 3\\.12](https://img.shields.io/badge/python-3.12-blue)"
    )


def test_what_nothing_bears_out_has_no_badge() -> None:
    assert "img.shields.io" not in mended(None)
    assert "badge.svg" not in mended(None, {".github/workflows/tests.yml": WORKFLOW})


def test_figures_come_from_saved_outputs_with_where_from() -> None:
    text = mended(None, {"analysis.ipynb": notebook("accuracy: 0.913", "epoch 3 loss: 0.2")})
    assert "| accuracy | 0.913 | `analysis.ipynb, cell 1` |" in text


def test_a_figure_nobody_saved_is_a_question() -> None:
    text = mended(None)
    assert "| Measure |" not in text


def test_the_license_is_that_of_the_file() -> None:
    assert "Released under the [MIT License](LICENSE)." in mended(None, {"LICENSE": MIT})


def test_a_second_run_changes_nothing_and_answers_stay() -> None:
    text = mended(None, {"LICENSE": MIT})
    assert mended(text, {"LICENSE": MIT}) == text
    answered = text.replace(f"{MARK} In one sentence, what does this project do, and for whom?", "It forecasts bikes.")
    assert mended(answered, {"LICENSE": MIT}) == answered


def test_a_question_that_the_files_answer_by_now_is_answered() -> None:
    first = mended(None)
    assert f"\n{MARK} Under which license may others use it?\n" in first
    then = mended(first, {"LICENSE": MIT})
    assert then == first.replace(
        f"{MARK} Under which license may others use it?", "Released under the [MIT License](LICENSE)."
    )
    assert mended(then, {"LICENSE": MIT}) == then


def test_info_alone_is_no_reason_for_a_question() -> None:
    found = titles(mended(None))
    assert not {"## Contributing", "## References", "## Limits and next steps"} & set(found)


def test_its_language_may_be_chosen() -> None:
    assert "## L\u00edzenz" not in mended(None, language="de")
    assert "## Lizenz" in titles(mended(None, language="de"))


def test_something_else_of_that_name_is_left_alone() -> None:
    made = proposed({"readme.md/notes.py": "import numpy\n"})
    assert made.changes == ()
    assert made.left == ("README.md: something is there that is no README to read",)
