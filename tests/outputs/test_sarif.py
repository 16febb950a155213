"""SARIF: valid, within GitHub's limits, and the same alert in the next run."""

import gzip
import json
import random
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from msgspec.structs import replace

from hostile import ATTACK
from outputs.reports import all_failing, failure, grown, one_finding, open_findings, poisoned
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.examples import run_example
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.model.report import Report
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers import RENDERERS, sarif
from portfolio_audit.renderers.places import is_file

Valid = Callable[[str], dict[str, Any]]


def run_of(report: Report, valid: Valid) -> dict[str, Any]:
    (run,) = valid(RENDERERS["sarif"](report))["runs"]
    found: dict[str, Any] = run
    return found


def only(report: Report, valid: Valid) -> dict[str, Any]:
    (result,) = run_of(report, valid)["results"]
    found: dict[str, Any] = result
    return found


def uris(result: dict[str, Any]) -> list[str]:
    places = [*result["locations"], *result.get("relatedLocations", [])]
    return [place["physicalLocation"]["artifactLocation"]["uri"] for place in places]


def test_every_failure_is_a_result_and_nothing_else_is(demo_report: Report, valid: Valid) -> None:
    run = run_of(demo_report, valid)
    shown = sorted((r["properties"]["repository"], r["ruleId"], r["properties"]["state"]) for r in run["results"])
    assert shown == sorted((name, f.rule, str(f.state)) for name, f in open_findings(demo_report))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [note.id for note in demo_report.rules]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])


def test_the_most_valuable_comes_first(demo_report: Report, valid: Valid) -> None:
    results = run_of(demo_report, valid)["results"]
    ranks = [(["error", "warning", "note"].index(r["level"]), -r["properties"]["gain"]) for r in results]
    assert ranks == sorted(ranks)
    assert results[0]["level"] == "error"


def test_a_rule_says_what_github_shows_of_it(demo_report: Report, valid: Valid) -> None:
    for rule in run_of(demo_report, valid)["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"].startswith("Expected: ")
        assert len(rule["shortDescription"]["text"]) <= 1024 >= len(rule["fullDescription"]["text"])
        assert "To fix it: " in rule["help"]["text"]
        assert "## How to fix it\n" in rule["help"]["markdown"]
        assert rule["helpUri"].startswith("https://")
        assert len(rule["properties"]["tags"]) <= 10
        assert rule["properties"]["problem.severity"] in ("error", "warning", "recommendation")
        is_security = "security" in rule["properties"]["tags"]
        assert is_security == ("security-severity" in rule["properties"])
        assert 0 < float(rule["properties"].get("security-severity", 1)) <= 10


