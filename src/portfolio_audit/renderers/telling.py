"""Which of our texts a sentence was made from: texts with gaps, matched in linear time whatever fills the gaps."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

_GAP = re.compile(r"\{(\d|n|words\d)\}")
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3}){0,6}|\d{1,20}")
_WORD = re.compile(r"\w+")
_WHOLE_WORD = re.compile(r"(?<![\w\0])\w+(?![\w\0])")


def gettext_noop(text: str) -> str:
    """The text itself, marked as one to translate."""
    return text


GLUE = (
    gettext_noop("{0}; {1}"),
    gettext_noop("{0}, {1}"),
    gettext_noop("{0} and {1}"),
    gettext_noop("{0} or {1}"),
    gettext_noop("{0}: {1}"),
    gettext_noop("{0}."),
)
"""What holds texts together that are told by themselves."""


class Source(Struct, frozen=True):
    """One text to translate, as a language's file has it."""

    msgid: str
    plural: str = ""
    context: str = ""


class Pattern(Struct, frozen=True):
    """A text with gaps: `{0}` for what stays as it is, `{words0}` for words of ours, `{n}` for the number counted."""

    source: Source
    literals: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def key(self) -> str:
        """A word that every text made from it has; empty when there is none: beside a gap it may be a part of one."""
        return max(_WHOLE_WORD.findall("\0".join(self.literals)), key=len, default="")

    def fills(self, text: str) -> dict[str, str] | None:
        """What fills the gaps, each as little as will do; `None` when the text is not made from it."""
        first, *middle, last = self.literals
        start, end = len(first), len(text) - len(last)
        if end < start or not text.startswith(first) or not text.endswith(last):
            return None
        found = []
        for literal in middle:
            at = text.find(literal, start + 1, end)
            if at < 0:
                return None
            found.append(text[start:at])
            start = at + len(literal)
        found.append(text[start:end])
        filled = dict(zip(self.gaps, found, strict=True))
        fits = all(found) and _NUMBER.fullmatch(filled.get("n", "0"))
        return filled if fits else None


def pattern(text: str, source: Source) -> Pattern | None:
    """The text as a pattern, if it has gaps and words that tell it."""
    parts = _GAP.split(text)
    literals, gaps = tuple(parts[::2]), tuple(parts[1::2])
    return Pattern(source, literals, gaps) if gaps and any(_WORD.search(part) for part in literals) else None


def filled(text: str, fills: Mapping[str, str]) -> str:
    """The text with its gaps filled."""
    return _GAP.sub(lambda gap: fills.get(gap[1], gap[0]), text)


class Index:
    """All patterns, found by a word of theirs, the most telling first."""

    def __init__(self, sources: Iterable[Source]) -> None:
        made = [found for source in sources for text in _forms(source) if (found := pattern(text, source))]
        made.sort(key=lambda one: (-sum(map(len, one.literals)), len(one.gaps), one.source.msgid))
        self._by_word: defaultdict[str, list[int]] = defaultdict(list)
        for rank, one in enumerate(made):
            self._by_word[one.key].append(rank)
        self._patterns = made

    def matches(self, text: str) -> Iterator[tuple[Pattern, dict[str, str]]]:
        """Patterns that the text may be made from, with what fills their gaps."""
        words = {"", *_WORD.findall(text)}
        for rank in sorted(rank for word in words & self._by_word.keys() for rank in self._by_word[word]):
            if (fills := self._patterns[rank].fills(text)) is not None:
                yield self._patterns[rank], fills


def _forms(source: Source) -> tuple[str, ...]:
    return (source.msgid, source.plural) if source.plural and source.plural != source.msgid else (source.msgid,)
