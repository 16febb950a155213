"""The history: figures, and what its messages are worth."""

from datetime import UTC, datetime, timedelta

import pytest

from portfolio_audit.facts.history import read_history, worth
from portfolio_audit.model.facts import HistoryFacts
from portfolio_audit.model.values import Commit
from snapshots import DictSnapshot

START = datetime(2025, 3, 1, 12, tzinfo=UTC)


def read(*subjects: str, parents: int = 1) -> HistoryFacts:
    commits = tuple(
        Commit(START - timedelta(days=i // 2), subject, f"a{i % 2}", parents) for i, subject in enumerate(subjects)
    )
    return read_history(DictSnapshot({}, commits=commits))


def test_a_repository_without_commits_has_no_style() -> None:
    assert read() == HistoryFacts()


def test_days_authors_and_ends_are_counted() -> None:
    facts = read("a", "b", "c", "d")
    assert (facts.commits, facts.active_days, facts.authors) == (4, 2, 2)
    assert (facts.first, facts.last) == (START - timedelta(days=1), START)


def test_commits_without_a_credible_date_are_counted_and_not_dated() -> None:
    facts = read_history(DictSnapshot({}, commits=(Commit(None, "x", "a"),)))
    assert (facts.commits, facts.active_days, facts.first) == (1, 0, None)


def test_messages_that_say_what_changed_are_good() -> None:
    assert (
        read(
            "Add churn model with class weights",
            "Fix leak in the scaler",
            "feat: cache the API answers",
            "Initial commit",
        ).style
        == "good"
    )


def test_uploads_and_web_edits_are_poor() -> None:
    assert read("Add files via upload", "Update README.md", "Update README.md", "Initial commit").style == "poor"


def test_half_and_half_is_mixed() -> None:
    assert (
        read("Plot survival by cabin class", "update", "Update README.md", "Tune depth of the forest", "init").style
        == "mixed"
    )


def test_one_good_message_repeated_a_hundred_times_is_not_good() -> None:
    assert read(*["Improve the scraper of prices"] * 100).style != "good"


def test_merges_worded_by_git_are_nobodys_message() -> None:
    facts = read_history(
        DictSnapshot(
            {},
            commits=(Commit(START, "Merge branch 'main' of x", "a", 2), Commit(START, "Split loader from model", "a")),
        )
    )
    assert (facts.style, facts.merges) == ("good", 1)


def test_poor_messages_are_shown_once_and_few() -> None:
    facts = read(*["update"] * 9, "a", "b", ".", "wip", "fix", "test")
    assert [place.excerpt for place in facts.samples] == ["update", "a", "b", ".", "wip"]


@pytest.mark.parametrize(
    "subject",
    [
        "",
        ".",
        "a",
        "Initial commit",
        "first commit!",
        "Add files via upload",
        "update",
        "Final Version",
        "commit Wed 2 Aug 2023 10:13",
        "更新",
        "Mise à jour",
        "primer commit",
        "первый коммит",
        "ilk commit",
    ],
)
def test_messages_that_say_nothing_in_any_language(subject: str) -> None:
    assert worth(subject) == 0


@pytest.mark.parametrize(
    "subject",
    [
        "Add residual plot for each model",
        "fix(api): answer 404 for unknown ids",
        "Ajoute la validation croisée",
        "Corrige la normalización de precios",
        "データ前処理を関数に分けました",
        "Добавлена обработка пропущенных значений",
        "remove duplicate rows before split",
    ],
)
def test_messages_that_say_what_changed_in_any_language(subject: str) -> None:
    assert worth(subject) >= 60


def test_a_file_name_alone_says_little() -> None:
    assert 0 < worth("Update train.py") < 60
    assert worth("Update README.md") < worth("Update train.py")


def test_commits_of_a_workflow_do_not_speak_for_the_author() -> None:
    own = ("Add a tracker of new papers", "Send the list by mail", "Skip papers seen before")
    assert read(*own, *["Github Action Update"] * 90).style == read(*own).style == "good"


@pytest.mark.parametrize(
    ("subject", "parents", "joined"),
    [
        ("Merge branch 'tidy'", 2, True),
        ("Merge pull request #4 from ann/tidy", 2, True),
        ("Split by time (#12)", 1, True),
        ("Merge branch 'main' of https://github.com/ann/bikes", 2, False),
        ("Merge remote-tracking branch 'origin/main' of github.com:ann/bikes", 2, False),
        ("Fix #12", 1, False),
        ("Split by time", 1, False),
    ],
)
def test_branches_are_known_by_what_brought_them_in(subject: str, parents: int, joined: bool) -> None:
    facts = read(subject, parents=parents)
    assert [place.excerpt for place in facts.branches] == [subject] * joined
