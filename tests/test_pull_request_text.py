"""What a pull request says: nothing of a repository's texts acts in it, and it fits."""

from markdown_it import MarkdownIt

from portfolio_audit.fixing.values import Advice, Change
from portfolio_audit.renderers.pull_request import body, title

HOSTILE = (
    "</details> <img src=x onerror=y> [a](javascript:b) ![c](http://d) @ada #1 ada/bikes#2 **bold** ``` | "
    "\u202e\n# Head"
)


def rendered(text: str) -> list[str]:
    tokens = MarkdownIt("commonmark").parse(text)
    return [token.type for token in tokens] + [inner.type for token in tokens for inner in token.children or ()]


def test_texts_of_a_repository_do_not_act() -> None:
    change = Change("a`b|c.md", None, "x", HOSTILE, (), (HOSTILE,), (HOSTILE,))
    text = body("<!-- mark -->", [change], [Advice(HOSTILE, ("echo ``` | sh", "```"))], [HOSTILE], "1 → 2")
    kinds = rendered(text)
    assert not {"image", "link_open", "html_inline", "strong_open"} & set(kinds)
    assert kinds.count("html_block") == 1  # the mark
    headings = [line for line in text.split("\n") if line.startswith("#")]
    assert [line.startswith("### ") for line in headings] == [True] * 4
    assert "\u202e" not in text
    assert "@ada" not in text


def test_commands_are_as_they_have_to_be_typed() -> None:
    text = body("<!-- mark -->", [], [Advice("Do it.", ("pip freeze | grep numpy",))], [], "1 → 2")
    fences = [token.content for token in MarkdownIt("commonmark").parse(text) if token.type == "fence"]
    assert fences == ["pip freeze | grep numpy\n"]


def test_questions_are_a_list_to_tick_off() -> None:
    change = Change("README.md", "# A\n", "# A\n\n[TODO] Who?\n", "It asks.", questions=("Who has which problem?",))
    text = body("<!-- mark -->", [change], [], [], "1 → 2")
    assert "- [ ] Who has which problem? (`README.md`)" in text.split("\n")
    assert title([change] * 5) == "Fill what the portfolio lacks: README.md, README.md, README.md and 2 more"


def test_what_is_too_long_is_cut_between_two_entries() -> None:
    changes = [Change(f"{number}.md", None, "x", "y" * 300) for number in range(400)]
    text = body("<!-- mark -->", changes, [], [], "1 → 2")
    assert len(text) < 65_536
    assert text.endswith("… and more, which did not fit.\n")
