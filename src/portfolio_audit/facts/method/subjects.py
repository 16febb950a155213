"""What a figure is the figure of: which model, on which rows; and whether it is this project's at all."""

import re
from collections.abc import Iterable
from functools import cache

from portfolio_audit.knowledge import load

_NO_WORD = re.compile(r"[\W_]+")
_FURTHER = r"\s?(?:\([^)\d]{0,12}\)\s?)?"
_TO_ANOTHER = re.compile(
    rf"{_FURTHER}(?:[-–—~/→±]|->|=>|\+/?-|\b(?:to|and|vs\.?|bis|und|à|et|y|e)\b){_FURTHER}[\d.]", re.IGNORECASE
)
_BOUND = re.compile(r"[<>≥≤~≈]\s?$")


def is_aside(text: str) -> bool:
    """Whether figures beside these words are of others, a mere baseline, or what is aimed at."""
    return _any_of("others").search(_plain(text)) is not None


def is_of_training(text: str) -> bool:
    """Whether figures beside these words are of the rows that a model has learned from."""
    return _any_of("training").search(_plain(text)) is not None


def is_reached(text: str) -> bool:
    """Whether these words lead to a figure that a model reaches: a verb of reaching, or the name of a model."""
    return _any_of("reaches").search(_plain(text)) is not None or bool(subject(text))


def is_change(text: str) -> bool:
    """Whether a figure beside these words is a difference between two, or a condition."""
    return _any_of("changes").search(_plain(text)) is not None


def subject(*texts: str) -> str:
    """The models, splits and ways of averaging that the texts name, in one order; empty when they name none."""
    names, words = _subjects()
    found = words.finditer(_plain(" ".join(texts)))
    return " ".join(sorted({names[(one.lastindex or 1) - 1] for one in found}))


def label(text: str) -> str:
    """What a row of a table is about, by the names that are known or else in its own words."""
    said = _plain(text)
    return subject(text) or ("" if said in load("method")["figures"]["ours"] else said)


def is_exact(text: str, start: int, end: int) -> bool:
    """Whether the number there is one figure: no bound, no guess, no range or change."""
    before = text[max(0, start - 24) : start]
    return not (_BOUND.search(before) or _any_of("inexact").search(_plain(before)) or _TO_ANOTHER.match(text, end))


def _plain(text: str) -> str:
    """Small letters with single blanks between words, so that `random_forest` is what `Random Forest` is."""
    return _NO_WORD.sub(" ", text).strip().lower()


@cache
def _any_of(key: str) -> re.Pattern[str]:
    return _words(load("method")["figures"][key])


@cache
def _subjects() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """The names, and a pattern with one group for each."""
    table: dict[str, list[str]] = load("method")["figures"]["subjects"]
    return tuple(table), _words(f"({'|'.join(words)})" for words in table.values())


def _words(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")
