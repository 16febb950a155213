"""A README as sections with topics and sentences with cues, whatever it was written in."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from portfolio_audit.facts.readme import language, words
from portfolio_audit.facts.readme.blocks import Block

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')*]?\s+(?=\S)|(?<=[。！？；])|(?<=।)")
_BRACKETED = re.compile(r"\[[^\[\]\n]{3,80}\]|<[^<>\n/]{3,60}>|\{\{[^{}\n]{2,60}\}\}")
_PSEUDO_WORDS = 8
_LABEL = re.compile(r"\s*(?:\d{1,2}[.)]\s*)?([^:：\n]{1,60}?)\s*[:：](?!//)\s*(.*)", re.DOTALL)
_TEMPLATE_WORDS = 14
_PROMISE_WORDS = 9
_NO_TOPIC = frozenset({"ignored"})
_STOPS = (".", "!", "。", "…", ",", ";", "?")
_ASIDE = re.compile(r"\([^()]{0,80}\)")
_SHORT = 12
_MAX_LINES = 400
_LISTED = 8
_LOOSE = frozenset({"contact", "roadmap", "references", "license", "contributing", "testing", "demo", "demo_video"})
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Sentence:
    """One sentence of prose."""

    text: str
    line: int
    words: list[str]
    cues: frozenset[str]
    part: "Part"
    block: Block

    def has(self, *cues: str) -> bool:
        """Whether any of the cues is in it."""
        return not self.cues.isdisjoint(cues)

    @property
    def dead(self) -> bool:
        """Whether it only promises, or is left over from a template."""
        if is_template(self.text, self.words, self.cues):
            return True
        return len(self.words) <= _PROMISE_WORDS and "later" in self.cues and "roadmap" not in self.part.topics


@dataclass(slots=True)
class Part:
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
    found: set[str] = field(default_factory=set)
    """Contents that evidence was found for."""


@dataclass(frozen=True, slots=True)
class Label:
    """A line of the form `Author: somebody`."""

    topics: tuple[str, ...]
    text: str
    line: int
    block: Block
    part: Part


def is_template(text: str, tokens: list[str], cues: frozenset[str]) -> bool:
    """Whether a text stands where something is still to be written."""
    bracketed = bool(_BRACKETED.search(text))
    if "placeholder" in cues:
        return len(tokens) <= _TEMPLATE_WORDS or bracketed
    if "opening" in cues and any(hit.key == "opening" for hit in words.cues("en").hits(tokens[:4]) if hit.start == 0):
        return len(tokens) <= 2 * _TEMPLATE_WORDS
    return bracketed and len(words.tokens(_BRACKETED.sub("", text))) <= 6


def is_index(block: Block) -> bool:
    """Whether a line only leads to other places of the page, as a table of contents does."""
    if not block.links or not all(link.url.startswith("#") for link in block.links):
        return False
    return len(block.text.strip()) <= sum(len(link.text) for link in block.links) + 3 * len(block.links) + 4


class Document:
    """Blocks, parts and sentences of one README."""

    def __init__(self, path: str, blocks: list[Block], front: dict[str, str]) -> None:
        self.path = path
        self.blocks = blocks
        self.front = front
        self.prose = "\n".join(block.text for block in blocks if block.kind in ("paragraph", "item", "heading"))
        self.language = language.detect(self.prose)
        self.vocabulary = words.cues(self.language)
        flat = list(unfolded(blocks))
        tops = sum(block.kind == "heading" and block.level == 1 for block in flat)
        self.parts = list(_parts(flat, single_title=tops == 1))

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences of paragraphs and list items."""
        return [
            sentence
            for part in self.parts
            for block in part.blocks
            if block.kind in ("paragraph", "item") and not is_index(block)
            for sentence in self._split(block, part)
        ]

    @cached_property
    def labels(self) -> list[Label]:
        """All lines that name a topic, a colon, and something behind it."""
        return [label for part in self.parts for label in (*_labels(part), *_list_labels(part))]

    @cached_property
    def by_block(self) -> dict[int, list[Sentence]]:
        """The sentences of each block, by its identity."""
        found: dict[int, list[Sentence]] = {}
        for sentence in self.sentences:
            found.setdefault(id(sentence.block), []).append(sentence)
        return found

    def with_topic(self, *topics: str) -> Iterator[Part]:
        """The parts that are about one of the topics."""
        return (part for part in self.parts if not set(topics).isdisjoint(part.topics))

    def cues(self, text: str) -> frozenset[str]:
        """Cues in any text."""
        return self.vocabulary.keys(text)

    def live(self, part: Part) -> list[Sentence]:
        """The sentences of a part that say something."""
        return [s for block in part.blocks for s in self.by_block.get(id(block), ()) if not s.dead]

    def _split(self, block: Block, part: Part) -> Iterator[Sentence]:
        line, position = block.line, 0
        for piece in _sentences(block.text):
            if _LETTER.search(piece):
                tokens = words.tokens(piece)
                yield Sentence(piece.strip(), line, tokens, self.cues(piece), part, block)
            line += piece.count("\n")
            position += len(piece)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield text[start : match.end()]
        start = match.end()
    yield text[start:]


def topics_of(title: str, *, whole: bool = False) -> tuple[str, ...]:
    """Contents that the words of a heading promise; with `whole` only when they are all there is."""
    text = _ASIDE.sub(" ", title) or title
    tokens = words.tokens(text)
    vocabulary = words.headings()
    hits = vocabulary.longest(tokens)
    said = {index for index, token in enumerate(tokens) if token not in words.fillers() and not token.isdigit()}
    covered = {key: {i for hit in hits if hit.key == key for i in range(hit.start, hit.end)} for key in {h.key for h in hits}}
    found = [hit.key for hit in sorted(hits, key=lambda hit: hit.start) if _counts(hit, said, covered, _led(hit, tokens), whole)]
    if not (whole and len(title.strip()) > _SHORT):
        found += sorted(vocabulary.longest_inside(words.fold(text)))
    return tuple(dict.fromkeys(key for key in found if key not in _NO_TOPIC))


