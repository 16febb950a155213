"""Which two commits are compared: the one that is checked out, and the one before the change."""

from dataclasses import dataclass
from pathlib import Path

from portfolio_audit.action.event import Event
from portfolio_audit.errors import ActionError, AuditError
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.storage import checked_out
from portfolio_audit.text import shown


@dataclass(frozen=True, slots=True)
class Pair:
    """Two commits, as far as they are known."""

    head: str
    """Empty for whatever is checked out."""
    before: str = ""
    trial: bool = False
    """Whether the head is a merge that the host made for a trial."""
    foreign: bool = False
    """Whether the head is none of the event's commits."""
    note: str = ""
    """Why there is none before; empty when there is nothing to be said about it."""


def pair_of(event: Event, folder: Path, host: GitHub) -> Pair:
    """The commits that show what this event has changed, and nothing that others have changed."""
    head = checked_out(folder)
    if head and head not in (event.sha, event.head_sha):
        return Pair(head, foreign=True, note="Another commit than the event's is checked out, so nothing is compared.")
    if event.kind == "pull request":
        return _of_pull_request(event, head, host)
    if event.kind == "push" and not event.before:
        return Pair(head, note="This is the first push of the branch, so there is nothing to compare with.")
    return Pair(head, event.before)


def _of_pull_request(event: Event, head: str, host: GitHub) -> Pair:
    """Of the merge that GitHub makes, the first parent; of the branch itself, where it parted from its base."""
    threads, name = host.threads(), event.name
    at = head or event.sha
    trial = at == event.sha != event.head_sha
    try:
        if at == event.head_sha:
            return Pair(head, threads.merge_base(name, event.base_sha, at))
        parents = threads.parents(name, at)
        if len(parents) == 2 and parents[1] == event.head_sha:
            return Pair(head, parents[0], trial)
        return Pair(head, threads.merge_base(name, event.base_sha, at), trial)
    except AuditError as error:
        return Pair(
            head, "", trial, note=f"Where it parted from its base could not be found out: {shown(str(error), 300)}"
        )


def below_root(folder: Path, workspace: Path) -> str:
    """Where a folder lies in the repository that is checked out around it; empty for the repository itself."""
    places = [folder, *(place for place in folder.parents if place == workspace or workspace in place.parents)]
    root = next((place for place in places if (place / ".git").exists()), workspace)
    below = folder.relative_to(root).as_posix()
    return "" if below == "." else below


def inside(workspace: Path, path: str) -> Path:
    """The folder or file below the workspace that the path names; links that lead out of it are none.

    Raises:
        ActionError: it is not below the workspace.
    """
    root = workspace.resolve()
    found = (root / path).resolve()
    if found != root and root not in found.parents:
        raise ActionError(f"{path!r} leads out of the workspace. Give a path below it, without links.")
    return found
