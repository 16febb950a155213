"""What `from module import *` brings: names that a file uses and defines nowhere, told by who holds them."""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from portfolio_audit.facts.syntax import root
from portfolio_audit.knowledge import load

if TYPE_CHECKING:
    from portfolio_audit.facts.source import Source

MAX_FOLLOWED = 50
"""Star imports that are followed from one file."""
_KERNEL = frozenset({"display", "get_ipython", "exit", "quit"})
_BINDS = re.compile(r"\b(?:def|class|as|for|import|global)\s+(\w+)|(\w+)\s*=(?!=)")
"""What may bind a name in text that does not parse."""


def starred(sources: tuple["Source", ...]) -> Iterator[tuple["Source", dict[str, str]]]:
    """Each source with star imports that bring something, and what: the full name by the name in the source."""
    files: dict[str, list[Source]] = {}
    for source in sources if any(source.stars for source in sources) else ():
        if not source.notebook:
            files.setdefault(_module(source).rpartition(".")[2], []).append(source)
    stars = _Stars(files)
    for source in sources:
        if source.stars and (brought := stars.brought(source)):
            yield source, brought


class _Stars:
    """The star imports of files, followed through the repository's own modules."""

    def __init__(self, files: dict[str, list["Source"]]) -> None:
        self.files = files
        self.bound: dict[str, set[str]] = {}

    def brought(self, source: "Source") -> dict[str, str]:
        called = {name for name, _ in source.calls if name.isidentifier()}
        roots = {root(node) for nodes, _ in source.walked for node in nodes if isinstance(node, ast.Attribute)}
        missing = (called | roots) - self._bound(source) - _KERNEL - set(dir(builtins)) - {""}
        followed = list(self._followed(source))
        found = ((name, self._full(name, followed, name in called)) for name in sorted(missing) if name[0] != "_")
        return {name: full for name, full in found if full}

    def _full(self, name: str, followed: Sequence[tuple[str, "Source | None"]], called: bool) -> str:
        """The full name; empty when it is the repository's own or cannot be told.

        What is only looked into may be a variable of a cell that is gone: some module has to be known to hold it.
        """
        unknown: list[str] = []
        for module, own in followed:
            if own and name in self._bound(own):
                return own.names.aliases.get(name, "")
            if full := "" if own else _held(module, name):
                return full
            if not own and not _exports(module):
                unknown.append(module)
        return f"{unknown[0]}.{name}" if called and len({*unknown}) == 1 and unknown[0][0] != "." else ""

    def _followed(self, source: "Source") -> Iterator[tuple[str, "Source | None"]]:
        """Star-imported modules and those which they import so in turn; a later import hides an earlier one."""
        waiting, seen = [(module, source) for module in source.stars], {source.path}
        for _ in range(MAX_FOLLOWED):
            if not waiting:
                return
            module, importing = waiting.pop()
            own = self._file(module, importing)
            if own is None or own.path not in seen:
                yield module, own
            if own and own.path not in seen:
                seen.add(own.path)
                waiting += [(deeper, own) for deeper in own.stars]

    def _file(self, module: str, source: "Source") -> "Source | None":
        """The repository's own file that is imported: the nearest one above, else the only one of that name."""
        bare = module.lstrip(".")
        if not bare or _exports(module):
            return None
        fitting = [
            other
            for other in self.files.get(bare.rpartition(".")[2], ())
            if other is not source and f".{_module(other)}".endswith(f".{bare}")
        ]
        folder = source.path.rpartition("/")[0]
        near = [other for other in fitting if f"{folder}/".startswith(_base(other, bare))]
        return max(near, key=lambda other: len(other.path)) if near else fitting[0] if len(fitting) == 1 else None

    def _bound(self, source: "Source") -> set[str]:
        """Names that a file binds anywhere."""
        if source.path not in self.bound:
            names = {name for nodes, _ in source.walked for name in _bindings(nodes)} | set(source.names.aliases)
            if source.errors:
                names.update(found[1] or found[2] for found in _BINDS.finditer(source.text))
            self.bound[source.path] = names
        return self.bound[source.path]


def _module(source: "Source") -> str:
    return source.path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")


def _base(source: "Source", module: str) -> str:
    """The folder from which a file is imported by that name, with a slash behind it; empty at the top."""
    whole = _module(source).replace(".", "/")
    return whole[: len(whole) - len(module)]


def _bindings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif not isinstance(node, ast.alias):
            if isinstance(name := getattr(node, "name", None), str):
                yield name
            for field in ("target", "optional_vars"):
                if isinstance(target := getattr(node, field, None), ast.Name):
                    yield target.id


def _held(module: str, name: str) -> str:
    """The full name of what a module is known to hold."""
    if other := _along(module).get(name):
        return other
    for part in load("exports")["joined"].get(module, ()):
        if name in (_exports(part) or ()):
            return f"{part}.{name}"
    return f"{module}.{name}" if name in (_exports(module) or ()) else ""


@cache
def _exports(module: str) -> frozenset[str] | None:
    """All names that a module brings; `None` for one that is not known."""
    table = load("exports")
    for other, same in table["same"].items():
        if module == other or module.startswith(f"{other}."):
            module = same + module.removeprefix(other)
    if module in table["joined"]:
        return frozenset().union(*(_exports(part) or () for part in table["joined"][module]))
    names = table["modules"].get(module)
    return None if names is None else frozenset(names.split())


@cache
def _along(module: str) -> dict[str, str]:
    """Names of other modules that come along with a module."""
    parts = module.split(".")
    table = load("exports")["along"]
    found: dict[str, str] = next(
        (table[start] for n in range(len(parts), 0, -1) if (start := ".".join(parts[:n])) in table), {}
    )
    return found
