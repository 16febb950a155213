"""How the work was done."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.commands import role_of
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.reading import SURE, UNSURE, Found, Reading, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.facts.readme.words import fold
from portfolio_audit.knowledge import load

_NO_METHOD = {"tech_stack", "roadmap", "references", "contact", "structure", "usage"}
_OTHER_STEPS = {"installation", "contributing", "roadmap"}
_MIN_WORDS = 6
_MANY_WORKS = 8
_THIN, _DENSE = 60, 10  # words of a README on each word for work, beside the name of a method and without one
_LINES = 60
_ADDRESS = re.compile(r"https?://\S+")
_FILE_LINE = re.compile(r"[\w./\\-]+\.(?:ipynb|py|R|Rmd)\b")


def methodology(reading: Reading) -> Iterator[Found]:
    """The approach: preparation, models, how it works inside."""
    for rule in _RULES:
        yield from rule(reading)


def _sections(reading: Reading) -> Iterator[Found]:
    for part in reading.about("methodology"):
        if not _OTHER_STEPS & set(part.own) and (text := _approach(reading, part)):
            yield Found(text[0], text[1], SURE, part)


def _approach(reading: Reading, part: Part) -> tuple[int, str] | None:
    """Where a section on the approach begins to tell it; commands, exercises and pointers tell nothing."""
    told = [s for s in reading.document.live(part) if _tells(s, reading)]
    pictures = {picture.line for picture in reading.images if picture.role == "picture"}
    shown = [block for block in part.blocks if block.kind == "table" or block.images or _draws(block)]
    said = sum(weigh(s.text) for s in told) + sum(weigh(block.text) for block in shown)
    drawn = "methodology" in part.own and any(image.line in pictures for block in part.blocks for image in block.images)
    # A few words are enough when they name a method, and none are needed beside a picture of it.
    if said < _MIN_WORDS and not drawn and not any(s.has("term:model", "method") for s in told):
        return None
    return min([(s.line, s.text) for s in told[:1]] + [(block.line, block.text[:200]) for block in shown[:1]])


def _tells(sentence: Sentence, reading: Reading) -> bool:
    if role_of(sentence.text) is not None or reading.document.sets_task(sentence):
        return False
    return not sentence.has("elsewhere") and weigh(_ADDRESS.sub("", sentence.text)) > 0


def _draws(block: Block) -> bool:
    """Whether a code block holds a drawing or a formula, and no commands."""
    lines = [line for line in block.text.split("\n")[:_LINES] if line.strip()]
    return block.kind == "code" and bool(lines) and not any(role_of(line) for line in lines)


def _worked(reading: Reading) -> Iterator[Found]:
    """A model that is named in a sentence."""
    if reading.document.is_profile:
        return
    for sentence in _working(reading):
        if _named(sentence, reading)[0] - _rented() and not _is_file_line(sentence):
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)


def _titled(reading: Reading) -> Iterator[Found]:
    """Headings below the title that name a model, with something under them."""
    if reading.document.is_profile:
        return
    for part in reading.document.parts:
        if part.is_title or not part.title or _NO_METHOD & set(part.topics) or not reading.weight(part):
            continue
        if "term:model" in reading.document.cues(part.title):
            yield Found(part.line, part.title, UNSURE, part)


def _working(reading: Reading) -> Iterator[Sentence]:
    """Sentences in which work may be told."""
    for sentence in reading.document.sentences:
        if not sentence.dead and weigh(sentence.text) >= _MIN_WORDS - 1 and not _no_method(sentence):
            yield sentence


def _between(reading: Reading) -> Iterator[Found]:
    """So many methods that the work is told between the lines."""
    if reading.document.is_profile:
        return
    names: set[str] = set()
    known: set[str] = set()
    first: Sentence | None = None
    words = 0
    for sentence in _working(reading):
        models, methods = _named(sentence, reading)
        works = {name for key, name in _hits(sentence, reading) if key == "work"}
        known |= methods
        names |= models | methods | works
        first = first or (sentence if methods or works else None)
        words += weigh(sentence.text)
    if first is not None and len(names) >= max(_MANY_WORKS, words // (_THIN if known else _DENSE)):
        yield Found(first.line, first.text, UNSURE, first.part)


@cache
def _rented() -> frozenset[str]:
    """Models that one calls without having chosen or trained anything."""
    return frozenset(load("readme")["patterns"]["rented_models"])


def _is_file_line(sentence: Sentence) -> bool:
    """Whether a line says what a file is for."""
    return sentence.has("folder") and bool(_FILE_LINE.match(sentence.text))


def _no_method(sentence: Sentence) -> bool:
    told = {"installation", "usage", "testing", "license", "contributing"} & set(sentence.part.own)
    return bool(told or _NO_METHOD - {"usage"} & set(sentence.part.topics) or role_of(sentence.text))


def _hits(sentence: Sentence, reading: Reading) -> Iterator[tuple[str, str]]:
    """Keys and phrases of a sentence."""
    for hit in reading.document.hits(sentence):
        yield hit.key, " ".join(sentence.words[hit.start : hit.end])
    for phrase, key in reading.document.vocabulary.inside(fold(sentence.text)):
        yield key, phrase


def _named(sentence: Sentence, reading: Reading) -> tuple[set[str], set[str]]:
    """The models and the methods that a sentence names."""
    found = list(_hits(sentence, reading))
    models = {name for key, name in found if key == "term:model"}
    return models, {name for key, name in found if key == "method"} - models


_RULES: tuple[Callable[[Reading], Iterator[Found]], ...] = (_sections, _titled, _worked, _between)
