"""What the prose of a README tells by the way: in which other languages, and which files are to be started."""

import re
from collections.abc import Iterable
from itertools import islice

from portfolio_audit.facts.readme import language
from portfolio_audit.facts.readme.document import Document
from portfolio_audit.facts.readme.paths import Tree
from portfolio_audit.knowledge import load, names
from portfolio_audit.model.values import Evidence
from portfolio_audit.text import shown

MAX_PASSAGES = 200
_WORDS = 12
MAX_STARTS = 20
_PROGRAM = re.compile(
    r"(?<![\w./-])[\w./-]{1,150}\.(?:py|ipynb|R|Rmd|qmd|jl|js|ts|sh|html|bat|exe|pbix|twbx|xlsx)\b", re.IGNORECASE
)
_NAMED = re.compile(
    r"readme[._-]([a-z]{2})(?:[-_][a-z]{2,4})?(?:\.\w{1,8})?$|(?:^|[/_.-])(english)(?=[/_.-])", re.IGNORECASE
)


def other_languages(document: Document, others: Iterable[str]) -> tuple[str, ...]:
    """Codes of the languages of other READMEs, by their names, and of paragraphs that are in another language."""
    found = {"en" if match[2] else match[1].lower() for path in others if (match := _NAMED.search(path))}
    found |= {code for text in _paragraphs(document) if (code := language.detect(text))}
    known = {load(name)["code"] for name in names("languages")}
    return tuple(sorted(found & known - {document.language}))


def _paragraphs(document: Document) -> Iterable[str]:
    texts = (block.text for block in document.blocks if block.kind in ("paragraph", "item"))
    long_enough = (text[:2_000] for text in texts if text.count(" ") >= _WORDS)
    return [text for _, text in zip(range(MAX_PASSAGES), long_enough, strict=False)]


def starts(document: Document, tree: Tree) -> tuple[Evidence, ...]:
    """Sentences outside of a list of files that name a program or notebook of the repository."""
    found = (
        Evidence(document.path, sentence.line, shown(sentence.text))
        for sentence in document.sentences
        if not sentence.dead and "structure" not in sentence.part.topics and _names_program(sentence.text, tree)
    )
    return tuple(islice(found, MAX_STARTS))


def _names_program(text: str, tree: Tree) -> bool:
    return any(tree.has_named(found[0]) for found in _PROGRAM.finditer(text[:2_000]))
