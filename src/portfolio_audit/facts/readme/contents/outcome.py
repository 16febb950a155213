"""What came out of it, in words and in figures."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.document import Sentence
from portfolio_audit.facts.readme.reading import LIKELY, SURE, Found, Reading, is_step, weigh

_PERCENT = re.compile(
    r"(?<![\w.])\d{1,3}(?:[.,]\d{1,6})?\s?(?:%|٪|％|percent|per cent|por ciento|por cento|pour cent|prozent|процент)",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?<![\w.,/])-?(?:[01]?\.\d{2,8}|0?,\d{2,8}|1,\d{2}(?!\d))(?![\w.]\d)")
_MEASURED = re.compile(r"(?<![\w.,/-])\d{1,6}(?:\.\d{1,4}|,\d{1,2})(?![\w.]*\d)")  # an error in the unit of the target
_WANTED = re.compile(r"(?:≥|>=|>|≤|<=)\s?\d")
_NOT_YET = {"roadmap", "problem", "structure"}
_DIGIT = re.compile(r"(?<![\w.])\d")


def metrics(reading: Reading) -> Iterator[Found]:
    """At least one quantified result."""
    for part in reading.document.parts:
        for block in part.blocks:
            if block.kind == "table" and (row := _metric_row(block, reading)):
                yield Found(block.line, row, SURE, part)
    for sentence in reading.document.sentences:
        if not sentence.dead and _quantified(sentence):
            certainty = SURE if sentence.has("result") or "results" in sentence.part.topics else LIKELY
            yield Found(sentence.line, sentence.text, certainty, sentence.part)


def _quantified(sentence: Sentence) -> bool:
    if (
        sentence.has("later", "target")
        or _WANTED.search(sentence.text)
        or sentence.text.endswith((":", "："))
        or is_step(sentence)
        or {"roadmap", "data", "usage"} & set(sentence.part.own)
    ):
        return False
    text = sentence.text
    if sentence.has("term:metric", "metric") and (_PERCENT.search(text) or _FRACTION.search(text)):
        return sentence.has("term:metric") or sentence.has("result") or "results" in sentence.part.topics
    if sentence.has("term:metric") and _MEASURED.search(text):
        return sentence.has("result") or "results" in sentence.part.topics or weigh(text) <= 25
    return (
        "results" in sentence.part.topics and bool(_PERCENT.search(text) or _FRACTION.search(text)) and weigh(text) >= 3
    )


def _metric_row(block: Block, reading: Reading) -> str:
    """A row of figures in a table whose header or first column speaks of metrics."""
    if len(block.rows) < 2:
        return ""
    for row in block.rows[1:200]:
        figures = [cell for cell in row if _is_figure(cell)]
        head = " ".join(block.rows[0]) + " " + row[0] if row else ""
        cues = reading.document.cues(head)
        if figures and ("term:metric" in cues or ("metric" in cues and any(_measured(cell) for cell in figures))):
            return " | ".join(row)
    return ""


def _measured(cell: str) -> bool:
    return bool(_PERCENT.search(cell) or _FRACTION.search(cell) or re.search(r"\d[.,]\d", cell))


def _is_figure(cell: str) -> bool:
    text = cell.strip().strip("*~≈<>±+ ")
    return len(text) <= 24 and bool(re.match(r"[-$€£R]{0,3}\s?\d", text))


def _states(sentence: Sentence) -> bool:
    """Whether a sentence says what came out, and not what is wanted or will be listed."""
    if sentence.has("target", "later") or _WANTED.search(sentence.text) or sentence.text.endswith((":", "：")):
        return False
    return sentence.has("result", "outcome", "found") or bool(_DIGIT.search(sentence.text))


def results(reading: Reading) -> Iterator[Found]:
    """Findings, performance, conclusions, comparison of models."""
    for found in metrics(reading):
        yield Found(found.line, found.excerpt, found.certainty, found.part)
    for part in reading.about("results"):
        live = [s for s in reading.document.live(part) if weigh(s.text) >= 5]
        if "results" in part.topics and live and sum(weigh(s.text) for s in live) >= 12:
            stated = [s for s in live if _states(s)]
            if stated:
                yield Found(stated[0].line, stated[0].text, LIKELY, part)
    for sentence in reading.document.sentences:
        if sentence.dead or is_step(sentence) or sentence.has("later") or _NOT_YET & set(sentence.part.topics):
            continue
        if (
            sentence.has("outcome")
            and weigh(sentence.text) >= 8
            and (sentence.has("term:model", "term:metric", "found") or _DIGIT.search(sentence.text))
        ):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
