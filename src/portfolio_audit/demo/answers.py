"""A request and its answer as plain values, and GitHub's ways to say no."""

import base64
import binascii
import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, unquote

DOCS = "https://docs.github.com/rest"
JSON_TYPE = ("Content-Type", "application/json; charset=utf-8")
TEXT_TYPE = ("Content-Type", "text/plain; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came in, its body decoded from chunks but not from gzip."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""

    def parameter(self, name: str, default: str = "") -> str:
        """The last value of that name in the query string."""
        return parse_qs(self.query).get(name, [default])[-1]

    def number(self, name: str, default: int) -> int:
        """The parameter as a positive number; the default when it is none, as GitHub does."""
        text = self.parameter(name)
        return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 10 else default

    @property
    def parts(self) -> tuple[str, ...]:
        """The decoded segments of the path."""
        return tuple(unquote(part) for part in self.path.strip("/").split("/"))

    @property
    def token(self) -> str | None:
        """The token sent, in any of the three ways that GitHub takes."""
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "basic":
            return _password(value)
        return value.strip() if scheme.lower() in ("bearer", "token") else None


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers and body."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def packed_for(self, asked: Asked) -> "Answer":
        """The same answer by gzip, if that is understood."""
        if not self.body or "gzip" not in asked.headers.get("accept-encoding", ""):
            return self
        packed = gzip.compress(self.body, compresslevel=1, mtime=0)
        return replace(self, body=packed).with_headers(("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))

    def with_headers(self, *more: tuple[str, str]) -> "Answer":
        """The same answer with more headers."""
        return replace(self, headers=self.headers + more)

    @property
    def etag(self) -> str:
        """A weak entity tag, equal for equal bodies."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()}"'


def json_answer(value: Any, status: int = 200, *headers: tuple[str, str]) -> Answer:
    """The value as JSON."""
    return Answer(status, json.dumps(value, separators=(",", ":")).encode(), (JSON_TYPE, *headers))


def problem(status: int, message: str, page: str = DOCS, *headers: tuple[str, str], **more: Any) -> Answer:
    """GitHub's basic error."""
    return json_answer({"message": message, **more, "documentation_url": page, "status": str(status)}, status, *headers)


def not_found(page: str = DOCS) -> Answer:
    """What is not there, and what the viewer may not know of."""
    return problem(404, "Not Found", page)


def bad_credentials() -> Answer:
    """The token is not known."""
    return problem(401, "Bad credentials")


def ask_for_credentials() -> Answer:
    """How git is told that it needs a name and a password."""
    return Answer(401, b"", (("WWW-Authenticate", 'Basic realm="GitHub"'), TEXT_TYPE))


def primary_limit(who: str) -> Answer:
    """The requests of this hour are used up."""
    message = f"API rate limit exceeded for {who}."
    return problem(403, message, f"{DOCS}/using-the-rest-api/rate-limits-for-the-rest-api")


def query_error(message: str, **more: str) -> Answer:
    """How GraphQL says no."""
    return json_answer({"data": None, "errors": [{**more, "message": message}]})


def secondary_limit(status: int, retry_after: int) -> Answer:
    """Too many requests at once."""
    message = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."
    return _wait(status, message, retry_after)


def content_limit(retry_after: int) -> Answer:
    """Too much was written in a short time."""
    message = (
        "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. "
        "Please retry your request again later."
    )
    return _wait(403, message, retry_after)


def _wait(status: int, message: str, retry_after: int) -> Answer:
    page = f"{DOCS}/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits"
    return problem(status, message, page, ("Retry-After", str(retry_after)))


def _password(encoded: str) -> str | None:
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    user, _, password = text.partition(":")
    return password or user
