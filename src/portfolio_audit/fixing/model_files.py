"""Versions that files of trained models hold: what saved one is what loads it. No byte is unpickled."""

import re
from collections.abc import Iterable, Iterator

from portfolio_audit.facts.paths import suffix
from portfolio_audit.model.values import Evidence, Openable, Snapshot

MAX_FILES = 20
MAX_BYTES = 5_000_000
"""Of one file; the first part of a model that is made of others tells as well."""
_PICKLES = (".pkl", ".pickle", ".joblib", ".sav", ".model", ".dill")
_SKLEARN = re.compile(rb"_sklearn_version(?:\x94|q.|r.{4})(?:\x8c(.)|X(.)\0\0\0)", re.DOTALL)
"""The key, its place in the memo, and the length of the text that follows (protocols 2 to 5)."""
_KERAS = re.compile(rb'"keras_version": "([\d.]{3,12})"')


def saved_with(snapshot: Snapshot, paths: Iterable[str]) -> Iterator[tuple[str, str, Evidence]]:
    """(distribution, version, file) of what saved the committed models; compressed ones keep it to themselves."""
    models = [path for path in paths if suffix(path) in (*_PICKLES, ".keras")]
    for path in models[:MAX_FILES]:
        data = _start(snapshot, path)
        if suffix(path) == ".keras":
            found = (("keras", match[1]) for match in _KERAS.finditer(data))
        else:
            found = (("scikit-learn", _text_after(match, data)) for match in _SKLEARN.finditer(data))
        yield from (
            (name, version.decode("ascii", "replace"), Evidence(path)) for name, version in dict.fromkeys(found)
        )


def _start(snapshot: Snapshot, path: str) -> bytes:
    found = snapshot.start(path, MAX_BYTES) if isinstance(snapshot, Openable) else snapshot.read(path)
    return (found or b"")[:MAX_BYTES]


def _text_after(found: re.Match[bytes], data: bytes) -> bytes:
    size = (found[1] or found[2])[0]
    return data[found.end() : found.end() + size]
