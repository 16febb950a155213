"""What a path says by itself: whose file it is and of which sort."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from posixpath import basename, splitext

from portfolio_audit.knowledge import load

MAX_KNOWN = 20_000
"""Paths of which is kept what was asked about them: each is asked about many times."""
NO_CODE = frozenset({"HTML", "CSS", "TeX", "Notebook", "R Markdown", "Quarto"})
"""Languages whose files are pages, papers or notebooks rather than programs."""
_TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".parquet", ".data", ".arff")
_WORD = re.compile(r"[a-z]+")
SCRIPTING = frozenset({"Shell", "PowerShell", "Batch"})


@cache
def words(key: str) -> frozenset[str]:
    """A list of `trees.toml`."""
    return frozenset(load("trees")[key])


@cache
def endings(key: str) -> tuple[str, ...]:
    """A list of endings of `trees.toml`."""
    return tuple(load("trees")[key])


def folders(path: str) -> list[str]:
    """The folders above a path, in lower case."""
    return path.lower().split("/")[:-1]


@lru_cache(MAX_KNOWN)
def stem(path: str) -> str:
    """The file's name without its ending, in lower case."""
    return splitext(basename(path))[0].lower()


@lru_cache(MAX_KNOWN)
def suffix(path: str) -> str:
    """The file's ending, in lower case, with its dot."""
    return splitext(path)[1].lower()


def language(path: str) -> str | None:
    """The language of a source file."""
    name: str | None = load("trees")["languages"].get(suffix(path))
    return name


def is_vendored(path: str) -> bool:
    """Whether a folder above is of somebody else by its very name."""
    above, names = folders(path), words("vendored")
    return not names.isdisjoint(above) or any(folder.endswith((".egg-info", ".dist-info")) for folder in above)


def is_cache(path: str) -> bool:
    """Whether a folder above is a cache or an editor's state."""
    return not words("caches").isdisjoint(folders(path))


def is_junk(path: str) -> bool:
    """Whether the file is what systems and tools leave behind."""
    name = path[path.rfind("/") + 1 :].lower()
    return name in words("junk") or name.endswith(endings("junk-endings")) or name.startswith("._")


@lru_cache(MAX_KNOWN)
def is_test(path: str) -> bool:
    """Whether a test runner takes this file for tests: by folder or by name."""
    name = stem(path)
    if not words("tests").isdisjoint(folders(path)):
        return True
    return name in ("conftest", "tests") or (name.endswith(("_test", ".test", ".spec")) or name.startswith("test_"))


@lru_cache(MAX_KNOWN)
def is_aside(path: str) -> bool:
    """Whether the code stands apart from the project's own work: tests, examples, benchmarks, documentation."""
    return is_test(path) or not words("aside").isdisjoint(folders(path))


@lru_cache(MAX_KNOWN)
def is_trial(path: str) -> bool:
    """Whether a file, by the name of its own or of a folder above, only tries the rest out or shows how it is used."""
    names = [*folders(path), stem(path)]
    return any(not words("trials").isdisjoint(_WORD.findall(name)) for name in names)


def is_table(text: str) -> bool:
    """Whether a literal names a file with a table in it."""
    name = basename(text).lower()
    return "*" not in name and len(name) > 5 and name.endswith(_TABLES)


def is_minified(path: str) -> bool:
    """Whether the file is a library's copy or packed for the browser."""
    name = path[path.rfind("/") + 1 :].lower()
    return ".min." in name or ".bundle." in name or name.startswith(("jquery", "bootstrap", "font-awesome", "d3.v"))


def other_sources(paths: Iterable[str]) -> tuple[str, ...]:
    """Source files in further languages than Python, pages and papers included."""
    known = (path for path in paths if (name := language(path)) and name not in ("Python", "Notebook"))
    return tuple(path for path in known if not is_minified(path))
