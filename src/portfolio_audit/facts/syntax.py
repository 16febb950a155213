"""Python as text to a tree that is safe to walk, and names to what they were imported as."""

import ast
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from functools import cache

from msgspec import Struct, field

from portfolio_audit.text import shown

_LINE_MAGIC = re.compile(r"^(\s*)(?:[%!?]|[^#'\"]{0,200}\?\??\s*$)")
_ASSIGNED_MAGIC = re.compile(r"^(\s*[A-Za-z_][\w, ]{0,100}=\s*)[%!].*$")
_AUTOMATIC_MAGIC = re.compile(
    r"^(\s*)(?:pip3?|conda|mamba|ls|ll|cd|cat|mkdir|cp|mv|rm|rmdir|time|timeit|matplotlib|load_ext|reload_ext|run)\s+[^\s=(\[.,:]"
)
_PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.) ?")
_NEWER = re.compile(r"^\s*(?:type\s+\w+\s*[=\[]|(?:async\s+)?(?:def|class)\s+\w+\[)")
NEWER = "newer Python than this one reads"
"""What is said of syntax that a later version of Python took in."""
TEMPLATE = "not parsed: a template, which a generator fills in"
_TAG = re.compile(r"\{\{-?\s*[A-Za-z_][\w.]*\s*(?:\|[^{}]{0,200})?-?\}\}|\{%-?\s*\w[^{}]{0,300}%\}|\{#.{0,300}#\}")
_BARE_EXCEPT = re.compile(
    r"^([ \t]*except\*?[ \t]+)([\w.]+(?:[ \t]*,[ \t]*(?:[\w.]+\.\w+|_*[A-Z]\w*))+[ \t]*,?)(?=[ \t]*:)", re.MULTILINE
)
"""Several exceptions without parentheses, as of Python 3.14. What Python 2 binds there is called in small letters."""
_BODY_MAGICS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%memit", "%%mprun", "%%script false", "%%python", "%%py")


class Names(Struct):
    """What the local names of a file or notebook stand for."""

    aliases: dict[str, str] = field(default_factory=dict)

    def full(self, node: ast.expr) -> str | None:
        """The dotted name as imported; `.method` on what is not known."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < 20:
            parts.append(node.attr)
            node = node.value
        return self.dotted(node.id if isinstance(node, ast.Name) else None, parts[::-1])

    def dotted(self, root: str | None, parts: list[str]) -> str | None:
        """The same for a name and the attributes behind it; `None` stands for what is no name."""
        if root in self.aliases:
            return ".".join([self.aliases[root], *parts])
        return f".{parts[-1]}" if parts else root


def without_magics(text: str) -> str:
    """A cell as plain Python: magics and shell lines blanked, prompts and the first line's indentation taken off.

    Empty when the cell is in another language.
    """
    lines = text.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith("%%") and not first.lstrip().startswith(_BODY_MAGICS):
        return ""
    indentation = first[: len(first) - len(first.lstrip())]
    bare = [line.removeprefix(indentation) for line in lines]
    if first.lstrip().startswith(">>>"):
        bare = [_PROMPT.sub("", line) for line in bare]
    return "\n".join(_plain(bare))


def _plain(lines: list[str]) -> Iterator[str]:
    goes_on = False
    for line in lines:
        magic = _LINE_MAGIC.match(line) or _AUTOMATIC_MAGIC.match(line)
        assigned = None if magic or goes_on else _ASSIGNED_MAGIC.match(line)
        if goes_on:
            yield ""
        elif magic:
            yield magic[1] + "pass"
        else:
            yield f"{assigned[1]}None" if assigned else line
        goes_on = line.rstrip().endswith("\\") and bool(magic or assigned or goes_on)


def parsed(text: str) -> ast.Module | tuple[int, str]:
    """The syntax tree, or the line and the parser's word; what Python merely warns of is not heard."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        said = error.msg or ""
        if said.startswith("multiple exception types") and (again := _BARE_EXCEPT.sub(r"\1(\2)", text)) != text:
            return parsed(again)
        return error.lineno or 1, NEWER if _is_newer(error) else shown(said or "invalid syntax")
    except (ValueError, RecursionError, MemoryError) as error:
        return 1, shown(f"{type(error).__name__}: {error}")


def of_template(path: str, lines: Sequence[str], error: tuple[int, str]) -> tuple[int, str]:
    """What `parsed` said of a file, or that it is a template: by its path, or by a tag where the parser stopped."""
    line = lines[min(error[0], len(lines)) - 1]
    return (error[0], TEMPLATE) if in_template(path) or _TAG.search(line[:1_000]) else error


def in_template(path: str) -> bool:
    """Whether a generator fills in a part of the path."""
    return "{{" in path or "{%" in path


def _is_newer(error: SyntaxError) -> bool:
    """Whether a later Python may read it: quotes inside of f-strings, and parameters of types, of 3.12."""
    if sys.version_info >= (3, 12):
        return False
    return (error.msg or "").startswith("f-string") or bool(_NEWER.match((error.text or "")[:300]))


def is_main_guard(test: ast.expr) -> bool:
    """Whether a condition is that of `if __name__ == "__main__"`."""
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"


def is_false(node: ast.expr) -> bool:
    """Whether an expression is the constant `False`."""
    return isinstance(node, ast.Constant) and node.value is False


def works(node: ast.stmt) -> bool:
    """Whether a statement does something: no import, definition, `pass` or constant."""
    if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return False
    return not (
        isinstance(node, ast.Assign | ast.AnnAssign) and (node.value is None or isinstance(node.value, ast.Constant))
    )


def first_text(call: ast.Call) -> str:
    """The first argument, if it is a text."""
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


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
        for name in _telling(type(node).__name__):
            value = getattr(node, name, None)
            if value.__class__ is list:
                children += [item for item in value if isinstance(item, ast.AST) and not _is_bare_string(item)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.Name):
                children.append(value)
        children.reverse()
        stack += children


@cache
def _telling(kind: str) -> tuple[str, ...]:
    """The fields of a kind of node that may hold what is asked for."""
    return () if kind == "Constant" else tuple(name for name in getattr(ast, kind)._fields if name not in _DULL)


_DULL = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "name", "lineno", "kind", "type_comment", "conversion"})


def _is_bare_string(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
