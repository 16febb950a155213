"""Which files serve an app or API: those that make it, and those of the repository that these import."""

from collections.abc import Iterator
from posixpath import splitext

from portfolio_audit.facts.frameworks import makes_app
from portfolio_audit.facts.source import Source

MAX_SERVED = 300


def served(sources: tuple[Source, ...]) -> dict[str, Source]:
    """The files by their paths."""
    scripts = [source for source in sources if not source.notebook]
    by_stem: dict[str, list[tuple[list[str], Source]]] = {}
    for source in scripts:
        parts = splitext(source.path)[0].split("/")
        parts = parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts
        by_stem.setdefault(parts[-1], []).append((parts, source))
    queue = [source for source in scripts if makes_app(source)]
    found = {source.path: source for source in queue}
    for source in queue:
        for other in _imported(source, by_stem):
            if other.path not in found and len(found) < MAX_SERVED:
                found[other.path] = other
                queue.append(other)
    return found


def _imported(source: Source, by_stem: dict[str, list[tuple[list[str], Source]]]) -> Iterator[Source]:
    """The repository's own files among the imports, as far as the names tell."""
    dotted = {module for module, _ in source.imports} | set(source.names.aliases.values())
    for name in sorted(dotted):
        parts = name.strip(".").split(".")[:10]
        for depth in range(len(parts), 0, -1):
            found = [other for path, other in by_stem.get(parts[depth - 1], ()) if _fits(path, parts[:depth])]
            if found:
                yield from found
                break


def _fits(path: list[str], module: list[str]) -> bool:
    """Whether a dotted name leads to a path, which may lie deeper than the name says."""
    return path[-len(module) :] == module
