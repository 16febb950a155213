"""Where the app of a container listens: the address and port that its command or its source names in plain text."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from portfolio_audit.facts.dockerfile.starting import Start, option
from portfolio_audit.facts.syntax import Names, parsed, walk
from portfolio_audit.knowledge import load

MAX_SOURCE_CHARS = 100_000
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_BIND = re.compile(r"^([\w.\[\]-]{1,100}):(\d{2,5})$")


class Listening(Struct, frozen=True):
    """An address and a port; empty and 0 for what is not certain."""

    host: str = ""
    port: int = 0
    line: int | None = None
    """Of the source, `None` for the Dockerfile."""
    variables: tuple[str, ...] = ()
    """Environment variables that would say something else, were they set from outside."""

    @property
    def local(self) -> bool:
        """Whether nothing outside of the container can reach it."""
        return self.host in _LOCAL


def by_command(start: Start, environment: Mapping[str, str | None]) -> Listening:
    """What the command says, or leaves to the program's own choice."""
    program: dict[str, Any] | None = load("deployment")["servers"].get(start.program)
    if program is None:
        return Listening()
    if bound := option(start.words, *program.get("bind", ())):
        found = _BIND.match(bound)
        return Listening(found[1].strip("[]"), int(found[2])) if found else Listening()
    host = option(start.words, *program["host"])
    port = option(start.words, *program["port"])
    if any(name in environment for name in program["variables"]):
        return Listening(host or "", _number(port))
    return Listening(
        host or program.get("default-host", ""),
        _number(port) if port else program.get("default-port", 0),
        variables=tuple(program["variables"]),
    )


def by_source(text: str, environment: Mapping[str, str | None]) -> Listening:
    """What a script says that starts its server itself, in one call; nothing when there are several."""
    known: dict[str, dict[str, Any]] = load("deployment")["calls"]
    if len(text) > MAX_SOURCE_CHARS or not any(entry["word"] in text for entry in known.values()):
        return Listening()
    module = parsed(text)
    calls = list(_calls(module, known)) if isinstance(module, ast.Module) else []
    if len(calls) != 1:
        return Listening()
    entry, call = calls[0]
    return Listening() if any(name in environment for name in entry["variables"]) else _listening(entry, call)


def _calls(tree: ast.Module, known: Mapping[str, dict[str, Any]]) -> Iterator[tuple[dict[str, Any], ast.Call]]:
    names, made = Names(), dict[str, str]()
    nodes = list(walk(tree))
    for node in nodes:
        if isinstance(node, ast.Import):
            names.aliases |= {item.asname or item.name.partition(".")[0]: item.name for item in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.aliases |= {item.asname or item.name: f"{node.module}.{item.name}" for item in node.names}
    for node in nodes:
        for variable, value in _bound(node):
            made[variable] = names.full(value.func) or ""
    for node in nodes:
        if isinstance(node, ast.Call) and (entry := _entry(node, names, made, known)):
            yield entry, node


def _bound(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Names that the node binds to what a call makes."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
        yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.With):
        for item in node.items:
            if isinstance(item.context_expr, ast.Call) and isinstance(item.optional_vars, ast.Name):
                yield item.optional_vars.id, item.context_expr


def _entry(
    call: ast.Call, names: Names, made: Mapping[str, str], known: Mapping[str, dict[str, Any]]
) -> dict[str, Any] | None:
    """The kind of server that a call starts: by a function, or by a method of what another call made."""
    if entry := known.get(names.full(call.func) or ""):
        return entry
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
        return known.get(f"{made.get(call.func.value.id, '')}().{call.func.attr}")
    if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Call):
        return known.get(f"{names.full(call.func.value.func)}().{call.func.attr}")
    return None


def _listening(entry: dict[str, Any], call: ast.Call) -> Listening:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if None in given or len(call.args) > entry["positional"] or any(isinstance(arg, ast.Starred) for arg in call.args):
        return Listening()
    if any(word in given for word in entry.get("spares", ())):
        return Listening()
    host = _literal(given.get(entry["host"]), entry["default-host"], "")
    port = _literal(given.get(entry["port"]), entry["default-port"], 0)
    return Listening(
        host if isinstance(host, str) else "",
        port if isinstance(port, int) else 0,
        call.lineno,
        tuple(entry["variables"]),
    )


def _literal(value: ast.expr | None, default: Any, unknown: Any) -> Any:
    """What the argument is: the default when it is not given, `unknown` when it is computed."""
    if value is None:
        return default
    return value.value if isinstance(value, ast.Constant) else unknown


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 5 else 0
