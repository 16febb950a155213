"""Files that are made to take long or to take all memory; how long they take is for benchmarks/hostile.py."""

import json

import pytest

from portfolio_audit.facts.guarded import Unreadable, read_toml
from portfolio_audit.facts.notebooks import open_notebook
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.security.masking import masked
from portfolio_audit.facts.tokens import MAX_AGAIN, logical_lines
from portfolio_audit.model.facts import ProjectFacts
from snapshots import DictSnapshot

DOTS = "a." * 2_000


@pytest.mark.parametrize(
    "text", [f"[{DOTS}b]", f"{DOTS}b = 1", f"x = {{{DOTS}b = 1}}", f'"=" . {DOTS}b = 1', f'"\\"".{DOTS}b."\\"" = 1']
)
def test_a_key_of_thousands_of_parts_is_refused_wherever_it_stands(text: str) -> None:
    with pytest.raises(Unreadable, match="a key of over 500 parts"):
        read_toml(text.encode())


@pytest.mark.parametrize("text", [f"x = [{'0.1, ' * 2_000}]", f'x = "{DOTS}"', f"x = '{DOTS}'"])
def test_dots_that_are_in_no_key_cost_nothing(text: str) -> None:
    assert list(read_toml(text.encode())) == ["x"]


def test_a_notebook_of_millions_of_empty_cells_is_not_parsed() -> None:
    file = open_notebook("a.ipynb", b'{"cells": [' + b"{}," * 1_000_000 + b"{}]}", 3_000_013)
    assert (file.facts.readable, file.facts.reason) == (False, "over 1,000,000 lists and objects in it")


def test_half_a_character_in_json_does_not_leave_the_worker() -> None:
    document = {"cells": [], "metadata": {"kernelspec": {"language": "\ud800\x1b"}}}
    language = open_notebook("a.ipynb", json.dumps(document).encode(), 99).facts.language
    language.encode()
    assert masked(["\ud800 a", "b\x1b\n\u202e"]) == ["\\ud800 a", "b\\x1b\n\\u202e"]


def test_a_chain_of_star_imports_is_followed_for_a_while() -> None:
    files = {f"m{n}.py": f"from m{n + 1} import *\nf{n}()\n" for n in range(1_200)}
    assert isinstance(
        dict(read_facts(DictSnapshot({**files, "train.py": "from m0 import *\nfit()\n"})))["project"], ProjectFacts
    )


@pytest.mark.parametrize("text", ['"\\' * 20_000, "\\\n" * 20_000, "((\n" * 20_000, "$ ? " * 10_000])
def test_what_never_ends_is_not_read_again_and_again(text: str) -> None:
    lines = list(logical_lines(text))
    assert lines[-1] == []
    assert sum(map(len, lines)) <= MAX_AGAIN


@pytest.mark.parametrize("name", ["```", "..", "-->", "😀", " "])
def test_a_name_without_a_letter_is_a_name(name: str) -> None:
    files = {f"{name}/{name}.py": "x = 1\n", "README.md": "# App\n"}
    assert isinstance(dict(read_facts(DictSnapshot(files, name)))["project"], ProjectFacts)
