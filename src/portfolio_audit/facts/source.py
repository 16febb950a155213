"""What the author's code says, script by script and cell by cell, read once by `ast` and never run."""

import ast
import re
from dataclasses import dataclass, field

from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.paths import is_minified, is_test, language, suffix
from portfolio_audit.facts.syntax import Names, parsed, root, walk, without_magics
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode, shown

MAX_SOURCE_CHARS = 300_000  # `ast` takes a gigabyte for a list of 3 MB
MAX_FILES = 1_500
MAX_ALL_BYTES = 15_000_000
MAX_PROSE = 50_000
MAX_STRING = 300
_IMPORT = re.compile(r"^\s*(?:import|from)\s+([A-Za-z_][\w.]{0,100})")


@dataclass(slots=True)
class Source:
    """One Python file, or one notebook; lines are cells there."""

    path: str
    text: str
    """The whole text; for notebooks the code cells, joined."""
    prose: str = ""
    """Text of a notebook's Markdown cells."""
    notebook: bool = False
    test: bool = False
    imports: list[tuple[str, int]] = field(default_factory=list)
    """(full module name, line); a leading dot for relative ones."""
    calls: list[tuple[str, int]] = field(default_factory=list)
    loads: list[tuple[str, int]] = field(default_factory=list)
    """Calls whose first argument is a literal, as `name(literal)`."""
    keywords: list[tuple[str, int]] = field(default_factory=list)
    """Names of keyword arguments, as `name=`."""
    strings: list[tuple[str, int]] = field(default_factory=list)
    """Literals that are no docstrings."""
    named: dict[str, str] = field(default_factory=dict)
    """Names that are bound to a literal, such as a path."""
    functions: int = 0
    tests: list[tuple[str, int]] = field(default_factory=list)
    assertions: int = 0
    work: int = 0
    """Statements that do something: no import, docstring, `pass` or constant."""
    main: int | None = None
    """Line of `if __name__ == "__main__"`."""
    errors: list[tuple[int, str]] = field(default_factory=list)
    lines: tuple[str, ...] = ()

    def excerpt(self, line: int) -> str:
        """The line, safe to show; nothing for notebooks, where a line is a cell."""
        if self.notebook or not 0 < line <= len(self.lines):
            return ""
        text = self.lines[line - 1].strip()
        return text if len(text) <= 200 and text.isascii() and text.isprintable() else shown(text)


def open_sources(snapshot: Snapshot, tree: TreeFacts, notebooks: tuple[NotebookFile, ...]) -> tuple[Source, ...]:
    """The author's Python, scripts first, then notebooks, each in the tree's order."""
    paths = [path for path in tree.paths if suffix(path) in (".py", ".pyw") and not is_minified(path)]
    scripts = []
    left = MAX_ALL_BYTES
    for path in paths[:MAX_FILES]:
        data = snapshot.read(path)
        left -= len(data or b"")
        scripts.append(_script(path, data, parse=left > 0))
    return tuple(source for source in (*scripts, *(_notebook(file) for file in notebooks)) if source)


def other_sources(tree: TreeFacts) -> tuple[str, ...]:
    """The author's files in further languages, pages and papers included."""
    known = (path for path in tree.paths if (name := language(path)) and name not in ("Python", "Notebook"))
    return tuple(path for path in known if not is_minified(path))


def _script(path: str, data: bytes | None, *, parse: bool) -> Source | None:
    if data is None:
        return None
    text = decode(data)
    source = Source(path, text or "", test=is_test(path))
    if text is None:
        source.errors.append((1, "no text"))
        return source
    source.lines = tuple(text.split("\n"))
    if len(text) > MAX_SOURCE_CHARS or not parse:
        source.errors.append((1, f"not parsed: over {MAX_SOURCE_CHARS:,} characters, or {MAX_ALL_BYTES:,} in all"))
        return source
    tree = parsed(text) if "\f" not in text else parsed(text.replace("\f", " "))
    if isinstance(tree, ast.Module):
        _Reader(source, Names()).read(tree, None)
    else:
        source.errors.append(tree)
        _read_lines(source, text, None)
    return source


