"""What changed between two reports, as text and as Markdown for a comment."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from portfolio_audit.model.report import Changes, Moved, ScoreMove
from portfolio_audit.renderers.escape import markdown_code, markdown_text
from portfolio_audit.renderers.views import MARKS, day, since, still_known, value_of
from portfolio_audit.text import visible

T = TypeVar("T")
_SECTION = 12_000
"""Characters of one list in Markdown; GitHub takes 65,536 in a comment."""
_LISTS = (("Fixed", "fixed"), ("Broken", "broken"), ("New", "new"))


def text(changes: Changes, subject: str) -> str:
    """For a terminal or a log."""
    return "\n".join(visible(line) for block in _blocks(changes, subject) for line in (*block, "")).rstrip("\n") + "\n"


def _blocks(changes: Changes, subject: str) -> Iterator[list[str]]:
    yield [f"{subject}: {since(changes)}"]
    if changes.repositories:
        width = max(len(value_of(move.before)) for move in changes.repositories)
        yield [
            f"  {value_of(move.before):>{width}} → {value_of(move.after):>3}  {move.name}"
            for move in changes.repositories
        ]
    for title, name in _LISTS:
        if moves := getattr(changes, name):
            yield [f"{title} ({len(moves)}):", *(f"  {_plain(move)}" for move in moves)]
    if rest := [line for line in (still_known(changes), changes.note) if line]:
        yield rest


def _plain(move: Moved) -> str:
    where = f" in {move.repository}" if move.repository else ""
    return f"{_mark(move)} {move.title}{where} [{move.rule}]"


def _mark(move: Moved) -> str:
    return MARKS[move.after] if move.after else ""


def markdown(changes: Changes, subject: str) -> str:
    """For a comment on a pull request: no text of a repository can act in it, and it fits."""
    return "\n\n".join(_paragraphs(changes, subject)) + "\n"


def _paragraphs(changes: Changes, subject: str) -> Iterator[str]:
    yield f"## Portfolio audit: {markdown_text(subject)}"
    yield f"**{value_of(changes.before)} → {value_of(changes.after)}** since {day(changes.since)}"
    if changes.repositories:
        yield _shortened(["| repository | before | now |", "| --- | ---: | ---: |"], changes.repositories, _row)
    for title, name in _LISTS:
        if moves := getattr(changes, name):
            yield f"### {title} ({len(moves)})"
            yield _shortened([], moves, _item)
    yield from (markdown_text(line) for line in (still_known(changes), changes.note) if line)


def _row(move: ScoreMove) -> str:
    return f"| {markdown_code(move.name)} | {value_of(move.before)} | {value_of(move.after)} |"


def _item(move: Moved) -> str:
    where = f" in {markdown_code(move.repository)}" if move.repository else ""
    return f"- {_mark(move)} {markdown_text(move.title)}{where}"


def _shortened(head: list[str], moves: Sequence[T], line_of: Callable[[T], str]) -> str:
    """The lines, as many as there is room for, and how many more there are."""
    lines, left = [*head], _SECTION
    for number, move in enumerate(moves):
        line = line_of(move)
        left -= len(line) + 1
        if left < 0:
            return "\n".join([*lines, f"\n… and {len(moves) - number} more"])
        lines.append(line)
    return "\n".join(lines)
