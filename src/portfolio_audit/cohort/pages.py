"""A student's own files in the cohort's folder: the page, the report, the letter."""

import hashlib
from contextlib import suppress
from pathlib import Path

from portfolio_audit.codec import encode
from portfolio_audit.cohort.letters import letter
from portfolio_audit.cohort.tables import value_of
from portfolio_audit.files import write_all
from portfolio_audit.model.cohort import Student
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import FILES, pieces
from portfolio_audit.resources import build

STUDENTS, FEEDBACK = "students", "feedback"
FORMS = ("html", "json")
LETTER = "letter"
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
"""Names that are no files on Windows."""


def place_of(student: Student) -> str:
    """The name of a student's own files and folders: the login, which the host lets be letters, digits and hyphens."""
    return f"{student.key}_" if student.key in _DEVICES else student.key


class Pages:
    """Students' pages below the cohort's folder.

    Args:
        language: code of the pages' language.
    """

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._language = language

    def made(self, student: Student) -> str:
        """Tells the student's files as they are made now from others."""
        return hashlib.sha256(encode([build(), self._language, student.name])).hexdigest()[:16]

    def page_of(self, student: Student) -> str:
        """Where the student's page is, from the cohort's."""
        return f"{STUDENTS}/{place_of(student)}/{FILES['html']}"

    def are_there(self, student: Student) -> bool:
        """Whether nobody has taken them away."""
        return all(path.is_file() for path in self._files(student).values())

    def write(self, student: Student, report: bytes) -> None:
        """Write them, whole or not at all.

        Args:
            report: JSON.

        Raises:
            OutputError: they could not be written.
            StateFileError: it is no report, or one of another version.
        """
        value = value_of(report, Report)
        files = self._files(student)
        told = {form: pieces(form, value, self._language) for form in FORMS}
        write_all((files[form], content) for form, content in {**told, LETTER: [letter(student, value)]}.items())

    def remove(self, student: Student) -> None:
        """Remove them, and the student's folder if nothing else is in it."""
        files = self._files(student)
        for file in files.values():
            file.unlink(missing_ok=True)
        with suppress(OSError):
            files["html"].parent.rmdir()

    def _files(self, student: Student) -> dict[str, Path]:
        folder = self._folder / STUDENTS / place_of(student)
        files = {form: folder / FILES[form] for form in FORMS}
        return {**files, LETTER: self._folder / FEEDBACK / f"{place_of(student)}.md"}
