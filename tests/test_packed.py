"""Values that are kept as JSON are the same values."""

import errno

import pytest

from portfolio_audit.model.facts import RepoFacts
from portfolio_audit.model.portfolio import Portfolio
from portfolio_audit.model.report import Report, RepositoryHeading
from portfolio_audit.packed import Packed, Shelf, Unfit, named, pack, packed, seen_as, those
from portfolio_audit.renderers import FILES, pieces

ONE, TWO = RepoFacts("one"), RepoFacts("two", head="a" * 40)


def test_a_packed_value_is_the_value() -> None:
    assert pack(TWO).value == TWO
    assert pack(TWO).digest == pack(RepoFacts("two", head="a" * 40)).digest != pack(ONE).digest


def test_a_shelf_is_a_sequence_of_its_values() -> None:
    shelf = Shelf([pack(ONE), pack(TWO)])
    assert shelf == (ONE, TWO)
    assert shelf != (TWO, ONE)
    assert shelf != (ONE,)
    assert (shelf[0], shelf[-1], len(shelf)) == (ONE, TWO, 2)
    assert shelf[1:] == (TWO,)
    assert hash(shelf) == hash(Shelf([pack(ONE), pack(TWO)]))


def test_what_fits_stays_packed() -> None:
    shelf = Shelf([pack(ONE), pack(TWO)])
    found = those(shelf, RepoFacts, lambda repo: bool(repo.head))
    assert isinstance(found, Shelf)
    assert found == those((ONE, TWO), RepoFacts, lambda repo: bool(repo.head)) == (TWO,)


def test_of_packed_values_no_more_is_read_than_a_base_of_theirs_has(demo_report: Report) -> None:
    (heading, *_), repo = seen_as(demo_report.repositories, RepositoryHeading), demo_report.repositories[0]
    assert (type(heading), heading.name, heading.score) == (RepositoryHeading, repo.name, repo.score)
    assert list(seen_as((ONE, TWO), RepoFacts)) == [ONE, TWO]
    with pytest.raises(Unfit):
        Packed(b"[]", RepoFacts).seen_as(RepoFacts)


def test_a_value_is_found_by_its_name() -> None:
    for values in ((ONE, TWO), Shelf([pack(ONE), pack(TWO)])):
        assert named(values, "two") == TWO
        assert named(values, "three") is None


def test_a_sequence_can_be_packed_or_not(demo_portfolio: Portfolio) -> None:
    assert [item.value for item in packed(tuple(demo_portfolio.repos))] == list(demo_portfolio.repos)


def test_no_piece_of_a_report_holds_more_than_a_repository(demo_report: Report) -> None:
    """However many repositories there are, their text is never in memory at once."""
    largest = max(len(item.json) for item in packed(demo_report.repositories))
    for form in ("json", "html"):
        assert max(map(len, pieces(form, demo_report))) < 2 * largest
    assert set(FILES) >= {"json", "html"}


def test_without_room_for_a_file_values_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("portfolio_audit.packed._spool.put", full)
    assert pack(TWO).value == TWO
