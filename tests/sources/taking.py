"""The type of the fixture `take`."""

from collections.abc import Callable
from datetime import UTC, datetime

from portfolio_audit.sources.git import GitSnapshot

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TOKEN = "a-token-of-ada"  # noqa: S105
Take = Callable[..., GitSnapshot]
