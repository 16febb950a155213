"""What a README hides from its readers."""

import pytest
from readme_text import read

from portfolio_audit.facts.readme.unseen import without_unseen

HIDDEN = "Forecasts the rentals"


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div hidden>", "</div>"),
        ("<details hidden>", "</details>"),
        ('<div style="display: none">', "</div>"),
        ('<p style="visibility:hidden">', "</p>"),
        ('<span style="font-size:0px">', "</span>"),
        ('<div style="opacity: 0.0">', "</div>"),
        ('<div style="color:white">', "</div>"),
        ('<div style="color:#FFF; background:#ffffff">', "</div>"),
        ('<font color="white">', "</font>"),
        ('<div style="color:transparent">', "</div>"),
        ('<div style="position:absolute; left:-9999px">', "</div>"),
        ('<div style="height:0; overflow:hidden">', "</div>"),
        ("<template>", "</template>"),
        ("<div hidden><div>a</div>", "</div>"),
    ],
)
def test_what_no_reader_sees_is_not_read(opening: str, closing: str) -> None:
    left = without_unseen(f"before\n{opening}\n\n{HIDDEN}\n\n{closing}\nafter\n")
    assert HIDDEN not in left and "before" in left and "after" in left


@pytest.mark.parametrize(
    "opening",
    [
        "<details>",
        '<div align="center">',
        '<div style="color:white; background-color:#333">',
        '<td bgcolor="#000" style="color:#fff">',
        '<div style="background-color:white">',
        '<div style="opacity:0.5; font-size:0.9em">',
        '<div class="not-hidden">',
        '<a title="hidden gems">',
    ],
)
def test_what_a_reader_sees_is_read(opening: str) -> None:
    text = f"{opening}\n\n{HIDDEN}\n"
    assert without_unseen(text) == text


def test_code_that_hides_something_is_an_example() -> None:
    text = f"```html\n<div hidden>\n```\n\n{HIDDEN}\n"
    assert without_unseen(text) == text


def test_a_paragraph_without_an_end_hides_itself_alone() -> None:
    assert "after" in without_unseen("<p hidden>before\n\nafter\n")


@pytest.mark.parametrize(
    "text",
    [
        "[](https://bikes.streamlit.app)",
        "[ ](https://bikes.streamlit.app)",
        "[\u200b](https://bikes.streamlit.app)",
        "[&nbsp;](https://bikes.streamlit.app)",
        '<a href="https://bikes.streamlit.app"></a>',
    ],
)
def test_a_link_without_anything_to_click_on_is_none(text: str) -> None:
    assert read(f"# Bikes\n\n{text}\n").links == ()


@pytest.mark.parametrize(
    "text",
    [
        "[🔗](https://bikes.streamlit.app)",
        "[![](docs/a.png)](https://bikes.streamlit.app)",
        "<https://bikes.streamlit.app>",
        "https://bikes.streamlit.app",
    ],
)
def test_a_link_with_a_sign_or_a_picture_is_one(text: str) -> None:
    assert len(read(f"# Bikes\n\n{text}\n").links) == 1


def test_a_picture_of_one_pixel_is_none() -> None:
    assert read('# A\n\n<img src="a.png" width="1" height="1">\n').images == ()


@pytest.mark.parametrize("piece", ["<p hidden>", "<div hidden>a</div>", "<div><b>", "<a b='", "```\n<p hidden>\n```\n"])
def test_hiding_a_lot_ends(piece: str) -> None:
    without_unseen(piece * (200_000 // len(piece)))


def test_a_list_of_keywords_says_nothing() -> None:
    words = "problem, data, methodology, preprocessing, random forest, results, license, MIT, contact"
    assert read(f"# Bikes\n\nKeywords: {words}\n").content("methodology").present is False


def test_text_of_a_template_is_no_word() -> None:
    assert read("# Bikes\n\n" + "## Data\n\nAdd your text here.\n\n" * 8).body_words == 0
