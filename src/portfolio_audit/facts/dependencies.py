"""What the repository declares about its environment, read as text and never installed."""

import ast
import re
from collections.abc import Callable, Iterator
from itertools import islice
from posixpath import basename, dirname, join, normpath
from typing import Any

from portfolio_audit.facts.guarded import Unreadable, read_json, read_toml, read_yaml
from portfolio_audit.facts.packaging import read_packaging
from portfolio_audit.facts.paths import folders, suffix, words
from portfolio_audit.facts.syntax import parsed
from portfolio_audit.model.facts import DependencyFacts, Manifest, Requirement, TreeFacts
from portfolio_audit.model.values import NOT_READ, Evidence, Snapshot
from portfolio_audit.text import decode, shown

MAX_MANIFESTS = 50
MAX_REQUIREMENTS = 1_000
MAX_LINE = 1_000
MAX_LINES = 20_000
_REQUIREMENTS = re.compile(r"^(?:[\w.-]*requirements[\w.-]*|reqs?|requires)\.(?:txt|in|pip)$")
_NAME = re.compile(r"^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,100}[A-Za-z0-9])?)\s*(?:\[[^\]]{0,200}\])?\s*(.{0,300})$")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]{1,100})")
_INCLUDE = re.compile(r"^(?:-r|--requirement|-c|--constraint)[\s=]+(\S{1,300})")
_PINNED = re.compile(r"^={2,3}\s*[\w.!+-]+$")
_CONDA_PIN = re.compile(r"^={1,2}\s*\d+(?:\.\d+){1,}(?:=[\w.]+)?$")
_EXACT = re.compile(r"^={0,3}\s*\d[\w.]*$")


def read_dependencies(snapshot: Snapshot, tree: TreeFacts) -> DependencyFacts:
    """All manifests, what pins them, and where a Python version is declared."""
    manifests: list[Manifest] = []
    versions: list[Evidence] = []
    known = set(tree.paths)
    queue = [path for path in tree.paths if _kind(path)]
    for path in queue:
        if len(manifests) >= MAX_MANIFESTS:
            break
        data = snapshot.read(path)
        kind = _kind(path) or "requirements"
        manifests.append(_manifest(path, kind, data, versions))
        if kind == "requirements":
            queue.extend(more for more in _included(path, data) if more in known and more not in queue)
    locks = tuple(path for path in tree.paths if basename(path).lower() in words("locks"))
    version = _python_version(snapshot, tree) or next(iter(versions), None)
    return DependencyFacts(tuple(manifests), locks, version, tuple(read_packaging(snapshot, tree)))


def _kind(path: str) -> str | None:
    name = basename(path).lower()
    if _REQUIREMENTS.match(name) or (
        suffix(path) in (".txt", ".in") and folders(path)[-1:] in (["requirements"], ["reqs"])
    ):
        return "requirements"
    if name in ("environment.yml", "environment.yaml", "conda.yaml", "conda.yml", "env.yml", "env.yaml") or (
        name.startswith("environment") and suffix(path) in (".yml", ".yaml")
    ):
        return "environment"
    fixed = {
        "pyproject.toml": "pyproject",
        "pipfile": "pipfile",
        "setup.py": "setup",
        "setup.cfg": "setup",
        "package.json": "package-json",
    }
    more = {
        "description": "r-description",
        "pixi.toml": "pixi",
        "project.toml": "julia-project",
        "go.mod": "go",
        "cargo.toml": "cargo",
    }
    return fixed.get(name) or more.get(name)


def _manifest(path: str, kind: str, data: bytes | None, versions: list[Evidence]) -> Manifest:
    if data is None:
        return Manifest(path, kind, (), NOT_READ)
    reader = _READERS.get(kind)
    if reader is None:
        return Manifest(path, kind)
    try:
        if kind == "setup" and path.lower().endswith(".py"):
            reader = _setup_py
        found = list(islice(reader(path, data, versions), MAX_REQUIREMENTS))
    except Unreadable as error:
        return Manifest(path, kind, (), f"cannot be read: {error}")
    return Manifest(path, kind, tuple(found), _problem(kind, data))


