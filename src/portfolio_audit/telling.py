"""What a worker tells of a snapshot: its facts part by part, or a patch and the facts of what that makes of it."""

from typing import Any, BinaryIO

from msgspec import Raw
from msgspec.structs import replace

from portfolio_audit.attempts import Attempts
from portfolio_audit.codec import decode, encode, to_data
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.facts.security.masking import masked
from portfolio_audit.fixing.overlay import Overlay
from portfolio_audit.fixing.values import FixWish, Patch
from portfolio_audit.limits import Limits
from portfolio_audit.messages import PATCH, Job, Word, send
from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.values import Snapshot, Unavailable
from portfolio_audit.sources.folder import FolderSnapshot
from portfolio_audit.sources.git import GitSnapshot


def tell(snapshot: GitSnapshot | FolderSnapshot, job: Job, stream: BinaryIO) -> bool:
    """Send all facts; whether no part was lost that another try may read."""
    send(stream, Word(head=snapshot.head))
    if job.mend is None:
        return _report(snapshot, snapshot.without_history, job.limits, stream)
    made = _mended(snapshot, job.mend, job.limits, stream)
    send(stream, Word(part=PATCH, facts=Raw(encode(made))))  # the owner's own files as they are, secrets included
    after = snapshot if isinstance(made, Unavailable) else Overlay(snapshot, made.changes)
    return _report(after, snapshot.without_history, job.limits, stream)


def _report(snapshot: Snapshot, without_history: str, limits: Limits, stream: BinaryIO) -> bool:
    attempts = Attempts(limits)
    for part, facts in read_facts(snapshot, attempts):
        if part == "history" and without_history:
            facts = Unavailable(without_history)
        send(stream, Word(part=part, facts=as_json(facts)))
    send(stream, Word(limits=tuple(masked((*snapshot.limits, *attempts.lost)))))
    return not attempts.lost


def as_json(facts: Any) -> Raw:
    """Facts as JSON, without what nobody else may read."""
    return Raw(encode(masked(to_data(facts))))


def _mended(
    snapshot: GitSnapshot | FolderSnapshot, wish: FixWish, limits: Limits, stream: BinaryIO
) -> Patch | Unavailable:
    """The patch, without new files that nobody but this machine would have, because an ignore file names them."""
    made = _patched(snapshot, wish, limits, stream)
    hidden = (
        []
        if isinstance(made, Unavailable) or isinstance(snapshot, GitSnapshot)
        else [change.path for change in made.changes if change.old is None and snapshot.ignores(change.path)]
    )
    if not hidden:
        return made
    made = _patched(snapshot, replace(wish, without=(*wish.without, *hidden)), limits, stream)
    told = tuple(
        f"{path}: an ignore file names it, so git would not take it in; take that line out first" for path in hidden
    )
    return made if isinstance(made, Unavailable) else replace(made, left=(*made.left, *told))


def _patched(snapshot: Snapshot, wish: FixWish, limits: Limits, stream: BinaryIO) -> Patch | Unavailable:
    from portfolio_audit.fixing.fixers import FIXERS, LAST  # not wanted by workers that only read
    from portfolio_audit.fixing.making import Bench, joined, patch

    attempts = Attempts(limits)
    repo = _facts(Overlay(snapshot, wish.made), wish, attempts, stream)
    first: Patch | Unavailable = attempts(PATCH, lambda: patch(Bench(repo, snapshot, wish, wish.made), FIXERS))
    if isinstance(first, Unavailable):
        return first
    if first.changes != wish.made:
        attempts = Attempts(limits)
        repo = _facts(Overlay(snapshot, first.changes), wish, attempts, stream)
    then: Patch | Unavailable = attempts(PATCH, lambda: patch(Bench(repo, snapshot, wish, first.changes), LAST))
    return first if isinstance(then, Unavailable) else joined(first, then)


def _facts(snapshot: Snapshot, wish: FixWish, attempts: Attempts, stream: BinaryIO) -> RepoFacts:
    """The facts as they are sent, so that no secret gets from one file into another."""
    repo = RepoFacts(snapshot.name)
    for part, facts in read_facts(snapshot, attempts):
        repo = replace(repo, **{part: facts})
        send(stream, Word())  # it is alive
    return replace(decode(encode(masked(to_data(repo))), RepoFacts), url=wish.url)
