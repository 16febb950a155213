"""Where a README's links lead, and what they are for."""

from msgspec import Struct

from portfolio_audit.facts.readme import urls
from portfolio_audit.facts.readme.anchors import Anchors, Pages
from portfolio_audit.facts.readme.blocks import Anchor, Block
from portfolio_audit.facts.readme.demos import Spot, is_demo
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.model.facts import Link
from portfolio_audit.text import shown

MAX_LINKS = 2_000
_AROUND = 1_000


class Placed(Struct, frozen=True):
    """A link with what stands around it."""

    link: Link
    part: Part
    block: Block
    cues: frozenset[str]
    """Cues of its own text and its line."""


class Inside(Struct, frozen=True):
    """What a link may lead to within the repository."""

    tree: Tree
    anchors: Anchors | None
    """`None` for a format whose anchors are not known."""
    pages: Pages


def placed_links(document: Document, inside: Inside) -> list[Placed]:
    """Every link with its role and its surroundings."""
    found: list[Placed] = []
    for part in document.parts:
        for block in part.blocks:
            lines = block.text.split("\n") if block.links and block.kind != "table" else []
            around = [document.cues(line[:_AROUND]) for line in lines[:MAX_LINKS]]
            for anchor in _anchors(block)[: MAX_LINKS - len(found)]:
                index = anchor.line - block.line
                near = around[index] if 0 <= index < len(around) else frozenset()
                found.append(_place(anchor, block, part, near, document, inside))
    return found


def _anchors(block: Block) -> list[Anchor]:
    linked = [Anchor(p.href, p.alt, p.line) for p in block.images if p.href]
    seen = {(anchor.url, anchor.line) for anchor in linked}
    return linked + [anchor for anchor in block.links if anchor.url and (anchor.url, anchor.line) not in seen]


def _place(
    anchor: Anchor, block: Block, part: Part, near: frozenset[str], document: Document, inside: Inside
) -> Placed:
    own = document.cues(anchor.text)
    parts = urls.split(anchor.url.strip())
    if parts is None:
        role, resolves = _role_inside(anchor.url.strip(), inside)
    else:
        spot = Spot(parts, anchor, block, part, near | own, own)
        role, resolves = _web_role(spot, document, inside.tree.name), None
    link = Link(shown(anchor.url), shown(anchor.text), anchor.line, role, resolves, inside.tree.home(anchor.url))
    return Placed(link, part, block, near | own)


def _role_inside(url: str, inside: Inside) -> tuple[str, bool | None]:
    if url.startswith("#"):
        return "anchor", inside.anchors.resolves(url) if inside.anchors else None
    if url.lower().startswith(("mailto:", "tel:")):
        return "contact", None
    there = inside.tree.resolves(url)
    return ("other", None) if there is None else ("file", there and inside.pages.resolves(url) is not False)


def _web_role(spot: Spot, document: Document, name: str) -> str:
    for role, test in (("video", urls.is_video), ("notebook-host", urls.is_notebook), ("data", urls.is_data)):
        if test(spot.parts):
            return role
    if is_demo(spot, document, name):
        return "demo"
    return "contact" if urls.matches(spot.parts, urls.known("contact")["hosts"]) else "other"