def _problem(kind: str, data: bytes) -> str:
    if not data.strip():
        return "is empty"
    if kind not in ("requirements", "environment"):
        return ""
    text = decode(data) or ""
    if "file://" in text:
        return "names files of the author's machine (file://), which exist nowhere else"
    wide = data[1:2] == b"\0" or data[:1] == b"\0"
    return "is UTF-16 without a byte order mark, which pip cannot read" if wide else ""


def _requirement(text: str, line: int | None = None, *, pin: re.Pattern[str] = _PINNED) -> Requirement | None:
    """One requirement as pip, Poetry or conda write it; `None` for options and comments."""
    text = re.split(r"(?:^|\s)#", text[:MAX_LINE], maxsplit=1)[0].split(" --hash", 1)[0].strip().rstrip("\\").strip()
    if not text or text.startswith("-"):
        egg = _EGG.search(text)
        return Requirement(_normal(egg[1]), "", line) if egg else None
    if "://" in text.partition("@")[0]:
        egg = _EGG.search(text)
        return Requirement(_normal(egg[1]), shown(text), line) if egg else None
    found = _NAME.match(text.partition(";")[0].strip())
    if not found:
        return None
    spec = found[2].strip().strip("()")
    return Requirement(_normal(found[1]), shown(spec), line, bool(pin.match(spec)))


def _normal(name: str) -> str:
    return shown(re.sub(r"[-_.]+", "-", name[:MAX_LINE]).lower(), 120)


def _included(path: str, data: bytes | None) -> Iterator[str]:
    """Files that a requirements file names, if they lie inside the tree."""
    for line in (decode(data or b"") or "").split("\n"):
        if found := _INCLUDE.match(line.strip()):
            inside = normpath(join(dirname(path), found[1]))
            if not inside.startswith(("..", "/")):
                yield inside


def _requirements(_path: str, data: bytes, _versions: list[Evidence]) -> Iterator[Requirement]:
    if (text := decode(data)) is None:
        raise Unreadable("no text")
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n")[:MAX_LINES], 1):
        if found := _requirement(line, number):
            yield found


