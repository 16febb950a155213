"""A README's headings, with the topics that they name and the blocks below them; and lines that serve as headings."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from portfolio_audit.facts.readme import words
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.headings import as_heading, topics_of

_LABEL = re.compile(r"\s*(?:\d{1,2}[.)]\s*)?([^:：\n]{1,60}?)\s*(?:[:：](?!//)|=(?!=))\s*(.*)", re.DOTALL)
_MAX_LINES = 400
_LISTED = 8
_PLAIN_TITLES = {"overview", "problem", "structure"}
_NO_TITLES = frozenset({"methodology", "testing"})
_SENTENCE_STOPS = (".", "!", "。")
_SAID = 8


class Part(Struct, eq=False):
    """A heading and the blocks up to the next one."""

    title: str
    level: int
    line: int
    own: tuple[str, ...] = ()
    """Topics that its heading names."""
    topics: tuple[str, ...] = ()
    """Its own topics, or those of the heading above it."""
    blocks: list[Block] = field(default_factory=list)
    is_title: bool = False
    is_foreign: bool = False
    """Whether a framework's generator wrote it."""
    found: set[str] = field(default_factory=set)
    """Contents that evidence was found for."""


class Label(Struct, frozen=True):
    """A line of the form `Author: somebody`."""

    topics: tuple[str, ...]
    text: str
    line: int
    block: Block
    part: Part


def divided(blocks: Iterable[Block], *, single_title: bool) -> Iterator[Part]:
    """The blocks by the headings that they stand under; the first part has none."""
    current = Part("", 0, 1)
    above: list[Part] = []
    titled = False
    for block in blocks:
        heading = as_heading(block)
        if heading is None:
            current.blocks.append(block)
            continue
        yield current
        title, level = heading
        first, titled = not titled and level < 7, titled or level < 7
        # The only heading of the first level names the project, whatever its words also mean.
        alone = first and level == 1 and single_title
        says = _is_sentence(title)
        own = () if says else topics_of(title, whole=first)
        if first:
            own = () if _NO_TITLES & set(own) else tuple(t for t in own if t in _PLAIN_TITLES or not alone)
        while above and above[-1].level >= level:
            above.pop()
        inherited = next((part.topics for part in reversed(above) if part.own), ())
        current = Part(title, level, block.line, own, own or inherited, is_title=first)
        above.append(current)
        if block.images or block.links:
            current.blocks.append(block)
        if says:
            current.blocks.append(replace(block, kind="paragraph", images=(), links=()))
    yield current


def _is_sentence(title: str) -> bool:
    """Whether a heading was chosen for its size: it says a whole sentence."""
    ended = title.rstrip(" *_\"'").endswith(_SENTENCE_STOPS)
    return len(words.tokens(title)) >= (_SAID if ended else 2 * _SAID)


def is_index(block: Block) -> bool:
    """Whether a line only leads to other places of the page, as a table of contents does."""
    if not block.links or not all(link.url.startswith("#") for link in block.links):
        return False
    return len(block.text.strip()) <= sum(len(link.text) for link in block.links) + 3 * len(block.links) + 4


def labels(part: Part) -> Iterator[Label]:
    """Lines of a part that name a topic, a colon or an equals sign, and something behind it."""
    yield from _labelled(part)
    yield from _list_labels(part)


def _labelled(part: Part) -> Iterator[Label]:
    for block in part.blocks:
        if block.kind not in ("paragraph", "item") or is_index(block):
            continue
        lines = block.text.split("\n")[:_MAX_LINES]
        for offset, line in enumerate(lines):
            match = _LABEL.match(line[:2_000])
            said = match and (match[2].strip() or (lines[offset + 1].strip() if offset + 1 < len(lines) else ""))
            if match and said and (topics := topics_of(match[1], whole=True)):
                yield Label(topics, said, block.line + offset, block, part)


def _list_labels(part: Part) -> Iterator[Label]:
    """Lines that name a topic and lead to a list: by a colon, or as the item above it."""
    for number, follower in enumerate(part.blocks[1:], start=1):
        block = part.blocks[number - 1]
        last = block.text.rstrip().rpartition("\n")[2]
        if follower.kind != "item" or len(last) > 60 or not (last.endswith((":", "：")) or _is_above(block, follower)):
            continue
        if topics := topics_of(last.rstrip(":： "), whole=True):
            text = "\n".join(item.text for item in part.blocks[number : number + _LISTED] if item.kind == "item")
            yield Label(topics, text, follower.line, follower, part)


def _is_above(block: Block, follower: Block) -> bool:
    return block.kind == "item" and block.level < follower.level
