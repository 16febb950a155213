"""Where a README's links lead, and what they are for."""

from dataclasses import dataclass
from urllib.parse import SplitResult

from portfolio_audit.facts.readme import urls
from portfolio_audit.facts.readme.anchors import Anchors, Pages
from portfolio_audit.facts.readme.blocks import Anchor, Block
from portfolio_audit.facts.readme.document import Document, Part
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.facts.readme.words import fold
from portfolio_audit.model.facts import Link
from portfolio_audit.text import shown

MAX_LINKS = 2_000
_AROUND = 1_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A link with what stands around it."""

    link: Link
    part: Part
    block: Block
    cues: frozenset[str]
    """Cues of its own text and its line."""


@dataclass(frozen=True, slots=True)
class Inside:
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
                found.append(_place(anchor, block, part, near | document.cues(anchor.text), inside))
    return found


def _anchors(block: Block) -> list[Anchor]:
    linked = [Anchor(p.href, p.alt, p.line) for p in block.images if p.href]
    seen = {(anchor.url, anchor.line) for anchor in linked}
    return linked + [anchor for anchor in block.links if anchor.url and (anchor.url, anchor.line) not in seen]


def _place(anchor: Anchor, block: Block, part: Part, cues: frozenset[str], inside: Inside) -> Placed:
    kind, resolves = _role(anchor, cues, part, inside)
    home = inside.tree.home(anchor.url)
    return Placed(Link(shown(anchor.url), shown(anchor.text), anchor.line, kind, resolves, home), part, block, cues)


def _role(anchor: Anchor, cues: frozenset[str], part: Part, inside: Inside) -> tuple[str, bool | None]:
    url = anchor.url.strip()
    if url.startswith("#"):
        return "anchor", inside.anchors.resolves(url) if inside.anchors else None
    if url.lower().startswith(("mailto:", "tel:")):
        return "contact", None
    parts = urls.split(url)
    if parts is None:
        there = inside.tree.resolves(url)
        return ("other", None) if there is None else ("file", there and inside.pages.resolves(url) is not False)
    return _web_role(parts, cues, part, inside.tree.name), None


def _web_role(parts: SplitResult, cues: frozenset[str], part: Part, name: str) -> str:
    for role, test in (("video", urls.is_video), ("notebook-host", urls.is_notebook), ("data", urls.is_data)):
        if test(parts):
            return role
    if is_demo(parts, cues, part, name):
        return "demo"
    if urls.matches(parts, urls.known("contact")["hosts"]):
        return "contact"
    return "other"


def is_demo(parts: SplitResult, cues: frozenset[str], part: Part, name: str) -> bool:
    """Whether a visitor finds the running project there."""
    host = urls.host(parts)
    if urls.is_private(host) or "gone" in cues or "placeholder" in cues or urls.is_stand_in(parts):
        return False
    if urls.is_app(parts):
        if urls.is_personal(parts):
            return "tutorial" not in cues and (
                _is_project_page(parts, name) or ("live" in cues and "author" not in cues)
            )
        return "references" not in part.own
    if not urls.may_be_own_domain(parts) or "references" in part.topics or "contact" in part.own:
        return False
    return ("live" in cues or ("demo" in part.own and not part.is_title)) and len(parts.path) < 80


def _is_project_page(parts: SplitResult, name: str) -> bool:
    pieces = [piece for piece in parts.path.split("/") if piece]
    own = fold(name)
    # Deeper pages of such a site are documentation more often than an app.
    return len(pieces) <= 1 and own in (fold(urls.host(parts)), *map(fold, pieces))
