"""Which distributions the manifests declare, and what in them leaves that open."""

import ast
import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname, join, normpath

from msgspec import Struct, field

from portfolio_audit.facts.dependencies import MAX_MANIFESTS, MAX_REQUIREMENTS, Line, header, included, lines_of
from portfolio_audit.facts.needs.distributions import normal, of_conda
from portfolio_audit.facts.source import Source
from portfolio_audit.knowledge import ecosystem
from portfolio_audit.model.facts import DependencyFacts, Manifest
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import decode, shown

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,100}[A-Za-z0-9])?")
_REST = re.compile(r"\s*(?:\[[^\]]{0,200}\])?\s*(?:$|[=<>!~@;(]|\d)")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9._-]{1,60}")
_EXTRA = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,60})\[([a-z0-9_ ,-]{1,100})\]", re.IGNORECASE)
_TABLE_EXTRA = re.compile(r"^[ \t]*\"?([\w.-]{1,60})\"?\s*=\s*\{.{0,200}?extras\s*=\s*\[([^\]]{1,100})\]", re.MULTILINE)
_INCLUDE = re.compile(r"(?:-r|--requirement)[\s=]*(\S{1,300})")
_EDITABLE = re.compile(r"(?:-e|--editable)[\s=]+(\S{1,300})")
_CONDA = ("conda create --", "[tool.pixi", "manager: conda", "- conda: ", "kind: conda")
_BUILD = re.compile(r"=[^=\s]+=")
"""A version with its build, as conda alone writes it."""
_PATHS = (".", "/", "~", "\\")


class Declared(Struct):
    """What all manifests of Python packages say together."""

    names: set[str] = field(default_factory=set)
    """Normalised, those of conda as the package index calls them; more rather than fewer."""
    listed: set[str] = field(default_factory=set)
    """Of these the plain requirements."""
    addressed: set[str] = field(default_factory=set)
    """Names at the end of addresses that are installed from: of a repository, which may be called like its module."""
    extras: set[str] = field(default_factory=set)
    """Such as `uvicorn[standard]`."""
    doubts: list[Evidence] = field(default_factory=list)
    """Manifests and lines that leave open what they install."""


def read_declared(snapshot: Snapshot, sources: tuple[Source, ...], dependencies: DependencyFacts) -> Declared:
    """The distributions that are declared anywhere in the repository."""
    found = Declared()
    manifests = [manifest for manifest in dependencies.manifests if ecosystem(manifest.kind) == "Python"]
    paths = {manifest.path for manifest in manifests}
    if len(dependencies.manifests) >= MAX_MANIFESTS:
        found.doubts.append(Evidence(dependencies.manifests[-1].path, None, "there are more manifests than are read"))
    for manifest in manifests:
        data = snapshot.read(manifest.path) or b""
        text = decode(data) or ""
        text = header(text) if manifest.kind == "script" else text
        found.listed.update(_names(manifest, text))
        if manifest.kind != "setup" or not manifest.path.endswith(".py"):
            found.extras.update(_extras(text))
        if manifest.problem.startswith(("not read", "cannot be read")):
            found.doubts.append(Evidence(manifest.path, None, manifest.problem))
        elif manifest.kind == "lock" and not manifest.requirements:
            found.doubts.append(Evidence(manifest.path, None, "is a lock file in which no package is found"))
        elif len(manifest.requirements) >= MAX_REQUIREMENTS:
            found.doubts.append(Evidence(manifest.path, None, f"has over {MAX_REQUIREMENTS:,} requirements"))
        else:
            _read_lines(manifest.path, lines_of(manifest.kind, data), paths, found)
            others = {path for path, only_pins in included(manifest.path, manifest.kind, data) if not only_pins}
            if manifest.kind in ("setup", "pyproject"):
                _read_package(manifest.path, text, sources, manifests, others, found)
    found.names |= found.listed | found.addressed
    return found


def _names(manifest: Manifest, text: str) -> Iterator[str]:
    exported = any(_BUILD.match(requirement.spec) for requirement in manifest.requirements)
    by_conda = exported or manifest.kind in ("environment", "pixi") or any(mark in text for mark in _CONDA)
    return (of_conda(one.name) if by_conda else one.name for one in manifest.requirements)


def _extras(text: str) -> Iterator[str]:
    for pattern in (_EXTRA, _TABLE_EXTRA) if "[" in text else ():
        for found in pattern.finditer(text[:200_000]):
            for extra in found[2].split(","):
                yield f"{normal(found[1])}[{normal(extra.strip().strip(chr(34) + chr(39)))}]"


