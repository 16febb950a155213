"""What of a README was left out because there is too much of it, or read on a guess."""

from collections.abc import Iterator, Sized

from portfolio_audit.facts.readme import document as doc
from portfolio_audit.facts.readme.commands import MAX_COMMANDS
from portfolio_audit.facts.readme.formats import Parsed
from portfolio_audit.facts.readme.images import MAX_IMAGES
from portfolio_audit.facts.readme.links import MAX_LINKS
from portfolio_audit.facts.readme.reading import Reading
from portfolio_audit.facts.readme.templates import MAX_PLACEHOLDERS
from portfolio_audit.limits import README
from portfolio_audit.text import Decoded


def reached(source: Decoded, parsed: Parsed, reading: Reading, placeholders: Sized) -> tuple[str, ...]:
    """Each limit that was reached, as a sentence that begins with the path."""
    return tuple(f"{reading.document.path}: {note}" for note in _notes(source, parsed, reading, placeholders))


def _notes(source: Decoded, parsed: Parsed, reading: Reading, placeholders: Sized) -> Iterator[str]:
    if source.guessed:
        yield f"read as {source.encoding}, a guess"
    yield from parsed.limits
    counts = (
        ("sections", sum(0 < part.level < 7 for part in reading.document.parts), README.sections + 1),
        ("paragraphs", sum(len(part.blocks) for part in reading.document.parts), doc.MAX_BLOCKS),
        ("sentences", len(reading.document.sentences), doc.MAX_SENTENCES),
        ("pictures", len(reading.images), MAX_IMAGES),
        ("links", len(reading.links), MAX_LINKS),
        ("commands", len(reading.commands), MAX_COMMANDS),
        ("placeholders", len(placeholders), MAX_PLACEHOLDERS),
    )
    for name, count, most in counts:
        if count >= most:
            yield f"has more {name} than the {count:,} that were read"
