"""A README that still is the hand-out of a course: it tells the reader what to build, and where to hand it in."""

from collections.abc import Iterator

from portfolio_audit.knowledge import load
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

MAX_CHARS = 100_000


def instructions(path: str, text: str) -> Iterator[Evidence]:
    """The first place of each sort of sentence in which a course speaks to those who take it."""
    text = text[:MAX_CHARS]
    low = text.lower()
    if len(low) != len(text):  # a letter that is two in lower case: places would be wrong
        text = low
    for sort in load("handouts")["sort"]:
        places = [at for phrase in sort["phrases"] if (at := low.find(phrase)) >= 0]
        if places:
            start = text.rfind("\n", 0, min(places)) + 1
            line = text[start:].partition("\n")[0]
            yield Evidence(path, text.count("\n", 0, start) + 1, shown(line))
