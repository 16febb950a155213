"""A request about one repository: who asks, what they may do, and what they sent."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote

from portfolio_audit.demo.answers import DOCS, Answer, Asked, problem
from portfolio_audit.demo.conversations import Conversations
from portfolio_audit.demo.grants import Grant, Permission, authenticate, not_accessible
from portfolio_audit.demo.hosted import Hosted
from portfolio_audit.demo.paging import paged
from portfolio_audit.demo.shapes import Shapes

T = TypeVar("T")
MOST_CHARACTERS = 65_536
"""Of the body of a comment or an issue."""


class Refused(Exception):
    """The request ends here, with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Call:
    """One request below `/repos/OWNER/NAME`."""

    asked: Asked
    hosted: Hosted
    below: tuple[str, ...]
    """Segments of the path after the repository."""
    grant: Grant | None
    shapes: Shapes
    most_per_page: int

    @property
    def conversations(self) -> Conversations:
        """What was written before."""
        return self.shapes.conversations

    @property
    def name(self) -> str:
        """Full name of the repository."""
        return self.hosted.full_name

    def reader(self, *accepted: Permission) -> None:
        """What is public everybody may read."""
        if self.hosted.repository.private:
            self.writer(*accepted)

    def writer(self, *accepted: Permission) -> str:
        """The login of who may do this."""
        if self.grant is None:
            raise Refused(authenticate())
        if not self.grant.allows(self.name, accepted):
            raise Refused(not_accessible(accepted))
        if self.hosted.repository.archived and self.asked.method != "GET":
            raise Refused(problem(403, "Repository was archived so is read-only."))
        return self.grant.login

    def document(self) -> dict[str, Any]:
        """The JSON object that was sent."""
        try:
            sent = json.loads(self.asked.body)
        except ValueError:
            raise Refused(problem(400, "Problems parsing JSON")) from None
        if not isinstance(sent, dict):
            raise Refused(problem(400, "Body should be a JSON object"))
        return sent

    def body(self, resource: str) -> str:
        """The text of a comment that was sent."""
        sent = self.document()
        if "body" not in sent:
            raise Refused(invalid(resource, "missing_field", "body"))
        text = written(sent, "body", resource)
        if not text.strip():
            raise Refused(invalid(resource, "unprocessable", "data", "Body cannot be blank"))
        return text

    def page(self, found: Sequence[T], shape: Callable[[T], Any]) -> Answer:
        """The page of a list that is asked for."""
        url = f"{self.shapes.site.api_url}/repositories/{self.hosted.id}/{quote('/'.join(self.below))}"
        return paged(self.asked, found, url, self.most_per_page, shape)


def written(sent: dict[str, Any], key: str, resource: str, default: str = "") -> str:
    """The text under that key, no longer than GitHub takes."""
    text = sent.get(key, default)
    if text is None:
        return ""
    if not isinstance(text, str):
        raise Refused(problem(422, f"Invalid request.\n\nFor 'properties/{key}', {json.dumps(text)} is not a string."))
    if len(text) > MOST_CHARACTERS:
        long = f"{key.title()} is too long (maximum is {MOST_CHARACTERS} characters)"
        raise Refused(invalid(resource, "unprocessable", "data", long))
    return text


def invalid(resource: str, code: str, field: str, message: str = "", page: str = DOCS) -> Answer:
    """What was sent is not as it has to be."""
    error = {"resource": resource, "code": code, "field": field, **({"message": message} if message else {})}
    return problem(422, "Validation Failed", page, errors=[error])


def number(text: str) -> int:
    """The segment of a path as a number; -1, which nothing has, when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else -1
