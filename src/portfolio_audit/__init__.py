"""Audit a GitHub profile as a machine-learning portfolio. The functions are described in `portfolio_audit.api`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from portfolio_audit.api import (
        AuditError,
        audit,
        check_links,
        gather,
        load_catalogue,
        load_portfolio,
        load_report,
        render,
        save_portfolio,
    )

__version__ = "0.1.0"
__all__ = [
    "AuditError",
    "audit",
    "check_links",
    "gather",
    "load_catalogue",
    "load_portfolio",
    "load_report",
    "render",
    "save_portfolio",
]


def __getattr__(name: str) -> Any:
    """The API, imported when it is first used, so that the command line starts fast."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from portfolio_audit import api

    return getattr(api, name)
