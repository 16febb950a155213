"""How a README writes its headings, so that new ones look like them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from portfolio_audit.fixing.readme.page import Heading, Page
from portfolio_audit.knowledge import load

_NUMBER = re.compile(r"(\*{0,2})(\d{1,2})([.)])\s+\S")
_SHORTCODE = re.compile(r":[a-z0-9_+-]{2,40}:\s")
SECTION_LEVEL = 2


class Style(Struct, frozen=True):
    """The look of the headings of a README's sections."""

    level: int = SECTION_LEVEL
    underlined: bool = False
    closed: bool = False
    emoji: bool = False
    bold: bool = False
    upper: bool = False
    last_number: int = 0
    """Of numbered headings, the last number; 0 when they are not numbered."""
    number_sign: str = "."

    def heading(self, title: str, content: str, number: int = 0) -> str:
        """The title alone, as this README would write it."""
        text = title.upper() if self.upper else title
        if self.emoji and (sign := load("howto")["emoji"].get(content)):
            text = f"{sign} {text}"
        if number:
            text = f"{number}{self.number_sign} {text}"
        return f"**{text}**" if self.bold else text

    def line(self, title: str) -> str:
        """The heading's line, or its two lines."""
        if self.underlined and self.level <= 2:
            return f"{title}\n{'=-'[self.level - 1] * max(3, len(title))}"
        marks = "#" * self.level
        return f"{marks} {title} {marks}" if self.closed else f"{marks} {title}"


def style_of(page: Page) -> Style:
    """The style of most of its sections."""
    level = _level(page.headings)
    found = [heading for heading in page.headings if heading.level == level] or list(page.headings)
    titles = [heading.title for heading in found]
    numbers = [match for title in titles if (match := _NUMBER.match(title))]
    return Style(
        level,
        underlined=_most(found, [heading.underlined for heading in found]),
        closed=_most(found, [heading.closed for heading in found]),
        emoji=_most(found, [_has_emoji(title) for title in titles]),
        bold=_most(found, [title.startswith("**") and title.rstrip().endswith("**") for title in titles]),
        upper=_most(found, [title.isupper() for title in titles]),
        last_number=max(int(match[2]) for match in numbers) if _most(found, [True] * len(numbers)) and numbers else 0,
        number_sign=numbers[-1][3] if numbers else ".",
    )


def _level(headings: Sequence[Heading]) -> int:
    """The level of the sections: below the title, the one that most of the highest headings have."""
    counts = Counter(heading.level for heading in headings)
    titled = counts[1] == 1 and bool(headings) and headings[0].level == 1
    levels = sorted(level for level in counts if not (titled and level == 1))
    if not levels:
        return SECTION_LEVEL
    first = levels[0]
    return first if counts[first] > 1 or len(levels) == 1 else max(levels[:2], key=lambda level: counts[level])


def _most(found: Sequence[Heading], flags: Sequence[bool]) -> bool:
    return sum(flags) * 2 > len(found) and sum(flags) > 1


def _has_emoji(title: str) -> bool:
    bare = title.lstrip("*_ ")
    return bool(bare) and (unicodedata.category(bare[0]) == "So" or bool(_SHORTCODE.match(bare)))
