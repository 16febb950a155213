"""Whether demos answer: asked only where somebody has looked at them. What was not seen is never held against them."""

from collections.abc import Sequence

from portfolio_audit.checks.outcomes import failed, graded, looked_for, partial, passed, unknown
from portfolio_audit.checks.registry import check, condition
from portfolio_audit.model.demo_facts import DemoFacts, Seen
from portfolio_audit.model.rules import Outcome
from portfolio_audit.model.values import Evidence, Unavailable
from portfolio_audit.text import shown

_URL = 100
DEAD = ("gone", "paused", "failing")
BEST_FIRST = ("live", "asleep", "login", "temporary", "blocked", "unknown", *DEAD)
"""States, the best first."""
_RANK = {state: number for number, state in enumerate(BEST_FIRST)}


@condition
def has_demo_looked_at(demos: DemoFacts | Unavailable) -> bool:
    """has a demo, and only when demos are looked at (`--check-links`)."""
    return not isinstance(demos, Unavailable) and bool(counting(demos))


@condition
def has_links_looked_at(demos: DemoFacts | Unavailable) -> bool:
    """links to the web in its README, and only when all links are looked at (`--check-links=all`)."""
    return not isinstance(demos, Unavailable) and demos.others > 0


@check
def demo_answers(demos: DemoFacts, *, asleep: int, login: int, temporary: int) -> Outcome:
    """The best of the demos answers; the dead ones are named.

    Args:
        asleep: credit in % of one that wakes up on a visit.
        login: of one that asks for a login.
        temporary: of one whose address ends by itself.
    """
    seen = counting(demos)
    best, state = seen[0], seen[0].look.state
    places = [_place(one) for one in seen]
    dead = _dead([one for one in seen if one.look.state in DEAD and one.link.told])
    if state == "live":
        return _live(best, dead, places)
    if state == "asleep":
        return partial(asleep, f"the demo sleeps until somebody visits it, who then has to wait{dead}", *places)
    if state == "login":
        return partial(login, f"the demo asks for a login, which a visitor does not have{dead}", *places)
    if state == "temporary":
        return partial(temporary, f"the demo's address ends by itself: {best.look.reason}{dead}", *places)
    if state == "blocked":
        return unknown(f"the demo's site is closed to robots: {best.look.reason}")
    if state in DEAD:
        return _fails(seen, places)
    return unknown(f"it could not be found out whether the demo answers: {best.look.reason}")


def _live(best: Seen, dead: str, places: Sequence[Evidence]) -> Outcome:
    if not best.link.told:
        return partial(
            70, "something answers where its configuration says, but the README does not lead there", *places
        )
    if best.look.api:
        return passed(f"the demo answers, an API with {', '.join(best.look.api)}{dead}", *places)
    return passed(f"the demo answers{dead}", *places)


def _fails(seen: Sequence[Seen], places: Sequence[Evidence]) -> Outcome:
    """What there is to say when all that visitors are led to is dead."""
    if len(seen) > 1:
        return failed(
            f"none of the {len(seen)} demos answers; {shown(seen[0].link.url, _URL)}: {seen[0].look.reason}", *places
        )
    state, reason = seen[0].look.state, seen[0].look.reason
    if state == "paused":
        return failed(f"the demo is stopped, and a visit does not start it: {reason}", *places)
    if state == "failing":
        return failed(f"the demo's host says that the app does not run: {reason}", *places)
    return failed(f"nothing is left at the demo's address: {reason}", *places)


def _dead(seen: Sequence[Seen]) -> str:
    return f"; dead: {', '.join(shown(one.link.url, _URL) for one in seen)}" if seen else ""


def _place(one: Seen) -> Evidence:
    return Evidence(one.link.at.path, one.link.at.line, one.link.url[:200])


def counting(demos: DemoFacts) -> list[Seen]:
    """What visitors are told of, the best first; else what runs all the same: a configuration lets nobody down."""
    told = [one for one in demos.seen if one.link.told]
    running = [one for one in demos.seen if one.look.state == "live" and not one.link.told]
    found = told if any(one.look.state not in DEAD for one in told) else told + running
    return sorted(found, key=lambda one: _RANK.get(one.look.state, _RANK["unknown"]))


def is_dead(demos: DemoFacts | Unavailable) -> bool:
    """Whether every demo that visitors are led to was found dead."""
    if isinstance(demos, Unavailable):
        return False
    counted = counting(demos)
    return bool(counted) and all(one.look.state in DEAD for one in counted)


def dead_places(demos: DemoFacts) -> tuple[Evidence, ...]:
    """Where visitors are led to demos of which `is_dead` is true."""
    return tuple(map(_place, counting(demos)))


@check
def links_alive(demos: DemoFacts) -> Outcome:
    """Links of the README to the web at which something is; only what is certainly gone counts."""
    broken = [_place(one) for one in demos.broken]
    have = demos.others - len(broken)
    message = f"{have} of {demos.others} links to the web still lead somewhere"
    return graded(have, demos.others, message, broken[0] if broken else looked_for(""), *broken)
