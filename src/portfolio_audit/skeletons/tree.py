"""A drawing of a repository's files that is short enough for a README."""

from collections.abc import Iterable, Iterator

from portfolio_audit.text import shown

MOST_ENTRIES = 16
MOST_INSIDE = 5
MOST_LINES = 32
_NAME = 60
_HIDDEN = (".",)
Node = dict[str, "Node"]


def drawn(paths: Iterable[str]) -> list[str]:
    """Lines of the tree: folders first, two levels deep where that stays short; hidden files are left out."""
    root: Node = {}
    for path in paths:
        parts = path.split("/")
        if not any(part.startswith(_HIDDEN) for part in parts):
            _put(root, parts)
    deep = list(_lines(root, depth=2))
    return deep if len(deep) <= MOST_LINES else list(_lines(root, depth=1))


def _put(node: Node, parts: list[str]) -> None:
    for part in parts[:3]:  # deeper levels only tell a folder from a file
        node = node.setdefault(part, {})


def _lines(node: Node, depth: int, indent: str = "", most: int = MOST_ENTRIES) -> Iterator[str]:
    names = sorted(node, key=lambda name: (not node[name], name.lower(), name))
    kept = names if len(names) <= most else names[: most - 1]
    for name in kept:
        last = name == names[-1]
        yield f"{indent}{'└' if last else '├'}── {shown(name, _NAME)}{'/' if node[name] else ''}"
        if depth > 1 and node[name]:
            yield from _lines(node[name], depth - 1, indent + ("    " if last else "│   "), MOST_INSIDE)
    if len(kept) < len(names):
        yield f"{indent}└── … (+{len(names) - len(kept)})"
