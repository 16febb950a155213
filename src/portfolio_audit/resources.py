"""Where the rule catalogue and the report templates are."""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


@cache
def data_dir(name: str) -> Path:
    """The folder `rules` or `reports`: the packaged one, else (editable install) the one at the repository's root."""
    packaged = _PACKAGE / "_data" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name


@cache
def build() -> str:
    """What tells this version of code and data from every other: 16 hex digits.

    Taken from names, sizes and times of the files, so that it differs while somebody works on them, too.
    """
    folders = (_PACKAGE, data_dir("rules"), data_dir("reports"))
    files = sorted(f"{path}:{size}:{changed}" for folder in folders for path, size, changed in _files(str(folder)))
    return hashlib.sha256("\n".join(files).encode()).hexdigest()[:16]


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    for item in os.scandir(folder):
        if item.is_dir(follow_symlinks=False):
            yield from _files(item.path) if item.name != "__pycache__" else ()
        else:
            about = item.stat()
            yield item.path, about.st_size, about.st_mtime_ns
