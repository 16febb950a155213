"""`fix --pr`: a pull request on one's own repository, once, and never on anybody else's."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.conftest import Cli
from gather.hosting import README
from gather.repositories import Link, Made, bare, git, grow
from portfolio_audit.demo.conversations import Tip
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.grants import Grant, workflow_grant
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.errors import NotPermitted
from portfolio_audit.fixing.values import Change, Patch
from portfolio_audit.proposing import Draft, drafted, propose_to_host
from portfolio_audit.sources.api import Api
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.proposals import Proposals

ADA, BOB, CAY, READER = (f"ghs_{name:_<36}" for name in ("ada", "bob", "cay", "reader"))
CODE = "import pandas\n\ntable = pandas.read_csv('rents.csv')\nprint(table.describe())\n"
FILES = {"README.md": README, "train.py": CODE, "rents.csv": "a\n1\n"}
Run = Callable[..., "tuple[int, str, str]"]


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    return bare(tmp_path / "bikes.git", FILES)


@pytest.fixture
def server(origin: Path, tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LoopbackGitHub]:
    mine = (
        HostedRepository("bikes", origin, size_kb=1),
        HostedRepository("fork", origin, fork=True, size_kb=1),
        HostedRepository("secret", origin, private=True, size_kb=1),
        HostedRepository("old", origin, archived=True, size_kb=1),
        HostedRepository("empty", bare(tmp_path / "empty.git")),
    )
    club = HostedUser("club", (HostedRepository("site", origin, size_kb=1),), organisation=True, members=("ada",))
    tokens = {
        ADA: "ada",
        BOB: "bob",
        CAY: workflow_grant("ada/bikes", {"contents": "write", "pull-requests": "read"}),
        READER: Grant("ada", {"contents": "read", "pull-requests": "read"}),
    }
    with LoopbackGitHub([HostedUser("ada", mine), club, HostedUser("bob")], tokens=tokens) as running:
        monkeypatch.setenv("GITHUB_API_URL", running.api_url)
        monkeypatch.setenv("GITHUB_SERVER_URL", running.server_url)
        monkeypatch.setattr("portfolio_audit.sources.proposals._PAUSES", (0.0, 0.0))
        yield running
    assert running.errors == ()


@pytest.fixture
def fix(cli: Cli, server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(*words: str | Path, token: str = ADA) -> tuple[int, str, str]:
        monkeypatch.setenv("GITHUB_TOKEN", token)
        result = cli("fix", *words, "--pr", "--only", "git-ignore", "--only", "repro-manifest")
        return result.exit_code, result.stdout, result.stderr

    return run


def written(server: LoopbackGitHub) -> list[str]:
    """Requests that change something."""
    changing = [request for request in server.requests if request.method != "GET" and "/api/v3/" in request.path]
    return [f"{request.method} {request.path}" for request in changing]


def branches(origin: Path) -> list[str]:
    return git("-C", origin, "for-each-ref", "--format=%(refname:short)").decode().split()


def test_nothing_is_written_unless_that_is_said(fix: Run, server: LoopbackGitHub, origin: Path) -> None:
    status, out, err = fix("ada/bikes")
    head = git("-C", origin, "rev-parse", "main").decode().strip()
    assert (status, written(server), branches(origin)) == (0, [], ["main"])
    assert "nothing was written. --write opens this pull request." in err
    for line in ("repository: ada/bikes", f"base: main at {head}", f"branch: portfolio-audit/fix-{head[:7]}"):
        assert line in out.splitlines()
    assert "+++ b/.gitignore" in out
    assert server.issues("ada/bikes") == ()


def test_it_is_opened_from_the_head_on_the_host(fix: Run, server: LoopbackGitHub, origin: Path) -> None:
    status, out, _ = fix("ada/bikes", "--write")
    head = git("-C", origin, "rev-parse", "main").decode().strip()
    branch = f"portfolio-audit/fix-{head[:7]}"
    assert status == 0
    assert out.splitlines()[-1].endswith("/ada/bikes/pull/1")
    assert git("-C", origin, "rev-parse", f"{branch}^").decode().strip() == head
    changed = git("-C", origin, "diff", "--name-status", "main", branch).decode().split("\n")[:-1]
    assert "A\t.gitignore" in changed
    assert "A\trequirements.txt" in changed
    assert all(line.startswith(("A", "M")) for line in changed)
    (issue,) = server.issues("ada/bikes")
    assert issue.pull is not None
    assert (issue.pull.head.branch, issue.pull.base.branch, issue.state) == (branch, "main", "open")
    assert issue.title.startswith("Fill what the portfolio lacks: ")
    assert "### Files" in issue.body


def test_a_second_run_opens_no_second_one(fix: Run, server: LoopbackGitHub, origin: Path) -> None:
    fix("ada/bikes", "--write")
    before = written(server)
    status, out, err = fix("ada/bikes", "--write")
    assert (status, out, written(server)) == (0, "", before)
    assert "a pull request of an earlier run is open: " in err
    server.close_issue("ada/bikes", 1)
    _, _, err = fix("ada/bikes", "--write")
    assert "this was proposed and closed: " in err
    assert written(server) == before
    grow(origin, [Made({"train.py": CODE + "print(1)\n"})])
    _, out, _ = fix("ada/bikes", "--write")
    assert out.splitlines()[-1].endswith("/pull/2")


@pytest.mark.parametrize(
    ("name", "token", "said"),
    [
        ("ada/bikes", BOB, "ada/bikes belongs to ada, not to bob, and others' repositories are left alone."),
        ("ada/old", ADA, "ada/old is archived, so nothing can be proposed."),
        ("ada/empty", ADA, "ada/empty has no commits yet."),
        ("ada/nothing", ADA, "there is no such repository"),
        ("club/site", BOB, "the token may not write in club/site"),
        ("ada/bikes", READER, "it needs the permission `contents: write`"),
        ("ada/bikes", "", "a pull request needs a token"),
    ],
)
def test_what_is_not_ones_own_or_cannot_be_written_is_left_alone(
    name: str, token: str, said: str, fix: Run, server: LoopbackGitHub, origin: Path
) -> None:
    status, _, err = fix(name, "--write", token=token)
    assert status == 3
    assert said in err
    assert branches(origin) == ["main"]
    assert server.issues(name) == ()


def test_a_fork_is_its_own_base(fix: Run, server: LoopbackGitHub) -> None:
    status, _, _ = fix("ada/fork", "--write")
    assert status == 0
    (issue,) = server.issues("ada/fork")
    assert issue.pull is not None
    assert issue.pull.base.repository == issue.pull.head.repository == "ada/fork"
    assert server.issues("ada/bikes") == ()


def test_a_private_repository_is_read_with_the_token(fix: Run, server: LoopbackGitHub) -> None:
    assert fix("ada/secret", "--write")[0] == 0
    assert len(server.issues("ada/secret")) == 1


def test_an_organisations_repository_has_to_be_named(
    fix: Run, server: LoopbackGitHub, tmp_path: Path, origin: Path
) -> None:
    clone = tmp_path / "clone"
    git("clone", "--quiet", origin, clone)
    git("-C", clone, "remote", "set-url", "origin", f"{server.server_url}/club/site.git")
    status, _, err = fix(clone, "--write")
    assert status == 3
    assert "Say that it is meant: portfolio-audit fix club/site --pr" in err
    assert fix("club/site", "--write")[0] == 0
    assert len(server.issues("club/site")) == 1


def test_what_lies_in_a_clone_and_is_not_pushed_stays_there(
    fix: Run, server: LoopbackGitHub, tmp_path: Path, origin: Path
) -> None:
    clone = tmp_path / "clone"
    git("clone", "--quiet", origin, clone)
    git("-C", clone, "remote", "set-url", "origin", f"{server.server_url}/ada/bikes.git")
    (clone / "private.py").write_text("import unpublished_thing\n")
    (clone / "README.md").write_text("# Draft of something else\n")
    status, _, _ = fix(clone, "--write")
    assert status == 0
    (issue,) = server.issues("ada/bikes")
    assert issue.pull is not None
    told = git("-C", origin, "log", "-p", "--all").decode() + issue.body
    assert "unpublished" not in told
    assert "Draft" not in told
    assert (clone / "private.py").exists()


@pytest.mark.parametrize("fault", ["502-after", "reset-after", "502", "reset"])
@pytest.mark.parametrize("path", ["/git/trees", "/git/commits", "/git/refs", "/pulls"])
def test_what_is_not_known_to_have_failed_is_looked_for(
    fault: str, path: str, fix: Run, server: LoopbackGitHub, origin: Path
) -> None:
    server.fail(fault, path=f"/repos/ada/bikes{path}", method="POST")
    status, out, err = fix("ada/bikes", "--write")
    assert status == 0, err
    assert out.splitlines()[-1].endswith("/ada/bikes/pull/1")
    assert len(server.issues("ada/bikes")) == 1
    assert len(branches(origin)) == 2


@pytest.mark.parametrize("path", ["/git/refs", "/pulls"])
def test_what_the_host_tells_late_is_not_taken_for_a_refusal(
    path: str, fix: Run, server: LoopbackGitHub, origin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = {"branch": 1, "pull": 1}
    at, open_from = Proposals._at, Proposals._open_from

    def stale(kind: str, answer: bool) -> bool:
        late[kind] -= 1
        return answer and late[kind] < 0

    monkeypatch.setattr(Proposals, "_at", lambda self, *words: stale("branch", at(self, *words)))
    monkeypatch.setattr(Proposals, "_open_from", lambda self, branch: stale("pull", open_from(self, branch)))
    server.fail("502-after", path=f"/repos/ada/bikes{path}", method="POST")
    status, out, err = fix("ada/bikes", "--write")
    assert status == 0, err
    assert out.splitlines()[-1].endswith("/ada/bikes/pull/1")
    assert len(server.issues("ada/bikes")) == 1


def test_a_run_that_ended_after_the_branch_is_gone_on_with(fix: Run, server: LoopbackGitHub, origin: Path) -> None:
    status, _, err = fix("ada/bikes", "--write", token=CAY)
    assert status != 0, err
    server.fail("502", path="/repos/ada/bikes/pulls", method="POST", times=3)
    assert fix("ada/bikes", "--write")[0] == 3
    assert len(branches(origin)) == 2
    assert fix("ada/bikes", "--write")[0] == 0
    assert len(server.issues("ada/bikes")) == 1


def test_a_branch_of_that_name_with_something_else_is_not_touched(
    fix: Run, server: LoopbackGitHub, origin: Path
) -> None:
    head = git("-C", origin, "rev-parse", "main").decode().strip()
    git("-C", origin, "update-ref", f"refs/heads/portfolio-audit/fix-{head[:7]}", head)
    status, _, err = fix("ada/bikes", "--write")
    assert status == 3
    assert "is there and holds something else" in err
    assert server.issues("ada/bikes") == ()


def test_somebody_elses_pull_request_from_a_branch_of_that_name_is_none_of_ours(
    fix: Run, server: LoopbackGitHub, origin: Path
) -> None:
    oid = git("-C", origin, "rev-parse", "main").decode().strip()
    server.put_pull(1, Tip("bob/bikes", f"portfolio-audit/fix-{oid[:7]}", oid), Tip("ada/bikes", "main", oid))
    assert fix("ada/bikes", "--write")[0] == 0
    assert len(server.issues("ada/bikes")) == 2


def test_a_limit_is_said(fix: Run, server: LoopbackGitHub, origin: Path) -> None:
    server.fail("403-secondary", path="/repos/ada/bikes/git/trees", method="POST", times=9)
    status, _, err = fix("ada/bikes", "--write")
    assert status == 3
    assert "asks for fewer requests" in err
    assert branches(origin) == ["main"]


def test_a_link_in_the_place_of_a_file_is_left_alone(fix: Run, server: LoopbackGitHub, origin: Path) -> None:
    grow(origin, [Made({".gitignore": Link(b"../elsewhere")})])
    status, _, _ = fix("ada/bikes", "--write")
    assert status == 0
    head = git("-C", origin, "for-each-ref", "--format=%(refname)", "refs/heads/portfolio-audit").decode().strip()
    assert git("-C", origin, "ls-tree", head, ".gitignore").decode().startswith("120000")


@pytest.fixture
def proposals(server: LoopbackGitHub) -> Iterator[Proposals]:
    host = GitHub(server.api_url, server.server_url, ADA)
    yield host.proposals("ada", "bikes")
    host.close()


def made_for(proposals: Proposals, *paths: str) -> Draft:
    home = proposals.home()
    tip = proposals.tip(home.branch)
    assert tip is not None
    patch = Patch(tuple(Change(path, None, "new\n", "It is wanted.") for path in paths))
    return drafted(proposals, home, tip, patch, "40 → 60")


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        ({"LICENSE/a.txt": "mine\n"}, "LICENSE"),
        ({".github": "mine\n"}, ".github/workflows/tests.yml"),
        ({"tests": Link(b"src/tests")}, "tests/test_train.py"),
    ],
)
def test_nothing_is_put_in_the_place_of_a_folder_or_of_what_is_none(
    there: dict[bytes | str, str | Link], wanted: str, proposals: Proposals, origin: Path
) -> None:
    grow(origin, [Made(there)])
    draft = made_for(proposals, wanted, "new.txt")
    assert list(draft.files) == ["new.txt"]
    assert [reason.partition(": ")[0] for reason in draft.left] == [wanted]
    assert "### Left alone" in draft.body
    assert "Score" not in draft.body, "it would be that of more than is proposed"
    propose_to_host(proposals, draft)
    changed = git("-C", origin, "diff", "--name-status", "main", draft.branch).decode()
    assert changed == "A\tnew.txt\n"


@pytest.mark.parametrize("path", ["/git/trees", "/git/commits", "/git/refs"])
def test_a_workflow_needs_a_permission_of_its_own(path: str, proposals: Proposals, server: LoopbackGitHub) -> None:
    server.fail("404", path=f"/repos/ada/bikes{path}", method="POST", times=2)
    with pytest.raises(NotPermitted, match="and, for the workflow, `workflows: write`"):
        propose_to_host(proposals, made_for(proposals, ".github/workflows/tests.yml"))
    with pytest.raises(NotPermitted, match="the permission `contents: write` on the repository"):
        propose_to_host(proposals, made_for(proposals, "LICENSE"))


def test_a_title_neither_closes_an_issue_nor_calls_anybody(proposals: Proposals) -> None:
    title = made_for(proposals, "closes #1/@bob/README.md", "fixes GH-2/" + "long" * 90, "a\nb").title
    assert not re.search(r"[#@\n]|GH-", title)
    assert "README.md" in title
    assert len(title) <= 256


def test_the_one_that_was_named_is_the_one_that_is_meant(
    fix: Run, server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Proposals.__init__

    def given_away(self: Proposals, api: Api, repository: str, *pause: Callable[[float], object]) -> None:
        real(self, api, {"ada/gone": "club/site"}.get(repository, repository), *pause)  # as the host leads on

    monkeypatch.setattr(Proposals, "__init__", given_away)
    status, _, err = fix("ada/gone", "--write")
    assert status == 3
    assert "club/site is an organisation's. Say that it is meant" in err
    assert written(server) == []


def test_an_open_one_is_found_behind_a_hundred_others(fix: Run, server: LoopbackGitHub, origin: Path) -> None:
    fix("ada/bikes", "--write")
    oid = git("-C", origin, "rev-parse", "main").decode().strip()
    for number in range(2, 130):
        server.put_pull(number, Tip("ada/bikes", f"update-{number}", oid), Tip("ada/bikes", "main", oid))
    grow(origin, [Made({"train.py": CODE + "print(1)\n"})])
    before = written(server)
    status, _, err = fix("ada/bikes", "--write")
    assert (status, written(server)) == (0, before)
    assert "a pull request of an earlier run is open: " in err


@pytest.mark.parametrize(("word", "said"), [("ada", "is no repository"), (".", "that its git calls origin")])
def test_wrong_usage_is_said(word: str, said: str, fix: Run) -> None:
    status, _, err = fix(word)
    assert status == 2
    assert said in err
