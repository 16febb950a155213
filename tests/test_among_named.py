"""Several repositories that were named instead of a person: what is said of them together, without weight."""

import pytest
from msgspec.structs import replace

from facts_of import portfolio_of, repo_of
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.report import FindingReport, Report
from portfolio_audit.model.rules import State
from portfolio_audit.renderers import RENDERERS

OPERATIONS = ("cut", "scale", "join", "rank", "shift", "group", "mask", "bin")
CODE = "".join(f"level = gauge.{one}(height).{other}(zero, 'm')\n" for one in OPERATIONS for other in OPERATIONS)
COPY = "# My own\n" + CODE.replace("level", "tide").replace("gauge", "buoy").replace("'m'", "'cm'")
OTHER = CODE.replace(").", ").to_").replace("gauge.", "gauge.of_")
RULE = "profile-projects-differ"


def audited(catalogue: Catalogue, **texts: str) -> Report:
    repos = (repo_of({"train.py": text, "README.md": f"# {name}\n"}, name) for name, text in texts.items())
    return audit(portfolio_of(*repos, login=None), catalogue, strict=True)


def differ(report: Report) -> FindingReport:
    return next(finding for finding in report.findings if finding.rule == RULE)


def test_a_renamed_copy_among_named_repositories_is_a_reason_to_look(catalogue: Catalogue) -> None:
    found = differ(audited(catalogue, rivers=CODE, tides=COPY, lakes=OTHER))
    assert found.state is State.FAIL
    assert found.message.startswith("worth a look: rivers and tides have 100 % of their code in common")
    assert [(at.path, at.excerpt) for at in found.evidence] == [("rivers", "100 % of all code is also that of tides")]


def test_named_repositories_of_their_own_pass(catalogue: Catalogue) -> None:
    assert differ(audited(catalogue, rivers=CODE, lakes=OTHER)).state is State.PASS


def test_what_is_asked_among_named_repositories_weighs_nothing(catalogue: Catalogue) -> None:
    report = audited(catalogue, rivers=CODE, tides=COPY)
    alone = audited(
        replace(catalogue, rules=tuple(rule for rule in catalogue.rules if rule.id != RULE)), rivers=CODE, tides=COPY
    )
    assert {(finding.weight, finding.gain) for finding in report.findings} == {(0, 0)}
    assert (report.score, report.arithmetic, report.categories) == (alone.score, alone.arithmetic, alone.categories)
    assert RULE not in {step.rule for step in report.next_steps}


def test_one_repository_and_questions_about_a_person_are_not_asked(catalogue: Catalogue) -> None:
    assert audited(catalogue, rivers=CODE).findings == ()
    asked = {finding.rule for finding in audited(catalogue, rivers=CODE, tides=COPY).findings}
    assert asked == {RULE, "profile-no-habit"}


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_every_report_names_the_two(form: str, catalogue: Catalogue) -> None:
    text = RENDERERS[form](audited(catalogue, rivers=CODE, tides=COPY))
    assert "orth a look: rivers and tides have 100 % of their code in common" in text
    assert "Among these repositories" in text


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_what_is_to_do_has_a_mark_without_colours(form: str, catalogue: Catalogue) -> None:
    report = audited(catalogue, rivers=CODE)
    lines = [line for line in RENDERERS[form](report).splitlines() if line.lstrip()[:2] in ("1.", "2.", "3.")]
    assert len(lines) == 3
    assert all("✗" in line or "◐" in line for line in lines)
    assert [("◐" in line) for line in lines] == ["In part" in line for line in lines]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_rubric_with_a_pass_mark_says_whether_it_is_reached(form: str) -> None:
    report = audited(load_catalogue("ml-zoomcamp"), rivers=CODE)

    def said(**score: int) -> str:
        marked = replace(report, score=replace(report.score, coverage=score.pop("coverage", 100), **score))
        return RENDERERS[form](marked).replace("\\", "")

    assert "✗ The rubric ml-zoomcamp asks for 50: not yet passed." in said(value=49, low=49, high=49)
    assert "✓ The rubric ml-zoomcamp asks for 50: passed." in said(value=50, low=50, high=50)
    assert "50: not yet passed, as far as could be decided." in said(value=49, low=40, high=60, coverage=80)
    assert "The rubric" not in RENDERERS[form](audited(load_catalogue(), rivers=CODE))
