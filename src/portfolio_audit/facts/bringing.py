"""How the data comes to whoever runs the code: fetched by a call or a command, versioned apart, or made on the spot."""

import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import translate
from functools import cache

from portfolio_audit.facts.paths import is_aside, is_table
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import shown

_REMOTES = ".dvc/config"
"""Where DVC says from where the data comes; empty until somebody does."""


def brought(snapshot: Snapshot, sources: tuple[Source, ...], texts: Iterable[tuple[str, str]]) -> Iterator[Evidence]:
    """Each way with its place; a folder of pictures that is merely read is none."""
    own = [source for source in sources if not is_aside(source.path)]
    yield from _called(own)
    yield from _commanded(texts)
    if any(entry.path == _REMOTES and entry.size != 0 for entry in snapshot.entries):
        yield from (Evidence(entry.path) for entry in snapshot.entries if entry.path.endswith(".dvc"))
    yield from _made(own)


def _called(sources: list[Source]) -> Iterator[Evidence]:
    fetches, local = _pattern("fetches"), _pattern("local")
    for source in sources:
        lying = {line for name, line in (*source.calls, *source.loads) if local(name)}
        for name, line in source.calls:
            if line not in lying and fetches(name):
                yield Evidence(source.path, line, source.excerpt(line) or shown(name))


@cache
def _pattern(key: str) -> Callable[[str], object]:
    return re.compile("|".join(map(translate, load("datasets")[key]))).match


def _commanded(texts: Iterable[tuple[str, str]]) -> Iterator[Evidence]:
    """The first command of each script, task or cell that fetches something."""
    command = re.compile(load("datasets")["commands"])
    for path, text in texts:
        if found := command.search(text):
            start = text.rfind("\n", 0, found.start()) + 1
            line = None if path.endswith(".ipynb") else text.count("\n", 0, start) + 1
            yield Evidence(path, line, shown(text[start:].partition("\n")[0].strip()))


def _made(sources: list[Source]) -> Iterator[Evidence]:
    """Where the code writes every table that it reads, so that nothing has to be brought."""
    written: dict[str, Evidence] = {}
    read: set[str] = set()
    for source in sources:
        for text, line in source.strings:
            name = text.replace("\\", "/").rpartition("/")[2]
            if is_table(name) and (text, line) in source.written:
                written.setdefault(name, Evidence(source.path, line, source.excerpt(line) or shown(text)))
            elif is_table(name):
                read.add(name)
    if read and read <= written.keys():
        yield from written.values()
