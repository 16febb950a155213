"""A README as sections with topics and sentences with cues, whatever it was written in."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from portfolio_audit.facts.readme import generators, language, words
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.headings import as_heading, topics_of, unfolded

_ABBREVIATED = r"(?<!\bvs\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bno\.)(?<!\bDr\.)"
_SENTENCE_END = re.compile(rf"(?<=[.!?]){_ABBREVIATED}[\"')*]?\s+(?=\S)|(?<=[。！？；])|(?<=।)")
_TODO = re.compile(r"\b[Tt]odo\b(?!\s*:)|\bTODO(?=-\w)")
_BRACKETED = re.compile(r"\[[^\[\]\n]{3,80}\]|<[^<>\n/]{3,60}>|\{\{[^{}\n]{2,60}\}\}")
_LABEL = re.compile(r"\s*(?:\d{1,2}[.)]\s*)?([^:：\n]{1,60}?)\s*(?:[:：](?!//)|=(?!=))\s*(.*)", re.DOTALL)
MAX_BLOCKS = 4_000
MAX_SENTENCES = 2_500
_SENTENCE = 2_000
_TEMPLATE_WORDS = 14
_TEMPLATE_PARTS = 3
_PROMISE_WORDS = 9
_MAX_LINES = 400
_LISTED = 8
_OPENING = 40
_LABELLED = 80
_PLAIN_TITLES = {"overview", "problem", "structure"}
_NO_TITLES = frozenset({"methodology", "testing"})
_SENTENCE_STOPS = (".", "!", "。")
_SAID = 8
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Sentence:
    """One sentence of prose."""

    text: str
    line: int
    words: list[str]
    cues: frozenset[str]
    part: "Part"
    block: Block
    dead: bool = False
    """Whether it only promises, or is left over from a template or generator."""
    is_template: bool = False

    def has(self, *cues: str) -> bool:
        """Whether any of the cues is in it."""
        return not self.cues.isdisjoint(cues)


@dataclass(slots=True, eq=False)
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
    is_foreign: bool = False
    """Whether a framework's generator wrote it."""
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


def meant(text: str) -> str:
    """The text without "todo" where it is a word among others: "all" in Spanish, or a list of tasks.

    A note to oneself says TODO, or "todo:", or nothing else.
    """
    rest = _TODO.sub("", text)
    return rest if rest.strip(" .-*#|_`") else text


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
        flat = list(islice(unfolded(blocks), MAX_BLOCKS))
        tops = sum(block.kind == "heading" and block.level == 1 for block in flat)
        self.parts = list(_parts(flat, single_title=tops == 1))
        for place in generators.generated([(part.title, part.blocks) for part in self.parts]):
            self.parts[place].is_foreign = True
            self.parts[place].own = self.parts[place].topics = ()
        self._hits: dict[int, tuple[words.Hit, ...]] = {}

    @cached_property
    def sentences(self) -> list[Sentence]:
        """All sentences of paragraphs and list items."""
        found = (
            sentence
            for part in self.parts
            for block in part.blocks
            if block.kind in ("paragraph", "item") and not is_index(block)
            for sentence in self._split(block, part)
        )
        sentences = list(islice(found, MAX_SENTENCES))
        # "TODO" marks a gap beside what is there already; an instruction comes with a template's own examples.
        left = {id(sentence.part) for sentence in sentences if sentence.is_template and "todo" not in sentence.words}
        if len(left) >= _TEMPLATE_PARTS:
            for sentence in sentences:
                sentence.dead = sentence.dead or id(sentence.part) in left
        return sentences

    @cached_property
    def titles(self) -> list[Sentence]:
        """The headings as sentences of the parts that they open."""
        opened = (part for part in self.parts if part.level and not part.is_foreign)
        return [s for part in opened for s in self._split(Block("heading", part.title, part.line), part)]

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

    @cached_property
    def small_words(self) -> frozenset[str]:
        """The words that are written small somewhere, as names are not."""
        return frozenset(word for word in _WORD.findall(self.prose) if word.islower())

    @cached_property
    def is_profile(self) -> bool:
        """Whether somebody introduces himself."""
        greeting = sum(sentence.has("greeting") for sentence in self.sentences[:_OPENING])
        return greeting > 1 or any("greeting" in self.cues(part.title) for part in self.parts[:4])

    @cached_property
    def login_lines(self) -> frozenset[int]:
        """Lines that speak of a password or of an account to try."""
        told = (s for s in self.sentences if s.has("login"))
        return frozenset(line for s in told for line in range(s.line, s.line + s.text.count("\n") + 1))

    def hits(self, sentence: Sentence) -> tuple[words.Hit, ...]:
        """Every phrase of a sentence of this document, looked up once."""
        if (known := self._hits.get(id(sentence))) is None:
            known = self._hits[id(sentence)] = tuple(self.vocabulary.hits(sentence.words))
        return known

    def sets_task(self, sentence: Sentence) -> bool:
        """Whether a sentence begins, or goes on behind a label, by setting a task or by supposing something."""
        if not sentence.has("task"):
            return False
        label, colon, _ = sentence.text[:_LABELLED].partition(":")
        starts = {0, len(words.tokens(label)) if colon else 0}
        return any(hit.key == "task" and hit.start in starts for hit in self.hits(sentence))

    def with_topic(self, *topics: str) -> Iterator[Part]:
        """The parts that are about one of the topics."""
        return (part for part in self.parts if not set(topics).isdisjoint(part.topics))

    def under(self, part: Part) -> Iterator[Part]:
        """A part and those of the headings below its own."""
        yield part
        for below in self.parts[self.parts.index(part) + 1 :]:
            if below.level <= part.level:
                return
            yield below

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
                text = piece[:_SENTENCE].strip()
                folded = words.fold(meant(text))
                tokens = words.split(folded)
                cues = self.vocabulary.keys_of(tokens, folded)
                promise = len(tokens) <= _PROMISE_WORDS and "later" in cues and "roadmap" not in part.topics
                template = is_template(text, tokens, cues)
                dead = promise or template or part.is_foreign
                yield Sentence(text, line, tokens, cues, part, block, dead, template)
            line += piece.count("\n")
            position += len(piece)


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield text[start : match.end()]
        start = match.end()
    yield text[start:]


def _parts(blocks: Iterable[Block], *, single_title: bool) -> Iterator[Part]:
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


def _labels(part: Part) -> Iterator[Label]:
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
