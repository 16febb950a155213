"""A patch as people and programs see it: the diff on stdout, what it brings on stderr."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

import click

from portfolio_audit.cli.fix_files import File
from portfolio_audit.cli.output import write_stdout
from portfolio_audit.cli.session import say
from portfolio_audit.fixing.diffing import unified
from portfolio_audit.fixing.values import Change
from portfolio_audit.mending import Proposal
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.renderers.wording import worded
from portfolio_audit.scoring import shown_score
from portfolio_audit.text import counted, shown, spelled_out, visible
from portfolio_audit.verdict import Judged

_COLOURS = {"---": "bold", "+++": "bold", "@@ ": "cyan", "+": "green", "-": "red"}
MOST_LENGTH = 400
"""Of a sentence about a stranger's files."""


def show_diff(files: Iterable[File], *, color: bool) -> None:
    """The diff: exact where a program reads it, without anything that a terminal would obey where a person does."""
    _show((line for f in files if not f.refused for line in unified(f.change.path, f.old, f.new)), color=color)


def show_changes(changes: Iterable[Change], *, color: bool) -> None:
    """The same of texts alone."""
    texts = ((change.path, change.old, change.new) for change in changes)
    pairs = ((path, None if old is None else old.encode(), new.encode()) for path, old, new in texts)
    _show((line for path, old, new in pairs for line in unified(path, old, new)), color=color)


def _show(lines: Iterable[bytes], *, color: bool) -> None:
    watched = sys.stdout is not None and sys.stdout.isatty()
    write_stdout(_for_terminal(lines, color=color and not os.environ.get("NO_COLOR")) if watched else lines)


def _for_terminal(lines: Iterable[bytes], *, color: bool) -> Iterator[str]:
    for raw in lines:
        line = spelled_out(raw.decode("utf-8", "backslashreplace").removesuffix("\n").removesuffix("\r"))
        style = next((style for start, style in _COLOURS.items() if line.startswith(start)), "")
        yield (_styled(line, style) if color and style else line) + "\n"


def _styled(line: str, style: str) -> str:
    return click.style(line, bold=True) if style == "bold" else click.style(line, fg=style)


def tell_written(files: Sequence[File]) -> None:
    """Which files were written."""
    for file in files:
        if not file.refused:
            write_stdout(f"{'changed' if file.old is not None else 'new'}: {shown(file.change.path)}\n")


def tell(proposal: Proposal, files: Sequence[File], catalogue: Catalogue, *, written: bool) -> None:
    """What it brings, what is asked, what was left alone, and the score before and after."""
    for file in files:
        _tell_file(file)
    for advice in proposal.patch.advice:
        _line(f"by hand: {advice.why}")
        _list("  ", advice.commands)
    _list("left alone: ", (*proposal.patch.left, *(f"{path}: the score would fall" for path in proposal.harmful)))
    before, after = score_of(proposal.before, catalogue), score_of(proposal.after, catalogue)
    _line(f"score: {before} → {after}" if before != after else f"score: {before}")
    _next([file for file in files if not file.refused], written=written)


def _tell_file(file: File) -> None:
    path = shown(file.change.path)
    if file.refused:
        _line(f"left alone: {path}: {file.refused}")
        return
    _line(f"{path}: {file.change.why}")
    _list("  question: ", file.change.questions)
    _list("  note: ", file.change.notes)
    if b"\0" in file.new[:8_000]:
        _line("  note: git takes it for binary, so `git apply` cannot change it; --write can.")


def score_of(item: Judged, catalogue: Catalogue) -> str:
    """The score in words."""
    return worded(shown_score(item.score.exact, catalogue))


def _next(files: Sequence[File], *, written: bool) -> None:
    questions = sum(len(file.change.questions) for file in files)
    if not files:
        say("there is nothing that could be mended from the files alone.")
    elif written:
        todo = f"Answer {counted(questions, 'question')} ([TODO]), then look" if questions else "Look"
        say(f"{counted(len(files), 'file')} written. {todo} at `git diff`, and commit what you agree with.")
    else:
        say(f"{counted(len(files), 'file')} to change; nothing was written. --write writes them.")


def _list(before: str, texts: Iterable[str]) -> None:
    for text in texts:
        _line(f"{before}{text}")


def _line(text: str) -> None:
    click.echo(visible(text) if len(text) <= MOST_LENGTH else shown(text, MOST_LENGTH), err=True)
