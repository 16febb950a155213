"""The shape of a repository as a whole: a package, teaching material, a collection."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from posixpath import basename

from msgspec import Struct

from portfolio_audit.facts.paths import is_aside, is_table, is_trial, stem, suffix
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.stages import names
from portfolio_audit.facts.texts import readme_text
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Snapshot

MANY_PARTS = 3
PROGRAM = 4
"""Statements from which a script beside a package is a program that uses it."""
UNIT_DEPTH = 3
"""Parts of a path in which a unit of a course is looked for."""
LONG_WORD = 8
OPENING = 800
"""Characters in which a README says what it is."""
TOLD = 2
"""Parts of a report from which a README presents a project."""
_AROUND = ("setup", "noxfile", "conf", "tasks", "conftest")
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_WHOLE = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])")


class Shape(Struct, frozen=True):
    """What a repository is made for."""

    packaged: bool
    """Whether it is a package for others."""
    teaching: bool
    """Whether it is notes, lessons or a collection."""


def read_shape(snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...], readme: ReadmeFacts) -> Shape:
    """The shape by tree, code and README."""
    text = readme_text(snapshot, tree, readme)
    return Shape(
        packaged=is_packaged(tree, sources, text),
        teaching=is_material(text) or is_teaching(snapshot.name, tree, sources, readme),
    )


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


def says_at_the_end(name: str, key: str) -> str | None:
    """The same where only the last word of the name counts, or one before a number: the thing itself, no attribute."""
    split = [word.lower() for word in _WORDS.findall(_CAMEL.sub(" ", name))]
    listed = kind_words(key)
    followed = zip(split, [*split[1:], "0"], strict=True)
    return next((word for word, after in followed if word in listed and after.isdigit()), None)


def says_coursework(name: str) -> str | None:
    """The word by which a repository's name says that it is a hand-in, and not a product about courses."""
    word = _hand_in(name) or _long_word(name)
    return None if word and word != "challenge" and says(name, "products") else word


def is_hand_in(path: str) -> bool:
    """Whether a file, or one of the two folders above all, is named as a hand-in."""
    first = path.split("/")[:2]
    return any(_hand_in(stem(part)) for part in first)


def _hand_in(name: str) -> str | None:
    return says(name, "coursework") or says_at_the_end(name, "coursework-at-the-end")


def _long_word(name: str) -> str | None:
    """A long word of coursework that is written together with others."""
    low = name.lower()
    return next((word for word in sorted(kind_words("coursework")) if len(word) >= LONG_WORD and word in low), None)


def units(paths: list[str]) -> list[str]:
    """Those paths that lie in, or are, numbered units of a course, when there are several units."""
    for keys, least in ((("units",), 2), (("units", "units-of-anything"), MANY_PARTS)):
        found = {path: set(_units(keys).findall("/".join(path.lower().split("/")[:UNIT_DEPTH]))) for path in paths}
        if len({unit for some in found.values() for unit in some}) >= least:
            return [path for path, some in found.items() if some]
    return []


@cache
def _units(keys: tuple[str, ...]) -> re.Pattern[str]:
    listed = [word for key in keys for word in kind_words(key)]
    words = "|".join(sorted(map(re.escape, listed), key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{words})[ _.\-#]{{0,3}}\d{{1,3}}(?!\d)")


def is_packaged(tree: TreeFacts, sources: tuple[Source, ...], readme: str) -> bool:
    """Whether the author's code is a package for others: packaging at the root and an importable folder.

    A project may be packed as well: either the README tells to import or install the package by its name, or there are
    tests and nothing that trains a model on files of its own.
    """
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
    if not inside or any(source.work >= PROGRAM for source in outside):
        return False
    told = _imported([folder.rpartition("/")[2] for folder in package]).search(readme)
    return told is not None or (tested and not _trains_on_files(inside))


def _imported(packages: list[str]) -> re.Pattern[str]:
    """How a README tells to install a package by its name, or to import it."""
    either = "|".join(re.escape(name).replace("_", "[_-]") for name in packages)
    return re.compile(rf"(?:\bfrom|\bimport|\binstall|\badd)\s+(?:-U\s+)?[\"']?(?:{either})\b(?![/.\\])", re.IGNORECASE)


def _trains_on_files(sources: list[Source]) -> bool:
    """Whether some of the code fits a model, and it is a program or the code names tables that it reads."""
    fitting = [source for source in sources if any(name in names("fits") for name, _ in source.calls)]
    reads = any(
        is_table(text) and (text, line) not in source.written for source in sources for text, line in source.strings
    )
    return bool(fitting) and (reads or any(source.main for source in fitting))


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


def is_material(readme: str) -> bool:
    """Whether a README begins by saying that it is material for those who are taught by its author."""
    start = readme[:OPENING].lower()
    return any(phrase in start for phrase in kind_words("material"))


def is_teaching(name: str, tree: TreeFacts, sources: tuple[Source, ...], readme: ReadmeFacts) -> bool:
    """Whether it is notes, lessons or a collection, in which a toy data set is an example among others."""
    notebooks = [source for source in sources if source.notebook]
    if _is_collection(parts(tree), tree, notebooks):
        return True
    one = presents(readme) or _share_data(notebooks)
    word = says(name, "notes") or ("" if one else says(name, "notes-or-project"))
    return bool(word) and len(notebooks) >= MANY_PARTS


def _share_data(notebooks: list[Source]) -> bool:
    """Whether most notebooks work on the same table, as the steps of one project do."""
    counts = Counter(
        name for book in notebooks for name in {basename(text) for text, _ in book.strings if is_table(text)}
    )
    return any(2 * count > len(notebooks) for count in counts.values())


def _is_collection(found: list[str], tree: TreeFacts, notebooks: list[Source]) -> bool:
    """Whether the top folders are projects of their own rather than the parts of one system."""
    system = [part for part in found if says(part, "parts-of-a-system")]
    if len(found) < MANY_PARTS or 2 * len(system) > len(found) or any(_is_notes(part) for part in found):
        return False
    readmes = [path for path in tree.paths if basename(path).lower().startswith("readme") and path.count("/") == 1]
    return len(readmes) >= MANY_PARTS or (len(notebooks) >= MANY_PARTS and not readmes and len(found) > MANY_PARTS)


def _is_notes(part: str) -> bool:
    return part in (says(part, "notes"), says(part, "notes-or-project"))


def presents(readme: ReadmeFacts) -> bool:
    """Whether a README presents one project: it tells at least two of a problem, a method and results."""
    return sum(readme.content(name).present for name in ("problem", "methodology", "results")) >= TOLD
