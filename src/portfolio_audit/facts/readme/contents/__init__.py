"""The contents of a README: for each one, the places that show it."""

from collections.abc import Callable, Iterator

from portfolio_audit.facts.readme.contents import (
    data,
    figures,
    layout,
    methodology,
    outcome,
    people,
    purpose,
    showing,
    sources,
    standing,
    steps,
    tools,
)
from portfolio_audit.facts.readme.reading import SURE, Found, Reading
from portfolio_audit.model.facts import CONTENTS, Content
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

DETECTORS: dict[str, Callable[[Reading], Iterator[Found]]] = {
    "overview": purpose.overview,
    "problem": purpose.problem,
    "installation": steps.installation,
    "usage": steps.usage,
    "data": data.data,
    "methodology": methodology.methodology,
    "results": outcome.results,
    "metrics": figures.metrics,
    "visuals": showing.visuals,
    "demo": showing.demo,
    "demo_video": showing.demo_video,
    "tech_stack": tools.tech_stack,
    "structure": layout.structure,
    "testing": steps.testing,
    "contributing": people.contributing,
    "license": standing.license,
    "contact": people.contact,
    "roadmap": standing.roadmap,
    "references": sources.references,
}
_EVIDENCE = 3
_DOUBT = 20


def find(reading: Reading) -> tuple[Content, ...]:
    """Every content, present or not, in the order of `CONTENTS`; parts learn what was found in them."""
    doubt = _DOUBT if reading.document.language is None else 0
    return tuple(_content(name, list(DETECTORS[name](reading)), reading.document.path, doubt) for name in CONTENTS)


def _content(name: str, found: list[Found], path: str, doubt: int) -> Content:
    for place in found:
        if place.part is not None:
            place.part.found.add(name)
    best = sorted(found, key=lambda place: (-place.certainty, place.line))[:_EVIDENCE]
    evidence = tuple(Evidence(path, place.line, shown(place.excerpt)) for place in best)
    # In a language that nobody taught us words may mislead, structure does not.
    certainty = best[0].certainty if best else 100 - doubt
    return Content(name, bool(found), certainty if certainty >= SURE else max(1, certainty - doubt), evidence)
