"""The cells of a notebook → a script: imports and definitions as they stand, all else in order in one function."""

import ast
import warnings
from collections import Counter
from collections.abc import Iterator

from msgspec import Struct

from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.source import MADE_FROM_CELLS
from portfolio_audit.fixing.cells import Block, Unfit, blocks, read_at_once, read_names, says_where_modules_are
from portfolio_audit.skeletons.phrases import MARK
from portfolio_audit.text import shown

MAX_LINES = 5_000
_INDENT = "    "
_HELPERS = {"display": "from IPython.display import display", "get_ipython": "from IPython import get_ipython"}
"""What a notebook has without importing it."""


class Script(Struct, frozen=True):
    """A script that parses, and what is to be known about it."""

    text: str
    asked: int
    """Commands of the notebook that Python does not know."""
    dropped: int
    """Lines that only showed a value."""
    shared: tuple[str, ...]
    """Names that functions take from outside, so that they had to stay global."""


def script(file: NotebookFile) -> Script:
    """The script; `Unfit` in a sentence when the cells make none."""
    found = list(_blocks(file))
    dropped = sum(block.shows for block in found)
    found = [block for block in found if not block.shows]
    imports = list(_first_imports(found))
    rest = [block for block in found if not any(block is one for one in imports)]
    if all(block.imports or not block.nodes for block in rest):
        raise Unfit("its cells do nothing but import")
    above = _hoisted(rest)
    body = [block for block in rest if not any(block is one for one in above)]
    shared = _shared(imports, above, body)
    text = _text(imports, above, body, shared, found)
    _check(text)
    asked = text.count(f"# {MARK} From the notebook:")
    return Script(text, asked, dropped, shared)


def _blocks(file: NotebookFile) -> Iterator[Block]:
    """All cells with text in their order; of Markdown its headings."""
    titled = False
    for cell in file.cells:
        if cell.kind == "code":
            for number, block in enumerate(blocks(cell.source, cell.number)):
                block.begins = not number and not titled
                yield block
            titled = False
        elif cell.kind == "markdown":
            first = next((line for line in cell.source.split("\n") if line.strip()), "")
            if first.startswith("#") and (title := shown(first.strip("# \t"), 100)):
                yield Block([f"# {title}"], begins=not titled)
                titled = True


def _first_imports(found: list[Block]) -> Iterator[Block]:
    """Those that stand at the top: before a cell says where modules are, and what no function can hold."""
    ready = True
    for block in found:
        if block.imports and (ready or block.only_at_top):
            yield block
        ready = ready and not any(says_where_modules_are(node) for node in block.nodes)


def _hoisted(rest: list[Block]) -> list[Block]:
    """Definitions that can stand at the top: made once, and of nothing that the other cells make first."""
    counts = Counter(name for block in rest for name in block.bound)
    above = [block for block in rest if block.defines and counts[block.defines] == 1]
    while True:
        names = {block.defines for block in above}
        made = {name for block in rest for name in block.bound} - names
        kept = [block for block in above if made.isdisjoint(read_at_once(block.nodes[0]))]
        if len(kept) == len(above):
            return above
        above = kept


def _shared(imports: list[Block], above: list[Block], body: list[Block]) -> tuple[str, ...]:
    """Names that the function binds and that are known outside of it, or said to be global inside."""
    bound = {name for block in body for name in block.bound}
    outside = {name for block in (*imports, *above) for name in block.bound}
    outside |= {name for block in above for name in read_names(block.nodes[0])}
    for block in body:
        for node in block.nodes:
            outside |= {name for part in ast.walk(node) if isinstance(part, ast.Global) for name in part.names}
    return tuple(sorted(bound & outside))


def _text(
    imports: list[Block], above: list[Block], body: list[Block], shared: tuple[str, ...], found: list[Block]
) -> str:
    name = "main" if not any("main" in block.bound for block in found) else "run_cells"
    head = [f"# {MARK} {MADE_FROM_CELLS}: read it, run it, give its steps functions,", "# then delete these lines."]
    if lines := _import_lines(imports, found):
        head += ["", *lines]
    parts = ["\n".join(head), *("\n".join(block.lines) for block in above)]
    if any(block.nodes for block in body):
        parts.append("\n".join((f"def {name}():", *_body(body, shared))))
        parts.append(f'if __name__ == "__main__":\n{_INDENT}{name}()')
    return "\n\n\n".join(parts) + "\n"


def _import_lines(imports: list[Block], found: list[Block]) -> list[str]:
    lines = []
    for block in imports:
        at = next(number for number, line in enumerate(block.lines) if not line.lstrip().startswith("#"))
        lines.append("\n".join(block.lines[at:]))
    bound = {name for block in found for name in block.bound}
    used = {name for block in found for node in block.nodes for name in read_names(node)}
    lines += [line for name, line in _HELPERS.items() if name in used - bound]
    return sorted(dict.fromkeys(lines), key=lambda line: not line.startswith("from __future__"))


def _body(body: list[Block], shared: tuple[str, ...]) -> Iterator[str]:
    if shared:
        yield f"{_INDENT}global {', '.join(shared)}"
    for place, block in enumerate(body):
        if block.begins and place:
            yield ""
        for number, line in enumerate(block.lines):
            yield line if number in block.inside or not line.strip() else f"{_INDENT}{line}"


def _check(text: str) -> None:
    """Whether Python takes it, as far as can be told without running it."""
    if text.count("\n") > MAX_LINES:
        raise Unfit(f"it would have over {MAX_LINES:,} lines")
    try:
        text.encode()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "script", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unfit(f"its cells make no script: {shown(str(error), 100)}") from None
