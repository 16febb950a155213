"""What a browser sees in a page: accessibility, requests, complaints, width, texts, paper."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from in_browser.measure import Measure, at_most, none_of
from in_browser.serving import served
from in_browser.tools import chromium, node, output

SCRIPT = Path(__file__).with_name("inspect.mjs")


def inspection(page: bytes, packages: Path, paper: int | None) -> Iterator[Measure]:
    """One session of a browser over all states of the page.

    Args:
        paper: the most pages that printing may take; `None` for no bar.
    """
    with served(page) as site, chromium() as port:
        text, _ = output([node(packages), str(SCRIPT), str(packages), str(port), site.url])
        seen: dict[str, Any] = json.loads(text)
    places = [f"{state}: {place}" for state, found in seen["axe"].items() for place in found]
    yield none_of(f"axe violations in {len(seen['axe'])} states", places)
    undecided = (f"{reason} {nodes}" for reason, nodes in seen["undecided"].items())
    yield Measure("axe: nodes it cannot decide", ", ".join(undecided) or "0")
    yield none_of("requests beside the page", [*seen["outside"], *seen["hints"], *site.others])
    yield none_of("console errors", seen["console"])
    yield none_of("policy violations", seen["policy"])
    yield _sideways(seen["sideways"])
    yield none_of("ids that occur twice", seen["duplicates"])
    yield from _text(seen["text"])
    yield at_most("pages of paper", seen["pages"], paper)
    yield at_most("elements", seen["elements"], None)


def _sideways(states: dict[str, dict[str, Any]]) -> Measure:
    worst = max(found["beyond"] for found in states.values())
    widest = tuple(f"{state}: {found['beyond']} px, {found['widest']}" for state, found in states.items())
    return Measure("sideways scroll at 320 px", f"{worst} px", "0 px", worst <= 0, widest)


def _text(found: dict[str, Any]) -> Iterator[Measure]:
    """Words, apart from controls, which only a script can serve."""
    missing = found["missing"]
    share = 100 * (1 - len(missing) / max(found["words"], 1))
    yield Measure("text without JavaScript", f"{share:.2f} %", "100 %", not missing, (" ".join(missing[:40]),))
    yield at_most("words of controls that script adds", max(found["controls"], 0), None)
