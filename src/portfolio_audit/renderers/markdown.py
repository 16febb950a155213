"""Markdown for comments on pull requests, job summaries and files."""

import re
from collections.abc import Callable, Collection, Iterator

from jinja2 import Template

from portfolio_audit.model.report import Report
from portfolio_audit.renderers.languages import ENGLISH, Language
from portfolio_audit.renderers.templates import environment

MAX_CHARACTERS = 65_536
"""What GitHub takes of a comment; counted in UTF-16, so that it holds for characters, too."""
_REPOSITORY = re.compile(r"^\n<details>.*?\n</details>\n", re.DOTALL | re.MULTILINE)
_ROW = re.compile(r"^\| `[^\n]*\n", re.MULTILINE)
_ITEM = re.compile(r"^- [^\n]*\n", re.MULTILINE)
_WHOLE = re.compile(r".+", re.DOTALL)
_ALARM = re.compile(r"^\*\*[^\n]*\n\n", re.MULTILINE)
_GIVING_WAY = (
    ("details", _REPOSITORY, 1),
    ("details", _ITEM, 0),
    ("repositories", _ROW, 0),
    ("skipped", _ITEM, 0),
    ("together", _ITEM, 0),
    ("skills", _WHOLE, 0),
    ("exempted", _ITEM, 0),
    ("alarms", _ALARM, 0),
)
"""Blocks of the template in the order in which they are shortened, what one entry looks like, and how many stay. Nobody
can forge an entry, because texts of others stand on one line and are escaped. The rest is always short enough."""


def template(language: Language = ENGLISH) -> Template:
    """The summary's template, compiled once for each language."""
    return environment(html=False, language=language).get_template("summary.md.j2")


def pieces(report: Report, language: Language = ENGLISH, without: Collection[str] = ()) -> Iterator[str]:
    """The report in Markdown, no longer than a comment may be; no text of a repository can act in it.

    Args:
        without: blocks of the template that are left out.
    """
    made = template(language)
    blocks = {name: _rendered(made, name, report) for name in made.blocks if name not in without}
    excess = sum(map(_length, blocks.values())) - MAX_CHARACTERS
    for name, entry, least in _GIVING_WAY:
        if excess > 0 and name in blocks:
            # skills stand on one line, so they go together
            note = _note(made, report, len(report.skills) if entry is _WHOLE else None)
            short = _shortened(blocks[name], entry, least, excess, note)
            excess -= _length(blocks[name]) - _length(short)
            blocks[name] = short
    yield from blocks.values()


def _rendered(made: Template, block: str, report: Report, left_out: int = 0) -> str:
    return "".join(made.blocks[block](made.new_context({"report": report, "left_out": left_out})))


def _note(made: Template, report: Report, all_together: int | None) -> Callable[[int], str]:
    return lambda left_out: _rendered(made, "more", report, all_together or left_out)


def _shortened(text: str, entry: re.Pattern[str], least: int, excess: int, note: Callable[[int], str]) -> str:
    """The text without as many of its last entries as it takes, and how many these were."""
    places = [found.span() for found in entry.finditer(text)]
    to_save = excess + _length(note(len(places)))
    end = places[-1][1] if places else 0
    first = len(places)
    while first > least and to_save > 0:
        first -= 1
        to_save -= _length(text[slice(*places[first])])
    return text[: places[first][0]] + note(len(places) - first) + text[end:] if first < len(places) else text


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
