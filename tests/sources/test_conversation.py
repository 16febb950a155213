"""What three questions bring in is what git brings in, and git takes over where they do not get on."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from keeping import Keeper
from taking import Take

from gather.repositories import Made, bare, history
from portfolio_audit.demo import git_http
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.limits import Limits
from portfolio_audit.sources import conversation
from portfolio_audit.sources.git import CloneFailed
from portfolio_audit.sources.packets import NotUnderstood, ends_of, head_of, pack_of

ENVIRONMENT = [
    ("HTTP_PROXY", "http://127.0.0.1:9"),
    ("https_proxy", "http://127.0.0.1:9"),
    ("GIT_ALLOW_PROTOCOL", "https:file"),
]


def asked(server: LoopbackGitHub) -> list[str]:
    return [request.path.partition(".git/")[2].partition("?")[0] for request in server.requests]


@pytest.mark.parametrize("depth", [1, 3, 100])
def test_git_brings_in_the_same(keeper: Keeper, tmp_path: Path, depth: int, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = [Made({"README.md": f"# {n}\n", f"src/m{n}.py": f"x = {n}\n", "t.csv": "1,2\n" * n}) for n in range(1, 8)]
    app = history(tmp_path / "app.git", changes)
    keeper.limits = Limits(commits=depth)
    with LoopbackGitHub([HostedUser("ada", (HostedRepository("app", app),))]) as server:
        talked = keeper.fresh(server.clone_url("ada", "app"))
        assert asked(server) == ["git-upload-pack"] * 3
        monkeypatch.setattr(conversation, "_connection", lambda _: None)
        assert keeper.fresh(server.clone_url("ada", "app")) == talked
        assert "info/refs" in asked(server)


@pytest.mark.parametrize("broken", [1, 2, 3])
@pytest.mark.parametrize("fault", ["500", "reset", "cut", "html", "404", "429"])
def test_git_takes_over_where_a_question_fails(take: Take, served: LoopbackGitHub, fault: str, broken: int) -> None:
    served.fail(fault, path="/ada/app", nth=broken)
    snapshot = take(served.clone_url("ada", "app"))
    assert len([entry for entry in snapshot.entries if snapshot.read(entry.path)]) == 41
    assert snapshot.limits == ()
    assert asked(served)[:broken] == ["git-upload-pack"] * broken
    assert asked(served)[broken] == "info/refs"


@pytest.mark.parametrize(("name", "value"), ENVIRONMENT)
def test_proxies_and_other_protocols_are_left_to_git(
    isolated: None, served: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    talk = conversation.Conversation(served.clone_url("ada", "app"))
    with pytest.raises(NotUnderstood):
        talk.head()
    assert served.requests == []


def test_a_repository_that_moved_is_followed_by_git(take: Take, tmp_path: Path) -> None:
    app = bare(tmp_path / "app.git", {"README.md": "# App\n"})
    moved = HostedRepository("app", app, former_names=("old",))
    with LoopbackGitHub([HostedUser("ada", (moved,))]) as server:
        assert take(server.clone_url("ada", "old")).read("README.md") == b"# App\n"


def test_an_empty_repository_is_empty(take: Take, tmp_path: Path) -> None:
    with LoopbackGitHub([HostedUser("ada", (HostedRepository("app", bare(tmp_path / "app.git")),))]) as server:
        assert take(server.clone_url("ada", "app")).head == ""


def test_a_missing_default_branch_is_a_reason(take: Take, tmp_path: Path) -> None:
    app = bare(tmp_path / "app.git", {"README.md": "# App\n"})
    (app / "HEAD").write_text("ref: refs/heads/gone\n")
    with (
        LoopbackGitHub([HostedUser("ada", (HostedRepository("app", app),))]) as server,
        pytest.raises(CloneFailed, match="its default branch is missing"),
    ):
        take(server.clone_url("ada", "app"))


def test_a_host_that_cannot_filter_is_left_to_git(
    take: Take, served: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(git_http._CONFIG, "uploadpack.allowFilter", "false")
    assert take(served.clone_url("ada", "app")).read("README.md") == b"# App\n"
    assert "info/refs" in asked(served)


def packets(*lines: bytes) -> BytesIO:
    return BytesIO(b"".join(line if line == b"0000" else b"%04x%b" % (len(line) + 4, line) for line in lines))


OID = b"1" * 40


@pytest.mark.parametrize("line", [OID + b" HEAD\n", OID + b" HEAD", OID + b" HEAD symref-target:refs/heads/x\n"])
def test_the_head_is_found_among_other_lines(line: bytes) -> None:
    assert head_of(packets(OID.replace(b"1", b"2") + b" refs/heads/HEAD\n", line, b"0000")) == "1" * 40


ODD: dict[str, tuple[Callable[[BytesIO], object], BytesIO]] = {
    "nothing": (head_of, BytesIO()),
    "an empty list": (head_of, packets(b"0000")),
    "a page": (head_of, BytesIO(b"<html>")),
    "a length that is none": (head_of, BytesIO(b"+01fxxxx")),
    "a length in capitals": (head_of, BytesIO(b"00AF" + b"x" * 171)),
    "a reserved length": (head_of, BytesIO(b"0003")),
    "a cut packet": (head_of, BytesIO(b"00ff1111")),
    "two heads": (head_of, packets(OID + b" HEAD\n", OID + b" HEAD\n", b"0000")),
    "an unborn head": (head_of, packets(b"unborn HEAD symref-target:refs/heads/main\n", b"0000")),
    "another hash": (head_of, packets(b"1" * 64 + b" HEAD\n", b"0000")),
    "lines without end": (head_of, packets(*[b"x\n"] * 30_000, OID + b" HEAD\n", b"0000")),
    "an error": (ends_of, packets(b"ERR upload-pack: not our ref\n")),
    "no pack": (ends_of, packets(b"shallow-info\n", b"shallow " + OID, b"0000")),
    "an unknown section": (ends_of, packets(b"packfile-uris\n", b"packfile\n")),
    "a broken end": (ends_of, packets(b"shallow-info\n", b"shallow ../../x\n", b"packfile\n")),
    "a fault in the pack": (lambda answer: list(pack_of(answer)), packets(b"\1PACK", b"\3out of memory", b"0000")),
    "an unknown band": (lambda answer: list(pack_of(answer)), packets(b"\1PACK", b"\7x", b"0000")),
    "a pack without end": (lambda answer: list(pack_of(answer)), packets(b"\1PACK")),
}


@pytest.mark.parametrize("odd", ODD)
def test_what_is_odd_is_not_understood(odd: str) -> None:
    read, answer = ODD[odd]
    with pytest.raises(NotUnderstood):
        read(answer)


def test_progress_is_no_pack() -> None:
    assert list(pack_of(packets(b"\2Counting", b"\1PA", b"\2x", b"\1CK", b"0000"))) == [b"PA", b"CK"]
