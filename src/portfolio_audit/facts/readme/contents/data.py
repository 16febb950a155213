"""Where the data comes from and what it contains."""

import re
from collections.abc import Iterator
from functools import cache

from portfolio_audit.facts.readme.commands import role_of
from portfolio_audit.facts.readme.parts import Label, Part
from portfolio_audit.facts.readme.patterns import pieces
from portfolio_audit.facts.readme.reading import LIKELY, SURE, UNSURE, Found, Reading, is_step, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.knowledge import load

_AWAY = {"roadmap", "tech_stack", "license", "structure", "contact"}
_NO_LABEL = _AWAY | {"methodology", "results", "visuals"}
_MIN_WORDS = 5
_DATA_FILE = re.compile(
    r"(?<![\w-])(?!(?:sample_)?submission|predict|output|result)[\w-]{1,100}\.(?:csv|tsv|xlsx?|parquet|feather|arff|sav)\b",
    re.IGNORECASE,
)
# Little words, and those that say nothing about what a set contains.
_PLAIN = (
    r"(?:the|an?|of|to|and|for|in|with|from|on|by|this|that|these|our|my|your|its|whole|entire|full|own|large|small|new"
    r"|given|raw|above|below|original|processed|augmented|imbalanced|unbalanced|balanced|labell?ed|such|all|any|each"
    r"|other|some|sample|different|several|multiple|various|custom|cleaned|training|test|testing|validation|pre|same"
    r"|input|uploaded|provided)\b"
)
_ANY_DATA = (
    r"(?:the|for|to|and|provided|users?|input|mock|personal|your|own|new|this|raw|real|train|training|test|testing|big"
    r"|clean)\b"
)
_NAME = r"(?:the )?[\W_]?[A-Z\d]"
_NAMED_SET = (
    r"(?<=[a-z,] )[A-Z][\w'-]+(?: [A-Z0-9][\w'-]*){0,4} (?:[Dd]ata ?[Ss]ets?|[Cc]orpus)\b"
    r"|\b[Dd]ata ?[Ss]ets? (?:of|on|about|from|containing|related to|called|named) \w"
    rf"|\b(?:[Aa]n?|[Tt]he) (?!{_PLAIN})[\w'-]+ (?:[\w'-]+ ){{0,3}}(?!{_PLAIN})[\w'-]+ [Dd]ata ?[Ss]ets?\b"
    rf"|\b(?:on|using|from|of|in) (?:[Aa]n? |[Tt]he )?(?:[\w'/-]+ ){{0,3}}(?!{_PLAIN})[\w'/-]+ [Dd]ata ?[Ss]ets?\b"
    r"|\b\w{2,40}/[\w-]{0,40}(?:[Dd]ata[Ss]et|[Cc]orpus)\b"
)
_DATA_FROM = rf"\b[Dd]ata (?:(?:extract\w+|fetched|taken|obtained|pulled|is|comes|provided) )?(?:from|by) {_NAME}"
_DATA_USED = (
    r"\b(?:[Uu]sing|[Uu]ses|based on|trained on|(?:analysis|model) on) "
    rf"(?:(?!{_ANY_DATA})[\w'/-]+,? ){{1,4}}data\b"
    r"(?! (?:\w+ )?(?:struct|scien|engineer|process|clean|pipelin|analy|visual|manipul|stor))"
)
_GATHERED = rf"(?i:\b(?:scrap|crawl|collect|gather|obtain)\w{{0,5}}) [^.\n]{{0,80}}\bfrom {_NAME}"
_LEARNT = (
    r"\b(?:trained|train|tuned|tested|evaluated|using|based on)\b (?:on |with |using )?"
    r"(?:[\w'/-]+ ){1,4}(?:tweets|reviews|photos|articles|comments|recordings|records)\b"
)
_NAMED = re.compile("|".join((_NAMED_SET, _DATA_FROM, _DATA_USED, *pieces("data_of"), _GATHERED, _LEARNT)))
_WRITTEN = re.compile(r"\b(?:sav|export|writ|output|generat|stor|creat|produc)\w{0,5}\b", re.IGNORECASE)
_MANY = re.compile(r"(?<![a-zA-Z\d.,:])(?:\d{1,3}(?:[.,]\d{3})+|\d{5,12}|(?!19|20)\d{4})(?![\d.,]*\d)")  # no year
_NUMBER = re.compile(r"\d")
_NEAR = 2
_FAR = 10
_Spans = list[tuple[int, int]]


def data(reading: Reading) -> Iterator[Found]:
    """Where the data came from or what it contains."""
    yield from _sections(reading)
    yield from _linked(reading)
    if reading.document.is_profile:  # it tells of many projects, and of one's trade
        return
    yield from _labelled(reading)
    for sentence in reading.document.sentences:
        if certainty := _certainty(sentence, reading):
            yield Found(sentence.line, sentence.text, certainty, sentence.part)


def _sections(reading: Reading) -> Iterator[Found]:
    """Sections on data that say enough, or name a set that everybody knows."""
    for part in reading.about("data"):
        known = any(sentence.has("term:dataset") for sentence in reading.document.live(part))
        if (text := _first(reading, part)) and (known or reading.weight(part) > _MIN_WORDS):
            yield Found(text[0], text[1], SURE, part)


def _first(reading: Reading, part: Part) -> tuple[int, str] | None:
    live = reading.document.live(part)
    if live:
        return live[0].line, live[0].text
    return next(((block.line, block.text[:200]) for block in part.blocks if block.kind in ("code", "table")), None)


