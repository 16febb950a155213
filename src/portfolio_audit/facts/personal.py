"""Personal data in what a repository shows: addresses of people beside their names or numbers.

Tables are not brought in, which would double what is transferred; what notebooks printed of them is, and JSON.
"""

import re
from collections.abc import Iterator

from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.paths import is_aside, suffix
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode

MAX_FILES = 100
MAX_CHARS = 200_000
PEOPLE = 3
"""Different addresses of people from which a table is one of people."""
_ADDRESS = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,40}@([A-Za-z0-9-]{1,40}(?:\.[A-Za-z]{2,10}){1,2})(?![\w-])")
_NUMBER = re.compile(r"(?<![\w.])(?:\+\d{1,3}[ .-]?)?\(?\d{2,4}\)?[ .-]?\d{3,4}[ .-]?\d{3,4}(?![\w.])")
_WORD = re.compile(r"[^\W_]{2,30}")


def read_personal(
    snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...], told: str
) -> Iterator[Evidence]:
    """Where people can be told by two things that lead to them; nothing of what is said to be made up."""
    low = told.lower()
    if any(word in low for word in _words("made-up")):
        return
    for place, text in _texts(snapshot, tree, notebooks):
        if found := _identifiers(text):
            people, beside = found
            yield Evidence(place.path, place.line, f"{people} e-mail addresses of people beside {beside}")


def _texts(snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...]) -> Iterator[tuple[Evidence, str]]:
    for file in notebooks:
        for output in file.outputs:
            if "@" in output.text:
                yield Evidence(file.facts.path, output.number), output.text
    for path in [path for path in tree.paths if suffix(path) in (".json", ".jsonl")][:MAX_FILES]:
        if not is_aside(path) and not any(word in path.lower() for word in _words("made-up-files")):
            data = snapshot.read(path) or b""
            if b"@" in data and (text := decode(data[: 2 * MAX_CHARS])):
                yield Evidence(path), text[:MAX_CHARS]


def _identifiers(text: str) -> tuple[int, str] | None:
    """How many addresses of people stand there, and what else tells who they are."""
    people = {found[0].lower() for found in _ADDRESS.finditer(text) if found[1].lower() in _words("mail")}
    if len(people) < PEOPLE:
        return None
    words = {word.lower() for word in _WORD.findall(text[:MAX_CHARS])}
    if not words.isdisjoint(_words("phone")) and len(set(_NUMBER.findall(text))) >= PEOPLE:
        return len(people), "telephone numbers"
    return (len(people), "names") if not words.isdisjoint(_words("name")) else None


def _words(key: str) -> frozenset[str]:
    return frozenset(load("personal")[key])
