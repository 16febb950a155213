"""A patch → a pull request on one's own repository: what it would be, and having it there once."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from portfolio_audit.errors import NotPermitted, NotProposed
from portfolio_audit.fixing.editing import Unwritable, edited
from portfolio_audit.fixing.values import Change, Patch
from portfolio_audit.renderers import pull_request
from portfolio_audit.sources.proposal_answers import PREFIX, Opened
from portfolio_audit.sources.proposals import FOLDER, Home, Proposals, Tip, rights
from portfolio_audit.sources.publishing import marker
from portfolio_audit.text import shown

_SHORT = 7
_FILE = "100644"


class Draft(Struct, frozen=True):
    """A pull request that is not made yet."""

    home: Home
    tip: Tip
    """Where the base is; the commit comes after it."""
    branch: str
    title: str
    body: str
    files: dict[str, tuple[str, str]]
    """Mode and text by path."""
    changes: tuple[Change, ...]
    left: tuple[str, ...] = ()
    """Files that cannot be changed there, with the reason."""


def check_own(home: Home, me: str, *, named: bool) -> None:
    """Let nothing be proposed to others.

    Args:
        named: whether the user has named this very repository, so that an organisation's is meant.

    Raises:
        NotPermitted: it is not the token's owner's, or nothing can be written there.
    """
    if home.archived:
        raise NotPermitted(f"{home.name} is archived, so nothing can be proposed. Unarchive it first.")
    mine = home.owner.lower() == me.lower()
    if not mine and not home.is_organisation:
        raise NotPermitted(
            f"{home.name} belongs to {home.owner}, not to {me}, and others' repositories are left alone."
        )
    if not mine and not named:
        raise NotPermitted(
            f"{home.name} is an organisation's. Say that it is meant: portfolio-audit fix {home.name} --pr"
        )
    if not home.may_push:
        raise NotPermitted(
            f"the token may not write in {home.name}; it needs the permissions `contents: write` and "
            "`pull-requests: write`."
        )


def branch_of(tip: Tip) -> str:
    """The branch for what is proposed to that commit."""
    return f"{PREFIX}{tip.commit[:_SHORT]}"


def standing(ours: Sequence[Opened], branch: str) -> str:
    """Why nothing is proposed, in a sentence: it is open already, or was refused; empty when there is no reason."""
    for one in ours:
        if one.state == "open":
            return f"a pull request of an earlier run is open: {one.url}. Merge or close it first."
    refused = next((one for one in ours if one.branch == branch), None)
    if refused is not None:
        return f"this was proposed and closed: {refused.url}. Push something new, or open it again there."
    return ""


def drafted(proposals: Proposals, home: Home, tip: Tip, patch: Patch, score: str) -> Draft:
    """What the patch comes to on the host. Files that cannot be changed there are said to be left alone.

    Raises:
        AuditError: the host did not tell what is there.
    """
    modes = proposals.modes(tip.tree)
    files: dict[str, tuple[str, str]] = {}
    left: list[str] = []
    for change in patch.changes:
        try:
            files[change.path] = _file(proposals, tip, change, modes)
        except Unwritable as error:
            left.append(f"{shown(change.path)}: {error}")
    changes = tuple(change for change in patch.changes if change.path in files)
    body = pull_request.body(marker("fix"), changes, patch.advice, (*patch.left, *left), "" if left else score)
    return Draft(home, tip, branch_of(tip), pull_request.title(changes), body, files, changes, tuple(left))


def _file(proposals: Proposals, tip: Tip, change: Change, modes: Mapping[str, str]) -> tuple[str, str]:
    above = (change.path[:at] for at, sign in enumerate(change.path) if sign == "/")
    if any(modes.get(folder, FOLDER) != FOLDER for folder in above):  # the host would put the folder in its place
        raise Unwritable("a link, a file or another repository is where its folder would be")
    mode = modes.get(change.path)
    if mode is not None and not mode.startswith("100"):
        raise Unwritable("it is a link, a folder or another repository")
    old = None if mode is None else proposals.content(change.path, tip.commit)
    try:
        return mode or _FILE, edited(old, change).decode()
    except UnicodeDecodeError:
        raise Unwritable("it is not in UTF-8; use `fix PATH --write` on a clone") from None


def propose_to_host(proposals: Proposals, draft: Draft) -> str:
    """Have the pull request there; its address. What an earlier run has begun is gone on with.

    Raises:
        NotPermitted: the token may not.
        AuditError: the host did not take it, or the base has moved.
    """
    made = proposals.commit(draft.tip, draft.files, f"{draft.title}\n")
    there = proposals.tip(draft.branch)
    if there is not None and there.tree != made.tree:
        raise NotProposed(
            f"the branch {draft.branch} is there and holds something else. Delete it, or open a pull request from it."
        )
    if there is None:
        proposals.branch(draft.branch, made.commit, rights(draft.files))
    return proposals.open(draft.branch, draft.home.branch, draft.title, draft.body)
