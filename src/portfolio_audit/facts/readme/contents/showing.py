"""What shows it at work: pictures, a running deployment, a video."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme import urls
from portfolio_audit.facts.readme.links import Placed
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading

# GitHub plays a video whose address stands alone on its line.
_PLAYER = re.compile(
    r"^https://github\.com/(?:user-attachments/assets|[\w.-]{1,100}/[\w.-]{1,100}/assets/\d{1,20})/[\w-]{36}$",
    re.MULTILINE,
)
_TABLE = 5_000
_ADDRESS = re.compile(r"https?://[^\s\"'`<>()]{4,300}")

# A host as people write it in prose; the look-behind keeps out parts of links, paths and mailboxes.
_HOST = re.compile(r"(?<![\w@/.:-])[a-z0-9][a-z0-9-]{1,62}(?:\.[a-z0-9-]{2,62}){1,4}(?![\w@.-])")
_LONG = 20_000


def visuals(reading: Reading) -> Iterator[Found]:
    """A picture of the project itself."""
    for image in reading.images:
        part = reading.part_at(image.line)
        if image.role == "picture" and "contact" not in part.own:
            yield Found(image.line, image.alt or image.url, LIKELY, part)
    for part in reading.document.parts:
        for block in part.blocks:
            if block.kind == "code" and block.language == "mermaid":
                yield Found(block.line, block.text[:200], UNSURE, part)


def demo(reading: Reading) -> Iterator[Found]:
    """A link to the running project."""
    for placed in reading.links:
        if placed.link.role == "demo":
            yield Found(placed.link.line, placed.link.url, SURE, placed.part)
    for part in reading.document.parts:
        for block in part.blocks:
            for text in (block.text,) if block.kind == "code" else block.codes:
                for match in _ADDRESS.finditer(text[:_LONG]):
                    if _runs_app(match[0]):
                        yield Found(block.line, match[0], LIKELY, part)
    for sentence in reading.document.sentences:
        for match in () if sentence.dead or sentence.has("placeholder", "gone") else _HOST.finditer(sentence.text):
            if _runs_app(f"https://{match[0]}"):
                yield Found(sentence.line, match[0], LIKELY, sentence.part)


def _runs_app(address: str) -> bool:
    """Whether an address that is no link leads to a project on a known host."""
    parts = urls.split(address.rstrip(".,;:"))
    if not parts or not urls.is_app(parts) or urls.is_stand_in(parts):
        return False
    return not urls.is_personal(parts) and not urls.is_private(urls.host(parts))


def demo_video(reading: Reading) -> Iterator[Found]:
    """A video that walks through it."""
    for placed in reading.links:
        about = {"demo_video", "demo", "visuals"} & set(placed.part.own)
        said = "video" in placed.cues or _is_told_beside(placed, reading)
        plays = placed.link.role == "video" and (about or said) and "tutorial" not in placed.cues
        called = "demo_video" in placed.part.own and urls.is_shared_file(placed.link.url)
        if plays or called:
            yield Found(placed.link.line, placed.link.url, LIKELY, placed.part)
    for part in reading.document.parts:
        for block in part.blocks:
            if block.kind in ("paragraph", "item") and (match := _PLAYER.search(block.text)):
                yield Found(block.line, match[0], LIKELY, part)


def _is_told_beside(placed: Placed, reading: Reading) -> bool:
    """Whether another cell of the table that a link stands in speaks of a video."""
    return placed.block.kind == "table" and "video" in reading.document.cues(placed.block.text[:_TABLE])
