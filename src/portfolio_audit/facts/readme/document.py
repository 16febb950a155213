"""A README as sections with topics and sentences with cues, whatever it was written in."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice

from portfolio_audit.facts.readme import generators, language, words
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.headings import unfolded
from portfolio_audit.facts.readme.parts import Label, Part, divided, is_index, labels
from portfolio_audit.facts.readme.sentences import Sentence, is_stuffed, is_template, meant, pieces

MAX_BLOCKS = 4_000
MAX_SENTENCES = 2_500
_SENTENCE = 2_000
_TEMPLATE_PARTS = 3
_PROMISE_WORDS = 9
_OPENING = 40
_LABELLED = 80
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


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
        self.parts = list(divided(flat, single_title=tops == 1))
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
        return [label for part in self.parts for label in labels(part)]

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
    def later_lines(self) -> dict[int, list[Sentence]]:
        """By line, the sentences there that speak of what is still to come."""
        found: dict[int, list[Sentence]] = {}
        for sentence in self.sentences:
            if sentence.has("later"):
                for line in range(sentence.line, sentence.line + sentence.text.count("\n") + 1):
                    found.setdefault(line, []).append(sentence)
        return found

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
        line, stuffed = block.line, is_stuffed(block.text)
        for piece in pieces(block.text):
            if _LETTER.search(piece):
                text = piece[:_SENTENCE].strip()
                folded = words.fold(meant(text))
                tokens = words.split(folded)
                cues = self.vocabulary.keys_of(tokens, folded)
                promise = len(tokens) <= _PROMISE_WORDS and "later" in cues and "roadmap" not in part.topics
                template = is_template(text, tokens, cues)
                dead = promise or template or stuffed or part.is_foreign
                yield Sentence(text, line, tokens, cues, part, block, dead, template)
            line += piece.count("\n")
