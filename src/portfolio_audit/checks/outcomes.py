"""How a check answers. Everything but a pass says where to look."""

from msgspec.structs import replace

from portfolio_audit.model.rules import Outcome, State
from portfolio_audit.model.values import Evidence

SHOWN = 5
_LOOKED = "looked for "


def passed(message: str, *evidence: Evidence) -> Outcome:
    """Full credit."""
    return Outcome(State.PASS, 100, message, evidence[:SHOWN])


def failed(message: str, first: Evidence, *more: Evidence) -> Outcome:
    """No credit."""
    return Outcome(State.FAIL, 0, message, (first, *more)[:SHOWN], first.excerpt.startswith(_LOOKED))


def partial(credit: int, message: str, first: Evidence, *more: Evidence) -> Outcome:
    """Part of the credit, 1–99."""
    evidence = (first, *more)[:SHOWN]
    return Outcome(State.PARTIAL, min(99, max(1, credit)), message, evidence, first.excerpt.startswith(_LOOKED))


def unknown(reason: str) -> Outcome:
    """We could not look."""
    return Outcome(State.UNKNOWN, 0, reason)


def not_applicable(reason: str) -> Outcome:
    """The question makes no sense here."""
    return Outcome(State.NOT_APPLICABLE, 0, reason)


def graded(have: int, want: int, message: str, looked: Evidence, *evidence: Evidence) -> Outcome:
    """Credit in proportion to `have` of `want`; `looked` says where nothing was found."""
    if have >= want:
        return passed(message, *evidence)
    if have <= 0:
        return replace(failed(message, *(evidence or (looked,))), absence=looked.excerpt.startswith(_LOOKED))
    outcome = partial(100 * have // want, message, *(evidence or (looked,)))
    return replace(outcome, absence=looked.excerpt.startswith(_LOOKED))


def looked_for(what: str, where: str = "the whole repository") -> Evidence:
    """Evidence of absence: what was looked for, and where."""
    return Evidence(where, None, _LOOKED + what)
