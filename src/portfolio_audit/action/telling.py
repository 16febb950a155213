"""Where an event is commented on, and the comment there."""

from collections.abc import Callable
from pathlib import Path

from portfolio_audit.action.event import Event
from portfolio_audit.action.inputs import Inputs
from portfolio_audit.catalogue_names import DEFAULT_RUBRIC
from portfolio_audit.errors import AuditError, NotPermitted
from portfolio_audit.model.report import Changes
from portfolio_audit.sources.publishing import Publisher
from portfolio_audit.sources.threads import Place, Threads, as_issue, on_commit, on_pull_request

_ISSUE = "Portfolio audit"
_FORK = (
    "The pull request comes from a fork, so the token may only read. "
    "docs/action.md shows how a second workflow comments in its place."
)


def subject_of(inputs: Inputs) -> str:
    """What a comment is about: uses that differ in one of these have a comment each."""
    place = f"@{inputs.username.lower()}" if inputs.username else Path(inputs.path).as_posix()
    return place if inputs.rubric == DEFAULT_RUBRIC else f"{place} by {inputs.rubric}"


def place_of(event: Event, mode: str, me: str = "") -> Place | None:
    """Where a comment of this login stands; `None` where the event has none."""
    if mode == "issue":
        elsewhere = event.kind == "pull request" or (event.kind == "push" and not event.on_default_branch)
        return None if elsewhere else as_issue(event.name, me, _ISSUE)
    if event.kind == "pull request" and event.number:
        return on_pull_request(event.name, event.number)
    if event.kind == "push" and event.on_default_branch:
        return on_commit(event.name, event.sha)
    return None


def tell(
    threads: Threads, event: Event, mode: str, text: str, *, quiet: bool, say: Callable[[str], object]
) -> tuple[str, str]:
    """(address of the comment, why there is none). Its first line is its mark.

    Args:
        quiet: do not begin one.
        say: told what has been done.
    """
    try:
        me = threads.me()
        if (place := place_of(event, mode, me)) is None:
            return "", ""
        if mode == "comment" and _is_late(threads, event):
            say("comment: a newer commit has come, whose run will tell.")
            return "", ""
        done = Publisher(threads, place, me, text.partition("\n")[0]).publish(text, only_if_there=quiet)
    except NotPermitted as error:
        return "", _FORK if event.fork else str(error)
    except AuditError as error:  # what it advises next is for a command line
        return "", f"{str(error).partition('. ')[0].rstrip('.')}."
    say(f"comment: {done.done} {done.url}".rstrip())
    return done.url, ""


def moves(changes: Changes | None) -> bool:
    """Whether a score or an answer is another than before."""
    return changes is not None and bool(
        changes.before != changes.after or changes.fixed or changes.broken or changes.new
    )


def _is_late(threads: Threads, event: Event) -> bool:
    """Whether the pull request has gone on since."""
    if event.kind != "pull request" or not event.head_sha:
        return False
    try:
        return threads.head_of(event.name, event.number) != event.head_sha
    except AuditError:  # what is asked next says why
        return False
