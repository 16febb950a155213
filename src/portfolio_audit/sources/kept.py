"""Answers of the host that are kept between runs. One is used when the host confirms it, or where that is said."""

import hashlib
import json
from dataclasses import dataclass
from time import time
from typing import Any

from portfolio_audit.store import Store

_KIND = "answer"
_SALT = b"answers"
_MOST_TAG = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was kept."""

    data: Any
    etag: str = ""
    more: bool = False
    """Whether the host said that there is a next page."""
    asked_at: int = 0
    """Seconds since the epoch."""

    def is_younger(self, seconds: float) -> bool:
        """Whether it was asked for within that time; never true of the future."""
        return 0 <= time() - self.asked_at < seconds


class Answers:
    """The kept answers of one API, as one caller gets them: what a token may see is not shown without it."""

    def __init__(self, store: Store, api_url: str, token: str) -> None:
        self._store = store
        self._api_url = api_url
        self._caller = hashlib.blake2b(token.encode(), digest_size=8, salt=_SALT).hexdigest() if token else "anonymous"

    def find(self, path: str) -> Kept | None:
        """The kept answer; `None` when there is none, or none that can be read."""
        value = self._store.get(_KIND, self._key(path))
        if value is None:
            return None
        try:
            row = json.loads(value)
            kept = Kept(row["data"], row["etag"], row["more"], row["asked_at"])
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
        known = type(kept.etag) is str and type(kept.more) is bool and type(kept.asked_at) is int
        return kept if known and _is_tag(kept.etag) else None

    def keep(self, path: str, kept: Kept) -> None:
        """Have the answer at the next run. One without a tag cannot be confirmed, and is good for less."""
        etag = kept.etag if _is_tag(kept.etag) else ""
        row = {"etag": etag, "more": kept.more, "asked_at": int(time()), "data": kept.data}
        self._store.put(_KIND, self._key(path), json.dumps(row, separators=(",", ":")).encode())

    def _key(self, path: str) -> str:
        return f"{self._caller} {self._api_url}{path}"


def _is_tag(text: str) -> bool:
    return text.isascii() and (text.isprintable() or not text) and len(text) <= _MOST_TAG
