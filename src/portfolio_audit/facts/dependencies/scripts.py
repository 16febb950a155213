"""What scripts declare in their own first lines (PEP 723)."""

import re

_START = re.compile(r"^# /// script[ \t]*\n", re.MULTILINE)
_LINES = re.compile(r"((?:#(?: [^\n]*)?\n)+?)# ///[ \t]*(?:\n|$)")


def header(text: str) -> str:
    """The document in the first lines, each of which keeps its number; empty when there is none."""
    start = _START.search(text) if "# /// script" in text else None
    found = _LINES.match(text, start.end()) if start else None
    if not found:
        return ""
    lines = (line.removeprefix("#").removeprefix(" ") for line in found[1].split("\n"))
    return "\n" * text.count("\n", 0, found.start(1)) + "\n".join(lines)
