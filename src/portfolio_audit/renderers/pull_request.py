"""What a pull request that mends a repository says: files, questions, what is left for a person. Texts are inert."""

import re
from collections.abc import Iterator, Sequence

from portfolio_audit.fixing.values import Advice, Change
from portfolio_audit.renderers.escape import markdown_advice, markdown_code, markdown_text
from portfolio_audit.text import counted, shown, visible

_MOST = 60_000
"""Characters; GitHub takes 65,536."""
_NAMED = 3
_LONGEST = 70
"""Characters of a path in a title."""
_ODD = re.compile(r"[^\w./ -]|(?<=[Gg][Hh])-(?=\d)")
"""Titles become messages of commits, which close issues and call people."""


def title(changes: Sequence[Change]) -> str:
    """One line that names the files, as plain text."""
    names = ", ".join(_ODD.sub("?", shown(change.path, _LONGEST)) for change in changes[:_NAMED])
    more = len(changes) - _NAMED
    return f"Fill what the portfolio lacks: {names}{f' and {more} more' if more > 0 else ''}"


def _block(commands: Sequence[str]) -> list[str]:
    """Lines to copy, in a block below an entry that none of them can end."""
    lines = [visible(command) for command in commands]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"  {line}" for line in (f"{fence}sh", *lines, fence)] if lines else []


def body(mark: str, changes: Sequence[Change], advice: Sequence[Advice], left: Sequence[str], score: str) -> str:
    """The text in Markdown, cut between two entries where it would be too long.

    Args:
        mark: its first line.
        score: how it moves, in words of ours; empty when it is not known.
    """
    lines, room = [mark], _MOST
    for line in _lines(changes, advice, left, score):
        room -= len(line) + 1
        if room < 0:
            lines.append("\n… and more, which did not fit.")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _lines(changes: Sequence[Change], advice: Sequence[Advice], left: Sequence[str], score: str) -> Iterator[str]:
    yield "Made from what this repository says itself." + (f" Score: {markdown_text(score)}." if score else "")
    yield "\n### Files\n"
    for change in changes:
        yield f"- {markdown_code(change.path)}: {markdown_advice(change.why)}"
        yield from (f"  - {markdown_advice(note)}" for note in change.notes)
    questions = [(change.path, question) for change in changes for question in change.questions]
    if questions:
        yield f"\n### {counted(len(questions), 'question')} that only you can answer\n"
        yield "Each stands in its file as a line that begins with `[TODO]`. Answer them here before merging.\n"
        yield from (f"- [ ] {markdown_advice(question)} ({markdown_code(path)})" for path, question in questions)
    if advice:
        yield "\n### By hand\n"
        for item in advice:
            yield f"- {markdown_advice(item.why)}"
            yield from _block(item.commands)
    if left:
        yield "\n### Left alone\n"
        yield from (f"- {markdown_advice(reason)}" for reason in left)
