"""The packages that the code imports, and how each of them comes to be installed."""

import re
import sys
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from msgspec import Struct
from msgspec.structs import replace

from portfolio_audit.facts.needs.declared import Declared, read_declared
from portfolio_audit.facts.needs.distributions import (
    brought,
    extended,
    has_extra,
    installers,
    is_frozen,
    namespaces,
    normal,
    of_conda,
    often_brought,
    surroundings,
    unknown,
)
from portfolio_audit.facts.needs.imports import needed
from portfolio_audit.facts.needs.installing import installed
from portfolio_audit.facts.needs.texts import Texts
from portfolio_audit.facts.source import EXPORT_MARKS, Source
from portfolio_audit.knowledge import ecosystem
from portfolio_audit.model.facts import DependencyFacts, Package
from portfolio_audit.model.values import Evidence, Snapshot
from portfolio_audit.text import shown

MAX_PACKAGES = 200
_PACKAGING = frozenset({"setup.py", "conf.py", "conftest.py", "noxfile.py", "fabfile.py", "tasks.py"})
_CODE = (".py", ".pyw", ".pyx", ".pyi", ".so", ".pyd", ".ipynb", ".c", ".cpp")
_INSTALLED_TREES = ("site-packages/", "dist-packages/")
_KERNEL = frozenset({"ipython", "ipykernel"})
"""What every notebook's kernel has."""
_IMAGE = re.compile(r"^[ \t]*(?:FROM|image:|container:)\s+[\"']?(\S{1,200})", re.IGNORECASE | re.MULTILINE)
_SPACE = re.compile(r"^sdk:\s*[\"']?(?:streamlit|gradio)\b", re.MULTILINE)


class Wanted(Struct, frozen=True):
    """What the code imports."""

    packages: tuple[Package, ...]
    doubt: Evidence | None
    unsure: int


def read_packages(
    snapshot: Snapshot, sources: tuple[Source, ...], dependencies: DependencyFacts, texts: Texts
) -> Wanted:
    """The packages of the author's code that are known by their modules; its own modules are none."""
    own = _own_modules(snapshot)
    declared = read_declared(snapshot, sources, dependencies)
    found: dict[str, Package] = {}
    unsure: set[str] = set()
    for source in _in_reach(sources, dependencies):
        if basename(source.path) not in _PACKAGING and not _is_hidden(source.path) and (roots := _foreign(source, own)):
            unsure |= {root for root in roots if root not in namespaces() and not installers(root)}
            _read_source(source, roots - unsure, declared, found)
    packages = tuple(found.values())[:MAX_PACKAGES]
    if any(ecosystem(manifest.kind) == "Python" for manifest in dependencies.manifests):
        packages = tuple(_explained(packages, declared, texts))
    return Wanted(packages, next(iter(declared.doubts), None), len(unsure))


def _in_reach(sources: tuple[Source, ...], dependencies: DependencyFacts) -> tuple[Source, ...]:
    """The files that some manifest is meant for: those below its folder, or below the first one above that has code."""
    manifests = {
        manifest.path: manifest.kind for manifest in dependencies.manifests if ecosystem(manifest.kind) == "Python"
    }
    code = [source.path for source in sources if manifests.get(source.path, "script") == "script"]
    roots = set()
    for path in manifests:
        folder = dirname(path)
        while folder and not any(other.startswith(f"{folder}/") for other in code):
            folder = dirname(folder)
        roots.add(f"{folder}/" if folder else "")
    return tuple(source for source in sources if source.path.startswith(tuple(roots))) if roots else sources


def _is_hidden(path: str) -> bool:
    return path.startswith(".") or "/." in path


def _own_modules(snapshot: Snapshot) -> frozenset[str]:
    """Names of all code files and of all folders above them, and of what lies behind links, in lower case."""
    names: set[str] = set()
    for entry in snapshot.entries:
        if entry.kind != "file":
            names.add(basename(entry.path).lower().partition(".")[0])
        elif entry.path.lower().endswith(_CODE) and not any(part in entry.path for part in _INSTALLED_TREES):
            *folders, name = entry.path.lower().split("/")
            names.update((*folders, name.partition(".")[0]))
    return frozenset(names)


def _foreign(source: Source, own: frozenset[str]) -> set[str]:
    """Top-level modules that are neither Python's own nor the repository's."""
    roots = {module.partition(".")[0] for module, _ in source.imports}
    return {root for root in roots if root and root not in sys.stdlib_module_names and root.lower() not in own}


