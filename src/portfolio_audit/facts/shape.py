"""The shape of a repository as a whole: a package, teaching material, a collection."""

import re
from collections import Counter
from functools import cache
from posixpath import basename

from portfolio_audit.facts.paths import is_aside, stem, suffix
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts

MANY_PARTS = 3
PROGRAM = 4
"""Statements from which a script beside a package is a program that uses it."""
_AROUND = ("setup", "noxfile", "conf", "tasks", "conftest")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_WHOLE = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")


@cache
def kind_words(key: str) -> frozenset[str]:
    """A list of words of `kinds.toml`."""
    return frozenset(load("kinds")[key])


def name_words(name: str) -> list[str]:
    """The words of a name, in lower case, numbers apart and attached: `Pandas-HW1` is pandas, hw, 1, hw1."""
    split = [word.lower() for word in _WORDS.findall(_CAMEL.sub(" ", name))]
    return split + [word for word in _WHOLE.findall(name.lower()) if word not in split]


def says(name: str, key: str) -> str | None:
    """The word of a name that is in that list of `kinds.toml`."""
    listed = kind_words(key)
    found = next((word for word in name_words(name) if word in listed), None)
    return found or next((word for word in listed if not word.isascii() and word in name), None)


def says_coursework(name: str) -> str | None:
    """The word by which a repository's name says that it is a hand-in, and not a product about courses."""
    word = says(name, "coursework")
    return None if word and word != "challenge" and says(name, "products") else word


def is_packaged(tree: TreeFacts, sources: tuple[Source, ...]) -> bool:
    """Whether the author's code is a package for others: packaging at the root, an importable folder, tests of it."""
    roots = {path.lower() for path in tree.paths if "/" not in path}
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
        if not s.path.startswith(tuple(package)) and not is_aside(s.path) and stem(s.path) not in _AROUND
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
