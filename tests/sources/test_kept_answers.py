"""What a second run asks, and when it believes what was kept."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from taking import TOKEN

from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.errors import AuditError, HostUnreachable, RateLimited, UserNotFound
from portfolio_audit.model.facts import ContributionFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.github import GitHub
from portfolio_audit.sources.listing import Listing
from portfolio_audit.sources.patience import Patience
from portfolio_audit.store import Store

START = datetime(2026, 1, 1, tzinfo=UTC)
Run = Callable[..., tuple[list[str], Listing]]


def numbered(count: int, *, apart: bool = True) -> HostedUser:
    """A person with so many repositories, pushed one after the other or all at once."""
    repositories = (
        HostedRepository(f"r{n:03}", Path("nowhere"), pushed_at=START + timedelta(hours=n if apart else 0))
        for n in range(count)
    )
    return HostedUser("ada", tuple(repositories), contributions=(1, 2), merged_elsewhere=3)


@pytest.fixture
def server() -> Iterator[LoopbackGitHub]:
    with LoopbackGitHub([numbered(3)], tokens={TOKEN: "ada"}) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "cache") as made:
        yield made


@pytest.fixture
def ask(server: LoopbackGitHub, store: Store) -> Iterator[Run]:
    """Asks as a run does; tells the statuses of the requests that it took, and the list."""
    opened: list[GitHub] = []

    def run(token: str = "", **options: Any) -> tuple[list[str], Listing]:
        before = len(server.requests)
        patience = Patience(pause=options.pop("sleep", lambda _: None))
        host = GitHub(server.api_url, server.server_url, token, store, patience=patience, **options)
        opened.append(host)
        host.profile("ada")
        found = host.repositories("ada")
        told = host.contributions("ada")
        assert isinstance(told, ContributionFacts if token else Unavailable)
        asked = server.requests[before:]
        assert host.requests == len(asked)
        return [f"{request.status}" for request in asked], found

    yield run
    for host in opened:
        host.close()


def names(listing: Listing) -> list[str]:
    return [entry.name for entry in listing.entries]


def age(store: Store, seconds: int) -> None:
    """Make all that is kept older."""
    import sqlite3

    assert store.folder is not None
    with sqlite3.connect(store.folder / "store.sqlite3") as file:
        keys = [key for (key,) in file.execute("SELECT key FROM entry WHERE kind = 'answer'")]
    assert keys
    for key in keys:
        row = json.loads(store.get("answer", key) or b"")
        store.put("answer", key, json.dumps({**row, "asked_at": row["asked_at"] - seconds}).encode())


@pytest.mark.parametrize("token", ["", TOKEN])
def test_a_second_run_with_nothing_changed_takes_two_requests(ask: Run, token: str) -> None:
    first = ask(token)
    second = ask(token)
    assert first[0] == ["200"] * (3 if token else 2)
    assert second[0] == ["304", "304"]
    assert second[1] == first[1]


def test_what_has_changed_is_asked_for(ask: Run, server: LoopbackGitHub) -> None:
    ask()
    server.host([numbered(4)])
    statuses, listing = ask()
    assert statuses == ["200", "200"]
    assert names(listing) == ["r000", "r001", "r002", "r003"]


def test_a_second_run_does_not_load_pygithub(server: LoopbackGitHub, tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from portfolio_audit.sources.github import GitHub
from portfolio_audit.store import Store
with Store(Path({str(tmp_path / "cache")!r})) as store:
    host = GitHub({server.api_url!r}, {server.server_url!r}, {TOKEN!r}, store)
    host.profile("ada"), host.repositories("ada"), host.contributions("ada")
    print(host.requests, "github" in sys.modules, "requests" in sys.modules)
    host.close()
"""
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60).stdout
        for _ in range(2)
    ]
    assert runs == ["3 True True\n", "2 False False\n"]


def test_what_a_token_may_see_is_not_used_without_it_nor_with_another(ask: Run) -> None:
    ask(TOKEN)
    assert ask()[0] == ["200", "200"]
    with pytest.raises(AuditError, match="refused the token"):
        ask("another-token")


def test_no_token_is_kept(ask: Run, store: Store) -> None:
    ask(TOKEN)
    assert store.folder is not None
    store.close()
    assert all(TOKEN.encode() not in file.read_bytes() for file in store.folder.iterdir())


@pytest.mark.parametrize("value", [b"", b"{", b"[]", b"null", b'{"etag": 1, "more": false, "asked_at": 1, "data": []}'])
def test_what_cannot_be_read_is_asked_anew(ask: Run, server: LoopbackGitHub, store: Store, value: bytes) -> None:
    ask()
    for request in server.requests[:2]:
        store.put("answer", "anonymous " + server.server_url + request.path, value)
    assert ask()[0] == ["200", "200"]
    assert ask()[0] == ["304", "304"]


