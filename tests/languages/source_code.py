"""The modules of the package as syntax trees: what is defined, called and given to names in them."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "portfolio_audit"
Binding = ast.Assign | ast.AugAssign | ast.NamedExpr | ast.AnnAssign


@dataclass
class Module:
    """A file of ours: what is defined in it and where its names come from."""

    name: str
    tree: ast.Module
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    constants: dict[str, ast.expr] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    calls: dict[str, list[tuple[ast.FunctionDef, ast.Call]]] = field(default_factory=dict)
    """Function → its calls in the module, with the functions that they stand in."""


@cache
def modules() -> dict[str, Module]:
    """All modules by dotted name within the package."""
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        found[name] = _read(name, ast.parse(path.read_text("utf-8")))
    return found


def _read(name: str, tree: ast.Module) -> Module:
    module = Module(name, tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            module.functions.setdefault(node.name, node)
            for call in ast.walk(node):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                    module.calls.setdefault(call.func.id, []).append((node, call))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portfolio_audit"):
            source = (node.module or "").removeprefix("portfolio_audit").lstrip(".")
            module.imported |= {item.asname or item.name: (source, item.name) for item in node.names}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            module.constants[statement.targets[0].id] = statement.value
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value:
            module.constants[statement.target.id] = statement.value
    return module


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: its module, its function, and what the function was called with."""

    module: Module
    function: ast.FunctionDef | None = None
    bound: tuple[tuple[str, ast.expr, "Scope"], ...] = ()
    depth: int = 0


def is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def constant(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError(f"line {node.lineno}: {ast.unparse(node)} must be a constant text")


def is_parameter(name: str, function: ast.FunctionDef) -> bool:
    given = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return any(argument.arg == name for argument in given)


def errors_of(function: ast.FunctionDef) -> frozenset[str]:
    """Names of errors whose words are ours; those of a parser are its own."""
    if function.name == "open_notebook":
        return frozenset()
    return frozenset(n.name for n in ast.walk(function) if isinstance(n, ast.ExceptHandler) and n.name)


def assigned(name: str, function: ast.FunctionDef) -> Iterator[Binding]:
    """What is given to a name anywhere in a function, in the order of the lines."""
    found = [n for n in ast.walk(function) if isinstance(n, ast.Assign | ast.AugAssign | ast.NamedExpr | ast.AnnAssign)]
    for node in sorted(found, key=lambda n: (n.lineno, n.col_offset)):
        if isinstance(node, ast.Assign):
            yield from _pairs(name, node)
        elif isinstance(node.target, ast.Name) and node.target.id == name:
            yield node


def _pairs(name: str, node: ast.Assign) -> Iterable[ast.Assign]:
    for target in node.targets:
        if isinstance(target, ast.Name) and target.id == name:
            yield node
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for one, value in zip(target.elts, node.value.elts, strict=False):
                if isinstance(one, ast.Name) and one.id == name:
                    yield ast.copy_location(ast.Assign(targets=[one], value=value), node)
