"""Which parts of a tree others wrote or a tool made: environments, build output, copied projects, generated files."""

import re
from collections.abc import Iterable
from functools import cache
from posixpath import basename, dirname

from portfolio_audit.facts.holders import is_license, names_another_holder
from portfolio_audit.facts.paths import endings, folders, is_vendored, language, words
from portfolio_audit.facts.wanted import wanted
from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Snapshot

MAX_LICENSES = 50
"""Licenses below the root that are read."""
_HEAD_BYTES = 1_500
_HEAD_LINES = 5
_VERSION = re.compile(r"(?:[-@.]?v?\d+(?:\.\d+)*(?:[-.]dist)?|[-.]dist|[-_](?:main|master))$")
_ENVIRONMENT = re.compile(
    r"^(.*?)/?(?:(?:lib|lib64|Lib)(?:/python[0-9.]+)?/site-packages/|(?:bin|Scripts)/activate$|pyvenv\.cfg$)"
)


def vendored_roots(paths: list[str]) -> frozenset[str]:
    """Folders, and files outside of them, that should not have been committed: environments, packages, build output."""
    roots = {_root(path) for path in paths if is_vendored(path)}
    return outermost(roots | _environments(paths) | _build_roots(paths))


def copied_roots(snapshot: Snapshot, paths: list[str]) -> frozenset[str]:
    """Folders and files of others, or of a tool, that people do commit: libraries, known projects, generated code."""
    libraries = {root for path in paths if (root := _library_root(path))}
    return outermost(libraries | _known_roots(paths) | _licensed_roots(snapshot, paths) | _generated(snapshot, paths))


def below(path: str, roots: frozenset[str]) -> bool:
    """Whether the path is one of the roots or lies in one."""
    if not roots:
        return False
    parts = path.split("/")
    return path in roots or any("/".join(parts[:depth]) + "/" in roots for depth in range(1, len(parts)))


def outermost(roots: Iterable[str]) -> frozenset[str]:
    """The roots that lie in no other."""
    kept: list[str] = []
    for root in sorted(roots):
        if not kept or not (root == kept[-1] or (kept[-1].endswith("/") and root.startswith(kept[-1]))):
            kept.append(root)
    return frozenset(kept)


def _root(path: str) -> str:
    parts = path.split("/")
    names = words("vendored")
    for depth, part in enumerate(parts[:-1], 1):
        if part.lower() in names or part.lower().endswith((".egg-info", ".dist-info")):
            return "/".join(parts[:depth]) + "/"
    return path


def _environments(paths: list[str]) -> set[str]:
    """Virtual environments; of one that was made in the folder of the project itself, its parts alone."""
    tops = {f"{found[1]}/" if found[1] else "" for path in paths if (found := _ENVIRONMENT.match(path))}
    return {root for top in tops for root in _of_environment(top, [path for path in paths if path.startswith(top)])}


def _of_environment(top: str, paths: list[str]) -> set[str]:
    is_part = re.compile(re.escape(top) + load("trees")["environment"]).match
    parts = {found[0] for path in paths if (found := is_part(path))}
    shared = top == "" or any(language(path) and not is_part(path) for path in paths)
    return parts if shared else {top}


def _library_root(path: str) -> str | None:
    """The folder of a library of somebody else's among the files of pages."""
    parts = path.lower().split("/")[:-1]
    for depth, part in enumerate(parts):
        if _VERSION.sub("", part) in words("libraries") and not words("assets").isdisjoint(parts[:depth]):
            return "/".join(path.split("/")[: depth + 1]) + "/"
    return None


def _build_roots(paths: list[str]) -> set[str]:
    """Folders that are called after build output and hold some; with mere source in it it is the author's."""
    roots = set()
    packaging = {dirname(path) for path in paths if basename(path) in ("setup.py", "pyproject.toml", "setup.cfg")}
    for path in paths:
        parts = path.split("/")
        depth = next((i for i, part in enumerate(parts[:-1], 1) if part.lower() in words("build")), None)
        if depth and (
            path.lower().endswith(endings("build-marks"))
            or _pattern("build-paths").match("/".join(parts[depth - 1 :]).lower())
            or (parts[depth - 1 : depth + 1] == ["build", "lib"] and "/".join(parts[: depth - 1]) in packaging)
        ):
            roots.add("/".join(parts[:depth]) + "/")
    return roots


def _known_roots(paths: list[str]) -> set[str]:
    """Folders that hold the files of a project that is often copied whole."""
    there, roots = frozenset(paths), set()
    by_name = _known_by_name()
    for path in paths:
        for first, *others in by_name.get(basename(path), ()):
            root = path.removesuffix(first)
            if root != path and root.endswith("/") and all(root + other in there for other in others):
                roots.add(root)
    return roots


@cache
def _known_by_name() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for marks in load("trees")["projects"].values():
        found.setdefault(basename(marks[0]), []).append(marks)
    return found


def _licensed_roots(snapshot: Snapshot, paths: list[str]) -> set[str]:
    """Folders of source with a license of their own that the field knows, that lie among libraries, or are others'."""
    licenses = {dirname(path): path for path in reversed(paths) if is_license(basename(path)) and not language(path)}
    own = licenses.pop("", None)
    roots = set()
    for folder, path in list(licenses.items())[:MAX_LICENSES]:
        name = basename(folder).lower().replace("_", "-")
        known = not words("projects").isdisjoint((name, _VERSION.sub("", name)))
        plain = known or not words("libraries-folders").isdisjoint(folders(path)[:-1])
        if _is_project(folder + "/", paths, plain) and names_another_holder(snapshot, path, own, unsaid=plain):
            roots.add(folder + "/")
    return roots


def _is_project(root: str, paths: list[str], plain: bool) -> bool:
    """Whether a folder holds source, and unless that is plain stands on its own and is not all the source there is."""
    inside = [path for path in paths if path.startswith(root)]
    if not any(language(path) for path in inside) or not words("data-folders").isdisjoint(root.lower().split("/")):
        return False
    top = {path[len(root) :].lower() for path in inside}
    stands = any(name.startswith(("readme", *words("packaging"))) for name in top)
    return plain or (stands and any(language(path) and not path.startswith(root) for path in paths))


def _generated(snapshot: Snapshot, paths: list[str]) -> set[str]:
    """Source files that a tool wrote, by their names or by what their first lines say."""
    return {path for path in paths if language(path) and (_is_named(path) or _says_generated(snapshot, path))}


def _is_named(path: str) -> bool:
    return _pattern("generated-paths").search(path.lower()) is not None


def _says_generated(snapshot: Snapshot, path: str) -> bool:
    if path.endswith(".ipynb") or not wanted(path):
        return False
    head = (snapshot.read(path) or b"")[:_HEAD_BYTES].decode("latin-1").lower()
    if not any(word in head for word in ("generated", "not edit", "not modify", "be lost")):
        return False
    return any(_pattern("generated-heads").match(line) for line in head.split("\n")[:_HEAD_LINES])


@cache
def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("|".join(load("trees")[key]))
