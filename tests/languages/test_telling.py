"""Texts with gaps: found whatever fills the gaps, in time that grows with the text."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pseudo import pseudo

from portfolio_audit.errors import AuditError
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers.languages import ENGLISH, load
from portfolio_audit.renderers.telling import Source, pattern

PSEUDO = pseudo()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("there is no README", "⟦there is no README⟧"),
        (
            "12 files, and the README does not say where what is",
            "⟦12 files, and the README does not say where what is⟧",
        ),
        ("1 file of credentials committed", "⟦1 file of credentials committed⟧"),
        ("1,200 files of credentials committed", "⟦1,200 files of credentials committed⟧"),
        ("the README lacks license, contact", "⟦the README lacks ⟦⟦license⟧, ⟦contact⟧⟧⟧"),
        ("14 tests with 17 assertions", "⟦⟦14 tests⟧ with 17 assertions⟧"),
        ("In part: README names its tools", "⟦In part: ⟦README names its tools⟧⟧"),
        (
            "in 3 of 6 projects: no manifest says what must be installed",
            "⟦in 3 of 6 projects: ⟦No manifest says what must be installed⟧⟧",
        ),
        ("There is no README.", "⟦⟦There is no README⟧.⟧"),
        ("README.md: only 9 lines were read", "⟦README.md: ⟦only 9 lines were read⟧⟧"),
        ("published: GitHub token, private key and 2 more", "⟦published: ⟦⟦GitHub token⟧, ⟦private key⟧⟧ and 2 more⟧"),
    ],
)
def test_a_text_is_told_with_what_fills_its_gaps(text: str, told: str) -> None:
    assert PSEUDO.tell(text).replace("⟦there", "⟦There") == told.replace("⟦there", "⟦There")


@pytest.mark.parametrize("text", ["", "ein Satz", "x files of credentials committed", "{0}", "⟦", "%(n)s", "{n} {0}"])
def test_what_is_none_of_ours_stays_as_it_is(text: str) -> None:
    assert PSEUDO.tell(text) == text


@pytest.mark.parametrize("code", ["hi", "zh"])
def test_a_name_keeps_its_capital_in_the_middle_of_a_sentence(code: str) -> None:
    told = load(code).tell("In part: the Dockerfile fits the repository")
    assert "Dockerfile" in told
    assert "dockerfile" not in told


def test_sentences_are_told_one_by_one() -> None:
    text = "1 of 3 machine-learning projects goes all the way from data to users. The most is to be gained in Data."
    first, second = PSEUDO.tell(text).split(" ⟦The most")
    assert first.startswith("⟦1 of 3")
    assert second == " is to be gained in ⟦Data⟧.⟧"


@pytest.mark.parametrize(
    "name", ["data", "README", "coursework", "no saved output", "{0}", "{words0}", "a and b", "a, b"]
)
def test_a_name_in_a_gap_is_not_told(name: str) -> None:
    text = f"what is in {name} is counted with the secrets"
    assert PSEUDO.tell(text) == f"⟦{text}⟧"


@pytest.mark.parametrize(
    "line", ["CI runs the tests", "there are no tests", "data", "no license file", "README", "3 files"]
)
def test_a_stranger_s_line_is_not_told(line: str) -> None:
    assert PSEUDO.note(Evidence("app.py", 3, line)) == line
    assert PSEUDO.note(Evidence("git log", None, line)) == line


def test_a_note_of_ours_beside_a_place_is_told() -> None:
    assert PSEUDO.note(Evidence("a.ipynb", None, "no saved output")) == "⟦no saved output⟧"
    assert PSEUDO.note(Evidence("README.md", None, "looked for a README")) == "⟦looked for a README⟧"
    said = PSEUDO.note(Evidence("README.md", 7, "python t.py: t.py is not there"))
    assert said == "⟦python t.py: ⟦t.py is not there⟧⟧"


def test_places_that_are_no_paths_are_told() -> None:
    assert PSEUDO.place(Evidence("the root", None, "looked for LICENSE, COPYING")) == "⟦the root⟧"
    assert PSEUDO.place(Evidence("the root", None, "x")) == "⟦the root⟧"
    assert PSEUDO.place(Evidence("data", None, "x")) == "data"
    assert PSEUDO.place(Evidence("a.py", 3)) == "a.py:3"
    assert PSEUDO.place(Evidence("a.ipynb", 3)) == "⟦a.ipynb, cell 3⟧"


def test_in_mid_sentence_a_text_starts_small_in_every_language() -> None:
    assert load("es").tell("In part: README names its tools").startswith("En parte: el README ")
    assert load("fr").tell("In part: CI runs the tests").startswith("En partie\u00a0: la CI ")


def test_colon_and_semicolon_are_those_of_the_language() -> None:
    assert (ENGLISH.colon, ENGLISH.semicolon) == (": ", "; ")
    assert (load("fr").colon, load("zh").colon) == ("\u00a0: ", "：")
    assert (load("fr").semicolon, load("zh").semicolon) == ("\u00a0; ", "；")


def test_in_english_nothing_changes() -> None:
    at = Evidence("a.ipynb", 3, "no saved output")
    assert (ENGLISH.tell("x"), ENGLISH.note(at), ENGLISH.place(at)) == ("x", at.excerpt, at.spot)
    assert load("en") is ENGLISH


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(AuditError, match=r"no language 'ess'\. Did you mean es\? There are en, "):
        load("ess")


def test_the_most_telling_text_counts() -> None:
    text = "the app loads m.pkl and 2 more, which is not in the repository and which nothing makes or fetches"
    assert PSEUDO.tell(text) == f"⟦{text}⟧"


HOSTILE = ("a and ", "a, ", " or ", "; ", ": ", "x. A", "and 1 more", "the README lacks ", " is not there, but ", "{0}")


@pytest.mark.parametrize("part", HOSTILE)
def test_a_hostile_text_is_done_with(part: str) -> None:
    """An exponential search would not end: the tests stop whatever takes a minute."""
    text = part * (7_000 // len(part))
    for before, after in product(
        ("", "the README lacks ", "no secret of a known shape in 3 files; "), ("", ", and more")
    ):
        language = pseudo()
        language.tell(before + text + after)
        language.note(Evidence("x", None, before + text + after))


@given(st.text(max_size=60), st.text(max_size=60))
def test_gaps_are_filled_by_what_was_put_in(first: str, second: str) -> None:
    found = pattern("found {0}, then {1} at last", Source("x"))
    assert found
    fills = found.fills(f"found {first}, then {second} at last")
    if first and second:
        assert fills is not None
        assert f"found {fills['0']}, then {fills['1']} at last" == f"found {first}, then {second} at last"
    else:
        assert fills is None or f"{fills['0']}, then {fills['1']}" == f"{first}, then {second}"


@given(st.text(max_size=200))
def test_any_text_can_be_given(text: str) -> None:
    assert isinstance(PSEUDO.tell(text), str)
