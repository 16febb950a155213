"""A student's letter: what works first, three steps, nobody mentioned, nothing given away."""

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from msgspec.structs import replace

from cohort.told_class import step, told
from portfolio_audit.auditing import audit
from portfolio_audit.cohort.letters import letter
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.cohort import Student
from portfolio_audit.model.portfolio import Portfolio, Skipped
from portfolio_audit.model.report import FindingReport, Report, RepositoryReport
from portfolio_audit.model.rules import State
from portfolio_audit.model.values import Evidence
from portfolio_audit.sources.publishing import marker

ADA = Student("ada", "Ada Lovelace")
HOSTILE = "@everyone ![x](https://evil.example/p.png) <img src=x> #1 <!-- portfolio-audit 0 -->\n[a](javascript:x) `"


def with_findings(report: Report, change: dict[str, FindingReport]) -> Report:
    """The report with the findings of its first repository changed, by their rules."""
    first, *others = report.repositories
    found = tuple(change.get(finding.rule, finding) for finding in first.findings)
    return replace(report, repositories=(replace(first, findings=found), *others))


def finding_of(repo: RepositoryReport, rule: str) -> FindingReport:
    return next(finding for finding in repo.findings if finding.rule == rule)


def test_what_works_stands_before_what_is_to_be_done(demo_report: Report) -> None:
    text = letter(ADA, demo_report)
    assert text.startswith("### Feedback on your projects\n\nHello Ada Lovelace,\n")
    assert 0 < text.index("**What works**") < text.index("**Three next steps")
    assert "bike-demand-forecast" in text[: text.index("**Three next steps")]
    assert "Mended since 2026-06-28" in text


def test_a_letter_fits_a_screen(demo_report: Report) -> None:
    assert len(letter(ADA, demo_report).splitlines()) <= 25


def test_the_demos_letter_is_as_it_was_read(demo_report: Report, golden: Callable[[str, str], None]) -> None:
    golden("letter.md", letter(ADA, demo_report))


def test_a_step_says_where_and_why_and_what_it_gives() -> None:
    report = told({"bikes": "+-+++"}, [step("readme-usage", "bikes")])
    failed = replace(finding_of(report.repositories[0], "readme-usage"), evidence=(Evidence("docs/a b.md", 7, "x"),))
    notes = tuple(replace(n, why="It matters. Very much so.") if n.id == "readme-usage" else n for n in report.rules)
    text = letter(ADA, with_findings(replace(report, rules=notes), {"readme-usage": failed}))
    assert (
        "1. **readme\\-usage is not so** in [`bikes`](https://github.example/ada/bikes) (+1.2 points, 10 min)." in text
    )
    assert "It matters. Mend readme\\-usage." in text
    assert "Very much so" not in text
    assert "See [`docs/a b.md:7`](https://github.example/ada/bikes/blob/aaaaaaaaaa/docs/a%20b.md#L7)." in text


def test_the_same_step_in_other_repositories_is_told_once() -> None:
    report = told({"bikes": "--+++", "rain": "--+++"}, [step("readme-usage", "bikes"), step("readme-usage", "rain")])
    text = letter(ADA, report)
    assert text.count("readme\\-usage is not so") == 1
    assert "also in `rain`" in text
    assert "**Next step" in text


def test_what_is_mended_in_one_go_is_counted_and_not_listed(demo_portfolio: Portfolio, catalogue: Catalogue) -> None:
    weak = tuple(repo for repo in demo_portfolio.repos if repo.name == "titanic-survival")
    report = audit(replace(demo_portfolio, repos=weak, login=None), catalogue)
    assert any("In the same go" in found.text for found in report.next_steps)
    text = letter(ADA, report)
    assert "In the same go" not in text
    assert re.search(r"\d+ other things are mended with it\.", text)


def test_nothing_to_do_and_nothing_to_see_are_said_without_blame() -> None:
    assert "No step is left" in letter(ADA, told({"bikes": "+++++"}))
    assert "the first one that you publish makes the start" in letter(ADA, told({}))


def test_what_could_not_be_looked_at_is_said() -> None:
    report = replace(told({"bikes": "+++++"}), skipped=(Skipped("rain", "it could not be cloned", True),))
    assert "Could not be looked at: `rain` (it could not be cloned)." in letter(ADA, report)


def test_a_course_says_whether_it_is_passed_in_the_file_and_not_in_public() -> None:
    report = told({"bikes": "+++++"})
    report = replace(report, ruleset=replace(report.ruleset, pass_mark=100))
    assert "asks for 100: not yet passed" in letter(ADA, report)
    posted = letter(ADA, report, mark=marker("x"), results=False)
    for private in ("asks for 100", "of 100", "Your score", "Lovelace"):
        assert private not in posted


def test_where_a_secret_lies_is_told_nowhere() -> None:
    report = told({"bikes": "+++-+"}, [step("security-secrets", "bikes"), step("readme-usage", "bikes")])
    leak = replace(
        finding_of(report.repositories[0], "security-secrets"),
        state=State.FAIL,
        evidence=(Evidence("hidden.env", 3, "KEY"),),
    )
    text = letter(ADA, with_findings(report, {"security-secrets": leak}))
    assert text.index("**First of all, today:** `bikes` shows something that only you should have") > 0
    assert "hidden.env" not in text
    assert "security\\-secrets is not so" not in text


def test_everybody_may_read_what_is_posted_so_it_does_not_name_the_repository_of_a_secret() -> None:
    report = told({"attic": "+++-+", "bikes": "+++++"}, [step("readme-usage", "bikes")])
    report = replace(report, arithmetic=replace(report.arithmetic, slots=report.arithmetic.slots[1:]))
    leak = replace(finding_of(report.repositories[0], "security-secrets"), state=State.FAIL)
    text = letter(ADA, with_findings(report, {"security-secrets": leak}), mark=marker("x"), results=False)
    assert "**First of all, today:** your repositories show something that only you should have" in text
    assert "attic" not in text


def test_hostile_names_mention_nobody_and_break_out_of_nothing() -> None:
    report = told({HOSTILE: "+-+++"}, [step("readme-usage", HOSTILE), step("eng-tests", HOSTILE)])
    bad = (Evidence(HOSTILE, 3, HOSTILE), Evidence("ok.py", 1, HOSTILE))
    changed = {f.rule: replace(f, evidence=bad) for f in report.repositories[0].findings}
    report = replace(with_findings(report, changed), skipped=(Skipped(HOSTILE, HOSTILE, True),))
    text = letter(Student("ada", HOSTILE), report, mark=marker("x"))
    rendered = MarkdownIt("commonmark").render(text.replace("<sub>", "").replace("</sub>", ""))
    assert text.partition("\n")[0] == marker("x")
    assert text.count("\n<!-- ") == 0
    for dangerous in ("<img", 'javascript:x"', 'href="https://evil', "<!-- portfolio-audit 0"):
        assert dangerous not in rendered
    outside_of_code = MarkdownIt("commonmark").parse(text)
    words = "".join(
        child.content for token in outside_of_code for child in token.children or () if child.type == "text"
    )
    assert "@everyone" not in words
    assert "#1" not in words
