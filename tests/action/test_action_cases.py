"""What the action does on each event: what it posts, edits or leaves alone, what it marks and what it hands on."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from action.conftest import EVE, FILES, READ_ONLY, README, TOKEN
from action.events import Events
from action.projects import FULL_NAME, NOBODY, Project
from action.running import Run
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.grants import ACTIONS_BOT

Golden = Callable[[str, str], None]
USAGE = README + "\n## Usage\n\n```sh\npython train.py\n```\n"
SHOWN = USAGE + "\n![Bikes by hour](docs/hours.png)\n"
FIXED = "README says how to run it"


def passed(run: Run) -> None:
    """Whatever happened, the job is green and tells how the repository stands."""
    assert run.exit_code == 0
    assert run.outputs["passed"] == "true"
    assert 0 < int(run.outputs["score"]) < 100
    assert run.summary.startswith("### Portfolio audit: **")
    assert 0 < len(run.annotations) <= 10


def notes(run: Run) -> list[str]:
    """What the run says of itself, in place of something it could not do."""
    return [one.text for one in run.annotations if one.title == "Portfolio audit"]


def told(comment: str) -> list[str]:
    """The rules that a comment says have moved."""
    return re.findall(r"^- \S \*\*(.*?)\*\*", comment, re.MULTILINE)


def delta(run: Run) -> int:
    return int(run.outputs["score"]) - int(run.outputs["previous-score"])


# --- pushes ----------------------------------------------------------------------------------------------------------


def test_a_push_that_improves_something_is_told_on_its_commit(events: Events, project: Project, golden: Golden) -> None:
    before, after = project.head, project.commit({"README.md": USAGE})
    run = events.push(before, after, token=TOKEN)
    passed(run)
    (comment,) = events.comments
    golden("comments/push.md", events.told(comment.body))
    assert (comment.place, comment.author, comment.edits) == (after, ACTIONS_BOT, 0)
    assert FIXED in comment.body
    assert delta(run) > 0
    assert run.outputs["delta"] == f"+{delta(run)}"
    assert run.outputs["comment-url"].endswith(f"#commitcomment-{comment.id}")
    assert FIXED in run.summary
    assert notes(run) == []


def test_a_push_that_moves_nothing_is_not_told(events: Events, project: Project) -> None:
    before, after = project.head, project.commit({"train.py": "import pandas  # as pd\n"})
    run = events.push(before, after, token=TOKEN)
    passed(run)
    assert (events.comments, events.writes()) == ((), [])
    assert (run.outputs["delta"], run.outputs["new-failures"], run.outputs["comment-url"]) == ("0", "0", "")


def test_an_empty_commit_moves_nothing(events: Events, project: Project) -> None:
    before, after = project.head, project.commit({})
    run = events.push(before, after, token=TOKEN)
    passed(run)
    assert events.writes() == []
    assert run.outputs["delta"] == "0"


def test_always_means_also_when_nothing_moved(events: Events, project: Project) -> None:
    before, after = project.head, project.commit({})
    run = events.push(before, after, token=TOKEN, comment="always")
    passed(run)
    assert [comment.place for comment in events.comments] == [after]


def test_never_means_never(events: Events, project: Project) -> None:
    before, after = project.head, project.commit({"README.md": USAGE})
    passed(events.push(before, after, token=TOKEN, comment="never"))
    assert events.writes() == []


def test_a_run_that_is_repeated_says_nothing_twice(events: Events, project: Project) -> None:
    before, after = project.head, project.commit({"README.md": USAGE})
    events.push(before, after, token=TOKEN)
    passed(events.push(before, after, token=TOKEN))
    assert [comment.edits for comment in events.comments] == [0]


def test_what_a_shallow_checkout_lacks_comes_from_the_host(events: Events, project: Project) -> None:
    before, after = project.head, project.commit({"README.md": USAGE})
    run = events.push(before, after, token=TOKEN, depth=1)
    passed(run)
    (comment,) = events.comments
    assert told(comment.body) == [FIXED, "In part: README names what to start"]


@pytest.mark.parametrize("depth", [0, 1])
def test_an_empty_diff_moves_no_number_however_shallow(events: Events, project: Project, depth: int) -> None:
    before, after = project.head, project.commit({})
    run = events.push(before, after, token=TOKEN, depth=depth)
    passed(run)
    project.commit({}, branch="work")
    other = events.pull_request(project.pull(7, "work"), depth=depth, token=TOKEN)
    passed(other)
    assert (run.outputs["delta"], other.outputs["delta"]) == ("0", "0")
    assert events.writes() == []


def test_another_checkout_than_the_events_is_not_told_in_its_name(events: Events, project: Project) -> None:
    before, after = project.head, project.commit({"README.md": USAGE})
    other = project.commit({"README.md": "# Other\n"}, branch="other")
    checkout = project.checked_out("refs/heads/other", depth=0)
    run = events.push(before, after, checkout=checkout, token=TOKEN, comment="always")
    assert (run.exit_code, events.writes()) == (0, [])
    assert run.outputs["previous-score"] == ""
    assert any("Another commit" in note for note in notes(run))
    assert other[:7] in run.summary
    assert [one.text for one in run.annotations] == notes(run), "lines of another commit are marked"


def test_a_score_that_is_gone_fails_the_gate(events: Events, project: Project) -> None:
    gone = dict.fromkeys(FILES, "") | {"notes.md": "# Notes\n\n- a\n"}
    project.rewrite(FILES)
    before = project.head
    after = project.commit(gone)
    run = events.push(before, after, token=TOKEN, fail_under="1", comment="never")
    assert run.outputs["score"] == ""
    assert (run.exit_code, run.outputs["passed"]) == (1, "false")


def test_an_older_run_does_not_write_over_a_newer_one(events: Events, project: Project) -> None:
    head = project.commit({"README.md": USAGE}, branch="work")
    old = project.pull(7, "work")
    project.commit({"README.md": SHOWN}, branch="work", start="refs/heads/work")
    events.pull_request(project.pull(7, "work"), before=head, token=TOKEN)
    (newer,) = events.comments
    run = events.late(old, token=TOKEN)
    passed(run)
    assert events.comments == (newer,)


def test_the_first_commit_has_nothing_before_it(events: Events, project: Project, golden: Golden) -> None:
    run = events.push(NOBODY, project.head, token=TOKEN)
    passed(run)
    (comment,) = events.comments
    golden("comments/first-push.md", events.told(comment.body))
    assert "first push" in comment.body
    assert (run.outputs["previous-score"], run.outputs["delta"]) == ("", "")


def test_a_force_push_is_compared_with_what_it_replaced(events: Events, project: Project, golden: Golden) -> None:
    before, after = project.head, project.rewrite({**FILES, "README.md": USAGE})
    run = events.push(before, after, forced=True, token=TOKEN)
    passed(run)
    (comment,) = events.comments
    golden("comments/force-push.md", events.told(comment.body))
    assert f"{after[:7]} compared with {before[:7]}" in comment.body
    assert FIXED in comment.body


def test_a_merge_is_compared_with_the_branch_before_it(events: Events, project: Project) -> None:
    project.commit({"README.md": USAGE}, branch="work")
    before = project.commit({"train.py": "import pandas  # as pd\n"})
    after = project.merge(before, project.commit_of("refs/heads/work"))
    project.move("refs/heads/main", after)
    run = events.push(before, after, token=TOKEN)
    passed(run)
    (comment,) = events.comments
    assert comment.place == after
    assert FIXED in comment.body


def test_a_branch_that_was_deleted_is_let_rest(events: Events, project: Project, github: LoopbackGitHub) -> None:
    gone = project.commit({"README.md": USAGE}, branch="work")
    checkout = project.checked_out("refs/heads/main")
    run = events.push(gone, NOBODY, ref="refs/heads/work", checkout=checkout, token=TOKEN)
    assert (run.exit_code, run.annotations, run.summary, run.files) == (0, (), "", {})
    assert {name: value for name, value in run.outputs.items() if value} == {"passed": "true"}
    assert github.requests == []


@pytest.mark.parametrize("ref", ["refs/tags/v1", "refs/heads/work"])
def test_tags_and_other_branches_get_a_summary_only(events: Events, project: Project, ref: str) -> None:
    project.move(ref, project.head)
    passed(events.push(NOBODY, project.head, ref=ref, token=TOKEN))
    assert events.writes() == []


def test_a_repository_without_a_readme_is_audited(events: Events, project: Project) -> None:
    after = project.rewrite({"train.py": "import pandas\n"})
    run = events.push(NOBODY, after, token=TOKEN)
    assert run.exit_code == 0
    assert "README" in run.summary
    assert {one.file for one in run.annotations} <= {"", "train.py"}
    assert len(events.comments) == 1


# --- pull requests ---------------------------------------------------------------------------------------------------


def test_a_pull_request_is_told_what_it_alone_changes(events: Events, project: Project, golden: Golden) -> None:
    project.commit({"README.md": USAGE}, branch="work")
    project.commit({"LICENSE": "MIT License\n\nCopyright (c) 2026 Ada\n"})
    run = events.pull_request(project.pull(7, "work"), token=TOKEN)
    passed(run)
    (comment,) = events.comments
    golden("comments/pull-request.md", events.told(comment.body))
    assert (comment.place, comment.author) == (7, ACTIONS_BOT)
    assert told(comment.body) == [FIXED, "In part: README names what to start"]
    assert f"{run.outputs['previous-score']} → {run.outputs['score']}" in comment.body
    assert run.outputs["comment-url"].endswith(f"/pull/7#issuecomment-{comment.id}")


@pytest.mark.parametrize("depth", [1, 2])
def test_a_shallow_pull_request_is_told_the_same(events: Events, project: Project, depth: int) -> None:
    project.commit({"README.md": USAGE}, branch="work")
    project.commit({"LICENSE": "MIT License\n\nCopyright (c) 2026 Ada\n"})
    pull = project.pull(7, "work")
    passed(events.pull_request(pull, token=TOKEN))
    (whole,) = events.comments
    passed(events.pull_request(pull, depth=depth, token=TOKEN))
    (shallow,) = events.comments
    assert told(shallow.body) == told(whole.body) == [FIXED, "In part: README names what to start"]


def test_a_pull_request_that_goes_on_has_its_comment_edited(events: Events, project: Project) -> None:
    head = project.commit({"README.md": USAGE}, branch="work")
    events.pull_request(project.pull(7, "work"), token=TOKEN)
    (first,) = events.comments
    events.say(7, f"{first.body.splitlines()[0]}\nMine looks like it.", EVE)
    project.commit({"README.md": SHOWN}, branch="work", start="refs/heads/work")
    passed(events.pull_request(project.pull(7, "work"), before=head, token=TOKEN))
    second, forged = events.comments
    assert (second.id, second.edits) == (first.id, 1)
    assert second.body != first.body
    assert (forged.author, forged.edits) == ("eve", 0)


def test_what_is_mended_again_leaves_no_old_news(events: Events, project: Project, golden: Golden) -> None:
    head = project.commit({"README.md": USAGE}, branch="work")
    events.pull_request(project.pull(7, "work"), token=TOKEN)
    project.commit({"README.md": README}, branch="work", start="refs/heads/work")
    passed(events.pull_request(project.pull(7, "work"), before=head, token=TOKEN))
    (comment,) = events.comments
    golden("comments/nothing-moved.md", events.told(comment.body))
    assert comment.edits == 1
    assert told(comment.body) == []


def test_a_pull_request_that_moves_nothing_is_silent(events: Events, project: Project) -> None:
    project.commit({"train.py": "import pandas  # as pd\n"}, branch="work")
    run = events.pull_request(project.pull(7, "work"), token=TOKEN)
    passed(run)
    assert events.writes() == []
    assert run.outputs["delta"] == "0"


def test_the_merge_that_is_made_for_a_trial_is_nobodys_work(events: Events, project: Project) -> None:
    project.rewrite(FILES)
    for day in range(12):
        project.commit({"train.py": f"import pandas\n\n# Day {day} without a branch.\n"})
    project.commit({"train.py": "import pandas  # as pd\n"}, branch="work")
    passed(events.pull_request(project.pull(7, "work"), token=TOKEN, comment="always"))
    assert not [title for title in told(events.comments[0].body) if "branches" in title]


def test_what_a_pull_request_breaks_can_fail_it(events: Events, project: Project, golden: Golden) -> None:
    project.commit({"README.md": "# Bikes\n"}, branch="work")
    run = events.pull_request(project.pull(7, "work"), token=TOKEN, fail_on="regression")
    assert run.exit_code == 1
    assert run.outputs["passed"] == "false"
    assert int(run.outputs["new-failures"]) > 0
    assert delta(run) < 0
    assert "Broken by this change" in events.comments[0].body
    assert any(one.level == "error" for one in run.annotations)
    assert any(one.level == "warning" and one.file == "README.md" for one in run.annotations)
    golden("comments/broken.md", events.told(events.comments[0].body))
    golden("comments/broken-summary.md", events.told(run.summary))


@pytest.mark.parametrize(("fork", "why"), [("eve", "from a fork"), ("", "pull-requests: write")])
def test_a_token_that_may_only_read_makes_no_job_red(events: Events, project: Project, fork: str, why: str) -> None:
    project.commit({"README.md": USAGE}, branch="work")
    run = events.pull_request(project.pull(7, "work", fork=fork), token=READ_ONLY)
    passed(run)
    assert events.comments == ()
    assert events.writes() == [("POST", 403)]
    (note,) = notes(run)
    assert why in note
    assert FIXED in run.summary
    assert why in run.summary.replace("\\", "")


def test_a_comment_that_somebody_deleted_is_written_anew(events: Events, project: Project) -> None:
    head = project.commit({"README.md": USAGE}, branch="work")
    events.pull_request(project.pull(7, "work"), token=TOKEN)
    (first,) = events.comments
    events.github.delete_comment(FULL_NAME, first.id)
    project.commit({"README.md": SHOWN}, branch="work", start="refs/heads/work")
    passed(events.pull_request(project.pull(7, "work"), before=head, token=TOKEN))
    (second,) = events.comments
    assert second.id != first.id


# --- a host that fails -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["502-after", "reset-after", "502", "reset"])
def test_a_request_that_seems_to_fail_makes_no_second_comment(events: Events, project: Project, fault: str) -> None:
    before, after = project.head, project.commit({"README.md": USAGE})
    events.github.fail(fault, path=f"/commits/{after}/comments", method="POST")
    run = events.push(before, after, token=TOKEN)
    passed(run)
    (comment,) = events.comments
    assert run.outputs["comment-url"].endswith(f"#commitcomment-{comment.id}")
    assert len(events.writes()) == (1 if fault.endswith("-after") else 2)


def test_a_comment_deleted_while_it_is_edited_is_written_anew(events: Events, project: Project) -> None:
    head = project.commit({"README.md": USAGE}, branch="work")
    events.pull_request(project.pull(7, "work"), token=TOKEN)
    project.commit({"README.md": SHOWN}, branch="work", start="refs/heads/work")
    events.github.fail("404", path="/issues/comments/", method="PATCH")
    passed(events.pull_request(project.pull(7, "work"), before=head, token=TOKEN))
    assert len(events.comments) == 1


def test_a_rate_limit_costs_the_comment_only(events: Events, project: Project, github: LoopbackGitHub) -> None:
    before, after = project.head, project.commit({"README.md": USAGE})
    for resource in ("core", "graphql"):
        github.leave(0, token=TOKEN, resource=resource)
    run = events.push(before, after, token=TOKEN)
    passed(run)
    assert events.comments == ()
    (note,) = notes(run)
    assert "limit" in note


def test_a_short_limit_is_waited_for(events: Events, project: Project, github: LoopbackGitHub) -> None:
    before, after = project.head, project.commit({"README.md": USAGE})
    github.fail("403-content", path=f"/commits/{after}/comments", method="POST", retry_after=1)
    run = events.push(before, after, token=TOKEN)
    passed(run)
    assert len(events.comments) == 1


def test_a_job_without_a_checkout_is_told_what_is_missing(events: Events, project: Project, tmp_path: Path) -> None:
    (tmp_path / "empty" / ".git").mkdir(parents=True)
    (tmp_path / "empty" / ".git").rmdir()
    run = events.push(project.head, project.head, checkout=tmp_path / "empty", token=TOKEN)
    assert run.exit_code == 2
    assert "actions/checkout" in run.annotations[0].text
