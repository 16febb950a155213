"""Where clones are kept: what is damaged or strange is thrown away, what is old goes first, nobody is disturbed."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from keeping import Keeper

from gather.repositories import Made, bare, grow
from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.hosted import HostedRepository, HostedUser
from portfolio_audit.sources.clones import Clones
from portfolio_audit.temporary import temporary_folder

NOISE = "".join(f"{number * 7919 % 65537:05x}" for number in range(20_000))


@pytest.fixture
def app(tmp_path: Path) -> Path:
    return bare(tmp_path / "app.git", {"README.md": "# App\n", "big.py": f"x = '{NOISE}'\n", "a.py": "import os\n"})


@pytest.fixture
def host(app: Path) -> Iterator[LoopbackGitHub]:
    names = ("app", "bikes", "cars")
    with LoopbackGitHub([HostedUser("ada", tuple(HostedRepository(name, app) for name in names))]) as running:
        yield running
    assert running.errors == ()


@pytest.fixture
def url(host: LoopbackGitHub) -> str:
    return host.clone_url("ada", "app")


def kept(keeper: Keeper) -> list[Path]:
    return sorted(path for path in (keeper.place / "cache" / "clones").iterdir() if path.name != "work")


def pack(folder: Path, suffix: str = "pack") -> Path:
    """The largest of its files of that kind."""
    return max(folder.glob(f"*.{suffix}"), key=lambda file: file.stat().st_size)


def changed(file: Path, change: Callable[[bytes], bytes]) -> None:
    data = file.read_bytes()
    file.unlink()
    file.write_bytes(change(data))


def renoted(folder: Path, **values: object) -> None:
    """The note with other values, as somebody would write it who knows how."""
    note = json.loads((folder / "kept.json").read_bytes().partition(b"\n")[2]) | values
    data = json.dumps(note).encode()
    (folder / "kept.json").write_bytes(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "a pack with one bit turned over": lambda f: changed(pack(f), lambda d: d[:999] + bytes([d[999] ^ 1]) + d[1000:]),
    "a truncated pack": lambda f: changed(pack(f), lambda d: d[: len(d) // 2]),
    "an empty pack": lambda f: changed(pack(f), lambda _: b""),
    "a missing pack": lambda f: pack(f).unlink(),
    "a damaged index": lambda f: changed(pack(f, "idx"), lambda d: d[:1040] + b"\xff" * 8 + d[1048:]),
    "the index of another pack": lambda f: changed(pack(f, "idx"), lambda _: min(f.glob("*.idx")).read_bytes()[::-1]),
    "a pack that is a link": lambda f: (
        pack(f).rename(f / "away"),
        pack(f, "idx").with_suffix(".pack").symlink_to(f / "away"),
    ),
    "a note cut short": lambda f: changed(f / "kept.json", lambda d: d[:-20]),
    "an empty note": lambda f: changed(f / "kept.json", lambda _: b""),
    "a note that is no JSON": lambda f: changed(
        f / "kept.json", lambda _: hashlib.sha256(b"x").hexdigest().encode() + b"\nx"
    ),
    "a note with another head": lambda f: renoted(f, head="1" * 40),
    "a note with odd names": lambda f: renoted(f, packs=["../../config"]),
    "a note of another address": lambda f: renoted(f, url="https://example.com/x.git"),
    "a note of a later version": lambda f: renoted(f, layout=2),
    "no note": lambda f: (f / "kept.json").unlink(),
    "a note nested deeply": lambda f: changed(
        f / "kept.json", lambda _: hashlib.sha256(b"[" * 100_000).hexdigest().encode() + b"\n" + b"[" * 100_000
    ),
    "a note of other types": lambda f: renoted(f, shallow={"a": 1}),
}


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("state", ["", "Monday"])
def test_what_is_damaged_or_strange_is_made_anew(keeper: Keeper, url: str, damage: str, state: str) -> None:
    first = keeper.run(url, "Monday")
    DAMAGE[damage](kept(keeper)[0])
    assert keeper.run(url, state) == first
    assert keeper.seeds[1] == "" or damage == "a note with another head"
    assert keeper.run(url, state) == first
    assert keeper.seeds[2] == ("current" if state else "old")


@pytest.mark.parametrize(("damage", "why"), [("a truncated pack", "a pack is damaged"), ("no note", "no note")])
def test_damage_is_said_in_the_log(
    keeper: Keeper, url: str, monkeypatch: pytest.MonkeyPatch, damage: str, why: str
) -> None:
    said: list[str] = []
    monkeypatch.setattr("portfolio_audit.sources.clones.log.warning", lambda text, *given: said.append(text % given))
    keeper.run(url)
    assert said == []
    DAMAGE[damage](kept(keeper)[0])
    keeper.run(url)
    (sentence,) = said
    assert sentence.startswith(f"the kept clone of {url} is damaged and is made anew: ")
    assert why in sentence.lower()


def test_nothing_but_packs_is_taken_over(keeper: Keeper, url: str, tmp_path: Path) -> None:
    first = keeper.run(url, "Monday")
    place, trap = kept(keeper)[0], tmp_path / "trap"
    script = f"#!/bin/sh\ntouch {trap}\n"
    for name in ("config", "hooks/post-checkout", "info/alternates", "objects/info/alternates", "worktrees/a/gitdir"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(f"[core]\n\tfsmonitor = touch {trap}\n" if name == "config" else script)
    (place / f"pack-{'0' * 40}.pack").write_bytes(b"PACK")
    assert keeper.run(url, "") == first
    assert keeper.cloned == [False]
    assert not trap.exists()
    assert {file.suffix for file in kept(keeper)[0].iterdir()} == {".json", ".pack", ".idx"}


@pytest.mark.parametrize("strange", ["file", "link", "folder of others"])
def test_what_is_no_folder_of_ours_is_replaced(keeper: Keeper, url: str, tmp_path: Path, strange: str) -> None:
    first = keeper.run(url)
    (place,) = kept(keeper)
    place.rename(tmp_path / "elsewhere")
    if strange == "file":
        place.write_text("x")
    elif strange == "link":
        place.symlink_to(tmp_path / "elsewhere")
    else:
        place.mkdir()
        (place / "notes.txt").write_text("x")
    assert keeper.run(url) == first
    assert keeper.seeds[1] == ""
    assert len(list((tmp_path / "elsewhere").glob("*.pack"))) == 2
    assert keeper.run(url) == first
    assert keeper.seeds[2] == "old"


def test_nobody_else_may_look(keeper: Keeper, url: str) -> None:
    keeper.run(url)
    folders = (keeper.place / "cache", keeper.place / "cache" / "clones", keeper.clones.work, *kept(keeper))
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_the_least_recently_used_goes_first(keeper: Keeper, host: LoopbackGitHub) -> None:
    urls = [host.clone_url("ada", name) for name in ("app", "bikes", "cars")]
    for number, url in enumerate(urls):
        keeper.run(url)
        os.utime(
            next(f for f in kept(keeper) if url.encode() in (f / "kept.json").read_bytes()) / "kept.json",
            (number, number),
        )
    keeper.run(urls[0])
    count, size = keeper.clones.show()
    assert count == 3
    Clones(keeper.clones.work.parent, size * 2 // 3 + 1000).evict()
    assert keeper.clones.show()[0] == 2
    seeds = [Clones(keeper.clones.work.parent).seed(url, keeper.place / f"seed-{n}", "") for n, url in enumerate(urls)]
    assert seeds == ["old", "", "old"]


def test_room_is_made_while_a_run_goes_on(keeper: Keeper, host: LoopbackGitHub) -> None:
    keeper.run(host.clone_url("ada", "app"))
    keeper.clones = Clones(keeper.clones.work.parent, keeper.clones.show()[1] + 1000)
    keeper.run(host.clone_url("ada", "bikes"))
    assert keeper.clones.show()[0] == 1


def test_what_is_evicted_can_still_be_used(keeper: Keeper, url: str) -> None:
    first = keeper.run(url, "Monday")
    with temporary_folder(keeper.clones.work) as folder:
        seed = keeper.clones.seed(url, folder / "clone", "Monday")
        keeper.clones.clear()
        assert keeper.clones.show() == (0, 0)
        assert keeper.take(url, folder / "clone", seed, lambda _: 1_000_000).entries == first.entries


def test_what_is_large_is_not_kept(keeper: Keeper, url: str) -> None:
    keeper.run(url)
    keeper.clones = Clones(keeper.clones.work.parent, clone_bytes=10_000)
    keeper.run(url)
    assert keeper.clones.show() == (0, 0)


def test_two_runs_at_once_see_the_same(keeper: Keeper, url: str, app: Path) -> None:
    keeper.run(url)
    grow(app, [Made({"a.py": "import sys\n"})])
    seen: list[object] = []
    runs = [threading.Thread(target=lambda: seen.append(keeper.run(url))) for _ in range(4)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    fresh = keeper.fresh(url)
    assert seen == [fresh] * 4
    assert keeper.run(url) == fresh
    assert list(keeper.clones.work.iterdir()) == []


def test_a_clone_that_cannot_be_kept_is_only_not_kept(keeper: Keeper, url: str) -> None:
    (keeper.place / "file").write_text("x")
    with temporary_folder(keeper.clones.work) as folder:
        seen = keeper.take(url, folder / "clone", "", lambda _: 1_000_000)
        Clones(keeper.place / "file" / "clones").keep(url, folder / "clone", seen.head, "")
    assert keeper.clones.show() == (0, 0)


RUN = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from keeping import Keeper
from portfolio_audit.sources.clones import Clones
from portfolio_audit.sources.isolation import environment, isolate
home = Path(sys.argv[1]) / "home"
home.mkdir(exist_ok=True)
isolate(environment(home, "http"))
keeper = Keeper(Clones(Path(sys.argv[1]) / "cache" / "clones"), home)
print("started", flush=True)
keeper.run(sys.argv[2])
print("done", flush=True)
"""


def started(keeper: Keeper, url: str) -> "subprocess.Popen[bytes]":
    here = Path(__file__).parent
    command = [sys.executable, "-c", RUN, str(keeper.place), url, str(here), str(here.parent)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert run.stdout is not None
    assert run.stdout.readline() == b"started\n"
    return run


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_kill_at_any_request_leaves_what_was_kept(
    keeper: Keeper, host: LoopbackGitHub, url: str, app: Path, nth: int
) -> None:
    keeper.run(url)
    before = {file.name: file.read_bytes() for file in kept(keeper)[0].iterdir()}
    grow(app, [Made({"a.py": "import sys\n"})])
    host.fail("stall", path="/ada/app", nth=nth, seconds=60)
    asked = len(host.requests)
    with started(keeper, url) as run:
        while len(host.requests) < asked + nth:
            assert run.poll() is None
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGKILL)
    host.heal()
    assert {file.name: file.read_bytes() for file in kept(keeper)[0].iterdir()} == before
    assert len(list(keeper.clones.work.iterdir())) == 1
    assert keeper.run(url) == keeper.fresh(url)
    assert keeper.cloned == [False]
    assert list(keeper.clones.work.iterdir()) == []
