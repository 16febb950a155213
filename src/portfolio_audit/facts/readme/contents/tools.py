"""Languages, libraries and tools it is made with."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import takewhile
from urllib.parse import parse_qs, unquote

from portfolio_audit.facts.readme import urls
from portfolio_audit.facts.readme.blocks import Block, Picture
from portfolio_audit.facts.readme.commands import role_of
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.headings import topics_of
from portfolio_audit.facts.readme.parts import Label, Part
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, compares, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.facts.readme.words import headings, tokens
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import Image

_MIN_TOOLS = 3
_TOOL = "term:tool"
_INTRODUCTION = 120
_GAP = 2
_LEADING = 4
_LINES = 4
_CELL = 12
_FEW = 4
_NO_LIST = {"structure", "contributing", "results", "references"}
_ELSEWHERE = _NO_LIST | {"methodology", "usage", "installation", "roadmap", "contact", "data", "demo"}
_QUERY = 2_000
_NAMING = ("logo", "i", "icons", "label")
# Badges that count or test something, so that what they name is no tool.
_LIVE = re.compile(r"/(?:github|gitlab|endpoint)/|[^?]{1,200}badge\.svg$")
_PACKAGE = re.compile(r"([A-Za-z][\w.-]{1,40})(?:\[[\w,-]{1,40}\])?\s*(?:[<>=~!^v]{0,2}\s?\d[\w.]{0,20}\+?)?")
_BUILT = re.compile(
    r"\b(?:built|made|written|powered|developed|implemented|runs?)\s+(?:(?:this|it|everything)\s+)?"
    r"(?:with|in|by|using|on)\b",
    re.IGNORECASE,
)


def tech_stack(reading: Reading) -> Iterator[Found]:
    """Languages, libraries and tools, as a list or section."""
    document = reading.document
    for part in reading.about("tech_stack"):
        required = "installation" in part.topics
        named = _tools(" ".join(_spoken(block) for block in part.blocks), document) | _packages(part)
        if _are_enough(named, required=required) or (not required and _is_short_list(part)):
            yield Found(part.line, part.title, LIKELY if required else SURE, part)
    for label in document.labels:
        if "tech_stack" in label.topics and _is_labelled(label, document):
            yield Found(label.line, label.text, LIKELY, label.part)
    yield from _badges(reading)
    for part in document.parts:
        yield from _tool_lists(part, document)
        if not _NO_LIST & set(part.topics):
            yield from _introduced(part, document)
            yield from _columns(part, document)


def _are_enough(named: set[str], *, required: bool) -> bool:
    """Whether a section names a stack; a list of requirements has to name more than what every machine needs."""
    return len(named - _plain_tools()) >= _MIN_TOOLS - 1 if required else bool(named)


def _packages(part: Part) -> set[str]:
    """What is listed with nothing but a name and a version: a package, known or not."""
    items = [block.text for block in part.blocks if block.kind == "item"]
    cells = [row[0] for block in part.blocks for row in block.rows[1:50] if row]
    return {match[1].lower() for text in items + cells if (match := _PACKAGE.fullmatch(text.strip("`* ")))}


def _is_short_list(part: Part) -> bool:
    """Whether a section is a list of names."""
    items = [block for block in part.blocks if block.kind == "item"]
    return len(items) >= _MIN_TOOLS and all(weigh(block.text) <= _FEW for block in items)


def _is_labelled(label: Label, document: Document) -> bool:
    """Whether a line such as "Tools: pandas, Flask" says what the project is made with."""
    named = _tools(_without_commands(label.text, label.block), document)
    if "installation" in label.topics:
        return _are_enough(named, required=True)
    return len(named) >= (2 if weigh(label.text) > _FEW else 1)


def _without_commands(text: str, block: Block) -> str:
    """The text without commands, which name the tools that install and not those that the project is made with."""
    for code in block.codes[:50]:
        if role_of(code):
            text = text.replace(code, " ")
    return "\n".join(line for line in text.split("\n") if not role_of(line))


def _tool_lists(part: Part, document: Document) -> Iterator[Found]:
    """Runs of short items that each name a tool, and sentences that list several."""
    if _ELSEWHERE & set(part.topics):
        return
    items = [block for block in part.blocks if block.kind == "item"]
    named = [block for block in items if weigh(block.text) <= 8 and _tools(block.text, document)]
    if len(named) >= _MIN_TOOLS and len(named) * 10 >= len(items) * 6:
        yield Found(named[0].line, named[0].text, UNSURE, part)
    for sentence in document.live(part):
        enough = _MIN_TOOLS if _BUILT.search(sentence.text) else _MIN_TOOLS + 1
        tools = {" ".join(sentence.words[hit.start : hit.end]) for hit in document.hits(sentence) if hit.key == _TOOL}
        many = sentence.block.kind == "paragraph" and len(tools) > enough and sentence.text.count("\n") < _LINES
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
    said = {image.url: _tools(_says(image), reading.document) for image in badges}
    named = [image for image in badges if said[image.url]]
    if len({image.alt or image.url for image in named}) > _MIN_TOOLS and len(set().union(*said.values())) >= _MIN_TOOLS:
        yield Found(named[0].line, named[0].alt or named[0].url, UNSURE, reading.part_at(named[0].line))


def _says(image: Image | Picture) -> str:
    """What is to be read on a badge or told by the name of a logo; a host and a repository tell nothing of tools."""
    parts = urls.split(image.url)
    if parts is None:
        return f"{image.alt} {image.url}"
    path, logo = parts.path, parse_qs(parts.query[:_QUERY])
    if _LIVE.match(path):
        return image.alt
    shown = path.partition("/badge/")[2] or " ".join(path.split("/")[-2:])
    return " ".join([image.alt, unquote(shown), *(value for key in _NAMING for value in logo.get(key, ()))])


def _columns(part: Part, document: Document) -> Iterator[Found]:
    """A table with a column of tools."""
    for block in part.blocks:
        if block.kind != "table" or len(block.rows) <= _MIN_TOOLS - 1 or compares(block):
            continue
        for column, title in enumerate(block.rows[0][:20]):
            cells = [row[column] for row in block.rows[1:50] if column < len(row)]
            named = sum(weigh(cell) <= _CELL and bool(_tools(cell, document)) for cell in cells)
            share = 1 if "tech_stack" in topics_of(title) else 2
            if named >= _MIN_TOOLS and named * 3 >= len(cells) * share:
                yield Found(block.line, " | ".join(block.rows[1]), UNSURE, part)


def _introduced(part: Part, document: Document) -> Iterator[Found]:
    """Lists after a line such as "We built this with:"."""
    for number, block in enumerate(part.blocks[:-1]):
        last = block.text.rstrip().rpartition("\n")[2][-_INTRODUCTION:]
        if block.kind in ("heading", "code", "table") or not (last.endswith((":", "：", ".")) and _announces(last)):
            continue
        items = list(takewhile(lambda item: item.kind == "item", part.blocks[number + 1 :]))
        named = [item for item in items if _tools(" ".join(item.text.split()[:_LEADING]), document) - _plain_tools()]
        if len(named) >= _MIN_TOOLS - 1 and len(named) * 2 > len(items):
            yield Found(items[0].line, items[0].text, LIKELY, part)


def _announces(line: str) -> bool:
    """Whether a line says that what follows are the tools."""
    return bool(_BUILT.search(line)) or any(hit.key == "tech_stack" for hit in headings().hits(tokens(line)))


def _spoken(block: Block) -> str:
    """Text of a block with what its badges say; commands say nothing here."""
    text = _without_commands(block.text, block)
    return " ".join([text, *(_says(image) for image in block.images[:50])])


def _tools(text: str, document: Document) -> set[str]:
    """The tools that a text names."""
    words = tokens(text[:20_000])
    return {" ".join(words[hit.start : hit.end]) for hit in document.vocabulary.hits(words) if hit.key == _TOOL}


@cache
def _plain_tools() -> frozenset[str]:
    return frozenset(load("readme")["patterns"]["plain_tools"])
