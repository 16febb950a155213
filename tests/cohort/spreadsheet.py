"""LibreOffice opens files as a mentor would, and tells what it made of their cells."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

PROGRAMS = ("soffice", "libreoffice")
ABSENT = "There is no LibreOffice for these tests: install libreoffice-calc, so that soffice is on the PATH."
UTF_8 = 76
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


class Seen(NamedTuple):
    """A file as the program sees it."""

    formulas: tuple[str, ...]
    sheets: dict[str, list[list[str]]]
    """Name → rows of what cells show, empty cells at the end left out."""


def opened(files: Sequence[Path], folder: Path, parted_by: str = "") -> dict[str, Seen]:
    """Each file by its name, opened by LibreOffice with a profile of its own.

    Args:
        parted_by: delimiters, where the files are CSV in UTF-8.
    """
    codes = "/".join(str(ord(char)) for char in parted_by)
    as_csv = [f"--infilter=Text - txt - csv (StarCalc):{codes},34,{UTF_8},1"] if parted_by else []
    profile, made = f"-env:UserInstallation={(folder / 'profile').as_uri()}", folder / "made"
    command = [
        _program(),
        profile,
        "--headless",
        *as_csv,
        "--convert-to",
        "fods",
        "--outdir",
        str(made),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300, cwd=folder)
    return {file.name: _seen(made / f"{file.stem}.fods") for file in files}


def _program() -> str:
    """Without one the tests are skipped, but in CI they fail."""
    found = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(ABSENT)
    return found


def _seen(file: Path) -> Seen:
    root = ElementTree.parse(file).getroot()  # noqa: S314 - written by LibreOffice
    formulas = tuple(cell.attrib[f"{_TABLE}formula"] for cell in root.iter() if f"{_TABLE}formula" in cell.attrib)
    sheets = {sheet.attrib[f"{_TABLE}name"]: list(_rows(sheet)) for sheet in root.iter(f"{_TABLE}table")}
    return Seen(formulas, sheets)


def _rows(sheet: ElementTree.Element) -> Iterator[list[str]]:
    for row in sheet.iter(f"{_TABLE}table-row"):
        cells = [text for cell in row for text in [_shown(cell)] * _times(cell, "columns")]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield from [cells] * _times(row, "rows")


def _times(element: ElementTree.Element, what: str) -> int:
    """How often it stands there; what is empty to the end of the sheet counts once."""
    times = int(element.attrib.get(f"{_TABLE}number-{what}-repeated", "1"))
    return times if times < 1_000 else 1


def _shown(cell: ElementTree.Element) -> str:
    return "\n".join(_text(paragraph) for paragraph in cell.findall(f"{_TEXT}p"))


def _text(element: ElementTree.Element) -> str:
    spaces = " " * int(element.attrib.get(f"{_TEXT}c", "1")) if element.tag == f"{_TEXT}s" else ""
    return spaces + (element.text or "") + "".join(_text(inner) + (inner.tail or "") for inner in element)
