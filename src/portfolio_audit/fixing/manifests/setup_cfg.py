"""`setup.cfg`, whose list of what to install stands on indented lines below its key."""

import re
from collections.abc import Mapping, Sequence

from portfolio_audit.fixing.manifests import requirement_lines
from portfolio_audit.fixing.manifests.entries import Entry, LeftAlone

_LIST = re.compile(r"^install_requires[ \t]*=[ \t]*\n((?:[ \t]+\S[^\n]*\n?|[ \t]*\n(?=[ \t]+\S))+)", re.MULTILINE)


def added(text: str, entries: Sequence[Entry]) -> str:
    """The file with further lines at the end of the list."""
    found = _LIST.search(text)
    if not found:
        raise LeftAlone("has no list `install_requires` of one line a package")
    indent = re.match(r"[ \t]+", found[1])
    lines = "".join(f"\n{indent[0] if indent else '    '}{entry.line}" for entry in entries)
    end = found.start() + len(found[0].rstrip())
    return text[:end] + lines + text[end:]


def renamed(text: str, names: Mapping[str, Entry]) -> str:
    """The file with the right packages in the place of wrong names in that list."""
    found = _LIST.search(text)
    if not found:
        raise LeftAlone("has no list `install_requires` of one line a package")
    return text[: found.start(1)] + requirement_lines.renamed(found[1], names) + text[found.end(1) :]
