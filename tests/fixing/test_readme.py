"""A README gets what it lacks: in its own style, at the right place, from facts, and once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from fixing.readmes import mended, proposed, titles
from portfolio_audit.skeletons import MARK

SHORT = """# Bike demand

Forecasts how many bikes each station of the city needs in the next hour, for the crew that moves them at night.

## Data

The trips come from https://opendata.example.org/trips and hold two years.

## License

MIT
"""


def is_kept(old: str, new: str) -> bool:
    """Whether every line that says something is still there, in its order."""
    lines = iter(new.split("\n"))
    return all(line in lines for line in old.split("\n") if line.strip())


def test_sections_stand_where_a_reader_looks_for_them() -> None:
    found = titles(mended(SHORT))
    order = ["## Problem", "## Data", "## Method", "## Results", "## Installation", "## Usage", "## License"]
    assert [title for title in found if title in order] == order


def test_what_the_author_wrote_stays() -> None:
    assert is_kept(SHORT, mended(SHORT))


def test_commands_are_those_of_the_files() -> None:
    text = mended(SHORT)
    assert "pip install -r requirements.txt\n" in text
    assert "\npython train.py\n" in text


def test_a_second_run_changes_nothing() -> None:
    once = mended(SHORT)
    assert mended(once) == once


def test_questions_count_as_questions_and_never_as_content() -> None:
    made = proposed({"README.md": SHORT})
    (change,) = made.changes
    for question in change.questions:
        assert f"\n{MARK} {question}\n" in change.new
    again = proposed({"README.md": change.new})
    assert {"results-methodology", "readme-problem"} <= {rule for rule in change.rules if rule} and not again.changes
    assert "wait for your answer" in again.advice[0].why


def test_without_questions_only_facts_are_written() -> None:
    (change,) = proposed({"README.md": SHORT}, questions=False).changes
    assert MARK not in change.new
    assert change.questions == ()
    assert "pip install -r requirements.txt" in change.new


@pytest.mark.parametrize(
    ("headings", "wanted"),
    [
        ("Data\n----\n\nTrips.\n\nTeam\n----\n\nAda", "\nInstallation\n------------\n"),
        ("## Data ##\n\nTrips.\n\n## Team ##\n\nAda", "\n## Installation ##\n"),
        ("## \U0001f4ca Data\n\nTrips.\n\n## \U0001f465 Team\n\nAda", "\n## \U0001f4e6 Installation\n"),
        ("## **Data**\n\nTrips.\n\n## **Team**\n\nAda", "\n## **Installation**\n"),
        ("## DATA\n\nTrips.\n\n## TEAM\n\nAda", "\n## INSTALLATION\n"),
        ("### Data\n\nTrips.\n\n### Team\n\nAda", "\n### Installation\n"),
        ("# Data\n\nTrips.\n\n# Team\n\nAda", "\n# Installation\n"),
        ("Two paragraphs.\n\nNo heading", "\n## Installation\n"),
    ],
)
def test_a_new_heading_looks_like_the_others(headings: str, wanted: str) -> None:
    assert wanted in mended(f"# Bike demand\n\nForecasts bikes.\n\n{headings}\n")


def test_numbered_sections_go_on_at_the_end() -> None:
    found = titles(mended("# Bikes\n\n## 1. Data\n\nTrips.\n\n## 2. Team\n\nAda\n"))
    numbers = [int(title.split()[1].rstrip(".")) for title in found[1:]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert found[1:3] == ["## 1. Data", "## 2. Team"]


GERMAN = (
    "Dieses Projekt sagt voraus, wie viele R\u00e4der jede Station der Stadt in der n\u00e4chsten Stunde braucht. "
    "Die Daten kommen von der Stadt und werden jeden Tag neu geladen."
)
SPANISH = "Este proyecto predice cu\u00e1ntas bicicletas necesita cada estaci\u00f3n de la ciudad."


@pytest.mark.parametrize(("said", "heading"), [(GERMAN, "## Lizenz"), (SPANISH, "## Instalaci\u00f3n")])
def test_sections_are_in_the_language_of_the_page(said: str, heading: str) -> None:
    assert heading in titles(mended(f"# Bikes\n\n{said}\n"))


@pytest.mark.parametrize(
    "between",
    [
        "```md\n## Usage\n\nopen it\n```",
        "<details>\n<summary>More</summary>\n\n## Notes\n\nInside.\n\n</details>",
        "- one\n\n  ## Inside a list\n\n- two",
        "> ## Quoted\n>\n> said",
        "<!--\n## Draft\n-->",
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "<div align='center'>\n\n## Centred\n\n</div>",
    ],
)
def test_nothing_is_put_into_code_lists_tables_or_html(between: str) -> None:
    old = f"# Bike demand\n\nForecasts bikes.\n\n{between}\n\n## Data\n\nTrips.\n"
    new = mended(old)
    assert between in new
    assert titles(new)[-2:] != titles(old)[-2:]


def test_front_matter_stays_first() -> None:
    old = "---\ntitle: Bikes\nsdk: gradio\n---\n# Bike demand\n\nForecasts bikes.\n"
    assert mended(old).startswith("---\ntitle: Bikes\nsdk: gradio\n---\n# Bike demand\n")


@pytest.mark.parametrize("fence", ["```", "~~~~", "```bash\nls\n~~~"])
def test_behind_a_block_of_code_without_an_end_nothing_would_show(fence: str) -> None:
    made = proposed({"README.md": f"# Bikes\n\n## License\n\nMIT\n\n{fence}\n"})
    assert made.changes == ()
    assert made.left[0].startswith("README.md: the block of code at line 7 has no end")


def test_a_rule_and_an_anchor_stay_with_their_heading() -> None:
    old = '# Bikes\n\n---\n\n## Data\n\nTrips.\n\n---\n\n<a name="licence"></a>\n## License\n\nMIT\n'
    new = mended(old)
    assert '\n---\n\n<a name="licence"></a>\n## License\n' in new
    assert "\n---\n\n## Installation\n" in new


def test_what_closes_a_page_stands_at_its_end() -> None:
    found = titles(mended("# Bikes\n\n## Project structure\n\n- `train.py`: trains\n\n## Background\n\nBikes.\n"))
    assert found.index("## Background") < found.index("## Built with") < found.index("## License")


@pytest.mark.parametrize(
    "last", ["_Part of my portfolio, see [more](https://example.org)._", "<p>Made with care</p>\n\nBye"]
)
def test_last_words_stay_last(last: str) -> None:
    new = mended(f"# Bikes\n\n## Data\n\nTrips.\n\n---\n\n{last}\n")
    assert new.endswith(f"\n\n---\n\n{last}\n")
    assert mended(new) == new


def test_a_command_is_no_last_word() -> None:
    new = mended("# Bikes\n\nForecasts bikes.\n\n## Installation\n\nYou need a computer.\n\n---\n\nBye\n")
    assert new.index("pip install -r") < new.index("\n---\n\nBye\n")


def test_a_rule_that_belongs_to_html_is_no_end() -> None:
    new = mended("# Bikes\n\n<div>\n\n## Data\n\nTrips.\n\n---\n\n</div>\n")
    assert "---\n\n</div>\n\n## " in new


def test_sections_that_rules_part_are_parted_at_the_end_as_well() -> None:
    new = mended("# Bikes\n\nForecasts.\n\n***\n\n## Data\n\nTrips.\n\n***\n\n## Background\n\nBikes.\n")
    assert "\n\n***\n\n## Contact\n" in new


def test_a_table_of_contents_gets_the_new_sections() -> None:
    old = "# Bikes\n\n* [Data](#data)\n* [License](#license)\n\n## Data\n\nTrips.\n\n## License\n\nMIT\n"
    lines = mended(old).split("\n")
    assert lines.index("* [Data](#data)") < lines.index("* [Installation](#installation)")
    assert lines.index("* [Usage](#usage)") < lines.index("* [License](#license)")
    assert lines.index("* [Problem](#problem)") < lines.index("* [Data](#data)")


def test_a_list_of_other_links_is_no_table_of_contents() -> None:
    old = "# Bikes\n\n* [Data](https://example.org)\n* [License](LICENSE)\n\n## Data\n\nTrips.\n"
    assert "](#" not in mended(old)


def test_an_empty_section_is_filled_and_not_put_in_again() -> None:
    new = mended("# Bikes\n\nForecasts bikes.\n\n## Setup\n\n## Team\n\nAda\n")
    assert "## Installation" not in new
    assert "## Setup\n\n```bash\npython -m venv .venv" in new


def test_a_command_follows_what_the_author_wrote() -> None:
    new = mended("# Bikes\n\nForecasts bikes.\n\n## Installation\n\nYou need a computer.\n\n## Team\n\nAda\n")
    assert "You need a computer.\n\n```bash\n" in new
    assert new.index("pip install -r") < new.index("## Team")


def test_prose_of_the_author_is_not_argued_with() -> None:
    old = "# Bikes\n\nForecasts bikes.\n\n## Results\n\nSee the report.\n"
    assert "## Results\n\nSee the report.\n" in mended(old)
    assert titles(mended(old)).count("## Results") == 1


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("`pip install -r requirement.txt`", "`pip install -r requirements.txt`"),
        ("`python src/train.py`", "`python train.py`"),
        ("[data](Data/Rides.csv)", "[data](data/rides.csv)"),
        ("[code](src/train.py#L3)", "[code](train.py#L3)"),
        ("![curve](images/Curve.PNG)", "![curve](docs/curve.png)"),
        ('<img src="images/curve.png" width="200">', '<img src="docs/curve.png" width="200">'),
        ("[more](#About_us)", "[more](#about-us)"),
    ],
)
def test_what_is_named_wrongly_is_put_right(line: str, wanted: str) -> None:
    old = f"# Bikes\n\nForecasts bikes.\n\n{line}\n\n## About us\n\nAda\n"
    assert f"\n{wanted}\n" in mended(old, {"docs/curve.png": b"\x89PNG"})


def test_the_command_of_the_one_app_names_its_file() -> None:
    app = {"main.py": "import streamlit as st\n\nst.title('Bikes')\nst.write(1)\n"}
    old = "# Bikes\n\nForecasts bikes.\n\n## Usage\n\n    streamlit run app.py\n"
    new = mended(old, app)
    assert "    streamlit run main.py\n" in new
    assert "app.py" not in new
    assert new.count("streamlit run") == 1
    assert "    streamlit run app.py\n" in mended(old, {**app, "page.py": app["main.py"]})


@pytest.mark.parametrize(
    "line", ["[data](missing/curve.png)", "`python missing.py`", "[x](#nowhere)", "[a](http://x/y.md)"]
)
def test_what_may_mean_two_things_or_nothing_stays(line: str) -> None:
    old = f"# Bikes\n\nForecasts bikes.\n\n{line}\n"
    assert f"\n{line}\n" in mended(old, {"a/curve.png": b"\x89PNG", "b/curve.png": b"\x89PNG"})


def test_only_the_readme_that_visitors_see_is_changed() -> None:
    made = proposed({"README.md": SHORT, "docs/README.md": "# Docs\n", "README.de.md": "# Fahrr\u00e4der\n"})
    assert [change.path for change in made.changes] == ["README.md"]


def test_links_start_at_the_folder_of_the_readme() -> None:
    files = {"docs/results.png": b"\x89PNG", "docs/README.md": "# Bikes\n\nForecasts bikes.\n"}
    (change,) = proposed(files).changes
    assert change.path == "docs/README.md"
    assert "](results.png)" in change.new


@pytest.mark.parametrize("path", ["README.rst", "README.txt", "README.org"])
def test_other_formats_are_left_alone_and_that_is_said(path: str) -> None:
    made = proposed({path: "Bikes\n=====\n\nForecasts bikes.\n"})
    assert made.changes == ()
    assert f"{path}: it is no Markdown" in made.left[0]


def test_two_hundred_kilobytes_of_prose_get_their_sections() -> None:
    old = SHORT + "\n## Notes\n\n" + "The station at the river is empty at eight.\n\n" * 3_500
    assert is_kept(old, mended(old))
    assert "## Installation" in mended(old)


def test_a_page_beyond_what_is_read_is_left_alone() -> None:
    made = proposed({"README.md": SHORT + "word " * 60_000})
    assert made.changes == ()
    assert "too long or too intricate" in made.left[0]


PIECES = (
    "# Bikes",
    "## Data",
    "## Usage ##",
    "Results\n-------",
    "### 2. Setup",
    "Forecasts bikes for each station.",
    "```bash\npython train.py\n```",
    "```",
    "~~~\n# no heading",
    "- [Data](#data)\n- [Usage](#usage)",
    "<details>",
    "</details>",
    "<!-- note",
    "-->",
    "---",
    "> quoted\n> ## deep",
    "    indented code",
    "| a | b |\n| - | - |",
    "* item\n\n  ## in an item",
    '<a id="x"></a>',
    f"{MARK} What came out, in one sentence with a number?",
    "[ref]: https://example.org",
    "\u202eab\x1b[31m\x07",
    "Setext with a *mark*\n===",
)


@settings(max_examples=30)
@given(some.lists(some.sampled_from(PIECES), max_size=9))
def test_whatever_the_page_looks_like_nothing_is_lost_and_the_second_run_rests(pieces: list[str]) -> None:
    old = "\n\n".join(pieces) + "\n"
    new = mended(old)
    assert is_kept(old, new)
    assert mended(new) == new
    before, after = (sum(token.type == "fence" for token in MarkdownIt().parse(text)) for text in (old, new))
    assert after >= before


def _order(*headings: str) -> list[str]:
    """The sections of a page with those headings once it is mended, without their marks."""
    page = "\n\n".join(f"## {heading}\n\nIt is told here." for heading in headings)
    return [title.removeprefix("## ") for title in titles(mended(f"# Bikes\n\n{page}\n"))]


def test_a_demo_that_comes_late_draws_no_opening_section_behind_the_installation() -> None:
    found = _order("Installation", "Usage", "Live demo", "License")
    assert found.index("Problem") < found.index("Data") < found.index("Results") < found.index("Installation")


def test_what_has_its_own_name_is_not_parted_from_what_comes_before_it() -> None:
    found = _order("About the Dataset", "Access", "Project Structure", "Modeling Approach", "Challenges", "Metrics")
    assert found.index("Metrics") < found.index("Installation") < found.index("Usage") < found.index("Built with")
    assert found.index("Access") == found.index("About the Dataset") + 1


def test_a_word_on_its_own_before_the_next_stage_stays_before_it() -> None:
    found = _order("Overview", "Method", "Visualizations", "Web page", "Project Structure")
    assert found.index("Web page") < found.index("Installation") < found.index("Project Structure")


@pytest.mark.parametrize("name", ["Project {}: Churn", "Step {} - data", "**Part {}**", "{}"])
def test_a_series_of_sections_is_not_torn(name: str) -> None:
    series = [name.format(number) for number in (1, 2, 3)]
    series[1] += " and how the model was trained"
    found = _order(*series)
    start = found.index(series[0])
    assert found[start : start + 3] == series


def test_an_author_named_first_draws_no_license_to_the_top() -> None:
    found = _order("Author", "Overview", "Usage", "Contributing", "Acknowledgements")
    assert found.index("Usage") < found.index("Contributing") < found.index("License")
    assert found.index("License") < found.index("Acknowledgements")


@pytest.mark.parametrize(
    "foot",
    [
        "---\n\n_Part of my portfolio._\n",
        "***\n*Generated on 2025-09-03*",
        '---\n\n<p align="center">Made with care</p>\n\n[ci]: https://example.org/ci\n',
        "[ci]: https://example.org/ci\n[docs]: https://example.org/docs\n",
        "<!-- links -->\n",
    ],
)
def test_the_foot_of_a_page_stays_its_last_word(foot: str) -> None:
    new = mended(f"# Bikes\n\n## Background\n\nBikes.\n\n{foot}")
    assert new.rstrip("\n").endswith(f"\n\n{foot.rstrip()}")
    assert mended(new) == new


@pytest.mark.parametrize("last", ["---\n\n- one\n- two\n", "---\n", "---\n\n```\nx\n```\n", "---\n" + "\nWords.\n" * 7])
def test_what_is_more_than_a_foot_is_followed_by_what_is_new(last: str) -> None:
    new = mended(f"# Bikes\n\n## Background\n\nBikes.\n\n{last}")
    assert new.index(last.rstrip()) < new.index("## Contact")


def test_no_command_of_another_sort_is_put_behind_those_of_a_long_section() -> None:
    told = "Activate the pipenv shell in bash from the root.\n\n```bash\nmake image\n```"
    new = mended(f"# Bikes\n\n## How to build the service and run it\n\n{told}\n\n## Team\n\nAda\n")
    assert new.index("\n## Installation\n") < new.index("pip install -r") < new.index("## How to build")
