"""What makes a library installable: a name, a version and how it is built."""

import ast
import re
from collections.abc import Callable, Iterator
from posixpath import basename
from typing import Any

from portfolio_audit.facts.guarded import Unreadable, read_json, read_toml
from portfolio_audit.facts.paths import is_aside, suffix
from portfolio_audit.facts.syntax import parsed, walk
from portfolio_audit.model.facts import Distribution, TreeFacts
from portfolio_audit.model.values import NOT_READ, Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_PACKAGES = 20
MAX_CHARS = 100_000
_OTHERS = (
    "cargo.toml",
    "go.mod",
    "composer.json",
    "pom.xml",
    "build.gradle",
    "build.gradle.kts",
    "package.swift",
    "cmakelists.txt",
)
_OTHER_ENDINGS = (".gemspec", ".csproj", ".fsproj", ".cabal", ".nimble", ".rockspec", ".podspec")
_FIELD = re.compile(r"^\s*(name|version|Package|Version)\s*[:=]\s*(\S.{0,100})$")


def read_packaging(snapshot: Snapshot, tree: TreeFacts) -> Iterator[Distribution]:
    """Each file of the author's that says how a library is packaged, those near the root first."""
    paths = [path for path in tree.paths if path.count("/") <= 2 and not is_aside(path) and _reader(path)]
    for path in sorted(paths, key=lambda path: path.count("/"))[:MAX_PACKAGES]:
        data = snapshot.read(path)
        reader = _reader(path)
        if data is None or reader is None:
            yield Distribution(path, problem=NOT_READ)
            continue
        try:
            found = reader(path, data)
        except Unreadable as error:
            found = Distribution(path, problem=str(error))
        if found:
            yield found


def _reader(path: str) -> Callable[[str, bytes], Distribution | None] | None:
    name = basename(path).lower()
    if name in _OTHERS or suffix(path) in _OTHER_ENDINGS:
        return lambda path, _data: Distribution(path, Evidence(path), version=True, build=True)
    return _READERS.get(name)


def _pyproject(path: str, data: bytes) -> Distribution | None:
    document = read_toml(data)
    project, tool = _table(document.get("project")), _table(document.get("tool"))
    poetry = _table(tool.get("poetry"))
    flit = _table(_table(tool.get("flit")).get("metadata"))
    name = project.get("name") or poetry.get("name") or flit.get("module")
    if not isinstance(name, str) or not name:
        return None
    dynamic = project.get("dynamic")
    version = project.get("version") or poetry.get("version") or flit
    version = version or (isinstance(dynamic, list) and "version" in dynamic)
    build = "build-backend" in _table(document.get("build-system")) or "requires" in _table(
        document.get("build-system")
    )
    return Distribution(path, _at(path, data, name), bool(version), build)


def _setup_py(path: str, data: bytes) -> Distribution | None:
    text = decode(data) or ""
    module = parsed(text) if len(text) <= MAX_CHARS and "setup" in text else None
    if not isinstance(module, ast.Module):
        return None
    for node in walk(module):
        if isinstance(node, ast.Call) and _called(node.func) == "setup":
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            computed = None in given  # setup(**metadata) may hold everything
            if "name" in given or computed:
                version = computed or "version" in given or "use_scm_version" in given
                return Distribution(path, Evidence(path, node.lineno, _constant(given.get("name"))), version, True)
    return None


def _called(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _constant(node: ast.expr | None) -> str:
    return shown(str(node.value)) if isinstance(node, ast.Constant) else ""


def _fields(path: str, data: bytes) -> Distribution | None:
    """`setup.cfg` and R's DESCRIPTION: a name and a version, each on its line."""
    found: dict[str, tuple[int, str]] = {}
    for number, line in enumerate((decode(data) or "")[:MAX_CHARS].split("\n"), 1):
        if match := _FIELD.match(line[:200]):
            found.setdefault(match[1].lower().replace("package", "name"), (number, match[2]))
    if "name" not in found:
        return None
    number, name = found["name"]
    return Distribution(path, Evidence(path, number, shown(name)), "version" in found, True)


def _package_json(path: str, data: bytes) -> Distribution | None:
    document = read_json(data)
    table = _table(document)
    name = table.get("name")
    if not isinstance(name, str) or not name:
        return None
    return Distribution(path, _at(path, data, name), isinstance(table.get("version"), str), True)


def _at(path: str, data: bytes, name: str) -> Evidence:
    at = data.find(name.encode("utf-8", "replace"))
    return Evidence(path, data.count(b"\n", 0, at) + 1 if at >= 0 else None, shown(name))


def _table(value: Any) -> dict[Any, Any]:
    return value if isinstance(value, dict) else {}


_READERS: dict[str, Callable[[str, bytes], Distribution | None]] = {
    "pyproject.toml": _pyproject,
    "setup.py": _setup_py,
    "setup.cfg": _fields,
    "description": _fields,
    "package.json": _package_json,
}