def _read_source(source: Source, roots: set[str], declared: Declared, found: dict[str, Package]) -> None:
    """Add what this file needs; a place where nothing brings a package counts more than one where something does."""
    settled = {package.module for package in found.values() if not package.way or package.way == "declared"}
    if not roots - settled:
        return
    for module, line in needed(source):
        if module.partition(".")[0] in roots and (names := installers(module)):
            part = _known_part(module, names)
            place = Evidence(source.path, line, source.excerpt(line) or shown(f"import {part}"))
            named = next((name for name in names if name in declared.names), None)
            if normal(module.partition(".")[0]) in declared.addressed:
                named = names[0]
            package = Package(part, named or names[0], place, "declared" if named else "")
            known = found.get(package.distribution)
            if known is None or (known.way and not named):
                package = package if named else _in_place(package, names, source)
                if known is None or not package.way:
                    found[package.distribution] = package


def _known_part(module: str, names: tuple[str, ...]) -> str:
    """The shortest part of a dotted name that leads to these distributions."""
    parts = module.split(".")
    return next(part for n in range(1, len(parts) + 1) if installers(part := ".".join(parts[:n])) == names)


def _in_place(package: Package, names: tuple[str, ...], source: Source) -> Package:
    """The package, with what brings it in this very file."""
    if source.notebook and not _KERNEL.isdisjoint(names):
        return replace(package, way="given", by="the notebook's kernel")
    if "install" in source.text and not set(names).isdisjoint(installed(source.text)):
        return replace(package, way="installed", by=source.path)
    if place := next(_around(source, names), None):
        return replace(package, way="given", by=place)
    return package


def _around(source: Source, names: tuple[str, ...]) -> Iterator[str]:
    for table in surroundings():
        if table["brings"] == ["*"] or not set(names).isdisjoint(table["brings"]):
            known = tuple(f"{module}." for module in table.get("modules", ()))
            if (known and _runs_beside(source, known)) or any(mark in source.text for mark in table.get("texts", ())):
                yield table["name"]


def _runs_beside(source: Source, modules: tuple[str, ...]) -> bool:
    """Whether it imports one of the modules; a script that can do without them runs elsewhere, too."""
    if not any(f"{module}.".startswith(modules) for module, _ in source.imports):
        return False
    if source.notebook or any(mark in source.text for mark in EXPORT_MARKS):
        return True
    return any(f"{module}.".startswith(modules) for module, _ in needed(source))


def _explained(packages: tuple[Package, ...], declared: Declared, texts: Texts) -> Iterator[Package]:
    """The packages, those that nothing brings so far looked for in all else that may."""
    if all(package.way for package in packages):
        yield from packages
        return
    along = brought(sorted(declared.names), sorted(declared.extras))
    strangers = [] if is_frozen(declared.listed) else _strangers(declared)
    commands = _commands(texts)
    images = _images(texts)
    for package in packages:
        yield package if package.way else _elsewhere(package, declared, along, strangers, commands, images)


def _strangers(declared: Declared) -> list[str]:
    """Declared names of which it is not known what they bring along."""
    return [*unknown(sorted(declared.listed)), *(extra for extra in sorted(declared.extras) if not has_extra(extra))]


def _elsewhere(
    package: Package,
    declared: Declared,
    along: dict[str, str],
    strangers: list[str],
    commands: dict[str, str],
    images: list[tuple[str, str]],
) -> Package:
    names = (package.distribution, *installers(package.module))
    root = normal(package.module.partition(".")[0])
    if wrong := next((name for name in sorted(declared.listed) if name == root or of_conda(name) in names), None):
        return replace(package, way="misnamed", by=wrong)
    if by := next((along[name] for name in names if name in along), None) or _called_after(names, declared):
        return replace(package, way="brought", by=by)
    if path := next((commands[name] for name in names if name in commands), None):
        return replace(package, way="installed", by=path)
    if place := next(_by_image(images, names), None):
        return replace(package, way="given", by=place)
    if strangers and package.distribution in often_brought():
        return replace(package, way="brought", by=f"perhaps {strangers[0]}")
    return package


def _called_after(names: tuple[str, ...], declared: Declared) -> str | None:
    return next((by for name in names if (by := extended(name, sorted(declared.listed)))), None)


def _commands(texts: Texts) -> dict[str, str]:
    """Distribution → the file whose commands install it."""
    found: dict[str, str] = {}
    for path, text in (*texts.steps, *texts.prose):
        for name in installed(text):
            found.setdefault(name, path)
    return found


def _images(texts: Texts) -> list[tuple[str, str]]:
    """(image, path) of every container image that is named, and of the host's own."""
    found = [(image[1].lower(), path) for path, text in texts.steps for image in _IMAGE.finditer(text)]
    if texts.readme.startswith("---") and _SPACE.search(texts.readme[:1_000]):
        found.append(("hugging face space", texts.readme_facts.path or "README.md"))
    return found


def _by_image(images: Iterable[tuple[str, str]], names: tuple[str, ...]) -> Iterator[str]:
    for image, path in images:
        for table in surroundings():
            marks = (*table.get("images", ()), *table.get("hosts", ()))
            if any(mark in image for mark in marks) and (
                table["brings"] == ["*"] or not set(names).isdisjoint(table["brings"])
            ):
                yield f"{table['name']}, {path}"
