"""Just enough GraphQL to answer what a portfolio's audit asks: any selection of the fields that are known here."""

import re
from collections.abc import Iterator
from typing import Any

from portfolio_audit.demo.hosted import Directory, HostedUser

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|[A-Za-z_]\w*|[{}():]')
_WEEK = 7

Selection = dict[str, Any]


class NotAnsweredError(Exception):
    """The query asks for something that is not known here."""


def execute(query: str, variables: dict[str, Any], directory: Directory, viewer: str) -> dict[str, Any]:
    """The answer to the query, with `errors` as GitHub puts them; the status is 200 either way."""
    try:
        selection = _parsed(query)
        data = _pick(selection, _root(selection, variables, directory, viewer), "Query")
    except NotAnsweredError as error:
        return {"errors": [{"message": str(error)}]}
    if data.get("user", {}) is None:
        message = f"Could not resolve to a User with the login of '{variables.get('login')}'."
        return {"data": data, "errors": [{"type": "NOT_FOUND", "path": ["user"], "message": message}]}
    return {"data": data}


def _root(selection: Selection, variables: dict[str, Any], directory: Directory, viewer: str) -> dict[str, Any]:
    user = directory.user(str(variables.get("login", "")))
    root: dict[str, Any] = {
        "user": _user(user) if user is not None and not user.organisation else None,
        "viewer": {"login": viewer},
    }
    if "search" in selection:
        root["search"] = {"issueCount": _merged(str(variables.get("merged", "")), directory)}
    return root


def _user(user: HostedUser) -> dict[str, Any]:
    days = [{"contributionCount": count} for count in user.contributions]
    weeks = [{"contributionDays": days[start : start + _WEEK]} for start in range(0, len(days), _WEEK)]
    public = [repository.name for repository in user.repositories if not repository.private]
    calendar = {"totalContributions": sum(user.contributions), "weeks": weeks}
    return {
        "login": user.login,
        "name": user.name,
        "pinnedItems": {"nodes": [{"name": name} for name in user.pinned if name in public]},
        "contributionsCollection": {"contributionCalendar": calendar},
    }


def _merged(search: str, directory: Directory) -> int:
    """How many merged pull requests the search finds: those of one author, elsewhere."""
    terms = search.split()
    if not {"is:pr", "type:pr"} & set(terms) or "is:merged" not in terms:
        raise NotAnsweredError(f"search not known here: {search}")
    authors = [term.partition(":")[2] for term in terms if term.startswith("author:")]
    user = directory.user(authors[0]) if len(authors) == 1 else None
    return user.merged_elsewhere if user is not None else 0


def _parsed(query: str) -> Selection:
    tokens = iter(_TOKEN.findall(query))
    for token in tokens:
        if token == "(":  # noqa: S105
            _skip_arguments(tokens)
        elif token == "{":  # noqa: S105
            return _selection(tokens)
    raise NotAnsweredError("the query selects nothing")


def _selection(tokens: Iterator[str]) -> Selection:
    """The fields up to the closing brace; fields of an inline fragment join those around it."""
    fields: Selection = {}
    name = ""
    for token in tokens:
        match token:
            case "}":
                return fields
            case "(":
                _skip_arguments(tokens)
            case "{":
                inner = _selection(tokens)
                fields.update(inner if not name else {name: inner})
            case "...":
                next(tokens, ""), next(tokens, "")  # `on Type`
                name = ""
            case ":":
                raise NotAnsweredError("aliases are not known here")
            case _:
                name = token
                fields[name] = None
    raise NotAnsweredError("a brace is not closed")


def _skip_arguments(tokens: Iterator[str]) -> None:
    depth = 1
    while depth:
        match next(tokens, None):
            case "(":
                depth += 1
            case ")":
                depth -= 1
            case None:
                raise NotAnsweredError("a parenthesis is not closed")


def _pick(selection: Selection | None, value: Any, owner: str) -> Any:
    if isinstance(value, list):
        return [_pick(selection, entry, owner) for entry in value]
    if not isinstance(value, dict):
        return value
    if selection is None:
        raise NotAnsweredError(f"Field must have selections (field '{owner}' returns an object)")
    for name in selection:
        if name not in value:
            raise NotAnsweredError(f"Field '{name}' doesn't exist on '{owner}'")
    return {name: _pick(inner, value[name], name) for name, inner in selection.items()}
