"""What came out of it, in words and in figures."""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.document import Sentence
from portfolio_audit.facts.readme.reading import LIKELY, SURE, Found, Reading, is_step, weigh

_ALONE = r"(?<![a-zA-Z0-9_.,/-])"  # not inside of a word, a version or a path; scripts without spaces may touch
_PERCENT = re.compile(
    r"(?<![a-zA-Z0-9_.])\d{1,3}(?:[.,]\d{1,6})?\s?"
    r"(?:%|٪|％|percent|per cent|por ciento|por cento|pour cent|prozent|процент)"
    r"|(?<!\d)%\s?\d{1,3}(?:[.,]\d{1,6})?(?![\w.,]*[%\d])",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?<![a-zA-Z0-9_.,/])-?(?:[01]?\.\d{2,18}|0?,\d{2,18}|1,\d{2}(?!\d))(?![\w.]\d)")
_MEASURED = re.compile(_ALONE + r"\d{1,6}(?:\.\d{1,4}|,\d{1,2})(?![\w.]*\d)")  # an error in the target's unit
_AMOUNT = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d.])|[$€£₹]\s?\d|\b\d{1,3}(?:\.\d+)?x\b|\b\d{1,6}\.\d{1,4}\b(?![.\w])"
)
_SCORED = re.compile(r"\b(?:RMSE|MAE|MSE|MAPE|RMSLE|R2|AUC|F1)\b[^.\n\d]{0,20}(?<![a-zA-Z])\d")
_WANTED = re.compile(r"(?:≥|>=|>|≤|<=|<)\s?\d")
_INTERVAL = re.compile(
    r"\b9[059](?:[.,]\d)?\s?%(?=\W{0,3}(?:\w+ ){0,2}(?:confiden|ci\b|konfiden|confian|güven))"
    r"|(?<=confianza )9[059]\s?%|(?<=confiança )9[059]\s?%|(?<=confiance )9[059]\s?%",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\(?=%)")
_NOT_YET = {"roadmap", "problem", "structure"}
_FULL, _TOLD = 9, 20
_DIGIT = re.compile(r"(?<![a-zA-Z0-9_.])\d")


def metrics(reading: Reading) -> Iterator[Found]:
    """At least one quantified result."""
    for part in reading.document.parts:
        for block in part.blocks:
            if block.kind == "table" and (row := _metric_row(block, reading)):
                yield Found(block.line, row, SURE, part)
    for sentence in reading.document.sentences:
        if not sentence.dead and _quantified(sentence, reading):
            certainty = SURE if sentence.has("result") or "results" in sentence.part.topics else LIKELY
            yield Found(sentence.line, sentence.text, certainty, sentence.part)


def _quantified(sentence: Sentence, reading: Reading) -> bool:
    if (
        sentence.has("later", "target")
        or _WANTED.search(sentence.text)
        or sentence.text.endswith((":", "："))
        or is_step(sentence)
        or reading.document.sets_task(sentence)
        or {"roadmap", "data", "usage", "problem"} & set(sentence.part.own)
    ):
        return False
    text = _INTERVAL.sub("", _ESCAPED.sub("", sentence.text))
    if sentence.has("term:metric", "metric") and (_PERCENT.search(text) or _FRACTION.search(text)):
        return sentence.has("term:metric") or sentence.has("result") or "results" in sentence.part.topics
    if sentence.has("term:metric") and _MEASURED.search(text):
        return sentence.has("result") or "results" in sentence.part.topics or weigh(text) <= 25
    if _SCORED.search(text) and (sentence.has("result") or "results" in sentence.part.topics):
        return True
    if sentence.has("outcome", "found") and _PERCENT.search(text) and not sentence.has("dataset"):
        return True
    if "results" not in sentence.part.topics or weigh(text) < 3:
        return False
    if _PERCENT.search(text) or _FRACTION.search(text):
        return True
    return bool(_AMOUNT.search(text)) and not sentence.has("dataset") and weigh(text) >= 5


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


def _states(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence says what came out, and not what is wanted, elsewhere, or will be listed."""
    if (
        sentence.has("target", "later", "elsewhere")
        or _WANTED.search(sentence.text)
        or reading.document.sets_task(sentence)
    ):
        return False
    if sentence.text.endswith((":", "：")):
        return False
    return sentence.has("result", "outcome", "found") or bool(_DIGIT.search(sentence.text))


def _told(live: list[Sentence], reading: Reading) -> list[Sentence]:
    """What a section on results tells without figures: several full sentences that want nothing."""
    full = [s for s in live if weigh(s.text) >= _FULL and not s.has("target", "later", "elsewhere") and not is_step(s)]
    full = [s for s in full if not reading.document.sets_task(s)]
    return full if sum(weigh(s.text) for s in full) >= _TOLD else []


def results(reading: Reading) -> Iterator[Found]:
    """Findings, performance, conclusions, comparison of models."""
    for found in metrics(reading):
        yield Found(found.line, found.excerpt, found.certainty, found.part)
    for part in reading.about("results"):
        live = [s for s in reading.document.live(part) if weigh(s.text) >= 5]
        if "results" in part.topics and live and sum(weigh(s.text) for s in live) >= 12:
            stated = [s for s in live if _states(s, reading)]
            if "evaluation" in part.topics:  # it tells first of all how one measures
                stated = [s for s in stated if s.has("outcome", "found")]
            elif "results" in part.own:
                stated = stated or _told(live, reading)
            if stated:
                yield Found(stated[0].line, stated[0].text, LIKELY, part)
    for sentence in reading.document.sentences:
        if sentence.dead or is_step(sentence) or sentence.has("later") or _NOT_YET & set(sentence.part.topics):
            continue
        if (
            sentence.has("outcome")
            and weigh(sentence.text) >= 8
            and not reading.document.sets_task(sentence)
            and not sentence.has("elsewhere")
            and (sentence.has("term:model", "term:metric", "found") or _DIGIT.search(sentence.text))
        ):
            yield Found(sentence.line, sentence.text, LIKELY, sentence.part)
