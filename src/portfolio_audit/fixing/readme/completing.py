"""A README that is there → the same with the sections that it lacks, in its own style and order."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from portfolio_audit.facts.readme.parts import Part
from portfolio_audit.fixing.readme import index
from portfolio_audit.fixing.readme.edits import Put, with_put
from portfolio_audit.fixing.readme.page import Heading, Page, headings
from portfolio_audit.fixing.readme.placing import above, before_which, rule_of, sections
from portfolio_audit.fixing.readme.sections import Asked
from portfolio_audit.fixing.readme.style import Style, style_of
from portfolio_audit.skeletons.phrases import MARK

APPENDED = ("installation", "usage", "testing", "license")
"""Contents of which a command or a line may follow what the author wrote of them."""


class Completed(Struct, frozen=True):
    """The text with what was put in."""

    text: str
    done: tuple[Asked, ...] = ()
    """Of the sections those that something was put into."""


class _Placed(Struct, frozen=True):
    asked: Asked
    title: str
    line: int
    """Of the heading before which it goes; the page's end."""


def completed(page: Page, wanted: Sequence[Asked]) -> Completed:
    """The page with those sections, each under its heading if that is there.

    Where something around its place would swallow a section, as a block of code without an end does, it is left out.
    """
    made = _tried(page, wanted)
    while isinstance(made, _Placed):
        wanted = [asked for asked in wanted if asked is not made.asked]
        made = _tried(page, wanted)
    return made


def _tried(page: Page, wanted: Sequence[Asked]) -> "Completed | _Placed":
    """The page with all of them, or the first that nobody would see."""
    style = style_of(page)
    puts: list[Put] = []
    done: list[Asked] = []
    new: list[Asked] = []
    for asked in wanted:
        part = _standing(page, asked)
        if part is None and asked.body and not _stands(page, asked.body) and not asked.waits(page.text):
            new.append(asked)
        elif part is not None and (put := _into(page, part, asked)):
            puts.append(put)
            done.append(asked)
    placed = _placed(page, style, new)
    puts += [_section(page, style, one) for one in placed]
    puts += index.added(index.entries(page.lines), list(_for_index(page, style, placed)))
    text = with_put(page.lines, puts) if puts else page.text
    return _swallowed(page, text, style, placed) or Completed(text, (*done, *new))


def _standing(page: Page, asked: Asked) -> Part | None:
    """The part of the page that is about it, if there is one."""
    content = asked.made.content
    found = [part for part in page.parts if part.level and (content in part.own or asked.is_titled(part.title))]
    best = (part for part in found if part.own[:1] == (content,) or asked.is_titled(part.title))
    return next(best, next((part for part in found if not _has_code(page, part)), None))


def _has_code(page: Page, part: Part) -> bool:
    """Whether commands stand there; one of another sort is not put behind them."""
    heading = next((heading for heading in page.headings if heading.line + 1 == part.line), None)
    return heading is not None and "```" in "\n".join(page.lines[heading.line : _end(page, heading)])


def _stands(page: Page, text: str) -> bool:
    """Whether every line of it is there already."""
    lines = {line.strip() for line in page.lines}
    said = [line.strip() for line in text.split("\n") if line.strip() and not line.startswith("```")]
    return bool(said) and lines.issuperset(said)


def _into(page: Page, part: Part, asked: Asked) -> Put | None:
    """What is put under a heading that is there: all of it where nothing stands, or a command behind what stands."""
    heading = next((heading for heading in page.headings if heading.line + 1 == part.line), None)
    if heading is None or MARK in "\n".join(page.lines[heading.line : _end(page, heading)]):
        return None
    if not part.blocks and _end(page, heading) == page.end_of(heading) and not asked.said:
        return Put(heading.end, asked.body) if asked.body else None
    stated = asked.made.stated
    divided = _end(page, heading) != page.end_of(heading)
    if asked.made.content not in APPENDED or divided or not stated or _stands(page, stated):
        return None
    return Put(_behind(page, _end(page, heading)), _unsaid(page, stated))


def _unsaid(page: Page, text: str) -> str:
    """The text without the commands in it that stand on the page already."""
    said = {line.strip() for line in page.lines}
    lines = text.split("\n")
    code = [number for number, line in enumerate(lines) if line.startswith("```")]
    inside = range(code[0] + 1, code[-1]) if code else range(0)
    return "\n".join(line for number, line in enumerate(lines) if number not in inside or line.strip() not in said)


def _end(page: Page, heading: Heading) -> int:
    """Where the next heading of any level stands, or the end."""
    return next((other.line for other in page.headings if other.line > heading.line), page.end)


def _behind(page: Page, line: int) -> int:
    return line if line == page.end else above(page, line).ruled


def _placed(page: Page, style: Style, new: Sequence[Asked]) -> list[_Placed]:
    placed: list[_Placed] = []
    since = 0
    for number, asked in enumerate(new, style.last_number + 1):
        content = asked.made.content
        title = style.heading(asked.made.heading, content, number if style.last_number else 0)
        line = (
            None if style.last_number else before_which(page, style.level, content, since)
        )  # numbers go on at the end
        since = _behind_index(page, style, page.end if line is None else line)
        placed.append(_Placed(asked, title, since))
    return placed


def _behind_index(page: Page, style: Style, line: int) -> int:
    """The same line, or that behind the table of contents if it would come before it."""
    listed = index.entries(page.lines)
    for heading in sections(page, style.level) if listed else ():
        if heading.line == line and line < listed[0].line < page.end_of(heading):
            return min(page.end_of(heading), page.end)
    return line


def _section(page: Page, style: Style, one: _Placed) -> Put:
    text = f"{style.line(one.title)}\n\n{one.asked.body}"
    if one.line == page.end:
        rule = rule_of(page, style.level)
        return Put(one.line, f"{rule}\n\n{text}" if rule else text)
    place = above(page, one.line)
    return Put(place.line, f"{text}\n\n{place.rule}" if place.rule else text)


def _for_index(page: Page, style: Style, placed: Sequence[_Placed]) -> Iterator[index.New]:
    """The new sections as a table of contents takes them."""
    before: dict[int, str] = {}
    there = sections(page, style.level)
    for one in placed:
        older = [heading.title for heading in there if heading.line < one.line]
        behind = tuple(heading.title for heading in there if heading.line >= one.line)
        yield index.New(one.title, before.get(one.line) or (older[-1] if older else ""), behind)
        before[one.line] = one.title


def _swallowed(page: Page, text: str, style: Style, placed: Sequence[_Placed]) -> _Placed | None:
    """The first that is not to be seen as a section, or that takes an old heading away."""
    found = [(heading.level, heading.title) for heading in headings(text)]
    for one in placed:
        if (style.level, one.title) not in found:
            return one
        found.remove((style.level, one.title))
    same = found == [(heading.level, heading.title) for heading in page.headings]
    return None if same or not placed else placed[0]
