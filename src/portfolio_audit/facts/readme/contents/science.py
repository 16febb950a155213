"""Where the data comes from and how the work was done."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.document import Part, Sentence
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_step, weigh


_AWAY = {"roadmap", "tech_stack", "license", "structure", "results", "contact"}
_MIN_METHODS = 2
_NUMBER = re.compile(r"\d")


def data(reading: Reading) -> Iterator[Found]:
    """Where the data came from or what it contains."""
    for part in reading.about("data"):
        if "data" in part.topics and (text := _first(reading, part)) and reading.weight(part) >= 4:
            yield Found(text[0], text[1], SURE, part)
    for placed in reading.links:
        if placed.link.role == "data":
            yield Found(placed.link.line, placed.link.text or placed.link.url, LIKELY, placed.part)
    for label in reading.document.labels:
        if "data" in label.topics and weigh(label.text) >= 2:
            yield Found(label.line, label.text, LIKELY, label.part)
    for sentence in reading.document.sentences:
        if sentence.dead or is_step(sentence) or not sentence.has("dataset") or _AWAY & set(sentence.part.topics):
            continue
        sized = sentence.has("data_shape") and _NUMBER.search(sentence.text)
        if (sized or sentence.has("data_origin")) and weigh(sentence.text) >= 6:
            yield Found(sentence.line, sentence.text, LIKELY if sentence.has("term:dataset") else UNSURE, sentence.part)


def _first(reading: Reading, part: Part) -> tuple[int, str] | None:
    live = reading.document.live(part)
    if live:
        return live[0].line, live[0].text
    return next(((block.line, block.text[:200]) for block in part.blocks if block.kind in ("code", "table")), None)


def methodology(reading: Reading) -> Iterator[Found]:
    """The approach: preparation, models, how it works inside."""
    for part in reading.about("methodology"):
        if "methodology" in part.topics and (text := _first(reading, part)) and reading.weight(part) >= 6:
            yield Found(text[0], text[1], SURE, part)
    for sentence in reading.document.sentences:
        if sentence.dead or is_step(sentence) or {"tech_stack", "roadmap", "references", "contact", "structure", "usage"} & set(sentence.part.topics):
            continue
        if _explains(sentence, reading):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _explains(sentence: Sentence, reading: Reading) -> bool:
    if weigh(sentence.text) < 7 or not sentence.has("method"):
        return False
    hits = [hit for hit in reading.document.vocabulary.hits(sentence.words) if hit.key in ("term:model", "method")]
    models = {tuple(sentence.words[hit.start : hit.end]) for hit in hits if hit.key == "term:model"}
    methods = {tuple(sentence.words[hit.start : hit.end]) for hit in hits} - models
    unspaced = sentence.has("method") and not methods
    return len(models) + len(methods) >= _MIN_METHODS if not unspaced else sentence.has("term:model") or weigh(sentence.text) >= 12
