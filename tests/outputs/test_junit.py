"""JUnit XML: what the programs that read it agree on, whatever the texts hold."""

from collections import Counter
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from hostile import ATTACK
from outputs.reports import failure, one_finding, poisoned
from portfolio_audit.model.report import FindingReport, Report
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Evidence
from portfolio_audit.renderers import RENDERERS

ALLOWED: dict[str, tuple[set[str], list[str]]] = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped"}, ["testsuite"]),
    "testsuite": (
        {"name", "timestamp", "time", "tests", "failures", "errors", "skipped"},
        ["properties", "testcase"],
    ),
    "properties": (set(), ["property"]),
    "property": ({"name", "value"}, []),
    "testcase": ({"classname", "name", "time"}, ["skipped", "failure"]),
    "failure": ({"type", "message"}, []),
    "skipped": ({"message"}, []),
}
"""Element → its attributes and, in order, its children: what the schemas of Jenkins and of Ant both know."""


def read(report: Report) -> ElementTree.Element:
    root = ElementTree.fromstring(RENDERERS["junit"](report).encode())  # noqa: S314 - our own
    for element in root.iter():
        attributes, children = ALLOWED[element.tag]
        assert set(element.attrib) == attributes
        tags = [child.tag for child in element]
        assert tags == sorted(tags, key=children.index)
    return root


def cases(suite: ElementTree.Element) -> list[tuple[str, str]]:
    return [(case.attrib["name"], case[0].tag if len(case) else "passed") for case in suite.iter("testcase")]


def test_there_is_a_suite_for_every_repository_and_a_case_for_every_rule(demo_report: Report) -> None:
    def told(finding: FindingReport) -> str:
        shown = {State.PASS: "passed", State.FAIL: "failure", State.PARTIAL: "failure"}
        return shown.get(finding.state, "skipped")

    suites = list(read(demo_report))
    assert [s.attrib["name"] for s in suites] == [*(repo.name for repo in demo_report.repositories), "the portfolio"]
    for suite, subject in zip(suites, (*demo_report.repositories, demo_report), strict=True):
        assert cases(suite) == [(f.rule, told(f)) for f in subject.findings]


def test_the_numbers_of_a_suite_are_those_of_its_cases(demo_report: Report) -> None:
    root = read(demo_report)
    for element in (root, *root):
        counts = Counter(tag for _, tag in cases(element))
        said = {key: int(element.attrib[key]) for key in ("tests", "failures", "errors", "skipped")}
        assert said == {
            "tests": counts.total(),
            "failures": counts["failure"],
            "errors": 0,
            "skipped": counts["skipped"],
        }


@pytest.mark.parametrize("state", [State.FAIL, State.PARTIAL])
def test_a_failure_says_whether_it_is_whole_or_in_part_where_it_is_and_what_to_do(
    state: State, demo_report: Report
) -> None:
    finding = failure("eng-x", Evidence("a.py", 3, "x"), Evidence("b.ipynb", 2), state=state, credit=40)
    (found,) = read(one_finding(demo_report, finding)).iter("failure")
    assert found.attrib == {"type": state, "message": "It fails: so it is"}
    assert found.text == f"so it is ({state}, 40 % of 3)\na.py:3: x\nb.ipynb, cell 2\nTo fix it: Mend it."


@pytest.mark.parametrize("state", [State.UNKNOWN, State.NOT_APPLICABLE])
def test_what_was_not_decided_is_skipped_with_its_reason(state: State, demo_report: Report) -> None:
    (found,) = read(one_finding(demo_report, failure("eng-x", state=state, message="it took too long"))).iter("skipped")
    assert found.attrib == {"message": f"{state}: it took too long"}


def test_a_suite_knows_its_score(demo_report: Report) -> None:
    for suite, repo in zip(read(demo_report), demo_report.repositories, strict=False):
        about = {item.attrib["name"]: item.attrib["value"] for item in suite.iter("property")}
        assert about["score"] == ("" if repo.score.value is None else str(repo.score.value))
        assert about["kind"] == repo.kind


@pytest.mark.parametrize("text", [ATTACK, "\x00\x08\x0b\x1f\ufffe\uffff\ud800]]>&#0;<![CDATA[<!DOCTYPE a>", ""])
def test_texts_of_others_are_spelled_out(text: str, hostile_report: Report, demo_report: Report) -> None:
    for report in (poisoned(hostile_report, text), poisoned(demo_report, text)):
        plain = "".join(f"{element.text} {element.attrib}" for element in read(report).iter())
        assert not any(char in plain for char in "\x1b\x00\u202e\ufffe\ud800")


def test_a_report_of_nothing_is_one_empty_suite(demo_report: Report) -> None:
    (suite,) = read(replace(demo_report, repositories=(), findings=()))
    assert cases(suite) == []
