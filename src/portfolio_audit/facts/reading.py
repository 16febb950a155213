"""All facts of a snapshot, part by part, so that what is done stays when a later part fails."""

import logging
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from portfolio_audit.facts.code import read_code
from portfolio_audit.facts.data import read_data
from portfolio_audit.facts.dependencies import header, read_dependencies, with_scripts
from portfolio_audit.facts.deployment import read_deployment
from portfolio_audit.facts.history import read_history
from portfolio_audit.facts.kept import Kept
from portfolio_audit.facts.kind import read_project
from portfolio_audit.facts.method import read_method
from portfolio_audit.facts.needs import read_needs
from portfolio_audit.facts.notebooks import open_notebooks, read_notebooks
from portfolio_audit.facts.opening import open_sources
from portfolio_audit.facts.others import open_others
from portfolio_audit.facts.readme import read_readme
from portfolio_audit.facts.security import read_security
from portfolio_audit.facts.shape import read_shape
from portfolio_audit.facts.tree import read_tree
from portfolio_audit.model.facts import ReadmeFacts
from portfolio_audit.model.values import Snapshot, Unavailable

log = logging.getLogger(__name__)


def _plainly(_name: str, read: Callable[[], Any]) -> Any:
    return read()


def read_facts(
    snapshot: Snapshot, attempt: Callable[[str, Callable[[], Any]], Any] = _plainly
) -> Iterator[tuple[str, Any]]:
    """(field of `RepoFacts`, its facts or `Unavailable`), in the order they are read; of two the later counts.

    Args:
        attempt: called with the name of each part and what reads it; it answers with the facts, or `Unavailable`.
    """
    done: dict[str, Any] = {}
    snapshot = Kept(snapshot)

    def part(name: str, read: Callable[..., Any], *needs: str) -> tuple[str, Any]:
        done[name] = _guarded(name, read, [done[need] for need in needs], attempt)
        return name, done[name]

    yield part("tree", lambda: read_tree(snapshot))
    part("front", lambda: read_readme(snapshot))
    yield part("readme", _unless_unread, "front")
    yield part("history", lambda: read_history(snapshot))
    yield part("dependencies", lambda tree: read_dependencies(snapshot, tree), "tree")
    yield part("deployment", lambda tree: read_deployment(snapshot, tree), "tree")
    part("opened", lambda tree: open_notebooks(snapshot, tree), "tree")
    yield part("notebooks", read_notebooks, "opened")
    part("sources", lambda tree, opened: open_sources(snapshot, tree, opened), "tree", "opened")
    if not isinstance(done["sources"], Unavailable) and any(header(source.text) for source in done["sources"]):
        yield part("dependencies", with_scripts, "dependencies", "sources")
    yield part("code", lambda tree, sources: read_code(snapshot, tree, sources), "tree", "sources")
    part("others", lambda tree, sources: open_others(snapshot, tree, sources), "tree", "sources")
    part("shape", lambda *facts: read_shape(snapshot, *facts), "tree", "sources", "front")
    wanted = ("tree", "sources", "front", "opened", "others", "shape")
    yield part("data", lambda *facts: read_data(snapshot, *facts), *wanted)
    yield part("needs", lambda *facts: read_needs(snapshot, *facts), "tree", "sources", "dependencies", "front")
    yield part("method", lambda *facts: read_method(snapshot, *facts), "tree", "sources", "opened", "front")
    yield part("security", lambda *facts: read_security(snapshot, *facts), "tree", "sources", "opened")
    read = ("tree", "sources", "notebooks", "code", "dependencies", "deployment", "data", "front", "others", "shape")
    yield part("project", lambda *facts: read_project(snapshot, *facts), *read)


def _unless_unread(readme: ReadmeFacts) -> ReadmeFacts | Unavailable:
    """A README that is there and was not read says nothing, which is not the same as saying little."""
    if readme.path is not None and not readme.contents:
        return Unavailable(f"{readme.path} was not read: {'; '.join(readme.limits)}")
    return readme


def _guarded(
    name: str, read: Callable[..., Any], needs: Sequence[Any], attempt: Callable[[str, Callable[[], Any]], Any]
) -> Any:
    if missing := next((need for need in needs if isinstance(need, Unavailable)), None):
        return missing
    try:
        return attempt(name, lambda: read(*needs))
    except (MemoryError, RecursionError) as error:
        log.warning("reading %s: %s", name, type(error).__name__)
        return Unavailable(f"its {name} is too large or too deeply nested to read")
