"""The JSON Schema of a cohort's report: every report fits it, and it is as strict as the code."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import fields, replace

from cohort.samples import REPORT
from portfolio_audit.codec import dumps, load_file
from portfolio_audit.cohort.exports.forms import FORMS
from portfolio_audit.model import cohort as values
from portfolio_audit.model.cohort import CohortReport, Distribution
from portfolio_audit.model.facts import KINDS
from portfolio_audit.model.report import Ruleset
from portfolio_audit.model.rules import SEVERITIES, State
from portfolio_audit.resources import data_dir

Json = dict[str, Any]
SCHEMA: Json = json.loads((data_dir("reports") / "cohort.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
VALUES = {
    "student": values.Student,
    "row": values.StudentRow,
    "unseen": values.Unseen,
    "part": values.StudentPart,
    "student_rule": values.StudentRule,
    "project": values.StudentProject,
    "problem": values.RosterProblem,
    "rule": values.RuleRow,
    "bucket": values.Bucket,
    "distribution": values.Distribution,
    "concern": values.Concern,
    "likeness": values.Likeness,
}


def _json(report: CohortReport = REPORT) -> Json:
    (text,) = FORMS["json"].files[0].make(report, [])
    data: Json = json.loads(text)
    return data


def _problems(data: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema"]["const"] == values.COHORT_SCHEMA


def test_a_class_with_students_of_every_status_fits() -> None:
    data = _json()
    assert _problems(data) == []
    assert {row["status"] for row in data["students"]} == {status.value for status in values.Status}


def test_a_class_of_nobody_fits() -> None:
    nobody = replace(REPORT, students=(), problems=(), rules=(), distribution=Distribution(), teach=(), improved=())
    assert _problems(_json(replace(nobody, concerns=(), likenesses=(), as_of=None, partial=True, anonymous=True))) == []


def test_a_saved_class_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "cohort.json").write_text(dumps(REPORT), "utf-8")
    assert load_file(tmp_path / "cohort.json", CohortReport, values.COHORT_SCHEMA) == REPORT


def test_the_schema_names_what_the_code_knows() -> None:
    defs = SCHEMA["$defs"]
    assert defs["status"]["enum"] == [status.value for status in values.Status]
    assert defs["state"]["enum"] == [state.value for state in State]
    assert defs["severity"]["enum"] == list(SEVERITIES)
    assert defs["project"]["properties"]["kind"]["enum"] == [*KINDS, None]


def test_a_score_is_what_it_is_in_the_report_of_one_person() -> None:
    of_one: Json = json.loads((data_dir("reports") / "report.schema.json").read_text("utf-8"))
    assert SCHEMA["$defs"]["score"] == of_one["$defs"]["score"]
    assert SCHEMA["properties"]["ruleset"]["properties"] == of_one["properties"]["ruleset"]["properties"]


@pytest.mark.parametrize("name", VALUES)
def test_the_schema_has_the_fields_of_the_value_in_their_order(name: str) -> None:
    expected = [field.name for field in fields(VALUES[name])]
    assert SCHEMA["$defs"][name]["required"] == expected
    assert list(SCHEMA["$defs"][name]["properties"]) == expected


def test_the_schema_has_the_keys_of_the_report_in_their_order() -> None:
    assert SCHEMA["required"] == [field.name for field in fields(CohortReport)] == list(_json())
    assert SCHEMA["properties"]["ruleset"]["required"] == [field.name for field in fields(Ruleset)]


SPOILED: dict[str, Callable[[Json], object]] = {
    "another schema": lambda r: r.update(schema="portfolio-audit/cohort@2"),
    "a key too many": lambda r: r.update(colour="red"),
    "an unknown status": lambda r: r["students"][0].update(status="fine"),
    "a student without a username": lambda r: r["students"][0]["student"].update(login=""),
    "a report without a score": lambda r: r["students"][0].update(score=None),
    "a score without a report": lambda r: r["students"][5].update(score=r["students"][0]["score"]),
    "a score over 100": lambda r: r["students"][0]["score"].update(value=101),
    "a mark that is a text": lambda r: r["students"][0].update(passed="yes"),
    "an unknown state": lambda r: r["students"][0]["rules"]["metrics"].update(state="ok"),
    "a reason for no repository": lambda r: r["students"][2]["unseen"][0].update(count=0),
    "a fourth step": lambda r: r["students"][1]["steps"].append("Rest"),
    "a gain below nothing": lambda r: r["rules"][0].update(gain_tenths=-1),
    "a sixth rule to teach": lambda r: r["teach"].extend("abcd"),
    "a likeness of one": lambda r: r["likenesses"][0]["projects"].pop(),
    "a project of three": lambda r: r["likenesses"][0]["projects"][0].append("x"),
    "a concern without a reason": lambda r: r["concerns"][0].update(reasons=[]),
    "a time without its zone": lambda r: r.update(as_of="2026-01-01T00:00:00"),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_the_schema_refuses(spoil: Callable[[Json], object]) -> None:
    spoiled = copy.deepcopy(_json())
    spoil(spoiled)
    assert not VALIDATOR.is_valid(spoiled)
