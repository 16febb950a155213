"""One README with everything read out of it that finding its contents needs."""

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from portfolio_audit.facts.readme import commands as cmd
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.links import Placed
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.model.facts import Command, Image

# Vowel signs of Indic scripts are no word characters, so their words are runs of the script.
_WORD = re.compile("[^\\W_\u0900-\u0dff]{2,}|[\u0900-\u0dff]+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_FIGURE = re.compile(r"\W{0,4}\d+(?:[.,]\d+)*\W{0,3}(?!\w)")
_ROWS = 50
SURE, LIKELY, UNSURE = 95, 80, 60


class Found(Struct, frozen=True):
    """A place that shows a content, with how sure it makes it."""

    line: int
    excerpt: str
    certainty: int = LIKELY
    part: Part | None = None


class Reading(Struct):
    """The document and what was concluded from its pictures, links and commands."""

    document: Document
    images: tuple[Image, ...]
    links: list[Placed]
    commands: tuple[Command, ...]

    def part_at(self, line: int) -> Part:
        """The part that a line is in."""
        best = self.document.parts[0]
        for part in self.document.parts:
            if part.line > line:
                break
            best = part
        return best

    def about(self, *topics: str) -> Iterator[Part]:
        """Parts on one of the topics that hold more than a promise."""
        return (part for part in self.document.with_topic(*topics) if self.weight(part) > 0)

    def weight(self, part: Part) -> int:
        """How many words a part really says, code, tables and pictures included."""
        return sum(weigh(sentence.text) for sentence in self.document.live(part)) + sum(
            _matter(block, self.document) for block in part.blocks
        )


@lru_cache(maxsize=8_192)
def weigh(text: str) -> int:
    """Words of a text; two ideographs or kana count as one."""
    return len(_WORD.findall(_CJK.sub(" ", text))) + (len(_CJK.findall(text)) + 1) // 2


def _matter(block: Block, document: Document) -> int:
    if block.kind == "code":
        return sum(
            weigh(line)
            for line in block.text.split("\n")
            if not is_comment(line) and not _is_blank_form(line, document)
        )
    if block.kind == "table":
        return sum(weigh(cell) for row in block.rows[1:] for cell in row if not _is_blank_form(cell, document))
    return len(block.images)


def is_comment(line: str) -> bool:
    """Whether a line of code says nothing to a machine."""
    return line.strip().startswith(("#", "//", "<!--", "--", "REM "))


def _is_blank_form(text: str, document: Document) -> bool:
    return weigh(text) <= 6 and "placeholder" in document.cues(text)


def compares(block: Block) -> bool:
    """Whether a table compares by numbers: what it lists are models, even when called as tools or files are."""
    rows = block.rows[1:_ROWS]
    return sum(any(_FIGURE.match(cell) for cell in row[1:]) for row in rows) * 2 > len(rows)


def is_step(sentence: Sentence) -> bool:
    """Whether a sentence only tells what to type or click, or where it stands says so."""
    steps = {"installation", "usage", "testing", "contributing", "license", "contact", "structure", "references"}
    own = set(sentence.part.own)
    return (bool(own) and own <= steps) or cmd.role_of(sentence.text) is not None
