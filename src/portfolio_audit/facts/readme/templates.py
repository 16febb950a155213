"""Text of a template that was left in place.

Stricter than what counts as absence: a promise or an instruction says nothing of the project, but is no template.
"""

import re
from collections.abc import Iterator

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.facts.readme.reading import Reading, weigh
from portfolio_audit.facts.readme.sentences import meant
from portfolio_audit.facts.readme.words import tokens
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

MAX_PLACEHOLDERS = 50
_ENOUGH = 6
_ROW = 500
_SHORT = 14
_FEW = 6
_TELLING = 4
_BRACKETS = re.compile(r"(?<![\w/\\])(?:\[([^\[\]\n]{3,80})\](?!\s?[(\[:])|\{\{([^{}\n]{2,60})\}\})(?![/\\])")
_CLONE = re.compile(
    r"\bclone\s+(?:https?://\S{0,80}/)?[<\[{](?!https?://)"
)  # other values in angle brackets are the reader's own
_FILL = frozenset(
    """your insert add describe project title username here todo link url tu tus seu seus sua votre nom nombre nome
    ihr dein name date year author email""".split()  # noqa: SIM905 - words read better so
)
_LINKED = re.compile(r"[-_]")
_ADDRESS = re.compile(r"(?:github|gitlab)\.com/(?:your|tu|seu|votre|<|\[)[\w-]*", re.IGNORECASE)


def placeholders(document: Document) -> tuple[Evidence, ...]:
    """Where template text still stands, at most 50 places."""
    return tuple(Evidence(document.path, line, shown(text)) for line, text in _places(document))[:MAX_PLACEHOLDERS]


def _places(document: Document) -> Iterator[tuple[int, str]]:
    for part in document.parts:
        for block in part.blocks:
            for sentence in document.by_block.get(id(block), ()):
                said = sentence.words if sentence.has("placeholder") else []
                opens = sentence.has("opening") and _opens(sentence.words, document)
                if _left(sentence.text, document, said) or (opens and _is_all(part, document)):
                    yield sentence.line, sentence.text
            if block.kind in ("code", "table"):
                for offset, row in enumerate(block.text.split("\n")[:500]):
                    if _left_in(block, row[:_ROW], document):
                        yield block.line + offset, row


def _left_in(block: Block, row: str, document: Document) -> bool:
    """Code has brackets of its own: in it only an address to clone and a line that says "to do" are a template's."""
    if block.kind == "table":
        return _left(row, document, tokens(meant(row)))
    if _CLONE.search(row) or _ADDRESS.search(row):
        return True
    said = tokens(meant(row))
    return len(said) <= 3 and any(hit.key == "placeholder" for hit in document.vocabulary.hits(said))


def _left(text: str, document: Document, said: list[str]) -> bool:
    """Whether a line is a template's: a phrase that only templates have, or brackets that ask to be filled."""
    if _CLONE.search(text) or _ADDRESS.search(text) or any(_asks(found) for found in _BRACKETS.finditer(text)):
        return True
    hits = [hit for hit in document.vocabulary.hits(said) if hit.key == "placeholder"]
    # Few words also stand in sentences that mean them; a long phrase is a template's wherever it stands.
    telling = any(hit.end - hit.start >= _TELLING for hit in hits)
    return bool(hits) and len(said) <= (_SHORT if telling else _FEW)


def _asks(found: re.Match[str]) -> bool:
    text = found[1] or found[2]
    return "'" not in text and '"' not in text and not _FILL.isdisjoint(tokens(_LINKED.sub(" ", text)))


def _opens(said: list[str], document: Document) -> bool:
    """Whether a sentence begins like an instruction to the README's author."""
    return any(hit.key == "opening" and not hit.start for hit in document.vocabulary.hits(said[:4]))


def _is_all(part: Part, document: Document) -> bool:
    """Whether nothing else stands under the heading."""
    return sum(len(document.by_block.get(id(block), ())) for block in part.blocks) == 1 and part.level > 1


def is_template_only(reading: Reading, places: tuple[Evidence, ...]) -> bool:
    """Whether nothing but a template is there: its phrases under bare headings, and nothing else."""
    if not places:
        return False
    document = reading.document
    left = {(place.line, place.excerpt) for place in places}
    own = (s for s in document.sentences if (s.line, shown(s.text)) not in left)
    real = sum(weigh(sentence.text) for sentence in own if weigh(sentence.text) >= 3)
    return real < _ENOUGH and not any(reading.weight(part) >= _ENOUGH for part in document.parts)
