"""How many neural networks the code makes, told apart from the parts that one of them is made of."""

import ast
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.method.flow import Placed, assigned, base, called, calls, scopes
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import load


def networks(sources: tuple[Source, ...]) -> int:
    """Networks that are compiled, or are classes of their own, or are taken from a library as they are."""
    return sum(map(_in_source, sources))


def _in_source(source: Source) -> int:
    text = source.text.lower()
    if ".compile(" in text:
        return sum(1 for statements in scopes(source) for _ in _compiled(statements))
    if not any(word in text for word in ("module", *_table("taken"))):
        return 0
    classes = [node for nodes, _ in source.walked for node in nodes if isinstance(node, ast.ClassDef)]
    own = [node for node in classes if any(_last(part) in _table("bases") for part in node.bases)]
    inside = {node.name: [called(call) for call in calls(node)] for node in own}
    parts = {name for said in inside.values() for name in said}
    whole = [name for name in inside if name not in parts and not any(map(_is_taken, inside[name]))]
    taken = sum(map(_is_taken, (name.rpartition(".")[2] for name, _ in source.calls)))
    return len(whole) + (taken > sum(map(_is_taken, (name for said in inside.values() for name in said))))


def _compiled(statements: list[Placed]) -> Iterator[str]:
    """Each network that is compiled, once until its variable is bound to another."""
    done: set[str] = set()
    for node, _ in statements:
        targets, value = assigned(node)
        for call in calls(value) if value is not None else ():
            if called(call) == "compile" and isinstance(call.func, ast.Attribute):
                name = base(call.func.value)
                if name not in done and name != "re":
                    yield name
                done.add(name)
        done -= set(targets)


@cache
def _table(key: str) -> tuple[str, ...]:
    return tuple(load("method")["networks"][key])


def _is_taken(name: str) -> bool:
    return name.lower().startswith(_table("taken"))


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