def _linked(reading: Reading) -> Iterator[Found]:
    for placed in reading.links:
        if placed.link.role == "data":
            yield Found(placed.link.line, placed.link.text or placed.link.url, LIKELY, placed.part)


def _labelled(reading: Reading) -> Iterator[Found]:
    for label in reading.document.labels:
        if "data" in label.topics and _says_what(label, reading):
            yield Found(label.line, label.text, LIKELY, label.part)


def _says_what(label: Label, reading: Reading) -> bool:
    """Whether something is said of data, and not what a folder is for or which tools work on it."""
    cues = reading.document.cues(label.text)
    if weigh(label.text) < 2 and "term:dataset" not in cues:
        return False
    if not _NO_LABEL & {*label.topics, *label.part.topics}:
        return True
    named = cues & {"dataset", "term:dataset"} and not {"structure", "methodology"} & set(label.part.topics)
    return bool(named or _NUMBER.search(label.text))


def _certainty(sentence: Sentence, reading: Reading) -> int:
    """How sure a sentence makes it that data is described; 0 when it does not."""
    if sentence.dead or _AWAY & set(sentence.part.topics):
        return UNSURE if _is_listed(sentence, reading) else 0
    if _has_address(sentence):
        return LIKELY
    if weigh(sentence.text) < _MIN_WORDS or role_of(sentence.text):
        return 0
    if not (_tells_origin(sentence, reading) or (not is_step(sentence) and _describes(sentence, reading))):
        return 0
    return LIKELY if sentence.has("term:dataset") else UNSURE


def _describes(sentence: Sentence, reading: Reading) -> bool:
    return (
        bool(_NAMED.search(sentence.text))
        or _names_file(sentence)
        or _names_stock(sentence, reading)
        or _tells_gathering(sentence, reading)
        or (bool(_MANY.search(sentence.text)) and _is_sized(sentence, reading, 3))
    )


def _is_listed(sentence: Sentence, reading: Reading) -> bool:
    """Whether a list of files says what is in one with data."""
    listed = not sentence.dead and {"structure"} == _AWAY & set(sentence.part.topics)
    told = sentence.has("dataset") or _is_sized(sentence, reading)
    return bool(listed and told and _DATA_FILE.search(sentence.text) and weigh(sentence.text) >= _MIN_WORDS)


def _has_address(sentence: Sentence) -> bool:
    return sentence.has("dataset") and "://" in sentence.text and weigh(sentence.text) >= _MIN_WORDS - 1


def _is_sized(sentence: Sentence, reading: Reading, digits: int = 2) -> bool:
    """Whether a number of so many digits or more stands beside a word for what data consists of."""
    if not sentence.has("data_shape") or not _NUMBER.search(sentence.text):
        return False
    hits = [hit for hit in reading.document.hits(sentence) if hit.key in ("data_shape", "dataset")]
    near = (word for hit in hits for word in sentence.words[max(0, hit.start - _NEAR) : hit.end + _NEAR])
    # Scripts without spaces have no words to count.
    return not hits or any(word[:digits].isdigit() and len(word) >= digits for word in near)


def _names_stock(sentence: Sentence, reading: Reading) -> bool:
    """Whether a well-known set is named in a sentence on work, and not only where one finds sets."""
    if not sentence.has("term:dataset") or not sentence.has("method", "work"):
        return False
    hits = (hit for hit in reading.document.hits(sentence) if hit.key == "term:dataset")
    return any(" ".join(sentence.words[hit.start : hit.end]) not in _places() for hit in hits)


@cache
def _places() -> frozenset[str]:
    """Where sets are found, and sets that are named for other reasons: a pretrained model, a flower."""
    return frozenset(load("readme")["patterns"]["unsure_sets"])


def _names_file(sentence: Sentence) -> bool:
    """Whether it names a file with data, unless as what comes out in the end."""
    match = _DATA_FILE.search(sentence.text)
    return bool(match and not _WRITTEN.search(sentence.text[: match.start()]))


def _tells_gathering(sentence: Sentence, reading: Reading) -> bool:
    """Whether something with a size was gathered, or data was."""
    if not sentence.has("gathered"):
        return False
    data = _spans(sentence, reading, "dataset", "data_word")
    return data is not None or (weigh(sentence.text) >= 8 and _is_sized(sentence, reading))


def _tells_origin(sentence: Sentence, reading: Reading) -> bool:
    data = _spans(sentence, reading, "dataset")
    if data is None or weigh(sentence.text) <= _MIN_WORDS:
        return False
    if _is_sized(sentence, reading):
        return True
    origins = _spans(sentence, reading, "data_origin")
    if not origins or not data:
        return origins is not None
    # "Data source" alone names no source, and far from the data another thing is meant.
    apart = (max(span[0], own[0]) - min(span[1], own[1]) for span in origins if not _inside(span, data) for own in data)
    return min(apart, default=_FAR) < _FAR


def _spans(sentence: Sentence, reading: Reading, *cues: str) -> _Spans | None:
    """Where phrases of the cues stand, unless within one that means something else; `None` when nowhere.

    Empty when they are there in a script without spaces.
    """
    if not sentence.has(*cues):
        return None
    hits = reading.document.hits(sentence)
    other = [(hit.start, hit.end) for hit in hits if hit.key == "other_sense"]
    found = [(hit.start, hit.end) for hit in hits if hit.key in cues]
    kept = [span for span in found if not _inside(span, other)]
    return kept if kept or not found else None


def _inside(span: tuple[int, int], others: _Spans) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)
