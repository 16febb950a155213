"""What must not be published, and code that trusts too much."""

from collections.abc import Iterator
from itertools import islice

from portfolio_audit.facts.notebooks import NotebookFile
from portfolio_audit.facts.security.finding import find_secrets
from portfolio_audit.facts.security.hits import Hit
from portfolio_audit.facts.security.places import Place, earlier, present, unsearched
from portfolio_audit.facts.security.unsafe import find_unsafe
from portfolio_audit.facts.source import Source
from portfolio_audit.model.facts import Secret, SecurityFacts, TreeFacts
from portfolio_audit.model.values import Evidence, Snapshot

MAX_SECRETS = 100
MAX_LEFT = 200
_Found = tuple[Place, Hit]


def read_security(
    snapshot: Snapshot, tree: TreeFacts, sources: tuple[Source, ...], notebooks: tuple[NotebookFile, ...]
) -> SecurityFacts:
    """Secrets by where they are, and unsafe calls. No value is kept, only its first four characters."""
    versions = list(earlier(snapshot))
    looked: set[str] = set()
    now = list(_found(_noted(present(snapshot, tree, sources, notebooks), looked)))
    left = list(islice(unsearched(snapshot, tree, notebooks, looked), MAX_LEFT))
    once = _no_longer(_found(versions), frozenset(hit.value for _, hit in now))
    return SecurityFacts(
        secrets=tuple(_secret(place, hit) for place, hit in (*now, *once))[:MAX_SECRETS],
        unsafe=find_unsafe(tree, sources),
        earlier=len(versions),
        searched=len(looked),
        unread=tuple(path for path, is_data in left if not is_data),
        skipped=tuple(path for path, is_data in left if is_data),
    )


def _noted(places: Iterator[Place], looked: set[str]) -> Iterator[Place]:
    for place in places:
        looked.add(place.path)
        yield place


def _found(places: Iterator[Place] | list[Place]) -> Iterator[_Found]:
    """Each secret once a file; a cell that prints the secret of another is the second place of one."""
    seen = set()
    for place in places:
        for hit in find_secrets(place.path, place.text):
            key = (place.path, hit.value) if place.where != "history" else hit.value
            if key not in seen:
                seen.add(key)
                yield place, hit


def _no_longer(found: Iterator[_Found], now: frozenset[str]) -> Iterator[_Found]:
    return ((place, hit) for place, hit in found if hit.value not in now)


def _secret(place: Place, hit: Hit) -> Secret:
    excerpt = f"{hit.shown} in commit {place.commit}" if place.commit else hit.shown
    return Secret(hit.title, Evidence(place.path, place.line(hit.offset), excerpt), place.where)