def _led(hit: words.Hit, tokens: list[str]) -> bool:
    """Whether the heading starts with the phrase and goes on with a little word."""
    return hit.start == 0 and (hit.end == len(tokens) or tokens[hit.end] in words.fillers())


def _counts(hit: words.Hit, said: set[int], covered: dict[str, set[int]], led: bool, whole: bool) -> bool:
    """Whether a phrase decides what the heading is about, or only occurs in it."""
    known = set().union(*covered.values())
    if whole:
        return said <= known
    if hit.key in _LOOSE and hit.end - hit.start == 1:
        return led or len(said & covered[hit.key]) * 2 > len(said) or (said <= known and len(said) == 2)
    share = len(said & known) / max(1, len(said))
    at_end = not said or hit.start <= min(said) or hit.end > max(said)
    return share >= 0.5 or hit.end - hit.start > 1 or (at_end and len(said) <= 5)


def unfolded(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, with headings that were written as bare lines made headings."""
    for block in blocks:
        if block.kind != "paragraph" or block.text.count("\n") > _MAX_LINES:
            yield block
        else:
            yield from _unfold(block)


def _unfold(block: Block) -> Iterator[Block]:
    lines = block.text.split("\n")
    start = 0
    for index, line in enumerate(lines):
        if level := _bare_heading(line, alone=len(lines) == 1):
            if index > start:
                yield _slice(block, lines, start, index)
            yield Block("heading", line.strip(), block.line + index, level, strong=block.strong)
            start = index + 1
    if start < len(lines) and (start == 0 or any(map(str.strip, lines[start:]))):
        yield _slice(block, lines, start, len(lines)) if start else block


def _slice(block: Block, lines: list[str], start: int, end: int) -> Block:
    text = "\n".join(lines[start:end])
    place = range(block.line + start, block.line + end)
    return replace(
        block, text=text, line=place.start, strong="" if start else block.strong,
        codes=tuple(code for code in block.codes if code in text),
        images=tuple(image for image in block.images if image.line in place),
        links=tuple(link for link in block.links if link.line in place),
    )  # fmt: skip


def _bare_heading(line: str, *, alone: bool) -> int:
    """7 for a line that names a topic and nothing else, 8 for another emoji headline, 0 for text."""
    text = line.strip()
    bare = text.rstrip(":： ")
    if not 2 < len(text) <= 60 or len(text.split()) > _PSEUDO_WORDS or bare.endswith(_STOPS) or "://" in text:
        return 0
    if text[0].islower() or text[0] in "-*>|(\"'`├└│":
        return 0
    if topics_of(bare, whole=True):
        return 7
    marked = unicodedata.category(text[0]) == "So" and " " in text
    if not marked or ":" in text:
        return 0
    return 7 if topics_of(bare) else 8 if alone else 0


def _parts(blocks: Iterable[Block], *, single_title: bool) -> Iterator[Part]:
    current = Part("", 0, 1)
    above: list[Part] = []
    titled = False
    for block in blocks:
        heading = _as_heading(block)
        if heading is None:
            current.blocks.append(block)
            continue
        yield current
        title, level = heading
        first, titled = not titled and level < 7, titled or level < 7
        # The only heading of the first level names the project, whatever its words also mean.
        own = () if first and level == 1 and single_title else topics_of(title, whole=first)
        while above and above[-1].level >= level:
            above.pop()
        inherited = next((part.topics for part in reversed(above) if part.own), ())
        current = Part(title, level, block.line, own, own or inherited, is_title=first)
        above.append(current)
        if block.images or block.links:
            current.blocks.append(block)
    yield current


def _as_heading(block: Block) -> tuple[str, int] | None:
    """Title and level of a heading, or of a line that serves as one."""
    text = block.text.strip()
    if block.kind == "heading":
        return text, block.level
    if block.kind != "paragraph" or "\n" in text or not text or len(text) > 80 or len(text.split()) > _PSEUDO_WORDS:
        return None
    bare = text.rstrip(":： ")
    if block.strong and block.strong.rstrip(":： ") == bare and not bare.endswith(_STOPS):
        return bare, 7
    return None


def _labels(part: Part) -> Iterator[Label]:
    for block in part.blocks:
        if block.kind not in ("paragraph", "item") or is_index(block):
            continue
        for offset, line in enumerate(block.text.split("\n")[:_MAX_LINES]):
            match = _LABEL.match(line[:2_000])
            if match and match[2].strip() and (topics := topics_of(match[1], whole=True)):
                yield Label(topics, match[2].strip(), block.line + offset, block, part)


def _list_labels(part: Part) -> Iterator[Label]:
    """Lines that name a topic, end with a colon, and lead to a list."""
    for block, follower in zip(part.blocks, part.blocks[1:], strict=False):
        last = block.text.rstrip().rpartition("\n")[2]
        if follower.kind != "item" or not last.endswith((":", "：")) or len(last) > 60:
            continue
        if topics := topics_of(last.rstrip(":： "), whole=True):
            start = part.blocks.index(follower)
            text = "\n".join(item.text for item in part.blocks[start : start + _LISTED] if item.kind == "item")
            yield Label(topics, text, follower.line, follower, part)
