"""Vocabularies out of the language files, compiled so that a text is read once, whatever is looked for."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from portfolio_audit.knowledge import load, names

_UNSPACED = "\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
# Scripts that join words are runs of their own, so that a Latin name inside of them stands free.
_TOKEN = re.compile(rf"[{_UNSPACED}]+|[a-zA-Z][+#]{{1,2}}(?!\w)|[^\W{_UNSPACED}]+")
_MARKS = re.compile("[\u0300-\u036f]")
_OTHER_SCRIPT = re.compile(f"[{_UNSPACED}]")
_STEM = 3


def fold(text: str) -> str:
    """The text without case and without accents on Latin and Cyrillic letters."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFC", _MARKS.sub("", split))


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return _TOKEN.findall(fold(text))


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its key, its first token and the one after its last."""

    key: str
    start: int
    end: int


@dataclass(slots=True)
class Vocabulary:
    """Phrases by key. Languages that write without spaces are searched as text, all others by words."""

    exact: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    stems: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    pieces: dict[str, str] = field(default_factory=dict)

    def add(self, key: str, phrases: Iterable[str]) -> None:
        """Add the phrases of a key."""
        for phrase in phrases:
            folded = fold(phrase)
            if _OTHER_SCRIPT.search(folded):
                self.pieces[f"{key}\0{folded.strip()}"] = folded.strip()
                continue
            parts = tuple(re.findall(r"(?:\w[+#]{1,2}(?!\w)|\w+)\*?", folded))
            table, first = (self.stems, parts[0][:_STEM]) if parts[0].endswith("*") else (self.exact, parts[0])
            table.setdefault(first, []).append((parts, key))

    def hits(self, words: list[str]) -> Iterator[Hit]:
        """Every phrase found among the words."""
        for start, word in enumerate(words):
            for table, first in ((self.exact, word), (self.stems, word[:_STEM])):
                for parts, key in table.get(first, ()):
                    end = start + len(parts)
                    if end <= len(words) and all(map(_fits, parts, words[start:end])):
                        yield Hit(key, start, end)

    def inside(self, text: str) -> set[str]:
        """Keys of the phrases found in a text of a language without spaces; the text is folded already."""
        if text.isascii() or not _OTHER_SCRIPT.search(text):
            return set()
        return {key.partition("\0")[0] for key, piece in self.pieces.items() if piece in text}

    def longest_inside(self, text: str) -> set[str]:
        """As `inside`, without phrases that are part of a longer one found."""
        if text.isascii() or not _OTHER_SCRIPT.search(text):
            return set()
        found = [(piece, key.partition("\0")[0]) for key, piece in self.pieces.items() if piece in text]
        longer = {piece for piece, _ in found}
        return {key for piece, key in found if not any(piece != other and piece in other for other in longer)}

    def keys(self, text: str) -> frozenset[str]:
        """Keys of all phrases found in the text."""
        folded = fold(text)
        found = {hit.key for hit in self.hits(_TOKEN.findall(folded))}
        return frozenset(found | self.inside(folded))

    def longest(self, words: list[str]) -> list[Hit]:
        """The phrases that remain when a longer one takes its words from the shorter ones."""
        taken: set[int] = set()
        kept: list[Hit] = []
        for hit in sorted(self.hits(words), key=lambda hit: hit.start - hit.end):
            span = range(hit.start, hit.end)
            same = any(hit.start == other.start and hit.end == other.end for other in kept)
            if same or not taken.intersection(span):
                kept.append(hit)
                taken.update(span)
        return kept


@cache
def fillers() -> frozenset[str]:
    """Words that say nothing about what a heading promises."""
    stops = (word for name in names("languages") for word in load(name)["stop_words"])
    terms = {term for group in load("readme")["terms"].values() for term in group}
    return frozenset(map(fold, [*stops, *load("readme")["patterns"]["heading_fillers"]])) - terms


def _fits(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


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
