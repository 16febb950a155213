"""The report's JSON Schema: every report fits it, and it is as strict as the code."""

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from msgspec.structs import fields

from facts_of import degraded, empty_repo, portfolio_of, repo_of, unseen_repo
from portfolio_audit.auditing import audit
from portfolio_audit.codec import dumps
from portfolio_audit.model import report as values
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import CONTENTS, KINDS, STAGES
from portfolio_audit.model.portfolio import Portfolio, Run, Skipped
from portfolio_audit.model.report import Report
from portfolio_audit.model.rules import SEVERITIES, State
from portfolio_audit.model.values import Evidence
from portfolio_audit.resources import data_dir

Json = dict[str, Any]
SCHEMA: Json = json.loads((data_dir("reports") / "report.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
VALUES = {
    "score": values.Score,
    "evidence": Evidence,
    "category": values.CategoryScore,
    "finding": values.FindingReport,
    "cap": values.Cap,
    "repository": values.RepositoryReport,
    "skeleton": values.SkeletonReport,
    "slot": values.Slot,
    "step": values.NextStep,
    "rule": values.RuleNote,
    "skipped": Skipped,
    "moved": values.Moved,
    "score_move": values.ScoreMove,
    "changes": values.Changes,
    "trend_point": values.TrendPoint,
    "requirement": values.Requirement,
}


def _json(portfolio: Portfolio, catalogue: Catalogue) -> Json:
    data: Json = json.loads(dumps(audit(portfolio, catalogue, strict=True)))
    return data


def _problems(data: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(data)]


@pytest.fixture(scope="module")
def demo(demo_portfolio: Portfolio, catalogue: Catalogue) -> Json:
    return _json(demo_portfolio, catalogue)


@pytest.fixture(scope="module")
def short(demo_report: Report) -> Json:
    """The demo's report with its first and its last project, to be spoilt."""
    demo: Json = json.loads(dumps(demo_report))
    return demo | {"repositories": [demo["repositories"][0], demo["repositories"][5]]}


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema"]["const"] == values.REPORT_SCHEMA


def test_the_demos_report_fits(demo: Json) -> None:
    assert _problems(demo) == []


def test_a_report_with_its_past_fits(demo_report: Report) -> None:
    told = json.loads(dumps(demo_report))
    assert _problems(told) == []
    assert told["changes"]["fixed"]
    assert told["trend"]


def test_a_report_fits_whatever_could_not_be_read(demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    for name, portfolio in degraded(demo_portfolio):
        assert _problems(_json(portfolio, catalogue)) == [], name


@pytest.mark.parametrize(
    "portfolio",
    [
        portfolio_of(),
        portfolio_of(login=None),
        portfolio_of(repo_of({"README.md": "# App\n", "app.py": "import streamlit\n"}, "app"), login=None),
        portfolio_of(repo_of({}, "nothing")),
        portfolio_of(unseen_repo(), skipped=(Skipped("gone", "it could not be cloned", True),)),
        portfolio_of(*(empty_repo(kind, kind) for kind in KINDS)),
    ],
    ids=["an empty one", "nobody's", "one repository", "one empty repository", "nothing seen", "every kind"],
)
def test_a_small_report_fits(portfolio: Portfolio, catalogue: Catalogue) -> None:
    assert _problems(_json(portfolio, catalogue)) == []


def test_what_was_not_read_is_said_in_the_facts(catalogue: Catalogue) -> None:
    facts = _json(portfolio_of(unseen_repo()), catalogue)["repositories"][0]["facts"]
    assert facts["readme"] == facts["code"] == {"unavailable": "it took too long"}
    assert (facts["notebook_only"], facts["end_to_end"], facts["own_data"]) == (None, None, None)


# --- the schema and the code -----------------------------------------------------------------------------------------


def test_the_schema_names_what_the_code_knows() -> None:
    defs = SCHEMA["$defs"]
    assert defs["content_name"]["enum"] == list(CONTENTS)
    assert defs["readme"]["properties"]["contents"]["required"] == list(CONTENTS)
    assert defs["repository"]["properties"]["kind"]["enum"] == [*KINDS, None]
    assert defs["state"]["enum"] == [state.value for state in State]
    assert defs["severity"]["enum"] == list(SEVERITIES)
    assert defs["stage"]["properties"]["name"]["enum"] == list(STAGES)


def test_the_schema_knows_the_grades(catalogue: Catalogue) -> None:
    letters = [letter for letter, _ in catalogue.scale.grades]
    assert SCHEMA["$defs"]["score"]["properties"]["grade"]["enum"] == [*letters, None]


@pytest.mark.parametrize("name", VALUES)
def test_the_schema_has_the_fields_of_the_value_in_their_order(name: str) -> None:
    expected = [field.name for field in fields(VALUES[name])]
    assert SCHEMA["$defs"][name]["required"] == expected
    assert list(SCHEMA["$defs"][name]["properties"]) == expected


def test_the_schema_has_the_keys_of_the_report_in_their_order(demo: Json) -> None:
    assert SCHEMA["required"] == [field.name for field in fields(values.Report)] == list(demo)
    assert SCHEMA["properties"]["run"]["required"] == [field.name for field in fields(Run)]


def _objects(schema: object) -> Iterator[Json]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for inner in schema.values():
            yield from _objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _objects(inner)


def test_only_facts_are_open() -> None:
    defs = SCHEMA["$defs"]
    open_ones = [schema for schema in _objects(SCHEMA) if schema.get("additionalProperties") is not False]
    groups = [schema for schema in defs["facts"]["properties"].values() if schema.get("type") == "object"]
    assert [
        schema for schema in open_ones if schema not in (defs["facts"], defs["readme"], defs["content"], *groups)
    ] == []


# --- what the schema refuses -----------------------------------------------------------------------------------------


def _first(data: Json, state: str) -> Json:
    findings = (f for repo in data["repositories"] for f in repo["findings"])
    found: Json = next(finding for finding in findings if finding["state"] == state)
    return found


SPOILED: dict[str, Callable[[Json], object]] = {
    "another schema": lambda r: r.update(schema="portfolio-audit/report@2"),
    "a key too many": lambda r: r.update(colour="red"),
    "a score that is a text": lambda r: r["score"].update(value="86"),
    "a score that is no whole number": lambda r: r["score"].update(value=86.5),
    "a score over 100": lambda r: r["score"].update(value=101),
    "a value without a grade": lambda r: r["score"].update(grade=None),
    "a grade without a value": lambda r: r["score"].update(value=None),
    "an unknown grade": lambda r: r["score"].update(grade="F"),
    "a time without its zone": lambda r: r.update(generated_at="2026-01-01T00:00:00"),
    "an unknown kind": lambda r: r["repositories"][0].update(kind="game"),
    "a head that is no commit": lambda r: r["repositories"][0].update(head="main"),
    "a content too many": lambda r: r["repositories"][0]["facts"]["readme"]["contents"].update(jokes={}),
    "a content too few": lambda r: r["repositories"][0]["facts"]["readme"]["contents"].pop("metrics"),
    "an unknown style": lambda r: r["repositories"][0]["facts"].update(commit_style="fine"),
    "facts that are a flag": lambda r: r["repositories"][0]["facts"].update(own_data="yes"),
    "an unknown state": lambda r: _first(r, "pass").update(state="ok"),
    "a pass with half its credit": lambda r: _first(r, "pass").update(credit=50),
    "a failure with credit": lambda r: _first(r, "fail").update(credit=50),
    "a failure without evidence": lambda r: _first(r, "fail").update(evidence=[]),
    "a part with all its credit": lambda r: _first(r, "partial").update(credit=100),
    "something not asked that gains": lambda r: _first(r, "not-applicable").update(gain=1),
    "evidence at line 0": lambda r: _first(r, "fail").update(evidence=[{"path": "a", "line": 0, "excerpt": ""}]),
    "a step that gains nothing": lambda r: r["next_steps"][0].update(gain_tenths=0),
    "a trend over 100": lambda r: r["trend"][0].update(score=101),
    "a change since no time": lambda r: r["changes"].update(since="yesterday"),
    "a repository without a reason for its kind": lambda r: r["repositories"][0].update(kind_reason=""),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_the_schema_refuses(spoil: Callable[[Json], object], short: Json) -> None:
    assert VALIDATOR.is_valid(short)
    spoiled = copy.deepcopy(short)
    spoil(spoiled)
    assert not VALIDATOR.is_valid(spoiled)


PLACES: dict[str, Callable[[Json], Json]] = {
    "the report": lambda r: r,
    "its score": lambda r: r["score"],
    "its arithmetic": lambda r: r["arithmetic"],
    "a slot": lambda r: r["arithmetic"]["slots"][0],
    "a category": lambda r: r["repositories"][0]["categories"][0],
    "a repository": lambda r: r["repositories"][0],
    "its readme": lambda r: r["repositories"][0]["facts"]["readme"],
    "a finding": lambda r: r["repositories"][0]["findings"][0],
    "a skeleton": lambda r: r["repositories"][1]["skeletons"][0],
    "a step": lambda r: r["next_steps"][0],
    "a rule": lambda r: r["rules"][0],
    "what was skipped": lambda r: r["skipped"][0],
    "the run": lambda r: r["run"],
    "what changed": lambda r: r["changes"],
    "a value that moved": lambda r: r["changes"]["repositories"][0],
    "an answer that moved": lambda r: r["changes"]["fixed"][0],
    "a point of the trend": lambda r: r["trend"][0],
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_no_key_may_be_missing(place: Callable[[Json], Json], short: Json) -> None:
    required = {"path", "format", "language", "bytes", "sections", "contents"}
    for key in place(short):
        if "sections" in place(short) and key not in required:
            continue  # the facts of a README are open
        spoiled = copy.deepcopy(short)
        del place(spoiled)[key]
        assert not VALIDATOR.is_valid(spoiled), key
