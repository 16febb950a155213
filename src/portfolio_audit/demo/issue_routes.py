"""Issues and pull requests; those are issues too, as on GitHub."""

from dataclasses import replace
from typing import Any

from portfolio_audit.demo.answers import Answer, Asked, json_answer, not_found, problem
from portfolio_audit.demo.calls import Call, Refused, invalid, number, written
from portfolio_audit.demo.comment_routes import accepted
from portfolio_audit.demo.conversations import Issue, Pull
from portfolio_audit.demo.grants import Permission

_ISSUE = "Issue"
_STATES = ("open", "closed")
_READ_ISSUES, _WRITE_ISSUES = Permission("issues", "read"), Permission("issues", "write")
_READ_PULLS = Permission("pull-requests", "read")


def answer(call: Call) -> Answer | None:
    """The answer, if the request is about issues or pull requests."""
    match (call.asked.method, *call.below):
        case ("GET", "issues"):
            return _issues(call)
        case ("POST", "issues"):
            return _opened(call)
        case ("GET" | "PATCH", "issues", at):
            return _issue(call, number(at))
        case ("GET", "pulls"):
            return _pulls(call)
        case ("GET", "pulls", at):
            return _pull(call, number(at))
    return None


def _issues(call: Call) -> Answer:
    call.reader(_READ_ISSUES, _READ_PULLS)
    found = [issue for issue in call.conversations.issues(call.name) if _wanted(call.asked, issue)]
    return call.page(found, lambda issue: call.shapes.issue(call.hosted, issue))


def _wanted(asked: Asked, issue: Issue) -> bool:
    labels = {label.lower() for label in asked.parameter("labels").split(",") if label}
    creator = asked.parameter("creator").lower()
    return (
        _in_state(asked, issue)
        and creator in ("", issue.author.lower())
        and labels <= {label.lower() for label in issue.labels}
    )


def _in_state(asked: Asked, issue: Issue) -> bool:
    return asked.parameter("state", "open") in ("all", issue.state)


def _opened(call: Call) -> Answer:
    author = call.writer(_WRITE_ISSUES)
    if not call.hosted.repository.has_issues:
        return problem(410, "Issues has been disabled in this repository.")
    sent = call.document()
    title = written(sent, "title", _ISSUE)
    if not title.strip():
        return invalid(_ISSUE, "missing_field", "title")
    issue = call.conversations.open_issue(call.name, author, title, written(sent, "body", _ISSUE), _labels(sent))
    shown = call.shapes.issue(call.hosted, issue)
    return json_answer(shown, 201, ("Location", shown["url"]))


def _labels(sent: dict[str, Any]) -> tuple[str, ...]:
    """Names, given alone or in objects; of those that differ by case alone, the last."""
    given = sent.get("labels") or []
    if not isinstance(given, list):
        raise Refused(invalid("Label", "invalid", "labels"))
    names = [label.get("name") if isinstance(label, dict) else label for label in given]
    texts = [name for name in names if isinstance(name, str) and name]
    if len(texts) != len(names):
        raise Refused(invalid("Label", "invalid", "name"))
    return tuple({name.lower(): name for name in texts}.values())


def _issue(call: Call, at: int) -> Answer:
    issue = call.conversations.issue(call.name, at)
    if call.asked.method == "GET":
        call.reader(*accepted(issue, "read"))
    else:
        call.writer(*accepted(issue, "write"))
    if issue is not None and call.asked.method == "PATCH":
        sent = call.document()
        issue = call.conversations.change_issue(call.name, at, lambda before: _changed(before, sent))
    return not_found() if issue is None else json_answer(call.shapes.issue(call.hosted, issue))


def _changed(issue: Issue, sent: dict[str, Any]) -> Issue:
    state = sent.get("state", issue.state)
    if state not in _STATES:
        raise Refused(invalid(_ISSUE, "invalid", "state"))
    title, body = written(sent, "title", _ISSUE, issue.title), written(sent, "body", _ISSUE, issue.body)
    labels = _labels(sent) if "labels" in sent else issue.labels
    return replace(issue, title=title or issue.title, body=body, state=state, labels=labels)


def _pulls(call: Call) -> Answer:
    call.reader(_READ_PULLS)
    found = [
        (issue, issue.pull)
        for issue in call.conversations.issues(call.name)
        if issue.pull is not None and _in_state(call.asked, issue) and _between(call.asked, issue.pull)
    ]
    return call.page(found, lambda entry: call.shapes.pull(call.hosted, *entry))


def _between(asked: Asked, pull: Pull) -> bool:
    """Whether it goes from and to the branches asked for; GitHub takes no notice of a head without its owner."""
    head, base = asked.parameter("head"), asked.parameter("base")
    owner, colon, branch = head.partition(":")
    right_head = not colon or (owner.lower(), branch) == (pull.head.owner.lower(), pull.head.branch)
    return right_head and base in ("", pull.base.branch)


def _pull(call: Call, at: int) -> Answer:
    call.reader(_READ_PULLS)
    issue = call.conversations.issue(call.name, at)
    if issue is None or issue.pull is None:
        return not_found()
    return json_answer(call.shapes.full_pull(call.hosted, issue, issue.pull))