def _notebook(file: NotebookFile) -> Source | None:
    if not file.facts.readable:
        return None
    cells = list(file.code())
    source = Source(
        file.facts.path, "\n".join(cell.source for cell in cells), notebook=True, test=is_test(file.facts.path)
    )
    source.prose = "\n".join(cell.source for cell in file.cells if cell.kind == "markdown")[:MAX_PROSE]
    if file.language != "python":
        return source
    names = Names()
    for cell in cells:
        if len(cell.source) > MAX_SOURCE_CHARS:
            continue
        tree = parsed(cell.source)
        if not isinstance(tree, ast.Module):
            plain = without_magics(cell.source)
            tree = parsed(plain) if plain != cell.source else tree
        if isinstance(tree, ast.Module):
            _Reader(source, names).read(tree, cell.number)
        else:
            source.errors.append((cell.number, tree[1]))
            _read_lines(source, cell.source, cell.number)
    return source


def _read_lines(source: Source, text: str, cell: int | None) -> None:
    """Imports of what does not parse, Python 2 for one, so that it is not taken for nothing."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := _IMPORT.match(line):
            source.imports.append((found[1], cell or number))
        elif line.strip() and not line.lstrip().startswith("#"):
            source.work += 1


class _Reader:
    """Walks one syntax tree without recursion, so that depth is no danger."""

    def __init__(self, source: Source, names: Names) -> None:
        self.source = source
        self.names = names

    def read(self, tree: ast.Module, cell: int | None) -> None:
        nodes = list(walk(tree))
        for node in nodes:  # imports first: a function may use what stands below it
            if isinstance(node, ast.Import):
                self._import(node, cell)
            elif isinstance(node, ast.ImportFrom):
                self._import_from(node, cell)
            elif isinstance(node, ast.Assign):
                self._renamed(node)
        for node in nodes:
            if isinstance(node, ast.Call):
                self._call(node, cell)
            elif isinstance(node, ast.Constant):
                if isinstance(node.value, str) and 0 < len(node.value) <= MAX_STRING:
                    self.source.strings.append((node.value, cell or node.lineno))
            elif isinstance(node, ast.stmt):
                self._statement(node, cell)

    def _import(self, node: ast.Import, cell: int | None) -> None:
        for item in node.names:
            self.source.imports.append((item.name, cell or node.lineno))
            if item.asname:
                self.names.aliases[item.asname] = item.name
            else:
                root = item.name.partition(".")[0]
                self.names.aliases[root] = root

    def _import_from(self, node: ast.ImportFrom, cell: int | None) -> None:
        module = "." * node.level + (node.module or "")
        self.source.imports.append((module, cell or node.lineno))
        for item in node.names:
            self.names.aliases[item.asname or item.name] = f"{module}.{item.name}"

    def _renamed(self, node: ast.Assign) -> None:
        """`mnist = tf.keras.datasets.mnist` is an import in other words."""
        if isinstance(node.value, ast.Attribute) and isinstance(target := node.targets[0], ast.Name):
            full = self.names.full(node.value)
            if full and not full.startswith(".") and root(node.value) in self.names.aliases:
                self.names.aliases.setdefault(target.id, full)

    def _call(self, node: ast.Call, cell: int | None) -> None:
        if name := self.names.full(node.func):
            line = cell or node.lineno
            self.source.calls.append((name, line))
            self.source.keywords += [(f"{keyword.arg}=", line) for keyword in node.keywords if keyword.arg]
            first = node.args[0] if node.args else node.keywords[0].value if node.keywords else None
            if (
                isinstance(first, ast.Constant)
                and isinstance(first.value, str | int)
                and len(str(first.value)) <= MAX_STRING
            ):
                self.source.loads.append((f"{name}({first.value})", line))

    def _statement(self, node: ast.stmt, cell: int | None) -> None:
        source = self.source
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            source.functions += 1
            if node.name.startswith("test"):
                source.tests.append((node.name, cell or node.lineno))
            for decorator in node.decorator_list:
                if not isinstance(decorator, ast.Call) and (name := self.names.full(decorator)):
                    source.calls.append((name, cell or node.lineno))
        elif isinstance(node, ast.Assert):
            source.assertions += 1
        elif isinstance(node, ast.Assign):
            self._assigned(node)
        elif isinstance(node, ast.If) and _is_main(node.test):
            source.main = source.main or node.lineno
        if _works(node):
            source.work += 1

    def _assigned(self, node: ast.Assign) -> None:
        if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self.source.named.setdefault(target.id, node.value.value[:MAX_STRING])


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _works(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    return not (
        isinstance(node, ast.Assign | ast.AnnAssign) and (node.value is None or isinstance(node.value, ast.Constant))
    )
