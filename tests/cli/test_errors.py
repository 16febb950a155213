"""Every mistake is one clear sentence on stderr and an exit status; nothing is half-written."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from gather.hosting import README, TOKEN
from gather.repositories import written
from portfolio_audit.demo.github import LoopbackGitHub

Cli = Callable[..., Result]


def sentence(result: Result, status: int) -> str:
    """The one sentence that was said."""
    assert result.exit_code == status, result.stderr
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("portfolio-audit: ")
    assert line.endswith((".", "`", "?"))
    return line.removeprefix("portfolio-audit: ")


@pytest.mark.parametrize(
    ("target", "status", "words"),
    [
        ("nobody", 3, "nobody has no public repositories. Publish a first project"),
        ("ghost", 3, "there is no user 'ghost' on 127.0.0.1. Check the spelling, and whether it has been renamed."),
        ("lovely", 3, "there is no user 'lovely'"),
        ("club", 3, "club is an organisation, and a portfolio belongs to a person."),
        ("ada/ghost", 3, "there is no public repository ada/ghost"),
        ("https://gitlab.com/ada/bikes", 2, "is not on 127.0.0.1. Clone it and give the folder"),
        ("https://127.0.0.1/", 2, "names neither a user nor a repository."),
        ("https://[", 2, "is not on 127.0.0.1."),
        ("a b", 2, "is no username, owner/repo"),
        ("-x/y/z", 2, "is no username, owner/repo"),
        ("ada/..", 2, "is no username, owner/repo"),
        ("~nobody-of-that-name/x", 2, "is no username, owner/repo"),
        ("x" * 300, 2, "cannot be opened: File name too long."),
        ("./missing", 2, "is no username, owner/repo"),
    ],
)
def test_a_target_that_cannot_be_audited(
    cli: Cli, server: LoopbackGitHub, here: Path, target: str, status: int, words: str
) -> None:
    result = cli("audit", "--", target)
    assert words in sentence(result, status)
    assert list(here.iterdir()) == []


def test_a_file_is_no_target(cli: Cli, here: Path) -> None:
    written(here, {"notes.txt": "x"})
    assert sentence(cli("notes.txt"), 2) == "'notes.txt' is a file. Give the folder it is in."


def test_no_target_is_wrong_usage(cli: Cli) -> None:
    result = cli("audit")
    assert result.exit_code == 2
    assert "give a TARGET, or --from FILE." in result.stderr


def test_a_folder_wins_over_a_username_and_that_is_said(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    written(here / "ada", {"README.md": README})
    result = cli("ada", "--output", "out")
    assert result.exit_code == 0
    assert f"auditing the folder ada; for the user, give {server.server_url}/ada" in result.stderr
    assert server.requests == []
    assert json.loads((here / "out" / "report.json").read_text())["login"] is None


@pytest.mark.parametrize("address", ["http://127.0.0.1:9", "https://127.0.0.1:9"])
def test_no_network(cli: Cli, here: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("GITHUB_API_URL", f"{address}/api/v3")
    monkeypatch.setenv("GITHUB_SERVER_URL", address)
    assert "could not be reached" in sentence(cli("ada"), 3)


@pytest.mark.parametrize("name", ["GITHUB_API_URL", "GITHUB_SERVER_URL"])
@pytest.mark.parametrize("address", ["http://github.com", "nonsense", "http://["])
def test_an_unsafe_address_in_the_environment(
    cli: Cli, server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    monkeypatch.setenv(name, address)
    assert sentence(cli("ada"), 2).startswith(f"{name}={address!r} must start with https://")


@pytest.mark.parametrize("variable", ["GITHUB_TOKEN", "GH_TOKEN"])
def test_a_bad_token_is_refused_and_not_shown(
    cli: Cli, server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "ghp_" + "x" * 36)
    said = sentence(cli("ada"), 3)
    assert said.startswith("127.0.0.1 refused the token. Renew it, or unset GITHUB_TOKEN and GH_TOKEN")
    assert "xxx" not in said


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("403-primary", r"the request limit of 127.0.0.1 is used up\. Run the same command again after \d\d:\d\d"),
        (
            "403-secondary",
            r"127.0.0.1 asks for fewer requests\. Run the same command again in 30 s, at [\d:]+ \(",
        ),
        ("429", r"asks for fewer requests\. .* again in 30 s"),
        ("500", r"answered with error 500\. Try again later\."),
        ("html", r"did not answer as GitHub does"),
        ("empty", r"did not answer as GitHub does"),
        ("cut-json", r"did not answer as GitHub does"),
    ],
)
def test_a_host_in_trouble(cli: Cli, server: LoopbackGitHub, here: Path, fault: str, words: str) -> None:
    server.fail(fault, times=20, retry_after=30, seconds=600)
    result = cli("ada")
    assert (result.exit_code, result.stdout) == (3, "")
    *pauses, last = result.stderr.splitlines()
    assert re.search(words, last)
    assert all("the host wants no requests until" in line for line in pauses)
    assert list(here.iterdir()) == []


def test_a_limit_in_the_middle_of_the_work(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    server.leave(1)
    assert "is used up" in sentence(cli("ada"), 3)
    assert list(here.iterdir()) == []


def test_with_wait_a_limit_is_waited_for_and_until_when_is_said(
    cli: Cli, server: LoopbackGitHub, slept: list[float]
) -> None:
    server.fail("429", retry_after=1800)
    result = cli("ada", "--wait", "--output", "out")
    assert result.exit_code == 0
    assert slept == [1800]
    assert re.search(r"portfolio-audit: the host wants no requests until \d\d:\d\d \(\S+\); waiting", result.stderr)


def test_without_wait_a_limit_of_half_an_hour_ends_the_run(
    cli: Cli, server: LoopbackGitHub, slept: list[float]
) -> None:
    server.fail("429", retry_after=1800)
    assert "or with --wait" in sentence(cli("ada"), 3)
    assert slept == []


def test_what_waiting_does_not_wait_for_is_not_promised(cli: Cli, server: LoopbackGitHub, slept: list[float]) -> None:
    server.fail("403-primary", seconds=9000)
    said = sentence(cli("ada", "--wait"), 3)
    assert re.search(r"again after \d\d:\d\d \(\S+\); --wait waits two hours at most\.", said)
    assert slept == []


def test_a_host_that_is_closed_to_strangers_asks_for_a_token(cli: Cli, server: LoopbackGitHub) -> None:
    server.fail("401")
    assert "tells nothing without a token. Set GITHUB_TOKEN." in sentence(cli("ada"), 3)


def test_offline_without_earlier_runs_says_what_to_do(cli: Cli, server: LoopbackGitHub) -> None:
    assert "Run the same command once without --offline." in sentence(cli("ada", "--offline"), 3)
    assert server.requests == []


def test_a_repository_of_which_nothing_can_be_had(cli: Cli, server: LoopbackGitHub, here: Path) -> None:
    server.fail("404", times=20, path="/ada/bikes.git")
    result = cli("ada/bikes", "--output", "out", "-q")
    assert result.exit_code == 3
    report = json.loads((here / "out" / "report.json").read_text())
    assert report["skipped"] == [{"name": "bikes", "reason": "the host has no such repository", "unavailable": True}]
    assert report["score"]["value"] is None


def test_of_several_people_one_who_is_not_there_does_not_stop_the_others(
    cli: Cli, server: LoopbackGitHub, here: Path
) -> None:
    result = cli("ghost", "ada", "--output", "out", "-q")
    assert result.exit_code == 3
    assert "there is no user 'ghost'" in result.stderr
    assert [path.name for path in (here / "out").iterdir()] == ["ada"]


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("taken", "taken is a file, so nothing can be written below it."),
        ("taken/deeper", "taken is a file"),
        ("taken/deeper/page.html", "taken is a file"),
        ("/dev/null/x", "/dev/null is a file"),
        ("/proc/nothing/here", "could not be written"),
        ("x" * 300, "cannot be written: File name too long."),
    ],
)
def test_a_place_where_nothing_can_be_written(cli: Cli, here: Path, output: str, words: str) -> None:
    written(here, {"taken": "precious", "p/README.md": README})
    result = cli("p", "--output", output, "-q")
    assert result.exit_code == 2
    assert words in result.stderr.splitlines()[-1]
    assert result.stdout == ""
    assert sorted(path.name for path in here.iterdir()) == ["p", "taken"]
    assert (here / "taken").read_text() == "precious"


def test_what_was_there_before_stays_when_writing_fails(cli: Cli, here: Path) -> None:
    written(here, {"p/README.md": README, "out/index.html/in-the-way": "x", "out/report.json": "old"})
    result = cli("p", "--output", "out", "-q")
    assert result.exit_code == 2
    assert "index.html could not be written: Is a directory" in result.stderr
    assert (here / "out" / "report.json").read_text() == "old"
    assert sorted(path.name for path in (here / "out").iterdir()) == ["index.html", "report.json"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--output", "-", "--format", "json", "--format", "html"), "--output - takes one report in one form"),
        (("--output", "x.html", "--format", "json", "--format", "html"), "--output x.html is one file"),
        (("--format", "pdf"), "'pdf' is not one of 'html', 'json', 'markdown', 'text'"),
        (("--jobs", "0"), "0 is not in the range 1<=x<=32"),
        (("--fail-under", "101"), "101 is not in the range 0<=x<=100"),
        (("--token", "x"), "No such option"),
        (("--offline", "--no-cache"), "--offline uses what was kept"),
        (("--repo", "x"), "--repo chooses among a person's repositories"),
        (("--from", "f"), "--from FILE takes no TARGET."),
    ],
)
def test_options_that_do_not_fit(cli: Cli, here: Path, options: tuple[str, ...], words: str) -> None:
    written(here, {"p/README.md": README})
    result = cli("p", *options)
    assert result.exit_code == 2
    assert words in result.stderr
    assert [path.name for path in here.iterdir()] == ["p"]


def test_one_file_for_the_facts_of_two_people_is_refused(cli: Cli, server: LoopbackGitHub) -> None:
    result = cli("ada", "nobody", "--save-portfolio", "facts.json")
    assert result.exit_code == 2
    assert "--save-portfolio keeps one report's facts" in result.stderr
    assert server.requests == []


@pytest.mark.parametrize("command", [("render",), ("audit", "--from")])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read (No such file or directory)."),
        ("", "is no JSON."),
        ('{"schema": "portfolio-audit/rep', "is no JSON."),
        ("[" * 100_000, "is no JSON."),
        ("[]", "found none."),
        ('{"schema": "portfolio-audit/report@2"}', "found portfolio-audit/report@2."),
        ('{"schema": 7}', "found none."),
        (b"\xff\xfe\x00", "is no JSON."),
    ],
)
def test_a_saved_file_that_is_none(
    cli: Cli, here: Path, command: tuple[str, ...], content: str | bytes | None, words: str
) -> None:
    if content is not None:
        written(here, {"saved.json": content})
    said = sentence(cli(*command, "saved.json"), 2)
    assert said.startswith("saved.json: ")
    assert words in said
    assert [path.name for path in here.iterdir()] == (["saved.json"] if content is not None else [])


@pytest.mark.parametrize(("command", "schema"), [(("render",), "report@1"), (("audit", "--from"), "portfolio@1")])
def test_a_saved_file_with_missing_parts(cli: Cli, here: Path, command: tuple[str, ...], schema: str) -> None:
    written(here, {"saved.json": json.dumps({"schema": f"portfolio-audit/{schema}"})})
    said = sentence(cli(*command, "saved.json"), 2)
    assert f"not a valid portfolio-audit/{schema} file" in said


def test_an_unknown_rule_has_a_suggestion(cli: Cli) -> None:
    assert "did you mean readme-exists" in sentence(cli("explain", "readme-exist"), 2)
    assert "no rule is called 'nothing-like-it'" in sentence(cli("rules", "--select", "nothing-like-it"), 2)


def test_an_unknown_rubric_names_those_there_are(cli: Cli) -> None:
    assert "use one of" in sentence(cli("rules", "--rubric", "astronaut"), 2)


def test_the_token_is_nowhere(
    cli: Cli, server: LoopbackGitHub, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    result = cli("ada/secret", "-vv", "--output", "out", "--save-portfolio", "facts.json")
    assert result.exit_code == 0
    assert TOKEN not in result.stdout + result.stderr
    files = [path for path in tmp_path.rglob("*") if path.is_file() and "hosted" not in path.parts]
    assert len(files) == 6  # page, data, facts, cache, the history and its lock
    assert not any(TOKEN.encode() in path.read_bytes() for path in files)
    assert not any(TOKEN in request.path for request in server.requests)
