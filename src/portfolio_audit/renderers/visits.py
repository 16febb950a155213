"""What was found at a repository's demos, in words: a state is never told by colour alone."""

import re

from msgspec import Struct

from portfolio_audit.checks.demos import DEAD, counting
from portfolio_audit.codec import from_data
from portfolio_audit.model.demo_facts import STATES, DemoFacts, Seen
from portfolio_audit.model.report import Report, RepositoryReport
from portfolio_audit.model.rules import State
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.telling import gettext_noop
from portfolio_audit.renderers.views import MARKS

WORDS = {
    "live": gettext_noop("live"),
    "asleep": gettext_noop("asleep until somebody visits"),
    "paused": gettext_noop("stopped by its owner or host"),
    "failing": gettext_noop("does not run"),
    "gone": gettext_noop("gone"),
    "login": gettext_noop("behind a login"),
    "blocked": gettext_noop("closed to robots"),
    "temporary": gettext_noop("at a temporary address"),
    "unknown": gettext_noop("could not be found out"),
}
_PICTURE = re.compile(r"data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]{1,400000}={0,2}")


class Visit(Struct, frozen=True):
    """A demo as a page shows it."""

    url: str
    words: str
    """Its state."""
    state: State
    """What the state is worth, for a colour beside the words."""
    mark: str
    reason: str
    """In English, as the report holds it."""
    api: tuple[str, ...]
    picture: str
    """A `data:` address that is a picture and nothing else; empty when there is none."""


def visits(repo: RepositoryReport, language: Language = ENGLISH) -> list[Visit]:
    """What was found where visitors are led to, the best first; nothing when nobody has looked."""
    try:
        demos = from_data(repo.facts.get("demos", {}), DemoFacts)
    except ValueError:  # unavailable, or a report from elsewhere
        return []
    known = all(one.look.state in STATES for one in demos.seen)
    return [_visit(one, language) for one in counting(demos)] if known else []


def _visit(one: Seen, language: Language) -> Visit:
    look, state = one.look, _worth(one.look.state)
    picture = look.picture if _PICTURE.fullmatch(look.picture) else ""
    words = language.gettext(WORDS[look.state])
    return Visit(one.link.url, words, state, MARKS[state], look.reason, look.api, picture)


def _worth(state: str) -> State:
    if state in ("blocked", "unknown"):
        return State.UNKNOWN
    return State.PASS if state == "live" else State.FAIL if state in DEAD else State.PARTIAL


def unvisited(report: Report, language: Language = ENGLISH) -> str:
    """That demos were not visited, of how many repositories; empty when none is left out."""
    count = sum(map(_is_unvisited, report.repositories))
    if not count:
        return ""
    return language.ngettext(
        "The demo of {count} repository was not visited; --check-links visits it.",
        "The demos of {count} repositories were not visited; --check-links visits them.",
        count,
    ).format(count=count)


def _is_unvisited(repo: RepositoryReport) -> bool:
    """Whether its README leads to a demo at which nobody has looked."""
    demos, readme = repo.facts.get("demos"), repo.facts.get("readme")
    contents = readme.get("contents") if isinstance(readme, dict) else None
    demo = contents.get("demo") if isinstance(contents, dict) else None
    asked = not isinstance(demos, dict) or "unavailable" not in demos
    return not asked and isinstance(demo, dict) and demo.get("present") is True and repo.score.value is not None
