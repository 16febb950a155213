"""One comment, ever: found by its mark and its author, changed in place, left alone when it says the same."""

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import sleep
from typing import Literal

from portfolio_audit.errors import AuditError, Unanswered, UserNotFound
from portfolio_audit.sources.threads import Place, Post, Threads

log = logging.getLogger(__name__)
_PAUSES = (2.0, 5.0)
"""Seconds before it is looked whether something unanswered was done after all; the host's lists may lag behind."""

Done = Literal["posted", "edited", "unchanged", "silent"]


@dataclass(frozen=True, slots=True)
class Published:
    """What has become of the comment."""

    done: Done
    url: str = ""
    number: int = 0
    """What it is addressed by; 0 where the host's answer did not tell."""


def marker(subject: str) -> str:
    """The first line of every comment on that subject. It is a mark, no secret: the author counts, too."""
    return f"<!-- portfolio-audit {hashlib.sha256(subject.encode()).hexdigest()[:12]} -->"


class Publisher:
    """Keeps one comment at one place.

    Args:
        me: the login that the comment must have as its author.
        mark: its first line.
    """

    def __init__(
        self, threads: Threads, place: Place, me: str, mark: str, pause: Callable[[float], object] = sleep
    ) -> None:
        self._threads = threads
        self._place = place
        self._me = me.lower()
        self._mark = mark
        self._pause = pause
        self._gone: set[int] = set()
        """Posts that somebody has deleted, which the host's lists may still hold."""

    def publish(self, body: str, *, only_if_there: bool) -> Published:
        """Have the comment say this.

        Args:
            only_if_there: do not begin one; a comment of an earlier run is still brought up to date.

        Raises:
            NotPermitted: the token may not; the message names the permission that is missing.
            AuditError: the host did not take it.
        """
        ours = self._ours()
        if not ours:
            return Published("silent") if only_if_there else self._begun(body)
        return self._settled(ours, body, "unchanged")

    def standing(self) -> Post | None:
        """What stands there of ours; nothing is written. Raises as `publish` does."""
        return next(iter(self._ours()), None)

    def _ours(self) -> list[Post]:
        return [post for post in self._marked() if post.id not in self._gone]

    def _marked(self) -> list[Post]:
        return [post for post in self._threads.posts(self._place) if self._is_ours(post)]

    def _is_ours(self, post: Post) -> bool:
        names = (self._me, f"{self._me}[bot]") if post.is_bot else (self._me,)
        return post.author.lower() in names and _lines(post.body)[:1] == [self._mark]

    def _begun(self, body: str) -> Published:
        """Post it once: what is not known to have failed is looked for before it is tried again."""
        for pause in (*_PAUSES, None):
            try:
                made = self._threads.create(self._place, body)
            except Unanswered as error:
                if pause is None:
                    raise
                log.info("looking whether it was posted: %s", error)
                self._pause(pause)
                if ours := self._ours():
                    return self._settled(ours, body, "posted")
                continue
            return self._settled(self._beside(made), body, "posted")
        raise AssertionError("the last try returns or raises")

    def _beside(self, made: Post | None) -> list[Post]:
        """What stands there now: another run may have posted at the same moment, and the list may lag behind."""
        posts = {made.id: made} if made else {}
        with suppress(AuditError):
            posts |= {post.id: post for post in self._marked()}
        for key in self._gone & posts.keys():
            self._take_away(posts.pop(key))  # the list may be right, and the answer was wrong
        return [posts[key] for key in sorted(posts)]

    def _settled(self, ours: list[Post], body: str, done: Done) -> Published:
        """The oldest stays and says it; the others go."""
        if not ours:
            return Published(done)
        first, *others = ours
        if not says(first, body):
            try:
                self._changed(first, body)
            except UserNotFound:
                self._gone.add(first.id)
                return self._settled(others, body, done) if others or done == "posted" else self._begun(body)
            done = "posted" if done == "posted" else "edited"
        for other in others:
            self._take_away(other)
        return Published(done, first.url, first.id)

    def _take_away(self, post: Post) -> None:
        with suppress(AuditError):
            self._threads.remove(self._place, post)

    def _changed(self, post: Post, body: str) -> None:
        """To say the same twice is to say it once, so this may be tried again."""
        for pause in _PAUSES:
            try:
                self._threads.change(self._place, post, body)
                return
            except Unanswered as error:
                log.info("trying again: %s", error)
                self._pause(pause)
        self._threads.change(self._place, post, body)


def says(post: Post, body: str) -> bool:
    """Whether it says just that."""
    return _lines(post.body) == _lines(body)


def _lines(text: str) -> list[str]:
    """The host may change line ends, and cuts what is empty at the end."""
    return text.replace("\r\n", "\n").rstrip().split("\n")
