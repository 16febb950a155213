"""The versions of packages that a repository tells itself: locks, pins, commands, and what its notebooks printed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from posixpath import basename
from typing import Any

from msgspec import Struct
from packaging.version import InvalidVersion, Version

from portfolio_audit.facts.dependencies.lines import normal, table
from portfolio_audit.facts.guarded import Unreadable, read_json
from portfolio_audit.facts.needs.installing import asked
from portfolio_audit.facts.needs.texts import Texts
from portfolio_audit.facts.notebooks import NotebookFile, open_notebooks
from portfolio_audit.fixing.making import Bench
from portfolio_audit.fixing.model_files import saved_with
from portfolio_audit.fixing.printing import printed_versions
from portfolio_audit.knowledge import ecosystem, load
from portfolio_audit.model.facts import DependencyFacts, ReadmeFacts, TreeFacts
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import decode, shown

MAX_LOCK_CHARS = 2_000_000
_PIN = re.compile(r"([A-Za-z0-9][\w.-]{0,100})(?:\[[^\]]{0,100}\])?={2,3}([^\s=;,]{1,60})")
_SPEC = re.compile(r"={0,3}\s*(\d[^\s=;,]{0,60})(?:=[\w.]+)?")
Said = tuple[str, str, Evidence]
"""Name, version, place."""


class Known(Struct, frozen=True):
    """A version that is known."""

    version: str
    at: Evidence


class Versions(Struct, frozen=True):
    """What is known of versions, by normalised names of distributions."""

    known: Mapping[str, Known]
    clashes: Mapping[str, tuple[Known, ...]]
    """Names for which places equally sure say different things."""


def notebooks_of(bench: Bench) -> tuple[NotebookFile, ...]:
    """The author's notebooks of Python, read anew."""
    tree = bench.repo.tree
    files = open_notebooks(bench.snapshot, tree) if isinstance(tree, TreeFacts) else ()
    return tuple(file for file in files if file.language in ("python", ""))


def texts_of(bench: Bench) -> Texts | None:
    """What tells a machine or a reader what to do; `None` when the tree could not be read."""
    tree, readme = bench.repo.tree, bench.repo.readme
    if isinstance(tree, TreeFacts) and isinstance(readme, ReadmeFacts):
        return Texts(bench.snapshot, tree, readme)
    return None


def read_versions(bench: Bench) -> Versions:
    """Pins and locks go before commands, these before what saved the models, this before what was printed once."""
    known: dict[str, Known] = {}
    clashes: dict[str, tuple[Known, ...]] = {}
    notebooks = notebooks_of(bench)
    tree = bench.repo.tree
    models = saved_with(bench.snapshot, tree.paths) if isinstance(tree, TreeFacts) else iter(())
    for tier in (_declared(bench), _asked(bench, notebooks), models, printed_versions(notebooks)):
        found = _by_name(tier)
        for name, places in found.items():
            if name not in known and name not in clashes:
                if len({one.version for one in places}) == 1:
                    known[name] = places[0]
                else:
                    clashes[name] = tuple({one.version: one for one in places}.values())
    return Versions(known, clashes)


def _by_name(said: Iterable[Said]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for name, text, at in said:
        if version := exact(text):
            found.setdefault(normal(name), []).append(Known(version, at))
    return found


def exact(text: str) -> str | None:
    """One released version as an index knows it, without its local part; `None` for nightlies and what is none."""
    try:
        version = Version(text)
    except InvalidVersion:
        return None
    return None if version.is_devrelease else version.public


def _declared(bench: Bench) -> Iterator[Said]:
    facts = bench.repo.dependencies
    if not isinstance(facts, DependencyFacts):
        return
    for manifest in facts.manifests:
        if ecosystem(manifest.kind) == "Python":
            for one in manifest.requirements:
                if one.pinned and (found := _SPEC.fullmatch(one.spec)):
                    yield one.name, found[1], Evidence(manifest.path, one.line)
    for path in facts.locks:
        yield from ((name, version, Evidence(path)) for name, version in _locked(path, bench.snapshot.read(path)))


@cache
def _package() -> re.Pattern[str]:
    return re.compile(load("manifests")["locked"]["version"], re.MULTILINE)


def _locked(path: str, data: bytes | None) -> Iterator[tuple[str, str]]:
    if basename(path).lower() == "pipfile.lock":
        yield from _of_pipenv(data or b"")
    else:
        text = (decode(data or b"") or "")[:MAX_LOCK_CHARS]
        yield from ((found[1], found[2]) for found in _package().finditer(text))


def _of_pipenv(data: bytes) -> Iterator[tuple[str, str]]:
    try:
        groups = table(read_json(data))
    except Unreadable:
        return
    for name, package in table(groups.get("default")).items():
        version: Any = table(package).get("version")
        if isinstance(version, str):
            yield name, version.removeprefix("==")


def _asked(bench: Bench, notebooks: Iterable[NotebookFile]) -> Iterator[Said]:
    """What commands install by one version, in notebooks, containers, scripts, pipelines, and READMEs."""
    for file in notebooks:
        for cell in file.code():
            yield from _pins(cell.source, Evidence(file.facts.path, cell.number))
    if texts := texts_of(bench):
        for path, text in (*texts.steps, *texts.prose):
            yield from _pins(text, Evidence(path))


def _pins(text: str, at: Evidence) -> Iterator[Said]:
    for word in asked(text):
        if found := _PIN.fullmatch(word):
            yield found[1], found[2], at


def told(names: Iterable[str], versions: Versions) -> Iterator[str]:
    """Sentences on where the versions of these packages are from, one a place, and on those that are not clear."""
    places: dict[str, list[str]] = {}
    for name in names:
        if one := versions.known.get(name):
            places.setdefault(one.at.spot, []).append(f"{name} {one.version}")
        elif several := versions.clashes.get(name):
            said = " and ".join(f"{one.version} ({shown(one.at.spot, 80)})" for one in several[:3])
            yield f"{name} has no version, because the repository says {said}."
    for spot, packages in places.items():
        yield f"Version as in {shown(spot, 100)}: {', '.join(packages)}."
