"""A student's own files in the cohort's folder: the page, the report, the letter."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import rmtree

from portfolio_audit.codec import decode
from portfolio_audit.cohort.letters import letter
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
        self.made = hashlib.sha256(f"{build()} {language}".encode()).hexdigest()[:16]
        """Tells pages as they are made now from others."""

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
        """
        value = decode(report, Report)
        files = self._files(student)
        told = {form: pieces(form, value, self._language) for form in FORMS}
        write_all((files[form], content) for form, content in {**told, LETTER: [letter(student, value)]}.items())

    def sweep(self, students: Iterable[Student]) -> None:
        """Remove the files of those who are on the roster no more."""
        kept = {place_of(student) for student in students}
        for folder in self._ours():
            if folder.name not in kept:
                rmtree(folder, ignore_errors=True)
                (self._folder / FEEDBACK / f"{folder.name}.md").unlink(missing_ok=True)

    def _ours(self) -> Iterator[Path]:
        """Folders that hold what we write, and nothing else."""
        names = {FILES[form] for form in FORMS}
        for folder in (self._folder / STUDENTS).glob("*/"):
            if not folder.is_symlink() and {file.name for file in folder.iterdir()} <= names:
                yield folder

    def _files(self, student: Student) -> dict[str, Path]:
        folder = self._folder / STUDENTS / place_of(student)
        files = {form: folder / FILES[form] for form in FORMS}
        return {**files, LETTER: self._folder / FEEDBACK / f"{place_of(student)}.md"}
