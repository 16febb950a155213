"""Vocabularies out of the language files, compiled so that a text is read once, whatever is looked for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct, field

from portfolio_audit.knowledge import load, names

_UNSPACED = "\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
# Scripts that join words are runs of their own, so that a Latin name inside of them stands free.
_TOKEN = re.compile(rf"[{_UNSPACED}]+|[a-zA-Z][+#]{{1,2}}(?!\w)|[^\W{_UNSPACED}]+")
_MARKS = re.compile("[\u0300-\u036f\u093c]")
_OTHER_SCRIPT = re.compile(f"[{_UNSPACED}]")
_PATTERN = re.compile(r"(?:[a-zA-Z][+#]{1,2}(?!\w)|\w+)\*?")
_STEM = 3
_MEMORY = 50_000


def fold(text: str) -> str:
    """The text without case, accents on Latin and Cyrillic letters and the dots below Hindi ones, which many omit."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", split))


def split(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    return _TOKEN.findall(folded)


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return _TOKEN.findall(fold(text))


class Hit(Struct, frozen=True):
    """A phrase found: its key, its first token and the one after its last."""

    key: str
    start: int
    end: int


_Phrase = tuple[int, tuple[str, ...], str]
"""Place in the order in which phrases were added, words, key."""


class _Tails(Struct):
    """Phrases that begin alike, by their second word."""

    exact: dict[str, list[_Phrase]] = field(default_factory=dict)
    stems: dict[str, list[_Phrase]] = field(default_factory=dict)
    short: list[_Phrase] = field(default_factory=list)

    def add(self, phrase: _Phrase) -> None:
        second = phrase[1][1]
        stem = second.removesuffix("*")
        if stem == second:
            self.exact.setdefault(second, []).append(phrase)
        elif len(stem) >= _STEM:
            self.stems.setdefault(stem[:_STEM], []).append(phrase)
        else:
            self.short.append(phrase)

    def found(self, words: list[str], start: int) -> list[_Phrase]:
        """The phrases that stand there."""
        if start + 1 >= len(words):
            return []
        second = words[start + 1]
        exact, stems = self.exact.get(second), self.stems.get(second[:_STEM])
        if not (exact or stems or self.short):
            return []
        return sorted(p for p in (*(exact or ()), *(stems or ()), *self.short) if _stands(p[1], words, start))


def _stands(parts: tuple[str, ...], words: list[str], start: int) -> bool:
    end = start + len(parts)
    return end <= len(words) and all(map(_fits, parts, words[start:end]))


class Vocabulary(Struct):
    """Phrases by key. Languages that write without spaces are searched as text, all others by words."""

    words: dict[str, set[str]] = field(default_factory=dict)
    stems: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    phrases: dict[str, _Tails] = field(default_factory=dict)
    stem_phrases: dict[str, _Tails] = field(default_factory=dict)
    pieces: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    memory: dict[str, tuple[tuple[str, ...], tuple[_Tails, ...]]] = field(default_factory=dict)
    count: int = 0

    def add(self, key: str, phrases: Iterable[str]) -> None:
        """Add the phrases of a key."""
        for phrase in phrases:
            folded = fold(phrase).strip()
            if _OTHER_SCRIPT.search(folded):
                self.pieces.setdefault(folded[:2], []).append((folded, key))
                continue
            parts = tuple(_PATTERN.findall(folded))
            first, wild = parts[0].removesuffix("*"), parts[0].endswith("*")
            if len(parts) > 1:
                table = self.stem_phrases if wild else self.phrases
                self.count += 1
                table.setdefault(first[:_STEM] if wild else first, _Tails()).add((self.count, parts, key))
            elif wild:
                self.stems.setdefault(first[:_STEM], []).append((first, key))
            else:
                self.words.setdefault(first, set()).add(key)

    def of_word(self, word: str) -> tuple[str, ...]:
        """Keys that a single word stands for."""
        return (self.memory.get(word) or self._learn(word))[0]

    def _learn(self, word: str) -> tuple[tuple[str, ...], tuple[_Tails, ...]]:
        """What a word stands for, and the phrases that it may begin."""
        first = word[:_STEM]
        own, stems = self.words.get(word, ()), self.stems.get(first, ())
        keys = tuple(sorted({*own, *(key for stem, key in stems if word.startswith(stem))})) if own or stems else ()
        begun = (self.phrases.get(word), self.stem_phrases.get(first))
        known = (keys, tuple(tails for tails in begun if tails))
        if len(self.memory) < _MEMORY:
            self.memory[word] = known
        return known

    def hits(self, words: list[str]) -> Iterator[Hit]:
        """Every phrase found among the words."""
        for start, word in enumerate(words):
            keys, begun = self.memory.get(word) or self._learn(word)
            for key in keys:
                yield Hit(key, start, start + 1)
            for tails in begun:
                for _, parts, key in tails.found(words, start):
                    yield Hit(key, start, start + len(parts))

    def inside(self, text: str) -> Iterator[tuple[str, str]]:
        """Phrases with their keys in a folded text of a language without spaces."""
        if text.isascii() or not _OTHER_SCRIPT.search(text):
            return
        for start in range(len(text)):
            for first in (text[start : start + 2], text[start]):
                for piece, key in self.pieces.get(first, ()):
                    if text.startswith(piece, start):
                        yield piece, key

    def longest_inside(self, text: str) -> set[str]:
        """Keys as `inside`, without phrases that are part of a longer one found."""
        found = set(self.inside(text))
        return {key for piece, key in found if not any(piece != other and piece in other for other, _ in found)}

    def keys(self, text: str) -> frozenset[str]:
        """Keys of all phrases found in the text."""
        folded = fold(text)
        return self.keys_of(_TOKEN.findall(folded), folded)

    def keys_of(self, words: list[str], folded: str) -> frozenset[str]:
        """The same for a text that was folded and split already."""
        found: set[str] = set()
        for start, word in enumerate(words):
            keys, begun = self.memory.get(word) or self._learn(word)
            found.update(keys)
            for tails in begun:
                found.update([key for _, _, key in tails.found(words, start)])
        return frozenset(found.union(key for _, key in self.inside(folded)))

    def longest(self, words: list[str]) -> list[Hit]:
        """The phrases that remain when a longer one takes its words from the shorter ones."""
        taken: dict[int, Hit] = {}
        kept: list[Hit] = []
        for hit in sorted(self.hits(words), key=lambda hit: hit.start - hit.end):
            owners = {id(taken[index]): taken[index] for index in range(hit.start, hit.end) if index in taken}
            if all((owner.start, owner.end) == (hit.start, hit.end) for owner in owners.values()):
                kept.append(hit)
                taken.update(dict.fromkeys(range(hit.start, hit.end), hit))
        return kept


def _fits(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


@cache
def fillers() -> frozenset[str]:
    """Words that say nothing about what a heading promises."""
    stops = (word for name in names("languages") for word in load(name)["stop_words"])
    terms = {term for group in load("readme")["terms"].values() for term in group}
    return frozenset(map(fold, [*stops, *load("readme")["patterns"]["heading_fillers"]])) - terms


@cache
def headings() -> Vocabulary:
    """Heading words of all languages."""
    found = Vocabulary()
    for name in names("languages"):
        for key, phrases in load(name)["headings"].items():
            found.add(key, phrases)
    return found


@cache
def cues(language: str | None) -> Vocabulary:
    """Cue words of English and of one other language, and the terms that all languages share."""
    found = Vocabulary()
    for name in names("languages"):
        words = load(name)
        if words["code"] in ("en", language):
            for key, phrases in words["cues"].items():
                found.add(key, phrases)
            found.add("placeholder", words["placeholders"]["phrases"])
            found.add("opening", words["placeholders"].get("openings", []))
    for key, phrases in load("readme")["terms"].items():
        found.add(f"term:{key}", phrases)
    return found
