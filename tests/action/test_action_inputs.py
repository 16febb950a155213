"""The inputs of the action, and that action.yml and its documentation say the same of them as the program."""

import json
from pathlib import Path

import pytest
import yaml

from portfolio_audit.action.inputs import INPUTS, OUTPUTS, VARIABLE, read_inputs
from portfolio_audit.action.page import renewed
from portfolio_audit.errors import ActionError

ROOT = Path(__file__).parents[2]


def read(**given: str) -> object:
    return read_inputs({VARIABLE: json.dumps({name.replace("_", "-"): value for name, value in given.items()})})


def test_action_yml_has_the_inputs_of_the_table() -> None:
    told = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    wanted = {row.name: {"description": row.words, "required": False, "default": row.default} for row in INPUTS}
    assert told == wanted
    assert list(told) == list(wanted)


def test_action_yml_has_the_outputs_of_the_table() -> None:
    told = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["outputs"]
    assert told == {
        name: {"description": words, "value": f"${{{{ steps.audit.outputs.{name} }}}}"}
        for name, words in OUTPUTS.items()
    }


def test_the_documentation_has_the_tables() -> None:
    page = (ROOT / "docs" / "action.md").read_text("utf-8")
    assert page == renewed(page), "renew it: python -m portfolio_audit.action.page docs/action.md"


def test_what_is_not_given_has_its_default() -> None:
    inputs = read_inputs({VARIABLE: "{}"})
    assert (inputs.path, inputs.username, inputs.rubric, inputs.comment, inputs.mode) == (
        ".",
        "",
        "ml-engineer",
        "changed",
        "comment",
    )
    assert (inputs.fail_under, inputs.fail_on, inputs.select, inputs.summary) == (None, "none", (), True)


def test_lists_are_parted_by_commas_and_line_ends() -> None:
    inputs = read_inputs({VARIABLE: json.dumps({"select": "readme, eng-*\n\n data \n", "ignore": " , "})})
    assert inputs.select == ("readme", "eng-*", "data")
    assert inputs.ignore == ()


@pytest.mark.parametrize("value", ["0", " 100 ", "07"])
def test_a_number_of_per_cent_is_taken(value: str) -> None:
    assert read_inputs({VARIABLE: json.dumps({"fail-under": value})}).fail_under == int(value)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("fail-under", "101", "a whole number from 0 to 100"),
        ("fail-under", "7O", "a whole number from 0 to 100"),
        ("fail-under", "٥", "a whole number from 0 to 100"),
        ("fail-on", "worse", "none, new, regression or any"),
        ("comment", "yes", "always, changed or never"),
        ("mode", "both", "comment or issue"),
        ("summary", "maybe\n::error::x", "true or false"),
    ],
)
def test_what_an_input_does_not_take_is_a_sentence(name: str, value: str, words: str) -> None:
    with pytest.raises(ActionError, match=f"the input {name} is .* It takes {words}") as caught:
        read(**{name: value})
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"', "[" * 100_000])
def test_without_inputs_it_says_what_it_is_for(text: str) -> None:
    with pytest.raises(ActionError, match=r"This command is for action.yml"):
        read_inputs({VARIABLE: text})
