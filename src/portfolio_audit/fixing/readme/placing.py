"""Where in a README a section belongs: beside those that a reader expects beside it."""

import re
from collections.abc import Sequence

from msgspec import Struct

from portfolio_audit.fixing.readme.page import RULE, Heading, Page
from portfolio_audit.skeletons.making import ORDER

CLOSING = ORDER.index("tech_stack")
"""From here on come the contents that close a page."""
OPENING = ORDER.index("data")
"""Up to here come those that open it."""
_ANCHOR = re.compile(r"\s{0,3}<a\s+(?:name|id)\s?=[^<>]{1,120}>\s{0,3}(?:</a>)?\s{0,3}", re.IGNORECASE)
_SERIES = re.compile(r"\W{0,8}(?:(\w{1,20})\W{1,4})?(?:\d{1,2}|[IVX]{1,4})\b")


def sections(page: Page, level: int) -> list[Heading]:
    """The headings between which a new section may stand: in as few elements of HTML as any."""
    found = [heading for heading in page.headings if heading.level == level]
    least = min((heading.depth for heading in found), default=0)
    return [heading for heading in found if heading.depth == least]


def before_which(page: Page, level: int, content: str, since: int = 0) -> int | None:
    """The line of the heading before which it belongs; `None` for the end.

    It comes behind the section that a reader wants right before it, or before one that is wanted later: where the
    fewest sections then stand on the wrong side of it. What closes a page comes at its end, or before what closes it
    still later. A series, such as of steps, is not torn.

    Args:
        since: the line of the last section that was put in; of places that are as good the first from there is taken.
    """
    found = sections(page, level)
    ranks = [_rank(page, heading) for heading in found]
    own = ORDER.index(content)
    at = _near_the_end(ranks, own) if own >= CLOSING else _beside(found, ranks, own, since)
    at = _out_of_series(found, at, first=own <= OPENING)
    return found[at].line if at < len(found) else None


def _near_the_end(ranks: Sequence[int | None], own: int) -> int:
    """Its place at the end, before those that come still later there."""
    best = len(ranks)
    for at in range(len(ranks) - 1, -1, -1):
        rank = ranks[at]
        if rank is not None and rank <= own:
            break
        best = best if rank is None else at
    return best


def _beside(found: Sequence[Heading], ranks: Sequence[int | None], own: int, since: int) -> int:
    """Its place among them: the number of those before it."""
    earlier = max((rank for rank in ranks if rank is not None and rank < own), default=None)
    later = [rank for rank in ranks if rank is not None and rank > own]
    places: dict[int, int] = {}  # and how far apart in the order of contents are it and its neighbour there
    if later:
        first = next(at for at, rank in enumerate(ranks) if rank is not None and rank > own)
        places = {first: len(ORDER), ranks.index(min(later)): min(later) - own}
    if earlier is not None:
        behind = max(at for at, rank in enumerate(ranks) if rank == earlier) + 1
        places[behind] = min(own - earlier, places.get(behind, len(ORDER)))

    def worth(at: int) -> tuple[int, bool, int, int]:
        before = at < len(found) and found[at].line < since
        return _misplaced(ranks, own, at), before, at if own <= OPENING else places[at], at

    return min(places, key=worth, default=len(ranks))


def _misplaced(ranks: Sequence[int | None], own: int, at: int) -> int:
    """How many sections would stand on the wrong side of it."""
    before = sum(rank is not None and rank > own for rank in ranks[:at])
    return before + sum(rank is not None and rank < own for rank in ranks[at:])


def _out_of_series(found: Sequence[Heading], at: int, *, first: bool) -> int:
    """The place before or behind the series of headings in whose middle it lies, such as `Step 1` and `Step 2`."""
    while 0 < at < len(found) and _series(found[at - 1]) == _series(found[at]) != "":
        at += -1 if first else 1
    return at


def _series(heading: Heading) -> str:
    match = _SERIES.match(heading.title)
    return f"{match[1] or ''} series".lower() if match else ""


def rule_of(page: Page, level: int) -> str:
    """The line that parts most of the sections; empty when none does."""
    found = [above(page, heading.line).rule for heading in sections(page, level)]
    rules = [rule for rule in found if rule]
    return rules[0] if len(rules) > 1 and 2 * len(rules) > len(found) else ""


def _rank(page: Page, heading: Heading) -> int | None:
    part = page.part_of(heading)
    return next((ORDER.index(topic) for topic in (part.own if part else ()) if topic in ORDER), None)


class Above(Struct, frozen=True):
    """What lies right above a heading and belongs to it."""

    line: int
    """Where a section goes that comes before it."""
    rule: str = ""
    """The line that parts sections there, which then has to stand behind what is put, too."""
    ruled: int = 0
    """Where that is; the same as `line` when there is none."""


def above(page: Page, line: int) -> Above:
    """What belongs to the heading there: an anchor, and a rule between sections."""
    at = line
    while at and (not page.lines[at - 1].strip() or _ANCHOR.fullmatch(page.lines[at - 1])):
        at -= 1
    first = next((n for n in range(at, line) if page.lines[n].strip()), line)
    parted = at > 1 and not page.lines[at - 2].strip() and RULE.fullmatch(page.lines[at - 1])
    return Above(first, page.lines[at - 1].strip(), at - 1) if parted else Above(first, "", first)
