"""Fetching over one connection, with half of the round trips and processes that git needs.

Git asks what a host can before it asks for anything, and starts from the beginning for each fetch. Here the three
questions are asked at once, one after the other. Packs still go to git. Whatever is out of the ordinary, a proxy, a
redirect, an answer that is not understood, ends the conversation, and git does it in its own way.
"""

import logging
import os
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from io import BufferedReader
from pathlib import Path
from typing import cast
from urllib.parse import SplitResult, urlsplit

from portfolio_audit import __version__
from portfolio_audit.sources.git_command import started
from portfolio_audit.sources.isolation import PROXIES
from portfolio_audit.sources.packets import NotUnderstood, ask_head, ask_pack, ends_of, head_of, pack_of

log = logging.getLogger(__name__)
FAILURES = (NotUnderstood, OSError, HTTPException)
"""What ends a conversation, so that git takes over."""
_AGENT = f"portfolio-audit/{__version__}"
_SECONDS = 20
_BUFFER = 1 << 16
_TYPE = "application/x-git-upload-pack"


class Conversation:
    """A connection to a public repository, which is opened with the first question and ends with the first failure."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._path = f"{parts.path}/git-upload-pack"
        self._connection = _connection(parts)

    def close(self) -> None:
        """End it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def head(self) -> str:
        """The commit of the default branch."""
        with self._asked(ask_head(_AGENT)) as answer:
            head = head_of(answer)
            _end(answer)
        return head

    def take(
        self, folder: Path, oids: Sequence[str], depth: int = 0, have: str = "", ends: Iterable[str] = ()
    ) -> tuple[str, ...]:
        """Fetch objects into a bare repository; of a commit, the history too. The commits where that is cut off.

        Args:
            have: a commit that is there, with its history up to those in `ends`.
        """
        with self._asked(ask_pack(_AGENT, oids, depth, have, ends)) as answer:
            cut = ends_of(answer)
            _keep(folder, answer)
        return cut

    @contextmanager
    def _asked(self, question: bytes) -> Iterator[BufferedReader]:
        try:
            with self._answer(question) as answer:
                yield answer
        except FAILURES:
            self.close()
            raise

    def _answer(self, question: bytes) -> BufferedReader:
        if self._connection is None:
            raise NotUnderstood("it has ended")
        headers = {
            "User-Agent": f"git/{_AGENT}",
            "Git-Protocol": "version=2",
            "Content-Type": f"{_TYPE}-request",
            "Accept": f"{_TYPE}-result",
        }
        self._connection.request("POST", self._path, question, headers)
        response = self._connection.getresponse()
        if response.status != 200 or response.getheader("Content-Type") != f"{_TYPE}-result":
            raise NotUnderstood(f"status {response.status}")
        return BufferedReader(cast("BufferedReader", response), _BUFFER)


def _connection(parts: SplitResult) -> HTTPConnection | None:
    """Not yet opened; `None` where git knows more ways: other protocols, proxies."""
    allowed = os.environ.get("GIT_ALLOW_PROTOCOL", "").split(":")
    if parts.scheme not in allowed or not parts.hostname or any(os.environ.get(name) for name in PROXIES):
        return None
    if parts.scheme == "https":
        return HTTPSConnection(parts.hostname, parts.port, timeout=_SECONDS, context=tls())
    return HTTPConnection(parts.hostname, parts.port, timeout=_SECONDS) if parts.scheme == "http" else None


@cache
def tls() -> ssl.SSLContext:
    """What certificates are checked against; reading them takes a while, so it is done once for all workers."""
    return ssl.create_default_context()


def _keep(folder: Path, answer: BufferedReader) -> None:
    """Have git index the pack as it comes."""
    with started(folder, "--git-dir", str(folder), "index-pack", "--stdin", "--promisor") as git:
        for data in pack_of(answer):
            git.stdin.write(data)
        git.stdin.close()
        git.stdout.read()
        if git.proc.wait():
            raise NotUnderstood("git did not take the pack")
    _end(answer)


def _end(answer: BufferedReader) -> None:
    """Nothing follows, so that the connection is free for the next question."""
    if answer.read(1):
        raise NotUnderstood("more came than was asked for")
