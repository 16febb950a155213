"""How the work was done."""

import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.commands import role_of
from portfolio_audit.facts.readme.document import Part, Sentence
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_step, weigh
from portfolio_audit.knowledge import load

_NO_METHOD = {"tech_stack", "roadmap", "references", "contact", "structure", "usage"}
_OTHER_STEPS = {"installation", "contributing", "roadmap"}
_MIN_METHODS = 3
_MIN_WORDS = 6
_MANY_WORKS = 9
_LINES = 60
_FILE_LINE = re.compile(r"[\w./\\-]+\.(?:ipynb|py|R|Rmd)\b")


def _approach(reading: Reading, part: Part) -> tuple[int, str] | None:
    """Where a section on the approach begins to tell it; commands and exercises tell nothing."""
    told = [s for s in reading.document.live(part) if role_of(s.text) is None and not reading.document.sets_task(s)]
    shown = [block for block in part.blocks if block.kind == "table" or block.images or _draws(block)]
    if sum(weigh(s.text) for s in told) + sum(weigh(block.text) for block in shown) < _MIN_WORDS:
        return None
    return min([(s.line, s.text) for s in told[:1]] + [(block.line, block.text[:200]) for block in shown[:1]])


def _draws(block: Block) -> bool:
    """Whether a code block holds a drawing or a formula, and no commands."""
    lines = [line for line in block.text.split("\n")[:_LINES] if line.strip()]
    return block.kind == "code" and bool(lines) and not any(role_of(line) for line in lines)


def methodology(reading: Reading) -> Iterator[Found]:
    """The approach: preparation, models, how it works inside."""
    for part in reading.about("methodology"):
        if not _OTHER_STEPS & set(part.own) and (text := _approach(reading, part)):
            yield Found(text[0], text[1], SURE, part)
    if reading.document.is_profile:
        return
    for part in reading.document.parts:
        if _NO_METHOD & set(part.topics):
            continue
        live = [s for s in reading.document.live(part) if not is_step(s)]
        for sentence in live:
            if _explains(sentence, reading):
                yield Found(sentence.line, sentence.text, LIKELY, part)
        # A list of steps says little on each line and much together.
        together = [_named(sentence, reading) for sentence in live]
        models, methods = (set().union(*names) for names in zip(*together, strict=True)) if together else (set(), set())
        if models and len(models) + len(methods) >= 2 * _MIN_METHODS - 1:
            yield Found(live[0].line, live[0].text, UNSURE, part)

    yield from _worked(reading)


def _worked(reading: Reading) -> Iterator[Found]:
    """A model that is named in a sentence, or so many methods that the work is told between the lines."""
    names: set[str] = set()
    first: Sentence | None = None
    for sentence in reading.document.sentences:
        if sentence.dead or weigh(sentence.text) < _MIN_WORDS - 1 or _no_method(sentence):
            continue
        models, methods = _named(sentence, reading)
        works = {name for key, name in _hits(sentence, reading) if key == "work"}
        if models - _rented() and not reading.document.is_profile and not _is_file_line(sentence):
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)
        names |= models | methods | works
        first = first or (sentence if methods or works else None)
    if first is not None and len(names) >= _MANY_WORKS:
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


def _named(sentence: Sentence, reading: Reading) -> tuple[set[str], set[str]]:
    """The models and the methods that a sentence names."""
    found = list(_hits(sentence, reading))
    models = {name for key, name in found if key == "term:model"}
    return models, {name for key, name in found if key == "method"} - models


def _explains(sentence: Sentence, reading: Reading) -> bool:
    """Whether one sentence says how the work was done."""
    if weigh(sentence.text) < _MIN_WORDS + 1 or not sentence.has("method"):
        return False
    models, methods = _named(sentence, reading)
    if not methods:  # found in a language that writes without spaces, where words cannot be counted
        return bool(models) or weigh(sentence.text) >= 2 * _MIN_WORDS
    return len(models) + len(methods) >= (_MIN_METHODS - 1 if models and sentence.has("self") else _MIN_METHODS)
