"""Commits, and how two of them compare."""

from typing import Any
from urllib.parse import parse_qs

from portfolio_audit.demo.answers import DOCS, Answer, json_answer, not_found, problem
from portfolio_audit.demo.calls import Call
from portfolio_audit.demo.comment_routes import contents
from portfolio_audit.demo.revisions import HostedCommit, between, commit, content, merge_base

_MOST_COMMITS = 250
"""That a comparison shows."""


def answer(call: Call) -> Answer | None:
    """The answer, if the request is about commits."""
    match (call.asked.method, *call.below):
        case ("GET", "commits", revision):
            return _commit(call, revision)
        case ("GET", "git", "commits", sha):
            return _git_commit(call, sha)
        case ("GET", "contents", *path):
            return _content(call, "/".join(path))
        case ("GET", "compare", *both):
            return _compare(call, "/".join(both))
    return None


def _commit(call: Call, revision: str) -> Answer:
    call.reader(contents("read"))
    found = commit(call.hosted.repository.git_dir, revision)
    if found is None:
        return problem(422, f"No commit found for SHA: {revision}", f"{DOCS}/commits/commits#get-a-commit")
    return json_answer(call.shapes.commit(call.hosted, found))


def _git_commit(call: Call, sha: str) -> Answer:
    call.reader(contents("read"))
    found = commit(call.hosted.repository.git_dir, sha)
    if found is None or found.oid != sha.lower():
        return not_found(f"{DOCS}/git/commits#get-a-commit-object")
    return json_answer(call.shapes.git_commit(call.hosted, found))


def _content(call: Call, path: str) -> Answer:
    call.reader(contents("read"))
    revision = parse_qs(call.asked.query).get("ref", [call.hosted.repository.default_branch])[0]
    found = commit(call.hosted.repository.git_dir, revision)
    file = content(call.hosted.repository.git_dir, found, path) if found else None
    if file is None:
        return not_found(f"{DOCS}/repos/contents#get-repository-content")
    return json_answer(call.shapes.content(call.hosted, revision, path, *file))


def _compare(call: Call, both: str) -> Answer:
    call.reader(contents("read"))
    git_dir = call.hosted.repository.git_dir
    names = both.split("...")
    base, head = (commit(git_dir, name) for name in names) if len(names) == 2 else (None, None)
    page = f"{DOCS}/commits/commits#compare-two-commits"
    if base is None or head is None:
        return not_found(page)
    common = merge_base(git_dir, base, head)
    if common is None:
        return problem(404, f"No common ancestor between {names[0]} and {names[1]}.", page)
    return json_answer(_comparison(call, both, base, head, common))


def _comparison(call: Call, both: str, base: HostedCommit, head: HostedCommit, common: HostedCommit) -> dict[str, Any]:
    git_dir = call.hosted.repository.git_dir
    ahead, behind = between(git_dir, base, head), between(git_dir, head, base)
    status = ("diverged" if behind else "ahead") if ahead else ("behind" if behind else "identical")
    return {
        **call.shapes.comparison_addresses(call.hosted, both, base, head),
        "base_commit": call.shapes.commit(call.hosted, base),
        "merge_base_commit": call.shapes.commit(call.hosted, common),
        "status": status,
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [call.shapes.commit(call.hosted, each) for each in ahead[:_MOST_COMMITS]],
    }
