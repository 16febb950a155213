"""What earlier runs found, kept in one small file for each subject and rubric, in the user's data folder.

It is no part of the cache: emptying that must not lose a trend. Whatever is wrong with a file costs the trend, never
the run.
"""

import hashlib
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from portfolio_audit.codec import decode, encode
from portfolio_audit.errors import OutputError
from portfolio_audit.files import users_folder, write_whole
from portfolio_audit.limits import MB
from portfolio_audit.model.record import Record
from portfolio_audit.past import Past, with_state
from portfolio_audit.text import shown

log = logging.getLogger(__name__)

FOLDER_VARIABLE = "PORTFOLIO_AUDIT_DATA"
HISTORY_SCHEMA = "portfolio-audit/history@1"
_MOST_BYTES = 32 * MB
_LOCK = ".lock"
_PRIVATE = 0o600


class Kept(Struct, frozen=True):
    """One file: whose past it is, by which rubric, and the past."""

    schema: str
    subject: str
    rubric: str
    past: Past


def is_called(kept: Kept, subject: str) -> bool:
    """Whether that is the subject's name, however it is written."""
    return kept.subject.casefold() == subject.casefold()


def data_folder() -> Path:
    """Where what must stay is kept: the folder that `PORTFOLIO_AUDIT_DATA` names, else the platform's data folder.

    Whoever has no home gets one among the temporary files.
    """
    return users_folder("data", FOLDER_VARIABLE)


class History:
    """The pasts of all subjects, below the data folder."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "history"

    def past(self, subject: str, rubric: str) -> Past:
        """What is known of that subject by that rubric; nothing when its file is not there or is damaged."""
        kept = self._read(self._file(subject, rubric))
        return kept.past if kept and (kept.subject, kept.rubric) == (subject, rubric) else Past()

    def record(self, subject: str, rubric: str, present: Record) -> None:
        """Keep what is recorded of a report. If that fails, the log says why."""
        file = self._file(subject, rubric)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._alone():
                past = self.past(subject, rubric)
                if file.exists() and past == Past():
                    _put_aside(file)
                kept = Kept(HISTORY_SCHEMA, subject, rubric, with_state(past, present))
                write_whole(file, encode(kept).decode(), _PRIVATE)
        except (OSError, OutputError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error).partition(". ")[0]
            log.warning("this run is not kept for the trend: %s", reason)

    def all(self) -> list[Kept]:
        """Whatever is kept, by subject."""
        files = sorted(self.folder.glob("*.json")) if self.folder.is_dir() else []
        return sorted((kept for kept in map(self._read, files) if kept), key=lambda kept: (kept.subject, kept.rubric))

    def clear(self, subject: str | None = None) -> int:
        """Forget that subject, or all; the number of files that went.

        Raises:
            OSError: one could not be removed.
        """
        files = sorted(self.folder.glob("*.json*")) if self.folder.is_dir() else []
        gone = [file for file in files if subject is None or self._is_about(file, subject)]
        for file in gone:
            file.unlink()
        return len(gone)

    def _is_about(self, file: Path, subject: str) -> bool:
        kept = self._read(file)
        return kept is not None and is_called(kept, subject)

    def _file(self, subject: str, rubric: str) -> Path:
        words = "".join(char if char.isascii() and char.isalnum() else "-" for char in subject)[-40:].strip("-")
        digest = hashlib.sha256(f"{subject}\0{rubric}".encode("utf-8", "surrogatepass")).hexdigest()
        return self.folder / f"{words or 'subject'}-{digest[:16]}.json"

    def _read(self, file: Path) -> Kept | None:
        """What the file holds; `None` if that is nothing of ours."""
        try:
            kept = decode(_own_bytes(file), Kept)
            if kept.schema != HISTORY_SCHEMA:
                raise ValueError(f"its schema is {shown(kept.schema, 60)}")
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            log.warning("%s is not used: %s", file, error)
            return None
        return kept

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold off other runs while the block lasts; the system lets them go on if this one dies."""
        descriptor = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), _PRIVATE)
        try:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _own_bytes(file: Path) -> bytes:
    """The bytes of a file that only this user can have put there.

    Raises:
        OSError: there is none, it is a link, somebody else's, or far too large.
    """
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(file, os.O_RDONLY | flags)
    with os.fdopen(descriptor, "rb") as opened:
        state = os.fstat(descriptor)
        if hasattr(os, "geteuid") and state.st_uid != os.geteuid():
            raise PermissionError(0, "it belongs to somebody else")
        if state.st_size > _MOST_BYTES:
            raise OSError(0, "it is too large")
        return opened.read(_MOST_BYTES)


def _put_aside(file: Path) -> None:
    """Damaged, or another program's: it is kept, should somebody want to look."""
    with suppress(OSError):
        file.replace(file.with_name(f"{file.name}.damaged"))
        log.warning("%s was damaged; it is put aside and the trend starts anew", file)
