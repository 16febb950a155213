"""Text of a template that was left in place."""

from collections.abc import Iterator

from portfolio_audit.facts.readme.document import Document, is_template, meant
from portfolio_audit.facts.readme.reading import Reading, weigh
from portfolio_audit.facts.readme.words import tokens
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

MAX_PLACEHOLDERS = 50
_ENOUGH = 6
_ROW = 500


def placeholders(document: Document) -> tuple[Evidence, ...]:
    """Where template text still stands, at most 50 places."""
    return tuple(Evidence(document.path, line, shown(text)) for line, text in _places(document))[:MAX_PLACEHOLDERS]


def _places(document: Document) -> Iterator[tuple[int, str]]:
    for part in document.parts:
        for block in part.blocks:
            for sentence in document.by_block.get(id(block), ()):
                if sentence.dead:
                    yield sentence.line, sentence.text
            if block.kind in ("code", "table"):
                yield from _form_lines(document, block.text, block.line)


def _form_lines(document: Document, text: str, line: int) -> Iterator[tuple[int, str]]:
    for offset, row in enumerate(text.split("\n")[:500]):
        said = meant(row[:_ROW])
        cues = document.cues(said)
        if "placeholder" in cues and is_template(row, tokens(said), cues):
            yield line + offset, row


def is_template_only(reading: Reading, places: tuple[Evidence, ...]) -> bool:
    """Whether nothing but a template is there: promises under bare headings, and nothing real."""
    if not places:
        return False
    document = reading.document
    real = sum(
        weigh(sentence.text) for sentence in document.sentences if not sentence.dead and weigh(sentence.text) >= 3
    )
    return real < _ENOUGH and not any(reading.weight(part) >= _ENOUGH for part in document.parts)
