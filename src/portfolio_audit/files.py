"""Files that appear whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from portfolio_audit.errors import OutputError


def write_whole(path: Path, text: str | Iterable[str]) -> None:
    """Write the text, or its pieces, beside its place and move it there in one step.

    Raises:
        OutputError: it could not be written; what was there before is untouched.
    """
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.writelines([text] if isinstance(text, str) else text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
        raise OutputError(
            f"{path} could not be written: {error.strerror}. Choose another place with --output."
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
