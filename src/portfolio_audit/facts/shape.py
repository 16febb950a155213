"""The shape of a repository as a whole: a package, teaching material, a collection."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from posixpath import basename

from portfolio_audit.facts.paths import is_aside, is_trial, stem, suffix
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts

MANY_PARTS = 3
PROGRAM = 4
"""Statements from which a script beside a package is a program that uses it."""
UNIT_DEPTH = 3
"""Parts of a path in which a unit of a course is looked for."""
LONG_WORD = 8
_AROUND = ("setup", "noxfile", "conf", "tasks", "conftest")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_WHOLE = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")


@cache
def kind_words(key: str) -> frozenset[str]:
    """A list of words of `kinds.toml`."""
    return frozenset(load("kinds")[key])


def name_words(name: str) -> list[str]:
    """The words of a name, in lower case, apart and joined: `Leet_Code-HW1` is leet, code, hw, 1, hw1, leetcode, …"""
    split = [word.lower() for word in _WORDS.findall(_CAMEL.sub(" ", name))]
    joined = [one + other for one, other in pairwise(split)]
    return list(dict.fromkeys([*split, *_WHOLE.findall(name.lower()), *joined]))


def says(name: str, key: str) -> str | None:
    """The word of a name that is in that list of `kinds.toml`."""
    listed = kind_words(key)
    found = next((word for word in name_words(name) if word in listed), None)
    return found or next((word for word in listed if not word.isascii() and word in name), None)


def says_coursework(name: str) -> str | None:
    """The word by which a repository's name says that it is a hand-in, and not a product about courses."""
    word = says(name, "coursework") or _long_word(name)
    return None if word and word != "challenge" and says(name, "products") else word


def _long_word(name: str) -> str | None:
    """A long word of coursework that is written together with others."""
    low = name.lower()
    return next((word for word in sorted(kind_words("coursework")) if len(word) >= LONG_WORD and word in low), None)


def units(paths: list[str]) -> list[str]:
    """Those paths that lie in, or are, numbered units of a course, when there are several units."""
    found = {
        path: {match[0].lower() for match in _units().finditer("/".join(path.split("/")[:UNIT_DEPTH]))}
        for path in paths
    }
    different = {unit for some in found.values() for unit in some}
    return [path for path, some in found.items() if some] if len(different) > 1 else []


@cache
def _units() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, kind_words("units")), key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{words})[ _.\-#]{{0,3}}\d{{1,3}}(?!\d)", re.IGNORECASE)


def is_packaged(tree: TreeFacts, sources: tuple[Source, ...]) -> bool:
    """Whether the author's code is a package for others: packaging at the root, an importable folder, tests of it."""
    roots = {path.lower() for path in tree.paths if "/" not in path}
    if {"description", "namespace"} <= roots and any(path.startswith("R/") for path in tree.paths):
        return True
    if not roots & {"setup.py", "pyproject.toml", "setup.cfg"}:
        return False
    packages = {path.rsplit("/", 1)[0] for path in tree.paths if basename(path) == "__init__.py" and not is_aside(path)}
    package = {
        folder
        for folder in packages
        if folder.count("/") == 0 or (folder.startswith("src/") and folder.count("/") == 1)
    }
    inside = [source for source in sources if package and source.path.startswith(tuple(package))]
    tested = any(source.test for source in sources)
    outside = [
        s
        for s in sources
        if not s.path.startswith(tuple(package))
        and not is_aside(s.path)
        and not is_trial(s.path)
        and stem(s.path) not in _AROUND
    ]
    return bool(inside) and tested and not any(source.work >= PROGRAM for source in outside)


def parts(tree: TreeFacts) -> list[str]:
    """Top folders that each look like a project of their own: with a notebook or a README, and code."""
    code: Counter[str] = Counter()
    readmes: set[str] = set()
    for path in tree.paths:
        top, _, rest = path.partition("/")
        if rest and not is_aside(path):
            code[top] += suffix(path) in (".ipynb", ".py", ".r", ".rmd", ".pbix", ".sql")
            if basename(path).lower().startswith("readme") and rest.count("/") == 0:
                readmes.add(top)
    return [top for top, count in code.items() if count and (top in readmes or _has_notebook(tree, top))]


def _has_notebook(tree: TreeFacts, top: str) -> bool:
    return any(path.startswith(top + "/") and suffix(path) == ".ipynb" for path in tree.paths)


def is_teaching(name: str, tree: TreeFacts, sources: tuple[Source, ...]) -> bool:
    """Whether it is notes, lessons or a collection, in which a toy data set is an example among others."""
    notebooks = [source for source in sources if source.notebook]
    if len(parts(tree)) >= MANY_PARTS and not any(says(part, "notes") == part for part in parts(tree)):
        readmes = [path for path in tree.paths if basename(path).lower().startswith("readme") and path.count("/") == 1]
        if len(readmes) >= MANY_PARTS or (
            len(notebooks) >= MANY_PARTS and not readmes and len(parts(tree)) > MANY_PARTS
        ):
            return True
    return bool(says(name, "notes")) and len(notebooks) >= MANY_PARTS
