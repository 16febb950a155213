"""What a build can see: the tree below its context, without what an ignore file leaves out."""

from collections.abc import Iterator
from functools import cached_property
from heapq import nsmallest
from posixpath import basename, dirname, join, normpath
from typing import Any

from msgspec import Struct

from portfolio_audit.facts.guarded import Unreadable, read_yaml
from portfolio_audit.facts.ignoring import IgnoreFile
from portfolio_audit.limits import DEFAULT
from portfolio_audit.model.values import Snapshot
from portfolio_audit.text import decode

MAX_COMPOSE = 10
MAX_TOLD = 60
MAX_TOLD_CHARS = 100_000
_TOLD = (".md", ".rst", ".txt", ".yml", ".yaml", ".sh", ".py", ".ipynb", ".r", ".dvc", ".toml", ".flaskenv", ".example")


class Tree:
    """Every path of the repository, what is no work of the author's included."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.files = frozenset(entry.path for entry in snapshot.entries)
        self.opaque = frozenset(entry.path for entry in snapshot.entries if entry.kind != "file")
        self.complete = len(snapshot.entries) < DEFAULT.entries

    @cached_property
    def folders(self) -> frozenset[str]:
        """Every folder, without the root."""
        found: set[str] = set()
        for path in self.files:
            folder = dirname(path)
            while folder and folder not in found:
                found.add(folder)
                folder = dirname(folder)
        return frozenset(found)

    def has(self, path: str) -> bool | None:
        """Whether a file or folder is there; `None` when it may lie behind a link, in a submodule or beyond a limit."""
        if path == "" or path in self.files or path in self.folders:
            return True
        above = dirname(path)
        while above:
            if above in self.opaque:
                return None
            above = dirname(above)
        return False if self.complete else None

    @cached_property
    def told(self) -> str:
        """Text in which the repository may say how images are built and run, and what makes a file that is missing."""
        texts = (path for path in self.files if path.endswith(_TOLD) or _is_makefile(path))
        nearest = nsmallest(MAX_TOLD, texts, key=_nearest)
        read = (decode((self.snapshot.read(path) or b"")[: 2 * MAX_TOLD_CHARS]) for path in nearest)
        return "\n".join(text[:MAX_TOLD_CHARS] for text in read if text)

    def in_other_case(self, path: str) -> str | None:
        """The file that differs in capitals only."""
        low = path.lower()
        return next((there for there in self.files if there.lower() == low), None)

    def ends_with(self, path: str) -> bool:
        """Whether such a file or folder is anywhere in the tree."""
        return any(there.endswith(f"/{path}") for there in (*self.files, *self.folders))


def _nearest(path: str) -> tuple[int, str]:
    return path.count("/"), path


def _is_makefile(path: str) -> bool:
    return basename(path).lower() in ("makefile", "justfile", "dvc.yaml")


class Build(Struct, frozen=True):
    """How a compose file builds and runs an image."""

    context: str
    dockerfile: str
    arguments: frozenset[str] = frozenset()
    mounts: bool = False
    """Whether folders of the host are laid over those of the image."""


def read_builds(snapshot: Snapshot, paths: tuple[str, ...]) -> tuple[Build, ...]:
    """The builds of compose files, with paths from the repository's root."""
    return tuple(build for path in paths[:MAX_COMPOSE] for build in _builds(path, snapshot.read(path)))


def _builds(path: str, data: bytes | None) -> Iterator[Build]:
    try:
        document = read_yaml(data or b"")
    except Unreadable:
        return
    services = document.get("services") if isinstance(document, dict) else None
    for service in services.values() if isinstance(services, dict) else ():
        build = service.get("build") if isinstance(service, dict) else None
        if isinstance(build, str):
            build = {"context": build}
        if isinstance(build, dict):
            yield from _build(path, service, build)


def _build(path: str, service: dict[Any, Any], build: dict[Any, Any]) -> Iterator[Build]:
    context, dockerfile = build.get("context", "."), build.get("dockerfile", "Dockerfile")
    if not isinstance(context, str) or not isinstance(dockerfile, str) or "$" in context + dockerfile:
        return
    root = normpath(join(dirname(path), context))
    file = normpath(join(root, dockerfile))
    if root.startswith(("..", "/")) or file.startswith(("..", "/")) or "://" in context:
        return
    arguments = build.get("args") or ()
    names = (str(item).partition("=")[0] for item in arguments) if isinstance(arguments, list | dict) else ()
    yield Build("" if root == "." else root, file, frozenset(names), bool(service.get("volumes")))


class Context:
    """The folder that a build starts from."""

    def __init__(self, tree: Tree, root: str, dockerfile: str) -> None:
        self.tree = tree
        self.root = root
        own = f"{dockerfile}.dockerignore"
        name = own if own in tree.files else join(root, ".dockerignore")
        text = (decode(tree.snapshot.read(name) or b"") or "") if name in tree.files else ""
        self.ignore = IgnoreFile(text.split("\n"), docker=True)
        self.ignore_path = name

    def path(self, source: str) -> str:
        """Where a source lies in the repository; what leads out of the context is cut, as Docker does."""
        inside = normpath(join("/", source)).lstrip("/")
        return join(self.root, inside) if inside else self.root

    def has(self, source: str) -> bool | None:
        """Whether the tree has it; patterns and folders behind links are not certain."""
        if any(sign in source for sign in "*?[\\"):
            return None
        return self.tree.has(self.path(source))

    def ignores(self, source: str) -> bool:
        """Whether the ignore file certainly leaves it out."""
        inside = normpath(join("/", source)).lstrip("/")
        folder = self.path(source) in self.tree.folders
        if not inside or not self.ignore.certain or (folder and self.ignore.negates):
            return False
        return self.ignore.covers(inside, folder=folder)


def contexts(tree: Tree, dockerfile: str, builds: tuple[Build, ...]) -> tuple[list[Context], bool]:
    """The folders that the image is probably built from, and whether there can hardly be another one."""
    told = [build.context for build in builds if build.dockerfile == dockerfile]
    roots = [dirname(dockerfile)]
    while roots[-1]:
        roots.append(dirname(roots[-1]))
    certain = bool(told) or len(roots) == 1
    return [Context(tree, root, dockerfile) for root in dict.fromkeys([*told, *roots])], certain
