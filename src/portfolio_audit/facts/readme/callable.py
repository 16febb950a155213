"""What a command can call by name: npm scripts, make targets, console scripts, modules and what they define."""

import ast
import re
from typing import Any

from portfolio_audit.facts.guarded import Unreadable, read_json, read_toml
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.facts.syntax import parsed
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode

MAX_PARSED = 10
_MAX_BYTES = 100_000
_TARGETS = re.compile(r"^([\w./%() $@-]{1,200}?)\s*::?(?![=:])", re.MULTILINE)
_OPEN = re.compile(r"^(?:-?include\b|sinclude\b|[^\n#:=]{0,200}%[^\n:=]{0,200}:|\$\()", re.MULTILINE)
_SCRIPT = re.compile(r"[\"']?\s*([\w.-]{1,80})\s*=\s*([\w.]{1,120}:\w{1,80})")
_NAME = re.compile(r"\bname\s*=\s*[\"']([\w.-]{1,80})[\"']")
_HIDDEN = re.compile(r"\b(?:globals|setattr|exec|__getattr__)\b")


class Callables:
    """The names that the repository's own files define, read when they are asked for."""

    def __init__(self, snapshot: Snapshot, tree: Tree) -> None:
        self._snapshot = snapshot
        self._tree = tree
        self._modules: dict[str, ast.Module | None] = {}
        self._texts: dict[str, str] = {}
        self._console: dict[str, str] | None = None

    def text(self, path: str) -> str:
        """A file's text; empty when it is not there, too large or no text."""
        if path not in self._texts:
            data = self._snapshot.read(path) if path else None
            self._texts[path] = (decode(data) or "") if data is not None and len(data) <= _MAX_BYTES else ""
        return self._texts[path]

    def npm_scripts(self, path: str) -> dict[str, Any] | None:
        """The scripts of a package.json, `None` when it cannot be read."""
        try:
            document = read_json((self.text(path) or "?").encode())
        except Unreadable:
            return None
        scripts = document.get("scripts", {}) if isinstance(document, dict) else None
        return scripts if isinstance(scripts, dict) else None

    def make_targets(self, path: str) -> set[str] | None:
        """The targets of a Makefile, `None` when it makes some up or takes them from elsewhere."""
        text = self.text(path)
        if not text or _OPEN.search(text):
            return None
        return {name for found in _TARGETS.finditer(text) for name in found[1].split()}

    def console_scripts(self) -> dict[str, str]:
        """Commands that installing the project makes, with the function that each calls."""
        if self._console is None:
            self._console = {**self._scripts_of_setup(), **self._scripts_of_pyproject()}
        return self._console

    def _scripts_of_pyproject(self) -> dict[str, str]:
        document = self._pyproject()
        tables = [
            table(document, "project", "scripts"),
            table(document, "project", "gui-scripts"),
            table(document, "tool", "poetry", "scripts"),
        ]
        return {name: call for scripts in tables for name, call in scripts.items() if isinstance(call, str)}

    def _scripts_of_setup(self) -> dict[str, str]:
        texts = (self.text("setup.py"), self.text("setup.cfg"))
        found = (match for text in texts for match in _SCRIPT.finditer(text.partition("console_scripts")[2][:3_000]))
        return {match[1]: match[2] for match in found}

    def _pyproject(self) -> dict[str, Any]:
        try:
            return read_toml(self.text("pyproject.toml").encode())
        except Unreadable:
            return {}

    def own_names(self) -> set[str]:
        """Names under which the project itself may be published."""
        document = self._pyproject()
        declared = (table(document, "project").get("name"), table(document, "tool", "poetry").get("name"))
        setup = _NAME.search(self.text("setup.py")) or _NAME.search(self.text("setup.cfg"))
        names = [self._tree.name, *declared, setup[1] if setup else None]
        return {plain(name) for name in names if isinstance(name, str)}

    def defines(self, path: str, name: str) -> bool | None:
        """Whether a module has that name at its top level; `None` when that cannot be told by reading."""
        module = self._module(path)
        if module is None or _HIDDEN.search(self.text(path)):
            return None
        names = _bound(module)
        return None if "*" in names and name not in names else name in names

    def is_idle(self, path: str) -> bool:
        """Whether running the file does nothing: it imports packages of others, defines things, and ends."""
        module = self._module(path)
        return module is not None and bool(module.body) and all(self._is_quiet(node) for node in module.body)

    def _is_quiet(self, node: ast.stmt) -> bool:
        if isinstance(node, ast.Import):
            return not any(self._is_own(alias.name) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            return not node.level and not self._is_own(node.module or "")
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return not node.decorator_list
        value = node.value if isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign) else node
        return value is None or isinstance(value, ast.Constant | ast.Pass)

    def _is_own(self, module: str) -> bool:
        first = module.partition(".")[0]
        return self._tree.is_folder(first) or bool(self._tree.places(f"{first}.py"))

    def _module(self, path: str) -> ast.Module | None:
        if path not in self._modules:
            text = self.text(path) if len(self._modules) < MAX_PARSED else ""
            module = parsed(text) if text.strip() else None
            self._modules[path] = module if isinstance(module, ast.Module) else None
        return self._modules[path]


def _bound(module: ast.Module) -> set[str]:
    """Names that a module's own statements bind, at any depth of its blocks; `*` when it imports everything."""
    names: set[str] = set()
    stack: list[ast.AST] = list(module.body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            names |= {name for inner in ast.walk(node) if isinstance(inner, ast.Global) for name in inner.names}
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        stack.extend(ast.iter_child_nodes(node))
    return names


def table(document: Any, *keys: str) -> dict[str, Any]:
    """A table inside of a document, empty when it is not there or something else."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else {}


def plain(name: str) -> str:
    """A distribution's name as PEP 503 writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()
