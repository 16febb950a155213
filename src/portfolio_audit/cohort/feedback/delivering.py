"""A student's letter on its way: looked up first, posted once, noted."""

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import sleep

from portfolio_audit.cohort.feedback.choosing import candidates, is_wanted
from portfolio_audit.cohort.feedback.ledger import Entry, Ledger
from portfolio_audit.cohort.feedback.values import Outcome, Told, Way
from portfolio_audit.cohort.letters import TITLE
from portfolio_audit.errors import AuditError, BadCredentials, NotPermitted, RateLimited, UserNotFound
from portfolio_audit.model.report import Report
from portfolio_audit.sources.publishing import Done, Publisher, says
from portfolio_audit.sources.threads import Home, Place, Threads, as_issue, on_pull_request
from portfolio_audit.text import shown

PULL_REQUEST = "Feedback"
"""What GitHub Classroom calls the pull request that it opens for comments of teachers."""
_NAMED = 3
_OUTCOMES: dict[Done, Outcome] = {
    "posted": "new",
    "edited": "update",
    "unchanged": "unchanged",
    "silent": "unchanged",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """What a student is to be told."""

    login: str
    text: str
    """Its first line is its mark."""
    report: Report

    @property
    def mark(self) -> str:
        """Its first line."""
        return self.text.partition("\n")[0]

    @property
    def digest(self) -> str:
        """Tells this text from others."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class _Gone(NotPermitted):
    """A repository is not there, as far as the token may see."""


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a letter belongs."""

    repository: str
    place: Place
    number: int = 0
    """Of the pull request."""


class Delivery:
    """Takes letters where they belong.

    Args:
        me: the login that posts.
        server_url: where repositories' pages are.
        patterns: of the repositories that will do; without any all will.
        pause: called in place of sleeping so many seconds.
    """

    def __init__(
        self,
        threads: Threads,
        ledger: Ledger,
        way: Way,
        me: str,
        server_url: str,
        patterns: Sequence[str] = (),
        pause: Callable[[float], object] = sleep,
    ) -> None:
        self._threads = threads
        self._ledger = ledger
        self._way = way
        self._me = me
        self._server_url = server_url
        self._patterns = patterns
        self._pause = pause

    def is_told(self, letter: Letter) -> Told | None:
        """Where the student has been told just this; asks nobody."""
        for entry in self._entries(letter)[:1]:
            if entry.digest == letter.digest:
                return Told(letter.login, "unchanged", entry.repository, entry.number, entry.url, text=letter.text)
        return None

    def foreseen(self, letter: Letter) -> Told:
        """What `send` would do; nothing is written, neither there nor here."""
        return self.is_told(letter) or self._or_why_not(letter, self._foreseen)

    def send(self, letter: Letter) -> Told:
        """Tell the student, unless it has been done.

        Raises:
            RateLimited, BadCredentials: nobody can be told for now.
        """
        return self.is_told(letter) or self._or_why_not(letter, self._sent)

    def _or_why_not(self, letter: Letter, do: Callable[[Letter], Told]) -> Told:
        try:
            return do(letter)
        except (RateLimited, BadCredentials):
            raise
        except NotPermitted as error:
            return Told(letter.login, "failed", reason=str(error), text=letter.text)
        except AuditError as error:  # what it advises next is for who gave a name on the command line
            reason = f"{str(error).partition('. ')[0].rstrip('.')}."
            return Told(letter.login, "failed", reason=shown(reason, 400), text=letter.text)

    def _foreseen(self, letter: Letter) -> Told:
        spot = self._spot(letter)
        post = self._publisher(spot, letter).standing()
        if post is None:
            return Told(letter.login, "new", spot.repository, spot.number, text=letter.text)
        number = spot.number or post.id
        outcome: Outcome = "unchanged" if says(post, letter.text) else "update"
        return Told(letter.login, outcome, spot.repository, number, post.url, text=letter.text)

    def _sent(self, letter: Letter) -> Told:
        spot = self._spot(letter)
        self._ledger.choose(letter.login, spot.repository)
        done = self._publisher(spot, letter).publish(letter.text, only_if_there=False)
        number = spot.number or done.number
        self._ledger.note(letter.login, Entry(spot.repository, number, done.url, letter.digest))
        return Told(letter.login, _OUTCOMES[done.done], spot.repository, number, done.url, text=letter.text)

    def _publisher(self, spot: _Spot, letter: Letter) -> Publisher:
        return Publisher(self._threads, spot.place, self._me, letter.mark, self._pause)

    def _entries(self, letter: Letter) -> list[Entry]:
        return [one for one in self._ledger.of(letter.login) if is_wanted(one.repository, self._patterns)]

    def _spot(self, letter: Letter) -> _Spot:
        """Where the letter stands already, as long as that is there; else where it belongs.

        Raises:
            AuditError: it can be nowhere; the message says why.
        """
        found = candidates(letter.report, self._server_url, self._patterns)
        for entry in self._entries(letter):
            try:
                return self._in(self._home(entry.repository), entry.number)
            except _Gone:  # one that the report still knows may only be hidden, and nobody must be told twice
                if entry.repository.lower() in map(str.lower, found):
                    raise
        if not found:
            raise NotPermitted("none of the repositories that were looked at will do.")
        return self._in(self._home(found[0]), 0) if self._way == "issue" else self._on_the_first(found)

    def _home(self, repository: str) -> Home:
        try:
            return self._threads.home(repository)
        except UserNotFound:
            raise _Gone(f"{repository} is gone, or the token may not see it.") from None

    def _on_the_first(self, found: Sequence[str]) -> _Spot:
        """The first of the repositories that has a pull request for it."""
        for repository in found:
            with suppress(UserNotFound):
                if number := self._threads.pull_request_called(repository, PULL_REQUEST):
                    return self._in(self._home(repository), number)
        raise _no_pull_request(found)

    def _in(self, home: Home, number: int) -> _Spot:
        if home.archived:
            raise NotPermitted(f"{home.name} is archived, so nothing can be written in it.")
        if self._way == "issue":
            if not home.has_issues:
                raise NotPermitted(f"issues are switched off in {home.name}.")
            return _Spot(home.name, as_issue(home.name, self._me, TITLE))
        number = number or self._threads.pull_request_called(home.name, PULL_REQUEST)
        if not number:
            raise _no_pull_request([home.name])
        return _Spot(home.name, on_pull_request(home.name, number), number)


def _no_pull_request(found: Sequence[str]) -> AuditError:
    names = ", ".join(found[:_NAMED]) + (f" and {len(found) - _NAMED} more" if len(found) > _NAMED else "")
    return NotPermitted(f'no open pull request is called "{PULL_REQUEST}" in {names}.')
