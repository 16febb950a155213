"""The author's text beside Python: SQL, R, configuration, scripts, and the README as written."""

import re
from collections.abc import Iterator
from itertools import islice
from posixpath import basename

from portfolio_audit.facts.paths import is_aside, suffix
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import lock_ecosystem
from portfolio_audit.model.facts import ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode

MAX_TEXTS = 200
MAX_CHARS = 200_000
MAX_ALL_CHARS = 4_000_000
_KINDS = frozenset(
    {
        ".sql",
        ".r",
        ".rmd",
        ".qmd",
        ".jl",
        ".m",
        ".scala",
        ".java",
        ".js",
        ".ts",
        ".sh",
        ".ps1",
        ".bat",
        ".yml",
        ".yaml",
        ".toml",
        ".ini",
        ".cfg",
        ".dvc",
    }
)
_READ_FILE = re.compile(r"^(?:readme|leia-?me|leeme|lisezmoi)(?:[._-][\w-]{1,10})?(?:\.\w{1,8})?$", re.IGNORECASE)


def code_texts(snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...]) -> Iterator[tuple[str, str]]:
    """(path, text) of the author's code in all languages; tests, examples and documentation are left out."""
    left = MAX_ALL_CHARS
    for path, text in _all_texts(snapshot, tree, sources):
        if left <= 0:
            return
        left -= len(text)
        yield path, text


def _all_texts(snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...]) -> Iterator[tuple[str, str]]:
    for source in sources:
        if not is_aside(source.path):
            yield source.path, source.text[:MAX_CHARS]
    kept = [path for path in tree.paths if suffix(path) in _KINDS or basename(path).lower() == "makefile"]
    more = [path for path in kept if not lock_ecosystem(path)]
    for path in [path for path in more if not is_aside(path) and not path.startswith(".github/")][:MAX_TEXTS]:
        text = decode((snapshot.read(path) or b"")[: MAX_CHARS * 2])
        if text:
            yield path, text[:MAX_CHARS]


def readme_path(tree: TreeFacts, readme: ReadmeFacts) -> str | None:
    """The README that visitors see, also when nothing has read it yet."""
    if readme.path:
        return readme.path
    found = [path for path in tree.paths if _READ_FILE.match(basename(path)) and path.count("/") <= 1]
    return min(found, key=lambda path: (path.count("/"), not path.lower().endswith(".md"), path), default=None)


def readme_text(snapshot: Snapshot, tree: TreeFacts, readme: ReadmeFacts) -> str:
    """The README as written; empty when there is none."""
    path = readme_path(tree, readme)
    return (decode((snapshot.read(path) or b"")[: MAX_CHARS * 2]) or "")[:MAX_CHARS] if path else ""


_DESCRIBES = ("data", "info", "description", "attribute", "dictionary", "codebook", "names")
MAX_DESCRIPTIONS = 5
MAX_DESCRIPTION_CHARS = 20_000


def descriptions(snapshot: Snapshot, tree: TreeFacts) -> Iterator[tuple[str, str]]:
    """(path, text) of short texts beside the data that say what its columns are."""
    named = (path for path in tree.paths if suffix(path) in (".txt", ".md", ".names") and not is_aside(path))
    found = (path for path in named if any(word in basename(path).lower() for word in _DESCRIBES))
    for path in islice(found, MAX_DESCRIPTIONS):
        if text := decode((snapshot.read(path) or b"")[: MAX_DESCRIPTION_CHARS * 2]):
            yield path, text[:MAX_DESCRIPTION_CHARS]
