"""The catalogue: its rules keep what they promise, and a mistake in a file is named."""
# ruff: noqa: E501 - one mistake a row reads as a table

import os
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace

from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.checks.registry import CHECKS, CONDITIONS, load_all
from portfolio_audit.errors import RuleFileError
from portfolio_audit.examples import mistakes, run_example
from portfolio_audit.model.catalogue import Catalogue
from portfolio_audit.model.facts import KINDS
from portfolio_audit.model.rules import SEVERITIES, Example, Rule, Severity, State
from portfolio_audit.rubrics import load_rubric, rubrics

CATALOGUE = load_catalogue()
load_all()

GOOD = """
category = "engineering"
title = "There is a changelog"
failure-title = "There is no changelog"
severity = "low"
applies-to = ["project"]
check = "code.has_file"
minutes = 10
why = "Users see what changed."
fix = "Add `CHANGELOG.md`."
source = "https://keepachangelog.com"

[params]
patterns = ["changelog*"]
what = "changelog"

[[examples]]
name = "there"
expect = "pass"
kind = "library"
files."CHANGELOG.md" = "# Changes"

[[examples]]
name = "not there"
expect = "fail"
kind = "library"
files."app.py" = "print(1)"
"""
PORTFOLIO = """
category = "profile"
title = "A"
failure-title = "B"
severity = "low"
check = "profile.presented"
minutes = 5
why = "C"
fix = "D"
source = "E"
"""


def _load(folder: Path, text: str, name: str = "own-changelog.toml") -> Catalogue:
    (folder / name).write_text(text, "utf-8")
    return load_catalogue(own_rules=folder)


def test_the_examples_stand_at_the_end_of_each_file() -> None:
    """So that a run that judges reads no more than what is before them."""
    without = replace(CATALOGUE, rules=tuple(replace(rule, examples=()) for rule in CATALOGUE.rules))
    assert load_catalogue(examples=False) == without


def test_the_examples_of_own_rules_are_always_checked(tmp_path: Path) -> None:
    (tmp_path / "own-changelog.toml").write_text(GOOD.replace('expect = "pass"', 'expect = "passed"'), "utf-8")
    with pytest.raises(RuleFileError, match="'passed' is not known"):
        load_catalogue(own_rules=tmp_path, examples=False)


def _ids(catalogue: Catalogue) -> list[str]:
    return [rule.id for rule in catalogue.rules]


# --- the rules that are shipped -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "example"),
    [pytest.param(r, e, id=f"{r.id}: {e.name}") for r in CATALOGUE.rules for e in r.examples],
)
def test_the_rule_decides_its_example_as_it_says(rule: Rule, example: Example) -> None:
    outcome = run_example(rule, example, CATALOGUE)
    assert outcome.state is example.expect, outcome.message
    if outcome.state in (State.FAIL, State.PARTIAL):
        assert outcome.evidence


@pytest.mark.parametrize("rule", CATALOGUE.rules, ids=lambda rule: rule.id)
def test_a_rule_says_all_that_its_readers_need(rule: Rule) -> None:
    assert {State.PASS, State.FAIL} <= {example.expect for example in rule.examples}
    assert len({example.name for example in rule.examples}) == len(rule.examples)
    assert rule.source.startswith("https://")
    assert rule.minutes >= 1
    assert rule.title != rule.failure_title
    for text in (rule.why, rule.fix):
        assert text[-1] in ".!?`", "a sentence ends with a full stop"
    for text in (rule.title, rule.failure_title):
        assert text[-1] != "."


def test_there_are_rules_enough_for_every_part() -> None:
    assert len(CATALOGUE.rules) >= 30
    assert {rule.category for rule in CATALOGUE.rules} == {category.id for category in CATALOGUE.categories}


def test_every_check_and_every_condition_is_used() -> None:
    used = {rule.check for rule in CATALOGUE.rules}
    conditions = {name for rule in CATALOGUE.rules for name in rule.needs}
    offered = {"code.has_file"}  # to rules of one's own
    assert (set(CHECKS) - used - offered, set(CONDITIONS) - conditions) == (set(), set())


