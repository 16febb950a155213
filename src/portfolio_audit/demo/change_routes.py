"""Trees, commits, branches and pull requests that are made by requests."""

import re
import time
from typing import Any
from urllib.parse import parse_qs

from portfolio_audit.demo.answers import DOCS, Answer, json_answer, not_found, problem
from portfolio_audit.demo.calls import Call, Refused, invalid, written
from portfolio_audit.demo.comment_routes import contents
from portfolio_audit.demo.conversations import Pull, Tip
from portfolio_audit.demo.grants import Permission
from portfolio_audit.demo.revisions import commit
from portfolio_audit.demo.writing import listed_tree, make_branch, make_commit, make_tree

_BRANCH = re.compile(r"refs/heads/[\w./-]+")
_WRITE_PULLS = Permission("pull-requests", "write")


def answer(call: Call) -> Answer | None:
    """The answer, if the request is about such a thing."""
    match (call.asked.method, *call.below):
        case ("GET", "git", "ref", *name):
            return _reference(call, "refs/" + "/".join(name))
        case ("GET", "git", "trees", sha):
            return _tree(call, sha)
        case ("POST", "git", "trees"):
            return _new_tree(call)
        case ("POST", "git", "commits"):
            return _new_commit(call)
        case ("POST", "git", "refs"):
            return _new_reference(call)
        case ("POST", "pulls"):
            return _new_pull(call)
    return None


def _reference(call: Call, name: str) -> Answer:
    call.reader(contents("read"))
    git_dir, page = call.hosted.repository.git_dir, f"{DOCS}/git/refs#get-a-reference"
    found = commit(git_dir, name) if _BRANCH.fullmatch(name) else None
    if found is None:
        return not_found(page) if commit(git_dir, "HEAD") else problem(409, "Git Repository is empty.", page)
    return json_answer(call.shapes.reference(call.hosted, name, found.oid))


def _tree(call: Call, sha: str) -> Answer:
    call.reader(contents("read"))
    deep = "recursive" in parse_qs(call.asked.query)
    rows = listed_tree(call.hosted.repository.git_dir, sha, deep=deep)
    if rows is None:
        return not_found(f"{DOCS}/git/trees#get-a-tree")
    return json_answer(call.shapes.tree(call.hosted, sha, rows))


def _new_tree(call: Call) -> Answer:
    call.writer(contents("write"))
    sent = call.document()
    rows = sent.get("tree")
    if not isinstance(rows, list) or not all(_is_file(row) for row in rows):
        return problem(422, "Invalid tree info", f"{DOCS}/git/trees#create-a-tree")
    git_dir = call.hosted.repository.git_dir
    made = make_tree(git_dir, written(sent, "base_tree", "Tree"), rows)
    if made is None:
        return problem(422, "base_tree is not a valid tree oid", f"{DOCS}/git/trees#create-a-tree")
    shown = call.shapes.tree(call.hosted, made, listed_tree(git_dir, made, deep=False) or [])
    return json_answer(shown, 201, ("Location", shown["url"]))


def _is_file(row: Any) -> bool:
    keys = ("path", "mode", "type", "content")
    return isinstance(row, dict) and all(isinstance(row.get(key), str) for key in keys) and row["type"] == "blob"


def _new_commit(call: Call) -> Answer:
    call.writer(contents("write"))
    sent = call.document()
    tree, parents = written(sent, "tree", "Commit"), sent.get("parents") or []
    git_dir = call.hosted.repository.git_dir
    made = make_commit(git_dir, tree, [*map(str, parents)], written(sent, "message", "Commit"), int(time.time()))
    found = commit(git_dir, made) if made else None
    if found is None:
        return problem(422, "Tree SHA does not exist", f"{DOCS}/git/commits#create-a-commit")
    shown = call.shapes.git_commit(call.hosted, found)
    return json_answer(shown, 201, ("Location", shown["url"]))


def _new_reference(call: Call) -> Answer:
    call.writer(contents("write"))
    sent = call.document()
    name, oid = written(sent, "ref", "Reference"), written(sent, "sha", "Reference")
    page, git_dir = f"{DOCS}/git/refs#create-a-reference", call.hosted.repository.git_dir
    if not _BRANCH.fullmatch(name) or commit(git_dir, oid) is None:
        return problem(422, "Object does not exist", page)
    if commit(git_dir, name) is not None or not make_branch(git_dir, name, oid):
        return problem(422, "Reference already exists", page)
    shown = call.shapes.reference(call.hosted, name, oid)
    return json_answer(shown, 201, ("Location", shown["url"]))


def _new_pull(call: Call) -> Answer:
    author = call.writer(_WRITE_PULLS)
    sent = call.document()
    head, base = (written(sent, key, "PullRequest").rpartition(":")[2] for key in ("head", "base"))
    tips = [_tip(call, branch) for branch in (head, base)]
    for name, tip in zip(("head", "base"), tips, strict=True):
        if tip is None:
            return invalid("PullRequest", "invalid", name)
    first, second = (tip for tip in tips if tip is not None)
    pull = Pull(first, second)
    if any(issue.pull == pull and issue.state == "open" for issue in call.conversations.issues(call.name)):
        message = f"A pull request already exists for {call.hosted.owner.login}:{head}."
        error = {"resource": "PullRequest", "code": "custom", "message": message}
        return problem(422, "Validation Failed", errors=[error])
    title = written(sent, "title", "PullRequest")
    if not title.strip():
        raise Refused(invalid("PullRequest", "missing_field", "title"))
    number = max((issue.number for issue in call.conversations.issues(call.name)), default=0) + 1
    body = written(sent, "body", "PullRequest")
    issue = call.conversations.put_pull(number, pull, author, title, body, "open")
    shown = call.shapes.full_pull(call.hosted, issue, pull)
    return json_answer(shown, 201, ("Location", shown["url"]))


def _tip(call: Call, branch: str) -> Tip | None:
    found = commit(call.hosted.repository.git_dir, f"refs/heads/{branch}")
    return None if found is None else Tip(call.name, branch, found.oid)
