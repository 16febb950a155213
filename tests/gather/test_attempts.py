"""What one part of the facts may cost."""

import pytest

from portfolio_audit.attempts import Attempts
from portfolio_audit.facts.reading import read_facts
from portfolio_audit.limits import Limits
from portfolio_audit.model.facts import ReadmeFacts
from portfolio_audit.model.values import Unavailable
from portfolio_audit.sources.texts import TextSnapshot

FILES = {"README.md": "# App\n\nPredicts rents.\n", "train.py": "import pandas\n"}
TOO_LONG = Unavailable("it took longer than the time limit")


def _endless() -> None:
    while True:
        pass


def test_a_part_without_end_is_stopped_and_the_next_one_read() -> None:
    attempts = Attempts(Limits(part_seconds=1))
    assert attempts("code", _endless) == TOO_LONG
    assert attempts("data", lambda: 7) == 7
    assert list(attempts.lost) == ["read in part: it took longer than the time limit"]


def test_all_parts_together_have_a_limit_too() -> None:
    attempts = Attempts(Limits(part_seconds=1, parts_seconds=1))
    assert attempts("code", _endless) == TOO_LONG
    assert attempts("data", _endless) == TOO_LONG


def test_a_part_with_a_bug_costs_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def buggy(*_: object) -> None:
        raise ValueError("x")

    monkeypatch.setattr("portfolio_audit.facts.reading.read_data", buggy)
    attempts = Attempts(Limits())
    facts = dict(read_facts(TextSnapshot(FILES), attempts))
    assert facts["data"] == Unavailable("reading its data met a bug; please report it")
    assert isinstance(facts["readme"], ReadmeFacts)
    assert not isinstance(facts["security"], Unavailable)
    assert list(attempts.lost) == ["read in part: reading its data met a bug; please report it"]


def test_a_part_that_has_no_room_is_told_by_who_reads_it() -> None:
    def greedy() -> None:
        raise MemoryError

    with pytest.raises(MemoryError):
        Attempts(Limits())("code", greedy)
