"""What each sort of manifest asks for: readers of requirements that also note the versions of Python they name."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import Any, TypeGuard

from portfolio_audit.facts.dependencies.kinds import toml_places
from portfolio_audit.facts.dependencies.lines import (
    MAX_SETUP,
    line_of,
    lines_of,
    normal,
    pip_items,
    requirement,
    table,
)
from portfolio_audit.facts.dependencies.locks import locked
from portfolio_audit.facts.guarded import Unreadable, read_json, read_toml, read_yaml
from portfolio_audit.facts.syntax import parsed, walk
from portfolio_audit.model.facts import Requirement
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import decode, shown

Reader = Callable[[str, bytes, list[Evidence]], Iterator[Requirement]]
_CONDA_PIN = re.compile(r"^={0,2}\s*\d+(?:\.\d+)+\w*(?:=[\w.]+)?$|^=\d[\w.!]*=[\w.]+$")
_EXACT = re.compile(r"^={0,3}\s*\d[\w.!+-]*$")
_COMMIT = re.compile(r"[0-9a-f]{7,40}|v?\d+(?:\.\d+)+[\w.+-]*")
"""What names one commit: its hash, or a tag of a version."""
_SECTION = re.compile(r"^\s*\[\s*([\w.:-]{1,100})\s*\]")


def reader(path: str, kind: str) -> Reader | None:
    """What reads a manifest; `None` when its presence is all that is asked."""
    return _setup_py if kind == "setup" and path.lower().endswith(".py") else _READERS.get(kind)


def _note(versions: list[Evidence], path: str, line: int | None, text: str) -> None:
    """Take up a version of Python, unless it allows any."""
    if re.search(r"\d", text):
        versions.append(Evidence(path, line, shown(text)))


def requirements(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    """The lines of a requirements file or of a file of constraints; conda exports its Python among them."""
    if decode(data) is None:
        raise Unreadable("no text")
    for found in _each((line.text, line.number) for line in lines_of("requirements", data)):
        if found.name == "python" and _CONDA_PIN.match(found.spec) and not found.spec.startswith("=="):
            _note(versions, path, found.line, f"python{found.spec}")
        else:
            yield found


def _each(lines: Iterable[tuple[str, int | None]]) -> Iterator[Requirement]:
    return (found for text, number in lines if (found := requirement(text, number)))


def _toml(kind: str, path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    """What stands in the lists and tables that `manifests.toml` names for that kind."""
    document, places = read_toml(data), toml_places(kind)
    for key, wanted in _at_any(document, places.pythons):
        if _is_text(wanted):
            _note(versions, path, _line_of_key(data, key), wanted)
    groups = (group for _, group in _at_any(document, places.lists) if isinstance(group, list))
    yield from _each((item, line_of(data, item)) for group in groups for item in group if _is_text(item))
    for name, spec in ((name, spec) for _, group in _at_any(document, places.tables) for name, spec in _items(group)):
        text = ", ".join(dict.fromkeys(filter(None, map(_version, _alternatives(spec)))))
        if name.lower() == "python":
            _note(versions, path, _line_of_key(data, name), text)
        else:
            fixed = all(map(_is_fixed, _alternatives(spec)))
            yield Requirement(normal(name), shown("" if text == "*" else text), line_of(data, name), fixed)


def _at_any(document: Any, places: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """(key, value) of all that lies at dotted paths, the parts of which are patterns."""
    for place in places:
        first, _, rest = place.partition(".")
        for key, value in _items(document):
            if fnmatchcase(key, first):
                yield from _at_any(value, [rest]) if rest else [(key, value)]


def _items(value: Any) -> Iterable[tuple[str, Any]]:
    return table(value).items()


def _alternatives(spec: Any) -> list[Any]:
    """What is asked for, such as one version for each Python."""
    return spec if isinstance(spec, list) and spec else [spec]


def _version(spec: Any) -> str:
    return str(spec if isinstance(spec, str) else table(spec).get("version", ""))


def _is_fixed(spec: Any) -> bool:
    """Whether one version, one commit, one archive or the repository's own folder is asked for."""
    asked = table(spec)
    commit = any(_COMMIT.fullmatch(str(asked.get(key, ""))) for key in ("rev", "ref", "tag"))
    return commit or any(key in asked for key in ("url", "path", "file")) or bool(_EXACT.match(_version(spec)))


def _environment(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    items = table(read_yaml(data)).get("dependencies")
    for item in items if isinstance(items, list) else []:
        found = requirement(item.rpartition("::")[2], line_of(data, item), pin=_CONDA_PIN) if _is_text(item) else None
        if found and found.name == "python":
            _note(versions, path, found.line, item)
        elif found:
            yield found
    yield from _each((item, line_of(data, item)) for item in pip_items(data))


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str)


def _setup_cfg(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    """What a setup.cfg installs, always or as an extra: after the key, and on the indented lines below it."""
    section, inside = "", False
    for number, line in enumerate((decode(data) or "").split("\n"), 1):
        if heading := _SECTION.match(line):
            section, inside = heading[1], False
        elif line[:1].strip():
            key, _, line = line.partition("=")
            name = key.strip().replace("-", "_")
            inside = section == "options.extras_require" or (section == "options" and name == "install_requires")
            if section == "options" and name == "python_requires":
                _note(versions, path, number, line)
        bare = line.strip()
        if inside and not bare.startswith("file:") and (found := requirement(bare, number)):
            yield found


def _setup_py(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    text = decode(data)
    if text is None or len(text) > MAX_SETUP:
        raise Unreadable("no text of a credible size")
    module = parsed(text)
    if not isinstance(module, ast.Module):
        raise Unreadable(module[1])
    bound = {
        t.id: n.value for n in module.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
    }
    for node in (node for node in walk(module) if isinstance(node, ast.keyword)):
        value = bound.get(node.value.id) if isinstance(node.value, ast.Name) else node.value
        if node.arg == "python_requires" and isinstance(value, ast.Constant):
            _note(versions, path, node.value.lineno, str(value.value))
        elif node.arg == "install_requires" and isinstance(value, ast.List | ast.Tuple):
            items = (item for item in value.elts if isinstance(item, ast.Constant) and isinstance(item.value, str))
            yield from _each((str(item.value), item.lineno) for item in items)


def _package_json(_path: str, data: bytes, _versions: list[Evidence]) -> Iterator[Requirement]:
    document = table(read_json(data))
    for group in ("dependencies", "devDependencies"):
        for name, spec in table(document.get(group)).items():
            text = str(spec)
            yield Requirement(
                shown(name.lower(), 120), shown(text), line_of(data, f'"{name}"'), bool(_EXACT.match(text))
            )


def _line_of_key(data: bytes, key: str) -> int | None:
    found = re.search(
        rb"^[ \t]*[\"']?" + re.escape(key.encode("utf-8", "replace")) + rb"[\"']?\s*=", data, re.MULTILINE
    )
    return data.count(b"\n", 0, found.end()) + 1 if found else None


_READERS: dict[str, Reader] = {
    "requirements": requirements,
    "pyproject": partial(_toml, "pyproject"),
    "environment": _environment,
    "pipfile": partial(_toml, "pipfile"),
    "pixi": partial(_toml, "pixi"),
    "script": partial(_toml, "script"),
    "lock": locked,
    "setup": _setup_cfg,
    "package-json": _package_json,
}
