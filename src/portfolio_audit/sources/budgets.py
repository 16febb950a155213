"""How many requests the host says that there are left."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

CORE, GRAPHQL = "core", "graphql"
_MOST_DIGITS = 11


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of one resource."""

    limit: int
    """Requests an hour."""
    remaining: int
    resets_at: int
    """When there are all of them again, in seconds since the epoch."""


class Budgets:
    """What each answer tells, by the name of the resource that it was taken from.

    Attributes:
        others: callers beside one that ask at the same time; so many requests may be under way untold.
    """

    def __init__(self) -> None:
        self._left: dict[str, Left] = {}
        self._noting = threading.Lock()
        self.others = 0

    def of(self, resource: str) -> Left | None:
        """As the latest answer tells it; `None` before the first, and on hosts without limits."""
        return self._left.get(resource)

    def note(self, resource: str, headers: Mapping[str, str]) -> None:
        """Believe the headers of an answer; the resource is the one asked of, if they name none."""
        told = [headers.get(f"x-ratelimit-{name}", "") for name in ("limit", "remaining", "reset")]
        if all(text.isdecimal() and len(text) <= _MOST_DIGITS for text in told):
            name, now = headers.get("x-ratelimit-resource", resource), Left(*map(int, told))
            with self._noting:
                before = self._left.get(name)
                if self.others and before and before.resets_at == now.resets_at and before.remaining < now.remaining:
                    return  # answers may come in another order than they were given
                self._left[name] = now

    def reset_of(self, resource: str) -> int:
        """When the host answers again, in seconds since the epoch; 0 if it has not said that it does not."""
        left = self._left.get(resource)
        return left.resets_at if left is not None and left.remaining <= self.others else 0
