"""Whether a value of the right shape is a secret or something that was made up for show."""

import re
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from functools import cache
from hashlib import sha256
from itertools import pairwise

from portfolio_audit.facts.security.shapes import Shape
from portfolio_audit.knowledge import load

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECKSUM = 6
"""Characters at the end of a token of GitHub or npm that are a CRC-32 of what stands between mark and checksum."""
_VOWELS = frozenset("aeiouAEIOU")
_MOST_VOWELS = 0.4
"""Share of the letters; chance gives a fifth, words give two fifths and more."""
_MIXED = frozenset({"word", "url", "letter", "base64", "snowflake"})
_GRAM = 5


def is_plausible(value: str, shape: Shape) -> bool:
    """Whether the value passes the shape's own check and looks like chance."""
    body = value[len(shape.head) :]
    if shape.check and not CHECKS[shape.check](value):
        return False
    mixed = not _MIXED.isdisjoint(shape.alphabets)
    return looks_random(body, mixed=mixed) and not _is_published(value)


def looks_random(body: str, *, mixed: bool) -> bool:
    """Whether no hand has typed it: no words, repetitions or sequences, and characters of all sorts.

    Args:
        mixed: whether capitals, small letters and digits are all to be expected.
    """
    low = body.lower()
    if any(word in low for word in _made_up()) or _repeats(body) or _runs(body, 5 if mixed else 6):
        return False
    if len(set(body)) < min(len(body) * 2 // 5, 8 if not mixed else 14):
        return False
    return not mixed or _is_mixed(body)


def _is_mixed(body: str) -> bool:
    letters = [char for char in body if char.isalpha()]
    if len(letters) >= 16 and sum(char in _VOWELS for char in letters) > len(letters) * _MOST_VOWELS:
        return False
    return any(char.islower() for char in body) and any(char.isupper() for char in body)


def _repeats(body: str) -> bool:
    """Whether any few characters come twice, which chance all but excludes."""
    grams = [body[start : start + _GRAM] for start in range(len(body) - _GRAM + 1)]
    return len(set(grams)) < len(grams)


def _runs(body: str, least: int) -> bool:
    """Whether characters ascend, descend or stay the same for so long, as in `abcde`, `54321` or `aaaaa`."""
    steps = [ord(two) - ord(one) for one, two in pairwise(body)]
    length, last = 0, None
    for step in steps:
        length = length + 1 if step == last else 1
        last = step
        if step in (-1, 0, 1) and length >= least - 1:
            return True
    return False


@cache
def _made_up() -> tuple[str, ...]:
    return tuple(load("secrets")["plausible"]["made-up"])


def _is_published(value: str) -> bool:
    return sha256(value.encode()).hexdigest()[:16] in load("secrets")["plausible"]["published"]


def checksum(text: str) -> str:
    """CRC-32 in base 62, six digits."""
    number, digits = zlib.crc32(text.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return digits.rjust(CHECKSUM, "0")


def _has_checksum(value: str) -> bool:
    body = value.partition("_")[2]
    return checksum(body[:-CHECKSUM]) == body[-CHECKSUM:]


def _has_snowflake(value: str) -> bool:
    """Whether it begins with the number of a Discord user."""
    try:
        number = urlsafe_b64decode(value.partition(".")[0] + "==")
    except ValueError:
        return False
    return re.fullmatch(rb"\d{17,20}", number) is not None


CHECKS: Mapping[str, Callable[[str], bool]] = {"crc32": _has_checksum, "snowflake": _has_snowflake}
"""Checks that shapes may name."""