def test_a_parent_is_a_rule_that_stands_alone() -> None:
    parents = {rule.parent for rule in CATALOGUE.rules if rule.parent}
    assert parents
    assert [rule.id for rule in CATALOGUE.rules if rule.id in parents and rule.parent] == []


def test_the_catalogue_knows_every_kind_and_severity() -> None:
    assert tuple(kind.id for kind in CATALOGUE.kinds) == KINDS
    assert tuple(CATALOGUE.scale.severities) == SEVERITIES == get_args(Severity)
    assert CATALOGUE.scale.grades[-1][1] == 0
    assert [least for _, least in CATALOGUE.scale.grades] == sorted(
        (g[1] for g in CATALOGUE.scale.grades), reverse=True
    )


def test_only_critical_rules_cap() -> None:
    assert {rule.severity == "critical" for rule in CATALOGUE.rules if rule.cap is not None} == {True}
    assert [rule.id for rule in CATALOGUE.rules if rule.severity == "critical" and rule.cap is None] == []


# --- rubrics and selections ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [rubric.name for rubric in rubrics()])
def test_every_rubric_loads_and_describes_itself(name: str) -> None:
    catalogue = load_catalogue(name)
    assert catalogue.rubric == name
    assert sum(c.share for c in catalogue.categories if c.scope == "repository") > 0
    assert all(rubric.title and rubric.description for rubric in rubrics())


def test_a_rubric_changes_shares_and_leaves_rules_out() -> None:
    analyst = load_catalogue("data-analyst")
    assert set(_ids(CATALOGUE)) - set(_ids(analyst)) == {"deploy-dockerfile", "repro-training-script"}
    assert next(c.share for c in analyst.categories if c.id == "results") == 30


