"""What is kept between runs: never trusted, never in the way."""

import logging
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio_audit.errors import AuditError
from portfolio_audit.store import NO_STORE, Store, cache_folder


def _change(folder: Path, *statements: str) -> None:
    file = sqlite3.connect(folder / "store.sqlite3")
    for statement in statements:
        file.execute(statement)
    file.commit()
    file.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with one entry."""
    with Store(tmp_path / "cache") as store:
        store.put("facts", "ada/app", b"seven")
    return tmp_path / "cache"


def test_what_was_put_in_comes_out_in_the_next_run(folder: Path) -> None:
    with Store(folder) as store:
        assert store.get("facts", "ada/app") == b"seven"
        assert store.get("answer", "ada/app") is None
        assert [(count.kind, count.entries) for count in store.counts()] == [("facts", 1)]


def test_a_later_value_takes_the_place_of_an_earlier_one(folder: Path) -> None:
    with Store(folder) as store:
        store.put("facts", "ada/app", b"eight")
        assert store.get("facts", "ada/app") == b"eight"


def test_only_the_owner_can_look_into_it(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "store.sqlite3").stat().st_mode) == 0o600


def _truncated(folder: Path) -> None:
    file = folder / "store.sqlite3"
    file.write_bytes(file.read_bytes()[:5000])


def _patched(folder: Path, old: bytes, new: bytes) -> None:
    file = folder / "store.sqlite3"
    data = file.read_bytes()
    assert data.count(old) == 1
    file.write_bytes(data.replace(old, new))


def _foreign(folder: Path) -> None:
    (folder / "store.sqlite3").unlink()
    _change(folder, "CREATE TABLE bookmarks (url TEXT)")


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a text in its place": lambda folder: (folder / "store.sqlite3").write_text("no database" * 900),
    "cut short": _truncated,
    "made by a later version": lambda folder: _change(folder, "PRAGMA user_version = 99"),
    "another table": lambda folder: _change(folder, "DROP TABLE entry", "CREATE TABLE entry (kind TEXT)"),
    "another value": lambda folder: _change(folder, "UPDATE entry SET value = x'789c030000000001'"),
    "a value of another type": lambda folder: _change(folder, "UPDATE entry SET value = 7"),
    "a value that became a text": lambda folder: _change(folder, "UPDATE entry SET value = CAST(value AS TEXT)"),
    "a schema that is no text": lambda folder: _patched(folder, b"CREATE TABLE entry", b"\xc3REATE TABLE entry"),
    "made by another program": _foreign,
    "another kind": lambda folder: _change(folder, "UPDATE entry SET kind = 'answer'"),
    "another key": lambda folder: _change(folder, "UPDATE entry SET key = 'eve/app'"),
    "another checksum": lambda folder: _change(folder, "UPDATE entry SET checksum = x'00'"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_said_and_made_anew(folder: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    DAMAGE[damage](folder)
    with caplog.at_level(logging.WARNING), Store(folder) as store:
        found = [store.get(kind, key) for kind in ("facts", "answer") for key in ("ada/app", "eve/app")]
        store.put("facts", "ada/app", b"anew")
    assert found == [None] * 4
    assert caplog.text
    with Store(folder) as store:
        assert store.get("facts", "ada/app") == b"anew"


def test_no_turned_bit_is_believed(folder: Path) -> None:
    """Of a hundred places, none gives another value than the one that was put in."""
    file = folder / "store.sqlite3"
    whole = file.read_bytes()
    for place in range(0, len(whole), len(whole) // 100):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        with Store(folder) as store:
            assert store.get("facts", "ada/app") in (None, b"seven")
            store.put("facts", "ada/app", b"seven")
            assert store.get("facts", "ada/app") == b"seven"


def test_a_link_in_its_place_is_not_followed(folder: Path, tmp_path: Path) -> None:
    file = folder / "store.sqlite3"
    elsewhere = file.rename(tmp_path / "elsewhere")
    before = elsewhere.read_bytes()
    file.symlink_to(elsewhere)
    with Store(folder) as store:
        assert store.get("facts", "ada/app") is None
        store.put("facts", "ada/app", b"anew")
    assert elsewhere.read_bytes() == before


@pytest.mark.parametrize("place", ["a file", "below a file", "a folder in place of the file"])
def test_where_nothing_can_be_kept_a_run_goes_on(tmp_path: Path, place: str, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "odd" / "store.sqlite3").mkdir(parents=True)
    places = {"a file": "file", "below a file": "file/cache", "a folder in place of the file": "odd"}
    with caplog.at_level(logging.WARNING), Store(tmp_path / places[place]) as store:
        store.put("facts", "ada/app", b"seven")
        store.put("facts", "ada/app", b"seven")
        assert store.get("facts", "ada/app") is None
        assert not store.has("facts")
        with pytest.raises(AuditError, match="could not be emptied"):
            store.clear()
    assert len(caplog.records) <= 2


def test_no_store_keeps_nothing() -> None:
    NO_STORE.put("facts", "ada/app", b"seven")
    assert NO_STORE.get("facts", "ada/app") is None
    NO_STORE.close()
    assert NO_STORE.counts() == ()


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    values = {name: os.urandom(1000) for name in "abcdefgh"}
    with Store(tmp_path) as store:
        for name, value in values.items():
            store.put("facts", name, value)
    _change(tmp_path, "UPDATE entry SET used = unicode(key) - 90")  # a was used first
    with Store(tmp_path, most_bytes=5000) as store:
        assert store.get("facts", "a") == values["a"]
    with Store(tmp_path) as store:
        assert [name for name in values if store.get("facts", name)] == ["a", "g", "h"]


def test_a_store_that_is_cleared_is_empty_and_can_be_used_again(folder: Path) -> None:
    with Store(folder) as store:
        store.clear()
        assert store.counts() == ()
        store.put("facts", "ada/app", b"anew")
    with Store(folder) as store:
        assert store.get("facts", "ada/app") == b"anew"


def test_a_run_goes_on_with_a_store_that_another_clears(folder: Path) -> None:
    with Store(folder) as running, Store(folder) as other:
        assert running.has("facts")
        other.clear()
        assert not running.has("facts")
        running.put("facts", "ada/app", b"anew")
        assert other.get("facts", "ada/app") == b"anew"


@pytest.mark.parametrize("damage", ["made by a later version", "made by another program", "a schema that is no text"])
def test_counting_changes_nothing(folder: Path, damage: str) -> None:
    DAMAGE[damage](folder)
    before = (folder / "store.sqlite3").read_bytes()
    with (
        Store(folder) as store,
        pytest.raises(AuditError, match=r"cannot be read \(.+\)\. `portfolio-audit cache clear`"),
    ):
        store.counts()
    assert (folder / "store.sqlite3").read_bytes() == before
    with Store(folder) as store:
        store.clear()
        assert store.counts() == ()


def test_two_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    def fill(store: Store, who: str) -> None:
        for number in range(50):
            store.put("facts", f"{who}{number}", f"{who} {number}".encode())

    with Store(tmp_path) as one, Store(tmp_path) as other:
        threads = [threading.Thread(target=fill, args=(store, who)) for store in (one, other) for who in ("x", "y")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with Store(tmp_path) as store:
        assert all(store.get("facts", f"{who}{n}") == f"{who} {n}".encode() for who in "xy" for n in range(50))


def test_a_run_that_is_killed_loses_nothing_that_it_has_kept(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from portfolio_audit.store import Store\n"
        "store = Store(Path(sys.argv[1]))\n"
        "for number in range(10**9):\n"
        "    store.put('facts', str(number), b'seven'); print(number, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(20)]
        process.send_signal(signal.SIGKILL)
    with Store(tmp_path) as store:
        assert all(store.get("facts", line.strip()) == b"seven" for line in lines)
    assert [file.name for file in tmp_path.iterdir()] == ["store.sqlite3"]


def test_the_folder_can_be_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_AUDIT_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    monkeypatch.delenv("PORTFOLIO_AUDIT_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder().name == "portfolio-audit"
