"""What each sort of manifest asks for: readers of requirements that also note the versions of Python they name."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeGuard

from portfolio_audit.facts.dependencies.lines import (
    MAX_SETUP,
    line_of,
    lines_of,
    normal,
    pip_items,
    requirement,
    table,
)
from portfolio_audit.facts.guarded import Unreadable, read_json, read_toml, read_yaml
from portfolio_audit.facts.syntax import parsed, walk
from portfolio_audit.model.facts import Requirement
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import decode, shown

Reader = Callable[[str, bytes, list[Evidence]], Iterator[Requirement]]
_PINNED = re.compile(r"^={2,3}\s*[\w.!+-]+$")
_CONDA_PIN = re.compile(r"^={1,2}\s*\d+(?:\.\d+){1,}(?:=[\w.]+)?$")
_EXACT = re.compile(r"^={0,3}\s*\d[\w.]*$")
_SECTION = re.compile(r"^\s*\[\s*([\w.:-]{1,100})\s*\]")


def reader(path: str, kind: str) -> Reader | None:
    """What reads a manifest; `None` when its presence is all that is asked."""
    return _setup_py if kind == "setup" and path.lower().endswith(".py") else _READERS.get(kind)


def _note(versions: list[Evidence], path: str, line: int | None, text: str) -> None:
    """Take up a version of Python, unless it allows any."""
    if re.search(r"\d", text):
        versions.append(Evidence(path, line, shown(text)))


def requirements(_path: str, data: bytes, _versions: list[Evidence]) -> Iterator[Requirement]:
    """The lines of a requirements file or of a file of constraints."""
    if decode(data) is None:
        raise Unreadable("no text")
    return _each((line.text, line.number) for line in lines_of("requirements", data))


def _each(lines: Iterable[tuple[str, int | None]]) -> Iterator[Requirement]:
    return (found for text, number in lines if (found := requirement(text, number)))


def _pyproject(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    document = read_toml(data)
    project = table(document.get("project"))
    if isinstance(wanted := project.get("requires-python"), str):
        _note(versions, path, _line_of_key(data, "requires-python"), wanted)
    groups = [project.get("dependencies"), *table(project.get("optional-dependencies")).values()]
    groups += [
        *table(document.get("dependency-groups")).values(),
        table(table(document.get("tool")).get("uv")).get("dev-dependencies"),
    ]
    items = (item for group in groups if isinstance(group, list) for item in group if isinstance(item, str))
    yield from _each((item, line_of(data, item)) for item in items)
    yield from _poetry(path, data, table(table(document.get("tool")).get("poetry")), versions)


def _poetry(path: str, data: bytes, poetry: dict[str, Any], versions: list[Evidence]) -> Iterator[Requirement]:
    groups = [poetry.get("dependencies"), poetry.get("dev-dependencies")]
    groups += [table(group).get("dependencies") for group in table(poetry.get("group")).values()]
    for name, spec in ((name, spec) for group in groups for name, spec in table(group).items()):
        text = spec if isinstance(spec, str) else table(spec).get("version", "")
        if name.lower() == "python":
            _note(versions, path, _line_of_key(data, name), str(text))
        else:
            yield Requirement(normal(name), shown(str(text)), line_of(data, name), bool(_EXACT.match(str(text))))


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


def _pipfile(path: str, data: bytes, versions: list[Evidence]) -> Iterator[Requirement]:
    document = read_toml(data)
    asked = table(document.get("requires"))
    key = next((key for key in ("python_full_version", "python_version") if isinstance(asked.get(key), str)), None)
    if key:
        _note(versions, path, _line_of_key(data, key), asked[key])
    for group in ("packages", "dev-packages"):
        for name, spec in table(document.get(group)).items():
            text = str(spec if isinstance(spec, str) else table(spec).get("version", ""))
            yield Requirement(
                normal(name), shown("" if text == "*" else text), line_of(data, name), bool(_PINNED.match(text))
            )


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
    "pyproject": _pyproject,
    "environment": _environment,
    "pipfile": _pipfile,
    "setup": _setup_cfg,
    "package-json": _package_json,
}
