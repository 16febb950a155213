"""The texts of skeletons, one file a language in `rules/skeletons`."""

import tomllib
from functools import cache
from typing import Any

from msgspec import Struct

from portfolio_audit.resources import data_dir

MARK = "[TODO]"
"""How a question to the author begins, in every language: readers and editors know it, and our own reading takes such a
line for a gap until it is answered. A comment would be invisible, and an unfinished README would look finished."""
CONTENTS_WITHOUT = ("demo_video",)
"""A video is there or not; a heading that asks for one helps no reader."""
FALLBACK = "en"


class Section(Struct, frozen=True):
    """What a language says about one content."""

    heading: str
    looks_for: str
    """What readers look for, in one or two sentences."""
    body: tuple[tuple[str, ...], ...]
    """Paragraphs; of each, the first alternative whose slots are all known is taken."""


class Phrases(Struct, frozen=True):
    """All texts of one language."""

    code: str
    words: dict[str, str]
    whole: str
    """What readers look for in a README as a whole."""
    sections: dict[str, Section]


@cache
def languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that skeletons are written in."""
    return tuple(sorted(path.stem for path in (data_dir("rules") / "skeletons").glob("*.toml")))


@cache
def phrases(language: str | None) -> Phrases:
    """The texts of that language; English where there are none."""
    code = language if language in languages() else FALLBACK
    data = tomllib.loads((data_dir("rules") / "skeletons" / f"{code}.toml").read_text("utf-8"))
    rest = {key: value for key, value in data.items() if key not in ("name", "code", "words", "whole")}
    sections = {content: _section(table) for content, table in rest.items()}
    return Phrases(data["code"], data["words"], data["whole"]["looks-for"], sections)


def _section(table: dict[str, Any]) -> Section:
    return Section(table["heading"], table["looks-for"], tuple(tuple(paragraph) for paragraph in table["body"]))
