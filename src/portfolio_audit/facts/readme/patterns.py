"""Pieces of regular expressions out of the language files: little words between names and numbers."""

from functools import cache

from portfolio_audit.knowledge import load, names


@cache
def pieces(key: str) -> tuple[str, ...]:
    """The pieces of that name in all languages, each once, the longest first."""
    found = {piece for name in names("languages") for piece in load(name).get("patterns", {}).get(key, ())}
    return tuple(sorted(found, key=lambda piece: (-len(piece), piece)))


def any_of(key: str) -> str:
    """An expression for any one of the pieces."""
    return f"(?:{'|'.join(pieces(key))})"


def any_word(key: str) -> str:
    """The same where words have blanks between them: a piece in Latin letters does not begin inside of a word."""
    return "(?:" + "|".join(rf"\b{piece}" if piece.isascii() else piece for piece in pieces(key)) + ")"