def test_every_result_has_the_one_place_that_github_asks_for(demo_report: Report, valid: Valid) -> None:
    for result in run_of(demo_report, valid)["results"]:
        (place,) = (location["physicalLocation"] for location in result["locations"])
        assert re.fullmatch(r"(?!/|\.\.|[a-z]+:)[^\s\\]+", place["artifactLocation"]["uri"])
        assert place["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
        assert set(result["partialFingerprints"]) >= {"portfolioAudit/v1"}
        assert ("region" in place) != ("primaryLocationLineHash" in result["partialFingerprints"])


def test_the_paths_of_the_only_repository_are_its_own_and_of_several_stand_below_their_names(
    demo_report: Report, valid: Valid
) -> None:
    place = Evidence("src/a.py", 3, "x = 1")
    alone = one_finding(demo_report, failure("readme-data", place))
    assert uris(only(alone, valid)) == ["src/a.py"]
    first, second = (replace(alone.repositories[0], name=name) for name in ("one", "two words"))
    run = run_of(replace(alone, repositories=(first, second)), valid)
    assert [uris(result) for result in run["results"]] == [["one/src/a.py"], ["two%20words/src/a.py"]]


def test_a_line_is_given_for_lines_only(demo_report: Report, valid: Valid) -> None:
    cell = only(one_finding(demo_report, failure("readme-data", Evidence("a.ipynb", 4, "df"))), valid)
    assert "region" not in cell["locations"][0]["physicalLocation"]
    assert cell["locations"][0]["message"] == {"text": "cell 4 df"}
    line = only(one_finding(demo_report, failure("readme-data", Evidence("a.py", 4, "df"))), valid)
    assert line["locations"][0]["physicalLocation"]["region"] == {"startLine": 4}


@pytest.mark.parametrize(
    "evidence",
    [
        (),
        (Evidence("the whole repository", None, "looked for tests"),),
        (Evidence("git log", None, "3 commits"),),
        (Evidence("About box", None, "https://a.example"),),
        (Evidence("README.md", 7, "looked for a demo"),),
        (Evidence("../../etc/passwd", 1, "root"),),
        (Evidence("/etc/passwd", 1, "root"),),
        (Evidence("a/./b.py", 1, "x"),),
    ],
)
def test_what_lies_in_no_file_lies_on_the_readme(
    evidence: tuple[Evidence, ...], demo_report: Report, valid: Valid
) -> None:
    result = only(one_finding(demo_report, failure("eng-tests", *evidence)), valid)
    assert uris(result) == ["README.md"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_it_is_the_readme_that_the_repository_has(demo_report: Report, valid: Valid) -> None:
    report = one_finding(demo_report, failure("eng-tests"))
    for path, shown in (
        ("docs/README.rst", "docs/README.rst"),
        (None, "README.md"),
        ("../x", "README.md"),
        (5, "README.md"),
    ):
        repo = replace(report.repositories[0], facts={"readme": {"path": path}})
        assert uris(only(replace(report, repositories=(repo,)), valid)) == [shown]


def test_the_portfolio_s_own_findings_lie_on_the_profile(demo_report: Report, valid: Valid) -> None:
    own = [result for result in run_of(demo_report, valid)["results"] if not result["properties"]["repository"]]
    assert own
    assert {uri for result in own for uri in uris(result)} == {f"{demo_report.login}/README.md"}


def test_a_file_that_evidence_names_is_one_in_every_example_of_every_rule() -> None:
    catalogue = load_catalogue(examples=True)
    wrong = []
    for rule in (rule for rule in catalogue.rules if rule.scope == "repository"):
        for example in rule.examples:
            files = {*example.files, *example.earlier, *example.large}
            places = [at.path for at in run_example(rule, example, catalogue).evidence if is_file(at)]
            wrong += [
                (rule.id, p) for p in places if not any(f == p or f.startswith(f"{p.rstrip('/')}/") for f in files)
            ]
    assert wrong == []


def test_further_places_are_linked_from_the_text(demo_report: Report, valid: Valid) -> None:
    places = [Evidence(f"a[{n}].py", n, "x") for n in range(1, 7)]
    result = only(one_finding(demo_report, failure("repro-seeds", *places)), valid)
    assert [place["id"] for place in result["relatedLocations"]] == [1, 2, 3, 4, 5]
    links = re.findall(r"\[((?:\\.|[^\]\\])*)\]\((\d+)\)", result["message"]["text"])
    assert links == [(rf"a\[{n}\].py:{n}", str(n - 1)) for n in (2, 3, 4)]
    assert "and 2 more places" in result["message"]["text"]


# --- the same alert in the next run ----------------------------------------------------------------------------------


def fingerprint(report: Report, valid: Valid, *evidence: Evidence, **fields: Any) -> str:
    found = only(one_finding(report, failure("eng-x", *evidence, **fields)), valid)["partialFingerprints"]
    return str(found["portfolioAudit/v1"])


def test_a_moved_line_keeps_its_identity(demo_report: Report, valid: Valid) -> None:
    first = fingerprint(demo_report, valid, Evidence("a.py", 3, "x  = 1"))
    assert first == fingerprint(demo_report, valid, Evidence("a.py", 90, "x = 1"), message="other words", gain=9)
    assert first != fingerprint(demo_report, valid, Evidence("b.py", 3, "x = 1"))
    assert first != fingerprint(demo_report, valid, Evidence("a.py", 3, "y = 1"))


def test_a_count_that_changes_is_no_new_alert(demo_report: Report, valid: Valid) -> None:
    assert fingerprint(demo_report, valid, Evidence("a.py", None, "10 statements")) == fingerprint(
        demo_report, valid, Evidence("a.py", None, "11 statements")
    )
    assert fingerprint(demo_report, valid, Evidence("git log", None, "2 commits")) == fingerprint(
        demo_report, valid, Evidence("git log", None, "3 commits")
    )


def test_no_two_results_are_taken_for_one(demo_report: Report, valid: Valid) -> None:
    results = run_of(demo_report, valid)["results"]
    assert len({result["partialFingerprints"]["portfolioAudit/v1"] for result in results}) == len(results)


# --- limits ----------------------------------------------------------------------------------------------------------


def noise(seed: int, length: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return "".join(random.Random(seed).choices(letters, k=length))  # noqa: S311 - it only has to be hard to compress


def test_of_too_many_results_the_least_valuable_are_left_out_and_counted(
    demo_report: Report, valid: Valid, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = run_of(demo_report, valid)
    assert everything["invocations"][0]["toolExecutionNotifications"] == []
    monkeypatch.setattr(sarif, "MAX_RESULTS", 10)
    cut = run_of(demo_report, valid)
    assert cut["results"] == everything["results"][:10]
    (note,) = cut["invocations"][0]["toolExecutionNotifications"]
    left = len(everything["results"]) - 10
    assert note["message"]["text"].startswith(f"{left} results of the least value left out")


def test_a_report_of_many_long_texts_stays_below_ten_megabytes(
    demo_report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of texts that cannot be compressed, on a small scale: what is no result is small beside what GitHub takes."""
    repo = all_failing(demo_report.repositories[0])
    findings = tuple(replace(f, title=noise(n, 400), message=noise(-n - 1, 400)) for n, f in enumerate(repo.findings))
    report = replace(demo_report, repositories=(replace(repo, findings=findings),), findings=())
    rest = len(gzip.compress(RENDERERS["sarif"](replace(report, repositories=())).encode()))
    assert rest + sarif.MAX_PACKED < 10_000_000
    monkeypatch.setattr(sarif, "MAX_PACKED", 40_000)
    text = RENDERERS["sarif"](report).encode()
    assert 20_000 < len(gzip.compress(text)) < 40_000 + rest
    assert b"of the least value left out" in text


def test_a_result_has_no_more_places_than_github_takes(demo_report: Report, valid: Valid) -> None:
    places = [Evidence(f"{n}.py", 1, "x") for n in range(1_100)]
    assert len(uris(only(one_finding(demo_report, failure("eng-x", *places)), valid))) == 1_000


def test_what_was_not_seen_is_said(demo_report: Report, valid: Valid) -> None:
    lost = replace(
        demo_report, partial=True, skipped=(Skipped("gone", "it could not be cloned", True), Skipped("f", "a fork"))
    )
    (invocation,) = run_of(lost, valid)["invocations"]
    assert invocation["executionSuccessful"] is False
    said = [note["message"]["text"] for note in invocation["toolExecutionNotifications"]]
    assert said == [
        "The run was interrupted, so these results are partial.",
        "gone is not in these results: it could not be cloned",
    ]


# --- hostile texts ---------------------------------------------------------------------------------------------------


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def test_texts_of_others_stay_texts(hostile_report: Report, demo_report: Report, valid: Valid) -> None:
    for report in (hostile_report, poisoned(hostile_report, ATTACK), poisoned(demo_report, ATTACK)):
        run = run_of(report, valid)
        assert run["results"]
        for result in run["results"]:
            assert [
                link for link in re.findall(r"(?<!\\)\]\(([^)]*)\)", result["message"]["text"]) if not link.isdigit()
            ] == []
            assert all(".." not in unquote(uri).split("/") and not uri.startswith("/") for uri in uris(result))
        assert not any(char in text for text in texts(run) for char in "\x1b\x00\u202e\x9b")


def test_a_source_is_an_address_or_nothing(demo_report: Report, valid: Valid) -> None:
    sources = {
        "javascript:alert(1)": None,
        "https://": None,
        "https://a b.example/": None,
        'https://a.example/"><script>': "https://a.example/%22%3E%3Cscript%3E",
        "https://a.example/b c#d#e%zz": "https://a.example/b%20c#d%23e%25zz",
        "http://a.example:80/ü?q=[1]": "http://a.example:80/%C3%BC?q=%5B1%5D",
    }
    for source, uri in sources.items():
        notes = (replace(demo_report.rules[0], source=source), *demo_report.rules[1:])
        rule = run_of(replace(demo_report, rules=notes), valid)["tool"]["driver"]["rules"][0]
        assert rule.get("helpUri") == uri


def test_the_demo_is_told_as_before(demo_report: Report, golden: Callable[[str, str], None]) -> None:
    shown = [repo for repo in demo_report.repositories if repo.name == "monthgrid"]
    notes = demo_report.rules[:2]
    golden("monthgrid.sarif", RENDERERS["sarif"](replace(demo_report, repositories=tuple(shown), rules=notes)))


def test_three_hundred_repositories_are_one_run(demo_report: Report) -> None:
    report = grown(demo_report, 300)
    (run,) = json.loads(RENDERERS["sarif"](report))["runs"]
    assert len(run["results"]) == len(open_findings(report)) > 3_000
