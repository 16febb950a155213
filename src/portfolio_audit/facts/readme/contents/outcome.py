"""What came out of it, in words and in figures."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from portfolio_audit.facts.readme.contents.figures import is_wished, metrics
from portfolio_audit.facts.readme.headings import topics_of
from portfolio_audit.facts.readme.reading import LIKELY, UNSURE, Found, Reading, is_step, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.knowledge import load

_NOT_YET = {"roadmap", "structure", "usage", "installation"}
_SAID = 4
_SECTION = 12
_SENTENCE = 8
_LABEL = 60
_BLANK = re.compile(r"(?<!\w)_{2,}(?!\w)")
_FILE = re.compile(r"[\w-]\.(?:md|ipynb|pdf|png|html?|csv|txt|pbix|pptx?|docx|xlsx|py)(?![a-zA-Z0-9])")
_PLACE = re.compile(r"(?<![a-zA-Z0-9.])(?!(?:19|20)\d\d)\d")
_QUANTITY = re.compile(
    r"(?<![\w.])\d[\d.,]*\s?(?:%|°C|h|s|ms|min|km|m|kg|days?|hours?|minutes?|seconds?|times|x|of \d+)(?!\w)"
    r"|\b(?:twice|half|most|least|peaks?|highest|lowest|more|less|fewer|higher|lower)"
    r" (?:\w+ ){0,4}(?:as|than|on|in|of|at|sold|sells?)\b|\bsells? (?:most|least|best)\b"
)
"""How much or how many of something, or more than something else, as findings say it."""
_DIGIT = re.compile(r"(?<![a-zA-Z0-9_.])\d")


def results(reading: Reading) -> Iterator[Found]:
    """Findings, performance, conclusions, comparison of models."""
    for rule in _RULES:
        yield from rule(reading)


def _sections(reading: Reading) -> Iterator[Found]:
    """Sections on results that state some."""
    plans = (part for part in reading.document.parts if "roadmap" in part.own)
    planned = {below.line for part in plans for below in reading.document.under(part)}
    for part in reading.about("results"):
        live = [s for s in reading.document.live(part) if weigh(s.text) >= _SAID]
        short = sum(weigh(s.text) for s in live) < _SECTION and not any(_tells(s) for s in live)
        if "evaluation" in part.topics or part.line in planned or short:
            continue
        if stated := [s for s in live if _states(s, reading)]:
            yield Found(stated[0].line, stated[0].text, LIKELY, part)


def _states(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence says what came out."""
    said = sentence.has("result", "outcome", "compared") or _tells(sentence)
    return said and not _is_open(sentence, reading)


def _tells(sentence: Sentence) -> bool:
    """Whether a sentence says what was found, or how much of it."""
    return sentence.has("found") or bool(_QUANTITY.search(sentence.text))


def _is_open(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence wants, asks, promises, leads elsewhere or sets a task."""
    return (
        sentence.has("later", "elsewhere", "aim", "goal", "folder")
        or (is_wished(sentence) and not sentence.has("reached"))
        or sentence.text.endswith((":", "：", "?", "？"))
        or bool(_BLANK.search(sentence.text) or _FILE.search(sentence.text))
        or is_step(sentence)
        or reading.document.sets_task(sentence)
    )


def _found(reading: Reading) -> Iterator[Found]:
    """Sentences anywhere that say what was found."""
    for sentence in _anywhere(reading):
        if sentence.has("found") and weigh(sentence.text) >= _SENTENCE:
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _compared(reading: Reading) -> Iterator[Found]:
    """Sentences anywhere that say which of the models was the best."""
    for sentence in _anywhere(reading):
        if sentence.has("outcome") and (_names_model(sentence, reading) or _DIGIT.search(sentence.text)):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _evaluated(reading: Reading) -> Iterator[Found]:
    """Sentences that say how it did, in a section that tells first of all how one measures."""
    for sentence in _anywhere(reading):
        if "evaluation" in sentence.part.topics and sentence.has("outcome") and weigh(sentence.text) >= _SENTENCE:
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _names_model(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence names a model, and not only a way of preparing or tuning one."""
    hits = (hit for hit in reading.document.hits(sentence) if hit.key == "term:model")
    return any(" ".join(sentence.words[hit.start : hit.end]) not in _tuning() for hit in hits)


@cache
def _tuning() -> frozenset[str]:
    return frozenset(load("readme")["patterns"]["tuning"])


def _labelled(reading: Reading) -> Iterator[Found]:
    """Findings behind a label, as in "Finding: …"."""
    for sentence in _anywhere(reading):
        label, colon, _ = sentence.text[:_LABEL].partition(":")
        topics = topics_of(label, whole=True) if colon and sentence.has("found", "compared") else ()
        if "results" in topics and "evaluation" not in topics:
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)


def _ranked(reading: Reading) -> Iterator[Found]:
    """The place that somebody took in a competition."""
    for sentence in (*_anywhere(reading), *(title for title in reading.document.titles if not title.dead)):
        if sentence.has("rank") and _PLACE.search(sentence.text) and not reading.document.is_profile:
            yield Found(sentence.line, sentence.text, UNSURE, sentence.part)


def _anywhere(reading: Reading) -> Iterator[Sentence]:
    for sentence in reading.document.sentences:
        away = "problem" in sentence.part.own or not _NOT_YET.isdisjoint(sentence.part.topics)
        if not (sentence.dead or away or sentence.has("advice", "general", "install") or _is_open(sentence, reading)):
            yield sentence


_RULES: tuple[Callable[[Reading], Iterator[Found]], ...] = (
    metrics,
    _sections,
    _found,
    _compared,
    _evaluated,
    _labelled,
    _ranked,
)
