"""Text of a repository in Markdown that is to be copied: it shows as it is and cannot act.

Unlike a report's Markdown it must stay text that a person edits, so nothing invisible is put in.
"""

import posixpath
import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit

from portfolio_audit.text import shown

MAX_TEXT = 400
_RUNS = re.compile(r"`+")
_ACTIVE = re.compile(r"([\\`*_\[\]<>|~$])")
_ENTITY = re.compile(r"&(?=#?\w{1,40};)")
_START = re.compile(r"^(?=[#+=-])")
_NUMBERED = re.compile(r"^(\d{1,9})([.)])")
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'`\\|]{4,300}")


def plain(text: str) -> str:
    """One line of text without any markup."""
    line = _ACTIVE.sub(r"\\\1", shown(text, MAX_TEXT))
    return _NUMBERED.sub(r"\1\\\2", _START.sub(r"\\", _ENTITY.sub(r"\&", line)))


def code(text: str) -> str:
    """A code span that its text cannot break out of."""
    line = shown(text)
    ticks = "`" * (_longest_run(line) + 1)
    pad = " " if not line or line[0] == "`" or line[-1] == "`" else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def fenced(lines: Iterable[str], language: str) -> str:
    """A block of code that its text cannot break out of; no line is cut, because half a command is another command."""
    text = [line.replace("\n", " ") for line in lines]
    ticks = "`" * max(3, _longest_run("\n".join(text)) + 1)
    return "\n".join([f"{ticks}{language}", *text, ticks])


def _longest_run(text: str) -> int:
    return max((len(run) for run in _RUNS.findall(text)), default=0)


def link(text: str, path: str, folder: str = "") -> str:
    """A link to a file of the repository from a README in that folder."""
    return f"[{plain(text)}]({target(path, folder)})"


def picture(text: str, path: str, folder: str = "") -> str:
    """An embedded picture of the repository."""
    return f"!{link(text, path, folder)}"


def target(path: str, folder: str = "") -> str:
    """A path of the repository as a link from a README in that folder."""
    return quote(posixpath.relpath(path, folder or "."), safe="/")


def address(url: str) -> str:
    """The web address if it can stand in Markdown and in a shell as it is, else nothing."""
    if not _ADDRESS.fullmatch(url) or not url.isascii():
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.netloc and "@" not in parts.netloc else ""
