"""A catalogue that was kept is the catalogue."""

from pathlib import Path

import pytest

from portfolio_audit import kept_catalogue as kept
from portfolio_audit.catalogue import load_catalogue
from portfolio_audit.errors import RuleFileError
from portfolio_audit.kept_catalogue import kept_catalogue
from portfolio_audit.rubrics import rubrics
from portfolio_audit.store import Store


@pytest.mark.parametrize("rubric", [rubric.name for rubric in rubrics()])
def test_it_is_equal_to_the_one_that_was_read(tmp_path: Path, rubric: str) -> None:
    read = load_catalogue(rubric, examples=False)
    with Store(tmp_path) as store:
        assert [kept_catalogue(store, rubric) for _ in range(2)] == [read, read]
        assert [count.entries for count in store.counts()] == [1]


def test_a_selection_is_kept_apart(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for _ in range(2):
            assert len(kept_catalogue(store, "software", ["readme"], ["readme-install*"]).rules) > 1
            assert kept_catalogue(store, "software", ["git"]) == load_catalogue(
                "software", select=["git"], examples=False
            )


def test_a_rubric_of_ones_own_is_read_each_time(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('title = "Mine"\ndescription = "My own."\nignore = ["git"]\n')
    with Store(tmp_path / "cache") as store:
        before = kept_catalogue(store, str(mine))
        mine.write_text('title = "Mine"\ndescription = "My own."\nignore = ["data"]\n')
        assert {rule.category for rule in kept_catalogue(store, str(mine)).rules} != {r.category for r in before.rules}


def test_another_version_reads_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path) as store:
        kept_catalogue(store, "software")
        monkeypatch.setattr(kept, "build", lambda: "another")
        assert kept_catalogue(store, "software") == load_catalogue("software", examples=False)
        assert [count.entries for count in store.counts()] == [2]


def test_what_is_no_catalogue_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Store(tmp_path) as store:
        monkeypatch.setattr(store, "get", lambda *_: b'{"rules": 7}')
        assert kept_catalogue(store, "software") == load_catalogue("software", examples=False)


def test_a_mistake_is_said_each_time(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        for _ in range(2):
            with pytest.raises(RuleFileError, match="no rule is called"):
                kept_catalogue(store, "software", ["nothing"])
