"""What is written where, and when the same comes out again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from gather.hosting import README
from gather.repositories import bare, written
from portfolio_audit import renderers
from portfolio_audit.demo.github import LoopbackGitHub

Cli = Callable[..., Result]
HEADS = {
    "html": "<!doctype html>",
    "json": "{\n",
    "markdown": "## ",
    "text": "Portfolio audit of ",
    "sarif": '{\n "$schema": ',
    "junit": "<?xml ",
    "csv": "repository,rule,",
    "badge": "<svg ",
    "shields": '{\n "schemaVersion": 1,',
}
FILES = {
    "html": "index.html",
    "json": "report.json",
    "markdown": "report.md",
    "text": "report.txt",
    "sarif": "report.sarif",
    "junit": "junit.xml",
    "csv": "findings.csv",
    "badge": "badge.svg",
    "shields": "badge.json",
}
SUFFIXES = {
    "a.html": "html",
    "a.JSON": "json",
    "a.md": "markdown",
    "a.txt": "text",
    "a.sarif": "sarif",
    "a.XML": "junit",
    "a.csv": "csv",
    "a.svg": "badge",
}


def ran(result: Result, status: int = 0) -> str:
    assert result.exit_code == status, result.stderr
    return result.stdout


def report(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def names(path: Path) -> list[str]:
    return sorted(repo["name"] for repo in report(path)["repositories"])


@pytest.fixture
def project(here: Path) -> Path:
    return written(here / "my-project", {"README.md": README})


def test_by_default_a_page_and_data_in_a_folder_named_after_the_person(
    cli: Cli, server: LoopbackGitHub, here: Path
) -> None:
    result = cli("ada")
    shown = ran(result).splitlines()
    assert shown[-2:] == ["portfolio-audit-ada/index.html", "portfolio-audit-ada/report.json"]
    assert shown[0].startswith("Portfolio audit of ada, 2026-06-01")
    assert set(result.stderr.splitlines()) == {"bikes: done", "empty: done", "notes: done"}
    assert names(here / "portfolio-audit-ada" / "report.json") == ["bikes", "empty", "notes"]
    assert report(here / "portfolio-audit-ada" / "report.json")["generated_at"] == "2026-06-01T00:00:00Z"


def test_a_repository_and_a_bare_one_name_their_output(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    bare(here / "bare-one.git", {"README.md": README})
    for word, name in (("ada/bikes", "bikes"), ("bare-one.git", "bare-one")):
        ran(cli(word, "-q"))
        assert names(here / f"portfolio-audit-{name}" / "report.json") == [name]


def test_several_repositories_and_folders_share_one_report(
    cli: Cli, server: LoopbackGitHub, here: Path, project: Path
) -> None:
    ran(cli("my-project", "ada/bikes", "./my-project/", "-q"))
    assert names(here / "portfolio-audit-repositories" / "report.json") == ["bikes", "my-project"]


def test_people_and_folders_together_have_a_report_each(
    cli: Cli, server: LoopbackGitHub, here: Path, project: Path
) -> None:
    written(here, {"deeper/ada/README.md": README})
    ran(cli("ada", "deeper/ada", "--output", "out", "-q"))
    assert sorted(path.name for path in (here / "out").iterdir()) == ["ada", "ada-2"]
    assert report(here / "out" / "ada" / "report.json")["login"] == "ada"
    assert names(here / "out" / "ada-2" / "report.json") == ["ada"]


def test_options_choose_among_a_persons_repositories(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    everything = ["attic", "bikes", "empty", "fork", "notes"]
    for options, expected in (
        (("--repo", "bikes", "--repo", "fork"), ["bikes", "fork"]),
        (("--include-forks", "--include-archived"), everything),
    ):
        ran(cli("ada", *options, "--output", "out", "-q", "--jobs", "2"))
        assert names(here / "out" / "report.json") == expected


@pytest.mark.parametrize("form", HEADS)
def test_each_form_can_go_to_stdout_a_file_or_a_folder(cli: Cli, here: Path, facts: tuple[str, str], form: str) -> None:
    shown = ran(cli(*facts, "--format", form, "--output", "-"))
    assert shown.startswith(HEADS[form])
    ran(cli(*facts, "--format", form, "--output", "out", "-q"))
    assert [path.name for path in (here / "out").iterdir()] == [FILES[form]]
    ran(cli(*facts, "--format", form, "--output", "deep/er/one.html", "-q"))
    assert (here / "deep" / "er" / "one.html").read_text("utf-8").startswith(HEADS[form])
    assert sorted(path.name for path in here.iterdir()) == ["deep", "out"]


@pytest.mark.parametrize(("name", "form"), SUFFIXES.items())
def test_a_files_name_tells_its_form(cli: Cli, here: Path, facts: tuple[str, str], name: str, form: str) -> None:
    assert ran(cli(*facts, "--output", name)).splitlines()[-1] == name
    assert (here / name).read_text("utf-8").startswith(HEADS[form])


def test_every_form_is_known_here() -> None:
    assert list(HEADS) == list(FILES) == list(renderers.FILES)


def test_json_on_stdout_is_all_there_is_on_stdout(cli: Cli, project: Path) -> None:
    result = cli("./my-project", "--output", "-")
    assert json.loads(ran(result))["schema"] == "portfolio-audit/report@1"
    assert result.stderr == "my-project: done\n"


def test_quiet_is_quiet(cli: Cli, here: Path, project: Path) -> None:
    result = cli("./my-project", "-q")
    assert (ran(result), result.stderr) == ("", "")
    assert (here / "portfolio-audit-my-project" / "index.html").exists()


def test_saved_facts_give_the_same_report_byte_for_byte(
    cli: Cli, server: LoopbackGitHub, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = [option for form in HEADS for option in ("--format", form)]
    ran(cli("ada", "--output", "one", "--save-portfolio", "deep/facts.json", "-q", *every))
    asked = len(server.requests)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1900000000")
    ran(cli("--from", "deep/facts.json", "--output", "two", "-q", *every))
    assert len(server.requests) == asked
    for name in FILES.values():
        assert (here / "one" / name).read_bytes() == (here / "two" / name).read_bytes()


def test_saved_facts_name_their_output_after_the_person(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    ran(cli("ada", "--output", "one", "--save-portfolio", "facts.json", "-q"))
    ran(cli("--from", "facts.json", "-q"))
    assert (here / "portfolio-audit-ada" / "report.json").exists()
    hostile = report(here / "facts.json") | {"login": "../../escape"}
    written(here, {"facts.json": json.dumps(hostile)})
    ran(cli("--from", "facts.json", "-q"))
    assert (here / "portfolio-audit-escape" / "report.json").exists()


def test_the_same_clock_gives_the_same_bytes(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    for folder in ("one", "two"):
        ran(cli("ada", "--output", folder, "-q"))
    one, two = (report(here / folder / "report.json") for folder in ("one", "two"))
    assert one.pop("run").keys() == two.pop("run").keys()
    assert json.dumps(one) == json.dumps(two)


def test_a_saved_report_is_rendered_as_it_was(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    every = [option for form in HEADS for option in ("--format", form)]
    ran(cli(*facts, "--output", "one", "-q", *every))
    ran(cli("render", "one/report.json", "--output", "two", "-q", *every))
    for name in FILES.values():
        assert (here / "one" / name).read_bytes() == (here / "two" / name).read_bytes()


def test_only_chosen_rules_are_asked(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    def asked(*options: str) -> set[str]:
        ran(cli(*facts, "--output", "r.json", "-q", *options))
        return {finding["rule"] for finding in report(here / "r.json")["repositories"][0]["findings"]}

    assert asked("--select", "readme-exists", "--select", "eng-*") >= {"readme-exists", "eng-tests"}
    assert asked("--select", "readme-exists") == {"readme-exists"}
    assert "readme-exists" not in asked("--ignore", "readme-exists")
    assert not any(rule.startswith("readme-") for rule in asked("--ignore", "readme"))


def test_a_rubric_is_named_in_the_report(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    ran(cli(*facts, "--output", "r.json", "-q", "--rubric", "data-analyst"))
    assert report(here / "r.json")["ruleset"]["rubric"] == "data-analyst"


def test_the_owner_says_what_a_repository_is(cli: Cli, here: Path, project: Path) -> None:
    ran(cli("my-project", "--output", "r.json", "-q"))
    read = report(here / "r.json")["repositories"][0]["kind"]
    ran(cli("my-project", "--output", "r.json", "-q", "--kind", "my-project=library"))
    said = report(here / "r.json")["repositories"][0]
    assert said["kind"] == "library" != read
    assert said["kind_reason"].startswith(f"You said so; it was read as {read}: ")


@pytest.mark.parametrize(
    ("word", "status", "problem"),
    [
        ("my-project=banana", 2, "--kind takes NAME=KIND, with a kind out of ml-app"),
        ("library", 2, "--kind takes NAME=KIND"),
        ("other=library", 3, "--kind: no repository that was read is called 'other'."),
    ],
)
def test_a_kind_that_makes_no_sense_is_refused(
    cli: Cli, here: Path, project: Path, word: str, status: int, problem: str
) -> None:
    result = cli("my-project", "-q", "--kind", word)
    assert result.exit_code == status
    assert problem in result.stderr


RENTALS = """from sklearn.linear_model import Ridge
import pandas as pd

