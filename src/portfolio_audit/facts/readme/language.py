"""The language of the prose, by script and stop words."""

import re
from collections import Counter
from functools import cache

from portfolio_audit.facts.readme.words import fold
from portfolio_audit.knowledge import load, names

_SAMPLE = 20_000
_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u3400-\u9fff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("cyrillic", re.compile("[\u0400-\u04ff]")),
)
_UKRAINIAN = re.compile("[іїєґ]")
_MIN_HITS = 3
_SHARE = 0.12


@cache
def _stop_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for name in names("languages"):
        words = load(name)
        for word in words["stop_words"]:
            found.setdefault(fold(word), []).append(words["code"])
    return {word: tuple(codes) for word, codes in found.items()}


def detect(prose: str) -> str | None:
    """The ISO 639-1 code, or `None` when the prose does not tell."""
    sample = prose[:_SAMPLE]
    letters = max(1, sum(map(str.isalpha, sample)))
    if not sample.isascii():
        for code, script in _SCRIPTS:
            share = len(script.findall(sample)) / letters
            # One ideograph says as much as several letters; kana decide even among many ideographs.
            if share > {"zh": 0.15, "ja": 0.08, "ko": 0.15}.get(code, 0.3):
                return _cyrillic(sample) if code == "cyrillic" else code
    return _by_stop_words(_WORD.findall(fold(sample)))


def _cyrillic(sample: str) -> str | None:
    return None if _UKRAINIAN.search(sample.lower()) else "ru"


def _by_stop_words(words: list[str]) -> str | None:
    known = _stop_words()
    votes: Counter[str] = Counter()
    for word in words:
        for code in known.get(word, ()):
            votes[code] += 1
    if not votes:
        return None
    (code, most), *rest = votes.most_common(2)
    enough = most >= _MIN_HITS and most >= _SHARE * len(words) * 0.5
    return code if enough and (not rest or most > rest[0][1]) else None
