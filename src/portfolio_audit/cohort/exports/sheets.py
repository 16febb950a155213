"""One sheet of a workbook: a bold first line that stays, filters, and cells that are what they look like."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from textwrap import wrap
from typing import NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portfolio_audit.model.rules import State
from portfolio_audit.text import visible

Value = str | int | float | bool | datetime | State | None
LONGEST_TEXT = 32_767
"""Characters that a cell holds."""
_LINE_POINTS = 15
_LINES_AT_MOST = 8
LONGEST_NAME = 31
"""Characters that the name of a sheet may have."""
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_RESERVED = ("history",)
MARKS = {
    State.PASS: ("✓ pass", "#0B5A28", "#DDF3E3"),
    State.PARTIAL: ("◐ partial", "#6B4400", "#FCEBC8"),
    State.FAIL: ("✗ fail", "#8C1219", "#FBDFE0"),
    State.UNKNOWN: ("? unknown", "#3D3D3D", "#E6E6E6"),
    State.NOT_APPLICABLE: ("– not asked", "#5A5A5A", "#FFFFFF"),
}
"""What a cell says of a state, for those who see no colour, its ink and its ground."""
_STYLES = {
    "text": {"valign": "top", "indent": 1},
    "wrapped": {"valign": "top", "indent": 1, "text_wrap": True},
    "number": {"valign": "top", "num_format": "0"},
    "tenths": {"valign": "top", "num_format": "0.0"},
    "change": {"valign": "top", "num_format": "+0;-0;0"},
    "percent": {"valign": "top", "num_format": '0"%"'},
    "date": {"valign": "top", "align": "left", "indent": 1, "num_format": 'yyyy-mm-dd hh:mm "UTC"'},
    "header": {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": "#1F3A5F",
        "valign": "vcenter",
        "indent": 1,
        "text_wrap": True,
        "bottom": 1,
    },
}


_ENDS = {"min_type": "num", "max_type": "num", "min_value": 0, "max_value": 100}
_INKS = {"min_color": "#F6C1C3", "mid_color": "#FDF1D3", "max_color": "#BFE6CA"}
_SHOWN = {
    "bar": {"type": "data_bar", "bar_color": "#8FB8DE", "bar_solid": True, "data_bar_2010": True} | _ENDS,
    "scale": {"type": "3_color_scale", "mid_type": "num", "mid_value": 50} | _ENDS | _INKS,
}
"""How a cell's number from 0 to 100 is shown, beside being written."""


class Heading(NamedTuple):
    """A column."""

    title: str
    width: int = 12
    """Characters."""
    style: str = "text"
    shown_as: str = ""
    """`bar` or `scale` where numbers from 0 to 100 are shown as such, too."""


class Styles:
    """The formats of a workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self.of: dict[str, Format] = {name: workbook.add_format(each) for name, each in _STYLES.items()}
        self.states = {
            state: workbook.add_format({"valign": "top", "indent": 1, "font_color": ink, "bg_color": ground})
            for state, (_, ink, ground) in MARKS.items()
        }


class Sheet:
    """A sheet that is written from its first row to its last."""

    def __init__(self, workbook: Workbook, name: str, styles: Styles, headings: Sequence[Heading]) -> None:
        self._sheet: Worksheet = workbook.add_worksheet(name)
        self._headings, self._styles, self._row = headings, styles, 0
        self._sheet.set_row(0, _LINE_POINTS * max(_lines(heading) for heading in headings) + 3)
        for place, heading in enumerate(headings):
            self._sheet.set_column(place, place, heading.width)
            self._sheet.write_string(0, place, safe_text(heading.title), styles.of["header"])
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)

    def add(self, *values: Value) -> None:
        """The next row."""
        self._row += 1
        for place, value in enumerate(values):
            self._put(place, value, self._styles.of[self._headings[place].style])

    def add_date(self, label: str, when: datetime) -> None:
        """A row of a label and a time, in UTC."""
        self.add(label)
        self._put(1, when, self._styles.of["date"])

    def finish(self, columns_that_stay: int = 0) -> None:
        """Everything that depends on how many rows there are."""
        self._sheet.freeze_panes(1, columns_that_stay)
        self._sheet.autofilter(0, 0, self._row, len(self._headings) - 1)
        for place, heading in enumerate(self._headings):
            if heading.shown_as and self._row:
                self._sheet.conditional_format(1, place, self._row, place, dict(_SHOWN[heading.shown_as]))

    def _put(self, place: int, value: Value, style: Format) -> None:
        match value:
            case None:
                return
            case State():
                self._sheet.write_string(self._row, place, MARKS[value][0], self._styles.states[value])
            case bool():
                self._sheet.write_string(self._row, place, "yes" if value else "no", style)
            case int() | float():
                self._sheet.write_number(self._row, place, value, style)
            case datetime():
                self._sheet.write_datetime(self._row, place, value.replace(tzinfo=None), style)
            case _:
                self._sheet.write_string(self._row, place, safe_text(value), style)


def _lines(heading: Heading) -> int:
    """Lines that the title takes; bold letters, a button to filter by and whole words need some room."""
    return min(_LINES_AT_MOST, len(wrap(heading.title, max(4, heading.width - 3))) or 1)


def safe_text(text: str) -> str:
    """Text as a cell holds it: on one line, and no longer than it may be."""
    return visible(text)[:LONGEST_TEXT]


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """A name that a sheet may have: short, without forbidden characters, and none of those taken."""
    plain = _FORBIDDEN.sub(" ", visible(wanted))
    plain = " ".join(plain.split()).strip("'").strip()[:LONGEST_NAME].strip("' ") or "Part"
    used = {*_RESERVED, *(each.lower() for each in taken)}
    name, number = plain, 1
    while name.lower() in used:
        number += 1
        end = f" ({number})"
        name = plain[: LONGEST_NAME - len(end)].rstrip("' ") + end
    return name