def test_an_own_rubric_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('title = "Mine"\ndescription = "What I teach."\nignore = ["git"]\n[shares]\ndata = 50\n')
    catalogue = load_catalogue(str(file))
    assert catalogue.rubric == "mine"
    assert not [rule for rule in catalogue.rules if rule.category == "git"]
    assert next(c.share for c in catalogue.categories if c.id == "data") == 50


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            'title = "A"\ndescription = "B"\n[shares]\ndatta = 5',
            "shares.datta: 'datta' is not known; did you mean 'data'?",
        ),
        ('title = "A"\ndescription = "B"\n[shares]\ndata = 101', "data: must be from 0 to 100, not 101."),
        ('title = "A"\ndescription = "B"\n[shares]\ndata = "much"', "data: must be a whole number, not str."),
        ('title = "A"\ndescription = "B"\nshares = 5', "shares: must be a table, not int."),
        ('title = "A"\ndescription = "B"\nignor = ["git"]', "ignor: 'ignor' is not known; did you mean 'ignore'?"),
        ('title = "A"\ndescription = "B"\nignore = ["gitt"]', "no rule is called 'gitt'; did you mean 'git'?"),
        ('description = "B"', "title: is missing."),
        ('title = "A"', "description: is missing."),
    ],
)
def test_a_mistake_in_a_rubric_is_named(text: str, problem: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(RuleFileError) as raised:
        load_catalogue(str(file))
    assert problem in str(raised.value)


COURSE = 'title = "A"\ndescription = "B"\npass-mark = 60\n'
PART = '[[part]]\nid = "p"\ntitle = "P"\ndescription = "D."\npoints = 3\n'


def _course(tmp_path: Path, text: str) -> Catalogue:
    file = tmp_path / "course.toml"
    file.write_text(COURSE + text)
    return load_catalogue(str(file))


def test_a_course_asks_only_what_its_parts_name_and_caps_nothing(tmp_path: Path) -> None:
    catalogue = _course(tmp_path, PART + 'rules = { "notebook-only" = 2, "eng-tests" = 1 }\n')
    asked = [rule for rule in catalogue.rules if rule.scope == "repository"]
    assert [(rule.id, rule.category, rule.weight, rule.cap) for rule in asked] == [
        ("notebook-only", "p", 2, None),
        ("eng-tests", "p", 1, None),
    ]
    assert (catalogue.categories[0].share, catalogue.pass_mark) == (3, 60)
    assert {kind.id for kind in catalogue.kinds if kind.scored} == set(asked[0].applies_to)


def test_a_rubric_changes_parameters_of_a_rule(tmp_path: Path) -> None:
    rule = _course(tmp_path, '[params.data-not-stock]\ntolerated = ["titanic"]\n').rule("data-not-stock")
    assert rule is not None
    assert rule.params["tolerated"] == ("titanic",)


def test_a_tolerated_data_set_that_nobody_knows_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match=r"params.data-not-stock.tolerated: 'irisss' .* did you mean 'iris'"):
        _course(tmp_path, '[params.data-not-stock]\ntolerated = ["irisss"]\n')


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (PART, 'part[1].rules: names no rule; write rules = { "readme-problem" = 2 }.'),
        (
            PART + 'rules = { "eng-test" = 1 }',
            "part[1].rules.eng-test: no rule about repositories is called 'eng-test'; did you mean 'eng-tests'?",
        ),
        (PART + 'rules = { "profile-pinned" = 1 }', "no rule about repositories is called 'profile-pinned'"),
        (PART + 'rules = { "eng-tests" = 0 }', "rules.eng-tests: must be from 1 to 100, not 0."),
        (PART + 'rules = { "eng-tests" = 1 }\n[shares]\ndata = 3', "shares: does not go with [[part]]"),
        (
            PART + 'rules = { "eng-tests" = 1 }\n' + PART + 'rules = { "eng-ci" = 1 }',
            "part[2].id: 'p' is the id of another part",
        ),
        (
            PART + 'rules = { "eng-tests" = 1 }\n' + PART.replace('"p"', '"q"') + 'rules = { "eng-tests" = 1 }',
            "part[2].rules.eng-tests: is in the part 'p' too",
        ),
        (
            PART.replace('"p"', '"profile"') + 'rules = { "eng-tests" = 1 }',
            "part[1].id: 'profile' is the name of what is asked of a profile",
        ),
        ("[params.banana]\na = 1", "params.banana: no rule is called so."),
        ("[params.eng-test]\nminimum = 1", "params.eng-test: no rule is called so; did you mean 'eng-tests'?"),
        (
            "[params.eng-tests]\nminimun = 1",
            "params.eng-tests.minimun: 'minimun' is not known; did you mean 'minimum'?",
        ),
        ('[params.eng-tests]\nminimum = "1"', "toml: params.eng-tests.minimum: must be int, not str."),
        ('[[dataset]]\nid = "a"\ntitle = "A"', "dataset[1].files: is missing; at least one of"),
        (
            '[[dataset]]\nid = "a"\ntitle = "A"\nfile = ["a.csv"]',
            "dataset[1].file: 'file' is not known; did you mean 'files'?",
        ),
        ('[[dataset]]\nid = "a"\ntitle = "A"\nfiles = []', "dataset[1].files: is missing; at least one of"),
        ('[[dataset]]\nid = "a"\ntitle = "A"\nfiles = ["a.csv", ""]', "dataset[1].files: holds an empty text"),
        ('[[dataset]]\nid = "a"\ntitle = "A"\nfiles = "a.csv"', "dataset[1].files: must be a list of texts, not str."),
        ('[[dataset]]\ntitle = "A"\nfiles = ["a.csv"]', "dataset[1].id: is missing."),
        ('[[dataset]]\nid = "a"\nfiles = ["a.csv"]', "dataset[1].title: is missing."),
        ('[course-dataset]\nid = "a"', "course-dataset: must be [[course-dataset]] tables, not dict."),
        ('[[course-dataset]]\nid = "titanik"\ntitle = "A"', "Or did you mean the id 'titanic', which the tool knows?"),
        ('[[course-dataset]]\nid = "titanik"', "Or did you mean the id 'titanic', which the tool knows?"),
        ('[[dataset]]\nid = "a"\ntitle = "A"\nfiles = ["data/a.csv"]', "dataset[1].files: 'data/a.csv' is in a folder"),
        (
            '[[dataset]]\nid = "a"\ntitle = "A"\npatterns = ["raw\\\\a"]',
            "is in a folder, and names of files are compared",
        ),
        (
            '[[dataset]]\nid = "iris"\n[[course-dataset]]\nid = "iris"',
            "course-dataset[1].id: 'iris' is named twice; a data set is banned or the course's own, once.",
        ),
        ('required = "eng-tests"', "required: must be a list of texts, not str."),
        ('requires = ["eng-tests"]', "requires: 'requires' is not known; did you mean 'required'?"),
        ('required = ["eng-test"]', "course.toml: required: no rule is called 'eng-test'; did you mean 'eng-tests'?"),
        ('ignore = ["eng-test"]', "course.toml: ignore: no rule is called 'eng-test'; did you mean 'eng-tests'?"),
        (
            'required = ["eng-*"]\nignore = ["eng-tests"]',
            "required: 'eng-tests' is required, and `ignore` leaves it out. Take it out of one of the two.",
        ),
        (
            'required = ["eng-ci"]\n' + PART + 'rules = { "eng-tests" = 1 }',
            "required: no part asks 'eng-ci'. Give it points in a [[part]], or do not require it.",
        ),
        ("[shares]\n" + "".join(f"{c.id} = 0\n" for c in CATALOGUE.categories), "shares: leave nothing that counts."),
    ],
)
def test_a_mistake_in_a_course_is_named(text: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(RuleFileError) as raised:
        _course(tmp_path, text)
    assert problem in str(raised.value)


def test_a_rubric_names_the_rules_that_it_requires_in_the_catalogue_s_order(tmp_path: Path) -> None:
    catalogue = _course(tmp_path, 'required = ["eng-ci*", "repro-manifest"]\n')
    wanted = ("repro-manifest", *(rule.id for rule in catalogue.rules if rule.id.startswith("eng-ci")))
    assert catalogue.required == tuple(rule.id for rule in catalogue.rules if rule.id in wanted)
    assert len(catalogue.required) > 2
    assert catalogue.digest != _course(tmp_path, "").digest


def test_a_course_s_data_set_has_what_the_tool_knows_of_it(tmp_path: Path) -> None:
    file = tmp_path / "course.toml"
    file.write_text(COURSE + '[[course-dataset]]\nid = "titanic"\nfiles = ["Ferry.CSV"]\n')
    (row,) = load_rubric(str(file)).datasets
    assert row["course"]
    assert row["files"][-1] == "ferry.csv"
    assert "Survived" in row["columns"]
    assert load_rubric(str(file)).banned == ()


def test_a_file_may_begin_with_the_mark_that_editors_of_windows_put_there(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text("\ufeff" + COURSE, "utf-8")
    assert load_rubric(str(tmp_path / "course.toml")).title


def test_a_file_in_another_encoding_is_answered_with_the_right_one(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text('title = "Für uns"', "latin-1")
    with pytest.raises(RuleFileError, match=r"course\.toml: is no TOML: it is not in UTF-8\. Save it as UTF-8\."):
        load_rubric(str(tmp_path / "course.toml"))


def test_a_rubric_that_is_not_known_is_answered_with_those_that_are() -> None:
    with pytest.raises(RuleFileError) as raised:
        load_catalogue("ml-enginer")
    assert str(raised.value).startswith(
        "rubric 'ml-enginer' is not known; use one of data-analyst, ml-code-completeness, ml-engineer, ml-zoomcamp, software"
    )


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        (["eng-license"], lambda rule: rule.id == "eng-license"),
        (["git"], lambda rule: rule.category == "git"),
        (["readme-*"], lambda rule: rule.id.startswith("readme-")),
        (["git", "eng-ci*"], lambda rule: rule.category == "git" or rule.id in ("eng-ci", "eng-ci-deploys")),
    ],
    ids=["an id", "a category", "a pattern", "several"],
)
def test_rules_are_selected_and_ignored_by_name_category_or_pattern(
    select: list[str], expected: Callable[[Rule], bool]
) -> None:
    wanted = [rule.id for rule in CATALOGUE.rules if expected(rule)]
    assert wanted
    assert _ids(load_catalogue(select=select)) == wanted
    assert _ids(load_catalogue(ignore=select)) == [rule.id for rule in CATALOGUE.rules if not expected(rule)]


def test_what_is_ignored_wins_over_what_is_selected() -> None:
    assert _ids(load_catalogue(select=["git"], ignore=["git-days"])) == [
        rule.id for rule in CATALOGUE.rules if rule.category == "git" and rule.id != "git-days"
    ]


@pytest.mark.parametrize("option", ["select", "ignore"])
def test_a_selection_of_nothing_is_a_mistake(option: str) -> None:
    with pytest.raises(RuleFileError, match="no rule is called 'readmee-\\*'"):
        load_catalogue(**{option: ["readmee-*"]})


# --- own rules -------------------------------------------------------------------------------------------------------


def test_an_own_rule_is_added_in_its_category(tmp_path: Path) -> None:
    catalogue = _load(tmp_path, GOOD)
    assert set(_ids(catalogue)) - set(_ids(CATALOGUE)) == {"own-changelog"}
    rule = catalogue.rule("own-changelog")
    assert rule is not None
    assert (rule.weight, rule.params["patterns"]) == (1, ("changelog*",))
    assert list(mistakes(replace(catalogue, rules=(rule,)))) == []


def test_the_category_is_the_folder_when_none_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "git"
    folder.mkdir()
    (folder / "own-changelog.toml").write_text(GOOD.replace('category = "engineering"\n', ""))
    rule = load_catalogue(own_rules=tmp_path).rule("own-changelog")
    assert rule is not None
    assert rule.category == "git"


def test_an_own_rule_replaces_the_one_of_its_name(tmp_path: Path) -> None:
    catalogue = _load(tmp_path, GOOD, "eng-license.toml")
    assert _ids(catalogue) == _ids(CATALOGUE)
    rule = catalogue.rule("eng-license")
    assert rule is not None
    assert rule.title == "There is a changelog"


def test_a_former_name_selects_the_rule(tmp_path: Path) -> None:
    (tmp_path / "own-changelog.toml").write_text('aliases = ["old-changelog"]\n' + GOOD)
    catalogue = load_catalogue(own_rules=tmp_path, select=["old-changelog"])
    assert _ids(catalogue) == ["own-changelog"]


def test_the_digest_changes_with_what_is_asked_and_not_with_examples(tmp_path: Path) -> None:
    before = _load(tmp_path, GOOD).digest
    assert before != CATALOGUE.digest
    assert _load(tmp_path, GOOD).digest == before
    assert _load(tmp_path, GOOD.replace('"not there"', '"nowhere"')).digest == before
    assert _load(tmp_path, GOOD.replace('severity = "low"', 'severity = "high"')).digest != before
    assert _load(tmp_path, GOOD.replace("changelog*", "changes*")).digest != before
    assert load_catalogue("software").digest != CATALOGUE.digest
    assert load_catalogue(ignore=["git-days"]).digest != CATALOGUE.digest


def test_an_example_that_its_rule_decides_otherwise_is_a_sentence(tmp_path: Path) -> None:
    catalogue = _load(tmp_path, GOOD.replace('"CHANGELOG.md" = ', '"NEWS.md" = '))
    rule = catalogue.rule("own-changelog")
    assert rule is not None
    assert list(mistakes(replace(catalogue, rules=(rule,)))) == [
        "own-changelog: example 'there' is fail, not pass: no changelog"
    ]


# --- mistakes --------------------------------------------------------------------------------------------------------

MISTAKES = {
    "an unknown key": ('severity = "low"', 'severity = "low"\nsevrity = "low"', "sevrity: 'sevrity' is not known; did you mean 'severity'?"),
    "a missing key": ('why = "Users see what changed."', "", "why: is missing."),
    "an empty text": ('why = "Users see what changed."', 'why = " "', "why: is empty."),
    "a text that is a number": ('why = "Users see what changed."', "why = 5", "why: must be a text, not int."),
    "minutes that are a text": ("minutes = 10", 'minutes = "ten"', "minutes: must be a whole number, not str."),
    "minutes that are a flag": ("minutes = 10", "minutes = true", "minutes: must be a whole number, not bool."),
    "no minutes at all": ("minutes = 10", "minutes = 0", "minutes: must be from 1 to 2400, not 0."),
    "an unknown category": ('"engineering"', '"enginering"', "category: 'enginering' is not known; did you mean 'engineering'?"),
    "an unknown check": ('"code.has_file"', '"code.has_flie"', "check: 'code.has_flie' is not known; did you mean 'code.has_file'?"),
    "a check that has never been": ('"code.has_file"', '"zzz"', "check: 'zzz' is not known; allowed: code.app, "),
    "a bad severity": ('"low"', '"lwo"', "severity: 'lwo' is not known; did you mean 'low'?"),
    "an unknown kind": ('["project"]', '["projekt"]', "applies-to: 'projekt' is not known; did you mean 'project'?"),
    "no kind": ('["project"]', "[]", "applies-to: names no kind."),
    "kinds that are a text": ('["project"]', '"project"', "applies-to: must be a list of texts, not str."),
    "kinds that are numbers": ('["project"]', "[1]", "applies-to: must be a list of texts."),
    "an unknown condition": ("minutes = 10", 'minutes = 10\nneeds = ["has_redme"]', "needs: 'has_redme' is not known; did you mean 'has_readme'?"),
    "facts that the scope lacks": ('"code.has_file"', '"profile.presented"', "check: asks for profile, which a rule about a repository does not have."),
    "a missing parameter": ('what = "changelog"', "", "params.what: is missing; the check code.has_file needs it."),
    "an unknown parameter": ('what = "changelog"', 'what = "changelog"\nwaht = "x"', "params.waht: 'waht' is not known; did you mean 'what'?"),
    "a parameter of another type": ('what = "changelog"', "what = 1", "params.what: must be str, not int."),
    "a list that is a text": ('["changelog*"]', '"changelog*"', "params.patterns: must be a list, not str."),
    "a list of numbers": ('["changelog*"]', "[1]", "params.patterns: must be str, not int."),
    "parameters that are no table": ("[params]", "[[params]]", "params: must be a table, not list."),
    "a cap without critical": ("minutes = 10", "minutes = 10\ncap = 50", "cap: goes with severity = 'critical' only."),
    "critical without a cap": ('"low"', '"critical"', "cap: is missing."),
    "an example without a name": ('name = "there"\n', "", "examples[1].name: is missing."),
    "an example that expects nonsense": ('expect = "fail"', 'expect = "failed"', "examples[2].expect: 'failed' is not known; did you mean 'fail'?"),
    "an example of an unknown kind": ('kind = "library"\nfiles."app.py"', 'kind = "libary"\nfiles."app.py"', "examples[2].kind: 'libary' is not known; did you mean 'library'?"),
    "an example with an unknown key": ('expect = "fail"', 'expect = "fail"\nfile = 1', "examples[2].file: 'file' is not known; did you mean 'files'?"),
    "a file that is no text": ('"print(1)"', "1", 'examples[2].files: must map paths to texts: "README.md" = "# App".'),
    "a size that is no number": ('expect = "fail"', 'expect = "fail"\nlarge."a.csv" = "big"', "examples[2].large.a.csv: must be a whole number of megabytes."),
    "an unknown field of the host": ('expect = "fail"', 'expect = "fail"\nhost.topic = ["x"]', "examples[2].host.topic: 'topic' is not known; did you mean 'topics'?"),
    "a field of the host of another type": ('expect = "fail"', 'expect = "fail"\nhost.topics = "x"', "examples[2].host.topics: does not hold a str."),
    "a profile of another type": ('expect = "fail"', 'expect = "fail"\nprofile.login = 1', "examples[2].profile.login: does not hold a int."),
    "repositories that hold no files": ('expect = "fail"', 'expect = "fail"\nrepositories.app = "x"', 'examples[2].repositories.app: must map paths to texts: "README.md" = "# App".'),
    "examples that are no tables": ('[[examples]]\nname = "there"\nexpect = "pass"\nkind = "library"\nfiles."CHANGELOG.md" = "# Changes"\n\n[[examples]]\nname = "not there"\nexpect = "fail"\nkind = "library"\nfiles."app.py" = "print(1)"', 'examples = ["x"]', "params.examples: 'examples' is not known"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "problem"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_rule_file_names_file_and_key(old: str, new: str, problem: str, tmp_path: Path) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(RuleFileError) as raised:
        _load(tmp_path, GOOD.replace(old, new))
    assert str(raised.value).startswith(f"{tmp_path / 'own-changelog.toml'}: {problem}")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('applies-to = ["project"]', "applies-to: 'applies-to' is not known"),
        ('needs = ["has_readme"]', "needs: asks for readme, which a rule about a portfolio does not have."),
        ('check = "code.app"', "check: asks for code, project, which a rule about a portfolio does not have."),
        ("among-named = true", "among-named: is for rules about the portfolio that ask for no facts of a person."),
        ("among-named = 1", "among-named: must be true or false, not int."),
        ("examples = [1]", "examples: must be [[examples]] tables."),
        ("examples = 1", "examples: must be [[examples]] tables, not int."),
    ],
)
def test_a_mistake_in_a_rule_about_the_portfolio_names_file_and_key(line: str, problem: str, tmp_path: Path) -> None:
    key = line.partition(" = ")[0]
    rest = "".join(f"{row}\n" for row in PORTFOLIO.splitlines() if row.partition(" = ")[0] != key)
    with pytest.raises(RuleFileError) as raised:
        _load(tmp_path, rest + line, "own.toml")
    assert str(raised.value).startswith(f"{tmp_path / 'own.toml'}: {problem}")


@pytest.mark.parametrize(
    "content",
    [b"title = ", b"\xff\xfe", b"a = 1\na = 2", b"x = " + b"[" * 20_000, b"x = " + b"1" * 20_000],
    ids=["broken TOML", "not UTF-8", "a key twice", "nested too deeply", "a number too long"],
)
def test_a_file_that_is_no_toml_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(content)
    with pytest.raises(RuleFileError) as raised:
        load_catalogue(own_rules=tmp_path)
    assert str(raised.value).startswith(f"{tmp_path / 'own.toml'}: is no TOML: ")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").symlink_to(tmp_path / "nowhere")
    with pytest.raises(RuleFileError) as raised:
        load_catalogue(own_rules=tmp_path)
    assert str(raised.value) == f"{tmp_path / 'own.toml'}: cannot be read (No such file or directory)."


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    (tmp_path / "own.toml").touch(mode=0)
    with pytest.raises(RuleFileError, match=r"own\.toml: cannot be read \(Permission denied\)"):
        load_catalogue(own_rules=tmp_path)


def test_a_parent_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match=r"rule own-changelog: parent: no rule is called 'eng-nothing'\."):
        _load(tmp_path, 'parent = "eng-nothing"\n' + GOOD)


def test_a_rules_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError, match=r"is no folder\. Give a folder of rule files to --rules\."):
        load_catalogue(own_rules=tmp_path / "nowhere")
