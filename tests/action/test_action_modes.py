"""Whole portfolios, the tracking issue, settings, and pull requests that another workflow tells about."""

import json
from collections.abc import Callable

import pytest

from action.conftest import READ_ONLY, README, TOKEN
from action.events import Events
from action.projects import FULL_NAME, NAME, OWNER, Project, Pull
from action.running import Run
from hostile import ATTACK
from portfolio_audit.demo.conversations import Tip
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.sources.publishing import marker

Golden = Callable[[str, str], None]
USAGE = README + "\n## Usage\n\n```sh\npython train.py\n```\n"
SETTINGS = '[ignore]\nreadme-usage = "It is a library @eve <b>."\n'


def scheduled(events: Events, name: str = "schedule", **inputs: str) -> Run:
    given = {name.replace("_", "-"): value for name, value in inputs.items()}
    payload = {"schedule": "0 6 * * 1", "repository": events.payloads.push("1" * 40, "2" * 40)["repository"]}
    checkout = events.project.checked_out("refs/heads/main", depth=0)
    return events.runner.run(name, payload, checkout, events.github, token=TOKEN, inputs=given)


def other_run(events: Events, pull: Pull, report: bytes, *, head: str = "", event: str = "pull_request") -> Run:
    """The second workflow, after the first has run for the pull request's last commit."""
    run = {
        "event": event,
        "head_sha": head or pull.head,
        "head_branch": pull.branch,
        "head_repository": {"owner": {"login": pull.fork or OWNER}},
    }
    payload = {"workflow_run": run, "repository": events.payloads.push("1" * 40, "2" * 40)["repository"]}
    checkout = events.project.checked_out("refs/heads/main")
    (checkout / "report.json").write_bytes(report)
    inputs = {"saved-report": "report.json"}
    return events.runner.run("workflow_run", payload, checkout, events.github, token=TOKEN, inputs=inputs)


# --- a portfolio, and the tracking issue -----------------------------------------------------------------------------


def test_a_portfolio_is_told_in_one_issue_that_is_kept_up_to_date(
    events: Events, project: Project, golden: Golden
) -> None:
    first = scheduled(events, username=OWNER, mode="issue")
    assert first.exit_code == 0
    (issue,) = events.github.issues(FULL_NAME)
    assert (issue.title, issue.author) == ("Portfolio audit", "github-actions[bot]")
    assert f"in `{NAME}`" in issue.body
    golden("comments/portfolio.md", events.told(issue.body))
    assert first.outputs["comment-url"].endswith(f"/issues/{issue.number}")
    assert {one.file for one in first.annotations} <= {""}
    scheduled(events, username=OWNER, mode="issue")
    assert events.writes() == [("POST", 201)]
    project.commit({"README.md": USAGE})
    scheduled(events, username=OWNER, mode="issue")
    (later,) = events.github.issues(FULL_NAME)
    assert later.number == issue.number
    assert later.body != issue.body


def test_a_pull_request_leaves_the_tracking_issue_alone(events: Events, project: Project) -> None:
    project.commit({"README.md": USAGE}, branch="work")
    run = events.pull_request(project.pull(7, "work"), token=TOKEN, mode="issue")
    assert run.exit_code == 0
    assert events.writes() == []


def test_a_push_keeps_the_tracking_issue(events: Events, project: Project) -> None:
    before, after = project.head, project.commit({"README.md": USAGE})
    events.push(before, after, token=TOKEN, mode="issue")
    assert [issue.pull for issue in events.github.issues(FULL_NAME)] == [None]
    assert events.comments == ()


def test_a_name_that_nobody_has_is_a_mistake(events: Events) -> None:
    run = scheduled(events, username="nobody-at-all")
    assert run.exit_code == 2
    assert [one.level for one in run.annotations] == ["error"]
    assert "nobody-at-all" in run.annotations[0].text


def test_a_host_that_fails_makes_no_portfolio_red(events: Events, github: LoopbackGitHub) -> None:
    github.fail("503", path="/users/", times=9)
    run = scheduled(events, username=OWNER, fail_under="90")
    assert run.exit_code == 0
    assert [(one.level, "Nothing could be audited" in one.text) for one in run.annotations] == [("warning", True)]


# --- settings --------------------------------------------------------------------------------------------------------


def test_the_settings_of_a_push_are_those_that_are_pushed(events: Events, project: Project, golden: Golden) -> None:
    before, after = project.head, project.commit({"audit.toml": SETTINGS, "README.md": "# Bikes\n"})
    run = events.push(before, after, token=TOKEN, config="audit.toml")
    assert run.exit_code == 0
    (comment,) = events.comments
    assert "Switched off by the settings" in comment.body
    assert "It is a library @\u200beve \\<b\\>." in comment.body
    assert "With all rules" in comment.body
    golden("comments/settings.md", events.told(comment.body))


