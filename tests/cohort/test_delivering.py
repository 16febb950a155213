"""Each student is told once, in one place, whatever the host answers and whatever was lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cohort.told_class import hosted, keep, put_pull, step, told, writes
from portfolio_audit.cohort.feedback.delivering import Delivery, Letter
from portfolio_audit.cohort.feedback.ledger import Ledger
from portfolio_audit.cohort.feedback.values import Told, Way
from portfolio_audit.cohort.feedback.writing import letters
from portfolio_audit.cohort.state import State
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.grants import Grant
from portfolio_audit.errors import BadTarget, RateLimited
from portfolio_audit.model.report import Report
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.patience import Patience

MENTOR, READER = (f"ghp_{name:_<36}" for name in ("mentor", "reader"))
NOW = datetime(2026, 6, 1, tzinfo=UTC)
REPOSITORIES = ("bikes", "rain", "hw1-ada")
Deliver = Callable[..., list[Told]]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LoopbackGitHub]:
    tokens = {MENTOR: "mentor", READER: Grant("mentor", {"contents": "read"})}
    users = hosted(tmp_path, {"ada": REPOSITORIES, "bo": ("maps",)})
    with LoopbackGitHub(users, tokens=tokens) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def ada(server: LoopbackGitHub) -> Report:
    return told({"rain": "+++++", "bikes": "+-+++"}, [step("readme-usage", "bikes")], server=server.server_url)


@pytest.fixture
def later(server: LoopbackGitHub) -> Report:
    """What is found next time: another repository has the first step."""
    return told({"rain": "-++++", "bikes": "+++++"}, [step("readme-exists", "rain")], server=server.server_url)


@pytest.fixture
def deliver(server: LoopbackGitHub, tmp_path: Path) -> Deliver:
    """Posts the letters of a class whose reports these are, or foresees it."""

    def run(
        *reports: Report,
        way: Way = "issue",
        send: bool = True,
        token: str = MENTOR,
        patterns: tuple[str, ...] = (),
        folder: str = "out",
    ) -> list[Told]:
        keep(tmp_path / folder, {report.login or "": report for report in reports})
        host = GitHub(server.api_url, server.server_url, token, patience=Patience(pause=lambda _: None))
        with State(tmp_path / folder) as state:
            ledger = Ledger(state.file, way, lambda: NOW)
            threads = host.threads()
            delivery = Delivery(threads, ledger, way, threads.me(), host.server_url, patterns, lambda _: None)
            do = delivery.send if send else delivery.foreseen
            done = [do(letter) for letter in letters(state) if isinstance(letter, Letter)]
        host.close()
        return done

    return run


def bodies(server: LoopbackGitHub, name: str = "ada/bikes") -> list[str]:
    return [issue.body for issue in server.issues(name) if issue.pull is None]


def outcomes(done: list[Told]) -> list[str]:
    return [one.outcome for one in done]


def test_the_issue_stands_where_the_first_step_is(server: LoopbackGitHub, deliver: Deliver, ada: Report) -> None:
    (one,) = deliver(ada)
    assert (one.outcome, one.repository, one.number) == ("new", "ada/bikes", 1)
    (issue,) = server.issues("ada/bikes")
    assert (issue.title, issue.author) == ("Feedback on your projects", "mentor")
    assert issue.body.rstrip() == one.text.rstrip()
    assert one.url.endswith("/ada/bikes/issues/1")


def test_without_a_step_it_stands_in_the_best_project(server: LoopbackGitHub, deliver: Deliver) -> None:
    report = told({"rain": "+++++", "bikes": "+++++"}, server=server.server_url)
    assert deliver(report)[0].repository == "ada/rain"


def test_a_step_about_the_profile_leaves_the_place_to_the_next_one(server: LoopbackGitHub, deliver: Deliver) -> None:
    steps = [step("profile-readme", ""), step("readme-usage", "bikes")]
    report = told({"rain": "+++++", "bikes": "+-+++"}, steps, server=server.server_url)
    assert deliver(report)[0].repository == "ada/bikes"


def test_foreseeing_writes_nothing_anywhere(server: LoopbackGitHub, deliver: Deliver, ada: Report) -> None:
    assert outcomes(deliver(ada, send=False)) == ["new"]
    assert outcomes(deliver(ada, send=False)) == ["new"]
    assert writes(server) == []


def test_who_was_told_is_not_told_again_and_the_host_is_not_asked(
    server: LoopbackGitHub, deliver: Deliver, ada: Report
) -> None:
    deliver(ada)
    server.requests.clear()
    (again,) = deliver(ada)
    assert (again.outcome, again.number) == ("unchanged", 1)
    assert [request.path for request in server.requests if "graphql" not in request.path] == []


def test_a_report_that_changed_changes_the_issue_where_it_is(
    server: LoopbackGitHub, deliver: Deliver, ada: Report, later: Report
) -> None:
    deliver(ada)
    assert (outcomes(deliver(later, send=False)), len(writes(server))) == (["update"], 1)
    (one,) = deliver(later)
    assert (one.outcome, one.repository, one.number) == ("update", "ada/bikes", 1)
    assert bodies(server) == [one.text.rstrip() + "\n"]
    assert bodies(server, "ada/rain") == []


def test_a_closed_issue_is_brought_up_to_date_and_stays_closed(
    server: LoopbackGitHub, deliver: Deliver, ada: Report, later: Report
) -> None:
    deliver(ada)
    server.close_issue("ada/bikes", 1)
    (one,) = deliver(later)
    (issue,) = server.issues("ada/bikes")
    assert (one.outcome, issue.state) == ("update", "closed")
    assert issue.body.rstrip() == one.text.rstrip()


@pytest.mark.parametrize("fault", ["502-after", "reset-after", "502"])
def test_an_answer_that_fails_leaves_one_issue(
    server: LoopbackGitHub, deliver: Deliver, ada: Report, fault: str
) -> None:
    server.fail(fault, path="ada/bikes", method="POST")
    assert outcomes(deliver(ada)) == ["new"]
    assert len(bodies(server)) == 1
    assert outcomes(deliver(ada)) == ["unchanged"]


def test_what_the_ledger_lost_is_found_by_its_mark(server: LoopbackGitHub, deliver: Deliver, ada: Report) -> None:
    deliver(ada)
    assert outcomes(deliver(ada, folder="another", send=False)) == ["unchanged"]
    assert outcomes(deliver(ada, folder="another")) == ["unchanged"]
    assert len(bodies(server)) == 1


def test_a_place_that_was_chosen_is_kept_though_nothing_is_known_to_stand_there(
    server: LoopbackGitHub, deliver: Deliver, ada: Report, later: Report
) -> None:
    server.fail("502-after", path="ada/bikes", method="POST")
    server.fail("503", path="ada/bikes/issues?", method="GET", nth=2, times=9)
    assert outcomes(deliver(ada)) == ["failed"]
    server.heal()
    assert outcomes(deliver(later)) == ["update"]
    assert (len(bodies(server)), bodies(server, "ada/rain")) == (1, [])


def test_a_repository_that_is_gone_leaves_its_place_to_another(
    server: LoopbackGitHub, tmp_path: Path, deliver: Deliver, ada: Report
) -> None:
    deliver(ada)
    server.host(hosted(tmp_path, {"ada": ("rain",)}))
    report = told({"rain": "-++++"}, [step("readme-exists", "rain")], server=server.server_url)
    assert (deliver(report)[0].outcome, deliver(report)[0].repository) == ("new", "ada/rain")


def test_a_repository_that_is_only_hidden_is_no_reason_to_tell_twice(
    server: LoopbackGitHub, deliver: Deliver, ada: Report, later: Report
) -> None:
    deliver(ada)
    server.fail("404", path="/repos/ada/bikes", times=9)
    (one,) = deliver(later)
    assert (one.outcome, one.reason) == ("failed", "ada/bikes is gone, or the token may not see it.")
    assert bodies(server, "ada/rain") == []


def test_a_token_without_the_permission_is_told_which(server: LoopbackGitHub, deliver: Deliver, ada: Report) -> None:
    (one,) = deliver(ada, token=READER)
    assert one.outcome == "failed"
    assert "`issues: write` is missing" in one.reason
    assert bodies(server) == []


@pytest.mark.parametrize(
    ("about", "reason"),
    [({"archived": True}, "ada/bikes is archived"), ({"has_issues": False}, "issues are switched off in ada/bikes")],
)
def test_where_nothing_can_be_written_it_is_said_and_the_rest_goes_on(
    server: LoopbackGitHub, tmp_path: Path, deliver: Deliver, ada: Report, about: dict[str, bool], reason: str
) -> None:
    server.host([*hosted(tmp_path, {"ada": REPOSITORIES}, **about), *hosted(tmp_path, {"bo": ("maps",)})])
    bo = told({"maps": "+++++"}, owner="bo", server=server.server_url)
    first, second = deliver(ada, bo)
    assert (first.outcome, second.outcome) == ("failed", "new")
    assert reason in first.reason
    assert writes(server) == ["POST bo/maps/issues"]


def test_a_limit_ends_the_posting_and_the_next_call_goes_on(
    server: LoopbackGitHub, deliver: Deliver, ada: Report
) -> None:
    server.fail("403-content", path="ada/bikes", method="POST", retry_after=7200, times=9)
    with pytest.raises(RateLimited):
        deliver(ada)
    server.heal()
    assert outcomes(deliver(ada)) == ["new"]
    assert len(bodies(server)) == 1


@pytest.mark.parametrize("pattern", ["HW1-*", "Ada/hw1-*"])
def test_a_comment_stands_on_the_pull_request_called_feedback(
    server: LoopbackGitHub, tmp_path: Path, deliver: Deliver, pattern: str
) -> None:
    put_pull(server, tmp_path, "ada/hw1-ada", 1, "Feedback")
    put_pull(server, tmp_path, "ada/hw1-ada", 2, "A change")
    names = {"bikes": "+++++", "hw1-ada": "+-+++"}
    report = told(names, [step("readme-usage", "hw1-ada")], server=server.server_url)
    (one,) = deliver(report, way="comment", patterns=(pattern,))
    assert (one.outcome, one.repository, one.number) == ("new", "ada/hw1-ada", 1)
    (comment,) = server.comments("ada/hw1-ada")
    assert (comment.place, comment.body.rstrip()) == (1, one.text.rstrip())
    assert outcomes(deliver(report, way="comment")) == ["unchanged"]
    changed = told({"hw1-ada": "+++++"}, server=server.server_url)
    assert outcomes(deliver(changed, way="comment")) == ["update"]
    assert [found.id for found in server.comments("ada/hw1-ada")] == [comment.id]


@pytest.mark.parametrize("state", ["closed", "open"])
def test_without_such_a_pull_request_nothing_is_posted(
    server: LoopbackGitHub, tmp_path: Path, deliver: Deliver, ada: Report, state: str
) -> None:
    put_pull(server, tmp_path, "ada/bikes", 1, "Feedback" if state == "closed" else "feedback wanted", state)
    (one,) = deliver(ada, way="comment")
    assert (one.outcome, one.reason) == ("failed", 'no open pull request is called "Feedback" in ada/bikes, ada/rain.')
    assert writes(server) == []


def test_repositories_elsewhere_are_none_of_ours(deliver: Deliver) -> None:
    (one,) = deliver(told({"bikes": "+++++"}, server="https://elsewhere.example"))
    assert (one.outcome, one.reason) == ("failed", "none of the repositories that were looked at will do.")


def test_students_without_a_report_have_no_letter(tmp_path: Path, ada: Report) -> None:
    keep(tmp_path / "out", {"ada": ada, "ghost": None})
    with State(tmp_path / "out") as state:
        first, second = letters(state)
        assert isinstance(first, Letter)
        assert second == Told("ghost", "no report", reason="no such user: there is no such user")
        assert [one.login for one in letters(state, ["ADA"])] == ["ada"]
        with pytest.raises(BadTarget, match="nobody on the roster is called eve"):
            letters(state, ["eve"])


def test_a_renamed_repository_keeps_its_issue(
    server: LoopbackGitHub, tmp_path: Path, deliver: Deliver, later: Report
) -> None:
    (user,) = hosted(tmp_path, {"ada": ("cycles", "rain")})
    cycles, rain = user.repositories
    server.host([replace(user, repositories=(replace(cycles, former_names=("bikes",)), rain))])
    deliver(told({"cycles": "+++++"}, server=server.server_url), folder="another")
    with State(tmp_path / "out") as state:
        Ledger(state.file, "issue", lambda: NOW).choose("ada", "ada/bikes")
    (one,) = deliver(later)
    assert (one.outcome, one.repository) == ("update", "ada/cycles")
    assert bodies(server, "ada/rain") == []
