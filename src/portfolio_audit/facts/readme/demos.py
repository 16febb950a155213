"""Whether a link leads to the running project, and not to somebody else's."""

import re
from urllib.parse import SplitResult

from msgspec import Struct

from portfolio_audit.facts.readme import urls
from portfolio_audit.facts.readme.blocks import Anchor, Block
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.words import fold, tokens

_SHORT_LINE = 14
_LONG_LINE = 20
_OWN_PATH = 24
_LISTED = 3
_NAME = 4
_DOCUMENT = re.compile(
    r"\.(?:pdf|docx?|pptx?|zip|rar|7z|tar|gz|tgz|ipynb|md|txt|json|xml|ya?ml|bib|png|jpe?g|gif|svg)$"
)
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_SHOWS = {"demo", "usage", "visuals", "demo_video"}
_AWAY = {"references", "contact", "data", "tech_stack", "license"}
_COMMON = frozenset(
    {
        "app",
        "apps",
        "project",
        "demo",
        "live",
        "site",
        "website",
        "page",
        "model",
        "models",
        "data",
        "machine",
        "learning",
    }
)


class Spot(Struct, frozen=True):
    """A link to the web with what stands around it."""

    parts: SplitResult
    anchor: Anchor
    block: Block
    part: Part
    near: frozenset[str]
    """Cues of the line and of the link's text."""
    own: frozenset[str]
    """Cues of the link's text."""

    @property
    def words(self) -> int:
        """How many words its line has."""
        index = self.anchor.line - self.block.line
        lines = self.block.text.split("\n")
        line = lines[index][:1_000] if 0 <= index < len(lines) else ""
        return len(tokens(line)) + len(_UNSPACED.findall(line)) // 2

    @property
    def is_bare(self) -> bool:
        """Whether the address itself is what the visitor reads."""
        text = self.anchor.text.strip().lower().rstrip("/")
        return not text or text.endswith(urls.host(self.parts)) or "://" in text


def is_demo(spot: Spot, document: Document, name: str) -> bool:
    """Whether a visitor finds the running project there."""
    parts = spot.parts
    if urls.is_private(urls.host(parts)) or spot.near & {"gone", "placeholder"} or urls.is_stand_in(parts):
        return False
    if "dataset" in spot.own or _DOCUMENT.search(parts.path.lower()):
        return False
    if not urls.is_app(parts):
        return urls.may_be_own_domain(parts) and _is_own_site(spot, document, name)
    if urls.is_personal(parts):
        live = ("live" in spot.near and "author" not in spot.near and spot.words <= _LONG_LINE) or _is_shown(spot)
        shown = document.is_profile and len(parts.path) <= 1  # the work that a profile shows is its owner's site
        return "tutorial" not in spot.near and (_is_project_page(parts, name) or live or shown)
    return _is_own_app(spot, document, name)


def _is_shown(spot: Spot) -> bool:
    """Whether the heading above says that the project runs there."""
    return "demo" in spot.part.own and not spot.part.is_title


def _is_own_app(spot: Spot, document: Document, name: str) -> bool:
    """Whether an app on a known host is this project's: said so, shown so, or called so."""
    own = set(spot.part.own)
    if "references" in own or (spot.near & {"thanks", "borrowed", "similar"} and "live" not in spot.own):
        return False
    if own & _SHOWS or _shares_name(spot.parts, document, name):
        return True
    if own & _AWAY or ("portfolio" in urls.host(spot.parts) and not document.is_profile):
        return False
    if _is_of_others(spot, document):
        return False
    if "live" in spot.near:
        return True
    if "borrows" in spot.near:
        return False
    listed = _is_listed(spot) and not urls.matches(spot.parts, urls.known("app")["dashboards"])
    return not listed and (spot.is_bare or spot.words < _LONG_LINE)


def _is_of_others(spot: Spot, document: Document) -> bool:
    """Whether it is named beside the project: compared with it, one of several in a table, or below such a heading."""
    if "live" in spot.own:
        return False
    if "another" in spot.near or document.cues(spot.part.title) & {"another", "similar"}:
        return True
    head, _, _ = spot.block.text.partition("\n")
    return spot.block.kind == "table" and len(spot.block.links) > 1 and "live" not in document.cues(head)


def _is_own_site(spot: Spot, document: Document, name: str) -> bool:
    """Whether an unknown site is the project's own: the page must say so, and plainly."""
    topics = set(spot.part.topics)
    if _is_shown(spot) and not topics & _AWAY:
        return not spot.own & {"tutorial", "dataset"}
    if topics & _AWAY or spot.near & {"tutorial", "gathered", "dataset"} or len(spot.parts.path) > _OWN_PATH:
        return False
    if "live" in spot.own:
        return True
    named = spot.is_bare and "data_origin" not in spot.near and _shares_name(spot.parts, document, name)
    front = len(spot.parts.path) <= 1
    told = front and "live" in spot.near and (spot.words <= _SHORT_LINE or (spot.is_bare and "self" in spot.near))
    return told or (named and spot.words <= _SHORT_LINE)


def _is_listed(spot: Spot) -> bool:
    """Whether the link is one line of a list in which each has a link, as of tools or papers."""
    items = [block for block in spot.part.blocks if block.kind == "item"]
    linked = [block for block in items if block.links]
    return spot.block.kind == "item" and len(linked) >= _LISTED and len(linked) * 2 > len(items)


def _shares_name(parts: SplitResult, document: Document, name: str) -> bool:
    """Whether the address has a telling word of the project's name or title."""
    title = next((part.title for part in document.parts if part.is_title), "")
    said = {word for word in tokens(f"{name.replace('_', ' ')} {title}") if len(word) >= _NAME} - _COMMON
    address = urls.host(parts) + parts.path.lower()
    return any(word in address for word in said if word.isascii())


def _is_project_page(parts: SplitResult, name: str) -> bool:
    pieces = [piece for piece in parts.path.split("/") if piece]
    own = fold(name)
    # Deeper pages of such a site are documentation more often than an app.
    return len(pieces) <= 1 and own in (fold(urls.host(parts)), *map(fold, pieces))
