"""By what a repository's dependencies are installed, here and on any other machine."""

import posixpath
import re
from typing import Any

from msgspec import Struct

from portfolio_audit.checks.conditions import needs_packages
from portfolio_audit.facts.guarded import Unreadable, read_toml
from portfolio_audit.fixing.making import Bench
from portfolio_audit.knowledge import ecosystem, load
from portfolio_audit.model.facts import CodeFacts, DependencyFacts, TreeFacts
from portfolio_audit.skeletons.commands import chosen

_PLAIN = re.compile(r"[A-Za-z0-9_][\w./+-]*", re.ASCII)
"""Paths that mean themselves to a shell, to a Dockerfile and to YAML."""
_ELSEWHERE = re.compile(
    r"^[ \t]*(?:-r|-c|-e|--requirement|--constraint|--editable|\.|file:|[\w.-]+[ \t]*@[ \t]*file:|[\w./-]+\.whl\b)",
    re.MULTILINE,
)
_GIT = re.compile(r"\bgit\+", re.IGNORECASE)
_FOR_TESTS = frozenset({"dev", "test", "tests", "testing"})
_BY_LOCK = {"uv.lock": "uv", "poetry.lock": "poetry"}


class Recipe(Struct, frozen=True):
    """How the dependencies are installed."""

    id: str
    """A row of `containers.toml`; empty when there is nothing to install."""
    path: str = ""
    """The manifest."""
    whole: bool = False
    """Whether it reads more of the repository than itself and its lock file."""
    built: bool = False
    """Whether the project itself can be installed, too."""
    git: bool = False
    """Whether something comes out of git."""
    names: frozenset[str] = frozenset()
    """Names that the manifests declare, normalised."""


def is_plain(path: str) -> bool:
    """Whether a path can stand in a file that a shell, a builder or a runner reads, with no quotes."""
    return bool(_PLAIN.fullmatch(path))


def recipe(bench: Bench) -> Recipe | str:
    """By what to install, or in a sentence why that cannot be told."""
    repo = bench.repo
    if not isinstance(facts := repo.dependencies, DependencyFacts):
        return "what has to be installed could not be read"
    if not (found := chosen(facts)):
        return _made(bench, facts)
    step, manifest = found
    if ecosystem(manifest.kind) != "Python":
        return f"{manifest.path} installs what is not Python"
    if not is_plain(manifest.path):
        return f"the name of {manifest.path} would have to be quoted"
    return _of_manifest(bench, step, manifest.kind, manifest.path)


def _made(bench: Bench, facts: DependencyFacts) -> Recipe | str:
    """From a requirements.txt that was just made or mended, if there is one."""
    code, tree = bench.repo.code, bench.repo.tree
    if (text := bench.text("requirements.txt")) is not None and text.strip():
        return _requirements(bench, "requirements.txt", text)
    if not isinstance(code, CodeFacts) or not isinstance(tree, TreeFacts):
        return "what has to be installed could not be read"
    if facts.manifests:
        manifest = facts.manifests[0]
        return (
            f"{manifest.path} {manifest.problem}" if manifest.problem else f"{manifest.path} cannot be installed from"
        )
    if needs_packages(code, facts, tree):
        return "no file says which packages to install"
    return Recipe("")


def _of_manifest(bench: Bench, step: dict[str, Any], kind: str, path: str) -> Recipe | str:
    text = bench.text(path) or ""
    if kind == "requirements":
        return _requirements(bench, path, text)
    if "/" in path and kind != "environment":
        return f"its {posixpath.basename(path)} is in {posixpath.dirname(path)}/, not at the root"
    if kind == "environment":
        return Recipe("conda", path, names=_names(bench))
    if kind == "pipfile":
        return Recipe("pipenv-locked" if bench.has("Pipfile.lock") else "pipenv", path, names=_names(bench))
    if kind == "setup":
        return Recipe("project", path, whole=True, names=_names(bench))
    if kind == "pyproject":
        return _pyproject(bench, step, path, text)
    return f"how {path} is installed in a container is not known"


def _requirements(bench: Bench, path: str, text: str) -> Recipe:
    return Recipe(
        "requirements", path, bool(_ELSEWHERE.search(text)), git=bool(_GIT.search(text)), names=_names(bench, text)
    )


def _pyproject(bench: Bench, step: dict[str, Any], path: str, text: str) -> Recipe | str:
    try:
        document = read_toml(text.encode())
    except Unreadable as error:
        return f"{path} cannot be read: {error}"
    lock = step.get("lock", "")
    if lock and lock not in _BY_LOCK:
        return f"how {lock} is installed in a container is not known"
    built = "build-system" in document and _has_package(bench)
    apart = bool(re.search(r"^[ \t]*(?:workspace|path)\s*=|\bpath\s*=|\.workspace\]", text, re.MULTILINE))
    name = _BY_LOCK.get(lock) or ("project" if built else "pyproject")
    git = bool(_GIT.search(text) or re.search(r"\bgit\s*=", text))
    whole = apart or (not lock and (name == "project" or "project" not in document))
    return Recipe(name, path, whole, built and _installable(document), git, _names(bench))


def _installable(document: dict[str, Any]) -> bool:
    """Whether its tool is not told that there is no package to make."""
    tool = document.get("tool") if isinstance(document.get("tool"), dict) else {}
    table = tool.get("poetry") if isinstance(tool, dict) else None
    return not (isinstance(table, dict) and table.get("package-mode") is False)


def _has_package(bench: Bench) -> bool:
    """Whether code lies in `src/`, so that it is only found once the project is installed."""
    return any(
        entry.path.startswith("src/") and entry.path.endswith("/__init__.py") for entry in bench.snapshot.entries
    )


def _names(bench: Bench, text: str = "") -> frozenset[str]:
    """What the manifests declare, and what stands on the lines of one that was just made."""
    facts = bench.repo.dependencies
    manifests = facts.manifests if isinstance(facts, DependencyFacts) else ()
    declared = {requirement.name for manifest in manifests for requirement in manifest.requirements}
    fresh = re.findall(r"^[ \t]*([A-Za-z0-9][\w.-]*)", text, re.MULTILINE)
    return frozenset(declared | {re.sub(r"[-_.]+", "-", name).lower() for name in fresh})


def for_developers(bench: Bench) -> tuple[str, ...]:
    """Requirements files beside the main one that are for tests or for all of development."""
    facts = bench.repo.dependencies
    paths = [m.path for m in facts.manifests if m.kind == "requirements"] if isinstance(facts, DependencyFacts) else []
    named = [
        path for path in paths if not _FOR_TESTS.isdisjoint(re.split(r"[^a-z]+", posixpath.basename(path).lower()))
    ]
    return tuple(path for path in named if is_plain(path))[:3]


def install_row(found: Recipe) -> dict[str, Any]:
    """What `containers.toml` says about a recipe."""
    row: dict[str, Any] = load("containers")["install"].get(found.id, {})
    return row
