"""One README in every language: what is said decides, not the language in which it is said."""

import tomllib
from pathlib import Path

import pytest
from readme_text import read

FOLDER = Path(__file__).parent / "translations"
READMES = {file.stem: file.read_text("utf-8") for file in FOLDER.glob("*.md")}
SENTENCES = tomllib.loads((FOLDER / "sentences.toml").read_text("utf-8"))["sentence"]


def told(text: str) -> set[str]:
    """Contents, and what a reviewer looks for within them."""
    facts = read(text)
    return {content.name for content in (*facts.contents, *facts.aspects) if content.present}


@pytest.mark.parametrize("code", sorted(READMES))
def test_a_translation_tells_the_same(code: str) -> None:
    assert told(READMES[code]) == told(READMES["en"])


def test_the_original_states_a_problem_and_what_the_result_means() -> None:
    assert {"problem", "meaning", "results", "limits", "preparation"} <= told(READMES["en"])


def opened_with(sentence: str, code: str) -> str:
    """A README with that opening, whose sections on data and approach tell neither a problem nor a meaning."""
    title, data, approach = READMES[code].split("\n## ")[:3]
    return "\n## ".join((f"{title.splitlines()[0]}\n\n{sentence}\n", data, approach))


@pytest.mark.parametrize("code", sorted(READMES))
@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence["en"][:30])
def test_a_sentence_tells_the_same_in_each_language(sentence: dict[str, str], code: str) -> None:
    assert sentence["tells"] in told(opened_with(sentence[code], code))
    assert sentence["tells"] not in told(opened_with("", code))


def test_hindi_is_heard_with_and_without_the_dots_below() -> None:
    text = "# Paneo\n\nयह प्रोजेक्ट इसलिए बना है क्योंकि छोटी बेकरियों को हर शाम सही अनुमान की {} है।\n"
    assert told(text.format("ज़रूरत")) == told(text.format("जरूरत"))
