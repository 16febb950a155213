"""The badge and what shields.io draws it from."""

import json
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from facts_of import portfolio_of, unseen_repo
from hostile import ATTACK
from portfolio_audit.auditing import audit
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import RENDERERS, badge

SVG = "{http://www.w3.org/2000/svg}"


def drawn(report: Report) -> ElementTree.Element:
    return ElementTree.fromstring(RENDERERS["badge"](report))  # noqa: S314 - our own


def told(report: Report) -> dict[str, str]:
    found: dict[str, str] = json.loads(RENDERERS["shields"](report))
    return found


def with_score(report: Report, value: int | None, grade: str | None) -> Report:
    return replace(report, score=replace(report.score, value=value, grade=grade))


def test_a_badge_says_the_score_to_those_who_see_it_and_to_those_who_do_not(demo_report: Report) -> None:
    picture = drawn(demo_report)
    said = f"portfolio: {demo_report.score.value} / {demo_report.score.grade}"
    assert picture.attrib["role"] == "img"
    assert picture.attrib["aria-label"] == picture.findtext(f"{SVG}title") == said
    assert ": ".join(text.text or "" for text in picture.iter(f"{SVG}text")) == said


@pytest.mark.parametrize(
    ("value", "grade", "words", "band", "colour"),
    [
        (100, "A", "100 / A", "good", "green"),
        (70, "B", "70 / B", "good", "green"),
        (69, "C", "69 / C", "fair", "yellow"),
        (39, "F", "39 / F", "weak", "red"),
        (0, None, "0 / –", "weak", "red"),
        (None, None, "unknown", "none", "lightgrey"),
    ],
)
def test_a_badge_has_the_colour_of_the_score(
    value: int | None, grade: str | None, words: str, band: str, colour: str, demo_report: Report
) -> None:
    report = with_score(demo_report, value, grade)
    assert badge.COLOURS[band] in [rect.attrib["fill"] for rect in drawn(report).iter(f"{SVG}rect")]
    assert told(report) == {"schemaVersion": 1, "label": "portfolio", "message": words, "color": colour}


def test_nothing_decided_is_unknown_and_one_repository_is_a_project(catalogue: Catalogue) -> None:
    report = audit(portfolio_of(unseen_repo(), login=None), catalogue)
    assert drawn(report).attrib["aria-label"] == "project: unknown"
    assert told(report)["label"] == "project"


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", [*badge.COLOURS.values(), badge.LABEL_COLOUR])
def test_white_text_can_be_read_on_every_colour(colour: str) -> None:
    assert 1.05 / (_luminance(colour) + 0.05) >= 4.5


def test_every_text_has_room_on_its_side(demo_report: Report) -> None:
    for value, grade in ((100, "A"), (None, None), (5, "E")):
        picture = drawn(with_score(demo_report, value, grade))
        edge = int(picture.findall(f"{SVG}path")[0].attrib["d"].split()[0].removeprefix("M"))
        sides = [(0.0, edge), (edge, float(picture.attrib["width"]))]
        for (start, end), text in zip(sides, picture.iter(f"{SVG}text"), strict=True):
            middle, half = float(text.attrib["x"]), float(text.attrib["textLength"]) / 2
            assert start + 4 <= middle - half < middle + half <= end - 4


def test_a_badge_loads_and_runs_nothing_and_has_no_ids(hostile_report: Report) -> None:
    picture = drawn(with_score(hostile_report, 1, ATTACK))
    assert {element.tag for element in picture.iter()} == {
        f"{SVG}{tag}" for tag in ("svg", "title", "rect", "path", "g", "text")
    }
    names = {name for element in picture.iter() for name in element.attrib}
    assert not [name for name in names if name in ("id", "href", "style") or name.startswith("on")]
    assert float(picture.attrib["width"]) < 400


def test_the_demo_is_drawn_as_before(demo_report: Report, golden: Callable[[str, str], None]) -> None:
    golden("demo.svg", RENDERERS["badge"](demo_report))
