"""READMEs made to hang or mislead a reader: linear time, no error, honest limits."""

import time

import pytest
from readme_text import read

SIZE = 256_000
BUDGET_SECONDS = 3.0  # of processor time, a multiple of what is measured, so that a busy machine passes


def filled(piece: str) -> str:
    return piece * (SIZE // len(piece))


HOSTILE = {
    "brackets": filled("["),
    "pictures": filled("!["),
    "links": filled("[a](b) "),
    "opened then closed": "[a" * (SIZE // 4) + "](b)" * (SIZE // 8),
    "declarations": filled("<![CDATA[ <!A <? <!--"),
    "comments": filled("<!--"),
    "emphasis": filled("*a **b _c "),
    "stars": filled("*"),
    "backticks": " ".join("`" * count for count in range(1, 700)),
    "quotes": filled("> > > > a\n"),
    "deep list": "".join("  " * depth + "- a\n" for depth in range(480)),
    "headings": filled("# Installation\n"),
    "references": "".join(f"[{number}]: http://a/{number}\n" for number in range(10_000)),
    "one line": filled("accuracy 0.91 "),
    "one word": filled("a"),
    "wide table": "|" + "a|" * 60_000 + "\n|" + "-|" * 60_000 + "\n",
    "long table": "|a|b|\n|-|-|\n" + filled("|1|2|\n"),
    "tags": filled("<a <a href='"),
    "open tags": filled("<p><b>"),
    "labels": filled("Author: x\n\n"),
    "commands": filled("pip install x\n"),
    "prompts": filled("$ "),
    "addresses": filled("https://a.streamlit.app/x "),
    "mail": filled("a@b."),
    "underlines": filled("a\n=\n"),
    "tree": filled("├── a.py\n"),
    "ideographs": "本项目旨在提高数据集的准确率。" * 5_000,
    "unclosed fence": "```\n" + filled("# a\n## b\n\n"),
}


@pytest.mark.parametrize("suffix", ["md", "rst", "adoc", "org", "txt"])
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_hostile_text_is_read_in_linear_time(name: str, suffix: str) -> None:
    start = time.process_time()
    facts = read(HOSTILE[name], f"README.{suffix}")
    assert time.process_time() - start < BUDGET_SECONDS
    assert facts.path == f"README.{suffix}"


def test_what_was_read_by_lines_is_named() -> None:
    assert read(filled("word ") * 2).limits
    assert read(filled("[")).limits
    assert read("# T\n\nShort.\n").limits == ()


def test_the_end_of_a_long_readme_is_still_seen() -> None:
    text = "# T\n\n" + "Words about tides.\n\n" * 15_000 + "![plot](plot.png)\n"
    facts = read(text, **{"plot.png": ""})
    assert facts.limits


@pytest.mark.parametrize("url", ["http://[::1", "https://exa mple.org:99999999/", "%5B%5D(", "//", "http://"])
def test_broken_addresses_raise_nothing(url: str) -> None:
    assert read(f"# T\n\n[x]({url}) <a href='{url}'>live demo</a>\n").content("demo").present is False


def test_lists_of_facts_are_bounded() -> None:
    facts = read("![a](b.png) [c](d)\n\n" * 4_000)
    assert len(facts.images) <= 500
    assert len(facts.links) <= 2_000
