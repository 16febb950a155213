"""`pyproject.toml` and `Pipfile`: changed as text, and only if the new text reads as the old one with that change."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from portfolio_audit.facts.dependencies.lines import normal, table
from portfolio_audit.facts.guarded import Unreadable, read_toml
from portfolio_audit.fixing.manifests.entries import Entry, LeftAlone
from portfolio_audit.fixing.manifests.toml_text import list_span, put_into_list, put_into_table
from portfolio_audit.fixing.manifests.toml_text import table as table_span

_POETRY = "tool.poetry.dependencies"
_UNLIKE = "is written in a way in which nothing can be put in without changing the rest"


def is_poetrys(text: str) -> bool:
    """Whether Poetry's own table names the packages."""
    document = _read(text)
    return "dependencies" not in table(document.get("project")) and _POETRY in _places(document)


def added_to_pyproject(text: str, entries: Sequence[Entry]) -> str:
    """The document with further dependencies of the package."""
    document = _read(text)
    project = table(document.get("project"))
    items = [f'"{entry.line}"' for entry in entries]
    if isinstance(project.get("dependencies"), list):
        new = put_into_list(text, "project", "dependencies", items)
        expected = _with(document, "project.dependencies", [entry.line for entry in entries])
    elif _POETRY in _places(document):
        new = put_into_table(text, _POETRY, [f'{entry.name} = "{entry.version or "*"}"' for entry in entries])
        expected = _with(document, _POETRY, {entry.name: entry.version or "*" for entry in entries})
    elif project and "dependencies" not in project.get("dynamic", ()):
        new = put_into_table(text, "project", ["dependencies = [", *(f"    {item}," for item in items), "]"])
        expected = _with(document, "project", {"dependencies": [entry.line for entry in entries]})
    else:
        raise LeftAlone("does not say itself what the package needs")
    return _proved(new, expected)


def added_to_pipfile(text: str, entries: Sequence[Entry]) -> str:
    """The document with further packages."""
    versions = {entry.name: f"=={entry.version}" if entry.version else "*" for entry in entries}
    new = put_into_table(text, "packages", [f'{name} = "{version}"' for name, version in versions.items()])
    return _proved(new, _with(_read(text), "packages", versions))


def renamed_in_pyproject(text: str, names: Mapping[str, Entry]) -> str:
    """The document with the right packages in the place of wrong names among the dependencies."""
    document = _read(text)
    if not isinstance(table(document.get("project")).get("dependencies"), list):
        return _renamed_keys(text, _POETRY, names, "{0.version}", document)
    span = list_span(text, "project", "dependencies")
    new = _STRINGS.sub(lambda found: _renamed(found, names), text[span.start : span.end])
    return _proved(text[: span.start] + new + text[span.end :], _with_names(document, names))


def renamed_in_pipfile(text: str, names: Mapping[str, Entry]) -> str:
    """The same for packages of a Pipfile."""
    return _renamed_keys(text, "packages", names, "=={0.version}", _read(text))


def with_python(text: str, spec: str) -> str:
    """The document of a package that says which versions of Python it needs."""
    document = _read(text)
    if not table(document.get("project")):
        raise LeftAlone("is of no package")
    new = put_into_table(text, "project", [f'requires-python = "{spec}"'])
    return _proved(new, _with(document, "project", {"requires-python": spec}))


_STRINGS = re.compile(r"([\"'])([A-Za-z0-9][\w.-]*)([^\"'\n]*)\1")
_KEY = re.compile(r"^([ \t]*)[\"']?([A-Za-z0-9][\w.-]*)[\"']?([ \t]*=[ \t]*)([\"'])([^\"'\n]*)\4", re.MULTILINE)


def _renamed(found: re.Match[str], names: Mapping[str, Entry]) -> str:
    entry = names.get(normal(found[2]))
    return f"{found[1]}{entry.line}{found[1]}" if entry else found[0]


def _renamed_keys(text: str, place: str, names: Mapping[str, Entry], form: str, document: dict[str, Any]) -> str:
    span = table_span(text, place)
    expected = _with(document, place, {})
    packages = _at(expected, place)

    def put(found: re.Match[str]) -> str:
        entry = names.get(normal(found[2]))
        if not entry:
            return found[0]
        packages.pop(found[2], None)
        packages[entry.name] = form.format(entry) if entry.version else "*"
        return f'{found[1]}{entry.name}{found[3]}"{packages[entry.name]}"'

    new = _KEY.sub(put, text[span.start : span.end])
    return _proved(text[: span.start] + new + text[span.end :], expected)


def _read(text: str) -> dict[str, Any]:
    try:
        return read_toml(text.encode())
    except Unreadable as error:
        raise LeftAlone(f"cannot be read: {error}") from None


def _proved(new: str, expected: dict[str, Any]) -> str:
    try:
        same = read_toml(new.encode()) == expected
    except Unreadable:
        same = False
    if not same:
        raise LeftAlone(_UNLIKE)
    return new


def _places(document: dict[str, Any]) -> tuple[str, ...]:
    found = table(table(table(document.get("tool")).get("poetry")).get("dependencies"))
    return (_POETRY,) if found else ()


def _at(document: dict[str, Any], place: str) -> Any:
    found: Any = document
    for part in place.split("."):
        found = found[part] if isinstance(found, dict) and part in found else {}
    return found


def _with(document: dict[str, Any], place: str, more: Any) -> dict[str, Any]:
    """A document like it in which a list or table at a dotted place has more in it."""
    first, _, rest = place.partition(".")
    inner = document.get(first)
    if rest:
        return document | {first: _with(table(inner), rest, more)}
    if isinstance(more, list):
        return document | {first: [*(inner if isinstance(inner, list) else ()), *more]}
    return document | {first: table(inner) | more}


def _with_names(document: dict[str, Any], names: Mapping[str, Entry]) -> dict[str, Any]:
    project = document["project"]
    items = (item if isinstance(item, str) else "" for item in project["dependencies"])
    found = [(item, re.match(r"[A-Za-z0-9][\w.-]*", item)) for item in items]
    lines = [names[key].line if name and (key := normal(name[0])) in names else item for item, name in found]
    return document | {"project": project | {"dependencies": lines}}
