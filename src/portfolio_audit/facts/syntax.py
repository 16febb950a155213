"""Python as text to a tree that is safe to walk, and names to what they were imported as."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field

from portfolio_audit.text import shown

_LINE_MAGIC = re.compile(r"^(\s*)(?:[%!?]|[^#'\"]{0,200}\?\??\s*$)")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[A-Za-z_][\w, ]{0,100}=\s*)[%!].*$")
_BODY_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%memit", "%%mprun", "%%script false", "%%python", "%%py")


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


def root(node: ast.expr) -> str:
    """The name at the start of a dotted one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def walk(tree: ast.Module) -> Iterator[ast.AST]:
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
