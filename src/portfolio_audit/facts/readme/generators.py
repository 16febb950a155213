"""Sections that a framework's generator wrote: they tell of the framework, not of the project."""

from collections.abc import Sequence
from functools import cache

from portfolio_audit.facts.readme.blocks import Block
from portfolio_audit.facts.readme.words import tokens
from portfolio_audit.knowledge import load

_MOST = 400
_MOST_CHARS = 1_000


def generated(sections: Sequence[tuple[str, Sequence[Block]]]) -> set[int]:
    """Which of the sections, given as title and blocks, were left as a generator wrote them; by their places."""
    told = [(_joined(title), _said(blocks)) for title, blocks in sections[:_MOST]]
    return {
        place
        for name, marks, headings, shared in _known()
        if any(mark in text for _, text in told for mark in marks)
        for place, (title, text) in enumerate(told)
        if title in headings or (title in shared and name in text) or any(mark in text for mark in marks)
    }


@cache
def _known() -> tuple[tuple[str, tuple[str, ...], frozenset[str], frozenset[str]], ...]:
    return tuple(
        (f" {g['name']} ", tuple(f" {m} " for m in g["marks"]), frozenset(g["headings"]), frozenset(g["shared"]))
        for g in load("generators")["generators"]
    )


def _joined(text: str) -> str:
    return " ".join(tokens(text[:_MOST_CHARS]))


def _said(blocks: Sequence[Block]) -> str:
    """The words of a section's prose, each between spaces."""
    return f" {' '.join(_joined(block.text) for block in blocks[:_MOST] if block.kind in ('paragraph', 'item'))} "