table = pd.read_csv("bikes_2024.csv")
Ridge().fit(table[["hour"]], table["bikes"])
"""


def test_a_mentor_adds_and_tolerates_data_sets(cli: Cli, here: Path) -> None:
    written(here / "rentals", {"train.py": RENTALS, "README.md": README})
    course = 'title = "A"\ndescription = "B"\n'
    added = '[[dataset]]\nid = "bikes-2024"\ntitle = "Last year"\nfiles = ["bikes_2024.csv"]\n'
    written(here, {"plain.toml": course, "used.toml": course + added})
    written(here, {"own.toml": course + added + '[params.data-not-stock]\ntolerated = ["bikes-2024"]\n'})
    states = {}
    for rubric in ("plain", "used", "own"):
        ran(cli("rentals", "--output", "r.json", "-q", "--rubric", f"{rubric}.toml"))
        repository = report(here / "r.json")["repositories"][0]
        rule = next(finding for finding in repository["findings"] if finding["rule"] == "data-not-stock")
        states[rubric] = (repository["facts"]["generic_dataset"], rule["state"])
    assert states == {"plain": (None, "pass"), "used": ("bikes-2024", "fail"), "own": ("bikes-2024", "pass")}


FERRY = """import pandas as pd
from sklearn.tree import DecisionTreeClassifier

