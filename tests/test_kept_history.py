"""The file of each subject: private, whole, and never trusted."""

import json
import logging
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from portfolio_audit.files import write_whole
from portfolio_audit.history import History, data_folder
from portfolio_audit.past import Past
from portfolio_audit.rescoring import recorded
from reports_of import report_of

FIRST, SECOND = report_of({"app": "+--+."}, "-"), report_of({"app": "-++-."}, "+", day=7)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "data")


def _file(history: History) -> Path:
    (file,) = history.folder.glob("*.json")
    return file


def _keep(history: History, subject: str = "ada") -> None:
    for report in (FIRST, SECOND):
        history.record(subject, "ml-engineer", recorded(report))


def test_what_is_kept_comes_back(history: History) -> None:
    assert history.past("ada", "ml-engineer") == Past()
    _keep(history)
    past = history.past("ada", "ml-engineer")
    assert past.states == (recorded(FIRST), recorded(SECOND))
    assert [(point.at, point.score) for point in past.points] == [
        (FIRST.generated_at, 18),
        (SECOND.generated_at, 42),
    ]


def test_subjects_and_rubrics_have_files_of_their_own(history: History) -> None:
    for subject in ("ada", "bob", "/home/ada/../../x"):
        history.record(subject, "ml-engineer", recorded(FIRST))
    history.record("ada", "software", recorded(FIRST))
    assert [(kept.subject, kept.rubric) for kept in history.all()] == [
        ("/home/ada/../../x", "ml-engineer"),
        ("ada", "ml-engineer"),
        ("ada", "software"),
        ("bob", "ml-engineer"),
    ]
    assert len(list(history.folder.glob("*.json"))) == 4
    assert history.past("carol", "ml-engineer") == Past()


def test_nobody_else_can_read_it(history: History) -> None:
    _keep(history)
    assert _file(history).stat().st_mode & 0o777 == 0o600
    assert history.folder.stat().st_mode & 0o777 == 0o700


def test_of_a_repository_no_more_is_kept_than_its_name(history: History) -> None:
    _keep(history)
    (repository,) = json.loads(_file(history).read_text())["past"]["states"][0]["repositories"]
    assert set(repository) == {"name", "value", "answers"}
    assert {answer[0] for answer in repository["answers"].values()} <= {"pass", "fail", "not-applicable"}


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[: len(text) // 2],
        lambda text: text[:0],
        lambda text: "[" * 100_000 + text,
        lambda text: text.replace("history@1", "history@2"),
        lambda text: text.replace('"score":18', '"score":1800'),
        lambda text: text.replace('"slots":[50', '"slots":[0'),
        lambda text: text.replace('"weight":5', '"weight":-5'),
        lambda text: text.replace('["fail",0]', '["failed",0]'),
        lambda text: text.replace("T00:00:00Z", "T00:00:00"),
    ],
    ids=["cut", "empty", "deep", "another layout", "a score", "a slot", "a weight", "a state", "a time"],
)
def test_a_damaged_file_is_put_aside_and_the_trend_starts_anew(
    history: History, caplog: pytest.LogCaptureFixture, spoil: Callable[[str], str]
) -> None:
    _keep(history)
    file = _file(history)
    damaged = spoil(file.read_text())
    assert damaged != file.read_text()
    file.write_text(damaged)
    with caplog.at_level(logging.WARNING):
        assert history.past("ada", "ml-engineer") == Past()
        history.record("ada", "ml-engineer", recorded(SECOND))
    assert file.with_name(f"{file.name}.damaged").read_text() == damaged
    assert history.past("ada", "ml-engineer").states == (recorded(SECOND),)
    assert "is not used" in caplog.text
    assert "put aside" in caplog.text


def test_a_file_of_another_subject_under_this_ones_name_is_not_used(history: History) -> None:
    _keep(history, "bob")
    file = _file(history)
    _keep(history)
    (mine,) = [each for each in history.folder.glob("*.json") if each != file]
    mine.write_bytes(file.read_bytes())
    assert history.past("ada", "ml-engineer") == Past()


def test_a_link_and_what_is_no_file_are_not_followed(history: History, tmp_path: Path) -> None:
    _keep(history)
    file = _file(history)
    elsewhere = tmp_path / "elsewhere.json"
    file.rename(elsewhere)
    content = elsewhere.read_bytes()
    file.symlink_to(elsewhere)
    assert history.past("ada", "ml-engineer") == Past()
    history.record("ada", "ml-engineer", recorded(SECOND))
    assert (elsewhere.read_bytes(), file.is_symlink()) == (content, False)
    file.unlink()
    os.mkfifo(file)
    assert history.past("ada", "ml-engineer") == Past()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_somebody_elses_file_is_not_used(history: History) -> None:
    _keep(history)
    os.chown(_file(history), 12345, 12345)
    assert history.past("ada", "ml-engineer") == Past()


def test_where_nothing_can_be_written_the_log_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write_whole(tmp_path / "taken", "a file")
    with caplog.at_level(logging.WARNING):
        History(tmp_path / "taken").record("ada", "ml-engineer", recorded(FIRST))
    assert "this run is not kept for the trend: Not a directory" in caplog.text
    assert History(tmp_path / "taken").all() == []


def test_forgetting_one_leaves_the_others(history: History) -> None:
    _keep(history)
    _keep(history, "bob")
    assert history.clear("ADA") == 1
    assert [kept.subject for kept in history.all()] == ["bob"]
    assert history.clear() == 1
    assert history.all() == []


def _many(folder: Path, start: int) -> None:
    for number in range(8):
        report = report_of({"app": "+++++"}, "+")
        History(folder).record(f"subject {start + number}", "ml-engineer", recorded(report))
        report = report_of({f"app-{start + number}": "+++++"}, "+")
        History(folder).record("shared", "ml-engineer", recorded(report))


def test_runs_at_once_lose_nothing(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    runs = [context.Process(target=_many, args=(tmp_path / "data", start)) for start in (0, 8)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    history = History(tmp_path / "data")
    assert [run.exitcode for run in runs] == [0, 0]
    assert len(history.all()) == 17
    assert len(history.past("shared", "ml-engineer").points) == 16


def test_the_environment_names_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTFOLIO_AUDIT_DATA", str(tmp_path / "mine"))
    assert data_folder() == tmp_path / "mine"
    monkeypatch.delenv("PORTFOLIO_AUDIT_DATA")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert data_folder() == tmp_path / "data" / "portfolio-audit"
