"""A made-up portfolio on a loopback GitHub, for a first look and for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from portfolio_audit.demo.github import LoopbackGitHub
from portfolio_audit.demo.portfolio import LOGIN, REFERENCE, demo_user
from portfolio_audit.temporary import temporary_folder

__all__ = ["DEMO_TOKEN", "LOGIN", "REFERENCE", "demo_github"]

DEMO_TOKEN = "demo"  # noqa: S105
"""A token that the demonstration's server knows; it opens nothing else."""


@contextmanager
def demo_github(now: datetime = REFERENCE) -> Iterator[LoopbackGitHub]:
    """The built-in portfolio, built in a temporary folder and served while the `with` block lasts."""
    with temporary_folder() as folder:
        user = demo_user(folder, now)
        with LoopbackGitHub([user], tokens={DEMO_TOKEN: user.login}) as github:
            yield github