def test_a_kept_answer_of_another_shape_is_asked_anew(ask: Run, server: LoopbackGitHub, store: Store) -> None:
    ask()
    key = "anonymous " + server.server_url + server.requests[1].path
    row = json.loads(store.get("answer", key) or b"")
    store.put("answer", key, json.dumps({**row, "data": {"message": "x"}}).encode())
    assert ask()[0] == ["304", "200"]


@pytest.mark.parametrize("fault", ["wrong-types", "cut-json", "html", "empty", "damaged"])
def test_a_wrong_answer_is_never_kept(ask: Run, server: LoopbackGitHub, fault: str) -> None:
    server.fail(fault, path="repos")
    ask()
    statuses, listing = ask()
    assert names(listing) == ["r000", "r001", "r002"]
    assert listing.skipped == ()
    assert statuses[0] == "304"


def test_activity_is_asked_again_after_an_hour_or_when_anything_changed(
    ask: Run, server: LoopbackGitHub, store: Store
) -> None:
    ask(TOKEN)
    age(store, 3500)
    assert ask(TOKEN)[0] == ["304", "304"]
    age(store, 200)
    assert ask(TOKEN)[0] == ["304", "304", "200"]
    server.host([numbered(4)])
    assert ask(TOKEN)[0] == ["200", "200", "200"]


def test_later_pages_are_not_asked_for_while_the_first_is_unchanged(ask: Run, server: LoopbackGitHub) -> None:
    server.host([numbered(230)])
    first = ask()
    assert first[0] == ["200"] * 4
    assert names(first[1]) == [f"r{n:03}" for n in range(230)]
    assert ask() == (["304", "304"], first[1])


def test_later_pages_are_confirmed_after_a_day(ask: Run, server: LoopbackGitHub, store: Store) -> None:
    server.host([numbered(230)])
    ask()
    age(store, 86300)
    assert ask()[0] == ["304", "304"]
    age(store, 86500)
    assert ask()[0] == ["304"] * 4
    assert ask()[0] == ["304"] * 2


def test_later_pages_are_confirmed_when_the_order_proves_nothing(ask: Run, server: LoopbackGitHub) -> None:
    server.host([numbered(230, apart=False)])
    ask()
    assert ask()[0] == ["304"] * 4


def test_a_push_to_an_old_repository_is_seen(ask: Run, server: LoopbackGitHub) -> None:
    user = numbered(230)
    server.host([user])
    ask()
    server.host([pushed(user, 5)])
    statuses, listing = ask()
    assert statuses == ["200"] * 4
    assert listing.entries[5].facts.pushed_at == START + timedelta(days=300)


def test_a_push_between_two_pages_loses_no_repository(ask: Run, server: LoopbackGitHub) -> None:
    user = numbered(230)
    server.host([user])
    server.fail("502", path="page=2")
    _, listing = ask(sleep=lambda _: server.host([pushed(user, 5)]))
    assert names(listing) == [f"r{n:03}" for n in range(230)]


def test_without_requests_left_the_kept_answers_are_used_and_that_is_said(
    server: LoopbackGitHub, store: Store, ask: Run
) -> None:
    _, before = ask()
    server.leave(0)
    host = GitHub(server.api_url, server.server_url, store=store)
    assert host.profile("ada").login == "ada"
    assert host.repositories("ada") == before
    (note,) = host.notes
    assert (note.name, note.unavailable) == ("changes on the host", True)
    assert note.reason.startswith("not seen since 20")
    assert "Run the same command again after" in note.reason
    host.close()


def test_without_requests_left_nothing_kept_is_no_answer(server: LoopbackGitHub, ask: Run) -> None:
    server.leave(0)
    with pytest.raises(RateLimited):
        ask()


def test_an_error_of_the_host_is_not_hidden_by_what_was_kept(server: LoopbackGitHub, ask: Run) -> None:
    ask()
    server.fail("500", times=3)
    with pytest.raises(HostUnreachable):
        ask()
    server.host([])
    with pytest.raises(UserNotFound):
        ask()


def test_offline_only_what_was_kept_is_used(server: LoopbackGitHub, ask: Run, store: Store) -> None:
    server.host([numbered(230, apart=False)])
    _, before = ask(TOKEN)
    age(store, 10**7)
    assert ask(TOKEN, offline=True) == ([], before)


def test_offline_nothing_kept_is_said(ask: Run) -> None:
    with pytest.raises(AuditError, match=r"nothing is known of this yet.*once without --offline"):
        ask(offline=True)


def test_offline_a_list_that_was_kept_in_part_is_used_in_part(server: LoopbackGitHub, ask: Run) -> None:
    server.host([numbered(230)])
    server.fail("451", path="page=3")
    ask()
    statuses, listing = ask(offline=True)
    assert (statuses, len(listing.entries)) == ([], 200)
    assert listing.skipped[0].name == "repositories after the first 200"


def pushed(user: HostedUser, number: int) -> HostedUser:
    repositories = list(user.repositories)
    repositories[number] = replace(repositories[number], pushed_at=START + timedelta(days=300))
    return replace(user, repositories=tuple(repositories))
