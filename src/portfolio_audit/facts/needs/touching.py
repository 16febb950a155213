"""Where a file of code loads and saves models, with the paths as far as they are literal."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from posixpath import basename, splitext

from msgspec import Struct

from portfolio_audit.facts.needs.literals import Paths
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load

_GUARDS = ("exists", "isfile", "is_file", "isdir", "is_dir")
_MODES = frozenset({"w", "wb", "w+", "wb+", "x", "xb"})
_MISSING = frozenset({"FileNotFoundError", "OSError", "IOError", "Exception", "BaseException", "EnvironmentError"})


class Touch(Struct, frozen=True):
    """A call that loads, saves or asks for a file."""

    action: str
    """`load`, `save` or `ask`."""
    path: str | None
    """The literal end of its path, `None` when that is computed."""
    line: int
    guarded: bool = False
    """Whether it stands in a `try` that deals with a missing file."""
    call: str = ""
    """Full name of what is called."""


@cache
def table(key: str) -> frozenset[str]:
    """A list of `artefacts.toml`."""
    return frozenset(load("artefacts")[key])


@cache
def _saves() -> dict[str, int]:
    return {name: int(number) for number, names in load("artefacts")["saves"].items() for name in names}


def loads(source: Source) -> bool:
    """Whether a file calls anything that loads a model."""
    return any(name in _loaders() or name.endswith(".from_pretrained") for name, _ in source.calls)


def saves(source: Source) -> bool:
    """Whether a file calls anything that saves one."""
    names = {name for name, _ in source.calls}
    if any(name in _saves() or f".{name.rpartition('.')[2]}" in _saves() for name in names):
        return True
    opens = "open" in names or any(name.endswith(".open") for name in names)
    return opens and any(text in _MODES for text, _ in source.strings)


@cache
def _loaders() -> frozenset[str]:
    return table("loads") | table("methods") | table("either")


def saves_model(source: Source, touch: Touch) -> bool:
    """Whether what is saved is a model rather than any file."""
    known = load("artefacts")["computed"]
    last = f".{touch.call.rpartition('.')[2]}"
    if touch.call in known["calls"] or last in known["calls"]:
        return True
    modules = {module.partition(".")[0] for module, _ in source.imports}
    return last in known["methods"] and not modules.isdisjoint(known["modules"])


def touches(source: Source, constant: Callable[[str], str | None]) -> Iterator[Touch]:
    """All of them, in the order of the text."""
    paths = Paths(source.names, constant)
    for walked, cell in source.walked:
        guarded: set[int] = set()
        for node in walked:
            paths.bind(node)
            if isinstance(node, ast.Try) and _deals(node.handlers):
                guarded.update(id(part) for child in node.body for part in ast.walk(child))
            if isinstance(node, ast.Call) and (touch := _touch(node, paths, cell, id(node) in guarded)):
                yield touch


def _deals(handlers: list[ast.ExceptHandler]) -> bool:
    for handler in handlers:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(kind is None or (isinstance(kind, ast.Name) and kind.id in _MISSING) for kind in kinds):
            return True
    return False


def _touch(node: ast.Call, paths: Paths, cell: int | None, guarded: bool) -> Touch | None:
    name = paths.names.full(node.func) or ""
    last = name.rpartition(".")[2]
    line = cell or node.lineno
    if last in _GUARDS:
        target = node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else None
        return Touch("ask", paths.tail(target), line)
    if name in _loaders() or last == "from_pretrained":
        path = paths.tail(_argument(node, 0, name))
        return Touch("load", path, line, guarded) if path and is_local(path, name) else None
    if last == "open" and _writes(node):
        return Touch("save", paths.tail(node.args[0] if node.args else None), line)
    number = _saves().get(name, _saves().get(f".{last}") if isinstance(node.func, ast.Attribute) else None)
    return None if number is None else Touch("save", paths.tail(_argument(node, number, name)), line, call=name)


def _argument(node: ast.Call, number: int, name: str) -> ast.expr | None:
    """The path among the arguments, by its place or by its keyword."""
    for keyword in node.keywords:
        if keyword.arg in table("keywords"):
            return keyword.value
    positional = number < len(node.args) and name != "lightgbm.Booster"
    return node.args[number] if positional else None


def _writes(node: ast.Call) -> bool:
    mode = node.args[1] if len(node.args) > 1 else next((k.value for k in node.keywords if k.arg == "mode"), None)
    return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and mode.value[:1] in ("w", "x")


def is_local(path: str, loader: str) -> bool:
    """Whether a path that a loader takes is a file or folder of the repository rather than a name on a hub."""
    name = basename(path.rstrip("/"))
    if "://" in path or path.startswith(("/", "~", "models:", "runs:")) or path[1:2] == ":" or name in ("", ".", ".."):
        return False
    if loader in table("either") or loader.endswith(".from_pretrained"):
        return path.startswith(("./", "../"))
    if loader.endswith(".YOLO") and "/" not in path and name.lower().startswith(("yolo", "rtdetr", "sam", "fastsam")):
        return False
    known = splitext(name)[1].lower() in table("endings")
    return known or loader in table("certain") or loader in table("methods") or loader == "lightgbm.Booster"
