"""Requirements line by line, as pip reads them, and the files that a manifest hands over to."""

import ast
import re
from collections.abc import Iterable, Iterator
from posixpath import dirname, join, normpath
from typing import Any, NamedTuple

from portfolio_audit.facts.guarded import Unreadable, read_toml, read_yaml
from portfolio_audit.facts.syntax import parsed, walk
from portfolio_audit.model.facts import Requirement
from portfolio_audit.model.values import EMPTY
from portfolio_audit.text import decode, shown

MAX_LINE = 1_000
MAX_LINES = 20_000
MAX_SETUP = 100_000
"""Characters of a setup.py."""
_NAME = re.compile(r"^([A-Za-z0-9](?:[A-Za-z0-9._-]{0,100}[A-Za-z0-9])?)\s*(?:\[[^\]]{0,200}\])?\s*(.{0,300})$")
_UNCOMMENTED = re.compile(r"^[^\S\n]*[^\s#]", re.MULTILINE)
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]{1,100})")
_INCLUDE = re.compile(r"^(?:-r|--requirement|(-c|--constraint))[\s=]*(\S{1,300})")
_PINNED = re.compile(
    r"^(?:={2,3}\s*[\w.!+-]+|=\d[\w.!+]*=[\w.]+|\d[\w.!+-]*(?:\s+\S+){0,2})$"
    r"|@\s*\S+(?:@(?:[0-9a-f]{7,40}|v?\d+(?:\.\d+)+[\w.+-]*)|\.whl)(?:#\S*)?$"
)
"""One version, as pip, `conda list` and `pip list` write it, or the address of one commit or wheel."""
_LISTING = re.compile(r"Package\s+Version\b")
_COLUMNS = re.compile(r"[\w.-]+==[\w.!+-]+(?:\s+[\w.-]+==[\w.!+-]+)+")
"""What `pip freeze` says, made into columns."""
_OPTION = r"(?:(?:-e|--editable|-r|--requirement|-c|--constraint)[\s=]*)?"
_LOCAL = re.compile(
    rf"(?:{_OPTION}|[\w.\[\],-]{{1,150}}\s*@\s*)(?:(?:git\+)?file:/{{1,3}}(?![./$%{{])|[A-Za-z]:[\\/]|/|~/|\\\\)"
)
"""What is installed from an absolute path; a variable in its place is everybody's own."""
_NAMED_IN_SETUP = re.compile(r"[\w./-]{0,100}?(?:req|dep|need|install|pack)[\w-]{0,50}\.(?:txt|in|pip|lst|list)")
_FOREIGN = "names files of the author's machine ({}), which exist nowhere else"
_WIDE = "is UTF-16 without a byte order mark, which pip cannot read"


class Line(NamedTuple):
    """What stands on one line once those that go on are joined."""

    number: int | None
    text: str
    """Without comments."""


def lines_of(kind: str, data: bytes) -> Iterator[Line]:
    """The lines of a requirements file, or those that an environment hands to pip; none of other manifests."""
    if kind == "environment":
        yield from (Line(line_of(data, item), item) for item in pip_items(data))
    elif kind == "requirements":
        yield from _joined((decode(data) or "").removeprefix("\ufeff").split("\n")[:MAX_LINES])


def _joined(lines: Iterable[str]) -> Iterator[Line]:
    start, parts = 0, ""
    for number, line in enumerate(lines, 1):
        start = start or number
        bare = re.split(r"(?:^|\s)#", line[:MAX_LINE], maxsplit=1)[0].strip()
        parts = f"{parts} {bare.removesuffix(chr(92)).strip()}"[-MAX_LINE:] if parts else bare.removesuffix("\\")
        if not bare.endswith("\\"):
            yield from _split(Line(start, parts.strip()))
            start, parts = 0, ""
    yield from _split(Line(start, parts.strip()))


def _split(line: Line) -> Iterator[Line]:
    """The lines that a line of columns stands for; none for one that is empty or the head of a listing."""
    if _COLUMNS.fullmatch(line.text):
        yield from (Line(line.number, text) for text in line.text.split())
    elif line.text and not _LISTING.match(line.text):
        yield line


