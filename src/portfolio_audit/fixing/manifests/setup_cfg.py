"""`setup.cfg`, whose list of what to install stands on indented lines below its key."""

import re
from collections.abc import Sequence

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
