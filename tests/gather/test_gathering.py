"""From targets to a portfolio."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gather.hosting import NOW, README, TOKEN
from gather.repositories import Made, bare, checked_out, git, history, written
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.errors import AuditError, BadTarget, UserNotFound
from portfolio_audit.model.facts import HistoryFacts, ReadmeFacts, TreeFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.values import Unavailable

Gathered = Callable[..., Portfolio]


def skipped(portfolio: Portfolio) -> dict[str, tuple[str, bool]]:
    return {skip.name: (skip.reason, skip.unavailable) for skip in portfolio.skipped}


def names(portfolio: Portfolio) -> list[str]:
    return [repo.name for repo in portfolio.repos]


def paths(portfolio: Portfolio) -> list[tuple[str, ...]]:
    return [repo.tree.paths if isinstance(repo.tree, TreeFacts) else () for repo in portfolio.repos]


def test_a_person_brings_every_repository_but_forks_and_archived_ones(gathered: Gathered) -> None:
    portfolio = gathered("ada")
    assert names(portfolio) == ["bikes", "empty", "notes"]
    assert skipped(portfolio) == {
        "fork": ("a fork (--include-forks audits it)", False),
        "attic": ("archived (--include-archived audits it)", False),
    }
    assert (portfolio.login, portfolio.gathered_at, portfolio.interrupted) == ("ada", NOW, False)
    assert portfolio.run.api_requests == 2
    assert portfolio.run.cloned == 3


def test_forks_and_archived_repositories_come_when_asked_for(gathered: Gathered) -> None:
    assert names(gathered("ada", forks=True, archived=True)) == ["attic", "bikes", "empty", "fork", "notes"]


def test_named_repositories_come_whatever_they_are_and_however_their_names_are_written(gathered: Gathered) -> None:
    portfolio = gathered("ADA", only=("Fork", "bikes"))
    assert names(portfolio) == ["bikes", "fork"]
    assert portfolio.skipped == ()
    assert portfolio.login == "ada"


def test_a_named_repository_that_is_not_there_is_a_mistake(gathered: Gathered) -> None:
    with pytest.raises(AuditError, match="ada has no public repository called bykes, secret"):
        gathered("ada", only=("bykes", "bikes", "secret"))


def test_a_repository_on_the_host_comes_with_what_the_host_says(gathered: Gathered, server: LoopbackGitHub) -> None:
    (repo,) = gathered("ada/bikes").repos
    assert (repo.name, repo.url) == ("bikes", f"{server.server_url}/ada/bikes")
    assert repo.host.size_kb == 3  # type: ignore[union-attr]
    assert isinstance(repo.readme, ReadmeFacts)
    assert repo.readme.path == "README.md"
    assert isinstance(repo.history, HistoryFacts)
    assert len(repo.head) == 40


@pytest.mark.parametrize("word", ["{server}/ada/bikes", "{server}/ada/bikes.git", "{server}/ada/bikes/tree/main/x", "ada/old-bikes", "lovely/bikes"])  # fmt: skip # noqa: E501
def test_addresses_and_former_names_lead_to_the_repository(
    gathered: Gathered, server: LoopbackGitHub, word: str
) -> None:
    assert names(gathered(word.format(server=server.server_url))) == ["bikes"]


def test_an_address_of_a_person_means_the_person(gathered: Gathered, server: LoopbackGitHub) -> None:
    assert gathered(f"{server.server_url}/ada").login == "ada"


def test_a_private_repository_takes_a_token_and_nothing_else_does(gathered: Gathered, server: LoopbackGitHub) -> None:
    portfolio = gathered("ada/secret", "ada/bikes", token=TOKEN)
    assert names(portfolio) == ["secret", "bikes"]
    had = {request.path.partition(".git/")[0]: request.had_authorization for request in server.requests}
    assert had["/ada/secret"]
    assert not had["/ada/bikes"]
    with pytest.raises(UserNotFound):
        gathered("ada/secret")


def test_folders_with_git_without_and_bare_ones_share_a_portfolio(gathered: Gathered, tmp_path: Path) -> None:
    files = {"README.md": README, "a.py": "1\n"}
    places = [
        checked_out(tmp_path / "with-git", files),
        written(tmp_path / "without-git", files),
        bare(tmp_path / "bare-one.git", files),
    ]
    portfolio = gathered(*map(str, places), "ada/bikes")
    assert names(portfolio) == ["with-git", "without-git", "bare-one", "bikes"]
    assert paths(portfolio)[0] == paths(portfolio)[1] == paths(portfolio)[2] == ("README.md", "a.py")
    with_git, without, bare_one, hosted = portfolio.repos
    assert [bool(repo.head) for repo in portfolio.repos] == [True, False, True, True]
    assert without.history == Unavailable("the folder is no git repository")
    assert isinstance(with_git.history, HistoryFacts)
    assert isinstance(with_git.host, Unavailable)
    assert not isinstance(hosted.host, Unavailable)
    assert portfolio.login is None
    assert isinstance(portfolio.profile, Unavailable)
    assert bare_one.readme == with_git.readme


def test_a_folder_whose_git_file_points_elsewhere_is_a_repository(gathered: Gathered, tmp_path: Path) -> None:
    main = checked_out(tmp_path / "main", {"README.md": README})
    git("-C", main, "worktree", "add", "--quiet", tmp_path / "side", "-b", "side")
    assert paths(gathered(str(tmp_path / "side"))) == [("README.md",)]


def test_what_was_changed_since_the_last_commit_does_not_count(gathered: Gathered, tmp_path: Path) -> None:
    folder = checked_out(tmp_path / "work", {"README.md": README})
    written(folder, {"new.py": "1\n", "README.md": "# Other\n"})
    assert paths(gathered(str(folder))) == [("README.md",)]


def test_equal_names_are_told_apart(gathered: Gathered, tmp_path: Path) -> None:
    one, two = written(tmp_path / "one" / "app", {"a.py": "1\n"}), written(tmp_path / "two" / "app", {"a.py": "1\n"})
    found = names(gathered(str(one), str(two)))
    assert found == ["one/app", "two/app"]


def test_the_same_folder_given_twice_is_one_name_each(gathered: Gathered, tmp_path: Path) -> None:
    folder = written(tmp_path / "app", {"a.py": "1\n"})
    assert len(set(names(gathered(str(folder), str(folder))))) == 2


def test_a_folder_with_a_name_that_is_no_text_is_shown_safely(gathered: Gathered, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9\x1b[31m")
    written(folder, {"a.py": "1\n"})
    (name,) = names(gathered(str(folder)))
    assert "\x1b" not in name
    name.encode()


def test_of_several_targets_one_that_fails_is_listed(gathered: Gathered, tmp_path: Path) -> None:
    broken = written(tmp_path / "broken", {".git/HEAD": "nonsense", ".git/objects/a": "", "a.py": "1\n"})
    portfolio = gathered("ada/ghost", "ada/bikes", str(broken))
    assert names(portfolio) == ["bikes"]
    reasons = skipped(portfolio)
    assert reasons["ada/ghost"][0].startswith("there is no public repository ada/ghost")
    assert reasons["broken"] == ("it is no git repository", True)


def test_a_folder_whose_storage_is_not_its_own_is_read_without_history(gathered: Gathered, tmp_path: Path) -> None:
    repository = written(tmp_path / "mine", {"secret.py": "1\n"})
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    led = written(tmp_path / "led", {".git": "gitdir: ../mine/.git\n", "a.py": "1\n"})
    (repo,) = gathered(str(led)).repos
    assert isinstance(repo.tree, TreeFacts)
    assert repo.tree.paths == ("a.py",)
    assert repo.history == Unavailable("its .git is broken or leads out of the folder, and was not followed")
    assert repo.limits == ("its .git is broken or leads out of the folder, and was not followed",)


def test_when_all_of_several_targets_fail_the_first_reason_is_given(gathered: Gathered) -> None:
    with pytest.raises(UserNotFound, match="ada/ghost"):
        gathered("ada/ghost", "ada/spook")


def test_a_person_beside_other_targets_is_a_mistake(gathered: Gathered) -> None:
    with pytest.raises(AuditError, match="a run of its own"):
        gathered("ada", "ada/bikes")


def test_somebody_without_repositories_hears_what_to_do(gathered: Gathered) -> None:
    with pytest.raises(AuditError, match=r"nobody has no public repositories\. Publish a first project"):
        gathered("nobody")


def test_without_git_nothing_is_tried(
    gathered: Gathered, server: LoopbackGitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(AuditError, match="git was not found on PATH"):
        gathered("ada")
    assert server.requests == []


def test_a_repository_that_cannot_be_cloned_costs_only_itself(gathered: Gathered, server: LoopbackGitHub) -> None:
    server.fail("404", times=20, path="/ada/bikes.git")
    portfolio = gathered("ada")
    assert names(portfolio) == ["empty", "notes"]
    assert skipped(portfolio)["bikes"] == ("the host has no such repository", True)


def test_an_empty_answer_for_a_repository_with_content_is_no_empty_repository(
    gathered: Gathered, server: LoopbackGitHub
) -> None:
    server.fail("empty", times=20, path="/ada/bikes.git")
    portfolio = gathered("ada")
    assert "bikes" not in names(portfolio)
    assert skipped(portfolio)["bikes"][1]


def test_the_shallow_history_of_a_long_one_says_so(gathered: Gathered, tmp_path: Path) -> None:
    commits = [Made({"a.py": f"{n}\n"}, f"Step {n}".encode()) for n in range(120)]
    (repo,) = gathered(str(history(tmp_path / "long.git", commits))).repos
    assert isinstance(repo.history, HistoryFacts)
    assert (repo.history.commits, repo.history.complete) == (100, False)


def test_the_users_environment_for_git_does_not_leak_in(
    gathered: Gathered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_SSH_COMMAND", "GIT_CONFIG"):
        monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'broken")
    monkeypatch.delenv("HOME", raising=False)
    assert names(gathered("ada/bikes")) == ["bikes"]


def test_progress_is_told_of_every_repository(gathered: Gathered) -> None:
    told: list[tuple[str, str]] = []
    gathered("ada", progress=lambda name, state: told.append((name, state)))
    assert {name for name, state in told if state == "reading"} == {"bikes", "empty", "notes"}
    assert {name for name, state in told if state == "done"} == {"bikes", "empty", "notes"}


def test_nothing_is_left_in_the_temporary_folder(
    gathered: Gathered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    gathered("ada")
    assert list(place.iterdir()) == []


def test_a_folder_that_may_not_be_opened_is_said() -> None:
    from portfolio_audit.planning import is_repository

    with pytest.raises(BadTarget, match="cannot be opened: File name too long"):
        is_repository(Path("/" + "x" * 300))