ships = pd.read_csv("titanic.csv")
DecisionTreeClassifier().fit(ships[["Pclass", "SibSp", "Parch"]], ships["Survived"])
"""
OF_COURSE = "the data is what the course hands out"


def judged(cli: Cli, here: Path, target: str, *words: str) -> tuple[Any, dict[str, dict[str, Any]]]:
    """The data facts of a repository, and its findings by rule."""
    ran(cli(target, "--output", "r.json", "-q", *words))
    repository = report(here / "r.json")["repositories"][0]
    return repository["facts"], {finding["rule"]: finding for finding in repository["findings"]}


@pytest.mark.parametrize(
    "told",
    [
        '[[course-dataset]]\nid = "bikes-2024"\ntitle = "Our bikes"\nfiles = ["Bikes_2024.csv"]\n',
        '[[course-dataset]]\nid = "titanic"\n',
    ],
    ids=["one of its own", "one that everybody knows"],
)
def test_data_that_the_course_hands_out_is_held_against_nobody(cli: Cli, here: Path, told: str) -> None:
    code = RENTALS if "bikes" in told else FERRY
    written(here / "work", {"train.py": code, "README.md": "# Who is where\n"})
    written(here, {"plain.toml": 'title = "A"\ndescription = "B"\n'})
    written(here, {"ours.toml": 'title = "A"\ndescription = "B"\n' + told})
    before, plain = judged(cli, here, "work", "--rubric", "plain.toml")
    facts, ours = judged(cli, here, "work", "--rubric", "ours.toml")
    assert before["data"]["course"] is None
    assert (facts["generic_dataset"], facts["data"]["course"]["id"]) == (None, told.split('"')[1])
    for rule in ("data-not-stock", "repro-data"):
        assert (ours[rule]["state"], ours[rule]["message"]) == ("pass", OF_COURSE)
    assert ours["data-mitigated"]["state"] == "not-applicable"
    if code == FERRY:
        assert plain["data-not-stock"]["state"] == "fail"
        assert plain["data-mitigated"]["state"] != "not-applicable"


def test_a_course_that_bans_a_data_set_says_so_itself(cli: Cli, here: Path) -> None:
    written(here / "rentals", {"train.py": RENTALS, "README.md": README})
    written(here / "ferry", {"train.py": FERRY, "README.md": "# Who survives\n"})
    own = '[[dataset]]\nid = "bikes-2024"\ntitle = "Last year\'s bikes"\nfiles = ["bikes_2024.csv"]\n'
    written(here, {"ban.toml": f'title = "A"\ndescription = "B"\n{own}[[dataset]]\nid = "titanic"\n'})
    _, rentals = judged(cli, here, "rentals", "--rubric", "ban.toml")
    assert rentals["data-not-stock"]["message"] == "built on Last year's bikes, which this course does not accept"
    _, ferry = judged(cli, here, "ferry", "--rubric", "ban.toml")
    assert ferry["data-not-stock"]["message"] == "built on Titanic passengers, which this course does not accept"
    _, usual = judged(cli, here, "ferry")
    assert usual["data-not-stock"]["message"].endswith("which every reviewer has seen many times")


def test_a_course_says_whether_it_is_passed(cli: Cli, here: Path) -> None:
    written(here / "rentals", {"train.py": RENTALS, "README.md": README})
    ran(cli("rentals", "--output", "r.html", "--format", "html", "-q", "--rubric", "ml-zoomcamp"))
    page = (here / "r.html").read_text("utf-8")
    assert "✗ The rubric ml-zoomcamp asks for 50: not yet passed." in page
    assert '<th scope="row">Model training</th><td>3</td>' in page


def test_a_gate_closes_below_its_number(cli: Cli, here: Path, facts: tuple[str, str]) -> None:
    ran(cli(*facts, "--output", "r.json", "-q", "--fail-under", "0"))
    ran(cli(*facts, "--output", "r.json", "-q", "--fail-under", "100"), 1)
    value = report(here / "r.json")["score"]["value"]
    ran(cli(*facts, "--output", "r.json", "-q", "--fail-under", str(value)))
    ran(cli(*facts, "--output", "r.json", "-q", "--fail-under", str(value + 1)), 1)


def test_strict_asks_for_everything(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    server.fail("404", times=20, path="/ada/bikes.git")
    ran(cli("ada", "-q", "--save-portfolio", "facts.json"))
    ran(cli("--from", "facts.json", "-q", "--strict"), 3)
    ran(cli("--from", "facts.json", "-q"))


def test_a_person_costs_two_requests_without_a_token(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    ran(cli("ada", "-q", "--output", "out"))
    asked = [request for request in server.requests if request.path.startswith("/api/")]
    assert len(asked) == report(here / "out" / "report.json")["run"]["api_requests"] == 2
    assert not any(request.had_authorization for request in server.requests)
