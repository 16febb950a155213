"""What it is made of: files and folders, languages and tools."""

import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.document import Document, Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, weigh
from portfolio_audit.facts.readme.words import tokens
from portfolio_audit.knowledge import load

_BRANCH = re.compile(r"[├└│┣┗]|^\s*(?:\|\s*)*[|`+\\]\s?--", re.MULTILINE)
_INSIDE = re.compile(
    r"https?://github\.com/[\w.-]+/[\w.-]+/(?:tree|blob)/"
    r"|(?!https?:|#|mailto:|www\.)(?:\./)?[\w%. -]+(?:/|\.ipynb|\.py|\.sql|\.Rmd|\.md)"
)
_MIN_PATHS = 2
_MIN_TOOLS = 3


def _path_pattern() -> re.Pattern[str]:
    suffixes = "|".join(load("readme")["patterns"]["file_suffixes"])
    return re.compile(
        rf"(?:\./|/)?(?:[\w.*{{}}\[\]-]+/)*[\w.*-]+\.(?:{suffixes})|(?:\./|/)?(?:[\w.-]+/)+(?:[\w.-]+)?|Dockerfile|Makefile|LICENSE|Procfile",
        re.IGNORECASE,
    )


_PATH = _path_pattern()


def structure(reading: Reading) -> Iterator[Found]:
    """Files and folders, shown or described."""
    for part in reading.document.parts:
        for block in part.blocks:
            if len(_BRANCH.findall(block.text)) >= _MIN_PATHS:
                yield Found(block.line, block.text[:200].strip().split("\n")[0], SURE, part)
        described = [block for block in part.blocks if block.kind in ("item", "paragraph") and _leads_with_path(block)]
        about = "structure" in part.topics
        if len(described) >= (_MIN_PATHS if about else _MIN_PATHS + 1):
            yield Found(described[0].line, described[0].text, SURE if about else LIKELY, part)
        yield from _tables(part)
        linked = [block for block in part.blocks if block.kind in ("item", "paragraph") and _links_inside(block)]
        if len(linked) > _MIN_PATHS:
            yield Found(linked[0].line, linked[0].text, LIKELY, part)
    for part in reading.about("structure"):
        listed = [block for block in part.blocks if block.kind in ("item", "code") and weigh(block.text) >= 2]
        if "structure" in part.topics and (
            len(listed) >= 2 or any(block.kind == "code" and block.text.count("\n") >= 2 for block in listed)
        ):
            yield Found(part.line, part.title, LIKELY, part)


def _leads_with_path(block: Block) -> bool:
    """Whether a line starts with a path and goes on to say something."""
    text = block.text.lstrip("*-•: \t\"'([")
    match = _PATH.match(text)
    if block.codes and text.startswith(block.codes[0]):
        return bool(_PATH.fullmatch(block.codes[0].strip())) and len(text) > len(block.codes[0]) + 2
    return bool(match) and weigh(text[match.end() :]) >= 1 if match else False


def _links_inside(block: Block) -> bool:
    """Whether a line is about a file or folder of the repository that it links to."""
    return weigh(block.text) >= 3 and any(_INSIDE.match(link.url) for link in block.links[:3])


def _tables(part: Part) -> Iterator[Found]:
    for block in part.blocks:
        if block.kind == "table":
            named = [row for row in block.rows[1:100] if row and _PATH.fullmatch(row[0].strip())]
            if len(named) >= _MIN_PATHS:
                yield Found(block.line, " | ".join(named[0]), SURE, part)


_BUILT = re.compile(
    r"\b(?:built|made|written|powered|developed|implemented)\s+(?:with|in|by|using|on)\b", re.IGNORECASE
)


def tech_stack(reading: Reading) -> Iterator[Found]:
    """Languages, libraries and tools, as a list or section."""
    document = reading.document
    for part in reading.about("tech_stack"):
        named = _tools(" ".join(_spoken(block) for block in part.blocks), document)
        required = "installation" in part.topics
        if len(named - _plain_tools() if required else named) >= (_MIN_TOOLS - 1 if required else 1):
            yield Found(part.line, part.title, LIKELY if required else SURE, part)
    for label in document.labels:
        if "tech_stack" in label.topics and len(_tools(label.text, document)) >= 2:
            yield Found(label.line, label.text, LIKELY, label.part)
    for part in document.parts:
        yield from _tool_lists(part, document)


def _tool_lists(part: Part, document: Document) -> Iterator[Found]:
    """Runs of short items that each name a tool, and sentences that list several."""
    if {"methodology", "usage", "installation", "structure", "roadmap", "contact", "references", "data"} & set(
        part.topics
    ):
        return
    items = [block for block in part.blocks if block.kind == "item"]
    named = [block for block in items if weigh(block.text) <= 8 and _tools(block.text, document)]
    if len(named) >= _MIN_TOOLS and len(named) * 10 >= len(items) * 6:
        yield Found(named[0].line, named[0].text, UNSURE, part)
    for sentence in document.live(part):
        enough = _MIN_TOOLS if _BUILT.search(sentence.text) else _MIN_TOOLS + 1
        if sentence.block.kind == "paragraph" and len(_tools(sentence.text, document)) >= enough:
            yield Found(sentence.line, sentence.text, UNSURE, part)


def _spoken(block: Block) -> str:
    """Text of a block with what its badges say; code says nothing here."""
    text = "" if block.kind == "code" else block.text
    return " ".join([text, *(f"{image.alt} {image.url}" for image in block.images[:50])])


def _tools(text: str, document: Document) -> set[str]:
    """The tools that a text names."""
    words = tokens(text[:20_000])
    return {" ".join(words[hit.start : hit.end]) for hit in document.vocabulary.hits(words) if hit.key == "term:tool"}


@cache
def _plain_tools() -> frozenset[str]:
    return frozenset(load("readme")["patterns"]["plain_tools"])
