"""One comment, ever: whatever the host answers, and whoever else writes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from gather.repositories import bare, git
from portfolio_audit.demo.conversations import Tip
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.grants import ACTIONS_BOT, workflow_grant
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.errors import AuditError, NotPermitted, RateLimited, Unanswered
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.patience import Patience
from portfolio_audit.sources.publishing import Publisher, marker
from portfolio_audit.sources.threads import Place, Threads, as_issue, on_commit, on_pull_request

ADA, BOT, READER, COMMITTER = (f"ghs_{name:_<36}" for name in ("ada", "bot", "reader", "committer"))
NAME, MARK = "ada/bikes", marker(".")
SORTS = ("pull request", "commit", "issue")
Publishing = Callable[..., Publisher]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return bare(tmp_path / "bikes.git", {"README.md": "# Bikes\n"})


@pytest.fixture
def server(repository: Path) -> Iterator[LoopbackGitHub]:
    all_rights = {"contents": "write", "issues": "write", "pull-requests": "write"}
    tokens = {
        ADA: "ada",
        BOT: workflow_grant(NAME, all_rights),
        READER: workflow_grant(NAME, dict.fromkeys(all_rights, "read")),
        COMMITTER: workflow_grant(NAME, {"contents": "read"}),
    }
    with LoopbackGitHub([HostedUser("ada", (HostedRepository("bikes", repository),))], tokens=tokens) as running:
        tip = Tip(NAME, "main", git("-C", repository, "rev-parse", "main").decode().strip())
        running.put_pull(1, tip, tip)
        yield running
    assert running.errors == ()


@pytest.fixture
def place(request: pytest.FixtureRequest, repository: Path) -> Place:
    oid = git("-C", repository, "rev-parse", "main").decode().strip()
    places = (on_pull_request(NAME, 1), on_commit(NAME, oid), as_issue(NAME, ACTIONS_BOT, "Portfolio audit"))
    return dict(zip(SORTS, places, strict=True))[request.param]


@pytest.fixture
def publisher(server: LoopbackGitHub, place: Place) -> Iterator[Publishing]:
    opened: list[GitHub] = []

    def make(token: str = BOT, mark: str = MARK) -> Publisher:
        opened.append(GitHub(server.api_url, server.server_url, token, patience=Patience(pause=lambda _: None)))
        threads = opened[-1].threads()
        return Publisher(threads, place, threads.me(), mark, pause=lambda _: None)

    yield make
    for host in opened:
        host.close()


def body(words: str, mark: str = MARK) -> str:
    return f"{mark}\n{words}\n"


def told(server: LoopbackGitHub) -> list[str]:
    """What stands there: the last line of each comment, or of each issue that is open."""
    issues = [issue.body for issue in server.issues(NAME) if issue.pull is None and issue.state == "open"]
    return [text.rstrip().splitlines()[-1] for text in (*(c.body for c in server.comments(NAME)), *issues)]


def writes(server: LoopbackGitHub) -> list[str]:
    return [
        request.method
        for request in server.requests
        if request.method in ("PATCH", "DELETE") or (request.method == "POST" and "graphql" not in request.path)
    ]


everywhere = pytest.mark.parametrize("place", SORTS, indirect=True)
on_a_pull_request = pytest.mark.parametrize("place", SORTS[:1], indirect=True)
of_comments = pytest.mark.parametrize("place", SORTS[:2], indirect=True)


@everywhere
def test_it_is_posted_edited_and_left_alone(server: LoopbackGitHub, publisher: Publishing) -> None:
    done = [publisher().publish(body(words), only_if_there=False) for words in ("one", "one", "two")]
    assert [one.done for one in done] == ["posted", "unchanged", "edited"]
    assert told(server) == ["two"]
    assert writes(server) == ["POST", "PATCH"]
    assert len({one.url for one in done}) == 1
    assert done[0].url.startswith(server.server_url)


@everywhere
def test_it_is_silent_where_nothing_stands_and_nothing_is_to_be_said(
    server: LoopbackGitHub, publisher: Publishing
) -> None:
    assert publisher().publish(body("one"), only_if_there=True).done == "silent"
    assert told(server) == []
    publisher().publish(body("one"), only_if_there=False)
    assert publisher().publish(body("two"), only_if_there=True).done == "edited"


@everywhere
@pytest.mark.parametrize("fault", ["502-after", "reset-after", "502", "reset", "503"])
def test_one_failing_answer_makes_no_second_one(server: LoopbackGitHub, publisher: Publishing, fault: str) -> None:
    it = publisher()
    server.fail(fault, path=NAME, method="POST")
    assert it.publish(body("one"), only_if_there=False).done == "posted"
    assert told(server) == ["one"]
    server.fail(fault, path=NAME, method="PATCH")
    assert it.publish(body("two"), only_if_there=False).done == "edited"
    assert told(server) == ["two"]


@on_a_pull_request
def test_fifty_answers_of_502_after_success_leave_one(server: LoopbackGitHub, publisher: Publishing) -> None:
    it = publisher()
    for number in range(50):
        server.fail("502-after", path=NAME, method="POST")
        it.publish(body(str(number)), only_if_there=False)
        server.heal()
        assert told(server) == [str(number)]


@everywhere
def test_a_host_that_keeps_failing_is_an_error_and_leaves_at_most_one(
    server: LoopbackGitHub, publisher: Publishing
) -> None:
    it = publisher()
    server.fail("502", path=NAME, method="POST", times=9)
    with pytest.raises(Unanswered, match="error 502"):
        it.publish(body("one"), only_if_there=False)
    assert told(server) == []
    assert writes(server) == ["POST"] * 3


@on_a_pull_request
def test_when_it_cannot_be_looked_up_nothing_more_is_posted(server: LoopbackGitHub, publisher: Publishing) -> None:
    it = publisher()
    server.fail("502-after", path=NAME, method="POST")
    server.fail("503", path="/comments?", method="GET", nth=2, times=9)
    with pytest.raises(AuditError):
        it.publish(body("one"), only_if_there=False)
    assert told(server) == ["one"]


@everywhere
def test_of_two_at_the_same_moment_one_stays(server: LoopbackGitHub, publisher: Publishing) -> None:
    both, start = [publisher(), publisher()], Barrier(2)

    def run(it: Publisher) -> None:
        start.wait()
        it.publish(body("one"), only_if_there=False)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, both))
    assert told(server) == ["one"]


@of_comments
def test_others_comments_are_left_alone_whatever_their_first_line(
    server: LoopbackGitHub, publisher: Publishing, place: Place
) -> None:
    publisher(ADA).publish(body("forged"), only_if_there=False)
    publisher(BOT, marker("other")).publish(body("of another subject", marker("other")), only_if_there=False)
    publisher(BOT, "> quoted").publish(f"> quoted\n{MARK}\nquoted mark", only_if_there=False)
    publisher().publish(body("one"), only_if_there=False)
    publisher().publish(body("two"), only_if_there=False)
    assert sorted(told(server)) == sorted(["forged", "of another subject", "quoted mark", "two"])


@of_comments
def test_one_that_was_deleted_is_posted_anew(server: LoopbackGitHub, publisher: Publishing) -> None:
    publisher().publish(body("one"), only_if_there=False)
    server.delete_comment(NAME, server.comments(NAME)[0].id)
    assert publisher().publish(body("two"), only_if_there=False).done == "posted"
    assert told(server) == ["two"]


@of_comments
def test_one_that_is_deleted_while_it_is_edited_is_posted_anew(server: LoopbackGitHub, publisher: Publishing) -> None:
    publisher().publish(body("one"), only_if_there=False)
    it = publisher()
    server.fail("404", path=NAME, method="PATCH")
    server.delete_comment(NAME, server.comments(NAME)[0].id)
    it.publish(body("two"), only_if_there=False)
    assert told(server) == ["two"]


@of_comments
def test_one_that_is_gone_but_still_listed_is_posted_anew_once(
    server: LoopbackGitHub, publisher: Publishing, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher().publish(body("one"), only_if_there=False)
    it, listed = publisher(), Threads.posts
    old = listed(it._threads, it._place)
    server.delete_comment(NAME, server.comments(NAME)[0].id)
    monkeypatch.setattr(Threads, "posts", lambda self, place: [*old, *listed(self, place)])
    assert it.publish(body("two"), only_if_there=False).done == "posted"
    assert told(server) == ["two"]
    assert writes(server) == ["POST", "PATCH", "POST", "DELETE"]


@pytest.mark.parametrize(
    ("place", "permission"), [(SORTS[0], "pull-requests: write"), (SORTS[2], "issues: write")], indirect=["place"]
)
def test_a_token_that_may_only_read_is_told_what_is_missing(
    server: LoopbackGitHub, publisher: Publishing, permission: str
) -> None:
    with pytest.raises(NotPermitted, match=f"`{permission}` is missing"):
        publisher(READER).publish(body("one"), only_if_there=False)
    assert told(server) == []


@pytest.mark.parametrize("place", (SORTS[0], SORTS[2]), indirect=True)
def test_where_even_reading_is_refused_the_permission_is_named(
    server: LoopbackGitHub, publisher: Publishing, place: Place
) -> None:
    it = publisher(COMMITTER)
    server.fail("404", path=NAME, method="GET")
    with pytest.raises(NotPermitted, match=f"`{place.needs}` is missing"):
        it.publish(body("one"), only_if_there=True)


@pytest.mark.parametrize("place", SORTS[1:2], indirect=True)
def test_reading_is_enough_for_a_comment_on_a_commit_but_not_for_changing_it(
    server: LoopbackGitHub, publisher: Publishing
) -> None:
    assert publisher(COMMITTER).publish(body("one"), only_if_there=False).done == "posted"
    with pytest.raises(NotPermitted, match="`contents: write` is missing"):
        publisher(COMMITTER).publish(body("two"), only_if_there=False)
    assert told(server) == ["one"]


@everywhere
def test_a_limit_for_writing_is_waited_for(server: LoopbackGitHub, publisher: Publishing) -> None:
    it = publisher()
    server.fail("403-content", path=NAME, method="POST")
    assert it.publish(body("one"), only_if_there=False).done == "posted"
    assert told(server) == ["one"]


@on_a_pull_request
def test_a_limit_that_lasts_is_said(server: LoopbackGitHub, publisher: Publishing) -> None:
    it = publisher()
    server.leave(0, token=BOT, reset_in=3000)
    with pytest.raises(RateLimited):
        it.publish(body("one"), only_if_there=False)
    assert told(server) == []


@on_a_pull_request
def test_it_is_found_behind_many_others(server: LoopbackGitHub, publisher: Publishing) -> None:
    publisher().publish(body("one"), only_if_there=False)
    for number in range(101):
        server._conversations.write(NAME, 1, "ada", f"comment {number}")
    assert publisher().publish(body("two"), only_if_there=False).done == "edited"
    assert len(server.comments(NAME)) == 102
