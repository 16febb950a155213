"""What starts a repository's app inside of a container, from where, and at which port it then listens."""

import ast
import posixpath
import re
import sys
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.facts.dockerfile.listening import by_source
from portfolio_audit.facts.source import MADE_FROM_CELLS
from portfolio_audit.facts.syntax import parsed, walk
from portfolio_audit.fixing.making import Bench
from portfolio_audit.fixing.recipes import Recipe
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import CodeFacts, TreeFacts
from portfolio_audit.model.values import Evidence
from portfolio_audit.skeletons.commands import patterns, usable
from portfolio_audit.skeletons.running import front, module, scripts

_FETCHING = 5
"""Words of the pipeline, from its start, for what only brings data; nobody needs an image of that."""
_LOCAL = r"\s*=\s*[\"'](?:127\.0\.0\.1|localhost)[\"']"
_APPS = r"^(\w{1,60})(?:\s*:[^=\n]{1,60})?\s*=\s*(?:[\w.]{1,60}\.)?Flask\("


class Start(Struct, frozen=True):
    """One command and what it needs around it."""

    words: tuple[str, ...]
    folder: str = ""
    """Where it runs, from the repository's root."""
    port: int = 0
    environment: tuple[str, ...] = ()
    health: str = ""
    """Path of a page that answers while the app is well."""
    server: str = ""
    """A package that starts it and that the code does not import."""
    notes: tuple[str, ...] = ()


def start(bench: Bench, installed: Recipe) -> Start | str:
    """What to start, the app or else the scripts; in a sentence why neither can be told."""
    code = bench.repo.code
    if not isinstance(code, CodeFacts):
        return "the code could not be read"
    if code.app_framework:
        return _app(bench, code, code.app_framework, installed)
    lines = scripts(replace(bench.repo, code=_read_by_author(bench, code)))
    names = [posixpath.basename(line.rpartition(" ")[2]) for line in lines]
    fetching = [any(word in name for word in patterns("pipeline")[:_FETCHING]) for name in names]
    if all(fetching) or len(set(names)) < len(names):
        return "there is no app, and which script does the work cannot be told"
    if len(lines) == 1 and re.fullmatch(r"[\w ./-]+", lines[0]):
        return Start(tuple(lines[0].split()))
    return Start(("sh", "-c", " && ".join(lines)))


def _read_by_author(bench: Bench, code: CodeFacts) -> CodeFacts:
    """The code without scripts that a machine made of notebooks and that still bear its mark."""
    places = {at.path for at in (*code.entry_points, *code.work) if MADE_FROM_CELLS in (bench.text(at.path) or "")}
    own = {name: tuple(at for at in getattr(code, name) if at.path not in places) for name in ("entry_points", "work")}
    return replace(code, **own)


def _app(bench: Bench, code: CodeFacts, framework: str, installed: Recipe) -> Start | str:
    row: dict[str, Any] | None = load("containers")["apps"].get(framework)
    places = [at for at in code.app_at if usable(at.path) and at.path.endswith(".py")]
    if row is None or not places:
        return f"how an app of {framework} is started in a container is not known here"
    at = front(places)
    text = bench.text(at.path) or ""
    named = _variable(at, framework, text)
    words = row["strong"] if named and "strong" in row and "gunicorn" in installed.names else row["start"]
    place = _place(bench, at.path, text, words)
    port = _port(row, text)
    slots = {"port": str(port), "path": _beside(at.path, place), **named, **_dotted(at.path, place, installed)}
    try:
        filled = tuple(word.format(**slots, **_manager(bench)) for word in words)
    except KeyError:
        return f"the name of the app in {at.path} cannot be told"
    environment = (*(word.format(**slots) for word in row.get("environment", ())), *place.paths)
    notes = tuple(_notes(row, at.path, text, words))
    health = row.get("health") or _route(text)
    return Start(filled, place.folder, port, environment, health, _server(row, installed.names), notes)


def _port(row: dict[str, Any], text: str) -> int:
    """Where the app listens: by its source if that starts it, else by the command."""
    heard = by_source(text, {}).port if row["start"][0] == "python" else 0
    return heard or int(row["port"])


def _beside(path: str, place: "_Place") -> str:
    """The path from the folder in which the app is started; never an option."""
    inside = posixpath.relpath(path, place.folder or ".")
    return f"./{inside}" if inside.startswith("-") else inside


def _variable(at: Evidence, framework: str, text: str) -> dict[str, str]:
    """The name of the app in its module, if it can be told."""
    if framework == "flask":
        found = re.search(_APPS, text, re.MULTILINE)
        return {"variable": found[1]} if found else {}
    return {name: value for name, value in module(at, framework).items() if name == "variable"}


