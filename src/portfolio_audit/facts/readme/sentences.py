"""Sentences of a README, and which of them say nothing: promises, and what a template asks for."""

import re
from collections.abc import Iterator

from msgspec import Struct

from portfolio_audit.facts.readme import words
from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.knowledge import load

_ABBREVIATED = r"(?<!\bvs\.)(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bno\.)(?<!\bDr\.)(?<!\bal\.)"
_SENTENCE_END = re.compile(rf"(?<=[.!?]){_ABBREVIATED}[\"')*]?\s+(?=\S)|(?<=[。！？；])|(?<=।)")
_TODO = re.compile(
    r"\b[Tt]odo\b(?!\s*:)|\bTODO(?=-\w)|(?<=\w )TODO\b(?= \w)|\bTODO(?= (?:"
    + "|".join(load("readme")["patterns"]["listed_todos"])
    + r")\b)",
    re.ASCII,
)
_BRACKETED = re.compile(r"\[(?!dot\])[^\[\]\n]{3,80}\]|<[^<>\n/]{3,60}>|\{\{[^{}\n]{2,60}\}\}")
_TEMPLATE_WORDS = 14
_STUFFED_WORDS, _STUFFED_SHARE = 60, 4
"""Words of a paragraph from which it is stuffed when not even every fourth is another one."""


class Sentence(Struct):
    """One sentence of prose."""

    text: str
    line: int
    words: list[str]
    cues: frozenset[str]
    part: Part
    block: Block
    dead: bool = False
    """Whether it only promises, or is left over from a template or generator."""
    is_template: bool = False

    def has(self, *cues: str) -> bool:
        """Whether any of the cues is in it."""
        return not self.cues.isdisjoint(cues)


def is_template(text: str, tokens: list[str], cues: frozenset[str]) -> bool:
    """Whether a text stands where something is still to be written."""
    bracketed = bool(_BRACKETED.search(text))
    if "placeholder" in cues:
        return len(tokens) <= _TEMPLATE_WORDS or bracketed
    if "opening" in cues and any(hit.key == "opening" for hit in words.cues("en").hits(tokens[:4]) if hit.start == 0):
        return len(tokens) <= 2 * _TEMPLATE_WORDS
    return bracketed and len(words.tokens(_BRACKETED.sub("", text))) <= 6


_KEYWORDS = re.compile(
    r"\W{0,6}(?:keywords?|tags?|palabras clave|palavras-chave|mots[- ]clés|schlagw[oö]rter)\W{0,4}:", re.IGNORECASE
)


def is_stuffed(text: str) -> bool:
    """Whether a text is for machines and not for readers: words over and over, or a list of keywords."""
    if _KEYWORDS.match(text):
        return True
    tokens = words.tokens(text) if len(text) >= _STUFFED_WORDS * 2 else []
    return len(tokens) >= _STUFFED_WORDS and len(set(tokens)) * _STUFFED_SHARE <= len(tokens)


def meant(text: str) -> str:
    """The text without "todo" where it is a word among others: "all" in Spanish, or a list of tasks.

    A note to oneself says TODO in front of what is to be done or behind a mark, or "todo:", or nothing else.
    """
    rest = _TODO.sub("", text)
    return rest if rest.strip(" .-*#|_`") else text


def pieces(text: str) -> Iterator[str]:
    """The sentences of a text, with the blanks between them."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield text[start : match.end()]
        start = match.end()
    yield text[start:]
