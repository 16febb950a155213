"""How the work was done, by its commits."""

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed
from portfolio_audit.checks.registry import check
from portfolio_audit.model.facts import HistoryFacts
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import counted


@check
def not_one_dump(history: HistoryFacts, *, commits: int) -> Outcome:
    """Work that came in steps."""
    message = f"{counted(history.commits, 'commit')} on {_days(history)}" + ("" if history.complete else ", and more")
    if not history.complete:
        return passed(message)
    return graded(history.commits - 1, commits - 1, message, Evidence("git log", None, message))


def _days(history: HistoryFacts) -> str:
    return counted(history.active_days, "day")


@check
def messages(history: HistoryFacts) -> Outcome:
    """Messages that say what changed."""
    if history.style == "good":
        return passed("most messages say what changed")
    samples = history.samples or (Evidence("git log"),)
    if history.style == "mixed":
        return partial(50, "some messages say what changed, some do not", *samples)
    if history.style == "poor":
        return failed("few messages say what changed", *samples)
    return passed("too few commits to judge their messages")


@check
def active_days(history: HistoryFacts, *, minimum: int) -> Outcome:
    """Work on several days."""
    message = f"commits on {_days(history)}"
    if not history.complete and history.active_days < minimum:
        return passed(message + ", and more before")
    return graded(history.active_days - 1, minimum - 1, message, Evidence("git log", None, message))


@check
def branches(history: HistoryFacts) -> Outcome:
    """Branches or pull requests that were brought together."""
    if history.branches:
        return passed("work came in by branches or pull requests", *history.branches)
    looked = looked_for("merges of branches, pull requests", f"{history.commits} commits")
    return failed("no branch or pull request is to be seen in the history", looked)
