"""The built-in portfolio: a made-up person with repositories that differ as real ones do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from portfolio_audit.demo.bundle import Bundle, bundles
from portfolio_audit.demo.history import commit_time, write_repository
from portfolio_audit.demo.hosted import HostedRepository, HostedUser

LOGIN = "ada-demo"
REFERENCE = datetime(2026, 10, 1, tzinfo=UTC)
"""The day on which the portfolio is looked at; the dates of its commits are counted back from it."""

_ADA = HostedUser(
    LOGIN,
    name="Ada Example",
    bio="Learning machine learning in the open. Made up for a demonstration.",
    blog="https://ada.example.com",
    pinned=("bike-demand-forecast", "monthgrid", "titanic-survival"),
    # busy in spring, quieter later: 52 weeks of 7 days
    contributions=tuple((day * 7 + day // 9) % 4 if 150 < day < 330 and day % 3 else 0 for day in range(364)),
    merged_elsewhere=2,
)


def demo_user(folder: Path, now: datetime = REFERENCE) -> HostedUser:
    """The person with all repositories, built below the folder."""
    return replace(_ADA, repositories=build_portfolio(folder, now), created_at=now - timedelta(days=900))


def build_portfolio(folder: Path, now: datetime = REFERENCE) -> tuple[HostedRepository, ...]:
    """Bare git repositories made in the folder; the same `now` gives the same commits."""
    return tuple(_build(bundle, folder / f"{bundle.name}.git", now) for bundle in bundles())


def _build(bundle: Bundle, git_dir: Path, now: datetime) -> HostedRepository:
    write_repository(bundle, git_dir, now)
    created = now - timedelta(days=bundle.created)
    times = [commit_time(bundle, place, now) for place in range(len(bundle.commits))]
    size = sum(path.stat().st_size for path in (git_dir / "objects" / "pack").iterdir())
    host: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in bundle.host.items()
    }
    return HostedRepository(
        bundle.name, git_dir, **host, created_at=created, pushed_at=max(times, default=created), size_kb=size // 1024
    )
