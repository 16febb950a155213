"""The test bed itself: what a run is given, and how what it did is read."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from action.conftest import README, TOKEN
from action.payloads import Payload, Payloads
from action.projects import FULL_NAME, NOBODY, Project
from action.running import Annotation, Bench, Run, Runner
from gather.repositories import git
from npm import npm_file
from portfolio_audit.demo.github import LoopbackGitHub

SCHEMAS = "@octokit/webhooks-schemas@7.6.1"
StandIn = Callable[[str], Path]
Pushed = Callable[..., Run]


@pytest.fixture
def pushed(
    bench: Bench, project: Project, github: LoopbackGitHub, payloads: Payloads, stand_in: StandIn, tmp_path: Path
) -> Pushed:
    """Runs a script in the place of the action, on a push."""

    def run(script: str, **inputs: str) -> Run:
        before, after = project.head, project.commit({"app.py": "x = 1\n"})
        payload = payloads.push(before, after)
        checkout = project.checked_out("refs/heads/main")
        runner = Runner(stand_in(script), bench, tmp_path / "runs")
        return runner.run("push", payload, checkout, github, token=TOKEN, inputs=inputs)

    return run


def test_inputs_reach_the_step_as_one_variable_whatever_is_in_them(pushed: Pushed) -> None:
    name = 'a "b" $(touch c) `d`\n::error::e'
    run = pushed('printf %s "$INPUTS" > seen.json\n', **{"report-file": name})
    assert json.loads(run.files["seen.json"]) == {"report-file": name, "github-token": TOKEN}


def test_annotations_summary_outputs_and_exit_code_are_read(pushed: Pushed) -> None:
    run = pushed(
        'echo "::warning file=README.md,line=3,title=One%2C two::50%25%0Aof it"\n'
        'echo "said"\n'
        'echo "## Summary" >> "$GITHUB_STEP_SUMMARY"\n'
        'echo "score=81" >> "$GITHUB_OUTPUT"\n'
        "mkdir out && echo x > out/report.json\n"
        "exit 3\n"
    )
    assert run.annotations == (Annotation("warning", "50%\nof it", "README.md", 3, "One, two"),)
    assert (run.log, run.summary, run.outputs, run.exit_code) == (("said",), "## Summary\n", {"score": "81"}, 3)
    assert run.files == {"out/report.json": b"x\n"}


def test_a_job_knows_the_repository_and_the_hosts_addresses(pushed: Pushed, github: LoopbackGitHub) -> None:
    run = pushed('echo "$GITHUB_REPOSITORY $GITHUB_API_URL $GITHUB_SERVER_URL $GITHUB_GRAPHQL_URL $GITHUB_REF"\n')
    assert run.log == (f"{FULL_NAME} {github.api_url} {github.server_url} {github.graphql_url} refs/heads/main",)


def test_a_job_has_nothing_of_the_environment_that_the_tests_run_in(
    pushed: Pushed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTFOLIO_AUDIT_CACHE", "/nonexistent")
    monkeypatch.setenv("GH_TOKEN", "another")
    run = pushed("env\n")
    assert not [
        line for line in run.log if line.startswith(("PORTFOLIO_AUDIT_CACHE", "GH_TOKEN", "PYTHON", "VIRTUAL_"))
    ]


@pytest.mark.parametrize(("depth", "commits"), [(1, 1), (2, 3), (0, 15)])
def test_a_pull_request_is_checked_out_as_its_merge(project: Project, depth: int, commits: int) -> None:
    project.commit({"app.py": "x = 1\n"}, branch="work")
    project.commit({"README.md": f"{README}\nMore.\n"})
    pull = project.pull(7, "work")
    folder = project.checked_out(pull.ref, depth=depth)
    at = lambda *words: git("-C", folder, *words).decode().split()  # noqa: E731
    assert at("rev-parse", "HEAD", "refs/remotes/pull/7/merge") == [pull.merge, pull.merge]
    assert git("-C", folder, "symbolic-ref", "--quiet", "HEAD", check=False) == b""
    assert len(at("rev-list", "HEAD")) == commits
    assert {"app.py", "README.md"} <= {file.name for file in folder.iterdir()}
    assert at("remote", "get-url", "origin") == [f"https://github.com/{FULL_NAME}.git"]


def test_a_job_sees_the_checkout_as_it_was_made(pushed: Pushed, project: Project) -> None:
    run = pushed('git status --porcelain --branch; git rev-parse HEAD "$GITHUB_SHA"\n')
    assert run.log == ("## main...origin/main", project.head, project.head)


@pytest.fixture(scope="session")
def schemas(request: pytest.FixtureRequest) -> Payload:
    loaded: Payload = json.loads(npm_file(request.config, SCHEMAS, "schema.json").read_bytes())
    return loaded


def test_payloads_are_as_github_describes_them(project: Project, payloads: Payloads, schemas: Payload) -> None:
    before, after = project.head, project.commit({"app.py": "x = 1\n"}, branch="work")
    pull = project.pull(7, "work", fork="eve")
    made = [
        ("push$event", payloads.push(before, after)),
        ("push$event", payloads.push(NOBODY, after)),
        ("push$event", payloads.push(after, NOBODY)),
        ("pull_request$opened", payloads.pull_request(pull)),
        ("pull_request$synchronize", payloads.pull_request(pull, before=before)),
    ]
    for name, payload in made:
        validator = Draft7Validator({**schemas, "oneOf": [{"$ref": f"#/definitions/{name}"}]})
        assert [error.message for error in validator.iter_errors(payload)] == []
