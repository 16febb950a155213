"""Files that appear whole or not at all."""

import errno
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from portfolio_audit.errors import OutputError
from portfolio_audit.temporary import temporary_file

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write the text, or its pieces, beside its place and move it there in one step.

    Raises:
        OutputError: it could not be written; what was there before is untouched.
    """
    new: list[Path] = []
    try:
        new += [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary_file(path) as (descriptor, temporary):
            with open(descriptor, "wb", closefd=False) as file:
                for piece in [text] if isinstance(text, str) else text:
                    file.write(piece.encode("utf-8", "backslashreplace"))
                file.flush()
                os.fsync(descriptor)
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
    except OSError as error:
        for folder in new:
            with suppress(OSError):
                folder.rmdir()
        advice = "Free some space, or choose" if error.errno in _FULL else "Choose"
        raise OutputError(
            f"{path} could not be written: {error.strerror}. {advice} another place with --output."
        ) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def check_writable(folder: Path) -> None:
    """Find out before the work whether a file can be written below that folder.

    Raises:
        OutputError: it cannot.
    """
    try:
        existing = next(place for place in (folder, *folder.parents) if place.exists())
    except OSError as error:
        raise OutputError(f"{folder} cannot be written: {error.strerror}. Choose another --output.") from None
    if not existing.is_dir():
        raise OutputError(f"{existing} is a file, so nothing can be written below it. Choose another --output.")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError(f"{existing} is not writable. Choose another place with --output.")
