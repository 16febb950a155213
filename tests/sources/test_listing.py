"""What the host says of a repository, whatever it says."""

from datetime import UTC, datetime
from typing import Any

import pytest

from portfolio_audit.sources.listing import Listed, listed, profile

ROW = {"owner": {"login": "ada"}, "name": "bikes"}


def entry(row: dict[str, Any]) -> Listed:
    found = listed(ROW | row)
    assert found is not None
    return found


@pytest.mark.parametrize(
    "odd",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-13-01T00:00:00Z", "yesterday", "", None, 5, ["x"]],
    ids=repr,
)
def test_a_date_that_is_none_is_absent(odd: object) -> None:
    facts = entry({"pushed_at": odd, "created_at": odd}).facts
    assert (facts.pushed_at, facts.created_at) == (None, None)
    assert profile({"login": "ada", "created_at": odd}).created_at is None


def test_a_date_is_taken_in_any_zone() -> None:
    assert entry({"pushed_at": "2026-01-01T02:00:00+02:00"}).facts.pushed_at == datetime(2026, 1, 1, tzinfo=UTC)
