"""Markdown fits into a comment of GitHub's, whatever the report."""

import re

import pytest
from msgspec.structs import replace

from hostile import ATTACK
from outputs.reports import all_failing, grown, poisoned
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.model.report import Report
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.renderers.markdown import MAX_CHARACTERS
from portfolio_audit.renderers.templates import environment

LONG = {
    "an attack": ATTACK * 9,
    "what is escaped": "#1" * 2_100,
    "two units of UTF-16 each": "𝔸" * 4_100,
    "what is spelled out": "\U0010fffd" * 4_100,
    "backticks": "`" * 4_100,
    "words": "lorem ipsum dolor sit amet " * 160,
}


def shown(report: Report) -> str:
    text = RENDERERS["markdown"](report)
    assert max(len(text), len(text.encode("utf-16-le")) // 2) <= MAX_CHARACTERS
    return text


def left_out(text: str) -> list[int]:
    return [int(count) for count in re.findall(r"^_and (\d+) more: see the full report_$", text, re.MULTILINE)]


def names(text: str) -> tuple[list[str], list[str]]:
    """Repositories in the table, and those with details."""
    return re.findall(r"^\| `([\w-]+)`", text, re.M), re.findall(r"^<details><summary><code>([\w-]+)<", text, re.M)


def failing(report: Report, count: int) -> Report:
    """So many repositories with every finding failed."""
    many = grown(report, count)
    return replace(many, repositories=tuple(all_failing(repo) for repo in many.repositories))


def test_what_fits_is_the_whole_template(demo_report: Report) -> None:
    whole = environment(html=False).get_template("summary.md.j2").render(report=demo_report, left_out=0)
    assert shown(demo_report) == whole
    assert left_out(whole) == []


def test_details_give_way_first_from_the_last_repository_on(demo_report: Report) -> None:
    report = grown(demo_report, 60)
    text = shown(report)
    rows, details = names(text)
    assert rows == [repo.name for repo in report.repositories]
    assert details == rows[: len(details)]
    assert left_out(text) == [60 - len(details)]
    assert len(text) > MAX_CHARACTERS - 6_000


def test_rows_give_way_when_there_are_no_details_left(demo_report: Report) -> None:
    report = failing(demo_report, 300)
    long = tuple(
        replace(repo, findings=tuple(replace(f, message=f.message + " and so on" * 30) for f in repo.findings))
        for repo in report.repositories
    )
    text = shown(replace(report, repositories=long))
    rows, details = names(text)
    assert rows == [f"project-{number:03}" for number in range(len(rows))]
    assert details == ["project-000"]
    assert left_out(text) == [300 - len(rows), len(report.repositories[0].findings), 299]


def test_three_hundred_repositories_that_fail_everything_fit(demo_report: Report) -> None:
    report = failing(demo_report, 300)
    text = shown(report)
    assert text == RENDERERS["markdown"](report)
    assert len(names(text)[0]) > 100


def test_one_repository_loses_only_the_least_valuable_findings(demo_report: Report) -> None:
    (repo,) = failing(demo_report, 1).repositories
    findings = tuple(replace(f, title=LONG["words"], message=LONG["words"]) for f in repo.findings)
    text = shown(replace(demo_report, repositories=(replace(repo, findings=findings),)))
    (count,) = left_out(text)
    kept = text.count("\n- ") - len(demo_report.skipped)
    assert 10 < kept == len(findings) - count
    assert text.count("<details>") == text.count("</details>") == 1


@pytest.mark.parametrize("kind", LONG)
def test_the_head_and_the_next_steps_stay_whatever_the_texts(
    kind: str, hostile_report: Report, demo_report: Report
) -> None:
    for report in (hostile_report, failing(demo_report, 2)):
        few = tuple(replace(repo, findings=repo.findings[:30], skeletons=()) for repo in report.repositories)
        skipped = tuple(Skipped(f"{n}", "x", unavailable=True) for n in range(100))
        text = shown(poisoned(replace(report, repositories=few, skipped=skipped), LONG[kind]))
        assert text.startswith("## Portfolio audit: ")
        steps = re.findall(r"^\d\. ", text, re.MULTILINE)
        assert len(steps) == len(report.next_steps[:3])
        assert "\n<sub>portfolio-audit " in text
        assert len(re.findall(r"^<details>", text, re.M)) == len(re.findall(r"^</details>$", text, re.M))


def test_alarms_stay_when_everything_else_has_given_way(demo_report: Report) -> None:
    listed = next(repo for repo in demo_report.repositories if repo.score.value is None)
    alarm = next(f for f in all_failing(demo_report.repositories[0]).findings if f.category == "security")
    alarming = replace(listed, findings=(replace(alarm, severity="critical", title="A key is published"),))
    many = tuple(replace(alarming, name=f"notes-{n:03}") for n in range(60))
    report = replace(demo_report, repositories=(*failing(demo_report, 300).repositories, *many))
    text = shown(report)
    assert re.findall(r"A key is published in `(notes-\d+)`\*\*", text) == [repo.name for repo in many]
    flood = tuple(replace(alarming, name=f"notes-{n:04}") for n in range(1_000))
    text = shown(replace(demo_report, repositories=flood))
    kept = text.count("A key is published in `")
    assert left_out(text)[0] == 1_000 - kept
    assert kept > 100
