"""Quantified results: in sentences, headings, tables, badges, and in what a program printed."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote

from portfolio_audit.facts.readme import commands as cmd
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.patterns import any_of, any_word
from portfolio_audit.facts.readme.reading import LIKELY, SURE, Found, Reading, is_step, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.facts.readme.words import fillers

_ALONE = r"(?<![a-zA-Z0-9_.,/-])"  # not inside of a word, a version or a path; scripts without spaces may touch
_PERCENT = re.compile(
    r"(?<![a-zA-Z0-9_.])\d{1,3}(?:[.,]\d{1,6})?\s?"
    rf"(?:%|٪|％|{any_of('percent')})"
    r"|(?<!\d)%\s?\d{1,3}(?:[.,]\d{1,6})?(?![\w.,]*[%\d])",
    re.IGNORECASE,
)
_FRACTION = re.compile(r"(?<![a-zA-Z0-9_.,/])-?(?:[01]?\.\d{2,18}|0?,\d{2,18}|1,\d{2}(?!\d))(?![\w.]\d)")
_MEASURED = re.compile(_ALONE + r"\d{1,6}(?:\.\d{1,4}|,\d{1,2})(?![\w.]*\d)")  # an error in the target's unit
_DECIMAL = re.compile(r"\d[.,]\d")
_AMOUNT = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d.])|[$€£₹]\s?\d|\b\d{1,3}(?:\.\d+)?x\b|\b\d{1,6}\.\d{1,4}\b(?![.\w])"
)
_SCORED = re.compile(r"\b(?:RMSE|MAE|MSE|MAPE|RMSLE|R2|AUC|F1|mAP)\b[^.\n\d]{0,20}(?<![a-zA-Z])\d")
_TIMED = re.compile(r"(?<![\w.])\d{1,6}(?:[.,]\d{1,3})?\s?(?:ms|fps|FPS|x|×|倍|배)(?![a-zA-Z0-9])")
_FROM_TO = re.compile(rf"{any_word('from')}\s?\d[^.\n]{{0,40}}?{any_word('to')}\s?\D{{0,6}}\d")
# A scale, as in "0–10 %: good", tells how to read a metric.
_SCALE = re.compile(
    r"\W{0,3}(?:\d[\d.,%]{0,6}\s?[-–—]\s?\d[\d.,%]{0,6}|[01](?:\.0)?|(?:above|below|over|under) \d[\d.,]{0,6}\s?%?)"
    r"\s?[:：=]",
    re.IGNORECASE,
)
_WANTED = re.compile(r"(?:≥|>=|>|≤|<=|<)\s?\d")
_SURE = r"\b9[059](?:[.,]\d)?\s?%"
_TRUST = any_of("confidence")
_INTERVAL = re.compile(
    rf"{_SURE}(?=\W{{0,3}}(?:\w+ ){{0,2}}{_TRUST})|{_TRUST}\w{{0,12}} (?:\w{{1,3}} )?{_SURE}", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAMES = re.compile(r"\b[Tt][Oo][Pp][ -]?\d+|https?://\S+")
_BLANK = re.compile(r"\d[.,]?[xX_]{2,}|\b[xX]{2,}\b")
_ESCAPED = re.compile(r"\\(?=%)")
_PROGRAM = re.compile(r"[(){}\[\];]|=\s*['\"]|^\s*(?:#|//|--|import |from |def )")
_BADGE = re.compile(r"/badge/([^?#]{3,120}?)(?:\.svg)?(?:[?#]|$)")
_PRINTED = {"", "text", "txt", "plaintext", "output", "console", "log", "bash", "sh", "shell", "python", "markdown"}
_NO_RESULT = {"roadmap", "data", "usage", "problem"}
_NO_SOURCE = {"roadmap", "data", "problem", "references", "license"}
_NOT_PRINTED = {"structure", "roadmap", "data", "installation", "usage", "testing"}
_NO_FIGURES = {"roadmap", "data", "structure", "installation", "usage", "tech_stack", "contact"}
_LINES, _LINE = 400, 300
_ROWS, _COLUMNS = 200, 20
_FULL, _SHORT = 5, 25
_GAP = 4
_NAMED = {"metric", "term:metric", "score"}


def metrics(reading: Reading) -> Iterator[Found]:
    """At least one quantified result."""
    for rule in _RULES:
        yield from rule(reading)


def _tables(reading: Reading) -> Iterator[Found]:
    """Tables whose header or first column names a metric."""
    for part in reading.document.parts:
        for block in part.blocks:
            number = _metric_row(block, reading) if block.kind == "table" else 0
            if number:
                yield Found(block.line_at(number), " | ".join(block.rows[number]), SURE, part)


def _columns_of_figures(reading: Reading) -> Iterator[Found]:
    """Tables with a column of measured figures, where neither settings nor data are listed."""
    for part in reading.document.parts:
        if part.is_foreign or not _NO_FIGURES.isdisjoint(part.topics):
            continue
        for block in part.blocks:
            if block.kind == "table" and (row := _first_measured(block, counts="results" in part.topics)):
                yield Found(block.line_at(1), " | ".join(row), LIKELY, part)


def _first_measured(block: Block, *, counts: bool) -> tuple[str, ...]:
    """The first row of a table that has a column of measured figures, or with `counts` two columns of any figures."""
    rows = block.rows[1:_ROWS]
    width = min(len(block.rows[0]), _COLUMNS) if rows else 0
    columns = [[row[column] for row in rows if column < len(row)] for column in range(1, width)]
    measured = any(_mostly(_is_measured, cells) for cells in columns)
    counted = counts and sum(_mostly(_is_figure, cells) for cells in columns) > 1
    return rows[0] if measured or counted else ()


def _mostly(test: Callable[[str], bool], cells: list[str]) -> bool:
    return sum(map(test, cells)) * 2 > len(cells)


def _printed(reading: Reading) -> Iterator[Found]:
    """What a program printed: a report of scores, the log of a training."""
    for part in reading.document.parts:
        if part.is_foreign or not _NOT_PRINTED.isdisjoint(part.own):
            continue
        placed = "results" in part.topics
        for block in part.blocks:
            if block.kind == "code" and block.language in _PRINTED:
                for offset, line in enumerate(block.text.split("\n")[:_LINES]):
                    if _is_score(line[:_LINE], reading, placed=placed):
                        yield Found(block.line + offset, line.strip()[:200], SURE, part)


def _is_score(line: str, reading: Reading, *, placed: bool) -> bool:
    if not (_FRACTION.search(line) or _PERCENT.search(line)) or _PROGRAM.search(line) or cmd.role_of(line):
        return False
    return placed or not {"term:metric", "score"}.isdisjoint(reading.document.cues(line))


def _titles(reading: Reading) -> Iterator[Found]:
    for title in reading.document.titles:
        if not title.dead and title.has("term:metric", "score", "metric") and _quantified(title, reading):
            yield Found(title.line, title.text, LIKELY, title.part)


def _badges(reading: Reading) -> Iterator[Found]:
    for image in reading.images:
        match = _BADGE.search(image.url)
        said = unquote(match[1]).replace("_", " ").replace("--", " ").replace("-", " ") if match else ""
        if said and "term:metric" in reading.document.cues(said) and (_PERCENT.search(said) or _FRACTION.search(said)):
            yield Found(image.line, said, LIKELY, reading.part_at(image.line))


def _sentences(reading: Reading) -> Iterator[Found]:
    for sentence in reading.document.sentences:
        if not sentence.dead and _quantified(sentence, reading):
            certainty = SURE if sentence.has("result") or "results" in sentence.part.topics else LIKELY
            yield Found(sentence.line, sentence.text, certainty, sentence.part)


_RULES: tuple[Callable[[Reading], Iterator[Found]], ...] = (
    _tables,
    _columns_of_figures,
    _printed,
    _titles,
    _badges,
    _sentences,
)


def _quantified(sentence: Sentence, reading: Reading) -> bool:
    if _is_open(sentence, reading):
        return False
    text = _NAMES.sub("", _INTERVAL.sub("", _ESCAPED.sub("", sentence.text)))
    score = sentence.has("term:metric", "score")
    exact = bool(_PERCENT.search(text) or _FRACTION.search(text) or _TIMED.search(text))
    if score and exact:
        return _NO_SOURCE.isdisjoint(sentence.part.own)
    return not _is_misplaced(sentence) and _tells_figure(sentence, text, reading, exact=exact)


def _tells_figure(sentence: Sentence, text: str, reading: Reading, *, exact: bool) -> bool:
    """Whether a sentence that may be a result holds a figure that is one."""
    score = sentence.has("term:metric", "score")
    placed = "results" in sentence.part.topics
    stated = placed or sentence.has("result", "reached")
    if score and _MEASURED.search(text) and (stated or weigh(text) <= _SHORT):
        return True
    if stated and (score or sentence.has("metric")) and (exact or _is_valued(sentence, reading)):
        return True
    if stated and (_SCORED.search(text) or _FROM_TO.search(text)):
        return True
    told = exact or bool(_AMOUNT.search(text) or _MEASURED.search(text))
    if sentence.has("found") and told and not sentence.has("dataset"):
        return True
    if not placed or weigh(text) < 3:
        return False
    return exact or (bool(_AMOUNT.search(text)) and not sentence.has("dataset") and weigh(text) >= _FULL)


def _is_misplaced(sentence: Sentence) -> bool:
    """Whether a sentence stands where steps are told, plans or data: there only a score is a result."""
    return is_step(sentence) or not _NO_RESULT.isdisjoint(sentence.part.own)


def _is_valued(sentence: Sentence, reading: Reading) -> bool:
    """Whether a number follows the name of a metric, with no more than little words between."""
    ends = [hit.end for hit in reading.document.hits(sentence) if hit.key in _NAMED]
    return any(_leads_to_number(sentence.words[end : end + _GAP]) for end in ends)


def _leads_to_number(words: list[str]) -> bool:
    for word in words:
        if word.isdigit():
            return not _YEAR.fullmatch(word)
        if word not in fillers():
            return False
    return False


def _is_open(sentence: Sentence, reading: Reading) -> bool:
    """Whether a sentence wants, supposes or announces something, or stands where no results do."""
    return (
        sentence.has("later")
        or bool(_SCALE.match(sentence.text))
        or (is_wished(sentence) and not sentence.has("reached"))
        or sentence.text.endswith((":", "："))
        or bool(_BLANK.search(sentence.text))
        or sentence.has("others")
        or cmd.role_of(sentence.text) is not None
        or reading.document.sets_task(sentence)
    )


def is_wished(sentence: Sentence) -> bool:
    """Whether a sentence says what is wanted or required."""
    return sentence.has("target", "aim") or bool(_WANTED.search(sentence.text))


def _metric_row(block: Block, reading: Reading) -> int:
    """The place of a row of figures in a table whose header or first column speaks of metrics; 0 without one."""
    for number, row in enumerate(block.rows[1:_ROWS], start=1):
        figures = [cell for cell in row if _is_figure(cell)]
        head = " ".join(block.rows[0]) + " " + row[0] if row else ""
        if figures and not {"term:metric", "score"}.isdisjoint(reading.document.cues(head)):
            return number
    return 0


def _measured(cell: str) -> bool:
    return bool(_PERCENT.search(cell) or _FRACTION.search(cell) or _DECIMAL.search(cell))


def _is_measured(cell: str) -> bool:
    return _is_figure(cell) and (_measured(cell) or bool(_AMOUNT.search(cell)))


def _is_figure(cell: str) -> bool:
    text = cell.strip().strip("*~≈<>±+ ")
    return len(text) <= 24 and bool(re.match(r"[-$€£R]{0,3}\s?\d", text)) and not _BLANK.search(text)
