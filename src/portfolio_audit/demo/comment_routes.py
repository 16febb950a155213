"""Comments on issues, pull requests and commits."""

from collections.abc import Callable
from typing import Any

from portfolio_audit.demo.answers import Answer, json_answer, not_found, problem
from portfolio_audit.demo.calls import Call, Refused, number
from portfolio_audit.demo.conversations import Comment, Issue, Place
from portfolio_audit.demo.grants import Permission
from portfolio_audit.demo.revisions import commit

_ON_ISSUE, _ON_COMMIT = "IssueComment", "CommitComment"


def accepted(issue: Issue | None, level: str) -> tuple[Permission, ...]:
    """What opens an issue; a pull request is also opened by a permission of its own."""
    issues, pulls = Permission("issues", level), Permission("pull-requests", level)
    return (issues,) if issue is not None and issue.pull is None else (issues, pulls)


def contents(level: str) -> Permission:
    """What opens the commits."""
    return Permission("contents", level)


def answer(call: Call) -> Answer | None:
    """The answer, if the request is about comments."""
    match (call.asked.method, *call.below):
        case ("GET" | "POST", "issues", at, "comments"):
            return _of_issue(call, number(at))
        case ("GET" | "PATCH" | "DELETE", "issues", "comments", at):
            return _on_issue(call, number(at))
        case ("GET" | "POST", "commits", sha, "comments"):
            return _of_commit(call, sha)
        case ("GET" | "PATCH" | "DELETE", "comments", at):
            return _on_commit(call, number(at))
    return None


def _of_issue(call: Call, at: int) -> Answer:
    issue = call.conversations.issue(call.name, at)
    if call.asked.method == "GET":
        call.reader(*accepted(issue, "read"))
        if issue is None:
            return not_found()
        return call.page(call.conversations.comments(call.name, at), _shape(call))
    author = call.writer(*accepted(issue, "write"))
    return not_found() if issue is None else _created(call, at, author, _ON_ISSUE)


def _of_commit(call: Call, sha: str) -> Answer:
    found = commit(call.hosted.repository.git_dir, sha)
    if call.asked.method == "GET":
        call.reader(contents("read"))
        if found is None:
            return not_found()
        return call.page(call.conversations.comments(call.name, found.oid), _shape(call))
    author = call.writer(contents("read"))
    if found is None:
        return problem(422, f"No commit found for SHA: {sha}")
    return _created(call, found.oid, author, _ON_COMMIT)


def _created(call: Call, place: Place, author: str, resource: str) -> Answer:
    shown = _shape(call)(call.conversations.write(call.name, place, author, call.body(resource)))
    return json_answer(shown, 201, ("Location", shown["url"]))


def _on_issue(call: Call, at: int) -> Answer:
    comment = call.conversations.comment(call.name, at)
    place = None if comment is None else comment.place
    issue = call.conversations.issue(call.name, place) if isinstance(place, int) else None
    if call.asked.method == "GET":
        call.reader(*accepted(issue, "read"))
    else:
        call.writer(*accepted(issue, "write"))
    return _changed(call, _there(comment, int), _ON_ISSUE)


def _on_commit(call: Call, at: int) -> Answer:
    if call.asked.method == "GET":
        call.reader(contents("read"))
    else:
        call.writer(contents("write"))
    return _changed(call, _there(call.conversations.comment(call.name, at), str), _ON_COMMIT)


def _there(comment: Comment | None, place: type[Place]) -> Comment:
    if comment is None or not isinstance(comment.place, place):
        raise Refused(not_found())
    return comment


def _changed(call: Call, comment: Comment, resource: str) -> Answer:
    if call.asked.method == "GET":
        return json_answer(_shape(call)(comment))
    if call.asked.method == "DELETE":
        return Answer(204) if call.conversations.delete(call.name, comment.id) else not_found()
    edited = call.conversations.edit(call.name, comment.id, call.body(resource))
    return not_found() if edited is None else json_answer(_shape(call)(edited))


def _shape(call: Call) -> Callable[[Comment], dict[str, Any]]:
    return lambda comment: call.shapes.comment(call.hosted, comment)
