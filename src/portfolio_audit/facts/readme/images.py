"""What a picture of a README is for: shows the project, or decorates the page."""

import re
from collections.abc import Iterable
from itertools import islice
from urllib.parse import SplitResult

from portfolio_audit.facts.readme import urls
from portfolio_audit.facts.readme.blocks import Block, Picture
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.facts.readme.words import tokens
from portfolio_audit.model.facts import Image
from portfolio_audit.text import shown

_ICON_PIXELS = 64
_STAND_IN = re.compile(r"path/to/|\byour[-_]|placeholder\.com|placehold\.")
_MOVING = (".mp4", ".mov", ".webm", ".avi")
_WORDS = re.compile(r"[a-z0-9]+")
MAX_IMAGES = 500


def images(blocks: Iterable[Block], tree: Tree) -> tuple[Image, ...]:
    """Every embedded picture with its role."""
    pictures = (picture for block in blocks for picture in block.images)
    return tuple(
        Image(
            shown(picture.url),
            shown(picture.alt),
            picture.line,
            role(picture),
            tree.resolves(picture.url),
            tree.home(picture.url),
        )
        for picture in islice(pictures, MAX_IMAGES)
    )


def role(picture: Picture) -> str:
    """`badge`, `decoration`, `logo` or `picture`."""
    parts = urls.split(picture.url)
    address = picture.url.lower()
    alt = " ".join(tokens(picture.alt.replace("_", " ")))
    if _is_badge(parts, address, alt):
        return "badge"
    if not picture.url.strip() or _STAND_IN.search(address):
        return "decoration"
    if (parts and urls.matches(parts, urls.known("decoration")["hosts"])) or _says(address, alt, "decoration"):
        return "decoration"
    if _says(address, alt, "logo") or (picture.width is not None and picture.width <= _ICON_PIXELS):
        return "logo"
    if address.startswith("data:") or address.endswith(_MOVING) or _is_foreign(parts):
        return "decoration"
    return "picture"


def _is_foreign(parts: SplitResult | None) -> bool:
    """Whether a picture lies on a site where nobody puts pictures of his own work."""
    if parts is None or urls.is_app(parts) or urls.host(parts).startswith("i."):
        return False
    return not urls.matches(parts, urls.known("uploads")["hosts"])


def _is_badge(parts: SplitResult | None, address: str, alt: str) -> bool:
    table = urls.known("badge")
    if parts and urls.matches(parts, table["hosts"]):
        return True
    return any(path in address for path in table["paths"]) or any(f" {word} " in f" {alt} " for word in table["words"])


def _says(address: str, alt: str, group: str) -> bool:
    """Whether file name or alternative text has one of the group's words."""
    name = address.partition("?")[0].rpartition("/")[2].rpartition(".")[0]
    said = f" {' '.join(_WORDS.findall(name))} | {alt} "
    words = urls.known(group)["words"]
    return any(f" {word} " in said for word in words) or any(
        _has_within(f"{name} {alt}", word) for word in urls.known(group).get("within", ())
    )


def _has_within(name: str, word: str) -> bool:
    """Whether one of the words of a file name begins or ends so: `logo2`, `companylogo`."""
    pieces = (piece.strip("0123456789") for piece in _WORDS.findall(name))
    return any(piece.startswith(word) or piece.endswith(word) for piece in pieces)
