"""Where in a README a section belongs: beside those that a reader expects beside it."""

import re
from collections.abc import Sequence

from msgspec import Struct

from portfolio_audit.fixing.readme.page import Heading, Page
from portfolio_audit.skeletons.making import ORDER

CLOSING = ORDER.index("tech_stack")
"""From here on come the contents that close a page."""
_ANCHOR = re.compile(r"\s{0,3}<a\s+(?:name|id)\s?=[^<>]{1,120}>\s{0,3}(?:</a>)?\s{0,3}", re.IGNORECASE)
_RULE = re.compile(r" {0,3}(?:-(?:[ \t]?-){2,40}|\*(?:[ \t]?\*){2,40}|_(?:[ \t]?_){2,40})[ \t]{0,9}")


def sections(page: Page, level: int) -> list[Heading]:
    """The headings between which a new section may stand: in as few elements of HTML as any."""
    found = [heading for heading in page.headings if heading.level == level]
    least = min((heading.depth for heading in found), default=0)
    return [heading for heading in found if heading.depth == least]


def before_which(page: Page, level: int, content: str) -> int | None:
    """The line of the heading before which it belongs; `None` for the end.

    It comes right behind the last section that a reader wants before it, else before the first that is wanted later.
    What closes a page comes at its end, or before what closes it still later.
    """
    found = sections(page, level)
    ranks = [_rank(page, heading) for heading in found]
    own = ORDER.index(content)
    closing = own >= CLOSING
    earlier = [] if closing else [rank for rank in ranks if rank is not None and rank < own]
    if earlier:
        last = found[max(at for at, rank in enumerate(ranks) if rank == max(earlier))]
        return _next(found, page.end_of(last))
    return next((h.line for h, rank in zip(found, ranks, strict=True) if rank is not None and rank > own), None)


def rule_of(page: Page, level: int) -> str:
    """The line that parts most of the sections; empty when none does."""
    found = [above(page, heading.line).rule for heading in sections(page, level)]
    rules = [rule for rule in found if rule]
    return rules[0] if len(rules) > 1 and 2 * len(rules) > len(found) else ""


def _next(found: Sequence[Heading], line: int) -> int | None:
    """The first of them from that line on: what lies between may be closed elements of HTML."""
    return next((heading.line for heading in found if heading.line >= line), None)


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
    parted = at > 1 and not page.lines[at - 2].strip() and _RULE.fullmatch(page.lines[at - 1])
    return Above(first, page.lines[at - 1].strip(), at - 1) if parted else Above(first, "", first)
