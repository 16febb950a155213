"""Files as a fixer may change them: which ones, and where a line of one's own goes."""

from collections.abc import Iterable

from portfolio_audit.fixing.making import Bench
from portfolio_audit.skeletons.commands import usable
from portfolio_audit.text import decoded

MAX_CHARS = 200_000
"""Of a file that is changed; a longer one is nobody's handiwork."""


def editable(bench: Bench, path: str) -> str | None:
    """The whole text of a file that may be changed; `None` for links, folders, binaries, and what is cut or broken."""
    changed = next((change.new for change in bench.made if change.path == path), None)
    if changed is not None:
        return changed
    plain = any(entry.path == path and entry.kind == "file" for entry in bench.snapshot.entries)
    data = bench.snapshot.read(path) if plain and usable(path) else None
    found = decoded(data) if data is not None else None
    sound = found is not None and "\ufffd" not in found.text and len(found.text) <= MAX_CHARS
    return found.text if found and sound else None


def appended(text: str, lines: Iterable[str]) -> str:
    """The text with the lines below it, whether or not its last one was ended."""
    below = "".join(f"{line}\n" for line in lines)
    return f"{text}\n{below}" if text and not text.endswith("\n") else text + below


def listed(names: Iterable[str]) -> str:
    """`a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
