"""Languages, libraries and tools it is made with."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.document import Document, Part, Sentence
from portfolio_audit.facts.readme.headings import topics_of
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, weigh
from portfolio_audit.facts.readme.words import tokens
from portfolio_audit.knowledge import load

_MIN_TOOLS = 3
_TOOL = "term:tool"
_INTRODUCTION = 120
_GAP = 2
_CELL = 12
_FEW = 4
_FIGURE = re.compile(r"\W{0,4}\d+(?:[.,]\d+)*\W{0,3}(?!\w)")
_NO_LIST = {"structure", "contributing", "results", "references"}
_ELSEWHERE = _NO_LIST | {"methodology", "usage", "installation", "roadmap", "contact", "data", "demo"}
_BUILT = re.compile(
    r"\b(?:built|made|written|powered|developed|implemented|runs?)\s+(?:(?:this|it|everything)\s+)?"
    r"(?:with|in|by|using|on)\b",
    re.IGNORECASE,
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
        if "tech_stack" in label.topics and len(_tools(label.text, document)) >= (2 if weigh(label.text) > _FEW else 1):
            yield Found(label.line, label.text, LIKELY, label.part)
    yield from _badges(reading)
    for part in document.parts:
        yield from _tool_lists(part, document)
        if not _NO_LIST & set(part.topics):
            yield from _columns(part, document)


def _tool_lists(part: Part, document: Document) -> Iterator[Found]:
    """Runs of short items that each name a tool, and sentences that list several."""
    if _ELSEWHERE & set(part.topics):
        return
    yield from _introduced(part, document)
    items = [block for block in part.blocks if block.kind == "item"]
    named = [block for block in items if weigh(block.text) <= 8 and _tools(block.text, document)]
    if len(named) >= _MIN_TOOLS and len(named) * 10 >= len(items) * 6:
        yield Found(named[0].line, named[0].text, UNSURE, part)
    for sentence in document.live(part):
        enough = _MIN_TOOLS if _BUILT.search(sentence.text) else _MIN_TOOLS + 1
        tools = {tuple(sentence.words[hit.start : hit.end]) for hit in document.hits(sentence) if hit.key == _TOOL}
        many = sentence.block.kind == "paragraph" and len(tools) > enough
        if many or _enumerated(sentence, document) >= enough:
            yield Found(sentence.line, sentence.text, UNSURE, part)


def _enumerated(sentence: Sentence, document: Document) -> int:
    """The most tools that a sentence names one right after the other."""
    most = run = last = 0
    spans = sorted((h.start, h.end) for h in document.hits(sentence) if h.key == _TOOL)
    for start, end in spans:
        if start < last:
            continue
        run = run + 1 if run and start - last <= _GAP else 1
        last = end
        most = max(most, run)
    return most


def _badges(reading: Reading) -> Iterator[Found]:
    """A row of badges that name tools."""
    badges = [image for image in reading.images if image.role in ("badge", "logo", "decoration")]
    named = [image for image in badges if _tools(f"{image.alt} {image.url}".replace("%20", " "), reading.document)]
    tools = {
        tool for image in named for tool in _tools(f"{image.alt} {image.url}".replace("%20", " "), reading.document)
    }
    if len({image.alt or image.url for image in named}) >= _MIN_TOOLS + 1 and len(tools) >= _MIN_TOOLS:
        yield Found(named[0].line, named[0].alt or named[0].url, UNSURE, reading.part_at(named[0].line))


def _columns(part: Part, document: Document) -> Iterator[Found]:
    """A table with a column of tools."""
    for block in part.blocks:
        if block.kind != "table" or len(block.rows) <= _MIN_TOOLS - 1 or _is_of_figures(block):
            continue
        for column, title in enumerate(block.rows[0][:20]):
            cells = [row[column] for row in block.rows[1:50] if column < len(row)]
            named = sum(weigh(cell) <= _CELL and bool(_tools(cell, document)) for cell in cells)
            share = 1 if "tech_stack" in topics_of(title) else 2
            if named >= _MIN_TOOLS and named * 3 >= len(cells) * share:
                yield Found(block.line, " | ".join(block.rows[1]), UNSURE, part)


def _is_of_figures(block: Block) -> bool:
    """Whether a table compares by numbers: what it lists are models, then, even when tools are called so."""
    rows = block.rows[1:50]
    return sum(any(_FIGURE.match(cell) for cell in row[1:]) for row in rows) * 2 > len(rows)


def _introduced(part: Part, document: Document) -> Iterator[Found]:
    """Lists after a line such as "We built this with:"."""
    for number, block in enumerate(part.blocks[:-1]):
        last = block.text.rstrip().rpartition("\n")[2]
        if block.kind == "item" or not last.endswith((":", "：")) or not _BUILT.search(last[-_INTRODUCTION:]):
            continue
        items = list(takewhile(lambda item: item.kind == "item", part.blocks[number + 1 :]))
        if len(_tools(" ".join(item.text for item in items), document)) >= _MIN_TOOLS - 1:
            yield Found(items[0].line, items[0].text, LIKELY, part)


def _spoken(block: Block) -> str:
    """Text of a block with what its badges say; code says nothing here."""
    text = "" if block.kind == "code" else block.text
    return " ".join([text, *(f"{image.alt} {image.url}" for image in block.images[:50])])


def _tools(text: str, document: Document) -> set[str]:
    """The tools that a text names."""
    words = tokens(text[:20_000])
    return {" ".join(words[hit.start : hit.end]) for hit in document.vocabulary.hits(words) if hit.key == _TOOL}


@cache
def _plain_tools() -> frozenset[str]:
    return frozenset(load("readme")["patterns"]["plain_tools"])
