"""Report → text. Renderers hold no judgement: what is shown is in the report."""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portfolio_audit.model.report import Report

FILES = {
    "html": "index.html",
    "json": "report.json",
    "markdown": "report.md",
    "text": "report.txt",
    "sarif": "report.sarif",
    "junit": "junit.xml",
    "csv": "findings.csv",
    "badge": "badge.svg",
    "shields": "badge.json",
}
"""Format → name of its file in an output folder."""


def _lazy(module: str) -> Callable[["Report"], str]:
    """The module's text in one piece, imported when it is first used: templates cost start-up time."""
    return lambda report: "".join(pieces(module, report))


def pieces(form: str, report: "Report") -> Iterator[str]:
    """The text in that format, piece by piece: all of it at once may be large."""
    made: Iterator[str] = import_module(f"{__package__}.{form}").pieces(report)
    return made


def get_ready(forms: Iterable[str]) -> None:
    """Load what the formats need, so that the first report does not wait for it."""
    for form in forms:
        getattr(import_module(f"{__package__}.{form}"), "template", bool)()


RENDERERS: dict[str, Callable[["Report"], str]] = {name: _lazy(name) for name in FILES}
