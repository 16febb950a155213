"""What the author's code says, script by script and cell by cell, read once by `ast` and never run."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.paths import is_minified, is_test, language, suffix
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode, shown

MAX_SOURCE_CHARS = 300_000  # `ast` takes a gigabyte for a list of 3 MB
MAX_FILES = 1_500
MAX_STRING = 300
_LINE_MAGIC = re.compile(r"^(\s*)(?:[%!?]|[^#'\"]{0,200}\?\??\s*$)")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[A-Za-z_][\w, ]{0,100}=\s*)[%!].*$")
_BODY_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%memit", "%%mprun", "%%script false", "%%python", "%%py")
_IMPORT = re.compile(r"^\s*(?:import|from)\s+([A-Za-z_][\w.]{0,100})")


@dataclass(slots=True)
class Names:
    """What the local names of a file or notebook stand for."""

    aliases: dict[str, str] = field(default_factory=dict)

    def full(self, node: ast.expr) -> str | None:
        """The dotted name as imported; `.method` on what is not known."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < 20:
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Name):
            if node.id in self.aliases:
                return ".".join([self.aliases[node.id], *reversed(parts)])
            return f".{parts[0]}" if parts else node.id
        return f".{parts[0]}" if parts else None


@dataclass(slots=True)
class Source:
    """One Python file, or one notebook; lines are cells there."""

    path: str
    text: str
    """The whole text; for notebooks the code cells, joined."""
    notebook: bool = False
    test: bool = False
    imports: list[tuple[str, int]] = field(default_factory=list)
    """(full module name, line); a leading dot for relative ones."""
    calls: list[tuple[str, int]] = field(default_factory=list)
    loads: list[tuple[str, int]] = field(default_factory=list)
    """Calls whose first argument is a literal, as `name(literal)`."""
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
    scripts = (_script(path, snapshot.read(path)) for path in paths[:MAX_FILES])
    return tuple(source for source in (*scripts, *(_notebook(file) for file in notebooks)) if source)


def other_sources(tree: TreeFacts) -> tuple[str, ...]:
    """The author's files in further languages, pages and papers included."""
    known = (path for path in tree.paths if (name := language(path)) and name not in ("Python", "Notebook"))
    return tuple(path for path in known if not is_minified(path))


def _script(path: str, data: bytes | None) -> Source | None:
    if data is None:
        return None
    text = decode(data)
    source = Source(path, text or "", test=is_test(path))
    if text is None:
        source.errors.append((1, "no text"))
        return source
    source.lines = tuple(text.split("\n"))
    if len(text) > MAX_SOURCE_CHARS:
        source.errors.append((1, f"not parsed: over {MAX_SOURCE_CHARS:,} characters"))
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


def without_magics(text: str) -> str:
    """A cell as plain Python: magics and shell lines blanked; empty when the cell is in another language."""
    lines = text.split("\n")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.startswith("%%") and not first.startswith(_BODY_MAGICS):
        return ""
    return "\n".join(_plain(line) for line in lines)


def _plain(line: str) -> str:
    if found := _LINE_MAGIC.match(line):
        return found[1] + "pass"
    return _ASSIGNED_MAGIC.sub(r"\1None", line)


def parsed(text: str) -> ast.Module | tuple[int, str]:
    """The syntax tree, or the line and the parser's word; what Python merely warns of is not heard."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        return error.lineno or 1, shown(error.msg or "invalid syntax")
    except (ValueError, RecursionError, MemoryError) as error:
        return 1, shown(f"{type(error).__name__}: {error}")


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
        nodes = list(_walk(tree))
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
            if full and not full.startswith(".") and _root(node.value) in self.names.aliases:
                self.names.aliases.setdefault(target.id, full)

    def _call(self, node: ast.Call, cell: int | None) -> None:
        if name := self.names.full(node.func):
            line = cell or node.lineno
            self.source.calls.append((name, line))
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


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _walk(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node that is asked for, in the order of the text; docstrings and other bare strings are left out."""
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        yield node
        children: list[ast.AST] = []
        for name in node._fields:
            if name in _DULL:
                continue
            value = getattr(node, name, None)
            if isinstance(value, list):
                children += [item for item in value if isinstance(item, ast.AST) and not _is_bare_string(item)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.Name):
                children.append(value)
        stack.extend(reversed(children))


_DULL = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "name", "lineno", "kind", "type_comment", "conversion"})
"""Fields that hold nothing that is asked for."""


def _is_bare_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def _works(node: ast.stmt) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    return not (
        isinstance(node, ast.Assign | ast.AnnAssign) and (node.value is None or isinstance(node.value, ast.Constant))
    )
