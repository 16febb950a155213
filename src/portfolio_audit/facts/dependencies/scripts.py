"""What scripts declare in their own first lines (PEP 723)."""

import re

_MARK = "# /// script"
_HEADER = re.compile(r"^# /// script[ \t]*\n((?:#(?:[ \t][^\n]*)?\n)+?)# ///[ \t]*$", re.MULTILINE)


def header(text: str) -> str:
    """The document in the first lines, each of which keeps its number; empty when there is none."""
    found = _HEADER.search(text) if _MARK in text else None
    if not found:
        return ""
    lines = (line.removeprefix("#").removeprefix(" ") for line in found[1].split("\n"))
    return "\n" * text.count("\n", 0, found.start(1)) + "\n".join(lines)
