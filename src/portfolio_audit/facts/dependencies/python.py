"""Where a version of Python is named, beside the manifests that ask for one: the table `pythons.toml`."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

from portfolio_audit.facts.dockerfile import is_dockerfile
from portfolio_audit.facts.dockerfile.stages import stages
from portfolio_audit.facts.dockerfile.syntax import NoDockerfile
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.texts import readme_path, readme_text
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_FILES = 40
MAX_PLACES = 20
MAX_CHARS = 100_000
MAX_LOCK_CHARS = 2_000_000
_FRONT = re.compile(r"\A\s*---\n(?:.{0,300}\n){0,40}?python_version:\s*[\"']?[23]\.\d{1,2}")
_PACKAGES = ("setup.py", "setup.cfg", "pyproject.toml")


class Pythons(NamedTuple):
    """Places that name a version."""

    chosen: tuple[Evidence, ...]
    """Files that choose the Python to run with."""
    machines: tuple[Evidence, ...]
    """Lock files, images, hosts and pipelines."""
    told: tuple[Evidence, ...]
    """What people read and no tool does."""
    unread: str
    """Path of a file that may name one and was not read."""


def read_pythons(snapshot: Snapshot, tree: TreeFacts) -> Pythons:
    """The places, files of tests and examples left out."""
    unread: list[str] = []
    return Pythons(
        tuple(islice(_in_files("choosing", snapshot, tree, unread), MAX_PLACES)),
        tuple(islice(_machines(snapshot, tree, unread), MAX_PLACES)),
        tuple(islice(_told(snapshot, tree), MAX_PLACES)),
        next(iter(unread), ""),
    )


@cache
def _pattern(text: str, flags: re.RegexFlag = re.MULTILINE | re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(text, flags)


def _in_files(
    sort: str, snapshot: Snapshot, tree: TreeFacts, unread: list[str], most: int = MAX_CHARS
) -> Iterator[Evidence]:
    rows = load("pythons")[sort]
    of_any = _pattern(f"(?:.*/)?(?:{'|'.join(row['files'] for row in rows)})")
    paths = [path for path in tree.paths if of_any.fullmatch(path) and not is_aside(path)]
    for row in rows:
        name = _pattern(f"(?:.*/)?(?:{row['files']})")
        for path in [path for path in paths if name.fullmatch(path)][:MAX_FILES]:
            text = _text(snapshot, path, unread, most)
            yield from islice(_places(path, text, _pattern(row["line"])), 1)


def _machines(snapshot: Snapshot, tree: TreeFacts, unread: list[str]) -> Iterator[Evidence]:
    yield from _in_files("locking", snapshot, tree, unread, MAX_LOCK_CHARS)
    dockerfiles = (path for path in tree.paths if is_dockerfile(path) and not is_aside(path))
    for path in islice(dockerfiles, MAX_FILES):
        text = _text(snapshot, path, unread)
        yield from islice((*_images(path, text), *_places(path, text, _pattern(load("pythons")["docker"]))), 1)
    yield from _in_files("running", snapshot, tree, unread)
    if found := _FRONT.match(readme_text(snapshot, tree, ReadmeFacts())):
        line = found[0].rpartition("\n")[2]
        yield Evidence(readme_path(tree, ReadmeFacts()) or "", found[0].count("\n") + 1, shown(line))


def _images(path: str, text: str) -> Iterator[Evidence]:
    """The images that name it, with the defaults of their arguments."""
    lines = text.split("\n")
    try:
        found = stages(text)
    except NoDockerfile:
        return
    for stage in found:
        guessed = _pattern(load("pythons")["guess"]).search("".join(lines[stage.line - 2 : stage.line - 1]))
        if stage.image and not guessed and _pattern(load("pythons")["image"]).search(stage.image):
            yield Evidence(path, stage.line, shown(f"FROM {stage.image}"))


def _told(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Evidence]:
    telling = load("pythons")["telling"]
    if path := readme_path(tree, ReadmeFacts()):
        text = readme_text(snapshot, tree, ReadmeFacts()).replace("**", "").replace("`", "")
        yield from _places(path, text, _pattern(telling["readme"]))
    for path in tree.paths:
        if path in _PACKAGES:
            yield from _places(path, _text(snapshot, path, []), _pattern(telling["classifier"]))


def _text(snapshot: Snapshot, path: str, unread: list[str], most: int = MAX_CHARS) -> str:
    data = snapshot.read(path)
    if data is None:
        unread.append(path)
    return (decode((data or b"")[: 2 * most]) or "")[:most]


def _places(path: str, text: str, pattern: re.Pattern[str]) -> Iterator[Evidence]:
    """Each line on which it begins, or on which its group `at` does."""
    last = 0
    for found in pattern.finditer(text):
        begin = found.start("at" if "at" in pattern.groupindex else 0)
        begin += len(text[begin : found.end()]) - len(text[begin : found.end()].lstrip())
        number = text.count("\n", 0, begin) + 1
        if number != last:
            last = number
            end = text.find("\n", found.end())
            line = text[text.rfind("\n", 0, begin) + 1 : end if end >= 0 else None]
            if not _pattern(load("pythons")["guess"]).search(line):
                yield Evidence(path, number, shown(line))