def _pyproject(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    document = read_toml(data)
    project = _table(document.get("project"))
    if isinstance(wanted := project.get("requires-python"), str):
        versions.append(Evidence(path, _line(data, "requires-python"), shown(wanted)))
    groups = [project.get("dependencies"), *_table(project.get("optional-dependencies")).values()]
    groups += [
        *_table(document.get("dependency-groups")).values(),
        _table(_table(document.get("tool")).get("uv")).get("dev-dependencies"),
    ]
    for item in (item for group in groups if isinstance(group, list) for item in group):
        if isinstance(item, str) and (found := _requirement(item, _line(data, item))):
            yield found
    yield from _poetry(path, data, _table(_table(document.get("tool")).get("poetry")), versions)


def _poetry(path: str, data: bytes, poetry: dict[str, Any], versions: list[Evidence]) -> Iterator[Requirement]:
    groups = [poetry.get("dependencies"), poetry.get("dev-dependencies")]
    groups += [_table(group).get("dependencies") for group in _table(poetry.get("group")).values()]
    for name, spec in ((name, spec) for group in groups for name, spec in _table(group).items()):
        text = spec if isinstance(spec, str) else _table(spec).get("version", "")
        if name.lower() == "python":
            versions.append(Evidence(path, _line(data, "python"), shown(str(text))))
        else:
            yield Requirement(_normal(name), shown(str(text)), _line(data, name), bool(_EXACT.match(str(text))))


def _environment(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    document = read_yaml(data)
    items = _table(document).get("dependencies")
    for item in items if isinstance(items, list) else []:
        if isinstance(item, str) and (
            found := _requirement(item.rpartition("::")[2], _line(data, item), pin=_CONDA_PIN)
        ):
            if found.name == "python":
                versions.append(Evidence(path, found.line, shown(item)))
            else:
                yield found
        for more in (
            _table(item).get("pip") or [] if isinstance(item, dict) and isinstance(item.get("pip"), list) else []
        ):
            if isinstance(more, str) and (found := _requirement(more, _line(data, more))):
                yield found


def _pipfile(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    document = read_toml(data)
    asked = _table(document.get("requires"))
    key = next((key for key in ("python_full_version", "python_version") if isinstance(asked.get(key), str)), None)
    if key:
        versions.append(Evidence(path, _line(data, key), shown(asked[key])))
    for group in ("packages", "dev-packages"):
        for name, spec in _table(document.get(group)).items():
            text = str(spec if isinstance(spec, str) else _table(spec).get("version", ""))
            yield Requirement(
                _normal(name), shown("" if text == "*" else text), _line(data, name), bool(_PINNED.match(text))
            )


def _setup_cfg(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    """`install_requires` of a setup.cfg: the indented lines below it."""
    inside = False
    for number, line in enumerate((decode(data) or "").split("\n"), 1):
        key, _, value = line.partition("=")
        if line[:1].strip():
            inside = key.strip() == "install_requires"
            if key.strip() == "python_requires":
                versions.append(Evidence(path, number, shown(value)))
            line = value if inside else ""
        if inside and (found := _requirement(line, number)):
            yield found


def _setup_py(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    text = decode(data)
    if text is None or len(text) > 100_000:
        raise Unreadable("no text of a credible size")
    module = parsed(text)
    if not isinstance(module, ast.Module):
        raise Unreadable(module[1])
    lists = {
        t.id: n.value for n in module.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg == "python_requires" and isinstance(node.value, ast.Constant):
            versions.append(Evidence(path, node.value.lineno, shown(str(node.value.value))))
        elif isinstance(node, ast.keyword) and node.arg == "install_requires":
            value = lists.get(node.value.id) if isinstance(node.value, ast.Name) else node.value
            for item in value.elts if isinstance(value, ast.List | ast.Tuple) else []:
                if (
                    isinstance(item, ast.Constant)
                    and isinstance(item.value, str)
                    and (found := _requirement(item.value, item.lineno))
                ):
                    yield found


def _package_json(_path: str, data: bytes, _versions: list[Evidence]) -> Iterator[Requirement]:
    document = _table(read_json(data))
    for group in ("dependencies", "devDependencies"):
        for name, spec in _table(document.get(group)).items():
            text = str(spec)
            yield Requirement(shown(name.lower(), 120), shown(text), _line(data, f'"{name}"'), bool(_EXACT.match(text)))


_READERS: dict[str, Callable[[str, bytes, list[Evidence]], Iterator[Requirement]]] = {
    "requirements": _requirements,
    "pyproject": _pyproject,
    "environment": _environment,
    "pipfile": _pipfile,
    "setup": _setup_cfg,
    "package-json": _package_json,
}


def _python_version(snapshot: Snapshot, tree: TreeFacts) -> Evidence | None:
    for path in tree.paths:
        if basename(path).lower() in (".python-version", "runtime.txt"):
            line = (decode(snapshot.read(path) or b"") or "").strip().split("\n")[0]
            if re.search(r"\d\.\d", line[:100]):
                return Evidence(path, 1, shown(line))
    return None


def _table(value: Any) -> dict[str, Any]:
    return {key: part for key, part in value.items() if isinstance(key, str)} if isinstance(value, dict) else {}


def _line(data: bytes, word: str) -> int | None:
    at = data.find(word.encode("utf-8", "replace"))
    return data.count(b"\n", 0, at) + 1 if at >= 0 else None
