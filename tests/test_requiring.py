"""Rules that a course requires: whether the rubric is passed, what stands in the way, and how reports tell it."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from facts_of import portfolio_of, repo_of, unseen_repo
from portfolio_audit.action.saved import retold
from portfolio_audit.auditing import audit
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.cli.terminal import show
from portfolio_audit.codec import decode, encode
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import HistoryFacts, RepoFacts
from portfolio_audit.model.portfolio import Skipped
from portfolio_audit.model.report import Report, Requirement
from portfolio_audit.model.rules import State
from portfolio_audit.renderers import RENDERERS
from portfolio_audit.renderers.comment import Setting, comment
from portfolio_audit.renderers.languages import load
from portfolio_audit.renderers.passing import passing

RULE = "eng-license"
HEAD = 'title = "A"\ndescription = "B"\n'
CODE = {"README.md": "# Rivers\n", "train.py": "import pandas as pd\npd.read_csv('rivers.csv')\n"}
MIT = "MIT License\n\nCopyright (c) 2025 Ada\n\nPermission is hereby granted, free of charge, to any person"


def course(folder: Path, text: str, ignore: tuple[str, ...] = ()) -> Catalogue:
    file = folder / "course.toml"
    file.write_text(HEAD + text, "utf-8")
    return load_catalogue(str(file), None, (), ignore, examples=False)


def without(name: str) -> RepoFacts:
    return repo_of({**CODE}, name)


def licensed(name: str) -> RepoFacts:
    return repo_of({**CODE, "LICENSE": MIT}, name)


def named(catalogue: Catalogue, *repos: RepoFacts) -> Report:
    return audit(portfolio_of(*repos, login=None), catalogue, strict=True)


def states(report: Report) -> list[tuple[State, tuple[str, ...]]]:
    return [(one.state, one.repositories) for one in report.required]


@pytest.fixture
def required(tmp_path: Path) -> Catalogue:
    return course(tmp_path, f'required = ["{RULE}"]\n')


def test_a_rubric_that_asks_for_neither_is_neither_passed_nor_failed(tmp_path: Path) -> None:
    report = named(course(tmp_path, ""), licensed("a"))
    assert (report.passed, report.required, passing(report)) == (None, (), [])


def test_each_named_repository_must_pass_what_is_required(required: Catalogue) -> None:
    good = named(required, licensed("a"), licensed("b"))
    assert (good.passed, good.required, good.ruleset.required) == (True, (), (RULE,))
    bad = named(required, licensed("a"), without("b"), without("c"))
    assert (bad.passed, states(bad)) == (False, [(State.FAIL, ("b", "c"))])
    assert bad.required[0].title == next(note.title for note in bad.rules if note.id == RULE)


@pytest.mark.parametrize("mark", [1, 100])
def test_reaching_the_pass_mark_is_not_enough_and_neither_are_the_rules(tmp_path: Path, mark: int) -> None:
    catalogue = course(tmp_path, f'pass-mark = {mark}\nrequired = ["{RULE}"]\n')
    assert named(catalogue, licensed("a")).passed is (mark == 1)
    assert named(catalogue, without("a")).passed is False


def test_passed_in_part_is_not_passed(tmp_path: Path) -> None:
    catalogue = course(tmp_path, 'required = ["repro-data"]\n')
    told = repo_of(CODE | {"README.md": "# Rivers\n\n## Data\n\nThe data set has the levels of 40 rivers.\n"}, "a")
    report = named(catalogue, told)
    assert next(f.state for f in report.repositories[0].findings if f.rule == "repro-data") is State.PARTIAL
    assert (report.passed, states(report)) == (False, [(State.PARTIAL, ("a",))])


def test_what_makes_no_sense_for_a_repository_counts_against_nobody(tmp_path: Path) -> None:
    catalogue = course(tmp_path, 'required = ["results-held-out"]\n')
    library = repo_of({"README.md": "# L\n", "lib/core.py": "def f(): return 1\n", "setup.py": "x"}, "l")
    report = named(catalogue, library)
    assert next(f.state for f in report.repositories[0].findings if f.rule == "results-held-out") is (
        State.NOT_APPLICABLE
    )
    assert (report.passed, report.required) == (True, ())


def test_what_could_not_be_looked_at_is_unknown_and_never_failed(required: Catalogue) -> None:
    report = named(required, licensed("a"), unseen_repo("u"))
    assert (report.passed, states(report)) == (None, [(State.UNKNOWN, ("u",))])
    gone = audit(portfolio_of(licensed("a"), login=None, skipped=(Skipped("g", "no answer", True),)), required)
    assert (gone.passed, states(gone)) == (None, [(State.UNKNOWN, ("g",))])
    left_out = audit(portfolio_of(licensed("a"), login=None, skipped=(Skipped("f", "a fork"),)), required)
    assert left_out.passed is True


def test_a_failure_is_one_whatever_else_is_unknown(required: Catalogue) -> None:
    report = named(required, without("a"), unseen_repo("u"))
    assert (report.passed, states(report)) == (False, [(State.FAIL, ("a",)), (State.UNKNOWN, ("u",))])


def test_of_a_person_only_projects_that_carry_the_score_must_pass(required: Catalogue) -> None:
    slots = len(required.scale.slots)
    best = [licensed(f"good-{number}") for number in range(slots)]
    report = audit(portfolio_of(*best, without("worse")), required)
    assert "worse" not in {slot.repository for slot in report.arithmetic.slots}
    assert (report.passed, report.required) == (True, ())
    assert audit(portfolio_of(*best[1:], without("worse")), required).passed is False


def test_a_project_that_could_not_be_scored_may_carry_the_score_of_a_person(required: Catalogue) -> None:
    assert audit(portfolio_of(licensed("a"), unseen_repo("u")), required).passed is None


def test_a_rule_about_the_profile_is_required_of_persons_only(tmp_path: Path) -> None:
    catalogue = course(tmp_path, 'required = ["profile-readme"]\n')
    report = audit(portfolio_of(licensed("a")), catalogue)
    assert (report.passed, states(report)) == (False, [(State.FAIL, ())])
    assert named(catalogue, licensed("a")).passed is True


def test_nobody_passes_with_nothing(required: Catalogue) -> None:
    assert audit(portfolio_of(), required).passed is None


def test_a_required_rule_that_is_switched_off_leaves_it_open(tmp_path: Path) -> None:
    report = named(course(tmp_path, f'required = ["{RULE}"]\n', ("eng-license",)), licensed("a"))
    assert (report.passed, report.required) == (None, (Requirement(RULE, RULE, State.UNKNOWN, ()),))
    assert f"? {RULE}" in passing(report)[1]


def test_a_pass_mark_that_what_is_unknown_could_undo_cannot_be_said(tmp_path: Path) -> None:
    plain = named(course(tmp_path, ""), replace(licensed("a"), history=HistoryFacts()))
    assert plain.score.value is not None
    unsure = replace(licensed("a"), readme=unseen_repo().readme)
    score = named(course(tmp_path, ""), unsure).score
    assert score.low is not None
    assert score.high is not None
    assert named(course(tmp_path, f"pass-mark = {score.low}\n"), unsure).passed is True
    assert named(course(tmp_path, f"pass-mark = {score.low + 1}\n"), unsure).passed is None
    assert named(course(tmp_path, f"pass-mark = {score.high}\n"), unsure).passed is None
    assert named(course(tmp_path, f"pass-mark = {score.high + 1}\n"), unsure).passed is False


def test_required_rules_change_no_score(tmp_path: Path, required: Catalogue) -> None:
    with_rules, plain = (named(one, without("a")) for one in (required, course(tmp_path, "")))
    assert with_rules.score == plain.score
    assert replace(with_rules, ruleset=plain.ruleset, passed=None, required=()) == plain


# --- how it is told --------------------------------------------------------------------------------------------------


@pytest.fixture
def failing(tmp_path: Path) -> Report:
    catalogue = course(tmp_path, f'pass-mark = 1\nrequired = ["{RULE}"]\n')
    return named(catalogue, licensed("a"), without("b"), unseen_repo("u"))


FIRST = "✗ The rubric course asks for 1 and for required rules: not yet passed."


def test_what_stands_in_the_way_is_told_with_where(failing: Report) -> None:
    title = failing.required[0].title
    assert passing(failing) == [FIRST, f"Required rules still open: ✗ {title} in b; ? {title} in u"]


def test_of_a_single_repository_no_name_is_needed(required: Catalogue) -> None:
    report = named(required, without("a"))
    first = "✗ The rubric course asks for required rules: not yet passed."
    assert passing(report) == [first, f"Required rules still open: ✗ {report.required[0].title}"]


def test_a_rubric_that_is_passed_says_so_in_a_line(required: Catalogue) -> None:
    assert passing(named(required, licensed("a"))) == ["✓ The rubric course asks for required rules: passed."]
    unknown = passing(named(required, unseen_repo("u")))[0]
    assert unknown == "? The rubric course asks for required rules: could not be decided."


@pytest.mark.parametrize("form", ["html", "markdown", "text"])
def test_every_report_tells_what_is_missing(form: str, failing: Report) -> None:
    text = RENDERERS[form](failing).replace("\\", "")
    assert all(line in text for line in passing(failing))


def test_the_terminal_tells_what_is_missing(failing: Report, capsys: pytest.CaptureFixture[str]) -> None:
    show(failing)
    told = " ".join(capsys.readouterr().out.split())
    assert all(line in told for line in passing(failing))


def test_a_comment_tells_what_is_missing(failing: Report) -> None:
    text = comment(failing, Setting("<!-- mark -->")).replace("\\", "")
    assert all(line in text.splitlines() for line in passing(failing))


@pytest.mark.parametrize("code", ["es", "fr", "hi", "pt", "zh"])
def test_it_is_told_in_every_language(code: str, failing: Report) -> None:
    language = load(code)
    lines = passing(failing, language)
    assert len(lines) == 2
    assert "passed" not in lines[0]
    assert language.tell(failing.required[0].title) in lines[1]
    assert not language.untold


def test_a_report_of_before_there_were_required_rules_reads_as_it_did(failing: Report) -> None:
    data = decode(encode(failing), dict)
    del data["passed"], data["required"], data["ruleset"]["required"]
    old = decode(encode(data), Report)
    assert (old.passed, old.required) == (None, ())
    assert len(passing(old)) == 1


def test_of_a_stranger_s_report_no_word_about_passing_is_taken(failing: Report) -> None:
    hostile = replace(failing, required=(Requirement("x", "<b>buy</b>", State.FAIL, ("y",)),), passed=True)
    told = retold(hostile, load_catalogue("ml-zoomcamp", examples=False))
    assert (told.passed, told.required, told.ruleset.required, told.ruleset.pass_mark) == (None, (), (), 50)
    assert "buy" not in comment(told, Setting("<!-- mark -->"))
