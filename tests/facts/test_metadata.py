"""What makes a library installable."""

import pytest

from portfolio_audit.facts.dependencies import read_dependencies
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import Distribution
from snapshots import DictSnapshot


def packages(files: dict[str, str | bytes]) -> tuple[Distribution, ...]:
    snapshot = DictSnapshot(files)
    return read_dependencies(snapshot, read_tree(snapshot)).packages


@pytest.mark.parametrize(
    ("path", "text", "version", "build"),
    [
        ("pyproject.toml", "[project]\nname = 'a'\nversion = '1'\n[build-system]\nrequires = ['x']\n", True, True),
        ("pyproject.toml", "[project]\nname = 'a'\ndynamic = ['version']\n", True, False),
        ("pyproject.toml", "[project]\nname = 'a'\n", False, False),
        ("pyproject.toml", "[tool.poetry]\nname = 'a'\nversion = '1'\n", True, False),
        ("setup.py", "import setuptools\nsetuptools.setup(name='a', version=get())\n", True, True),
        ("setup.py", "from setuptools import setup\nsetup(name='a')\n", False, True),
        ("setup.py", "from setuptools import setup\nsetup(**META)\n", True, True),
        ("setup.cfg", "[metadata]\nname = a\nversion = attr: a.__version__\n", True, True),
        ("package.json", '{"name": "a", "version": "1.0.0"}', True, True),
        ("package.json", '{"name": "a"}', False, True),
        ("DESCRIPTION", "Package: a\nVersion: 1.0\n", True, True),
        ("Cargo.toml", "[package]\n", True, True),
    ],
)
def test_a_name_a_version_and_a_build_are_read(path: str, text: str, version: bool, build: bool) -> None:
    found = packages({path: text})
    assert [(one.path, one.version, one.build) for one in found] == [(path, version, build)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.ruff]\nline-length = 100\n"),
        ("setup.py", "print('nothing')\n"),
        ("setup.cfg", "[flake8]\nmax-line-length = 100\n"),
        ("package.json", "[]"),
        ("package.json", '{"name": 3}'),
        ("examples/setup.py", "from setuptools import setup\nsetup(name='a')\n"),
    ],
)
def test_settings_of_tools_are_no_packaging(path: str, text: str) -> None:
    assert packages({path: text}) == ()


@pytest.mark.parametrize("text", ["[project", "project = 3\n[project]\n", "a = " + "[" * 5_000])
def test_a_broken_file_says_why(text: str) -> None:
    assert packages({"pyproject.toml": text})[0].problem


def test_the_nearest_to_the_root_comes_first() -> None:
    found = packages({"a/package.json": '{"name": "a"}', "package.json": '{"name": "b"}', "z/setup.cfg": "name = c\n"})
    assert [one.path for one in found] == ["package.json", "a/package.json", "z/setup.cfg"]
