"""What a reviewer looks for within the contents: how data was prepared, what was compared, what that means.

A word is enough, in any language: to find too much accuses nobody.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from portfolio_audit.facts.readme import words
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.reading import Reading, is_step, weigh
from portfolio_audit.facts.readme.sentences import Sentence
from portfolio_audit.knowledge import load
from portfolio_audit.model.facts import ASPECTS, Content
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

MAX_EVIDENCE = 3
MAX_SENTENCES = 1_000
_CERTAINTY = 70
_MIN_WORDS = 5
_MAX_ROWS = 100
_FIGURE = re.compile(r"(?<![\w.])\d{1,6}(?:[.,]\d{1,6})?\s?%?")
_ASIDE = frozenset(("tech_stack", "structure", "usage", "installation", "contact", "license", "contributing", "data"))
_Place = tuple[int, str]


@cache
def _vocabulary() -> words.Vocabulary:
    found = words.Vocabulary()
    for key, phrases in load("aspects")["cues"].items():
        found.add(key, phrases)
    return found


@cache
def _no_models() -> words.Vocabulary:
    found = words.Vocabulary()
    found.add("none", load("aspects")["not_models"])
    return found


class Spoken:
    """The sentences with the keys of their words, read only as far as somebody asks."""

    def __init__(self, sentences: list[Sentence]) -> None:
        self._sentences = sentences
        self._keys: list[frozenset[str]] = []

    def __iter__(self) -> Iterator[tuple[Sentence, frozenset[str]]]:
        for number, sentence in enumerate(self._sentences):
            if number == len(self._keys):
                self._keys.append(_vocabulary().keys_of(sentence.words, words.fold(sentence.text)))
            yield sentence, self._keys[number]


_Spoken = Iterable[tuple[Sentence, frozenset[str]]]


def aspects(reading: Reading) -> tuple[Content, ...]:
    """One for each of `ASPECTS`, with the first places that show it."""
    spoken = Spoken(reading.document.sentences[:MAX_SENTENCES])
    return tuple(_content(name, _FINDERS[name](reading, spoken), reading.document.path) for name in ASPECTS)


def _content(name: str, places: Iterator[_Place], path: str) -> Content:
    found: dict[int, Evidence] = {}
    for line, text in places:
        found.setdefault(line, Evidence(path, line, shown(text)))
        if len(found) >= MAX_EVIDENCE:
            break
    return Content(name, bool(found), _CERTAINTY if found else 100, tuple(found.values()))


def _said(key: str, least: int = _MIN_WORDS) -> Callable[[Reading, _Spoken], Iterator[_Place]]:
    """Sentences with a word of that key, headings with something below them, and rows of tables."""

    def find(reading: Reading, spoken: _Spoken) -> Iterator[_Place]:
        for sentence, keys in spoken:
            if key in keys and not sentence.dead and not is_step(sentence) and weigh(sentence.text) >= least:
                yield sentence.line, sentence.text
        for part in reading.document.parts:
            if part.title and key in _vocabulary().keys(part.title) and reading.weight(part) >= _MIN_WORDS:
                yield part.line, part.title
            for block in part.blocks:
                if block.kind == "table" and key in _vocabulary().keys(block.text[:5_000]):
                    yield block.line, block.text.partition("\n")[0]

    return find


def _models(reading: Reading, spoken: _Spoken) -> Iterator[_Place]:
    for sentence, keys in spoken:
        if not sentence.dead and ("models" in keys or _named_in(sentence, reading)):
            yield sentence.line, sentence.text
    for part in reading.document.parts:
        if part.title and names_of(words.tokens(part.title), reading):
            yield part.line, part.title
        for block in part.blocks:
            if block.kind == "table" and names_of(words.tokens(block.text[:5_000]), reading):
                yield block.line, block.text.partition("\n")[0]


def names_of(tokens: list[str], reading: Reading) -> set[str]:
    """The models that a text names."""
    hits = (hit for hit in reading.document.vocabulary.hits(tokens) if hit.key == "term:model")
    named = {" ".join(tokens[hit.start : hit.end]) for hit in hits}
    return {name for name in named if "none" not in _no_models().keys_of(name.split(), name)}


def _named_in(sentence: Sentence, reading: Reading) -> set[str]:
    return names_of(sentence.words, reading) if sentence.has("term:model") else set()


def _comparison(reading: Reading, spoken: _Spoken) -> Iterator[_Place]:
    """Two models, or a model and a baseline, beside each other with figures or words of comparison."""
    for sentence, keys in spoken:
        if not sentence.dead and (_compares(sentence, keys, reading) or _has_baseline(sentence, keys, reading)):
            yield sentence.line, sentence.text
    for part in reading.document.parts:
        yield from _compared_in(part, reading)


def _compares(sentence: Sentence, keys: frozenset[str], reading: Reading) -> bool:
    if "chosen" in keys:
        return True
    if weigh(sentence.text) < _MIN_WORDS:
        return False
    about = "results" in sentence.part.topics or len(_named_in(sentence, reading)) > 1
    if "comparison" in keys and (about or not sentence.text.isascii()):
        return True
    measured = "beside" in keys and sentence.has("metric", "term:metric")
    return measured and len(_FIGURE.findall(sentence.text[:1_000])) > 1


def _has_baseline(sentence: Sentence, keys: frozenset[str], reading: Reading) -> bool:
    """Whether a baseline is named that something is set beside: by words, by a figure, or by another model."""
    if "baseline" not in keys:
        return False
    if not keys.isdisjoint(("beside", "comparison")) or _FIGURE.search(sentence.text[:1_000]):
        return True
    named = (_named_in(other, reading) for other in reading.document.sentences[:MAX_SENTENCES])
    return len(set().union(*named)) > 1


def _compared_in(part: Part, reading: Reading) -> Iterator[_Place]:
    if "baseline" in _vocabulary().keys(part.title) and any(_FIGURE.search(block.text[:500]) for block in part.blocks):
        yield part.line, part.title
    for block in part.blocks:
        if block.kind == "table" and _rows_of_models(block, reading):
            yield block.line, block.text.partition("\n")[0]
    told = [block for block in part.blocks if block.kind == "item"]
    named = [block for block in told if names_of(words.tokens(block.text[:500]), reading)]
    if len(named) > 1 and (
        any(_FIGURE.search(block.text[:500]) for block in named) or "comparison" in _vocabulary().keys(part.title)
    ):
        yield named[0].line, named[0].text


def _rows_of_models(block: Block, reading: Reading) -> bool:
    """Whether a table has figures, and two models or more name its rows or its columns."""
    rows = block.rows[:_MAX_ROWS]
    figured = [row for row in rows[1:] if any(_FIGURE.search(cell) for cell in row[1:])]
    if rows and rows[0] and len(figured) > 1 and "compared_rows" in _vocabulary().keys(rows[0][0][:100]):
        return True
    cells = [row[0] for row in rows if row] + list(rows[0] if rows else ())
    named = [cell for cell in cells if names_of(words.tokens(cell[:200]), reading) or "baseline" in cell.lower()]
    return len(set(named)) > 1 and bool(figured)


def _meaning(reading: Reading, spoken: _Spoken) -> Iterator[_Place]:
    """Sentences that say what follows, where the page does not speak of files, tools and commands."""
    kept = ((sentence, keys) for sentence, keys in spoken if not _ASIDE & set(sentence.part.topics))
    return _said("meaning", 7)(reading, kept)


def _host(_reading: Reading, spoken: _Spoken) -> Iterator[_Place]:
    """Sentences that name a host, in a part that speaks of deploying."""
    about: dict[int, bool] = {}
    named: dict[int, Sentence] = {}
    for sentence, keys in spoken:
        part = id(sentence.part)
        if sentence.dead or sentence.has("later", "gone"):
            continue
        about[part] = "deployed" in keys or about.get(part) or "deployed" in _vocabulary().keys(sentence.part.title)
        if "host" in keys:
            named.setdefault(part, sentence)
        if about[part] and (found := named.pop(part, None)):
            yield found.line, found.text


_FINDERS: dict[str, Callable[[Reading, _Spoken], Iterator[_Place]]] = {
    "preparation": _said("preparation", 2),
    "models": _models,
    "comparison": _comparison,
    "meaning": _meaning,
    "limits": _said("limits"),
    "host": _host,
}
