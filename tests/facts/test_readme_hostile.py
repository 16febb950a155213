"""READMEs made to hang or mislead a reader: linear time, no error, honest limits."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType

import pytest
from readme_text import read

from portfolio_audit.facts.readme.formats import parse

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
from readme import FAMILY

OTHERS = ("rst", "asciidoc", "org", "text")
READ, PARSED = 16_000, 32_000
SHARE = 4
GROWTH = 6  # linear work makes it 4, quadratic 16
SIZE = 256_000
WORST = ("sentences", "brackets, opened then closed", "table, wide and long")


def cut(text: str, size: int) -> str:
    """The start of a text with the end that closes it, if it has one of its own."""
    return text if len(text) <= size else text[: size // 2] + text[-size // 2 :]


def growth(work: Callable[[str], object], text: str, size: int) -> float:
    """How many times the calls of a fourth of the text its whole takes: a count, so that no machine's load moves it."""
    work(cut(text, size))  # what is read once, like the words of a language, is no part of the count
    return calls(work, cut(text, size)) / calls(work, cut(text, size // SHARE))


def calls(work: Callable[[str], object], text: str) -> int:
    """Calls and returns of functions, also of those written in C."""
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_reading_takes_no_more_than_its_share_of_calls(name: str) -> None:
    assert growth(read, FAMILY[name](), READ) < GROWTH


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_formats_beside_markdown_are_parsed_in_linear_work(name: str) -> None:
    text = FAMILY[name]()
    own = [markup for markup in OTHERS if markup.startswith(name.rpartition(" ")[2])]
    markup = own[0] if own else OTHERS[sorted(FAMILY).index(name) % len(OTHERS)]
    assert growth(partial(parse, markup=markup), text, PARSED) < GROWTH


def test_a_count_of_calls_shows_quadratic_work() -> None:
    def quadratic(text: str) -> list[int]:
        return [text.find("b", at) for at in range(len(text)) for _ in range(len(text))]

    assert growth(quadratic, "a" * 400, 400) > GROWTH


@pytest.mark.parametrize("name", sorted(FAMILY))
def test_a_hostile_text_of_full_size_is_read(name: str) -> None:
    """A pattern that looks back over the text takes minutes here; how long it takes is for benchmarks/readme.py."""
    assert read(FAMILY[name]()[:SIZE]).path == "README.md"


@pytest.mark.parametrize("name", WORST)
def test_a_hostile_text_of_full_size_is_read_in_another_format(name: str) -> None:
    facts = read(FAMILY[name]()[:SIZE], "README.rst")
    assert facts.path == "README.rst"
    assert facts.contents


@pytest.mark.parametrize(
    ("text", "path", "said"),
    [
        ("word " * 51_000, "README.md", "read by lines, too intricate for a full parse"),
        ("[" * 60_000, "README.md", "read by lines, too intricate for a full parse"),
        ("Words about tides.\n\n" * 14_000, "README.md", "read by lines, too intricate"),
        (("Tides rise and fall twice a day. " * 3 + "\n\n") * 2_700, "README.md", "read by lines from character"),
        ("a\n" * 20_000, "README.rst", "only 15,000 lines were read"),
        ("![a](b.png)\n\n" * 600, "README.md", "has more pictures than the 500 that were read"),
        ("[a](b.md) " * 2_100, "README.md", "has more links than the 2,000 that were read"),
        ("`pip install x`\n\n" * 400, "README.md", "has more commands than the 300 that were read"),
        ("# A\n\nb\n\n" * 600, "README.md", "has more sections than"),
        ("TODO: describe [your project] here.\n\n" * 60, "README.md", "has more placeholders than the 50"),
    ],
)
def test_every_limit_that_is_reached_is_named(text: str, path: str, said: str) -> None:
    assert any(f"{path}: {said}" in limit for limit in read(text, path).limits)


def test_nothing_is_said_of_limits_that_are_far_away() -> None:
    assert read("# T\n\nShort.\n").limits == ()


def test_the_end_of_a_long_readme_is_still_seen() -> None:
    text = "# T\n\n" + "Words about tides, and no end of them.\n\n" * 7_000 + "![plot](plot.png)\n"
    (image,) = read(text, **{"plot.png": ""}).images
    assert image.line == text.count("\n")
    assert image.resolves


def test_a_picture_that_is_written_out_costs_nothing() -> None:
    facts = read("# T\n\n![a](data:image/png;base64," + "QUJD" * 100_000 + ")\n\n## Usage\n\nRun `python main.py`.\n")
    assert facts.limits == ()
    assert [section.title for section in facts.sections] == ["T", "Usage"]


@pytest.mark.parametrize("url", ["http://[::1", "https://exa mple.org:99999999/", "%5B%5D(", "//", "http://"])
def test_broken_addresses_raise_nothing(url: str) -> None:
    assert read(f"# T\n\n[x]({url}) <a href='{url}'>live demo</a>\n").content("demo").present is False


def test_lists_of_facts_are_bounded() -> None:
    facts = read("![a](b.png) [c](d)\n\n" * 2_500)
    assert len(facts.images) <= 500
    assert len(facts.links) <= 2_000