def test_a_pull_request_cannot_change_the_settings_that_judge_it(events: Events, project: Project) -> None:
    project.commit({"README.md": USAGE, "audit.toml": "fail-under = 1\n"})
    relaxed = {"README.md": README, "audit.toml": SETTINGS}
    project.commit(relaxed, branch="work")
    run = events.pull_request(project.pull(7, "work"), token=TOKEN, config="audit.toml", fail_on="regression")
    assert run.exit_code == 1
    (comment,) = events.comments
    assert "Switched off" not in comment.body
    assert "how to run it" in comment.body


def test_without_settings_in_the_base_every_rule_is_asked(events: Events, project: Project) -> None:
    project.commit({"audit.toml": SETTINGS, "README.md": USAGE}, branch="work")
    run = events.pull_request(project.pull(7, "work"), token=TOKEN, config="audit.toml")
    assert run.exit_code == 0
    assert any("every rule is asked" in one.text for one in run.annotations)
    assert "Switched off" not in events.comments[0].body


@pytest.mark.parametrize("text", ["ignore = ['readme-usage']\n", "[ignore]\nreadme-usag = 'x y'\n", "a = [\n"])
def test_a_mistake_in_the_settings_is_named(events: Events, project: Project, text: str) -> None:
    before, after = project.head, project.commit({"audit.toml": text})
    run = events.push(before, after, token=TOKEN, config="audit.toml")
    assert run.exit_code == 2
    assert "audit.toml" in run.annotations[0].text


# --- another run's report --------------------------------------------------------------------------------------------


@pytest.fixture
def forked(events: Events, project: Project) -> tuple[Pull, bytes]:
    """A pull request from a fork, and what the first workflow kept of it."""
    project.commit({"README.md": USAGE}, branch="work")
    pull = project.pull(7, "work", fork="eve")
    run = events.pull_request(pull, token=READ_ONLY, comment="never", json_file="report.json")
    return pull, run.files["report.json"]


def test_the_second_workflow_tells_what_the_first_could_not(
    events: Events, forked: tuple[Pull, bytes], golden: Golden
) -> None:
    pull, report = forked
    run = other_run(events, pull, report)
    assert run.exit_code == 0
    (comment,) = events.comments
    assert (comment.place, comment.author) == (7, "github-actions[bot]")
    assert "README says how to run it" in comment.body
    changes = json.loads(report)["changes"]
    assert f"{changes['before']} → {changes['after']}" in comment.body
    assert run.outputs["comment-url"].endswith(f"#issuecomment-{comment.id}")
    golden("comments/of-another-run.md", events.told(comment.body))


def test_of_a_strangers_report_only_numbers_and_known_rules_are_told(
    events: Events, forked: tuple[Pull, bytes]
) -> None:
    pull, report = forked
    run = other_run(events, pull, json.dumps(_poisoned(json.loads(report))).encode())
    assert run.exit_code == 0
    (comment,) = events.comments
    assert comment.body.startswith(marker("."))
    for word in ("evil.example", "octocat", "script", "https", "](", "1000000000"):
        assert word not in comment.body
    assert "README says how to run it" in comment.body


def _poisoned(value: object) -> object:
    """Every text that is not needed to be a report is an attack, every number is far too large."""
    if isinstance(value, dict):
        kept = ("schema", "generated_at", "since", "rule", "state", "before", "after", "severity", "at")
        return {
            key: part if key in kept and not isinstance(part, int) else _poisoned(part) for key, part in value.items()
        }
    if isinstance(value, list):
        return [_poisoned(part) for part in value]
    if isinstance(value, str):
        return ATTACK if len(value) > 12 else value
    return 1_000_000_000 if type(value) is int else value


@pytest.mark.parametrize("report", [b"", b"{}", b"[" * 100_000, b'{"schema": "portfolio-audit/report@1"}'])
def test_what_is_no_report_is_a_mistake(events: Events, project: Project, report: bytes) -> None:
    project.commit({"README.md": USAGE}, branch="work")
    pull = project.pull(7, "work", fork="eve")
    events.github.put_pull(7, *_tips(pull))
    run = other_run(events, pull, report)
    assert run.exit_code == 2
    assert events.comments == ()


def _tips(pull: Pull) -> tuple[Tip, Tip]:
    return Tip(f"{pull.fork}/{NAME}", pull.branch, pull.head), Tip(FULL_NAME, "main", pull.base)


@pytest.mark.parametrize(("head", "event"), [("3" * 40, "pull_request"), ("", "push")])
def test_a_run_for_another_commit_or_a_push_is_not_told(
    events: Events, forked: tuple[Pull, bytes], head: str, event: str
) -> None:
    pull, report = forked
    run = other_run(events, pull, report, head=head, event=event)
    assert (run.exit_code, run.outputs["passed"]) == (0, "true")
    assert events.comments == ()
