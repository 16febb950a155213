"""Paths that exist on the author's machine alone, told apart from the routes of an app."""

import ast
import re
from collections.abc import Iterator

from portfolio_audit.facts.source import MAX_STRING, Source
from portfolio_audit.facts.syntax import walk
from portfolio_audit.knowledge import load

_MAYBE = re.compile(r"[A-Za-z]:[\\/]|/Users/|/home/|/content/drive|/mnt/[a-z]/|/media/")
# A home folder counts with something under it; one that an image or a service gives everybody is nobody's.
_NOBODY = r"(?!(?:jovyan|appuser|site|app|user|ubuntu|runner|airflow|vscode|node|streamlit|sagemaker-user|ec2-user)\b)"
# Windows itself is on every machine that has it.
_OWN = re.compile(
    rf"[A-Za-z]:[\\/](?![\\/]|(?i:windows)\b)|/Users/(?!Shared/)[^/<{{:]+/[^/]|/home/{_NOBODY}[^/<{{:]+/|/content/drive|/mnt/[a-z]/"
    r"|/media/[^/]+/[^/]+/[^/]"
)
_BARE = re.compile(rf"/Users/(?!Shared)[^/<{{:]+$|/home/{_NOBODY}[^/<{{:]+$|/media/[^/]+/[^/]+$")
"""A home or a disk by itself, which only counts where a file or folder is opened."""
_PATTERN = re.compile(r"\\[dwsDWSb][+*?{]|[)\]][+*?]|\(\?")
"""What a regular expression has and no path."""
_ROUTE = re.compile(r"[<{][\w:.]*[>}]")


def machine_paths(source: Source) -> Iterator[tuple[str, int]]:
    """(path, line or cell) of each literal that names such a place, each once."""
    if not _MAYBE.search(source.text):
        return
    seen: set[str] = set()
    for tree, cell in source.trees:
        for text, line in _literals(tree):
            if text not in seen and not _PATTERN.search(text):
                seen.add(text)
                yield text, cell or line


def _literals(tree: ast.Module) -> Iterator[tuple[str, int]]:
    opened: set[int] = set()
    routes: set[int] = set()
    for node in walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in load("machine")["routes"]:
                routes.update(id(part) for part in (*node.args[:1], *(keyword.value for keyword in node.keywords)))
            elif name.startswith(tuple(load("machine")["opens"])):
                opened.update(map(id, node.args))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            routes.add(id(node.right))  # what is put behind something else does not begin at the root
        elif isinstance(node, ast.JoinedStr):
            routes.update(id(part) for part in node.values[1:])
        elif isinstance(node, ast.Compare):
            routes.update(map(id, (node.left, *node.comparators)))
        elif isinstance(node, ast.Constant) and isinstance(text := node.value, str) and 3 < len(text) <= MAX_STRING:
            own = id(node) not in routes and _is_own(text, opened=id(node) in opened)
            yield from [(text, node.lineno)] if own else []


def _is_own(text: str, *, opened: bool) -> bool:
    if _ROUTE.search(text):
        return False
    return bool(_OWN.match(text) or (opened and _BARE.match(text)))
