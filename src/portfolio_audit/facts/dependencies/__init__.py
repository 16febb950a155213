"""What the repository declares about its environment, read as text and never installed."""

from collections.abc import Iterator
from itertools import islice
from posixpath import basename, dirname

from msgspec.structs import replace

from portfolio_audit.facts.dependencies.kinds import candidates, declares, has_shape, kind_of
from portfolio_audit.facts.dependencies.lines import MAX_LINES, Line, included, is_breaking, lines_of, problem
from portfolio_audit.facts.dependencies.python import MAX_PLACES, Pythons, read_pythons
from portfolio_audit.facts.dependencies.readers import reader, requirements
from portfolio_audit.facts.dependencies.scripts import header
from portfolio_audit.facts.guarded import Unreadable
from portfolio_audit.facts.packaging import read_packaging
from portfolio_audit.facts.paths import is_aside
from portfolio_audit.facts.source import Source
from portfolio_audit.facts.syntax import in_template
from portfolio_audit.knowledge import ecosystem, lock_ecosystem
from portfolio_audit.model.facts import DependencyFacts, Manifest, TreeFacts
from portfolio_audit.model.values import NOT_READ, Evidence, Snapshot

__all__ = [
    "MAX_LINES",
    "MAX_MANIFESTS",
    "MAX_REQUIREMENTS",
    "Line",
    "header",
    "included",
    "lines_of",
    "read_dependencies",
    "with_scripts",
]

MAX_MANIFESTS = 50
MAX_REQUIREMENTS = 1_000


def read_dependencies(snapshot: Snapshot, tree: TreeFacts) -> DependencyFacts:
    """All manifests, what pins them, and where a Python version is declared."""
    versions: list[Evidence] = []
    manifests: dict[str, Manifest] = {}
    includes: dict[str, list[str]] = {}
    constraints = [path for path in tree.paths if basename(path).lower().startswith("constraint")]
    kinds = candidates(tree.paths)
    queue = list(kinds)
    known = set(tree.paths)
    empty = {entry.path for entry in snapshot.entries if entry.size == 0}
    for path in queue:
        if len(manifests) >= MAX_MANIFESTS:
            break
        kind = kinds.get(path, "requirements")
        if kind == "lock" and (path in empty or _is_repeated(path, manifests)):
            continue
        data = snapshot.read(path)
        if not has_shape(path, data):
            continue
        manifest = _manifest(path, kind, data, versions)
        if not declares(manifest, data):
            continue
        manifests[path] = manifest
        named = [] if data is None else list(included(path, kind, data))
        includes[path] = [more for more, only_pins in named if more in known and not only_pins]
        queue += [more for more in includes[path] if more not in queue]
        constraints += [more for more, only_pins in named if more in known and only_pins and not kind_of(more)]
    pins = set(_pins(snapshot, constraints))
    told = read_pythons(snapshot, tree)
    return DependencyFacts(
        manifests=tuple(
            _pinned(_with_included(manifest, manifests, includes), pins) for manifest in manifests.values()
        ),
        locks=tuple(path for path in tree.paths if lock_ecosystem(path) and path not in empty),
        python_versions=_surest_first(told, versions),
        python_told=told.told,
        python_unread=told.unread,
        packages=tuple(read_packaging(snapshot, tree)),
    )


def with_scripts(facts: DependencyFacts, sources: tuple[Source, ...]) -> DependencyFacts:
    """The same, with what the author's scripts declare in their own first lines."""
    versions: list[Evidence] = []
    own = (source for source in sources if not source.notebook and not source.test and not is_aside(source.path))
    texts = ((source.path, text) for source in own if (text := header(source.text)))
    found = [_manifest(path, "script", text.encode("utf-8", "replace"), versions) for path, text in texts]
    return replace(
        facts,
        manifests=(*facts.manifests, *(one for one in found if one.requirements or one.problem))[:MAX_MANIFESTS],
        python_versions=(*facts.python_versions, *versions)[:MAX_PLACES],
    )


def _is_repeated(lock: str, manifests: dict[str, Manifest]) -> bool:
    """Whether what a lock file was made from stands beside it."""
    return any(
        dirname(path) == dirname(lock) and one.kind not in ("requirements", "lock") for path, one in manifests.items()
    )


def _surest_first(told: Pythons, versions: list[Evidence]) -> tuple[Evidence, ...]:
    """Files that choose the Python to run, then what manifests ask for, then machines that run it."""
    return (*told.chosen, *versions, *told.machines)[:MAX_PLACES]


def _manifest(path: str, kind: str, data: bytes | None, versions: list[Evidence]) -> Manifest:
    read = reader(path, kind)
    if read is None:
        return Manifest(path, kind)
    if data is None:
        return Manifest(path, kind, (), NOT_READ)
    try:
        found = tuple(islice(read(path, data, versions), MAX_REQUIREMENTS))
    except Unreadable as error:
        return Manifest(path, kind, (), NOT_READ if in_template(path) else f"cannot be read: {error}")
    return Manifest(path, kind, found, problem(kind, data, found))


def _with_included(manifest: Manifest, manifests: dict[str, Manifest], includes: dict[str, list[str]]) -> Manifest:
    """The manifest, with the problem of a file that it includes: it cannot be installed either."""
    seen = [manifest.path]
    for path in seen:
        if not manifest.problem and path in manifests and is_breaking(manifests[path].problem):
            return replace(manifest, problem=f"includes {path}, which {manifests[path].problem}")
        seen += [more for more in includes.get(path, ()) if more not in seen]
    return manifest


def _pins(snapshot: Snapshot, constraints: list[str]) -> Iterator[str]:
    """Names to which files of constraints allow one version. They declare nothing: what nothing asks for stays out."""
    for path in dict.fromkeys(constraints[:MAX_MANIFESTS]):
        if data := snapshot.read(path):
            try:
                found = islice(requirements(path, data, []), MAX_REQUIREMENTS)
                yield from (requirement.name for requirement in found if requirement.pinned)
            except Unreadable:
                continue


def _pinned(manifest: Manifest, pins: set[str]) -> Manifest:
    if not pins or ecosystem(manifest.kind) != "Python":
        return manifest
    return replace(
        manifest, requirements=tuple(replace(r, pinned=r.pinned or r.name in pins) for r in manifest.requirements)
    )
