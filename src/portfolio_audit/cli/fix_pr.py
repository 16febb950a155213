"""`portfolio-audit fix OWNER/REPO --pr`: the patch as a pull request on one's own repository."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portfolio_audit.cli.fix_showing import score_of, show_changes
from portfolio_audit.cli.instants import clock
from portfolio_audit.cli.interruption import finishing
from portfolio_audit.cli.output import write_stdout
from portfolio_audit.cli.session import say
from portfolio_audit.cli.token import find_token
from portfolio_audit.errors import AuditError, BadCredentials, BadTarget
from portfolio_audit.text import counted, visible

if TYPE_CHECKING:
    from portfolio_audit.fixing.values import FixWish
    from portfolio_audit.mending import Proposal
    from portfolio_audit.model.catalogue import Catalogue
    from portfolio_audit.proposing import Draft
    from portfolio_audit.sources.github import GitHub
    from portfolio_audit.sources.proposals import Tip
    from portfolio_audit.targets import Repository


def run(path: Path, catalogue: "Catalogue", wish: "FixWish", options: dict[str, Any]) -> int:
    """Say what would be proposed, or with `--write` propose it; the exit status."""
    from portfolio_audit.sources.github import GitHub, addresses
    from portfolio_audit.sources.patience import Patience

    api, server = addresses()
    target, named = _repository(path, server)
    if not (token := find_token(server).text):
        raise BadCredentials(
            "a pull request needs a token with the permissions `contents: write` and `pull-requests: write`. "
            "Set GITHUB_TOKEN."
        )
    host = GitHub(api, server, token, patience=Patience(tell=None if options["quiet"] else say))
    try:
        return _proposed(host, target, catalogue, wish, options, named=named)
    finally:
        host.close()


def _proposed(
    host: "GitHub",
    target: "Repository",
    catalogue: "Catalogue",
    wish: "FixWish",
    options: dict[str, Any],
    *,
    named: bool,
) -> int:
    from portfolio_audit.proposing import branch_of, check_own, drafted, propose_to_host, standing

    proposals = host.proposals(target.owner, target.name)
    home = proposals.home()
    same = home.name.lower() == f"{target.owner}/{target.name}".lower()  # it may have been given away
    check_own(home, host.threads().me(), named=named and same)
    tip = proposals.tip(home.branch)
    if tip is None:
        raise AuditError(f"{home.name} has no commits yet. Push something first.")
    if reason := standing(proposals.ours(branch_of(tip)), branch_of(tip)):
        say(reason)
        return 0
    made = _mended(host, home.name, tip, catalogue, wish, options)
    score = f"{score_of(made.before, catalogue)} → {score_of(made.after, catalogue)}"
    draft = drafted(proposals, home, tip, made.patch, score)
    if not draft.files:
        for reason in draft.left:
            say(f"left alone: {reason}.")
        say("there is nothing that could be mended from the files alone.")
        return 0
    _show(draft, options)
    if not options["write"]:
        say("nothing was written. --write opens this pull request.")
        return 0
    with finishing():
        write_stdout(f"{propose_to_host(proposals, draft)}\n")
    return 0


def _mended(
    host: "GitHub", name: str, tip: "Tip", catalogue: "Catalogue", wish: "FixWish", options: dict[str, Any]
) -> "Proposal":
    """What is proposed to that very commit; nothing that lies in a folder here is looked at."""
    from msgspec.structs import replace as with_values

    from portfolio_audit.mending import Mender, propose
    from portfolio_audit.planning import Wish, plan
    from portfolio_audit.readings import protocols
    from portfolio_audit.rubrics import load_rubric
    from portfolio_audit.sources.git_version import check_git
    from portfolio_audit.targets import Repository

    check_git()
    wanted, now = Wish(datasets=load_rubric(options["rubric"]).datasets), clock()
    _, (assignment,) = plan([Repository(*name.split("/"))], host, wanted, now)
    work = replace(assignment, revision=tip.commit)
    if not options["quiet"]:
        say(f"reading {name} …")
    with Mender(work, wanted, now, protocols(host), host.token if work.private else "") as mender:
        return propose(mender, catalogue, with_values(wish, url=work.page))


def _repository(path: Path, server: str) -> "tuple[Repository, bool]":
    """The repository on the host, and whether it was named; a folder's is where its git says that it came from.

    Raises:
        BadTarget: it is none.
    """
    from portfolio_audit.sources.origin import page_of
    from portfolio_audit.targets import Folder, Repository, parse_target

    word = str(path)
    found = parse_target(word if path.exists() else word.replace(":/", "://", 1), server)  # a path joins slashes
    if isinstance(found, Folder):
        page = page_of(found.path, server)
        if not page:
            raise BadTarget(f"{word!r} has no repository on {server} that its git calls origin. Give owner/repo.")
        return Repository(*page.split("/")[-2:]), False
    if not isinstance(found, Repository):
        raise BadTarget(f"{word!r} is no repository. Give owner/repo, or the folder of a clone.")
    return found, True


def _show(draft: "Draft", options: dict[str, Any]) -> None:
    """All of it on stdout, the diff included, so that nothing comes as a surprise."""
    lines = [
        f"repository: {draft.home.name}",
        f"base: {draft.home.branch} at {draft.tip.commit}",
        f"branch: {draft.branch}",
        f"title: {draft.title}",
        f"{counted(len(draft.files), 'file')}: {', '.join(draft.files)}",
        "",
        *draft.body.rstrip("\n").split("\n"),
        "",
    ]
    if not options["quiet"]:
        write_stdout("".join(f"{visible(line)}\n" for line in lines))
        show_changes(draft.changes, color=not options["no_color"])
