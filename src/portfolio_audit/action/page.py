"""The tables of docs/action.md: `python -m portfolio_audit.action.page` writes them into the page that it is given."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from portfolio_audit.action.inputs import INPUTS, OUTPUTS
from portfolio_audit.files import write_whole

_PART = re.compile(r"(<!-- (inputs|outputs) -->\n).*?(<!-- end -->)", re.DOTALL)


def renewed(page: str) -> str:
    """The page with tables of today between its marks."""
    tables = {"inputs": _inputs(), "outputs": _outputs()}
    return _PART.sub(lambda found: f"{found[1]}{tables[found[2]]}{found[3]}", page)


def _inputs() -> str:
    rows = ((f"`{row.name}`", f"`{row.default}`" if row.default else "", row.words) for row in INPUTS)
    return _table(("input", "default", "what it does"), rows)


def _outputs() -> str:
    return _table(("output", "what it holds"), ((f"`{name}`", words) for name, words in OUTPUTS.items()))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


if __name__ == "__main__":
    for path in map(Path, sys.argv[1:]):
        write_whole(path, renewed(path.read_text("utf-8")))
