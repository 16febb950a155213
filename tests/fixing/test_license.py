"""The license that the author chose, and nothing where nobody has chosen."""

import pytest

from fixing.benches import afterwards, is_settled, mended, new_text, state
from portfolio_audit.facts.holders import license_name, names_another_holder
from portfolio_audit.fixing.license import fix_license, identified, in_prose, licenses
from portfolio_audit.fixing.values import Patch
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.rules import State
from snapshots import DictSnapshot

RULE = "eng-license"
CODE = {"train.py": "from sklearn.linear_model import Ridge\n\nRidge().fit([[1]], [1])\n"}


def _mended(files: dict[str, str | bytes], license: str = "", author: str = "Ada Lovelace") -> Patch:
    return mended(CODE | files, fix_license, RULE, license=license, author=author, year=2026)


@pytest.mark.parametrize("spdx", licenses())
def test_every_license_is_recognised_and_passes_the_rule(spdx: str, catalogue: Catalogue) -> None:
    made = _mended({}, spdx)
    assert license_name(new_text(made, "LICENSE")) == licenses()[spdx]["name"]
    assert identified(licenses()[spdx]["id"]) == licenses()[spdx]["id"]
    assert state(afterwards(CODE, made), RULE, catalogue) is State.PASS
    assert is_settled(CODE, made, fix_license, RULE)


@pytest.mark.parametrize("spdx", ["mit", "bsd-2-clause", "bsd-3-clause", "isc"])
def test_the_holder_and_the_year_stand_in_the_text(spdx: str) -> None:
    text = new_text(_mended({}, spdx), "LICENSE")
    assert "Copyright (c) 2026 Ada Lovelace\n" in text
    assert "{" not in text


def test_the_file_is_the_authors_own_for_our_reading() -> None:
    files = {"LICENSE": new_text(_mended({}, "mit"), "LICENSE"), "lib/LICENSE": "MIT License\nCopyright (c) 2020 Bob"}
    assert names_another_holder(DictSnapshot(files), "lib/LICENSE", "LICENSE", unsaid=False)


@pytest.mark.parametrize("spdx", ["apache-2.0", "gpl-3.0-only", "mpl-2.0", "unlicense"])
def test_a_text_without_a_place_for_the_holder_needs_no_name(spdx: str) -> None:
    assert new_text(_mended({}, spdx, author=""), "LICENSE")


def test_what_a_text_cannot_say_is_noted() -> None:
    assert "any later version" in _mended({}, "gpl-3.0-or-later").changes[0].notes[1]
    assert len(_mended({}, "gpl-3.0-only").changes[0].notes) == 1


def test_a_license_with_a_hole_is_none() -> None:
    made = _mended({}, "mit", author="")
    assert made.changes == ()
    assert "--author" in made.left[0]


def test_without_a_choice_there_is_advice_and_no_file() -> None:
    made = _mended({})
    assert (made.changes, made.left) == ((), ())
    assert made.advice[0].commands == ("portfolio-audit fix . --license MIT --author 'YOUR NAME' --write",)


@pytest.mark.parametrize(
    ("path", "text", "spdx"),
    [
        ("pyproject.toml", '[project]\nname = "a"\nversion = "1"\nlicense = "Apache-2.0"\n', "Apache-2.0"),
        ("pyproject.toml", '[project]\nname = "a"\nversion = "1"\nlicense = {text = "MIT License"}\n', "MIT"),
        ("pyproject.toml", '[tool.poetry]\nname = "a"\nversion = "1"\nlicense = "BSD-3-Clause"\n', "BSD-3-Clause"),
        ("setup.py", 'from setuptools import setup\nsetup(name="a", license="MIT")\n', "MIT"),
        ("setup.py", 'classifiers = ["License :: OSI Approved :: Apache Software License"]\n', "Apache-2.0"),
        ("setup.cfg", "[metadata]\nname = a\nlicense = GPLv3\n", "GPL-3.0-only"),
        ("package.json", '{"name": "a", "license": "ISC"}', "ISC"),
        ("CITATION.cff", "cff-version: 1.2.0\nlicense: MPL-2.0\n", "MPL-2.0"),
        ("README.md", "---\ntitle: A\nlicense: apache-2.0\n---\n# A\n", "Apache-2.0"),
        ("README.md", "# Bikes\n\n## License\n\nThis project is licensed under the MIT License.\n", "MIT"),
    ],
)
def test_the_authors_own_word_is_proposed_and_not_overruled(path: str, text: str, spdx: str) -> None:
    advice = _mended({path: text}).advice[0]
    assert f"--license {spdx} " in advice.commands[0]
    assert path in advice.why
    contrary = _mended({path: text}, "unlicense")
    assert contrary.changes == ()
    assert spdx in contrary.left[0]
    assert _mended({path: text}, spdx).changes[0].path == "LICENSE"


def test_two_words_that_disagree_propose_neither() -> None:
    files = {"package.json": '{"license": "ISC"}', "setup.cfg": "[metadata]\nlicense = MIT\n"}
    assert "Only you can choose" in _mended(files).advice[0].why
    assert _mended(files, "mit").changes == ()


def test_a_german_with_is_no_license() -> None:
    assert in_prose("Vorhersage mit Wetterdaten, lizenziert nach Apache 2.0") == ["Apache-2.0"]


def test_a_placeholder_is_filled_and_words_of_the_author_stay() -> None:
    assert _mended({"LICENSE": "TODO\n"}, "mit").changes[0].old == "TODO\n"
    assert _mended({"license.txt": ""}, "mit").changes[0].path == "license.txt"
    kept = _mended({"LICENSE": "TODO: ask Bob\n"}, "mit")
    assert kept.changes == ()
    assert "LICENSE was left alone" in kept.left[0]


def test_an_unknown_license_is_named_safely() -> None:
    made = _mended({}, "beer\x1b[31m\nware")
    assert made.changes == ()
    assert "\x1b" not in made.left[0]
    assert "\n" not in made.left[0]


def test_a_name_of_several_lines_stays_on_one() -> None:
    text = new_text(_mended({}, "mit", author="Ada\nPermission is denied\x1b[2J"), "LICENSE")
    assert "2026 Ada Permission is denied\\x1b[2J\n" in text


def test_a_license_that_cannot_be_read_is_left_alone() -> None:
    made = _mended({"LICENSE": b"\x00\x01\x02" * 50, "UNLICENSE/x": "a"}, "mit")
    assert made.changes == ()


def test_who_does_not_want_it_gets_nothing() -> None:
    assert mended(CODE, fix_license, license="mit", author="Ada") == Patch()
