"""A patch against the files as they stand: what can be written, and writing it whole or not at all."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from portfolio_audit.errors import OutputError
from portfolio_audit.files import write_all
from portfolio_audit.fixing.editing import Unwritable, edited
from portfolio_audit.fixing.values import Change, Patch
from portfolio_audit.sources.standing import bytes_at, place_of
from portfolio_audit.text import shown

_ADVICE = "make it writable, and run it again."


class File(Struct, frozen=True):
    """One file of a patch."""

    change: Change
    old: bytes | None
    """As it stands; `None` when there is none."""
    new: bytes
    refused: str = ""
    """Why it stays as it is."""


def plan(root: Path, patch: Patch) -> tuple[File, ...]:
    """The files of the patch, those that must stay as they are with the reason."""
    return tuple(_file(root, change) for change in patch.changes)


def _file(root: Path, change: Change) -> File:
    try:
        old = bytes_at(root, change.path)
        if change.old is None and old is not None:
            raise Unwritable("it is there, and was not read because it is ignored or too large")
        return File(change, old, edited(old, change))
    except Unwritable as error:
        return File(change, None, b"", str(error))


def write(root: Path, files: Sequence[File]) -> None:
    """Write those that can be written, if none has changed in the meantime.

    Raises:
        OutputError: one has changed, or cannot be written; then none is.
    """
    for file in files:
        if not file.refused and _now(root, file.change.path) != file.old:
            name = shown(file.change.path)
            raise OutputError(f"{name} has changed in the meantime. Nothing was written; run it again.")
    write_all(_contents(root, files), None, _ADVICE)


def _contents(root: Path, files: Sequence[File]) -> Iterator[tuple[Path, list[bytes]]]:
    return ((place_of(root, file.change.path), [file.new]) for file in files if not file.refused)


def _now(root: Path, path: str) -> bytes | None:
    try:
        return bytes_at(root, path)
    except Unwritable as error:
        raise OutputError(f"{shown(path)} has changed in the meantime: {error}. Nothing was written.") from None