def _read_lines(path: str, lines: Iterable[Line], manifests: set[str], found: Declared) -> None:
    for line in lines:
        if not _is_plain(line.text):
            _read_odd(Evidence(path, line.number, shown(line.text)), line.text, manifests, found)


def _is_plain(line: str) -> bool:
    """A name with a version, or an option that names no package."""
    name = _NAME.match(line)
    if name:
        return "://" not in line.partition("@")[0] and bool(_REST.match(line, name.end()))
    return line.startswith("-") and not line.startswith(("-r", "-e", "--requirement", "--editable"))


def _read_odd(at: Evidence, line: str, manifests: set[str], found: Declared) -> None:
    """Includes, addresses, paths, and what pip cannot read."""
    if include := _INCLUDE.match(line):
        if normpath(join(dirname(at.path), include[1])) not in manifests:
            found.doubts.append(at)
        return
    editable = _EDITABLE.match(line)
    target = editable[1] if editable else line.split()[0]
    if "://" in line or target.startswith("git@") or target.endswith((".whl", ".zip", ".tar.gz")):
        found.addressed.update(_of_address(target))
    elif target.startswith(_PATHS) or editable:
        folder = normpath(join(dirname(at.path), target.partition("[")[0]))
        if not any(normpath(join(folder, name)) in manifests for name in ("setup.py", "pyproject.toml", "setup.cfg")):
            found.doubts.append(at)
    else:  # a list in one line, or a command: its words are meant, but pip takes them for something else
        found.names.update(normal(word) for word in _WORD.findall(line))
        found.doubts.append(at)


def _of_address(address: str) -> Iterator[str]:
    """The name that the end of an address gives: of a wheel, an archive or a repository."""
    parts = [part for part in re.split(r"[?#]", address)[0].split("/") if part]
    if "archive" in parts[1:]:
        parts = parts[: parts.index("archive")]
    last = parts[-1] if parts else ""
    name = re.sub(r"\.(?:git(?:@.*)?|whl|zip|tar\.gz)$", "", last).partition("@")[0]
    yield normal(name)
    yield normal(name.partition("-")[0])
    yield normal(re.sub(r"-\d.*$", "", name))


def _read_package(
    path: str, text: str, sources: Iterable[Source], manifests: Iterable[Manifest], others: set[str], found: Declared
) -> None:
    """Of a package what its own file does not say itself: it may be computed, or stand in another file."""
    script = next((source for source in sources if source.path == path), None)
    paths = {manifest.path for manifest in manifests}
    if gone := sorted(others - paths):
        found.doubts.append(Evidence(path, None, shown(f"reads {gone[0]}, which is not there")))
    elif script:
        elsewhere = any(basename(one.path) in text for one in manifests if one.kind == "requirements")
        if (line := _computed(script)) and not elsewhere:
            found.doubts.append(Evidence(path, line, script.excerpt(line)))
    elif path.endswith(".py") and "install_requires" in text and not others:
        found.doubts.append(Evidence(path, None, "install_requires"))
    elif path.endswith(".toml"):
        beside = {join(dirname(path), name) for name in ("setup.py", "setup.cfg")}
        told = others or not paths.isdisjoint(beside)
        if '"dependencies"' in _dynamic(text) and not told:
            found.doubts.append(Evidence(path, None, "its dependencies stand elsewhere"))
    if script:
        names = (_NAME.match(string) for string, _ in script.strings if "\n" not in string)
        found.names.update(normal(name[0]) for name in names if name)
        found.extras.update(extra for string, _ in script.strings for extra in _extras(string))


def _computed(script: Source) -> int | None:
    """The line of an `install_requires` that is no list."""
    for tree, _ in script.trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "install_requires":
                if not isinstance(node.value, ast.List | ast.Tuple):
                    return None if _is_list(node.value, tree) else node.value.lineno
            elif isinstance(node, ast.keyword) and node.arg is None and isinstance(node.value, ast.Call):
                return node.value.lineno
    return None


def _is_list(value: ast.expr, tree: ast.Module) -> bool:
    """Whether a name is bound to a list that can be read."""
    bound = (node for node in tree.body if isinstance(node, ast.Assign) and isinstance(value, ast.Name))
    values = [node.value for node in bound if any(isinstance(t, ast.Name) and t.id == value.id for t in node.targets)]  # type: ignore[attr-defined]
    return bool(values) and all(isinstance(one, ast.List | ast.Tuple) for one in values)


def _dynamic(text: str) -> str:
    found = re.search(r"^[ \t]*dynamic\s*=\s*\[([^\]]{0,300})\]", text, re.MULTILINE)
    return found[1].replace("'", '"') if found else ""
