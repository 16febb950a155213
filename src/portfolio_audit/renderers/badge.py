"""The score as a picture for a README: flat, as badges look, with nothing that has to be loaded."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from portfolio_audit.model.report import Report
from portfolio_audit.renderers import views
from portfolio_audit.text import shown

COLOURS = {"good": "#1a7f37", "fair": "#8a5d00", "weak": "#cf222e", "none": "#57606a"}
"""By band, each dark enough for white text (WCAG: 4.5 to 1)."""
LABEL_COLOUR = "#444c56"
_NARROW, _SLIM, _WIDE = "ijlI.,:;'|! ()[]/frt", "-_csvxyzJkaeghnopuqbd?0123456789", "mwMW@%"
_WIDTHS = dict.fromkeys(_NARROW, 4.6) | dict.fromkeys(_SLIM, 7.0) | dict.fromkeys(_WIDE, 10.8)
_OTHER = 8.0
_HEIGHT, _PADDING, _SIZE, _CORNER = 20, 5, 11, 3


def label(report: Report) -> str:
    """What the score is about."""
    return "project" if report.login is None and len(report.repositories) == 1 else "portfolio"


def value(report: Report) -> str:
    """The score and its grade."""
    score = report.score
    return "unknown" if score.value is None else f"{score.value} / {shown(score.grade or '–', 20)}"


def width(text: str) -> int:
    """Pixels that the text takes at the badge's size, in about any sans serif; the picture makes it fit."""
    return round(sum(_WIDTHS.get(char, _OTHER) for char in text))


def pieces(report: Report) -> Iterator[str]:
    """SVG with a name for those who do not see it."""
    left, right = label(report), value(report)
    edge = width(left) + 2 * _PADDING
    whole = edge + width(right) + 2 * _PADDING
    size = {"width": str(whole), "height": str(_HEIGHT), "viewBox": f"0 0 {whole} {_HEIGHT}"}
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img"})
    svg.set("aria-label", f"{left}: {right}")
    SubElement(svg, "title").text = f"{left}: {right}"
    colour = COLOURS[views.band(report.score)]
    SubElement(svg, "rect", width=str(whole), height=str(_HEIGHT), rx=str(_CORNER), fill=colour)
    SubElement(svg, "path", d=_left_half(edge), fill=LABEL_COLOUR)
    font = {"font-family": "Verdana,Geneva,DejaVu Sans,sans-serif", "font-size": str(_SIZE), "fill": "#fff"}
    texts = SubElement(svg, "g", {**font, "text-anchor": "middle", "aria-hidden": "true"})
    for text, middle in ((left, edge / 2), (right, (edge + whole) / 2)):
        place = {"x": f"{middle:g}", "y": "14", "textLength": str(width(text)), "lengthAdjust": "spacingAndGlyphs"}
        SubElement(texts, "text", place).text = text
    yield f"{tostring(svg, encoding='unicode')}\n"


def _left_half(edge: int) -> str:
    """A rectangle with round corners on its left: a clip path would need an id, which two badges in a page share."""
    round_off = f"a{_CORNER} {_CORNER} 0 0 1"
    return f"M{edge} 0v{_HEIGHT}H{_CORNER}{round_off}-{_CORNER}-{_CORNER}V{_CORNER}{round_off} {_CORNER}-{_CORNER}z"