def pip_items(data: bytes) -> list[str]:
    """What an environment of conda has pip install."""
    try:
        items = table(read_yaml(data)).get("dependencies")
    except Unreadable:
        return []
    groups = [item.get("pip") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [item for group in groups if isinstance(group, list) for item in group if isinstance(item, str)]


def requirement(text: str, line: int | None = None, *, pin: re.Pattern[str] = _PINNED) -> Requirement | None:
    """One requirement as pip, Poetry or conda write it; `None` for options and comments."""
    text = re.split(r"(?:^|\s)#", text[:MAX_LINE], maxsplit=1)[0].split(" --hash", 1)[0].strip().rstrip("\\").strip()
    if not text or text.startswith("-"):
        egg = _EGG.search(text)
        return Requirement(normal(egg[1]), "", line) if egg else None
    if "://" in text.partition("@")[0]:
        egg = _EGG.search(text)
        return Requirement(normal(egg[1]), shown(text), line, bool(pin.search(f"@ {text}"))) if egg else None
    found = _NAME.match(text.partition(";")[0].strip())
    if not found:
        return None
    spec = found[2].strip().strip("()")
    return Requirement(normal(found[1]), shown(spec), line, bool(pin.search(spec)))


def normal(name: str) -> str:
    """A distribution's name as the package index compares it, safe to show."""
    return shown(re.sub(r"[-_.]+", "-", name[:MAX_LINE]).lower(), 120)


def problem(kind: str, data: bytes, found: Iterable[Requirement]) -> str:
    """Why a manifest that was read installs nothing elsewhere; empty when nothing speaks against it."""
    text = decode(data)
    if text is not None and not _UNCOMMENTED.search(text):
        return EMPTY
    lines = [*(line.text for line in lines_of(kind, data)), *(f"{r.name} {r.spec}" for r in found)]
    local = next((line for line in lines if _LOCAL.match(line)), None)
    if local:
        return _FOREIGN.format("file://" if "file:" in local else "an absolute path")
    wide = kind == "requirements" and b"\0" in (data[:1], data[1:2])
    return _WIDE if wide else ""


def is_breaking(said: str) -> bool:
    """Whether the problem of an included file is that of the one that includes it."""
    return said == _WIDE or said.startswith(_FOREIGN.partition("(")[0])


def included(path: str, kind: str, data: bytes) -> Iterator[tuple[str, bool]]:
    """(path from the root, whether it constrains only) of each file that a manifest reads requirements from."""
    for name, only_pins in _included(path, kind, data):
        inside = normpath(join(dirname(path), name))
        if "://" not in name and not inside.startswith(("..", "/")):
            yield inside, only_pins


def _included(path: str, kind: str, data: bytes) -> Iterator[tuple[str, bool]]:
    if kind == "setup" and path.lower().endswith(".py"):
        yield from ((name, False) for name in _named_in_setup(decode(data) or ""))
    elif kind == "setup":
        values = re.findall(
            r"^[ \t]*(?:\w{1,60}[ \t]*=[ \t]*)?file:[ \t]*(.{1,300})$", decode(data) or "", re.MULTILINE
        )
        names = (name.strip() for value in values for name in value.split(","))
        yield from ((name, False) for name in names if name.endswith((".txt", ".in")) and "readme" not in name.lower())
    elif kind == "pyproject":
        yield from ((name, False) for name in dynamic_files(data))
    for line in lines_of(kind, data):
        if found := _INCLUDE.match(line.text):
            yield found[2], bool(found[1])


def dynamic_files(data: bytes) -> list[str]:
    """The files from which setuptools or hatch take the dependencies of a package."""
    try:
        tool = table(read_toml(data).get("tool"))
    except Unreadable:
        return []
    dynamic = table(table(tool.get("setuptools")).get("dynamic"))
    groups = [dynamic.get("dependencies"), *table(dynamic.get("optional-dependencies")).values()]
    files = [table(group).get("file") for group in groups]
    hooks = table(table(table(tool.get("hatch")).get("metadata")).get("hooks"))
    files.append(table(hooks.get("requirements_txt")).get("files"))
    listed = (one if isinstance(one, list) else [one] for one in files)
    return [name for names in listed for name in names if isinstance(name, str)]


def _named_in_setup(text: str) -> Iterator[str]:
    """Files of requirements that the code of a setup.py names."""
    module = parsed(text) if len(text) <= MAX_SETUP else None
    for node in walk(module) if isinstance(module, ast.Module) else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _NAMED_IN_SETUP.fullmatch(node.value):
            yield node.value


def table(value: Any) -> dict[str, Any]:
    """The value if it is a table, without keys that are no names; else an empty one."""
    return {key: part for key, part in value.items() if isinstance(key, str)} if isinstance(value, dict) else {}


def line_of(data: bytes, word: str) -> int | None:
    """The line on which a word stands first."""
    at = data.find(word.encode("utf-8", "replace"))
    return data.count(b"\n", 0, at) + 1 if at >= 0 else None
