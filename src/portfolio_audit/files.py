"""Files that appear whole or not at all, and the folders that are the user's own."""

import errno
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir
from typing import BinaryIO

from portfolio_audit.errors import OutputError
from portfolio_audit.temporary import temporary_file
from portfolio_audit.text import capitalised

_ADVICE = {
    errno.ENOSPC: "Free some space, or",
    errno.EDQUOT: "Free some space, or",
    errno.EFBIG: "Raise the limit on the size of files (ulimit -f), or",
}
ELSEWHERE = "choose another place with --output."


Content = str | Iterable[str | bytes]
"""A text, or pieces: of text, which becomes UTF-8, or of bytes."""


def users_folder(sort: str, variable: str) -> Path:
    """A folder of the user's for that sort of files: the one that the variable names, else the platform's.

    Args:
        sort: `cache` or `data`.
        variable: of the environment.
    """
    if named := os.environ.get(variable):
        return Path(named).absolute()
    import platformdirs  # not wanted where the variable is set

    place = Path(getattr(platformdirs, f"user_{sort}_dir")("portfolio-audit", appauthor=False))
    if sys.platform != "win32" and not place.is_absolute():
        place = Path(gettempdir(), f"portfolio-audit-{sort}-{os.getuid()}")
    return place


def write_whole(path: Path, content: Content, mode: int = 0o666) -> None:
    """Write the text, or the pieces, beside its place and move it there in one step.

    Args:
        mode: who may read and write it, as far as the umask lets them.

    Raises:
        OutputError: it could not be written; what was there before is untouched.
    """
    write_all([(path, content)], mode)


def write_all(files: Iterable[tuple[Path, Content]], mode: int | None = 0o666, advice: str = ELSEWHERE) -> None:
    """The same for several: none is moved to its place before all are written.

    Args:
        mode: as above; `None` leaves each as it is and makes new ones as usual.
        advice: what to do when one cannot be written.

    Raises:
        OutputError: one could not be written.
    """
    with ExitStack() as stack:
        written = [(stack.enter_context(_written(path, content, mode, advice)), path) for path, content in files]
        for temporary, path in written:
            try:
                temporary.replace(path)
            except OSError as error:
                raise _refused(path, error, advice) from None


@contextmanager
def _written(path: Path, content: Content, mode: int | None, advice: str) -> Iterator[Path]:
    """A temporary file beside that place with the content in it."""
    new: list[Path] = []
    try:
        new += [folder for folder in path.parents if not folder.exists()]
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary_file(path) as (file, temporary):
            _fill(file, content)
            temporary.chmod(_mode_of(path) if mode is None else mode & ~_umask())
            yield temporary
    except OSError as error:
        raise _refused(path, error, advice) from None
    finally:
        for folder in new:
            with suppress(OSError):
                folder.rmdir()  # unless something is in it


def _fill(file: BinaryIO, content: Content) -> None:
    for piece in [content] if isinstance(content, str) else content:
        file.write(piece.encode("utf-8", "backslashreplace") if isinstance(piece, str) else piece)
    file.flush()
    os.fsync(file.fileno())
    if sys.platform == "win32":  # where what is open cannot be moved
        file.close()


def _refused(path: Path, error: OSError, advice: str) -> OutputError:
    first = _ADVICE.get(error.errno or 0, "")
    then = f"{first} {advice}" if first else capitalised(advice)
    return OutputError(f"{path} could not be written: {error.strerror}. {then}")


def _mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666 & ~_umask()


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
