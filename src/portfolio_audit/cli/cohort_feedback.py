"""`portfolio-audit cohort feedback DIR`."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from portfolio_audit.cli.cohort_progress import spoken
from portfolio_audit.cli.options import combine
from portfolio_audit.cli.output import write_stdout
from portfolio_audit.cli.session import INTERRUPTED, NOTHING, configure_logging, say, sentences
from portfolio_audit.cli.token import find_token
from portfolio_audit.text import counted, shown, visible

if TYPE_CHECKING:
    from portfolio_audit.cohort.feedback.delivering import Delivery, Letter
    from portfolio_audit.cohort.feedback.values import Told
    from portfolio_audit.cohort.state import State
    from portfolio_audit.sources.github import GitHub

_PERMISSIONS = {"issue": "issues: write", "comment": "pull-requests: write"}
_AN_HOUR = 450
"""Posts for which there is room in an hour."""
_LINES = 8
"""Of a letter that are shown."""
_FORESEEN = {"new": "would be new", "update": "would be updated"}
_DONE = {"new": "posted", "update": "updated"}


feedback_options = combine(
    click.option("--to", "way", type=click.Choice(list(_PERMISSIONS)), required=True, help="An issue in the repository of the first next step, or a comment on the pull request called Feedback, which GitHub Classroom opens."),  # noqa: E501
    click.option("--send", is_flag=True, help="Post it. Without, it is only shown what would be posted."),
    click.option("--only", multiple=True, metavar="LOGIN", help="Only this student; may be given again."),
    click.option("--repo-pattern", "patterns", multiple=True, metavar="[OWNER/]GLOB", help="Only in repositories called so, such as 'hw1-*' or 'course/hw1-*'; may be given again."),  # noqa: E501
    click.option("--with-score", is_flag=True, help="Also say the score, and whether the course is passed, to everybody who can read the repository."),  # noqa: E501
    click.option("--wait", is_flag=True, help="Wait for the host's request limits to end, up to two hours each."),
    click.option("-q", "--quiet", is_flag=True, help="Nothing but counts and what went wrong."),
    click.option("-v", "--verbose", count=True, help="More on stderr; -vv for all."),
)  # fmt: skip


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@feedback_options
@click.pass_context
def feedback(ctx: click.Context, /, folder: Path, **options: Any) -> None:
    """Tell the students of the cohort in DIR what works and what to do next.

    Each has one issue, or one comment, which later calls keep up to date; nobody is told the same twice. It needs a
    token with the permission `issues: write`, or `pull-requests: write` for comments.

    Exit status: 0 everybody is told, or there is nothing to tell, 2 wrong usage, 3 somebody could not be told, 130
    interrupted; the same command goes on where it was.
    """
    configure_logging(options["verbose"])
    with sentences():
        ctx.exit(_run(folder, options))


def _run(folder: Path, options: dict[str, Any]) -> int:
    from portfolio_audit.cohort.layout import is_there
    from portfolio_audit.cohort.state import State
    from portfolio_audit.errors import BadCredentials, BadTarget

    if not is_there(folder):
        raise BadTarget(f"{folder} holds no cohort. Make one: `portfolio-audit cohort ROSTER --output {folder}`.")
    with closing(_host(options)) as host, State(folder) as state:
        try:
            talk = _Talk(state, host, options)
            return talk.sent() if options["send"] else talk.foreseen()
        except BadCredentials as error:  # what it advises next is for who reads what is public
            advice = f"Set GITHUB_TOKEN to one with the permission `{_needed(options)}`"
            what = str(error).partition(". ")[0]
            raise BadCredentials(f"{what}. {advice}. What was posted is not posted again.") from None


def _host(options: dict[str, Any]) -> "GitHub":
    from portfolio_audit.errors import BadCredentials
    from portfolio_audit.sources.github import GitHub, addresses
    from portfolio_audit.sources.patience import Patience

    api, server = addresses()
    if not (token := find_token(server).text):
        raise BadCredentials(f"feedback needs a token with the permission `{_needed(options)}`. Set GITHUB_TOKEN.")
    return GitHub(api, server, token, patience=Patience(wait=options["wait"], tell=say))


def _needed(options: dict[str, Any]) -> str:
    return _PERMISSIONS[options["way"]]


class _Talk:
    """One call of the command."""

    def __init__(self, state: "State", host: "GitHub", options: dict[str, Any]) -> None:
        self._state = state
        self._options = options
        self._send = options["send"]
        self._me = host.threads().me()
        self._delivery = self._delivery_by(host)
        self._counts: Counter[str] = Counter()

    def _delivery_by(self, host: "GitHub") -> "Delivery":
        from portfolio_audit.cohort.feedback.delivering import Delivery
        from portfolio_audit.cohort.feedback.ledger import Ledger

        way = self._options["way"]
        ledger = Ledger(self._state.file, way, lambda: datetime.now(UTC))
        return Delivery(host.threads(), ledger, way, self._me, host.server_url, self._options["patterns"])

    def foreseen(self) -> int:
        """Show what would be done; the exit status."""
        for letter in self._letters():
            told = self._delivery.foreseen(letter)
            self._count(told)
            if not self._options["quiet"] and told.outcome in _FORESEEN:
                write_stdout(_shown(told, self._options["way"]))
        self._conclude()
        say(f"nothing was posted. With --send it is posted as {self._me}.")
        return NOTHING if self._counts["failed"] else 0

    def sent(self) -> int:
        """Do it; the exit status."""
        from portfolio_audit.errors import RateLimited

        count = sum(self._delivery.is_told(letter) is None for letter in self._letters(quiet=True))
        if count:
            say(f"{counted(count, 'letter')} to post as {self._me}, which takes about {spoken(_seconds(count))}.")
        try:
            for letter in self._letters():
                self._count(self._delivery.send(letter))
        except RateLimited as error:
            say(f"{error} What was posted is not posted again.")
            self._counts["failed"] += 1
        except KeyboardInterrupt:
            say("interrupted; the same command goes on where it was, and posts nothing twice.")
            return INTERRUPTED
        self._conclude()
        return NOTHING if self._counts["failed"] else 0

    def _letters(self, *, quiet: bool = False) -> "Iterator[Letter]":
        """Letters one after the other; of those that have none it is said."""
        from portfolio_audit.cohort.feedback.values import Told
        from portfolio_audit.cohort.feedback.writing import letters

        for letter in letters(self._state, self._options["only"], results=self._options["with_score"]):
            if not isinstance(letter, Told):
                yield letter
            elif not quiet:
                self._count(letter)

    def _count(self, told: "Told") -> None:
        self._counts[told.outcome] += 1
        if told.reason or (self._send and not self._options["quiet"]):
            words = told.reason or f"{_DONE.get(told.outcome, told.outcome)} {told.url}"
            with suppress(OSError):  # nobody may be listening any more
                click.echo(visible(f"{told.login}: {words.rstrip()}"), err=True)

    def _conclude(self) -> None:
        words = {**(_DONE if self._send else _FORESEEN), "unchanged": "unchanged", "no report": "without a report"}
        words["failed"] = "could not be told" if self._send else "cannot be told"
        counts = [f"{self._counts[outcome]} {word}" for outcome, word in words.items() if self._counts[outcome]]
        write_stdout(f"{', '.join(counts) or 'nobody is on the roster'}\n")


def _seconds(count: int) -> float:
    """How long so many posts take: a second each, and no more in an hour than there is room for."""
    hours, rest = divmod(count - 1, _AN_HOUR)
    return hours * 3600.0 + rest + 1


def _shown(told: "Told", way: str) -> str:
    """Where it would stand, and how it begins."""
    from portfolio_audit.cohort.letters import TITLE

    number = f"#{told.number}" if told.number else ""
    if way == "issue":
        what = f'update of issue {number} "{TITLE}"' if told.outcome == "update" else f'new issue "{TITLE}"'
    else:
        what = f"{'update of the' if told.outcome == 'update' else 'new'} comment on {number}"
    lines = [line for line in told.text.split("\n")[1:] if line.strip()]
    begins = "".join(f"    {shown(line, 110)}\n" for line in lines[:_LINES])
    return f"{visible(told.login)}: {visible(told.repository)}: {what}\n{begins}    …\n\n"
