"""Which of a repository's modules can be imported by a test: from where, and that nothing happens meanwhile."""

import ast
import keyword
import posixpath
import sys

from msgspec import Struct

from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import MADE_FROM_CELLS
from portfolio_audit.facts.syntax import Names, is_main_guard, parsed
from portfolio_audit.fixing.making import Bench
from portfolio_audit.fixing.recipes import is_plain
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import TreeFacts
from portfolio_audit.patterns import matcher

MAX_FILES = 300
MAX_CHARS = 200_000
MAX_ALL_CHARS = 2_000_000
_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Module(Struct):
    """One Python file that a test may import."""

    path: str
    tree: ast.Module
    names: Names
    root: str = ""
    """The folder from which it is imported."""
    name: str = ""
    """Its dotted name from there."""


def importable(bench: Bench) -> list[Module]:
    """The author's modules that do nothing when they are imported, nor does any of his own that they import."""
    files = _files(bench)
    trees = {path: tree for path, text in files.items() if isinstance(tree := parsed(text), ast.Module)}
    modules = {path: Module(path, tree, _names(tree)) for path, tree in trees.items()}
    quiet = {path for path, module in modules.items() if _is_certainly_quiet(module)}
    mentioned = {name for module in modules.values() for name, level in imports(module.tree) if not level}
    own = frozenset(files)
    placed = [module for path, module in modules.items() if path in quiet and _placed(module, own, mentioned)]
    return [module for module in placed if _reaches_only(module, modules, own, quiet)]


def _files(bench: Bench) -> dict[str, str]:
    tree = bench.repo.tree
    paths = tree.paths if isinstance(tree, TreeFacts) else ()
    own = [path for path in paths if path.endswith(".py") and not is_aside(path)][:MAX_FILES]
    texts: dict[str, str] = {}
    left = MAX_ALL_CHARS
    for path in own:
        text = bench.text(path)
        if text is not None and len(text) <= min(left, MAX_CHARS) and MADE_FROM_CELLS not in text:
            texts[path] = text
            left -= len(text)
    return texts


def _names(tree: ast.Module) -> Names:
    names = Names()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.aliases |= {item.asname or item.name.partition(".")[0]: item.name for item in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.aliases |= {item.asname or item.name: f"{node.module}.{item.name}" for item in node.names}
    return names


def imports(tree: ast.Module) -> list[tuple[str, int]]:
    """(dotted name, level) of all that is imported at the top or deeper."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(item.name, 0) for item in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(f"{node.module or ''}.{item.name}".strip("."), node.level) for item in node.names]
    return found


def _is_certainly_quiet(module: Module) -> bool:
    try:
        return is_quiet(module)
    except RecursionError:  # statements nested by the hundred
        return False


def is_quiet(module: Module) -> bool:
    """Whether its import only binds names: no file, network, model or app is touched."""
    return all(_is_quiet(node, module.names) for node in module.tree.body)


def _is_quiet(node: ast.stmt, names: Names) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.Global):
        return True
    if isinstance(node, _Definition):
        return _is_quiet_definition(node, names)
    if isinstance(node, ast.If):
        bodies = node.orelse if is_main_guard(node.test) else [*node.body, *node.orelse]
        return _only_quiet_calls(node.test, names) and all(_is_quiet(part, names) for part in bodies)
    if isinstance(node, ast.Try):
        handled = [part for handler in node.handlers for part in handler.body]
        return all(_is_quiet(part, names) for part in (*node.body, *handled, *node.orelse, *node.finalbody))
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Expr):
        return node.value is None or _only_quiet_calls(node.value, names)
    return False


def _is_quiet_definition(node: _Definition, names: Names) -> bool:
    decorators = [part.func if isinstance(part, ast.Call) else part for part in node.decorator_list]
    if not all(_is_known(part, names) for part in decorators):
        return False
    if isinstance(node, ast.ClassDef):
        return all(_is_quiet(part, names) for part in node.body)
    return all(_only_quiet_calls(part, names) for part in (*node.args.defaults, *filter(None, node.args.kw_defaults)))


def _only_quiet_calls(node: ast.expr, names: Names) -> bool:
    if any(isinstance(part, ast.Await | ast.Yield | ast.YieldFrom) for part in ast.walk(node)):
        return False
    return all(_is_known(part.func, names) for part in ast.walk(node) if isinstance(part, ast.Call))


def _is_known(node: ast.expr, names: Names) -> bool:
    name = names.full(node)
    return name is not None and matcher(tuple(load("first_tests")["quiet"]))(name)


def _placed(module: Module, files: frozenset[str], mentioned: set[str]) -> bool:
    """Find from where it is imported; whether such a place can be told."""
    folder = posixpath.dirname(module.path)
    relative = any(level for _, level in imports(module.tree))
    root = folder
    while root and (f"{root}/__init__.py" in files or (relative and root == folder)):
        root = posixpath.dirname(root)
    if root == folder and folder and _is_said_from_above(folder, mentioned):
        root = ""
    parts = posixpath.relpath(module.path, root or ".").removesuffix(".py").split("/")
    module.root, module.name = root, ".".join(parts)
    named = all(part.isidentifier() and part.isascii() and not keyword.iskeyword(part) for part in parts)
    named = named and (not root or is_plain(root))
    return named and parts[-1] != "__init__" and parts[0] not in sys.stdlib_module_names


def _is_said_from_above(folder: str, mentioned: set[str]) -> bool:
    """Whether the repository itself imports from that folder by its name."""
    dotted = folder.replace("/", ".")
    return any(name == dotted or name.startswith(f"{dotted}.") for name in mentioned)


def _reaches_only(module: Module, modules: dict[str, Module], files: frozenset[str], quiet: set[str]) -> bool:
    """Whether its packages and what of the repository it imports are found from the same place and quiet, too."""
    own = {part.removesuffix(".py") for path in files for part in path.split("/")} - sys.stdlib_module_names
    todo = _found(module.root, module.path, module.name, 0, files)
    seen = set(todo)
    while todo and seen <= quiet:
        path = todo.pop()
        for name, level in imports(modules[path].tree):
            if not level and name.partition(".")[0] not in own:
                continue
            found = set(_found(module.root, path, name, level, files))
            if not found:
                return False
            todo += found - seen
            seen |= found
    return seen <= quiet


def _found(root: str, path: str, name: str, level: int, files: frozenset[str]) -> list[str]:
    """The files that an import brings in: each package on the way, and the module."""
    start = root
    if level:
        start = path
        for _ in range(level):
            start = posixpath.dirname(start)
    found: list[str] = []
    place = start
    for part in name.split("."):
        place = posixpath.join(place, part)
        found += [one for one in (f"{place}.py", f"{place}/__init__.py") if one in files]
    return found
