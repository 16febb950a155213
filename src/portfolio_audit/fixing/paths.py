"""Which paths may be written, on whatever system: a patch comes from a process that has read a stranger's files."""

import re
import unicodedata

MOST_BYTES = 4_000
MOST_NAME_BYTES = 240
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?")
_FORBIDDEN = frozenset('<>:"|?*\\')
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def objection(path: str) -> str:
    """Why a file of that path is not to be written; nothing when it may be."""
    if not path or len(path.encode("utf-8", "replace")) > MOST_BYTES:
        return "its path is empty or too long"
    if path.startswith("/"):
        return "its path leads out of the folder"
    return next(filter(None, map(_objection, path.split("/"))), "")


def _objection(name: str) -> str:
    if name in ("", ".", ".."):
        return "its path leads out of the folder"
    if _as_disks_see_it(name) in (".git", "git~1"):
        return "it lies in .git"
    if _FORBIDDEN.intersection(name) or any(unicodedata.category(char) in _UNSEEN for char in name):
        return "its name has characters that not every system can write"
    if _RESERVED.fullmatch(name.lower()) or name.endswith((".", " ")):
        return "its name is reserved on some systems"
    return "its name is too long" if len(name.encode()) > MOST_NAME_BYTES else ""


def _as_disks_see_it(name: str) -> str:
    """Some disks pass over letters that nobody sees, and points and spaces at the end."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", name) if unicodedata.category(char) != "Cf")
    return seen.casefold().split(":")[0].rstrip(". ")
