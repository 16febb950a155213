"""Personal data, and READMEs in which a course speaks."""

import json

import pytest

from facts_of import repo_of
from portfolio_audit.facts.handout import instructions
from portfolio_audit.model.facts import DataFacts
from portfolio_audit.model.values import Evidence

PEOPLE = [
    ("Ann", "ann.b@gmail.com", "030 1234567"),
    ("Bob", "bob@yahoo.com", "030 7654321"),
    ("Cem", "c@gmx.de", "+49 30 555666"),
]


def personal(files: dict[str, str | bytes]) -> tuple[Evidence, ...]:
    facts = repo_of(files).data
    assert isinstance(facts, DataFacts)
    return facts.personal


def table(*columns: str) -> str:
    """A notebook that printed these columns of the people."""
    fields = [dict(zip(("name", "email", "phone"), person, strict=True)) for person in PEOPLE]
    rows = "\n".join("  ".join(row[column] for column in columns) for row in fields)
    output = {"output_type": "stream", "name": "stdout", "text": "  ".join(columns) + "\n" + rows}
    return json.dumps({"cells": [{"cell_type": "code", "source": "people", "outputs": [output]}]})


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (("name", "email"), "3 e-mail addresses of people beside names"),
        (("email", "phone"), "3 e-mail addresses of people beside telephone numbers"),
    ],
)
def test_two_things_that_lead_to_people_are_told_without_their_values(columns: tuple[str, ...], said: str) -> None:
    assert personal({"a.ipynb": table(*columns)}) == (Evidence("a.ipynb", 1, said),)


@pytest.mark.parametrize("columns", [("name",), ("email",), ("phone",), ("name", "phone")])
def test_one_thing_alone_is_not(columns: tuple[str, ...]) -> None:
    assert personal({"a.ipynb": table(*columns)}) == ()


def test_lists_of_people_in_json_are_looked_into() -> None:
    rows = [{"name": name, "email": address} for name, address, _ in PEOPLE]
    assert [place.path for place in personal({"data/people.json": json.dumps(rows)})] == ["data/people.json"]
    assert personal({"tests/people.json": json.dumps(rows)}) == ()
    assert personal({"data/mock_people.json": json.dumps(rows)}) == ()


def test_companies_are_no_people() -> None:
    rows = [{"name": f"School {n}", "email": f"office@school{n}.edu", "phone": f"030 123456{n}"} for n in range(9)]
    assert personal({"data/schools.json": json.dumps(rows)}) == ()


@pytest.mark.parametrize(
    "told",
    [
        {"README.md": "# People\n\nThe customers are synthetic.\n"},
        {"make.py": "from faker import Faker\n\nprint(Faker().name())\n"},
    ],
)
def test_people_who_are_made_up_are_nobody(told: dict[str, str | bytes]) -> None:
    assert personal({"a.ipynb": table("name", "email"), **told}) == ()


def test_a_course_is_heard_by_different_sorts_of_sentences() -> None:
    text = "# Project\n\nIn this project, you will predict demand.\nYour task is hard. Use the starter code.\n"
    assert [place.line for place in instructions("README.md", text)] == [3, 4, 4]
    assert list(instructions("README.md", "# Demand\n\nForecasts demand. You can run it with `python app.py`.\n")) == []


def test_nasty_texts_are_read_to_their_end() -> None:
    text = "a@" * 100_000 + "1-" * 100_000 + "a.b@gmail.com " * 20_000 + "İ" * 50_000
    personal({"data/x.json": text, "README.md": text})
