"""Faults that a test can order: the nth request goes wrong in a chosen way."""

import json
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from portfolio_audit.demo.answers import (
    DOCS,
    JSON_TYPE,
    Answer,
    bad_credentials,
    content_limit,
    not_found,
    problem,
    query_error,
    secondary_limit,
)

_UNICORN = b"<!DOCTYPE html>\n<html><body><p>We had issues producing the response to your request.</p></body></html>\n"


class Fault(StrEnum):
    """Ways in which a request goes wrong."""

    ERROR = "500"
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    TOO_MANY = "429"
    UNAUTHORISED = "401"
    MISSING = "404"
    BLOCKED = "451"
    PRIMARY_LIMIT = "403-primary"
    SECONDARY_LIMIT = "403-secondary"
    EMPTY = "empty"
    HTML = "html"
    CUT_JSON = "cut-json"
    WRONG_TYPES = "wrong-types"
    QUERY = "query"
    """How GraphQL says that something went wrong: with status 200."""
    CUT = "cut"
    """The connection ends in mid-body."""
    RESET = "reset"
    """The connection is reset before any answer."""
    SLOW = "slow"
    """The right answer, late."""
    STALL = "stall"
    """The answer stops in mid-body, and the connection stays open."""
    DAMAGED = "damaged"
    """Bytes of the body are not those that were meant."""
    CONTENT_LIMIT = "403-content"
    """Too much was written in a short time."""
    BAD_GATEWAY_AFTER = "502-after"
    """What was asked for is done, and then it looks as if it had failed."""
    RESET_AFTER = "reset-after"
    """What was asked for is done, and then the connection is reset."""


API_ONLY = (
    Fault.PRIMARY_LIMIT,
    Fault.CUT_JSON,
    Fault.WRONG_TYPES,
    Fault.QUERY,
    Fault.CONTENT_LIMIT,
    Fault.BAD_GATEWAY_AFTER,
    Fault.RESET_AFTER,
)


@dataclass(frozen=True, slots=True)
class Order:
    """One fault, for the requests it is meant for."""

    kind: Fault
    nth: int = 1
    """Which of the matching requests from now on is the first to fail."""
    times: int = 1
    path: str = "/api/"
    """Text that the path with its query has to contain."""
    seconds: float = 2.0
    retry_after: int = 1
    after_bytes: int = 40
    """How much of a body is right before it is cut, stalled or damaged."""
    method: str = ""
    """The only method whose requests count; empty for all."""

    def matches(self, method: str, path: str) -> bool:
        """Whether a request counts for this order."""
        return self.path in path and self.method in ("", method)

    @property
    def breaks_body(self) -> bool:
        """Whether the body goes wrong on its way."""
        return self.kind in (Fault.CUT, Fault.STALL, Fault.DAMAGED)


class Faults:
    """The orders not yet carried out."""

    def __init__(self) -> None:
        self._orders: list[Order] = []
        self._lock = threading.Lock()

    def add(self, order: Order) -> None:
        """Have this one carried out as well."""
        with self._lock:
            self._orders.append(order)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._orders.clear()

    def next(self, method: str, path: str) -> Order | None:
        """The order to carry out for this request; the first one wins, all that match count it."""
        with self._lock:
            due = [order for order in self._orders if order.matches(method, path) and order.nth <= 1]
            self._orders = [after for order in self._orders if (after := _counted(order, method, path)).times > 0]
        return due[0] if due else None


def _counted(order: Order, method: str, path: str) -> Order:
    if not order.matches(method, path):
        return order
    return replace(order, nth=order.nth - 1) if order.nth > 1 else replace(order, times=order.times - 1)


def instead(order: Order) -> Answer | None:
    """The answer given in place of the right one; `None` when the right one is needed first."""
    match order.kind:
        case Fault.ERROR | Fault.BAD_GATEWAY:
            return _server_error(int(order.kind))
        case Fault.UNAVAILABLE:
            return problem(503, "Service unavailable", DOCS, ("Retry-After", str(order.retry_after)))
        case Fault.TOO_MANY | Fault.SECONDARY_LIMIT:
            return secondary_limit(int(order.kind[:3]), order.retry_after)
        case Fault.CONTENT_LIMIT:
            return content_limit(order.retry_after)
        case Fault.UNAUTHORISED:
            return bad_credentials()
        case Fault.MISSING:
            return not_found()
        case Fault.BLOCKED:
            block = {"reason": "dmca", "created_at": "2024-01-01T00:00:00Z", "html_url": None}
            return problem(451, "Repository access blocked", DOCS, block=block)
        case Fault.EMPTY:
            return Answer(200, b"", (JSON_TYPE,))
        case Fault.QUERY:
            return query_error("Something went wrong while executing your query.")
        case Fault.HTML:
            return Answer(200, _UNICORN, (("Content-Type", "text/html; charset=utf-8"),))
    return None


def _server_error(status: int) -> Answer:
    return problem(status, "Server Error")


def spoiled(order: Order, answer: Answer) -> Answer:
    """The right answer with its JSON cut or its types exchanged, or a failure that comes after all was done."""
    if order.kind is Fault.BAD_GATEWAY_AFTER:
        return _server_error(502)
    if order.kind is Fault.CUT_JSON:
        return replace(answer, body=answer.body[: max(1, len(answer.body) // 2)])
    if order.kind is Fault.WRONG_TYPES and answer.body:
        return replace(answer, body=json.dumps(_twisted(json.loads(answer.body))).encode())
    return answer


def damaged(order: Order, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same number of bytes, with a few after `after_bytes` turned over."""
    start, seen = order.after_bytes, 0
    for chunk in chunks:
        data = bytearray(chunk)
        for place in range(max(0, start - seen), min(len(data), max(0, start + 8 - seen))):
            data[place] ^= 0xFF
        seen += len(data)
        yield bytes(data)


def _twisted(value: Any) -> Any:
    """Text to numbers, numbers to text, lists to objects, null to lists; of a list's entries every third stays."""
    match value:
        case bool():
            return [value]
        case int():
            return str(value)
        case str():
            return len(value)
        case None:
            return []
        case list():
            return [entry if place % 3 == 2 else _twisted(entry) for place, entry in enumerate(value)]
        case dict():
            return {key: _twisted(entry) for key, entry in value.items()}
    return None