def _manager(bench: Bench) -> dict[str, str]:
    """The program that manages a Django project, from its own folder."""
    path = _manage(bench)
    return {"manage": posixpath.basename(path)} if path else {}


def _manage(bench: Bench) -> str:
    tree = bench.repo.tree
    paths = tree.paths if isinstance(tree, TreeFacts) else ()
    return min(
        (path for path in paths if posixpath.basename(path) == "manage.py" and usable(path)), key=len, default=""
    )


def _server(row: dict[str, Any], declared: frozenset[str]) -> str:
    server: str = row.get("server", "")
    return "" if server in declared or not declared.isdisjoint(row.get("brought", ())) else server


def _notes(row: dict[str, Any], path: str, text: str, words: list[str]) -> list[str]:
    notes = []
    argument = row.get("argument")
    if argument and re.search(rf"\b{argument}{_LOCAL}", text):
        notes.append(f"{path} listens at its own machine only; give {argument} the value 0.0.0.0 there.")
    if words[0] == "flask" or "runserver" in words:
        notes.append(
            "The server that starts it is the one for development; for many users add gunicorn to the packages."
        )
    if "runserver" in words:
        notes.append("Its database is not made in the image: run `migrate` once, and allow the host in ALLOWED_HOSTS.")
    return notes


def _route(text: str) -> str:
    """An address at which the code itself says that it is well."""
    routes: list[str] = load("containers")["health"]["routes"]
    tree = parsed(text)
    calls = [node for node in walk(tree) if isinstance(node, ast.Call)] if isinstance(tree, ast.Module) else []
    said = {
        call.args[0].value
        for call in calls
        if call.args
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in ("get", "route")
        and isinstance(call.args[0], ast.Constant)
    }
    return next((route for route in routes if route in said), "")


class _Place(Struct, frozen=True):
    folder: str
    paths: tuple[str, ...] = ()


def _dotted(path: str, place: _Place, installed: Recipe) -> dict[str, str]:
    """The app's module as it is called from the folder in which it is started."""
    parts = posixpath.relpath(path, place.folder or ".").removesuffix(".py").split("/")
    parts = parts[1:] if parts[0] == "src" and (installed.built or installed.id == "project") else parts
    parts = parts[:-1] if parts[-1] == "__init__" and parts[1:] else parts
    return {"module": ".".join(parts)} if all(part.isidentifier() for part in parts) else {}


def _place(bench: Bench, path: str, text: str, words: list[str]) -> _Place:
    """From where to start an app so that it finds its modules and files, which may be meant from its own folder."""
    if "{manage}" in words:
        return _Place(posixpath.dirname(_manage(bench)))
    dotted = any("{module}" in word for word in words)
    folder = posixpath.dirname(path)
    if not folder:
        return _Place("")
    paths = [entry.path for entry in bench.snapshot.entries]
    beside, above = _modules(paths, folder), _modules(paths, "")
    roots = _roots(text)
    needs_beside = bool(roots & beside - above)
    needs_above = bool(roots & above - beside)
    here = _named(text, frozenset(paths), folder) or (dotted and needs_beside and not needs_above)
    root = folder if here else ""
    extra = []
    if needs_above and (here or not dotted):
        extra.append("/app")
    if needs_beside and dotted and not here:
        extra.append(f"/app/{folder}")
    return _Place(root, tuple(f"PYTHONPATH={':'.join(extra)}" for _ in extra[:1]))


def _modules(paths: list[str], folder: str) -> set[str]:
    """What can be imported from there."""
    prefix = f"{folder}/" if folder else ""
    inside = [path.removeprefix(prefix) for path in paths if path.startswith(prefix) and path.endswith(".py")]
    return {
        part for path in inside if (part := path.partition("/")[0].removesuffix(".py")) not in sys.stdlib_module_names
    }


def _roots(text: str) -> set[str]:
    tree = parsed(text)
    nodes = list(walk(tree)) if isinstance(tree, ast.Module) else []
    names = [item.name for node in nodes if isinstance(node, ast.Import) for item in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names}


def _named(text: str, paths: frozenset[str], folder: str) -> bool:
    """Whether files that the code names are there seen from its own folder, and none seen from the root."""
    tree = parsed(text)
    nodes = walk(tree) if isinstance(tree, ast.Module) else ()
    literals = {
        n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and len(n.value) < 200
    }
    named = {posixpath.normpath(text) for text in literals if "." in text and "\n" not in text}
    seen_here = {name for name in named if posixpath.normpath(f"{folder}/{name}") in paths}
    return bool(seen_here) and not (named & paths)
