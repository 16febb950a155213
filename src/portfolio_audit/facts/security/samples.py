"""Made-up secrets that pass for real ones, so that examples and tests need not contain any."""

import re
from base64 import urlsafe_b64encode
from random import Random

from portfolio_audit.facts.security.plausible import BASE62, CHECKSUM, checksum, is_plausible
from portfolio_audit.facts.security.shapes import Part, Shape, named, shapes

_MARKER = re.compile(r"\{\{secret:([\w-]{1,40})\}\}")
_HEX = "0123456789abcdef"
_CHARACTERS = {
    "digit": "0123456789",
    "hex": _HEX,
    "upper": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "letter": BASE62[10:],
}
_TRIES = 100


def filled(text: str) -> str:
    """The text with every marker `{{secret:github}}` replaced by a made-up secret of that id, always the same.

    Raises:
        KeyError: no secret has that id.
    """
    return _MARKER.sub(lambda found: sample(found[1]), text) if "{{secret:" in text else text


def sample(name: str, number: int = 0) -> str:
    """A made-up secret of the first shape of that id in `knowledge/secrets.toml`, another one for each number."""
    known = {shape.id: shape for shape in (*(entry.shape for entry in named()), *reversed(shapes()))}
    return of_shape(known[name], number)


def of_shape(shape: Shape, number: int = 0) -> str:
    """A made-up secret of that shape, another one for each number."""
    chance = Random(f"{shape.pattern.pattern} {number}")  # noqa: S311 - it must not be a real secret
    tries = (_completed("".join(_drawn(part, chance) for part in shape.parts), shape, chance) for _ in range(_TRIES))
    return next(value for value in tries if is_plausible(value, shape))


def _drawn(part: Part, chance: Random) -> str:
    if not part.alphabet:
        return part.literal
    return "".join(chance.choices(_CHARACTERS.get(part.alphabet, BASE62), k=part.least))


def _completed(value: str, shape: Shape, chance: Random) -> str:
    """The value with what its check asks for."""
    if shape.check == "crc32":
        kept = value[:-CHECKSUM]
        return kept + checksum(kept.partition("_")[2])
    if shape.check == "snowflake":
        first, dot, rest = value.partition(".")
        number = "".join(chance.choices(_CHARACTERS["digit"], k=len(first) * 3 // 4))
        return urlsafe_b64encode(number.encode()).decode().rstrip("=") + dot + rest
    return value
