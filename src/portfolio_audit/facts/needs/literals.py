"""The paths that expressions stand for, as far as they are literal: its end, for its start may be computed."""

import ast
from collections.abc import Callable, Iterable
from posixpath import normpath

from portfolio_audit.facts.syntax import Names

MAX_PATH = 300
MAX_DEPTH = 12
_WRAPPERS = frozenset(
    {
        *("os.path.abspath", "os.path.normpath", "os.path.realpath", "os.path.expanduser", "os.fspath", "str"),
        *(
            "pathlib.Path",
            "pathlib.PurePath",
            "pathlib.PosixPath",
            "open",
            "io.open",
            "gzip.open",
            "bz2.open",
            "lzma.open",
        ),
    }
)
_SAME = frozenset({"resolve", "absolute", "as_posix", "open", "expanduser", "__str__"})
"""Methods of a path that give the same path."""
_BINDING = frozenset(
    {
        *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.With, ast.AsyncWith),
        *(ast.For, ast.AsyncFor, ast.FunctionDef, ast.AsyncFunctionDef),
    }
)


class Paths:
    """What the names of one file stand for, bound statement by statement in the order of the text."""

    def __init__(self, names: Names, constant: Callable[[str], str | None]) -> None:
        self.names = names
        self.constant = constant
        """The value of a constant of another file, by its name."""
        self.bound: dict[str, str | None] = {}
        self.files: dict[str, str | None] = {}
        """Names of open files; the last one of that name counts."""

    def bind(self, node: ast.AST) -> None:
        """Take note of what a statement binds; a name that is bound to two different paths is none."""
        if type(node) not in _BINDING:
            return
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            self._assign(node.targets[0], node.value)
        elif isinstance(node, ast.AnnAssign) and node.value:
            self._assign(node.target, node.value)
        elif isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                if isinstance(item.optional_vars, ast.Name):
                    self.files[item.optional_vars.id] = self.tail(item.context_expr)
        elif isinstance(node, ast.For | ast.AsyncFor | ast.AugAssign | ast.NamedExpr):
            for name in _names(node.target):
                self.bound[name] = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for argument in (*node.args.args, *node.args.kwonlyargs, *node.args.posonlyargs):
                self.bound[argument.arg] = None

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        name = target.id if isinstance(target, ast.Name) else target.attr if isinstance(target, ast.Attribute) else ""
        if not name:
            for inner in _names(target):
                self.bound[inner] = None
        elif _opens(value, self.names):
            self.files[name] = self.tail(value)
        else:
            path = self.tail(value)
            self.bound[name] = path if self.bound.get(name, path) == path else None

    def tail(self, node: ast.expr | None, depth: int = 0) -> str | None:
        """The literal end of the path, with `/` between its parts; `None` when its last part is not literal."""
        if depth > MAX_DEPTH:
            return None
        if isinstance(node, ast.Constant):
            return _clean(node.value) if isinstance(node.value, str) else None
        if isinstance(node, ast.Name | ast.Attribute):
            return self._named(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.Add):
            return self._joined([node.left, node.right], depth, glued=isinstance(node.op, ast.Add))
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
            return self._joined(parts, depth, glued=True)
        return self._called(node, depth) if isinstance(node, ast.Call) else None

    def _named(self, node: ast.Name | ast.Attribute) -> str | None:
        if isinstance(node, ast.Name) and node.id in self.files:
            return self.files[node.id]
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in self.bound:
            return self.bound[name]
        return self.constant(self.names.aliases.get(name, name).rpartition(".")[2])

    def _called(self, node: ast.Call, depth: int) -> str | None:
        name = self.names.full(node.func) or ""
        if name in ("os.path.join", "posixpath.join") or name.endswith(".joinpath"):
            return self._joined(node.args, depth)
        if name in _WRAPPERS:
            return self._joined(node.args if name.startswith("pathlib") else node.args[:1], depth)
        if isinstance(node.func, ast.Attribute) and node.func.attr in _SAME:
            return self.tail(node.func.value, depth + 1)
        return None

    def _joined(self, parts: Iterable[ast.expr], depth: int, *, glued: bool = False) -> str | None:
        """The parts from the last back to the first that is not literal, which must end where a folder ends."""
        path: str | None = None
        for part in list(parts)[::-1]:
            one = self.tail(part, depth + 1)
            if one is None:
                if glued and path is not None:
                    return path.partition("/")[2] or None
                return path
            path = one if path is None else f"{one}{'' if glued else '/'}{path}"
        return _clean(path) if path else None


def _clean(path: str) -> str | None:
    path = path.replace("\\", "/")
    return path if 0 < len(path) <= MAX_PATH and "\n" not in path else None


def _names(target: ast.AST) -> Iterable[str]:
    return (part.id for part in ast.walk(target) if isinstance(part, ast.Name))


def _opens(value: ast.expr, names: Names) -> bool:
    return isinstance(value, ast.Call) and (names.full(value.func) or "").rpartition(".")[2] == "open"


def normal_path(path: str) -> str:
    """The path without `./` and `../` at its start."""
    path = normpath(path)
    while path.startswith(("../", "./")):
        path = path.partition("/")[2]
    return path
