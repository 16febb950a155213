"""Notebooks: both formats, and the broken ones."""

import json
from typing import Any

import pytest

from portfolio_audit.facts.notebooks import NotebookFile, open_notebooks, read_notebooks
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import Notebook
from snapshots import DictSnapshot


def opened(content: str | bytes | dict[str, Any]) -> NotebookFile:
    snapshot = DictSnapshot({"a.ipynb": json.dumps(content) if isinstance(content, dict) else content})
    return open_notebooks(snapshot, read_tree(snapshot))[0]


def facts(content: str | bytes | dict[str, Any]) -> Notebook:
    return opened(content).facts


def code(source: str | list[str], count: int | None = None, outputs: list[Any] | None = None) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "execution_count": count, "outputs": outputs or [], "metadata": {}}


def notebook(*cells: Any) -> dict[str, Any]:
    return {"nbformat": 4, "cells": list(cells), "metadata": {}}


def test_cells_lines_and_words_are_counted() -> None:
    prose = {"cell_type": "markdown", "source": "# Why\nWe ask a question."}
    read = facts(notebook(prose, code(["import os\n", "# look\n", "os.getcwd()"], 1), code("")))
    assert (read.code_cells, read.markdown_cells, read.code_lines, read.comment_lines, read.prose_words) == (
        1,
        1,
        2,
        1,
        6,
    )


def test_a_notebook_of_the_third_format_is_read() -> None:
    cell = {
        "cell_type": "code",
        "input": ["print 1"],
        "prompt_number": 3,
        "outputs": [{"output_type": "pyout", "png": "…"}],
    }
    heading = {"cell_type": "heading", "source": "Title"}
    read = facts({"nbformat": 3, "worksheets": [{"cells": [heading, cell]}]})
    assert (read.code_cells, read.markdown_cells, read.executed_cells, read.pictures) == (1, 1, 1, 1)


def test_cells_run_out_of_order_are_seen() -> None:
    assert facts(notebook(code("a", 1), code("b", 2))).in_order
    assert not facts(notebook(code("a", 5), code("b", 2))).in_order


def test_a_notebook_that_was_never_run_is_not_out_of_order() -> None:
    read = facts(notebook(code("a"), code("b")))
    assert read.in_order and read.executed_cells == 0


def test_saved_errors_are_named_with_their_cell() -> None:
    error = {"output_type": "error", "ename": "ValueError", "evalue": "no"}
    read = facts(notebook(code("a", 1), code("b", 2, [error])))
    assert [(place.line, place.excerpt) for place in read.errors] == [(2, "ValueError")]


def test_saved_pictures_are_counted_and_text_is_not() -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "aGk="}}
    text = {"output_type": "stream", "text": "hi"}
    read = facts(notebook(code("a", 1, [picture, text])))
    assert (read.pictures, read.output_cells) == (1, 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "an empty file"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "a Git LFS pointer"),
        ("{", "no valid JSON"),
        ("[" * 100_000, "no valid JSON"),
        ('{"a":' * 5_000 + "1" + "}" * 5_000, "no valid JSON"),
        ("[1, 2]", "no list of cells"),
        ('{"nbformat": 4}', "no list of cells"),
        ('{"cells": {"a": 1}}', "no list of cells"),
        (b"\x00" * 4_000, "no valid JSON"),
        ("1" * 10_000, "no valid JSON"),
    ],
)
def test_what_is_no_notebook_is_unreadable_with_the_reason(content: str | bytes, reason: str) -> None:
    read = facts(content)
    assert not read.readable
    assert reason in read.reason


def test_odd_types_inside_a_notebook_do_no_harm() -> None:
    cells: list[Any] = [
        None,
        7,
        {"cell_type": 3, "source": {"a": 1}},
        {"cell_type": "code", "source": [1, "x = 1", None], "execution_count": "two", "outputs": {"a": 1}},
        {
            "cell_type": "code",
            "source": "y",
            "execution_count": True,
            "outputs": [None, {"data": []}, {"output_type": "error"}],
        },
    ]
    read = facts({"cells": cells, "metadata": [], "nbformat": "4"})
    assert (read.readable, read.code_cells, read.executed_cells) == (True, 2, 0)
    assert [place.excerpt for place in read.errors] == ["error"]


def test_a_notebook_that_was_left_out_is_unreadable_and_keeps_its_size() -> None:
    class Without(DictSnapshot):
        def read(self, path: str) -> bytes | None:
            return None if path == "a.ipynb" else super().read(path)

    snapshot = Without({"a.ipynb": "x" * 50})
    read = read_notebooks(open_notebooks(snapshot, read_tree(snapshot))).notebooks[0]
    assert (read.readable, read.size_bytes) == (False, 50)


def test_checkpoints_are_no_notebooks() -> None:
    snapshot = DictSnapshot({".ipynb_checkpoints/a-checkpoint.ipynb": "{}"})
    assert open_notebooks(snapshot, read_tree(snapshot)) == ()


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"language": "R"}}, "r"),
        ({"kernelspec": {"name": "ir44", "display_name": "R 4.4"}}, "r"),
        ({"kernelspec": {"name": "julia-1.6"}}, "julia"),
        ({"kernelspec": {"name": "tf", "display_name": "Python (tf)"}}, "python"),
        ({"kernelspec": {"name": "tf_env"}}, ""),
        ({"kernelspec": {"name": "evaluation"}}, ""),
        ({"kernelspec": {"name": ["a"]}, "language_info": "R"}, ""),
        ({"language_info": {"name": "ir"}}, "r"),
        ({"kernelspec": {"name": "python3"}}, "python"),
        ({"kernelspec": 3}, ""),
        ({"kernelspec": {"name": "julia-1.9"}}, "julia"),
        ({"kernelspec": {"name": "spylon-kernel"}}, "scala"),
        ({"kernelspec": {"name": "ir"}}, "r"),
        ({"kernelspec": {"name": "pysparkkernel"}}, "python"),
    ],
)
def test_the_kernel_says_the_language(metadata: dict[str, Any], language: str) -> None:
    assert opened({"cells": [], "metadata": metadata}).language == language


def test_the_name_of_an_exception_is_made_safe_to_show() -> None:
    error = {"output_type": "error", "ename": "Bad\u202eError\x1b[31m"}
    assert "\u202e" not in facts(notebook(code("a", 1, [error]))).errors[0].excerpt


@pytest.mark.parametrize(
    ("info", "version"),
    [({"version": "3.11.4"}, "3.11.4"), ({"version": 3.11}, ""), ({"version": "3.11; x"}, ""), ({}, ""), ("3.11", "")],
)
def test_the_version_of_the_language_is_taken_if_it_is_one(info: Any, version: str) -> None:
    assert opened({"cells": [code("1")], "metadata": {"language_info": info}}).version == version
